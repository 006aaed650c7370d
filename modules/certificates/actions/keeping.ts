import type { Act } from '#kernel/act'
import { standsFor } from '#kernel/actor'
import { isLicenceIdentifier } from '#kernel/codes/licence-identifier'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { tries } from '#kernel/tries'
import { sightingsInName } from '#modules/ledger'
import { agencyOf, byIdentifier } from '#modules/parties'

import { momentFor, standing, type Certificate, type Standing } from '../model/certificate.ts'
import { codeMeant } from '../model/code.ts'
import { inBoth } from '../model/ground.ts'
import { CertificateKinds } from '../model/kind.ts'
import { mayKeep, powers } from '../policy.ts'
import * as store from '../store/records.ts'
import { KEEPING, noteUse } from './use.ts'
import { deedsOn, type Doable } from './withdraw.ts'

/** A certificate as its issuer finds it: which, and how it stands. What stands on it is told where it is opened, and its holder learns of that. */
export type Kept = { readonly id: string; readonly typeName: Bilingual; readonly number: string; readonly version: string; readonly standing: Standing; readonly issuedAt: Date; readonly validFrom: string; readonly validUntil: string | null }

const FOUND_MAX = 50
/** Whoever answers people at a counter looks for one every few seconds; numbers run one after the other, and nobody walks along them. */
const searches = tries({ each: 60, all: 6000, windowMs: 60_000 })

/**
 * What the reader's own agency issued under a verification code, an identifier (GB/T 36904-2018), a number, or to the holder of a social credit code
 * or identity number, newest first; `more` where there is more than is listed. Only the whole of it finds something: nobody leafs through what others
 * hold. Whose it is learns in his use log that it was looked for, and who looked. Refuses `not_permitted`, `certificates.too_many_searches`.
 */
export async function issuedHere(act: Act, typed: string): Promise<{ items: Kept[]; next: null; more: boolean }> {
  const { actor } = act
  permit(mayKeep(actor), powers.suspend)
  if (searches.exhausted(actor.id, act.at)) throw new Refusal('busy', 'certificates.too_many_searches')
  searches.count(actor.id, act.at)
  const found = new Map((await meant(act, actor.agency, typed)).filter(({ issuer }) => issuer === actor.agency).map((one) => [one.id, one]))
  const listed = [...found.values()].toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime()).slice(0, FOUND_MAX)
  // Always in one order, or two searches could wait for each other for ever.
  for (const [holder, theirs] of [...Map.groupBy(listed, (one) => one.holder)].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!standsFor(actor, holder)) await noteUse(act, { holder, agency: actor.agency, types: [...new Set(theirs.map(({ type }) => type))], purpose: KEEPING })
  }
  return { items: listed.map((one) => keptView(act, one)), next: null, more: found.size > listed.length }
}

async function meant(act: Act, agency: string, typed: string): Promise<Certificate[]> {
  const text = typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  const code = codeMeant(typed)
  const kinds = currentRelease().all(CertificateKinds).map(({ id }) => id)
  const [byCode, byName, numbered, firm, person] = await Promise.all([
    code === undefined ? undefined : store.byCode(act.tx, code),
    isLicenceIdentifier(text) ? store.byIdentifier(act.tx, text) : undefined,
    store.ofNumber(act.tx, kinds, text),
    byIdentifier(act, 'social-credit-code', text),
    byIdentifier(act, 'citizen-id', text),
  ])
  const holder = firm ?? person
  return [...[byCode, byName].filter((one) => one !== undefined), ...numbered, ...(holder === undefined ? [] : await store.ofHolderBy(act.tx, holder.id, agency, FOUND_MAX + 1))]
}

const nameOf = (type: string): Bilingual => currentRelease().get(CertificateKinds, type)?.value.name ?? { zh: type, en: type }

function keptView(act: Act, certificate: Certificate): Kept {
  const { id, type, number, version, issuedAt, validFrom, validUntil } = certificate
  return { id, typeName: nameOf(type), number, version, standing: standing(certificate, act.at), issuedAt, validFrom, validUntil }
}

/** How a certificate stands, what was done to it, and what the officer of its issuer may do to it now; nothing of what stands on it. */
export async function stateOf(act: Act, certificate: Certificate): Promise<Pick<Certificate, 'id' | 'type' | 'number' | 'version'> & Doable & { readonly standing: Standing; readonly happenings: readonly store.Happening[] }> {
  const { id, type, number, version } = certificate
  return { id, type, number, version, standing: standing(certificate, momentFor(certificate, act.at)), happenings: await store.happenings(act.tx, id), ...(await deedsOn(act, certificate)) }
}

/** Why a certificate was suspended, resumed or revoked at a moment (null: last), on which ground of this place, for the letter that tells its holder. Refuses `certificates.absent`. */
export async function groundOf(act: Act, id: string, { kind, at, ground }: Pick<store.Happening, 'kind'> & { readonly at: Date | null; readonly ground: string | null }) {
  const { type, number, issuer, holder, holderName } = await store.get(act.tx, id)
  const found = (await store.happenings(act.tx, id)).findLast((one) => one.kind === kind && (at === null || one.at.getTime() === at.getTime()))
  if (found === undefined) throw new Refusal('absent', 'certificates.absent', { id })
  return { title: nameOf(type), number, issuer, holder, holderName, words: inBoth(ground, found) }
}

/** What other logs hold in the name of the reader's own agency. Refuses `not_permitted`. */
export async function seenInOwnName(act: Act) {
  permit(mayKeep(act.actor), powers.suspend)
  return sightingsInName(act, agencyOf(act, act.actor.agency).socialCreditCode)
}
