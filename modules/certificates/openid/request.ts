import { randomUUID } from 'node:crypto'

import { z } from 'zod'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'

import { CertificateKinds } from '../model/kind.ts'
import { addRequest } from '../store/wallets.ts'
import { provenKey } from './dpop.ts'
import { after, endpoint } from './names.ts'
import { newSecret } from './secret.ts'
import { mayBeAnsweredAt, walletOf } from './wallets.ts'

/** From the request to the answer a person signs in and reads a page. */
const REQUEST_SECONDS = 600
const PREFIX = 'urn:ietf:params:oauth:request_uri:'

/** What a wallet sends before it sends its holder (RFC 9126 §2.1, RFC 6749 §4.1.1, RFC 7636 §4.3). */
export const PushedRequest = z.looseObject({
  response_type: z.literal('code'), client_id: z.string().max(200), redirect_uri: z.string().max(1000), scope: z.string().max(1000),
  state: z.string().max(1000).optional(), code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/), code_challenge_method: z.literal('S256'),
})

/** The secret part of a `request_uri` of ours; undefined where it is none. */
export const referenceIn = (requestUri: string): string | undefined => (requestUri.startsWith(PREFIX) ? requestUri.slice(PREFIX.length) : undefined)

/**
 * Takes down what a wallet asks for, and gives it the reference with which it sends its holder (RFC 9126 §2.2). A key proved here is the
 * only one that may redeem the code later (RFC 9449 §10.1). Refuses `certificates.wallet_unknown`, `certificates.wallet_redirect`,
 * `certificates.wallet_scope`, `certificates.openid_dpop`.
 */
export async function pushRequest(act: Act, asked: z.infer<typeof PushedRequest>, proof: string | readonly string[] | undefined): Promise<{ readonly request_uri: string; readonly expires_in: number }> {
  const wallet = walletOf(asked.client_id)
  if (wallet === undefined) throw new Refusal('unsigned', 'certificates.wallet_unknown')
  if (!mayBeAnsweredAt(wallet, asked.redirect_uri)) throw new Refusal('unfit', 'certificates.wallet_redirect')
  if (currentRelease().get(CertificateKinds, asked.scope) === undefined) throw new Refusal('unfit', 'certificates.wallet_scope')
  const walletKey = proof === undefined ? null : await provenKey(act, proof, { method: 'POST', url: endpoint('requests') })
  const reference = newSecret()
  await addRequest(act.tx, {
    id: randomUUID(), referenceDigest: digestOf(reference), wallet: wallet.id, redirect: asked.redirect_uri, walletWord: asked.state ?? null, kind: asked.scope,
    challenge: asked.code_challenge, walletKey, askedAt: act.at, endsAt: after(act.at, REQUEST_SECONDS),
  })
  return { request_uri: `${PREFIX}${reference}`, expires_in: REQUEST_SECONDS }
}
