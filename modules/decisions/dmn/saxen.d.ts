declare module 'saxen' {
  type Context = () => { readonly line: number; readonly column: number }
  type Decode = (text: string) => string
  /** What we use of saxen 11: a parser of XML that calls back, and knows no entity but the five and the numbered ones. */
  export class Parser {
    on(event: 'error' | 'warn', run: (error: Error, context: Context) => void): this
    on(event: 'attention', run: (text: string, decode: Decode, context: Context) => void): this
    on(event: 'openTag', run: (name: string, attributes: () => Readonly<Record<string, string>>, decode: Decode, selfClosing: boolean, context: Context) => void): this
    on(event: 'closeTag', run: () => void): this
    on(event: 'text', run: (text: string, decode: Decode) => void): this
    on(event: 'cdata', run: (text: string) => void): this
    parse(text: string): void
  }
}
