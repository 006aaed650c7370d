import { isUtf8 } from 'node:buffer'
import { hash as hashOf } from 'node:crypto'

import { bytesOf } from '#modules/ledger'

/** What is refused, by the code of its sentence; `at` says where, in the words of the paper. */
export type Fault = { readonly code: string; readonly at: string }

/** One disclosure: the name of a claim and its value, or the value of an element of an array. */
export type Disclosure = { readonly text: string; readonly digest: string; readonly salt: string; readonly name: string | null; readonly value: unknown }

/** An SD-JWT taken apart (RFC 9901 §4): the JWT of its issuer, the disclosures in their order, and the JWT of its holder where there is one. */
export type Parts = { readonly issuerJwt: string; readonly disclosures: readonly string[]; readonly holderJwt: string | null; readonly presented: string }

/** Characters of one presentation; a licence with every field and its photo has less than a tenth of them. */
export const LENGTH_MAX = 1_000_000
/** Disclosures of one presentation. */
export const DISCLOSURES_MAX = 1_000
/** How deep claims may lie in each other, whether written so or by disclosures. */
export const DEPTH_MAX = 32

/** Digests by their names in the IANA registry of named hashes; no other is taken. */
export const HASHES: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-384': 'sha384', 'sha-512': 'sha512' }

/** Takes the text apart by its tildes (RFC 9901 §4). Null where it has none, an empty part, or too much of anything. */
export function partsOf(text: string): Parts | null {
  if (text.length > LENGTH_MAX || !text.includes('~')) return null
  const [issuerJwt = '', ...rest] = text.split('~')
  const last = rest.pop()!
  if (rest.length > DISCLOSURES_MAX || rest.some((one) => one === '')) return null
  return { issuerJwt, disclosures: rest, holderJwt: last === '' ? null : last, presented: text.slice(0, text.length - last.length) }
}

/** Reads one disclosure (RFC 9901 §4.2): two elements for an array, three for an object, a salt that is text, a name that is not reserved. */
export function disclosureOf(text: string, hash: string): Disclosure | Fault {
  const bytes = bytesOf(text)
  const read = bytes === null ? undefined : jsonOf(bytes)
  if (!Array.isArray(read) || read.length < 2 || read.length > 3 || typeof read[0] !== 'string') return unfit(text)
  const digest = hashOf(HASHES[hash]!, text, 'base64url')
  if (read.length === 2) return { text, digest, salt: read[0], name: null, value: read[1] }
  if (typeof read[1] !== 'string') return unfit(text)
  if (read[1] === '_sd' || read[1] === '...') return { code: 'certificates.sdjwt_reserved', at: read[1] }
  return { text, digest, salt: read[0], name: read[1], value: read[2] }
}

const unfit = (text: string): Fault => ({ code: 'certificates.sdjwt_disclosure', at: text.slice(0, 40) })

/** JSON in UTF-8, each name of an object once; undefined where it is not that. */
export function jsonOf(bytes: Uint8Array): unknown {
  // Bytes that are no JSON are an answer here, not a fault.
  try {
    if (!isUtf8(bytes)) return undefined
    const text = (bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).toString('utf8')
    const value: unknown = JSON.parse(text)
    // Without an object there are no names, and what is spelt as we spell it has each once; the rest is read letter by letter.
    return (!text.includes('{') || JSON.stringify(value) === text || namesOnce(text)) && depthOf(value) <= DEPTH_MAX ? value : undefined
  } catch {
    return undefined
  }
}

/** How deep a value is, without going deeper than anybody may. */
export function depthOf(value: unknown, depth = 0): number {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return depth
  let most = depth + 1
  for (const part of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) if (typeof part === 'object') most = Math.max(most, depthOf(part, depth + 1))
  return most
}

/** Whether no object of a JSON text has a name twice: two readers would see two statements. The text is known to be JSON. */
export function namesOnce(text: string): boolean {
  const open: (Set<string> | null)[] = []
  let expectsName = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (sign === '"') {
      const from = at
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++
      const names = open.at(-1)
      if (!expectsName || names === undefined || names === null) continue
      const name = JSON.parse(text.slice(from, at + 1)) as string
      if (names.has(name)) return false
      names.add(name)
      expectsName = false
    } else if (sign === '{') { open.push(new Set()); expectsName = true }
    else if (sign === '[') { open.push(null); expectsName = false }
    else if (sign === '}' || sign === ']') { open.pop(); expectsName = false }
    else if (sign === ',') expectsName = open.at(-1) !== null
  }
  return true
}
