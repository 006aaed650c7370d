import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { permit, Refusal } from '#kernel/refusal'

import { comesOfAge, lastGuardianDay, newId, type Mandate, type Party, type Principal } from '../model.ts'
import { speaksFor } from '../policy.ts'
import { findMandate, findMandates, findMandatesOf, findPrincipals, insertMandate, insertRevocation, type MandateRow } from '../store.ts'
import { livingParty, partyOf } from './register.ts'
import { relationsOf } from './relations.ts'

const mandateFrom = (row: MandateRow): Mandate => ({ id: row.id, grantor: row.grantor, grantee: row.grantee, matters: row.matters ?? 'all', until: row.until, basis: 'granted' })

/**
 * Lets the grantee act for the grantor in some matters or all, up to and with the day `until` (Civil Code, art. 165: a
 * mandate says for what and how long). Given by the grantor himself, or by whom the law lets act for him; an agent puts
 * nobody in his own place (art. 169). Refuses (forbidden) `not_permitted`, `parties.mandate_second_hand`; (absent) `parties.absent`; (conflict) `parties.ended`; (unfit)
 * `parties.mandate_to_self`, `parties.mandate_past`, `parties.mandate_empty`.
 */
export async function mandate(act: Act, wish: { grantor: string; grantee: string; matters: readonly string[] | 'all'; until: string; reason: string }): Promise<Mandate> {
  const own = act.actor.kind === 'house' || act.actor.id === wish.grantor || (await actsByLaw(act, await partyOf(act, wish.grantor), act.actor.id)) !== undefined
  if (!own && act.actor.behalf === wish.grantor) throw new Refusal('forbidden', 'parties.mandate_second_hand')
  permit(own)
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
  const involved = row !== undefined && (speaksFor(act.actor, row.grantor) || speaksFor(act.actor, row.grantee) || (await actsByLaw(act, await partyOf(act, row.grantor), act.actor.id)) !== undefined)
  if (row === undefined || !involved) throw new Refusal('absent', 'parties.mandate_absent', { mandate: end.id })
  if (await insertRevocation(act, row.id, end.reason)) await act.record({ type: 'parties.mandate_revoked', subject: row.grantor, data: { mandate: row.id, grantee: row.grantee } })
}

/**
 * The mandate by which the grantee may act for the grantor in this matter now: one that the law gives, else one that was
 * granted, is not revoked and not over. None where either party is no more (Civil Code, art. 173 and 175).
 */
export async function mandateFor(act: Act, { grantor, grantee, matter }: { grantor: string; grantee: string; matter: string }): Promise<Mandate | undefined> {
  const found = await liveMandates(act, grantor, grantee)
  return found.find((one) => one.matters === 'all' || one.matters.includes(matter))
}

/**
 * All that the grantee may do for the grantor now, as one: everything where the law or one mandate says so, else the matters
 * of every mandate that lives, until the last of them ends. None where either party is no more.
 */
export async function actsFor(act: Act, { grantor, grantee }: { grantor: string; grantee: string }): Promise<Mandate | undefined> {
  return together(await liveMandates(act, grantor, grantee))
}

async function liveMandates(act: Act, grantor: string, grantee: string): Promise<Mandate[]> {
  const parties = [await partyOf(act, grantor), await partyOf(act, grantee)] as const
  if (parties.some((party) => isEnded(act, party))) return []
  const byLaw = await actsByLaw(act, parties[0], grantee)
  if (byLaw) return [byLaw]
  const today = dayOf(act.at)
  return (await findMandates(act, grantor, grantee)).filter((one) => isLive(one, act.at, today)).map(mandateFrom)
}

function together(found: readonly Mandate[]): Mandate | undefined {
  const [first, ...rest] = found
  if (first === undefined || rest.length === 0) return first
  const whole = found.find((one) => one.matters === 'all')
  if (whole) return whole
  const matters = [...new Set(found.flatMap((one) => (one.matters === 'all' ? [] : one.matters)))]
  return { ...first, matters, until: found.map((one) => one.until!).toSorted().at(-1)! }
}

const isLive = (row: MandateRow, at: Date, today: string): boolean => row.grantedAt <= at && today <= row.until && (row.revokedAt === null || row.revokedAt > at)

const actsByLaw = async (act: Act, grantor: Party, grantee: string): Promise<Mandate | undefined> => (await mandatesByLaw(act, grantor)).find((one) => one.grantee === grantee)

/** The law itself lets a legal representative (Civil Code, art. 61) and a guardian (art. 23 and 34) act for another. */
async function mandatesByLaw(act: Act, grantor: Party, today = dayOf(act.at)): Promise<Mandate[]> {
  return (await relationsOf(act, grantor.id, today)).flatMap((relation): Mandate[] => {
    const { id, kind, from } = relation
    if (relation.to !== grantor.id || (kind !== 'legal-representative' && kind !== 'guardian')) return []
    const until = kind === 'guardian' ? lastGuardianDay(relation, comesOfAge(grantor.identifiers)) : relation.until
    return until === null || today <= until ? [{ id: `relation:${id}`, grantor: grantor.id, grantee: from, matters: 'all', until, basis: kind }] : []
  })
}

/**
 * Who is to be told what concerns a party: who acts for it by law now, and where it is no more who did on its last day. Nobody who is no more himself.
 * It lets nobody act. Refuses `parties.absent`.
 */
export async function speakersByLaw(act: Act, party: string): Promise<string[]> {
  const grantor = await partyOf(act, party)
  const found = new Set((await mandatesByLaw(act, grantor, dayOf(isEnded(act, grantor) ? grantor.ended!.at : act.at))).map(({ grantee }) => grantee))
  const living: string[] = []
  for (const one of found) if (!isEnded(act, await partyOf(act, one))) living.push(one)
  return living
}

const isEnded = (act: Act, { ended }: Party): boolean => ended !== null && ended.at <= act.at

/** Everybody a person may act for now, firms first, then children, then others; with why, in what and until when. */
export async function principalsOf(act: Act, person: string): Promise<Principal[]> {
  const today = dayOf(act.at)
  const found = new Map<string, Principal>()
  for (const row of await findPrincipals(act, person)) {
    const adultOn = row.kind === 'person' ? comesOfAge(row.identifiers) : null
    const until = row.basis === 'guardian' ? lastGuardianDay(row, adultOn) : row.until
    if (until !== null && until < today) continue
    const known = found.get(row.id)
    if (known !== undefined && (known.basis !== 'granted' || known.matters === 'all')) continue
    const kind = row.kind === 'firm' ? 'firm' : row.basis !== 'guardian' ? 'person' : adultOn !== null && today < adultOn ? 'child' : 'ward'
    const matters = row.matters === null ? 'all' : [...new Set([...(known === undefined || known.matters === 'all' ? [] : known.matters), ...row.matters])]
    const last = known?.until && until && matters !== 'all' && known.until > until ? known.until : until
    found.set(row.id, { id: row.id, kind, name: row.name, nameEn: row.nameEn, basis: row.basis, matters, until: last })
  }
  return [...found.values()].toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

const ORDER: readonly Principal['kind'][] = ['firm', 'child', 'ward', 'person']

/** A mandate by its id, revoked or over too, for a letter about it. undefined where there is none. */
export async function mandateWith(act: Act, id: string): Promise<Mandate | undefined> {
  const row = await findMandate(act, id)
  return row && mandateFrom(row)
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
