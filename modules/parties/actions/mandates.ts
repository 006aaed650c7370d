import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { permit, Refusal } from '#kernel/refusal'

import { newId, type Mandate } from '../model.ts'
import { speaksFor } from '../policy.ts'
import { findMandate, findMandates, findMandatesOf, insertMandate, insertRevocation, type MandateRow } from '../store.ts'
import { livingParty, partyOf } from './register.ts'
import { relationsOf } from './relations.ts'

const mandateFrom = (row: MandateRow): Mandate => ({ id: row.id, grantor: row.grantor, grantee: row.grantee, matters: row.matters ?? 'all', until: row.until, basis: 'granted' })

/** The relations by which the law itself lets one act for another: Civil Code art. 61 (legal representative), art. 23 and 34 (guardian). */
const STANDING = ['legal-representative', 'guardian'] as const

/**
 * Lets the grantee act for the grantor in some matters or all, up to and with the day `until` (Civil Code, art. 165: a
 * mandate says for what and how long). Given by the grantor himself, or by whom the law lets act for him.
 * Refuses (forbidden) `not_permitted`; (absent) `parties.absent`; (conflict) `parties.ended`; (unfit)
 * `parties.mandate_to_self`, `parties.mandate_past`, `parties.mandate_empty`.
 */
export async function mandate(act: Act, wish: { grantor: string; grantee: string; matters: readonly string[] | 'all'; until: string; reason: string }): Promise<Mandate> {
  permit(speaksFor(act.actor, wish.grantor) || (await actsByLaw(act, wish.grantor, act.actor.id)) !== undefined)
  if (wish.grantor === wish.grantee) throw new Refusal('unfit', 'parties.mandate_to_self')
  if (wish.until < dayOf(act.at)) throw new Refusal('unfit', 'parties.mandate_past')
  if (wish.matters !== 'all' && wish.matters.length === 0) throw new Refusal('unfit', 'parties.mandate_empty')
  await livingParty(act, wish.grantor)
  await livingParty(act, wish.grantee)
  const matters = wish.matters === 'all' ? null : [...new Set(wish.matters)]
  const id = newId('m_')
  await insertMandate(act, { id, grantor: wish.grantor, grantee: wish.grantee, matters, until: wish.until, reason: wish.reason })
  await act.record({ type: 'parties.mandated', subject: wish.grantor, data: { mandate: id, grantee: wish.grantee, until: wish.until } })
  return { id, grantor: wish.grantor, grantee: wish.grantee, matters: matters ?? 'all', until: wish.until, basis: 'granted' }
}

/**
 * Ends a mandate: the grantor takes it back or the grantee lays it down (Civil Code, art. 173). Twice changes nothing.
 * Whoever has no part in it learns nothing of it. Refuses (absent) `parties.mandate_absent`.
 */
export async function revokeMandate(act: Act, end: { id: string; reason: string }): Promise<void> {
  const row = await findMandate(act, end.id)
  const involved = row !== undefined && (speaksFor(act.actor, row.grantor) || speaksFor(act.actor, row.grantee) || (await actsByLaw(act, row.grantor, act.actor.id)) !== undefined)
  if (row === undefined || !involved) throw new Refusal('absent', 'parties.mandate_absent', { mandate: end.id })
  if (await insertRevocation(act, row.id, end.reason)) await act.record({ type: 'parties.mandate_revoked', subject: row.grantor, data: { mandate: row.id, grantee: row.grantee } })
}

/**
 * The mandate by which the grantee may act for the grantor in this matter now: one that the law gives, else one that was
 * granted, is not revoked and not over. None where either party is no more (Civil Code, art. 173).
 */
export async function mandateFor(act: Act, { grantor, grantee, matter }: { grantor: string; grantee: string; matter: string }): Promise<Mandate | undefined> {
  const parties = [await partyOf(act, grantor), await partyOf(act, grantee)]
  if (parties.some((party) => party.ended !== null && party.ended.at <= act.at)) return undefined
  const byLaw = await actsByLaw(act, grantor, grantee)
  if (byLaw) return byLaw
  const today = dayOf(act.at)
  const rows = await findMandates(act, grantor, grantee)
  const row = rows.find((one) => isLive(one, act.at, today) && (one.matters === null || one.matters.includes(matter)))
  return row && mandateFrom(row)
}

const isLive = (row: MandateRow, at: Date, today: string): boolean => row.grantedAt <= at && today <= row.until && (row.revokedAt === null || row.revokedAt > at)

async function actsByLaw(act: Act, grantor: string, grantee: string): Promise<Mandate | undefined> {
  const relations = await relationsOf(act, grantor)
  const found = relations.find((relation) => relation.from === grantee && relation.to === grantor && STANDING.some((kind) => kind === relation.kind))
  return found && { id: `relation:${found.id}`, grantor, grantee, matters: 'all', until: found.until, basis: found.kind as 'legal-representative' | 'guardian' }
}

/** A mandate as one of its parties sees it. `live`: it can be used now. */
export type SeenMandate = Mandate & { readonly grantorName: string; readonly granteeName: string; readonly reason: string; readonly live: boolean; readonly revokedAt: Date | null }

/** The mandates that a party gave or was given, revoked and past ones too, in pages by id. Only for who speaks for the party. */
export async function mandatesOf(act: Act, party: string, page: { limit: number; after?: string | undefined }): Promise<{ items: SeenMandate[]; next: string | null }> {
  permit(speaksFor(act.actor, party))
  const rows = await findMandatesOf(act, party, page.after ?? '', page.limit + 1)
  const today = dayOf(act.at)
  const items: SeenMandate[] = []
  for (const row of rows.slice(0, page.limit)) {
    const [grantor, grantee] = [await partyOf(act, row.grantor), await partyOf(act, row.grantee)]
    items.push({ ...mandateFrom(row), grantorName: grantor.name, granteeName: grantee.name, reason: row.reason, live: isLive(row, act.at, today), revokedAt: row.revokedAt })
  }
  return { items, next: rows.length > page.limit ? items.at(-1)!.id : null }
}
