import { calculateJwkThumbprint } from 'jose'

import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { isVerifyingKey } from '#modules/ledger'

import { isObject, opened, type Json, type Jwk } from './jwt.ts'
import { issuerName, secondOf, SKEW_S } from './names.ts'
import { spendNonce } from './nonce.ts'
import { attesterMeant } from './wallets.ts'

/** What a wallet sends to show which key its credential is to be bound to (OpenID4VCI §8.2): one proof of one of the kinds of appendix F. */
export type Proofs = { readonly jwt?: readonly string[] | undefined; readonly attestation?: readonly string[] | undefined }

const refusal = (): Refusal => new Refusal('unfit', 'certificates.openid_proof')
/** A proof is made for the nonce it answers to, so it is never older than that. */
const AGE_S = 300

/**
 * The key that a credential is to be bound to, its public members only. Exactly one proof is taken, for credentials of one certificate share a
 * place in the list of standings and would be known for one by it. Refuses `certificates.openid_proof`, `certificates.openid_nonce`.
 */
export async function holderKeyIn(act: Act, proofs: Proofs | undefined): Promise<Json> {
  const [jwt, attestation] = [proofs?.jwt ?? [], proofs?.attestation ?? []]
  if (jwt.length + attestation.length !== 1) throw refusal()
  return publicMembers(jwt[0] === undefined ? await keyAttested(act, attestation[0]!) : await keyProved(act, jwt[0]))
}

/** Proof type `jwt` (OpenID4VCI F.1): signed by the key itself, for this issuer and nonce, now; with an attestation where its provider gives one. */
async function keyProved(act: Act, proof: string): Promise<Json> {
  const read = await opened(proof, { types: ['openid4vci-proof+jwt'], keyFor: ({ jwk }) => jwk })
  if (read === null || 'kid' in read.header || 'x5c' in read.header) throw refusal()
  const { aud, iat, nonce } = read.payload
  if (aud !== issuerName() || typeof iat !== 'number' || !isNow(act, iat) || nonce === undefined) throw refusal()
  await spendNonce(act, nonce)
  const key = read.header['jwk'] as Json
  const { key_attestation: attestation } = read.header
  if (attestation !== undefined && !(await isAmong(key, (await attested(act, attestation, { mustEnd: true, nonce })).keys))) throw refusal()
  return key
}

/** Proof type `attestation` (OpenID4VCI F.3): the wallet's provider vouches for the key and answers to the nonce. */
async function keyAttested(act: Act, attestation: string): Promise<Json> {
  const { keys: [key, ...more], nonce } = await attested(act, attestation, { mustEnd: false })
  if (key === undefined || more.length > 0 || nonce === undefined) throw refusal()
  await spendNonce(act, nonce)
  return key
}

/** The keys that a provider we know says are kept safely (OpenID4VCI D.1). The drafts before 1.0 spelt the type without its hyphen. */
async function attested(act: Act, text: unknown, { mustEnd, nonce: asked }: { readonly mustEnd: boolean; readonly nonce?: unknown }): Promise<{ readonly keys: readonly Json[]; readonly nonce: unknown }> {
  const read = typeof text === 'string' ? await opened(text, { types: ['key-attestation+jwt', 'keyattestation+jwt'], keyFor: attesterMeant }) : null
  if (read === null) throw refusal()
  const { iat, exp, attested_keys: keys, nonce } = read.payload
  if (typeof iat !== 'number' || iat > secondOf(act.at) + SKEW_S || (mustEnd && exp === undefined)) throw refusal()
  if (exp !== undefined && (typeof exp !== 'number' || exp <= secondOf(act.at))) throw refusal()
  if (asked !== undefined && nonce !== undefined && nonce !== asked) throw refusal()
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every((key) => isObject(key) && isVerifyingKey(key as Jwk))) throw refusal()
  return { keys: keys as readonly Json[], nonce }
}

const isNow = (act: Act, iat: number): boolean => iat <= secondOf(act.at) + SKEW_S && iat >= secondOf(act.at) - AGE_S

async function isAmong(key: Json, keys: readonly Json[]): Promise<boolean> {
  const wanted = await calculateJwkThumbprint(key as Jwk, 'sha256')
  for (const one of keys) if ((await calculateJwkThumbprint(one as Jwk, 'sha256')) === wanted) return true
  return false
}

/** What makes the key and nothing else (RFC 7638 §3.2): a wallet has no other words of its own in what an agency signs. */
const publicMembers = (key: Json): Json => Object.fromEntries(['kty', 'crv', 'x', 'y', 'n', 'e'].filter((name) => key[name] !== undefined).map((name) => [name, key[name]]))
