import type { Act } from '#kernel/act'
import { addDays, dayOf } from '#kernel/calendar'
import { Refusal } from '#kernel/refusal'

import type { Relation, RelationKind } from '../model.ts'
import { findRelation, findRelations, holdParty, insertRelation, insertRelationEnd } from '../store.ts'
import { partyOf } from './register.ts'

/** Whether the relation holds on a day. */
export const holdsOn = (relation: Relation, day: string): boolean => relation.since <= day && (relation.until === null || day <= relation.until)

/**
 * Writes down that `from` is the `kind` of `to` (a person is the legal representative of a firm), from the day
 * `since` (default today) to the day `until`, both included. The same relation that still holds is given back.
 * A firm has one legal representative (Company Law 2023, art. 10): a new one ends the old one's relation the day before.
 * Refuses `parties.absent`, (unfit) `parties.relation_to_self`, `parties.relation_backwards`, and (conflict)
 * `parties.already_married` (Civil Code, art. 1041: one spouse).
 */
export async function relate(act: Act, wish: { from: string; to: string; kind: RelationKind; since?: string; until?: string | null; source: string; case?: string | null }): Promise<Relation> {
  const since = wish.since ?? dayOf(act.at)
  if (wish.from === wish.to) throw new Refusal('unfit', 'parties.relation_to_self')
  if (wish.until != null && wish.until < since) throw new Refusal('unfit', 'parties.relation_backwards')
  // Both are held in the order of their ids, so that two acts which relate the same pair cannot wait for each other for ever.
  for (const id of [wish.from, wish.to].sort()) {
    await partyOf(act, id)
    await holdParty(act, id)
  }
  const standing = await relationsOf(act, wish.to, since)
  const same = standing.find((relation) => relation.from === wish.from && relation.to === wish.to && relation.kind === wish.kind)
  if (same) return same
  if (wish.kind === 'spouse') await refuseSecondSpouse(act, wish, since, standing)
  const row = { from: wish.from, to: wish.to, kind: wish.kind, since, until: wish.until ?? null, source: wish.source, case: wish.case ?? null }
  const id = await insertRelation(act, row)
  await act.record({ type: 'parties.related', subject: wish.to, case: row.case, data: { relation: id, kind: wish.kind, with: wish.from, source: wish.source } })
  if (wish.kind === 'legal-representative') await retireRepresentatives(act, wish.to, since, standing)
  return { id, ...row }
}

async function refuseSecondSpouse(act: Act, wish: { from: string; to: string }, day: string, ofTo: readonly Relation[]): Promise<void> {
  const pair = [wish.from, wish.to]
  const married = [...ofTo, ...(await relationsOf(act, wish.from, day))].filter((relation) => relation.kind === 'spouse')
  if (married.some((relation) => !(pair.includes(relation.from) && pair.includes(relation.to)))) throw new Refusal('conflict', 'parties.already_married')
}

async function retireRepresentatives(act: Act, firm: string, since: string, standing: readonly Relation[]): Promise<void> {
  for (const old of standing.filter((relation) => relation.kind === 'legal-representative' && relation.to === firm)) {
    await unrelate(act, { relation: old.id, lastDay: addDays(since, -1), reason: 'succeeded' })
  }
}

/** Writes down that a relation ended with `lastDay` (default today). Twice changes nothing. Refuses (absent) `parties.relation_absent`. */
export async function unrelate(act: Act, end: { relation: string; lastDay?: string; reason: string }): Promise<void> {
  const relation = await findRelation(act, end.relation)
  if (relation === undefined) throw new Refusal('absent', 'parties.relation_absent', { relation: end.relation })
  const fresh = await insertRelationEnd(act, { relation: relation.id, lastDay: end.lastDay ?? dayOf(act.at), reason: end.reason })
  if (fresh) await act.record({ type: 'parties.parted', subject: relation.to, case: relation.case, data: { relation: relation.id, kind: relation.kind, with: relation.from } })
}

/** The relations of a party in either direction that hold on a day (default today), oldest first. */
export async function relationsOf(act: Act, party: string, day: string = dayOf(act.at)): Promise<Relation[]> {
  return (await findRelations(act, party)).filter((relation) => holdsOn(relation, day))
}
