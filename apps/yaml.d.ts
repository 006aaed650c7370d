/** A catalogue of sentences: key → ICU message. */
declare module '*.yaml' {
  const sentences: Readonly<Record<string, string>>
  export default sentences
}

interface ImportMeta {
  /** What Vite puts in place of this call: every file that fits the pattern, by its path. */
  glob<T>(pattern: string, options: { readonly eager: true }): Readonly<Record<string, T>>
}
