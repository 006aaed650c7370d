/** The part of the driver that turns a value into what the wire carries. Its types leave it out. */
declare module 'pg/lib/utils.js' {
  export function prepareValue(value: unknown): string | Buffer | null
}
