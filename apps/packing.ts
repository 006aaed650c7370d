import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

/** The encodings a text can be sent in, smallest first (RFC 9110, 8.4.1). */
const ENCODINGS = ['br', 'gzip'] as const
type Encoding = (typeof ENCODINGS)[number]

/** Below this nothing is won: it fits into the first packet anyway. */
const WORTH_BYTES = 1200
/** Quality 5 of 11 packs a page in about a millisecond; 11 takes fifty times as long and is for files packed once. */
const QUALITY_AT_ONCE = 5

const pack = (bytes: Buffer, encoding: Encoding, quality: number): Buffer =>
  encoding === 'gzip' ? gzipSync(bytes) : brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })

/** The first of our encodings that a browser takes, by its Accept-Encoding. One that it weighs with 0 it does not take. */
export function encodingFor(accept: string | undefined): Encoding | undefined {
  const taken = (accept ?? '').split(',').map((part) => part.trim().toLowerCase()).filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part)).map((part) => part.split(';')[0]!.trim())
  return ENCODINGS.find((encoding) => taken.includes(encoding))
}

/** What is sent: the bytes, and the headers that say how they are packed. */
export type Sent = { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> }

const plain = (bytes: Buffer): Sent => ({ bytes, headers: { vary: 'accept-encoding' } })
const packed = (bytes: Buffer, encoding: Encoding): Sent => ({ bytes, headers: { vary: 'accept-encoding', 'content-encoding': encoding } })

/**
 * A page as small as its reader can take it. Our pages hold no token that its length could give away (BREACH): the
 * session is a cookie, and writes are guarded by their origin.
 */
export function packPage(text: string, accept: string | undefined): Sent {
  const bytes = Buffer.from(text)
  const encoding = bytes.length < WORTH_BYTES ? undefined : encodingFor(accept)
  return encoding === undefined ? plain(bytes) : packed(pack(bytes, encoding, QUALITY_AT_ONCE), encoding)
}

/** A file that is sent many times: packed as small as can be, each way once, when somebody first asks for it. */
export function packedFile(bytes: Buffer): (accept: string | undefined) => Sent {
  const ways = new Map<Encoding, Sent>()
  return (accept) => {
    const encoding = bytes.length < WORTH_BYTES ? undefined : encodingFor(accept)
    if (encoding === undefined) return plain(bytes)
    const known = ways.get(encoding) ?? packed(pack(bytes, encoding, constants.BROTLI_MAX_QUALITY), encoding)
    ways.set(encoding, known)
    return known
  }
}
