import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { enter } from '#modules/ledger'

import { momentFor, obstacleToResuming, obstacleToRevoking, obstacleToSuspending, type Certificate } from '../model/certificate.ts'
import { digestOfHappening } from '../model/evidence.ts'
import { mayRevoke, maySuspend, powers } from '../policy.ts'
import * as store from '../store/records.ts'

/** Which certificate, why, and on which law. */
export type Withdrawal = { readonly id: string; readonly reason: string; readonly law?: string }

/**
 * Takes a certificate back for good; it stays on record with the reason beside it. Of two officers at once the second is
 * refused. Refuses `certificates.absent`, `not_permitted`, `certificates.already_revoked`, `certificates.already_superseded`.
 * Source: Administrative Licensing Law, art. 69 and 70.
 */
export async function revoke(act: Act, withdrawal: Withdrawal): Promise<Certificate> {
  return withdraw(act, withdrawal, { kind: 'revoked', may: mayRevoke, power: powers.revoke, obstacle: obstacleToRevoking, write: (ground) => store.addRevocation(act.tx, withdrawal.id, ground) })
}

/**
 * Lets a certificate rest until it is resumed. Refuses as `revoke`, and `certificates.already_expired`,
 * `certificates.already_suspended`.
 */
export async function suspend(act: Act, withdrawal: Withdrawal): Promise<Certificate> {
  return withdraw(act, withdrawal, { kind: 'suspended', may: maySuspend, power: powers.suspend, obstacle: obstacleToSuspending, write: (ground) => store.addSuspension(act.tx, randomUUID(), withdrawal.id, ground) })
}

/** Ends a suspension. Refuses as `revoke`, and `certificates.not_suspended`. */
export async function resume(act: Act, withdrawal: Withdrawal): Promise<Certificate> {
  return withdraw(act, withdrawal, { kind: 'resumed', may: maySuspend, power: powers.suspend, obstacle: obstacleToResuming, write: (ground) => store.addResumption(act.tx, withdrawal.id, ground) })
}

type How = {
  readonly kind: 'revoked' | 'suspended' | 'resumed'
  readonly may: typeof mayRevoke
  readonly power: string
  readonly obstacle: (certificate: Certificate, at: Date) => string | null
  readonly write: (ground: store.Ground) => Promise<void>
}

async function withdraw(act: Act, { id, reason, law }: Withdrawal, { kind, may, power, obstacle, write }: How): Promise<Certificate> {
  const certificate = await store.hold(act.tx, id)
  permit(may(act.actor, certificate), power)
  const at = momentFor(certificate, act.at)
  const why = obstacle(certificate, at)
  if (why !== null) throw new Refusal('conflict', why, { number: certificate.number })
  await write({ at, by: act.actor.id, reason, law: law ?? null })
  // What an issuer takes back must be as provable as what it gave.
  const digest = digestOfHappening(certificate, { kind, at, by: act.actor.id, reason, law: law ?? null })
  await enter(act, { kind: `certificate-${kind}`, about: id, digest, cause: certificate.case, issuer: certificate.issuerCode })
  await act.record({ type: `certificates.${kind}`, subject: id, case: certificate.case, data: { type: certificate.type, issuer: certificate.issuer, holder: certificate.holder } })
  return store.get(act.tx, id)
}
