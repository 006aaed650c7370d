import { der, TAGS } from '../gm/der.ts'

/** The tags of X.680 that certificates and signed messages need beside those of keys. */
export const MORE = { boolean: 0x01, null: 0x05, utf8: 0x0c, printable: 0x13, utcTime: 0x17, time: 0x18, set: 0x31 } as const

/** SEQUENCE of these parts. */
export const sequence = (...parts: readonly Uint8Array[]): Buffer => der(TAGS.sequence, ...parts)

/** SET OF these parts: DER puts them in the order of their bytes (X.690, section 11.6). */
export const setOf = (...parts: readonly Buffer[]): Buffer => der(MORE.set, ...parts.toSorted(Buffer.compare))

/** OCTET STRING. */
export const octets = (bytes: Uint8Array): Buffer => der(TAGS.octets, bytes)

/** BIT STRING of whole bytes. */
export const bits = (bytes: Uint8Array): Buffer => der(TAGS.bits, Uint8Array.of(0), bytes)

/** UTF8String. */
export const utf8 = (text: string): Buffer => der(MORE.utf8, Buffer.from(text))

/** `[n] EXPLICIT`, or the IMPLICIT tag of something constructed. */
export const tagged = (n: number, ...parts: readonly Uint8Array[]): Buffer => der(0xa0 + n, ...parts)

/** `[n] IMPLICIT` of something primitive. */
export const bare = (n: number, bytes: Uint8Array): Buffer => der(0x80 + n, bytes)

/** BOOLEAN true; DER leaves out what is false by default. */
export const YES = der(MORE.boolean, Uint8Array.of(0xff))

/** OBJECT IDENTIFIER from its dotted numbers (X.690, section 8.19). */
export function oid(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number)
  return der(TAGS.name, Buffer.concat([40 * first! + second!, ...rest].map(base128)))
}

function base128(value: number): Buffer {
  const digits = [value % 128]
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift(128 + (rest % 128))
  return Buffer.from(digits)
}

const LAST_SHORT_YEAR = 2049

/** Time as certificates write it: UTCTime until 2049, GeneralizedTime from then on (RFC 5280, section 4.1.2.5). */
export function timeOf(at: Date): Buffer {
  const digits = digitsOf(at)
  return at.getUTCFullYear() <= LAST_SHORT_YEAR ? der(MORE.utcTime, Buffer.from(`${digits.slice(2)}Z`)) : der(MORE.time, Buffer.from(`${digits}Z`))
}

/** GeneralizedTime to the millisecond; a fraction never ends with a zero (X.690, section 11.7). */
export function preciseTimeOf(at: Date): Buffer {
  const fraction = String(at.getUTCMilliseconds()).padStart(3, '0').replace(/0+$/, '')
  return der(MORE.time, Buffer.from(`${digitsOf(at)}${fraction === '' ? '' : `.${fraction}`}Z`))
}

const digitsOf = (at: Date): string => at.toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')

/** The moment of a GeneralizedTime or UTCTime body; undefined where it is none. */
export function momentIn(body: Buffer, tag: number): Date | undefined {
  const text = body.toString('latin1')
  const [, year, month, day, hour, minute, second, fraction = ''] = /^(\d{4}|\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,3})?Z$/.exec(text) ?? []
  if (year === undefined || (tag === MORE.utcTime) !== (year.length === 2)) return undefined
  const full = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`
  const at = new Date(`${full}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`)
  return Number.isNaN(at.getTime()) ? undefined : at
}
