import { deflateRawSync, inflateRawSync } from 'node:zlib'

import { decode, encode } from 'cborg'
import { z } from 'zod'

import { fromBase45, toBase45 } from './base45.ts'

/** What a log says about a certificate, so that it can be checked without asking: place, path, root, the salt of the entry, and the log's signature over its checkpoint. */
export type CompactProof = { readonly origin: string; readonly size: number; readonly index: number; readonly path: readonly Buffer[]; readonly root: Buffer; readonly salt: Buffer; readonly logSignature: Buffer }

/** A certificate in as few bytes as can be: its key and algorithm, its signed text, the signature, and its proof where it has its place. */
export type Compact = { readonly key: string; readonly algorithm: string; readonly payload: Buffer; readonly signature: Buffer; readonly proof: CompactProof | null }

const MARK = 'TB1:'
/** A QR code of 1,900 letters has some 130 dots on a side, which a phone still reads from paper. */
const PART_MAX = 1900
/** The longest certificate has a text of 4,000 characters, three bytes each. */
const TEXT_MAX = 40_000
const PARTS_MAX = 9
const BYTES_MAX = 20_000

const bytes = z.instanceof(Uint8Array).transform((value) => Buffer.from(value))
const exactly = (length: number) => bytes.refine((value) => value.length === length)
const count = z.int().min(0)
const Proof = z.tuple([z.string().min(1).max(200), count, count, bytes.refine((value) => value.length % 32 === 0 && value.length <= 32 * 64), exactly(32), exactly(16), bytes.refine((value) => value.length === 68)])
const Form = z.tuple([z.literal(1), z.string().min(1).max(100), z.string().min(1).max(20), bytes, bytes, Proof.nullable()])

/** The texts of one or more QR codes that carry this certificate. */
export function compactTexts({ key, algorithm, payload, signature, proof }: Compact): string[] {
  const form = [1, key, algorithm, payload, signature, proof === null ? null : [proof.origin, proof.size, proof.index, Buffer.concat(proof.path), proof.root, proof.salt, proof.logSignature]]
  const text = toBase45(deflateRawSync(encode(form), { level: 9 }))
  const parts = Math.ceil(text.length / PART_MAX)
  if (parts === 1) return [`${MARK}${text}`]
  const length = Math.ceil(text.length / parts)
  return Array.from({ length: parts }, (_, n) => `${MARK}${n + 1}/${parts}:${text.slice(n * length, (n + 1) * length)}`)
}

/** Whether somebody typed or scanned such a text. */
export const looksCompact = (text: string): boolean => text.trimStart().startsWith(MARK)

/** How many QR codes there are where this is but one of them; 1 where it is all. */
export const partsOf = (text: string): number => Number(/^TB1:[1-9]\/([1-9]):/.exec(text.trim())?.[1] ?? 1)

/** What the texts carry, one a line in any order; null where they are no such thing, not all of it, or would unpack to more than a certificate can have. */
export function compactIn(texts: string): Compact | null {
  const packed = fromBase45(joined(texts) ?? '?')
  if (packed === null) return null
  // Bytes that unpack to nothing, to too much, or to no CBOR are an answer here, not a fault.
  try {
    const unpacked = inflateRawSync(packed, { maxOutputLength: BYTES_MAX })
    const form = Form.safeParse(decode(unpacked, { strict: true, allowIndefinite: false, allowUndefined: false, allowNaN: false, allowInfinity: false, allowBigInt: false, rejectDuplicateMapKeys: true }))
    if (!form.success || !Buffer.from(encode(form.data)).equals(unpacked)) return null
    const [, key, algorithm, payload, signature, proof] = form.data
    return { key, algorithm, payload, signature, proof: proof === null ? null : proofIn(proof) }
  } catch {
    return null
  }
}


function proofIn([origin, size, index, path, root, salt, logSignature]: z.infer<typeof Proof>): CompactProof {
  return { origin, size, index, path: Array.from({ length: path.length / 32 }, (_, n) => path.subarray(n * 32, (n + 1) * 32)), root, salt, logSignature }
}

// The letters of a code include the blank, so nothing is trimmed off it; what a form took out between two codes is put in again.
function joined(texts: string): string | null {
  if (texts.length > TEXT_MAX) return null
  const lines = [...new Set(texts.split(/[\r\n]+|(?=TB1:[1-9]\/[1-9]:)/).map((line) => line.replace(/^\s+(?=TB1:)/, '')).filter((line) => line.trim() !== ''))]
  if (lines.length > PARTS_MAX || !lines.every((line) => line.startsWith(MARK))) return null
  const parts = lines.map((line) => /^TB1:([1-9])\/([1-9]):(.+)$/.exec(line))
  if (lines.length === 1 && parts[0] === null) return lines[0]!.slice(MARK.length).trimEnd()
  const sorted = parts.toSorted((a, b) => Number(a?.[1] ?? 0) - Number(b?.[1] ?? 0))
  const whole = sorted.every((part, n) => part !== null && Number(part[1]) === n + 1 && Number(part[2]) === lines.length)
  return whole ? sorted.map((part) => part![3]).join('').trimEnd() : null
}
