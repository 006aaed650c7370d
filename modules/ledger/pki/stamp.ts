import { createHash } from 'node:crypto'

import { bodyOf, der, derInteger, integerIn, partsOf, readDer, TAGS, type Element } from '../gm/der.ts'
import type { Signer } from './certificate.ts'
import { signedData } from './cms.ts'
import { DIGESTS, NAMES } from './names.ts'
import { MORE, octets, preciseTimeOf, sequence } from './values.ts'

/** What somebody asks a time stamp for (RFC 3161, section 2.4.1). */
export type StampRequest = { readonly algorithm: keyof typeof DIGESTS; readonly digest: Buffer; readonly nonce: bigint | null; readonly certified: boolean }

/** Why no time stamp is given: PKIFailureInfo (RFC 3161, section 2.4.2), the number of its bit. */
export const FAILURES = { badAlgorithm: 0, badRequest: 2, badData: 5, otherPolicy: 15, extension: 16 } as const
export type Failure = keyof typeof FAILURES

const LENGTHS = { sha256: 32, sha384: 48, sha512: 64 } as const

/** What a request asks for, or why it cannot be served. Its nonce is at most 160 bits. */
export function stampRequestIn(bytes: Buffer): StampRequest | Failure {
  return readDer((): StampRequest | Failure => {
    const [version, imprint, ...rest] = partsOf(bytes)
    if (integerIn(version) !== 1n || imprint?.tag !== TAGS.sequence) return 'badRequest'
    const [algorithm, digest, ...more] = partsOf(der(TAGS.sequence, imprint.body))
    const known = algorithmIn(algorithm)
    if (known === undefined) return 'badAlgorithm'
    const value = bodyOf(digest, TAGS.octets)
    if (more.length > 0 || value.length !== LENGTHS[known]) return 'badData'
    const options = optionsIn(rest)
    return typeof options === 'string' ? options : { algorithm: known, digest: value, ...options }
  }) ?? 'badData'
}

function algorithmIn(element: Element | undefined): keyof typeof DIGESTS | undefined {
  const whole = der(TAGS.sequence, bodyOf(element, TAGS.sequence))
  const [name, parameters, ...more] = partsOf(whole)
  if (more.length > 0 || (parameters !== undefined && (parameters.tag !== MORE.null || parameters.body.length > 0))) return undefined
  const bare = sequence(der(TAGS.name, bodyOf(name, TAGS.name)))
  return (['sha256', 'sha384', 'sha512'] as const).find((one) => DIGESTS[one].equals(bare))
}

const NONCE_BITS = 160n

/** Policy, nonce, whether the certificate comes along, extensions: each may be missing, but they have their order. */
function optionsIn(rest: readonly Element[]): { nonce: bigint | null; certified: boolean } | Failure {
  const left = [...rest]
  const next = (tag: number): Element | undefined => (left[0]?.tag === tag ? left.shift() : undefined)
  const policy = next(TAGS.name)
  const nonce = next(TAGS.integer)
  const certified = next(MORE.boolean)
  if (policy !== undefined && !der(TAGS.name, policy.body).equals(NAMES.stampPolicy)) return 'otherPolicy'
  if (left[0]?.tag === TAGS.parameters) return 'extension'
  const number = nonce === undefined ? null : integerIn(nonce)
  if (left.length > 0 || (number !== null && number >> NONCE_BITS > 0n) || (certified !== undefined && certified.body.length !== 1)) return 'badRequest'
  return { nonce: number, certified: (certified?.body[0] ?? 0) !== 0 }
}

/** A time stamp: that this digest was there at that moment (RFC 3161, section 2.4.2), in DER. `serial` is never given twice. */
export async function stampOf({ request, at, serial, certificate }: { readonly request: StampRequest; readonly at: Date; readonly serial: bigint; readonly certificate: Buffer }, sign: Signer): Promise<Buffer> {
  const { algorithm, digest, nonce, certified } = request
  const content = sequence(
    derInteger(1n), NAMES.stampPolicy, sequence(DIGESTS[algorithm], octets(digest)), derInteger(serial), preciseTimeOf(at),
    sequence(derInteger(1n)), ...(nonce === null ? [] : [derInteger(nonce)]), // Right to a second.
  )
  return signedData({ contentType: NAMES.stamped, content, digest: createHash('sha256').update(content).digest(), certificate, certified }, sign)
}

/** The answer that carries a time stamp. */
export const granted = (stamp: Buffer): Buffer => sequence(sequence(derInteger(0n)), stamp)

/** The answer that says why there is none. */
export function refused(failure: Failure): Buffer {
  const bit = FAILURES[failure]
  const bytes = Buffer.alloc(Math.floor(bit / 8) + 2)
  bytes[0] = 7 - (bit % 8)
  bytes[1 + Math.floor(bit / 8)] = 0x80 >> (bit % 8)
  return sequence(sequence(derInteger(2n), der(TAGS.bits, bytes)))
}

/** The attribute under which a signature carries its time stamp (RFC 3161, appendix A). */
export const unsignedStamp = (stamp: Buffer): Buffer => sequence(NAMES.timeStamp, der(MORE.set, stamp))

