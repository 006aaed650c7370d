import { hash, randomFillSync } from 'node:crypto'

type Json = Readonly<Record<string, unknown>>

/** What is to be said: `shown` always, `chosen` only where its holder discloses it, each claim by itself. */
export type Saying = { readonly shown: Json; readonly chosen: Json; readonly holderKey?: Json | undefined; readonly decoys?: number }

/** The payload to be signed, and the disclosures that go with it. */
export type Prepared = { readonly payload: Json; readonly disclosures: readonly string[] }

const SALT_BYTES = 16 // 128 bits, as RFC 9901 §9.3 asks.

const CHANCE_BYTES = 16_384
const chance = Buffer.alloc(CHANCE_BYTES)
let drawn = CHANCE_BYTES

/** Salts of 128 bits. Chance is drawn for many of them at once; no byte is used twice, and used ones are wiped. */
function newSalts(count: number): string[] {
  return Array.from({ length: count }, () => {
    if (drawn === CHANCE_BYTES) { randomFillSync(chance); drawn = 0 }
    const salt = chance.toString('base64url', drawn, drawn + SALT_BYTES)
    chance.fill(0, drawn, drawn += SALT_BYTES)
    return salt
  })
}

const digest = (text: string): string => hash('sha256', text, 'base64url')

/**
 * Prepares an SD-JWT (RFC 9901 §4): a salted digest for each claim that is disclosed at choice, among decoys that say nothing, in the order
 * of the digests, so that their order tells nothing either. The caller signs the payload with `typ` dc+sd-jwt.
 */
export function prepare({ shown, chosen, holderKey, decoys = 0 }: Saying): Prepared {
  const claims = Object.entries(chosen)
  const salts = newSalts(claims.length + decoys)
  const disclosures = claims.map(([name, value], n) => Buffer.from(JSON.stringify([salts[n], name, value])).toString('base64url'))
  const digests = [...disclosures.map(digest), ...Array.from({ length: decoys }, (_, n) => digest(salts[claims.length + n]!))].toSorted()
  return { payload: { ...shown, ...(holderKey === undefined ? {} : { cnf: { jwk: holderKey } }), ...(digests.length === 0 ? {} : { _sd: digests, _sd_alg: 'sha-256' }) }, disclosures }
}

/** The text of an SD-JWT without key binding. */
export const compact = (issuerJwt: string, disclosures: readonly string[]): string => [issuerJwt, ...disclosures, ''].join('~')

/** What a holder's key signs (`typ` kb+jwt) when he presents these disclosures to somebody. */
export const bindingClaims = (presented: string, { audience, nonce, at }: { audience: string; nonce: string; at: Date }): Json => ({ iat: Math.floor(at.getTime() / 1000), aud: audience, nonce, sd_hash: digest(presented) })
