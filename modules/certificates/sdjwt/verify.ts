import { hash as hashOf } from 'node:crypto'

import { verify as verifyJws } from '#modules/ledger'

import { processed } from './claims.ts'
import { disclosureOf, HASHES, jsonOf, partsOf, type Disclosure, type Fault, type Parts } from './form.ts'

/** A public key as JWK (RFC 7517). */
export type Jwk = Parameters<typeof verifyJws>[1]

/** What whoever verifies asks for: the issuer's key and the moment; a nonce and an audience where the holder must answer to them. */
export type Asked = { readonly key: Jwk; readonly at: Date; readonly nonce?: string | undefined; readonly audience?: string | undefined }

type Json = Readonly<Record<string, unknown>>

/** Whether an SD-JWT is good, what it says then, and whether its holder proved to be its holder. `at` says where the fault lies. */
export type SdJwtVerdict =
  | { readonly valid: true; readonly code: 'certificates.sdjwt_good'; readonly claims: Json; readonly holderBound: boolean }
  | { readonly valid: false; readonly code: string; readonly at: string; readonly claims: null }

/** Clocks of two machines differ by so much at most. */
const SKEW_S = 60
/** What may not be disclosed at choice in a credential (SD-JWT VC §3.2.2.2): else whoever shows it chose until when it holds. */
const ALWAYS_SHOWN = new Set(['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'])

/**
 * Verifies an SD-JWT with or without key binding by RFC 9901, §7, to the letter: byte-exact base64url, no disclosure that no digest asks
 * for, no digest twice, the algorithm chosen by the key and not by the header. Where a nonce or an audience is asked for, key binding is
 * required. A credential (`typ` dc+sd-jwt) must name its type and may not hide until when it holds. Never throws.
 */
export async function verifySdJwt(text: string, asked: Asked): Promise<SdJwtVerdict> {
  const parts = partsOf(text)
  if (parts === null) return no('form', 'sd-jwt')
  const signed = await verifyJws(parts.issuerJwt, asked.key)
  if (!signed.valid) return { valid: false, code: signed.code, at: 'issuer', claims: null }
  const typ = typOf(signed.header)
  const payload = jsonOf(signed.payload)
  if (typ === null || 'crit' in signed.header) return no('typ', String(signed.header['typ'] ?? 'crit').slice(0, 40))
  if (!isObject(payload)) return no('form', 'payload')
  const { _sd_alg: hash = 'sha-256' } = payload
  if (typeof hash !== 'string' || !Object.hasOwn(HASHES, hash)) return no('hash', String(hash).slice(0, 40))
  const disclosures = parts.disclosures.map((one) => disclosureOf(one, hash))
  const unfit = disclosures.find((one): one is Fault => 'code' in one)
  if (unfit !== undefined) return { valid: false, ...unfit, claims: null }
  const said = processed(payload, disclosures as readonly Disclosure[])
  if ('fault' in said) return { valid: false, ...said.fault, claims: null }
  const wrong = credentialFault(typ, said) ?? timeFault(said.claims, asked.at) ?? await bindingFault(parts, { asked, hash, claims: said.claims })
  return wrong === null ? { valid: true, code: 'certificates.sdjwt_good', claims: said.claims, holderBound: parts.holderJwt !== null } : { valid: false, ...wrong, claims: null }
}

const no = (code: string, at: string): SdJwtVerdict => ({ valid: false, ...fault(code, at), claims: null })
const fault = (code: string, at: string): Fault => ({ code: `certificates.sdjwt_${code}`, at })
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The kind of SD-JWT a header says it is (RFC 9901 §9.11); none is 'sd-jwt', something else is null. */
function typOf({ typ = 'sd-jwt' }: Json): string | null {
  const name = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : ''
  return /^(?:[a-z0-9.-]+\+)?sd-jwt$/.test(name) ? name : null
}

function credentialFault(typ: string, { claims, disclosed }: { claims: Json; disclosed: readonly string[] }): Fault | null {
  if (typ !== 'dc+sd-jwt' && typ !== 'vc+sd-jwt') return null
  const hidden = disclosed.find((name) => ALWAYS_SHOWN.has(name))
  if (hidden !== undefined) return fault('hidden', hidden)
  return typeof claims['vct'] === 'string' && claims['vct'] !== '' ? null : fault('vct', 'vct')
}

/** The days of a JWT (RFC 7519 §4.1): seconds as numbers; over at `exp`, not begun before `nbf` nor made in time to come. */
function timeFault(claims: Json, at: Date): Fault | null {
  const second = at.getTime() / 1000
  for (const name of ['exp', 'nbf', 'iat']) {
    const value = claims[name]
    if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) return fault('form', name)
  }
  const { exp = Infinity, nbf = -Infinity, iat = -Infinity } = claims as { readonly exp?: number; readonly nbf?: number; readonly iat?: number }
  if (second >= exp) return fault('expired', 'exp')
  if (second < nbf) return fault('not_yet', 'nbf')
  return second + SKEW_S < iat ? fault('not_yet', 'iat') : null
}

type Bound = { readonly asked: Asked; readonly hash: string; readonly claims: Json }

/** The holder's answer (RFC 9901 §7.3): signed by the key the issuer bound it to, for this audience, nonce and presentation, now. */
async function bindingFault({ holderJwt, presented }: Parts, { asked: { at, nonce, audience }, hash, claims }: Bound): Promise<Fault | null> {
  if (holderJwt === null) return nonce === undefined && audience === undefined ? null : fault('unbound', 'kb-jwt')
  const confirmed = isObject(claims['cnf']) ? claims['cnf']['jwk'] : undefined
  if (!isObject(confirmed)) return fault('unbound', 'cnf')
  const signed = await verifyJws(holderJwt, confirmed as Jwk)
  if (!signed.valid) return fault('binding', signed.code)
  if (signed.header['typ'] !== 'kb+jwt' || 'crit' in signed.header) return fault('binding', 'typ')
  const payload = jsonOf(signed.payload)
  if (!isObject(payload)) return fault('binding', 'payload')
  const { iat, aud, nonce: answered, sd_hash: bound } = payload
  if (typeof iat !== 'number' || typeof aud !== 'string' || typeof answered !== 'string') return fault('binding', 'claims')
  if (bound !== hashOf(HASHES[hash]!, presented, 'base64url')) return fault('binding', 'sd_hash')
  if (iat > at.getTime() / 1000 + SKEW_S) return fault('binding', 'iat')
  if (audience !== undefined && aud !== audience) return fault('audience', aud.slice(0, 80))
  if (nonce !== undefined && answered !== nonce) return fault('nonce', 'nonce')
  return timeFault(payload, at) === null ? null : fault('binding', 'exp')
}
