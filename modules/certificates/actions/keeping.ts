import type { Act } from '#kernel/act'
import { isLicenceIdentifier } from '#kernel/codes/licence-identifier'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { sightingsInName } from '#modules/ledger'
import { agencyOf, byIdentifier } from '#modules/parties'

import { standing, type Certificate, type Standing } from '../model/certificate.ts'
import { codeMeant } from '../model/code.ts'
import { CertificateKinds } from '../model/kind.ts'
import { mayKeep, powers } from '../policy.ts'
import * as store from '../store/records.ts'

/** A certificate as its issuer finds it: which, and how it stands. What stands on it is told where it is opened, and its holder learns of that. */
export type Kept = { readonly id: string; readonly typeName: Bilingual; readonly number: string; readonly version: string; readonly standing: Standing; readonly issuedAt: Date; readonly validFrom: string; readonly validUntil: string | null }

const FOUND_MAX = 50

/**
 * What the reader's own agency issued under a verification code, an identifier (GB/T 36904-2018), a number, or to the holder of a social credit code
 * or identity number, newest first. Only the whole of it finds something: nobody leafs through what others hold. Refuses `not_permitted`.
 */
export async function issuedHere(act: Act, typed: string): Promise<Kept[]> {
  const { actor } = act
  permit(mayKeep(actor), powers.suspend)
  const found = new Map((await meant(act, actor.agency, typed)).filter(({ issuer }) => issuer === actor.agency).map((one) => [one.id, one]))
  return [...found.values()].toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime()).slice(0, FOUND_MAX).map((one) => keptView(act, one))
}

async function meant(act: Act, agency: string, typed: string): Promise<Certificate[]> {
  const text = typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  const code = codeMeant(typed)
  const { role } = agencyOf(act, agency)
  const kinds = currentRelease().all(CertificateKinds).filter(({ value }) => value.issuerRole === role).map(({ id }) => id)
  const [byCode, byName, numbered, firm, person] = await Promise.all([
    code === undefined ? undefined : store.byCode(act.tx, code),
    isLicenceIdentifier(text) ? store.byIdentifier(act.tx, text) : undefined,
    store.ofNumber(act.tx, kinds, text),
    byIdentifier(act, 'social-credit-code', text),
    byIdentifier(act, 'citizen-id', text),
  ])
  const holder = firm ?? person
  return [...[byCode, byName].filter((one) => one !== undefined), ...numbered, ...(holder === undefined ? [] : await store.ofHolderBy(act.tx, holder.id, agency, FOUND_MAX))]
}

const nameOf = (type: string): Bilingual => currentRelease().get(CertificateKinds, type)?.value.name ?? { zh: type, en: type }

function keptView(act: Act, certificate: Certificate): Kept {
  const { id, type, number, version, issuedAt, validFrom, validUntil } = certificate
  return { id, typeName: nameOf(type), number, version, standing: standing(certificate, act.at), issuedAt, validFrom, validUntil }
}

/** Why a certificate was last suspended, resumed or revoked, for the letter that tells its holder. Refuses `certificates.absent`. */
export async function groundOf(act: Act, id: string, kind: store.Happening['kind']) {
  const { type, number, issuer } = await store.get(act.tx, id)
  const last = (await store.happenings(act.tx, id)).findLast((one) => one.kind === kind)
  if (last === undefined) throw new Refusal('absent', 'certificates.absent', { id })
  return { title: nameOf(type), number, issuer, reason: last.reason, law: last.law }
}

/** What other logs hold in the name of the reader's own agency. Refuses `not_permitted`. */
export async function seenInOwnName(act: Act) {
  permit(mayKeep(act.actor), powers.suspend)
  return sightingsInName(act, agencyOf(act, act.actor.agency).socialCreditCode)
}
