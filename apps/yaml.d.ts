/** A catalogue of sentences: key → ICU message. */
declare module '*.yaml' {
  const sentences: Readonly<Record<string, string>>
  export default sentences
}
