import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { obstacleToCitizenId } from '#kernel/codes/citizen-id'
import { obstacleToSocialCreditCode } from '#kernel/codes/social-credit-code'
import { Refusal, unfit } from '#kernel/refusal'

import { mobileOf, newId, type Identifier, type Party } from '../model.ts'
import { endIdentifiers, findByIdentifier, findParty, holdParty, holdWord, insertEnding, insertIdentifier, insertName, insertParty, ownerEver } from '../store.ts'

/** The party with this id. Refuses (absent) `parties.absent`. */
export async function partyOf(act: Act, id: string): Promise<Party> {
  const party = await findParty(act, id)
  if (party === undefined) throw new Refusal('absent', 'parties.absent', { party: id })
  return party
}

/** The party that goes by this identifier now, e.g. ('citizen-id', '4407…'). Of several that share a telephone, the one that took it last. */
export async function byIdentifier(act: Act, type: string, value: string): Promise<Party | undefined> {
  const id = await findByIdentifier(act, { type, value: type === 'mobile' ? mobileOf(value) ?? value : value })
  return id === undefined ? undefined : findParty(act, id)
}

/**
 * The person with this citizen id (GB 11643); written down if nobody had it. The same id always gives the same
 * party, also to two acts at once. A name that differs from the known one changes nothing: `rename` does, with its
 * source. Refuses (unfit) at `/idNumber` with the code of `obstacleToCitizenId`.
 */
export async function ensurePerson(act: Act, person: { idNumber: string; name: string; nameEn?: string; source: string }): Promise<Party> {
  const idNumber = person.idNumber.trim().toUpperCase()
  const obstacle = obstacleToCitizenId(idNumber, { on: dayOf(act.at) })
  if (obstacle !== null) throw unfit('/idNumber', obstacle)
  return ensure(act, { kind: 'person', id: () => newId('p_'), identifier: { type: 'citizen-id', value: idNumber }, name: person.name, nameEn: person.nameEn ?? null, source: person.source })
}

/**
 * The firm with this unified social credit code (GB 32100); written down if nobody had it, as `ensurePerson` does.
 * Refuses (unfit) at `/socialCreditCode` with the code of `obstacleToSocialCreditCode`.
 */
export async function ensureFirm(act: Act, firm: { socialCreditCode: string; name: string; nameEn?: string; source: string; case?: string | null }): Promise<Party> {
  const code = firm.socialCreditCode.trim().toUpperCase()
  const obstacle = obstacleToSocialCreditCode(code)
  if (obstacle !== null) throw unfit('/socialCreditCode', obstacle)
  return ensure(act, { kind: 'firm', id: () => newId('f_'), identifier: { type: 'social-credit-code', value: code }, name: firm.name, nameEn: firm.nameEn ?? null, source: firm.source, case: firm.case ?? null })
}

/** The outside system `s_<name>`; written down if it was not known. */
export async function ensureSystem(act: Act, system: { name: string; title: string; titleEn?: string; source: string }): Promise<Party> {
  return ensure(act, { kind: 'system', id: () => `s_${system.name}`, identifier: { type: 'system', value: system.name }, name: system.title, nameEn: system.titleEn ?? null, source: system.source })
}

type Wish = { kind: Party['kind']; id: () => string; identifier: Identifier; name: string; nameEn: string | null; source: string; case?: string | null }

/** Finds the party by its identifier or writes it down. Two acts that ask for the same one wait for each other. */
export async function ensure(act: Act, wish: Wish): Promise<Party> {
  await holdWord(act, `${wish.identifier.type} ${wish.identifier.value}`)
  const known = await ownerEver(act, wish.identifier)
  if (known !== undefined) return partyOf(act, known)
  const id = wish.id()
  await insertParty(act, { id, kind: wish.kind, name: wish.name, nameEn: wish.nameEn, source: wish.source })
  await insertIdentifier(act, id, wish.identifier, wish.source)
  await act.record({ type: 'parties.registered', subject: id, case: wish.case ?? null, data: { kind: wish.kind, source: wish.source } })
  return { id, kind: wish.kind, name: wish.name, nameEn: wish.nameEn, identifiers: [wish.identifier], ended: null }
}

/** Gives the party a new name from now on; the old ones stay on record. Refuses `parties.absent`. */
export async function rename(act: Act, change: { party: string; name: string; nameEn?: string | null; source: string; case?: string | null }): Promise<void> {
  await holdParty(act, change.party)
  const party = await partyOf(act, change.party)
  const nameEn = change.nameEn === undefined ? party.nameEn : change.nameEn
  if (party.name === change.name && party.nameEn === nameEn) return
  await insertName(act, { id: party.id, name: change.name, nameEn, source: change.source })
  await act.record({ type: 'parties.renamed', subject: party.id, case: change.case ?? null, data: { source: change.source } })
}

const CHANGEABLE = new Set(['mobile', 'mail'])

/**
 * Writes down one more identifier of a party; a new mobile or mail address takes the place of the old one.
 * Refuses `parties.absent`, (unfit) `parties.mobile_form`, and (conflict) `parties.identifier_taken` where another
 * party ever had one that is never given twice.
 */
export async function identify(act: Act, change: { party: string; type: string; value: string; source: string }): Promise<void> {
  const value = change.type === 'mobile' ? mobileOf(change.value) : change.value.trim()
  if (value === null || value === '') throw unfit('/value', 'parties.mobile_form')
  await holdWord(act, `${change.type} ${value}`)
  const party = await partyOf(act, change.party)
  if (party.identifiers.some((known) => known.type === change.type && known.value === value)) return
  if (CHANGEABLE.has(change.type)) await endIdentifiers(act, party.id, change.type, 'replaced')
  else if ((await ownerEver(act, { type: change.type, value })) !== undefined) throw new Refusal('conflict', 'parties.identifier_taken', { type: change.type })
  await insertIdentifier(act, party.id, { type: change.type, value }, change.source)
  await act.record({ type: 'parties.identified', subject: party.id, data: { type: change.type, source: change.source } })
}

/** Writes down that a party is no more, since `at` (default now). Saying it twice changes nothing. Refuses `parties.absent`. */
export async function endParty(act: Act, ending: { party: string; at?: Date; reason: string; case?: string | null }): Promise<void> {
  const party = await partyOf(act, ending.party)
  const fresh = await insertEnding(act, { party: party.id, at: ending.at ?? act.at, reason: ending.reason })
  if (fresh) await act.record({ type: 'parties.ended', subject: party.id, case: ending.case ?? null, data: { kind: party.kind } })
}

/** The party, if it still is. Refuses `parties.absent` and (conflict) `parties.ended`. */
export async function livingParty(act: Act, id: string): Promise<Party> {
  const party = await partyOf(act, id)
  if (party.ended !== null && party.ended.at <= act.at) throw new Refusal('conflict', 'parties.ended', { party: id })
  return party
}
