import { hash } from 'node:crypto'

import { z } from 'zod'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'

import { addMiss, addToken, holdConsent, holdOffer, spend, tokenFrom, type WalletToken } from '../store/wallets.ts'
import { provenKey } from './dpop.ts'
import { PRE_AUTHORIZED } from './metadata.ts'
import { after, endpoint } from './names.ts'
import { bothDigest } from './offer.ts'
import { newSecret } from './secret.ts'

/** A wallet fetches at once; a person may have to unlock its key. */
const TOKEN_SECONDS = 300
/** With the digits in hand nobody misses them three times; six digits are guessed in three tries once in 333,333. */
const MISSES_MAX = 3

const word = z.string().max(1000)
/** What a wallet redeems (RFC 6749 §4.1.3, OpenID4VCI §6.1). */
export const TokenRequest = z.looseObject({ grant_type: word, 'pre-authorized_code': word.optional(), tx_code: word.optional(), code: word.optional(), redirect_uri: word.optional(), code_verifier: word.optional(), client_id: word.optional() })
type Asked = z.infer<typeof TokenRequest>

/** A token for one certificate and one key; or a refusal that leaves something behind, so that it is told and not thrown. */
export type TokenAnswer = { readonly access_token: string; readonly token_type: 'DPoP'; readonly expires_in: number } | { readonly refused: string }

const GONE = 'certificates.wallet_code_gone'
const unfit = (code: string): Refusal => new Refusal('unfit', code)

/**
 * Gives a token for a code, to whoever proves to have a key (RFC 9449 §5). A code is good once: used again it ends the token it gave
 * (RFC 6749 §4.1.2). Refuses `certificates.openid_dpop`, `certificates.wallet_code_gone`, `certificates.transaction_code_missing`,
 * `certificates.transaction_code_wrong`, `certificates.wallet_verifier`, `certificates.wallet_grant`, `certificates.openid_request`.
 */
export async function token(act: Act, asked: Asked, proof: string | readonly string[] | undefined): Promise<TokenAnswer> {
  const walletKey = await provenKey(act, proof, { method: 'POST', url: endpoint('token') })
  if (asked.grant_type === PRE_AUTHORIZED) return byOffer(act, asked, walletKey)
  if (asked.grant_type === 'authorization_code') return byConsent(act, asked, walletKey)
  throw unfit('certificates.wallet_grant')
}

async function byOffer(act: Act, { 'pre-authorized_code': code, tx_code: transactionCode }: Asked, walletKey: string): Promise<TokenAnswer> {
  if (code === undefined) throw unfit('certificates.openid_request')
  const offer = await holdOffer(act.tx, digestOf(code), act.at)
  if (offer === undefined || offer.misses >= MISSES_MAX) throw unfit(GONE)
  const before = await tokenFrom(act.tx, { offer: offer.id })
  if (before !== undefined) return end(act, before)
  if (transactionCode === undefined || transactionCode === '') throw unfit('certificates.transaction_code_missing')
  if (bothDigest(code, transactionCode) !== offer.bothDigest) {
    await addMiss(act.tx, offer.id, offer.misses + 1, act.at)
    return { refused: 'certificates.transaction_code_wrong' }
  }
  return give(act, { offer: offer.id, request: null, certificate: offer.certificate, givenBy: offer.offeredBy, walletKey })
}

async function byConsent(act: Act, { code, redirect_uri: redirect, code_verifier: verifier, client_id: client }: Asked, walletKey: string): Promise<TokenAnswer> {
  if (code === undefined || verifier === undefined) throw unfit('certificates.openid_request')
  const consent = await holdConsent(act.tx, digestOf(code), act.at)
  if (consent === undefined || consent.wallet !== client || consent.redirect !== redirect) throw unfit(GONE)
  const before = await tokenFrom(act.tx, { request: consent.id })
  if (before !== undefined) return end(act, before)
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier) || hash('sha256', verifier, 'base64url') !== consent.challenge) throw unfit('certificates.wallet_verifier')
  if (consent.walletKey !== null && consent.walletKey !== walletKey) throw unfit('certificates.openid_dpop')
  return give(act, { offer: null, request: consent.id, certificate: consent.certificate, givenBy: consent.answeredBy, walletKey })
}

async function give(act: Act, from: Pick<WalletToken, 'offer' | 'request' | 'certificate' | 'givenBy' | 'walletKey'>): Promise<TokenAnswer> {
  const secret = newSecret()
  await addToken(act.tx, { ...from, tokenDigest: digestOf(secret), givenAt: act.at, endsAt: after(act.at, TOKEN_SECONDS) })
  return { access_token: secret, token_type: 'DPoP', expires_in: TOKEN_SECONDS }
}

/** Two have the code, and nobody knows which of them is the wallet. */
async function end(act: Act, { tokenDigest, endsAt }: WalletToken): Promise<TokenAnswer> {
  await spend(act.tx, tokenDigest, act.at, endsAt)
  return { refused: GONE }
}
