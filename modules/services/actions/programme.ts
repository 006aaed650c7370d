import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import type { Entry } from '#kernel/journal'
import { work, type TakenJob } from '#kernel/jobs'
import { currentRelease, releaseAt } from '#kernel/releases'
import { fromJson } from '#modules/decisions'
import { authorise, gather, keep, type Answer, type Authorised } from '#modules/exchange'
import { give, use } from '#modules/grants'
import { enter, sign as signWith } from '#modules/ledger'
import { digestOf } from '#kernel/content'
import { send } from '#modules/messages'
import { agencyFor, byIdentifier, ensurePerson, identify } from '#modules/parties'

import { Matters } from '../model/matter.ts'
import { Programmes, type Programme } from '../model/programme.ts'
import { hit } from '../model/scope.ts'
import * as entitlements from '../store/entitlements.ts'
import * as store from '../store/cases.ts'
import { elementsOf, isPersonal } from './asking.ts'
import { definitionIn, definitionOf, scopeOf } from './context.ts'
import { fill } from './fill.ts'
import { parametersIn } from './fulfil.ts'
import { caseNumber, concludeFilling, newCaseId, platform, prepareFilling } from './open.ts'
import { canonical, confirm, consentFor, submitRound } from './sign.ts'
import { monthOf } from './pay.ts'

/** Makes sure that tomorrow comes: called at each start, and by each day for the next. */
export async function scheduleDay(act: Act, day: string): Promise<void> {
  await act.later({ kind: 'services.daily', key: day, payload: { day }, due: new Date(startOf(day).getTime() + 6 * 3_600_000) })
}

/** What every day brings: programmes look for people, rights whose pay day it is are run. */
export const daily = work<null, null>({
  conclude: async (act, job) => {
    const { day } = job.payload as { day: string }
    await scheduleDay(act, addDays(day, 1))
    for (const { id } of currentRelease().all(Programmes)) await act.later({ kind: 'services.invite', key: `${id} ${day} `, payload: { programme: id, day, after: null } })
    for (const right of await entitlements.runningEntitlements(act.tx, day)) {
      const matter = (await releaseAt(act.tx, right.release)).get(Matters, right.matter)!.value
      const terms = matter.grant.find((deed) => 'entitlement' in deed)
      if (terms && 'entitlement' in terms && terms.entitlement.payDay === Number(day.slice(8))) await act.later({ kind: 'services.pay', key: `${right.id} ${monthOf(day)}`, payload: { entitlement: right.id, run: day } })
    }
  },
})

type Search = { readonly programme: string; readonly day: string; readonly after: string | null }
type Looking = { readonly asks: readonly Authorised[]; readonly at: Date }

/** Asks the register for the people of a day, a page at a time, and writes to each who was not written to before. */
export const inviting = work<Looking, readonly Answer[]>({
  prepare: async (act, job) => {
    const { programme: id, day, after } = job.payload as Search
    const programme = currentRelease().get(Programmes, id)!.value
    const scope = new Map([['asOf', hit(fromJson(day, 'date'))]])
    const parameters = { ...parametersIn(programme.cohort.parameters, scope), ...(after === null ? {} : { after }) }
    const ask = { alias: 'cohort', position: null, source: programme.cohort.source, subject: null, take: [programme.cohort.list, 'next'], parameters }
    return { asks: await authorise(act, currentRelease(), [ask], { grantee: agencyOfProgramme(programme), purpose: id, case: null }), at: act.at }
  },
  reach: async ({ asks, at }) => gather(asks, at),
  conclude: async (act, job, answers) => {
    const { programme: id, day } = job.payload as Search
    const programme = currentRelease().get(Programmes, id)!.value
    await keep(act, currentRelease(), null, `programme ${id} ${day}`, answers.map((answer) => ({ ...answer, value: null })))
    const [answer] = answers
    if (answer?.state !== 'hit') throw new Error(`the cohort of ${id} is ${answer?.state}: ${answer?.why}`)
    for (const person of answer.value![programme.cohort.list] as Record<string, string>[]) await invite(act, id, programme, person)
    const next = answer.value!['next'] as string | null
    if (next) await act.later({ kind: 'services.invite', key: `${id} ${day} ${next}`, payload: { programme: id, day, after: next } })
  },
})

const agencyOfProgramme = (programme: Programme): string => agencyFor(currentRelease(), programme.agency).id

/** Looking at somebody in a list is a look at him: it has its grant by law and stands in his use log. */
async function invite(act: Act, id: string, programme: Programme, person: Record<string, string>): Promise<void> {
  const idNumber = person[programme.cohort.idNumber]!
  const party = (await byIdentifier(act, 'citizen-id', idNumber)) ?? (await ensurePerson(act, { idNumber, name: person['name'] ?? '待本人确认', source: programme.cohort.source }))
  if (await entitlements.wasInvited(act.tx, id, party.id)) return
  const mobile = programme.cohort.mobile ? person[programme.cohort.mobile] : undefined
  if (mobile && !party.identifiers.some((identifier) => identifier.type === 'mobile')) await identify(act, { party: party.id, type: 'mobile', value: mobile, source: programme.cohort.source })
  const grantee = agencyOfProgramme(programme)
  await give(act, { basis: 'statutory', grantor: party.id, grantee, elements: [`${programme.cohort.source}.*`], purpose: id, case: null, law: programme.law, notAfter: new Date(act.at.getTime() + 86_400_000) })
  await use(act, { subject: party.id, grantee, source: programme.cohort.source, elements: Object.keys(person), purpose: id, case: null })
  const message = await send(act, { to: party.id, letter: programme.invite.letter, values: {}, channels: programme.invite.channels, key: `programme ${id} ${party.id}`, expectsReply: true })
  await entitlements.addInvitation(act.tx, { id: randomUUID(), programme: id, party: party.id, release: currentRelease().digest, message: message.id, at: act.at })
  await act.record({ type: 'services.invited', subject: party.id, data: { programme: id } })
}

/** Somebody answered a message: if it was an invitation, "yes" is his application and his consent. */
export async function heedReply(act: Act, entry: Entry): Promise<void> {
  const answer = entry.data['answer']
  if (answer !== 'accept' && answer !== 'refuse') return
  const invitation = await entitlements.invitationOf(act.tx, entry.subject)
  if (!invitation || invitation.answered) return
  const id = answer === 'accept' ? await openFor(act, invitation) : null
  await entitlements.addInvitationAnswer(act.tx, invitation.id, answer, id, act.at)
}

async function openFor(act: Act, invitation: { programme: string; party: string }): Promise<string> {
  const release = currentRelease()
  const { matter } = release.get(Programmes, invitation.programme)!.value
  const definition = definitionIn(release, 'matter', matter)
  const id = newCaseId()
  await store.addCase(act.tx, { id, number: caseNumber(act, id), kind: 'matter', definition: matter, release: release.digest, applicant: invitation.party, behalf: null, openedBy: act.actor.id, channel: 'proactive', at: act.at, parent: null, step: null })
  const asks = definition.asks.filter((ask) => ask.at !== 'decide' && !ask.statutory && isPersonal(release, ask))
  if (asks.length > 0) await give(act, { basis: 'consent', grantor: invitation.party, grantee: platform(act), elements: elementsOf(asks), purpose: matter, case: id, notAfter: new Date(act.at.getTime() + 90 * 86_400_000) })
  await act.record({ type: 'services.opened', subject: id, case: id, data: { definition: matter, release: release.digest, channel: 'proactive' } })
  await fill(act, await store.fileOf(act.tx, id), definition, [], {})
  await act.later({ kind: 'services.file', key: id, payload: { case: id } })
  return id
}

/** Fills in and files a case that somebody agreed to by reply: he types nothing. What is still missing waits for him in his inbox. */
export const filing = work<Awaited<ReturnType<typeof prepareFilling>>, readonly Answer[]>({
  prepare: async (act, job) => prepareFilling(act, (job.payload as { case: string }).case),
  reach: async ({ asks, at }) => gather(asks, at),
  conclude: concludeFiling,
})

async function concludeFiling(act: Act, job: TakenJob, answers: readonly Answer[]): Promise<void> {
  const { case: id } = job.payload as { case: string }
  await concludeFilling(act, id, `fill ${dayOf(act.at)}`, answers)
  const file = await store.fileOf(act.tx, id)
  const definition = await definitionOf(act, file)
  await confirm(act, id)
  const confirmed = await store.fileOf(act.tx, id)
  const { round, digest } = confirmed.snapshot!
  const { jws } = await signWith(act, { owner: 'node:reply', payload: canonical({ case: id, round, digest, party: file.applicant, by: 'reply', at: act.at.toISOString() }) })
  await store.addSignature(act.tx, id, round, { party: file.applicant, by: 'reply', at: act.at, jws })
  await enter(act, { kind: 'signature', about: id, digest: digestOf(jws), key: `signature ${id} ${round} ${file.applicant}` })
  const scope = await scopeOf(act, confirmed, definition, confirmed.snapshot!.answers)
  await consentFor(act, confirmed, definition, scope, file.applicant)
  await submitRound(act, confirmed, definition, scope)
}
