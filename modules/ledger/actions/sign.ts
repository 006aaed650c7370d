import { constants, createPublicKey, verify as verifyBytes, type KeyObject } from 'node:crypto'

import type { JWK } from 'jose'

import type { Act } from '#kernel/act'

import { NUMBER_BYTES, Point, pointFrom } from '../gm/curve.ts'
import { asDer } from '../gm/der.ts'
import { verifySm2 } from '../gm/signature.ts'
import { KEY_ID, type Algorithm, type KeyOwner, type PublicKey } from '../model.ts'
import { keyById } from '../store/keys.ts'
import { signingKeyOf } from './keys.ts'

/** A signature: `signature` is base64url over the signing input of `jws`, a compact JWS whose `kid` is `keyId`. */
export type Signature = { readonly keyId: string; readonly algorithm: Algorithm; readonly signature: string; readonly jws: string }

/** What is signed and for whom. `typ` is the media type of the payload as JWS knows it (RFC 7515 §4.1.9). */
export type ToSign = {
  readonly owner: KeyOwner
  readonly payload: string | Uint8Array
  readonly algorithm?: Algorithm
  readonly typ?: string
  /** How the header names the key, where it has another name outside (a DID URL); its own id unless told. */
  readonly named?: (key: string) => string
}

/** Whether a signature is good; if not, the code of the sentence that says why. */
export type JwsVerdict =
  | { readonly valid: true; readonly payload: Buffer; readonly header: Readonly<Record<string, unknown>> }
  | { readonly valid: false; readonly code: 'ledger.jws_form' | 'ledger.jws_algorithm' | 'ledger.jws_key' | 'ledger.signature_wrong' }

/**
 * Signs a payload with the owner's key, which is made in this act if he has none yet.
 * Whoever calls this has made sure that the actor may bind the owner: an automatic decision signs for its agency.
 */
export async function sign(act: Act, { owner, payload, algorithm = 'ES256', typ, named = (key) => key }: ToSign): Promise<Signature> {
  const key = await signingKeyOf(act, owner, algorithm)
  const header = { alg: algorithm, kid: named(key.id), ...(typ === undefined ? {} : { typ }) }
  const input = `${base64url(JSON.stringify(header))}.${base64url(payload)}`
  const signature = (await key.sign(Buffer.from(input))).toString('base64url')
  return { keyId: key.id, algorithm, signature, jws: `${input}.${signature}` }
}

const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes as string).toString('base64url')

/**
 * Checks a compact JWS with a public JWK (RFC 7515 §5.2): ES256, ES384, ES512, PS256, RS256, Ed25519, EdDSA and SM2, by the rules of RFC 8725:
 * the key decides which algorithm may be used, a key made for something else is refused, and so is a header with extensions we do not
 * know (`crit`). Never throws; a key that bears private members is refused, so that nobody learns to send one here.
 */
export async function verify(jws: string, jwk: JWK): Promise<JwsVerdict> {
  const parts = compactParts(jws)
  if (parts === null) return { valid: false, code: 'ledger.jws_form' }
  const known = publicKeyOf(jwk)
  if (known === null) return { valid: false, code: 'ledger.jws_key' }
  const header = objectIn(parts.header)
  if (header === undefined || 'crit' in header) return { valid: false, code: 'ledger.jws_form' }
  const { alg } = header
  if (typeof alg !== 'string' || !known.algorithms.includes(alg) || (jwk.alg !== undefined && jwk.alg !== alg)) return { valid: false, code: 'ledger.jws_algorithm' }
  const good = isSignedBy(known, alg, Buffer.from(jws.slice(0, jws.lastIndexOf('.'))), parts.signature)
  return good ? { valid: true, payload: parts.payload, header } : { valid: false, code: 'ledger.signature_wrong' }
}

function isSignedBy({ key }: KnownKey, alg: string, input: Buffer, signature: Buffer): boolean {
  if (key instanceof Point) return signature.length === 2 * NUMBER_BYTES && verifySm2(input, asDer(signature), key).valid
  const { hash, numberBytes, rsa } = VERIFIED[alg]!
  if (numberBytes !== undefined && signature.length !== 2 * numberBytes) return false
  return verifyBytes(hash, input, rsa === undefined ? key : { key, ...rsa }, numberBytes === undefined ? signature : asDer(signature))
}

/** How a signature of each algorithm is checked (RFC 7518 §3, RFC 8037). */
const VERIFIED: Readonly<Record<string, { readonly hash: string | null; readonly numberBytes?: number; readonly rsa?: { readonly padding: number; readonly saltLength?: number } }>> = {
  ES256: { hash: 'sha256', numberBytes: 32 }, ES384: { hash: 'sha384', numberBytes: 48 }, ES512: { hash: 'sha512', numberBytes: 66 },
  EdDSA: { hash: null }, Ed25519: { hash: null },
  RS256: { hash: 'sha256', rsa: { padding: constants.RSA_PKCS1_PADDING } }, PS256: { hash: 'sha256', rsa: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } },
}

/** The algorithms a key may be used with. An attacker chooses the header, so the key decides, not the header. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'EC SM2': ['SM2'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
  RSA: ['RS256', 'PS256'],
}

/** Whether signatures can be checked with a key: public, of a kind and a length that is taken. */
export const isVerifyingKey = (jwk: JWK): boolean => publicKeyOf(jwk) !== null

type KnownKey = { readonly key: KeyObject | Point; readonly algorithms: readonly string[] }

/** Reading a key costs as much as checking a signature, and the keys of agencies come again and again. */
const keysRead = new Map<string, KnownKey>()
const KEYS_KEPT = 1000
/** The longest member of a key that anybody needs: the modulus of RSA with 8,192 bits has 1,366 letters. */
const MEMBER_MAX = 2000
const RSA_BITS_MIN = 2048

function publicKeyOf(jwk: JWK): KnownKey | null {
  if ('d' in jwk || 'k' in jwk || (jwk.use !== undefined && jwk.use !== 'sig') || (Array.isArray(jwk.key_ops) && !jwk.key_ops.includes('verify'))) return null
  const members = [jwk.kty, jwk.crv, jwk.x, jwk.y, jwk.n, jwk.e]
  if (!members.every((one) => one === undefined || (typeof one === 'string' && one.length <= MEMBER_MAX))) return null
  const name = JSON.stringify(members)
  const known = keysRead.get(name)
  if (known !== undefined) return known
  const read = readKey(jwk)
  if (read === null) return null
  if (keysRead.size >= KEYS_KEPT) keysRead.clear()
  keysRead.set(name, read)
  return read
}

function readKey(jwk: JWK): KnownKey | null {
  const algorithms = ALGORITHMS[`${jwk.kty} ${jwk.crv ?? ''}`.trim()]
  if (algorithms === undefined) return null
  if (jwk.crv === 'SM2') return sm2Key(jwk, algorithms)
  // Members that make no key, or a point that is not on its curve, are an answer here, not a fault.
  try {
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return (key.asymmetricKeyDetails?.modulusLength ?? RSA_BITS_MIN) < RSA_BITS_MIN ? null : { key, algorithms }
  } catch {
    return null
  }
}

function sm2Key({ x = '', y = '' }: JWK, algorithms: readonly string[]): KnownKey | null {
  const halves = [x, y].map(bytesOf)
  const point = halves.every((half) => half?.length === NUMBER_BYTES) ? pointFrom(Buffer.concat([Uint8Array.of(4), ...(halves as Buffer[])])) : undefined
  return point === undefined ? null : { key: point, algorithms }
}

/** Checks a compact JWS that one of our own keys should have made; also says which. */
export async function verifyOwn(act: Act, jws: string): Promise<{ verdict: JwsVerdict; key: PublicKey | undefined }> {
  const kid = keyNamedIn(jws)
  const key = KEY_ID.test(kid) ? await keyById(act.tx, kid) : undefined
  if (!key) return { verdict: { valid: false, code: 'ledger.jws_key' }, key: undefined }
  const { sealedPrivate: _, ...known } = key
  return { verdict: await verify(jws, key.jwk), key: known }
}

/** The id of the key that the header of a compact JWS names; empty where it names none, or is none. Nothing else of it is looked at. */
export function keyNamedIn(jws: string): string {
  const [first = ''] = jws.split('.', 1)
  const header = first.length > HEADER_MAX ? null : bytesOf(first)
  const kid = header === null ? undefined : objectIn(header)?.['kid']
  return typeof kid === 'string' && kid.length <= KID_MAX ? kid : ''
}

/** Names of keys are digests; nobody looks for a longer one. */
const KID_MAX = 100
/** Headers that say something are far shorter; a longer one is made to keep its reader busy. */
const HEADER_MAX = 12_000

/** Base64url without spaces, padding or stray last bits: else one signature has many spellings. Null where it is not that. */
function compactParts(jws: string): { header: Buffer; payload: Buffer; signature: Buffer } | null {
  const parts = jws.split('.', 4)
  if (parts.length !== 3 || parts[0]!.length > HEADER_MAX) return null
  const [header, payload, signature] = parts.map(bytesOf)
  return header && payload && signature ? { header, payload, signature } : null
}

/** The bytes of base64url, byte-exact; null where it is spelt otherwise. */
export function bytesOf(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

function objectIn(bytes: Buffer): Record<string, unknown> | undefined {
  // A header that is no JSON is an answer here, not a fault.
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
