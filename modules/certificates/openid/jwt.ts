import { bytesOf, verify } from '#modules/ledger'

import { jsonOf } from '../sdjwt/form.ts'

/** A public key as JWK (RFC 7517). */
export type Jwk = Parameters<typeof verify>[1]
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What part of a compact JWS says before anybody has checked it; null where it is no JSON object with each name once. */
export function saidIn(jwt: string, part: 0 | 1): Json | null {
  const bytes = bytesOf(jwt.split('.')[part] ?? '')
  const said = bytes === null ? null : jsonOf(bytes)
  return isObject(said) ? said : null
}

const LENGTH_MAX = 20_000

/**
 * Opens a JWT that says one of these types of itself and is signed by the key that `keyFor` finds by its header (RFC 8725 §3.11). Null where it
 * is not that, whatever the reason: whoever sent it knows, and nobody else need learn.
 */
export async function opened(jwt: string, { types, keyFor }: { readonly types: readonly string[]; readonly keyFor: (header: Json) => unknown }): Promise<{ readonly header: Json; readonly payload: Json } | null> {
  const header = jwt.length > LENGTH_MAX ? null : saidIn(jwt, 0)
  if (header === null || !types.includes(String(header['typ']))) return null
  const key = keyFor(header)
  if (!isObject(key)) return null
  const verdict = await verify(jwt, key as Jwk)
  const payload = verdict.valid ? jsonOf(verdict.payload) : null
  return isObject(payload) ? { header, payload } : null
}
