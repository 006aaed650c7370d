import { generateKeyPairSync } from 'node:crypto'

import { calculateJwkThumbprint, type JWK } from 'jose'

import type { Act } from '#kernel/act'
import { port } from '#kernel/ports'

import { kept, seal, secretText, unseal } from '../model.ts'
import { addKey, allKeys, type StoredKey } from '../store/openid.ts'

/** The keys of this node's sign-in, the newest first: private JWKs for ES256, and secrets for cookies. */
export type SignInKeys = { readonly signature: readonly JWK[]; readonly cookie: readonly string[] }

/** The keys of this node; they are made at the first start and then stay, so that tokens outlive a restart. */
export async function signInKeys(act: Act): Promise<SignInKeys> {
  const before = await allKeys(act.tx)
  if (!before.some(({ use }) => use === 'signature')) await makeSignatureKey(act)
  if (!before.some(({ use }) => use === 'cookie')) await makeCookieKey(act)
  const keys = await allKeys(act.tx)
  const texts = (use: StoredKey['use']) => keys.filter((key) => key.use === use).map((key) => unseal(port().masterKey(), key.sealed, `signing_keys:${key.id}`))
  return { signature: texts('signature').map((text) => JSON.parse(text) as JWK), cookie: texts('cookie') }
}

async function makeSignatureKey(act: Act): Promise<void> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = pair.privateKey.export({ format: 'jwk' }) as JWK
  const id = await calculateJwkThumbprint(jwk)
  await keep(act, 'signature', id, JSON.stringify({ ...jwk, kid: id, alg: 'ES256', use: 'sig' }))
}

async function makeCookieKey(act: Act): Promise<void> {
  const secret = secretText()
  await keep(act, 'cookie', kept(secret).slice(0, 32), secret)
}

const keep = (act: Act, use: StoredKey['use'], id: string, text: string): Promise<void> =>
  addKey(act.tx, { id, use, generation: 1, sealed: seal(port().masterKey(), text, `signing_keys:${id}`) }, act.at)
