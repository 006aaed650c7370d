import { deflateSync, inflateSync } from 'node:zlib'

/** What a list says of a token (Token Status List §7): good, good for nothing, or resting. */
export const STATUS = { valid: 0, invalid: 1, suspended: 2 } as const
export type Status = (typeof STATUS)[keyof typeof STATUS]

/** How many bits say how one token stands. */
export type Bits = 1 | 2 | 4 | 8

/** The claim `status_list` of a Status List Token: bits, and the packed list, compressed, in base64url. */
export type StatusList = { readonly bits: Bits; readonly lst: string }

/** A list ready to be asked. */
export type OpenList = { readonly bits: Bits; readonly bytes: Buffer }

/** Bytes of one list when unpacked; thirty-two million tokens of four bits. */
const BYTES_MAX = 16_000_000

/** Packs a list of `size` tokens in which only these are not good (Token Status List §4.1: the first token in the lowest bits). */
export function packed(size: number, bits: Bits, changed: Iterable<readonly [index: number, status: number]>): StatusList {
  const bytes = Buffer.alloc(Math.ceil((size * bits) / 8))
  for (const [index, status] of changed) {
    if (index < 0 || index >= size || status >= 2 ** bits) throw new RangeError(`no place ${index} for ${status} in a list of ${size}`)
    const at = index * bits
    bytes[at >> 3]! |= status << (at & 7)
  }
  return { bits, lst: deflateSync(bytes, { level: 9 }).toString('base64url') }
}

/** Opens a list once, to be asked often; null where it is none, or unpacks to more than anybody needs. */
export function opened({ bits, lst }: { readonly bits: unknown; readonly lst: unknown }): OpenList | null {
  if ((bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) || typeof lst !== 'string' || !/^[A-Za-z0-9_-]+$/.test(lst)) return null
  // Bytes that do not unpack are an answer here, not a fault.
  try {
    return { bits, bytes: inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: BYTES_MAX }) }
  } catch {
    return null
  }
}

/** How a token stands; null where the list has no such place. */
export function statusIn({ bits, bytes }: OpenList, index: number): number | null {
  if (!Number.isSafeInteger(index) || index < 0) return null
  const at = index * bits
  const byte = bytes[Math.floor(at / 8)]
  return byte === undefined ? null : (byte >> at % 8) & (2 ** bits - 1)
}
