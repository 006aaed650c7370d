import type { Act } from '#kernel/act'
import type { Release } from '#kernel/content'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { elementUses, give, SELF_ACCESS } from '#modules/grants'
import { agenciesOf, agencyFor, agencyOf, partyOf, type Agency, type Party } from '#modules/parties'

import { divisionIn, isAskedBy, numbersOf, Sources, type Ask, type Authorised, type Element, type Source } from '../model.ts'
import { speaksFor } from '../policy.ts'
import * as store from '../store/facts.ts'
import { openAbout } from '../store/objections.ts'
import { authorise, elementsLooked } from './ask.ts'

/** The agency that keeps the records of a source about a party: where his number was given, else the province's, else the only one there is. */
export function keeperOf(release: Release, source: Pick<Source, 'agencyRole'>, party: Party): Agency {
  const division = divisionIn(numbersOf(party.identifiers))
  const agencies = agenciesOf(release).filter((one) => one.role === source.agencyRole)
  const near = ['', division.slice(0, 6), `${division.slice(0, 4)}00`].flatMap((place) => agencies.filter((one) => one.division === place))[0]
  return near ?? agencies.find((one) => one.division.endsWith('0000')) ?? agencies[0] ?? agencyFor(release, { role: source.agencyRole, division })
}

/** An element as people are told of it. */
export const elementView = (name: string, element: Element) => {
  const { label, type, words, masked, of } = element
  return { id: name, label, type, ...(words ? { words } : {}), masked, ...(of ? { of: Object.entries(of).map(([id, part]) => ({ id, ...part })) } : {}) }
}

/**
 * What government knows about somebody, as far as this house has seen it: of each register that can be asked about him
 * the newest fact of each element with its age, how often others used it and whether it is disputed; and the registers
 * that nobody has asked yet. The person himself or who acts for him (Personal Information Protection Law, art. 44 and 45).
 */
export async function knownAbout(act: Act, subject: string) {
  permit(speaksFor(act.actor, subject))
  const release = currentRelease()
  const [party, facts, answers, uses, disputed] = [await partyOf(act, subject), await store.newestFacts(act.tx, subject), await store.newestAnswers(act.tx, subject), await elementUses(act, subject), await openAbout(act.tx, subject)]
  const numbers = numbersOf(party.identifiers)
  const shown = release.all(Sources).filter(({ id, value }) => isAskedBy(value, numbers) || facts.some((fact) => fact.source === id))
  const sources = shown.map(({ id, value: source }) => {
    const asked = answers.find((answer) => answer.source === id)
    const { id: keeper, name } = keeperOf(release, source, party)
    return {
      id, title: source.title, agency: { id: keeper, name }, grade: source.grade, law: source.law ?? null, mayAsk: isAskedBy(source, numbers),
      asked: asked ? { state: asked.state, at: asked.obtainedAt } : null,
      elements: Object.entries(source.elements).map(([name_, element]) => ({ ...elementView(name_, element), ...factView(`${id}.${name_}`, facts, uses), objection: disputed.find((one) => one.source === id && one.element === name_) ?? null })),
    }
  })
  return { at: act.at, party: { id: party.id, name: party.name, kind: party.kind }, sources }
}

function factView(element: string, facts: readonly store.KnownFact[], uses: Awaited<ReturnType<typeof elementUses>>) {
  const fact = facts.find((one) => one.element === element)
  const used = uses.find((one) => one.element === element)
  return {
    fact: fact ? { id: fact.id, value: fact.value, obtainedAt: fact.obtainedAt, validFrom: fact.validFrom, grade: fact.grade, case: fact.case } : null,
    uses: used?.count ?? 0, lastUsedAt: used?.last ?? null,
  }
}

const AGAIN_MS = 60_000 // Once a minute: enough for a person who waits, too little to trouble a register by.
const OWN_LOOK_MS = 600_000

/** The asks of somebody about himself, passed through the gate, and the round they are kept under. */
export type OwnAsking = { readonly asks: readonly Authorised[]; readonly round: string }

/**
 * The first step of asking registers about oneself: gives oneself a grant for this one look, so that it stands in the
 * use log like any other. `wanted`: ids of sources; none means every register that can be asked. Those asked within the
 * last minute are left out. Refuses `not_permitted`, (absent) `exchange.no_source`, (unfit) `exchange.not_about_you`,
 * (busy) `exchange.asked_just_now`.
 */
export async function prepareOwn(act: Act, subject: string, wanted: readonly string[]): Promise<OwnAsking> {
  permit(speaksFor(act.actor, subject))
  const release = currentRelease()
  const numbers = numbersOf((await partyOf(act, subject)).identifiers)
  const unknown = wanted.find((id) => release.get(Sources, id) === undefined)
  if (unknown !== undefined) throw new Refusal('absent', 'exchange.no_source', { source: unknown.slice(0, 60) })
  const possible = release.all(Sources).filter(({ id, value }) => isAskedBy(value, numbers) && (wanted.length === 0 || wanted.includes(id)))
  if (possible.length < Math.max(1, wanted.length)) throw new Refusal('unfit', 'exchange.not_about_you')
  const lately = (await store.ownAsksSince(act.tx, subject, new Date(act.at.getTime() - AGAIN_MS))).map(({ source }) => source)
  const due = possible.filter(({ id }) => !lately.includes(id))
  if (due.length === 0) throw new Refusal('busy', 'exchange.asked_just_now')
  const asks: Ask[] = due.map(({ id, value }) => ({ alias: id, position: null, source: id, subject, take: Object.keys(value.elements), parameters: Object.fromEntries(value.parameters.map((name) => [name, numbers[name]])) }))
  await give(act, { basis: 'consent', grantor: subject, grantee: subject, elements: [...new Set(asks.flatMap((ask) => elementsLooked(release, ask.source, ask.take)))], purpose: SELF_ACCESS, case: null, notAfter: new Date(act.at.getTime() + OWN_LOOK_MS) })
  return { asks: await authorise(act, release, asks, { grantee: subject, purpose: SELF_ACCESS, case: null }), round: `own ${act.at.toISOString()}` }
}

/** The role of the agency that an officer acts for. */
export const isOfAuthority = (agency: string | null): boolean => agency !== null && agencyOf(currentRelease(), agency).role === 'data-authority'
