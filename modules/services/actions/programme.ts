import { randomUUID } from 'node:crypto'

import { now, type Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import type { Entry } from '#kernel/journal'
import { work, type TakenJob } from '#kernel/jobs'
import { Outage } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { fromJson } from '#modules/decisions'
import { authorise, gather, keep, type Answer, type Authorised } from '#modules/exchange'
import { give, use } from '#modules/grants'
import { enter, sign as signWith } from '#modules/ledger'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { send } from '#modules/messages'
import { agencyFor, byIdentifier, ensurePerson, identify, UNNAMED } from '#modules/parties'

import { Programmes, type Programme } from '../model/programme.ts'
import { hit } from '../model/scope.ts'
import * as entitlements from '../store/entitlements.ts'
import * as store from '../store/cases.ts'
import { elementsOf, isPersonal } from './asking.ts'
import { definitionIn, definitionOf, scopeOf } from './context.ts'
import { tell } from './decide.ts'
import { fill, missingIn } from './fill.ts'
import { parametersIn } from './fulfil.ts'
import { caseNumber, concludeFilling, newCaseId, platform, prepareFilling, type Filling } from './open.ts'
import { confirm, consentFor, submitRound } from './sign.ts'
import { runIfDue, termsFor } from './pay.ts'

/**
 * Makes sure that a day comes: called at each start, and by each day for the next. Where the time was set back
 * behind days that were done, a new stretch of days begins and what is left of the old one does nothing.
 */
async function scheduleDay(act: Act, day: string): Promise<void> {
  const newest = await entitlements.newestDays(act.tx)
  const stretch = newest === null ? 0 : day < newest.day ? newest.stretch + 1 : newest.stretch
  if (newest?.stretch !== stretch) await entitlements.addRun(act.tx, `days ${stretch}`, day, act.at)
  await act.later({ kind: 'services.daily', key: `${day} ${stretch}`, payload: { day, stretch }, due: new Date(Math.max(startOf(day).getTime() + DAY_BEGINS_MS, newest === null ? act.at.getTime() + SETTLING_MS : 0)) })
}

/** Makes sure that today comes. */
export const scheduleToday = (act: Act): Promise<void> => scheduleDay(act, dayOf(act.at))

const DAY_BEGINS_MS = 6 * 3_600_000 // Six in the morning: after the night's updates of the registers, before the counters open.
const SETTLING_MS = 60_000 // The first day of all waits until whoever opened the house has brought in its people, or they are asked where nobody reads it.

/** The time of a demo was set: where it was set back, its days begin again from there. */
export async function heedClock(act: Act, entry: Entry): Promise<void> {
  const newest = await entitlements.newestDays(act.tx)
  const day = dayOf(new Date(entry.at)) // Not the day of this act, which may have begun before the time was set.
  if (newest !== null && day < newest.day) await scheduleDay(act, day)
}

type Day = { readonly day: string; readonly stretch: number }

/** What every day brings: programmes look for people, rights whose pay day it is are run. Days that were missed are made up for in one. */
export const daily = work<null, null>({
  conclude: async (act, job) => {
    const { day, stretch } = job.payload as Day
    if ((await entitlements.newestDays(act.tx))?.stretch !== stretch) return
    const through = dayOf(act.at) > day ? dayOf(act.at) : day
    await entitlements.addRun(act.tx, `days ${stretch}`, through, act.at)
    await scheduleDay(act, addDays(through, 1))
    for (const { id } of currentRelease().all(Programmes)) await act.later({ kind: 'services.invite', key: `${id} ${day} ${through} ${stretch}`, payload: { programme: id, since: day, day: through, after: null } })
    for (const right of await entitlements.runningEntitlements(act.tx, through)) await runIfDue(act, right, await termsFor(act, right), through)
  },
})

type Search = { readonly programme: string; readonly since: string; readonly day: string; readonly after: string | null }
type Looking = { readonly asks: readonly Authorised[]; readonly at: Date }

/** Asks the register for the people of the days that are due, a page at a time, and writes to each who was not written to before. */
export const inviting = work<Looking, readonly Answer[]>({
  prepare: async (act, job) => {
    const { programme: id, since, day, after } = job.payload as Search
    const programme = currentRelease().get(Programmes, id)!.value
    const scope = new Map([['asOf', hit(fromJson(day, 'date'))], ['since', hit(fromJson(since, 'date'))]])
    const parameters = { ...parametersIn(programme.cohort.parameters, scope), ...(after === null ? {} : { after }) }
    const ask = { alias: 'cohort', position: null, source: programme.cohort.source, subject: null, take: [programme.cohort.list, 'next'], parameters }
    return { asks: await authorise(act, currentRelease(), [ask], { grantee: agencyOfProgramme(programme), purpose: id, case: null }), at: act.at }
  },
  reach: async ({ asks, at }) => gather(asks, at),
  conclude: async (act, job, answers) => {
    const { programme: id, since, day } = job.payload as Search
    const programme = currentRelease().get(Programmes, id)!.value
    await keep(act, currentRelease(), null, `programme ${id} ${day}`, answers.map((answer) => ({ ...answer, value: null })))
    const [answer] = answers
    if (answer?.state !== 'hit') throw new Error(`the cohort of ${id} is ${answer?.state}: ${answer?.why}`)
    for (const person of answer.value![programme.cohort.list] as Record<string, string>[]) await invite(act, id, programme, person)
    const next = answer.value!['next'] as string | null
    if (next) await act.later({ kind: 'services.invite', key: `${job.key} ${next}`, payload: { programme: id, since, day, after: next } })
  },
})

const agencyOfProgramme = (programme: Programme): string => agencyFor(currentRelease(), programme.agency).id

/** Looking at somebody in a list is a look at him: it has its grant by law and stands in his use log. */
async function invite(act: Act, id: string, programme: Programme, person: Record<string, string>): Promise<void> {
  const idNumber = person[programme.cohort.idNumber]!
  const party = (await byIdentifier(act, 'citizen-id', idNumber)) ?? (await ensurePerson(act, { idNumber, name: person['name'] ?? UNNAMED, source: programme.cohort.source }))
  if ((await entitlements.wasInvited(act.tx, id, party.id)) || (await entitlements.alreadyAskedFor(act.tx, programme.matter, party.id))) return
  const mobile = programme.cohort.mobile ? person[programme.cohort.mobile] : undefined
  if (mobile && !party.identifiers.some((identifier) => identifier.type === 'mobile')) await identify(act, { party: party.id, type: 'mobile', value: mobile, source: programme.cohort.source })
  const grantee = agencyOfProgramme(programme)
  await give(act, { basis: 'statutory', grantor: party.id, grantee, elements: [`${programme.cohort.source}.*`], purpose: id, case: null, law: programme.law, notAfter: new Date(act.at.getTime() + 86_400_000) })
  await use(act, { subject: party.id, grantee, source: programme.cohort.source, elements: Object.keys(person), purpose: id, case: null })
  const message = await send(act, { to: party.id, from: grantee, letter: programme.invite.letter, values: {}, channels: programme.invite.channels, key: `programme ${id} ${party.id}`, expectsReply: true })
  await entitlements.addInvitation(act.tx, { id: randomUUID(), programme: id, party: party.id, release: currentRelease().digest, message: message.id, at: act.at })
  await act.record({ type: 'services.invited', subject: party.id, data: { programme: id } })
}

/** Somebody answered a message: if it was an invitation, "yes" is his application and his consent. */
export async function heedReply(act: Act, entry: Entry): Promise<void> {
  const answer = entry.data['answer']
  if (answer !== 'accept' && answer !== 'refuse') return
  const invitation = await entitlements.invitationOf(act.tx, entry.subject)
  if (!invitation || invitation.answered) return
  const { matter } = currentRelease().get(Programmes, invitation.programme)!.value
  const id = answer === 'accept' ? ((await entitlements.alreadyAskedFor(act.tx, matter, invitation.party)) ?? (await openFor(act, matter, invitation.party))) : null
  await entitlements.addInvitationAnswer(act.tx, invitation.id, answer, id, act.at)
}

async function openFor(act: Act, matter: string, party: string): Promise<string> {
  const release = currentRelease()
  const definition = definitionIn(release, 'matter', matter)
  const id = newCaseId()
  const file = await store.addCase(act.tx, { id, number: caseNumber(act, id), kind: 'matter', definition: matter, release: release.digest, applicant: party, behalf: null, openedBy: act.actor.id, channel: 'proactive', at: act.at })
  const asks = definition.asks.filter((ask) => ask.at !== 'decide' && !ask.statutory && isPersonal(release, ask))
  if (asks.length > 0) await give(act, { basis: 'consent', grantor: party, grantee: platform(act), elements: elementsOf(release, asks), purpose: matter, case: id, notAfter: new Date(act.at.getTime() + 90 * 86_400_000) })
  await act.record({ type: 'services.opened', subject: id, case: id, data: { definition: matter, release: release.digest, channel: 'proactive' } })
  await fill(act, file, definition, [], {})
  await act.later({ kind: 'services.file', key: id, payload: { case: id } })
  return id
}

const FILING_TRIES = 12 // About three minutes of waiting for a source; then the person is asked himself.

/** Fills in and files a case that somebody agreed to by reply: he types nothing. What is still missing waits for him in his inbox. */
export const filing = work<Filling, { readonly filling: Filling; readonly answers: readonly Answer[] }>({
  prepare: async (act, job) => prepareFilling(act, (job.payload as { case: string }).case),
  reach: async (filling) => ({ filling, answers: await gather(filling.asks, now()) }),
  conclude: concludeFiling,
})

async function concludeFiling(act: Act, job: TakenJob, { filling, answers }: { readonly filling: Filling; readonly answers: readonly Answer[] }): Promise<void> {
  const { case: id } = filling
  const file = await concludeFilling(act, filling, answers)
  const definition = await definitionOf(act, file)
  const known = await scopeOf(act, file, definition, file.draft!.answers)
  if (definition.groups.some((group) => missingIn(group, file.draft!.answers, known).length > 0)) {
    const silent = answers.find((answer) => answer.state === 'down')
    if (silent && job.attempts < FILING_TRIES) throw new Outage(silent.source, silent.why ?? 'no answer')
    const programme = definition.release.all(Programmes).find(({ value }) => value.matter === file.definition)
    await tell(act, file, definition, 'case-incomplete', { from: programme && agencyOfProgramme(programme.value) })
    return
  }
  const confirmed = await confirm(act, id)
  const { round, digest } = confirmed.snapshot!
  const { jws } = await signWith(act, { owner: 'node:reply', payload: canonical({ case: id, round, digest, party: file.applicant, by: 'reply', at: act.at.toISOString() }) })
  await store.addSignature(act.tx, id, round, { party: file.applicant, by: 'reply', at: act.at, jws })
  await enter(act, { kind: 'signature', about: id, digest: digestOf(jws) })
  const scope = await scopeOf(act, confirmed, definition, confirmed.snapshot!.answers)
  await consentFor(act, confirmed, definition, scope, file.applicant)
  await submitRound(act, confirmed, definition, scope)
}
