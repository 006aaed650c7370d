import { sign as signBytes } from 'node:crypto'

import { compactVerify, errors, importJWK, type JWK } from 'jose'

import type { Act } from '#kernel/act'

import type { Algorithm, KeyOwner, PublicKey } from '../model.ts'
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
}

/** Whether a signature is good; if not, the code of the sentence that says why. */
export type JwsVerdict =
  | { readonly valid: true; readonly payload: Buffer; readonly header: Readonly<Record<string, unknown>> }
  | { readonly valid: false; readonly code: 'ledger.jws_form' | 'ledger.jws_algorithm' | 'ledger.jws_key' | 'ledger.signature_wrong' }

/**
 * Signs a payload with the owner's key, which is made in this act if he has none yet.
 * Whoever calls this has made sure that the actor may bind the owner: an automatic decision signs for its agency.
 */
export async function sign(act: Act, { owner, payload, algorithm = 'ES256', typ }: ToSign): Promise<Signature> {
  const key = await signingKeyOf(act, owner, algorithm)
  const header = { alg: algorithm, kid: key.id, ...(typ === undefined ? {} : { typ }) }
  const input = `${base64url(JSON.stringify(header))}.${base64url(payload)}`
  const signature = signBytes(HASHES[algorithm], Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  return { keyId: key.id, algorithm, signature, jws: `${input}.${signature}` }
}

/** ES256 signs the SHA-256 (RFC 7518 §3.4), its two numbers side by side; Ed25519 hashes by itself. */
const HASHES: Readonly<Record<Algorithm, string | null>> = { ES256: 'sha256', Ed25519: null }

const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes as string).toString('base64url')

/**
 * Checks a compact JWS with a public JWK (RFC 7515 §5.2): ES256, ES384, ES512, PS256, RS256, Ed25519 and EdDSA.
 * Never throws; a key that bears private members is refused, so that nobody learns to send one here.
 */
export async function verify(jws: string, jwk: JWK): Promise<JwsVerdict> {
  if (!isCompact(jws)) return { valid: false, code: 'ledger.jws_form' }
  const algorithms = ALGORITHMS[`${jwk.kty} ${jwk.crv ?? ''}`.trim()]
  if (!algorithms || 'd' in jwk) return { valid: false, code: 'ledger.jws_key' }
  // jose tells what is wrong by throwing; each kind becomes a verdict, and what it does not know goes on as a fault.
  try {
    const alg = headerOf(jws)?.['alg']
    if (typeof alg !== 'string' || !algorithms.includes(alg)) return { valid: false, code: 'ledger.jws_algorithm' }
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK({ ...jwk }, alg), { algorithms: [...algorithms] })
    return { valid: true, payload: Buffer.from(payload), header: protectedHeader }
  } catch (error) {
    return { valid: false, code: codeOf(error) }
  }
}

/** Checks a compact JWS that one of our own keys should have made; also says which. */
export async function verifyOwn(act: Act, jws: string): Promise<{ verdict: JwsVerdict; key: PublicKey | undefined }> {
  const kid = isCompact(jws) ? headerOf(jws)?.['kid'] : undefined
  const key = typeof kid === 'string' ? await keyById(act.tx, kid) : undefined
  if (!key) return { verdict: { valid: false, code: 'ledger.jws_key' }, key: undefined }
  const { sealedPrivate: _, ...known } = key
  return { verdict: await verify(jws, key.jwk), key: known }
}

/** The algorithms a key may be used with. An attacker chooses the header, so the key decides, not the header. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'EC P-256': ['ES256'],
  'EC P-384': ['ES384'],
  'EC P-521': ['ES512'],
  'OKP Ed25519': ['EdDSA', 'Ed25519'],
  RSA: ['RS256', 'PS256'],
}

/** Base64url without spaces, padding or stray last bits: jose lets those pass, and then one signature has many spellings. */
function isCompact(jws: string): boolean {
  const parts = jws.split('.')
  return parts.length === 3 && parts.every((part) => /^[A-Za-z0-9_-]*$/.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part)
}

function headerOf(jws: string): Record<string, unknown> | undefined {
  // A header that is no JSON is an answer here, not a fault.
  try {
    const header: unknown = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString('utf8'))
    return typeof header === 'object' && header !== null ? (header as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): 'ledger.jws_form' | 'ledger.jws_key' | 'ledger.signature_wrong' {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'ledger.signature_wrong'
  if (error instanceof errors.JWSInvalid || error instanceof errors.JOSENotSupported) return 'ledger.jws_form'
  return 'ledger.jws_key'
}
