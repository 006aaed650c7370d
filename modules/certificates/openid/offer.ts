import { randomInt, randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { livingParty } from '#modules/parties'

import { takeable } from '../actions/credential.ts'
import { addOffer, offerReferred } from '../store/wallets.ts'
import { PRE_AUTHORIZED } from './metadata.ts'
import { after, endpoint, issuerName } from './names.ts'
import { derived, isSecret, newSecret } from './secret.ts'

/** Long enough to take another telephone out, find its wallet and type six digits. */
export const OFFER_SECONDS = 300
const DIGITS = 6

/** The digest by which a transaction code is known: with the code it goes with, so that six digits cannot be found from it. */
export const bothDigest = (code: string, transactionCode: string): string => digestOf(`${code} ${transactionCode}`)

/** The code that a wallet redeems, from the reference under which it fetches the offer. */
const codeOf = (reference: string): string => derived('the code of an offer', reference)

/** An offer for a wallet, told once: `link` says where it is fetched, for a camera; `whole` carries it along. The transaction code is told the holder only. */
export type Offered = { readonly id: string; readonly link: string; readonly whole: string; readonly transactionCode: string; readonly endsAt: Date; readonly seconds: number }

/**
 * Offers one certificate to a wallet of the holder's choice, once, within five minutes (OpenID4VCI §4.1). For the holder and who acts for him.
 * Refuses as `takeable`, and `parties.ended`.
 */
export async function offerToWallet(act: Act, id: string): Promise<Offered> {
  const certificate = await takeable(act, id)
  await livingParty(act, certificate.holder)
  const [reference, transactionCode, offer] = [newSecret(), Array.from({ length: DIGITS }, () => randomInt(10)).join(''), randomUUID()]
  const [code, endsAt] = [codeOf(reference), after(act.at, OFFER_SECONDS)]
  await addOffer(act.tx, { id: offer, certificate: id, referenceDigest: digestOf(reference), codeDigest: digestOf(code), bothDigest: bothDigest(code, transactionCode), offeredBy: act.actor.id, offeredAt: act.at, endsAt })
  await act.record({ type: 'certificates.wallet_offered', subject: id, case: null, data: { type: certificate.type } })
  return {
    id: offer, transactionCode, endsAt, seconds: OFFER_SECONDS,
    link: `openid-credential-offer://?${new URLSearchParams({ credential_offer_uri: endpoint(`offers/${reference}`) })}`,
    whole: `openid-credential-offer://?${new URLSearchParams({ credential_offer: JSON.stringify(offerText(certificate.type, code)) })}`,
  }
}

const offerText = (kind: string, code: string): object => ({
  credential_issuer: issuerName(),
  credential_configuration_ids: [kind],
  grants: { [PRE_AUTHORIZED]: { 'pre-authorized_code': code, tx_code: { input_mode: 'numeric', length: DIGITS } } },
})

/** The offer behind a reference, while it can be taken (OpenID4VCI §4.1.3). Refuses `certificates.wallet_offer_gone`. */
export async function offerBehind(act: Act, reference: string): Promise<object> {
  const found = isSecret(reference) ? await offerReferred(act.tx, digestOf(reference), act.at) : undefined
  if (found === undefined) throw new Refusal('gone', 'certificates.wallet_offer_gone')
  return offerText(found.type, codeOf(reference))
}
