import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { sentences } from '#kernel/language'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { enter } from '#modules/ledger'
import { mustRecuse } from '#modules/parties'

import { momentFor, obstacleToResuming, obstacleToRevoking, obstacleToSuspending, standing, type Certificate } from '../model/certificate.ts'
import { digestOfHappening } from '../model/evidence.ts'
import { DEEDS, whyOnRecord, type Deed, type Why } from '../model/ground.ts'
import { mayRevoke, maySuspend, powers } from '../policy.ts'
import * as store from '../store/records.ts'

/** Which certificate, and why. */
export type Withdrawal = Why & { readonly id: string }

type How = {
  readonly kind: store.Happening['kind']
  readonly may: typeof mayRevoke
  readonly power: string
  readonly obstacle: (certificate: Certificate, at: Date) => string | null
  readonly write: (act: Act, id: string, ground: store.Ground) => Promise<void>
}

const HOW: Readonly<Record<Deed, How>> = {
  suspension: { kind: 'suspended', may: maySuspend, power: powers.suspend, obstacle: obstacleToSuspending, write: ({ tx }, id, ground) => store.addSuspension(tx, randomUUID(), id, ground) },
  resumption: { kind: 'resumed', may: maySuspend, power: powers.suspend, obstacle: obstacleToResuming, write: ({ tx }, id, ground) => store.addResumption(tx, id, ground) },
  revocation: { kind: 'revoked', may: mayRevoke, power: powers.revoke, obstacle: obstacleToRevoking, write: ({ tx }, id, ground) => store.addRevocation(tx, id, ground) },
}

/**
 * Takes a certificate back for good; it stays on record with the reason beside it. Of two officers at once the second is
 * refused. Refuses `certificates.absent`, `not_permitted`, `certificates.own_certificate`, `certificates.already_revoked`,
 * `certificates.already_superseded`, and as input faults as `whyOnRecord`.
 * Source: Administrative Licensing Law, art. 69 and 70.
 */
export const revoke = (act: Act, withdrawal: Withdrawal): Promise<Certificate> => withdraw(act, 'revocation', withdrawal)

/**
 * Lets a certificate rest until it is resumed. Refuses as `revoke`, and `certificates.already_expired`,
 * `certificates.already_suspended`.
 */
export const suspend = (act: Act, withdrawal: Withdrawal): Promise<Certificate> => withdraw(act, 'suspension', withdrawal)

/** Ends a suspension. Refuses as `revoke`, and `certificates.already_expired`, `certificates.not_suspended`. */
export const resume = (act: Act, withdrawal: Withdrawal): Promise<Certificate> => withdraw(act, 'resumption', withdrawal)

async function withdraw(act: Act, deed: Deed, { id, ...why }: Withdrawal): Promise<Certificate> {
  const { kind, may, power, obstacle, write } = HOW[deed]
  const certificate = await store.hold(act.tx, id)
  permit(may(act.actor, certificate), power)
  if (await mustRecuse(act, [certificate.holder])) throw new Refusal('forbidden', 'certificates.own_certificate')
  const at = momentFor(certificate, act.at)
  const hindrance = obstacle(certificate, at)
  if (hindrance !== null) throw new Refusal('conflict', hindrance, { number: certificate.number })
  const ground: store.Ground = { at, by: act.actor.id, ...whyOnRecord(deed, standing(certificate, at), why) }
  await write(act, id, ground)
  // What an issuer takes back must be as provable as what it gave.
  await enter(act, { kind: `certificate-${kind}`, about: id, digest: digestOfHappening(certificate, { kind, ...ground }), cause: certificate.case, issuer: certificate.issuerCode })
  const { type, issuer, holder } = certificate
  await act.record({ type: `certificates.${kind}`, subject: id, case: certificate.case, data: { type, issuer, holder, at: at.toISOString(), ground: why.ground ?? null } })
  return store.get(act.tx, id)
}

/** What the reader may do to a certificate, and where that is nothing, why. */
export type Doable = { readonly deeds: readonly Deed[]; readonly hindrance: Bilingual | null }

/** What the officer of an issuer may do to a certificate now, by the same rules by which it is done. */
export async function deedsOn(act: Act, certificate: Certificate): Promise<Doable> {
  const at = momentFor(certificate, act.at)
  const said = (code: string): Bilingual => sentences(currentRelease(), code, { number: certificate.number })
  const possible = DEEDS.filter((deed) => HOW[deed].obstacle(certificate, at) === null)
  const deeds = possible.filter((deed) => HOW[deed].may(act.actor, certificate))
  const gone = obstacleToRevoking(certificate, at)
  if (gone !== null) return { deeds: [], hindrance: said(gone) }
  if (await mustRecuse(act, [certificate.holder])) return { deeds: [], hindrance: said('certificates.own_certificate') }
  return { deeds, hindrance: deeds.length === 0 ? said('certificates.deed_of_others') : null }
}
