import type { Act } from '#kernel/act'
import { sideOf } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { livingParty } from '#modules/parties'

import { takeable } from '../actions/credential.ts'
import { holdersFor } from '../actions/holders.ts'
import { show, type Shown } from '../actions/present.ts'
import { standing } from '../model/certificate.ts'
import { CertificateKinds } from '../model/kind.ts'
import { ofKind } from '../store/records.ts'
import { addConsent, holdRequest, type WalletRequest } from '../store/wallets.ts'
import { after, issuerName } from './names.ts'
import { referenceIn } from './request.ts'
import { newSecret } from './secret.ts'
import { walletOf, type Wallet } from './wallets.ts'

/** A browser brings the code to its wallet at once, or a person taps a link. */
const CODE_SECONDS = 120

/** By what a person comes from his wallet (RFC 9126 §4). */
export type Sent = { readonly client_id: string; readonly request_uri: string }

/** What a person reads before he answers a wallet: which it is, where it is answered, and what he could give it. */
export type Asking = { readonly wallet: Bilingual; readonly place: string; readonly kind: Bilingual; readonly certificates: readonly Shown[] }

/** What a wallet asks the reader for. Refuses `identity.sign_in_first`, `kernel.mandate_narrow`, `certificates.wallet_request_gone`. */
export async function asking(act: Act, sent: Sent): Promise<Asking> {
  const party = self(act)
  const { request, wallet } = await live(act, sent)
  const kind = currentRelease().get(CertificateKinds, request.kind)?.value.name ?? { zh: request.kind, en: request.kind }
  const certificates: Shown[] = []
  for (const holder of await holdersFor(act, party)) {
    for (const one of await ofKind(act.tx, holder.id, request.kind)) if (standing(one, act.at) === 'valid') certificates.push(await show(act, one))
  }
  const { protocol, host } = new URL(request.redirect)
  return { wallet: wallet.name, place: host === '' ? protocol : host, kind, certificates }
}

/**
 * Answers a wallet: with a code for one certificate, good once and for two minutes, or with no (RFC 6749 §4.1.2, RFC 9207). Gives the address
 * to go back to. Refuses as `takeable` and `asking`, `parties.ended`, and `certificates.wallet_scope` for a certificate of another kind.
 */
export async function answerWallet(act: Act, { certificate: id, ...sent }: Sent & { readonly certificate: string | null }): Promise<{ readonly to: string }> {
  self(act)
  const { request } = await live(act, sent)
  const answer = { request: request.id, answeredBy: act.actor.id, answeredAt: act.at, endsAt: after(act.at, CODE_SECONDS) }
  if (id === null) {
    await addConsent(act.tx, { ...answer, certificate: null, codeDigest: null })
    return { to: back(request, { error: 'access_denied' }) }
  }
  const certificate = await takeable(act, id)
  if (certificate.type !== request.kind) throw new Refusal('unfit', 'certificates.wallet_scope')
  await livingParty(act, certificate.holder)
  const code = newSecret()
  await addConsent(act.tx, { ...answer, certificate: id, codeDigest: digestOf(code) })
  await act.record({ type: 'certificates.wallet_offered', subject: id, case: null, data: { type: certificate.type } })
  return { to: back(request, { code }) }
}

/** The request that a person was sent with, held until the act ends, by the wallet that made it. */
async function live(act: Act, { client_id: client, request_uri: uri }: Sent): Promise<{ request: WalletRequest; wallet: Wallet }> {
  const reference = referenceIn(uri)
  const [request, wallet] = [reference === undefined ? undefined : await holdRequest(act.tx, digestOf(reference), act.at), walletOf(client)]
  if (request === undefined || wallet === undefined || request.wallet !== wallet.id) throw new Refusal('gone', 'certificates.wallet_request_gone')
  return { request, wallet }
}

function back({ redirect, walletWord }: WalletRequest, said: Readonly<Record<string, string>>): string {
  const address = new URL(redirect)
  for (const [name, value] of Object.entries({ ...said, ...(walletWord === null ? {} : { state: walletWord }), iss: issuerName() })) address.searchParams.set(name, value)
  return address.href
}

function self(act: Act): string {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  return sideOf(act.actor)
}
