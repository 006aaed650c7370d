import type { Transaction } from '#kernel/database'

/** A holder's word that one certificate may be taken into a wallet once. */
export type WalletOffer = { readonly id: string; readonly certificate: string; readonly offeredBy: string; readonly endsAt: Date }
export type NewWalletOffer = WalletOffer & { readonly offeredAt: Date; readonly referenceDigest: string; readonly codeDigest: string; readonly bothDigest: string }

export async function addOffer(tx: Transaction, one: NewWalletOffer): Promise<void> {
  await tx`
    insert into certificates.wallet_offers (id, certificate, reference_digest, code_digest, both_digest, offered_by, offered_at, ends_at)
    values (${one.id}, ${one.certificate}, ${one.referenceDigest}, ${one.codeDigest}, ${one.bothDigest}, ${one.offeredBy}, ${one.offeredAt}, ${one.endsAt})`
}

/** The offer that is fetched by a reference with this digest, and the kind of its certificate; none where it is over or was taken. */
export async function offerReferred(tx: Transaction, digest: string, at: Date): Promise<{ type: string } | undefined> {
  const [row] = await tx<{ type: string }>`
    select c.type from certificates.wallet_offers o join certificates.certificates c on c.id = o.certificate
    where o.reference_digest = ${digest} and o.ends_at > ${at} and not exists (select from certificates.wallet_tokens t where t.offer = o.id)`
  return row
}

/** The offer with a code of this digest, held until the act ends, and how often its transaction code was missed. */
export async function holdOffer(tx: Transaction, digest: string, at: Date): Promise<(WalletOffer & { bothDigest: string; misses: number }) | undefined> {
  await tx`select from certificates.wallet_offers where code_digest = ${digest} for update`
  const [row] = await tx<WalletOffer & { bothDigest: string; misses: number }>`
    select o.id, o.certificate, o.offered_by, o.ends_at, o.both_digest, (select count(*)::int from certificates.wallet_offer_misses m where m.offer = o.id) as misses
    from certificates.wallet_offers o where o.code_digest = ${digest} and o.ends_at > ${at}`
  return row
}

export async function addMiss(tx: Transaction, offer: string, nth: number, at: Date): Promise<void> {
  await tx`insert into certificates.wallet_offer_misses (offer, nth, missed_at) values (${offer}, ${nth}, ${at})`
}

/** What a wallet asks for, and where it wants to be answered. */
export type WalletRequest = {
  readonly id: string; readonly wallet: string; readonly redirect: string; readonly walletWord: string | null; readonly kind: string
  readonly challenge: string; readonly walletKey: string | null; readonly endsAt: Date
}

export async function addRequest(tx: Transaction, one: WalletRequest & { readonly referenceDigest: string; readonly askedAt: Date }): Promise<void> {
  await tx`
    insert into certificates.wallet_requests (id, reference_digest, wallet, redirect, wallet_word, kind, challenge, wallet_key, asked_at, ends_at)
    values (${one.id}, ${one.referenceDigest}, ${one.wallet}, ${one.redirect}, ${one.walletWord}, ${one.kind}, ${one.challenge}, ${one.walletKey}, ${one.askedAt}, ${one.endsAt})`
}

/** The request of a wallet that is still to be answered, held until the act ends. */
export async function holdRequest(tx: Transaction, digest: string, at: Date): Promise<WalletRequest | undefined> {
  await tx`select from certificates.wallet_requests where reference_digest = ${digest} for update`
  const [row] = await tx<WalletRequest>`
    select r.id, r.wallet, r.redirect, r.wallet_word, r.kind, r.challenge, r.wallet_key, r.ends_at from certificates.wallet_requests r
    where r.reference_digest = ${digest} and r.ends_at > ${at} and not exists (select from certificates.wallet_consents c where c.request = r.id)`
  return row
}

/** What a holder answered to a request. */
export type WalletConsent = { readonly request: string; readonly certificate: string | null; readonly codeDigest: string | null; readonly answeredBy: string; readonly answeredAt: Date; readonly endsAt: Date }

export async function addConsent(tx: Transaction, one: WalletConsent): Promise<void> {
  await tx`
    insert into certificates.wallet_consents (request, certificate, code_digest, answered_by, answered_at, ends_at)
    values (${one.request}, ${one.certificate}, ${one.codeDigest}, ${one.answeredBy}, ${one.answeredAt}, ${one.endsAt})`
}

/** What was consented to with a code of this digest, with the request it answers, held until the act ends. */
export async function holdConsent(tx: Transaction, digest: string, at: Date): Promise<(Omit<WalletRequest, 'endsAt'> & { readonly certificate: string; readonly answeredBy: string }) | undefined> {
  await tx`select from certificates.wallet_consents where code_digest = ${digest} for update`
  const [row] = await tx<Omit<WalletRequest, 'endsAt'> & { readonly certificate: string; readonly answeredBy: string }>`
    select r.id, r.wallet, r.redirect, r.wallet_word, r.kind, r.challenge, r.wallet_key, c.certificate, c.answered_by
    from certificates.wallet_consents c join certificates.wallet_requests r on r.id = c.request where c.code_digest = ${digest} and c.ends_at > ${at}`
  return row
}

/** That a wallet may take a certificate. */
export type WalletToken = { readonly tokenDigest: string; readonly offer: string | null; readonly request: string | null; readonly certificate: string; readonly givenBy: string; readonly walletKey: string; readonly givenAt: Date; readonly endsAt: Date }

export async function addToken(tx: Transaction, one: WalletToken): Promise<void> {
  await tx`
    insert into certificates.wallet_tokens (token_digest, offer, request, certificate, given_by, wallet_key, given_at, ends_at)
    values (${one.tokenDigest}, ${one.offer}, ${one.request}, ${one.certificate}, ${one.givenBy}, ${one.walletKey}, ${one.givenAt}, ${one.endsAt})`
}

/** The token that came from an offer or from a request, if any did. */
export async function tokenFrom(tx: Transaction, source: { readonly offer: string } | { readonly request: string }): Promise<WalletToken | undefined> {
  const [offer, request] = 'offer' in source ? [source.offer, null] : [null, source.request]
  const [row] = await tx<WalletToken>`
    select token_digest, offer, request, certificate, given_by, wallet_key, given_at, ends_at from certificates.wallet_tokens
    where offer = ${offer}::uuid or request = ${request}::uuid`
  return row
}

/** The token with this digest, where it is not over and was not used or ended. */
export async function liveToken(tx: Transaction, digest: string, at: Date): Promise<WalletToken | undefined> {
  const [row] = await tx<WalletToken>`
    select t.token_digest, t.offer, t.request, t.certificate, t.given_by, t.wallet_key, t.given_at, t.ends_at from certificates.wallet_tokens t
    where t.token_digest = ${digest} and t.ends_at > ${at} and not exists (select from certificates.wallet_spent s where s.digest = t.token_digest)`
  return row
}

/** Uses up what works once. False where it was used before: of two at once the second waits for the first and is told so. */
export async function spend(tx: Transaction, digest: string, at: Date, endsAt: Date): Promise<boolean> {
  const fresh = await tx`insert into certificates.wallet_spent (digest, spent_at, ends_at) values (${digest}, ${at}, ${endsAt}) on conflict do nothing returning digest`
  return fresh.length > 0
}

/** Forgets some of what is too old to be taken anyhow. */
export async function forgetSpent(tx: Transaction, at: Date): Promise<void> {
  await tx`
    delete from certificates.wallet_spent
    where digest in (select digest from certificates.wallet_spent where ends_at < ${at} order by ends_at limit 20 for update skip locked)`
}
