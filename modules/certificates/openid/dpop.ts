import { hash } from 'node:crypto'

import { calculateJwkThumbprint } from 'jose'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'

import { forgetSpent, spend } from '../store/wallets.ts'
import { opened, type Jwk } from './jwt.ts'
import { after, secondOf, SKEW_S } from './names.ts'

const ID_MAX = 400

/** What a proof must be for: the endpoint, and the access token it goes with where there is one. */
export type ProvedFor = { readonly method: 'POST'; readonly url: string; readonly token?: string }

/**
 * The thumbprint (RFC 7638) of the key that a wallet proves to have by the header `DPoP` (RFC 9449 §4.3): signed by the key it names, for this
 * method and address and token, made just now, and never seen before. Refuses `certificates.openid_dpop`.
 */
export async function provenKey(act: Act, proof: string | readonly string[] | undefined, { method, url, token }: ProvedFor): Promise<string> {
  const refusal = new Refusal('unfit', 'certificates.openid_dpop')
  const read = typeof proof === 'string' ? await opened(proof, { types: ['dpop+jwt'], keyFor: ({ jwk }) => jwk }) : null
  if (read === null) throw refusal
  const { htm, htu, iat, jti, ath } = read.payload
  if (htm !== method || htu !== url || typeof iat !== 'number' || typeof jti !== 'string' || jti === '' || jti.length > ID_MAX) throw refusal
  if (Math.abs(secondOf(act.at) - iat) > SKEW_S) throw refusal
  if (token !== undefined && ath !== hash('sha256', token, 'base64url')) throw refusal
  const thumbprint = await calculateJwkThumbprint(read.header['jwk'] as Jwk, 'sha256')
  await forgetSpent(act.tx, act.at)
  if (!(await spend(act.tx, digestOf(`dpop ${thumbprint} ${jti}`), act.at, after(act.at, 2 * SKEW_S)))) throw refusal
  return thumbprint
}
