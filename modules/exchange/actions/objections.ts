import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { lampOf } from '#kernel/calendar'
import { work } from '#kernel/jobs'
import { Outage, permit, Refusal, unfit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { placeIn, placeText } from '#kernel/shapes'
import { answerDue, give, numberFor, Rights, use, usesOfElement } from '#modules/grants'
import { agencyNames, masked, partyOf } from '#modules/parties'

import { numbersOf, Sources, type Answer, type Authorised, type ObjectionKind } from '../model.ts'
import { isDataOfficer, mayCorrect, speaksFor } from '../policy.ts'
import { gather } from '../reach.ts'
import { casesThatSaw, isInCase, newestFacts } from '../store/facts.ts'
import * as store from '../store/objections.ts'
import { authorise, elementsLooked, keep, sourceOf } from './ask.ts'
import { elementView, isOfAuthority, keeperOf } from './known.ts'

/** What objections are called among the purposes of grants. */
const OBJECTION = 'objection'
const CHECK_MS = 60 * 86_400_000

type Objecting = { readonly source: string; readonly element: string; readonly case: string | null; readonly kind: ObjectionKind; readonly proposed: string; readonly words: string }

/**
 * Says that a register is wrong about oneself (Personal Information Protection Law, art. 46). It goes to the agency that
 * keeps the record; from this moment until it is answered the fact is disputed and no machine decides on it. By law the
 * agency may look at the element to check it, and those looks stand in the use log.
 * Refuses `not_permitted`; (absent) `exchange.no_source`; (unfit) `exchange.no_element`, `exchange.objection_empty`; (conflict) `exchange.objection_open`.
 */
export async function object(act: Act, subject: string, wish: Objecting): Promise<{ id: string; number: string; dueAt: Date; agency: string }> {
  permit(speaksFor(act.actor, subject))
  const release = currentRelease()
  const source = sourceOf(release, wish.source)
  if (!source.personal || source.elements[wish.element] === undefined) throw unfit('/element', 'exchange.no_element')
  if (wish.proposed === '' && wish.words === '') throw unfit('/proposed', 'exchange.objection_empty')
  await store.holdElement(act.tx, subject, `${wish.source}.${wish.element}`)
  const open = (await store.openAbout(act.tx, subject)).find((one) => one.source === wish.source && one.element === wish.element)
  if (open) throw new Refusal('conflict', 'exchange.objection_open', { number: open.number })
  const fact = (await newestFacts(act.tx, subject)).find((one) => one.element === `${wish.source}.${wish.element}`)
  const id = randomUUID()
  const one = { id, number: numberFor(act, id), dueAt: answerDue(act, OBJECTION), agency: keeperOf(release, source, await partyOf(act, subject)).id }
  const file = wish.case !== null && (await isInCase(act.tx, subject, wish.case)) ? wish.case : null
  await store.addObjection(act.tx, { ...wish, ...one, subject, case: file, fact: fact?.id ?? null, was: fact?.value ?? null, raisedAt: act.at, raisedBy: act.actor.id })
  await letCheck(act, { subject, ...wish, agency: one.agency })
  await act.record({ type: 'exchange.objected', subject, case: file, data: { objection: id, source: wish.source } })
  return one
}

/** The law lets the agency look at what it has to check. */
async function letCheck(act: Act, { subject, source, element, agency }: { subject: string; source: string; element: string; agency: string }): Promise<void> {
  const { law } = currentRelease().get(Rights, OBJECTION)!.value
  await give(act, { basis: 'statutory', grantor: subject, grantee: agency, elements: elementsLooked(currentRelease(), source, [element]), purpose: OBJECTION, case: null, law, notAfter: new Date(act.at.getTime() + CHECK_MS) })
}

/** Takes an objection back before it is answered. Refuses (absent) `exchange.no_objection`, (conflict) `exchange.objection_over`. */
export async function withdrawObjection(act: Act, id: string): Promise<void> {
  const file = await store.holdObjection(act.tx, id)
  if (!file || !speaksFor(act.actor, file.subject)) throw new Refusal('absent', 'exchange.no_objection')
  refuseOver(file)
  await store.addObjectionWithdrawal(act.tx, id, act.at, act.actor.id)
  await act.record({ type: 'exchange.objection_withdrawn', subject: file.subject, case: file.case, data: { objection: id } })
}

function refuseOver(file: store.ObjectionFile): void {
  if (file.answeredAt || file.withdrawnAt) throw new Refusal('conflict', 'exchange.objection_over')
}

const isOverdue = (act: Act, file: Pick<store.ObjectionFile, 'dueAt'>): boolean => file.dueAt < act.at && isOfAuthority(act.actor.agency)

/**
 * Answers an objection, once: the record was put right, or it is right as it stands, with the reason in words. By the data
 * officer of the agency that keeps the record, or, once it is overdue, of the data authority; never by the person himself
 * or who raised it for him. What was put right is then fetched anew from the source.
 * Refuses (absent) `exchange.no_objection`; `not_permitted`; (forbidden) `exchange.own_objection`; (conflict) `exchange.objection_over`.
 */
export async function answerObjection(act: Act, id: string, answer: { outcome: 'corrected' | 'upheld'; words: string }): Promise<void> {
  const file = await store.holdObjection(act.tx, id)
  if (!file) throw new Refusal('absent', 'exchange.no_objection')
  permit(mayCorrect(act.actor, file, isOverdue(act, file)), 'exchange.correct')
  if (act.actor.id === file.subject || act.actor.id === file.raisedBy) throw new Refusal('forbidden', 'exchange.own_objection')
  refuseOver(file)
  await store.addAnswer(act.tx, id, { ...answer, at: act.at, by: act.actor.id, post: act.actor.post })
  await act.record({ type: 'exchange.objection_answered', subject: file.subject, case: file.case, data: { objection: id, outcome: answer.outcome, source: file.source } })
  if (answer.outcome === 'corrected') await act.later({ kind: 'exchange.refetch', key: id, payload: { objection: id } })
}

/** Fetches from the source anew what it says it has put right. */
export const refetching = work<{ asks: readonly Authorised[]; at: Date }, readonly Answer[]>({
  prepare: async (act, job) => {
    const file = (await objectionOf(act, (job.payload as { objection: string }).objection))!
    const release = currentRelease()
    const numbers = numbersOf((await partyOf(act, file.subject)).identifiers)
    const parameters = Object.fromEntries(sourceOf(release, file.source).parameters.map((name) => [name, numbers[name]]))
    const ask = { alias: file.source, position: null, source: file.source, subject: file.subject, take: [file.element], parameters }
    return { asks: await authorise(act, release, [ask], { grantee: file.agency, purpose: OBJECTION, case: null }), at: act.at }
  },
  reach: async ({ asks, at }) => {
    const answers = await gather(asks, at)
    const silent = answers.find((one) => one.state === 'down')
    if (silent) throw new Outage(silent.source, silent.why ?? 'no answer')
    return answers
  },
  conclude: async (act, job, answers) => keep(act, currentRelease(), null, `objection ${(job.payload as { objection: string }).objection}`, answers),
})

/** One objection, for a letter about it. undefined where there is none. */
export const objectionOf = async (act: Act, id: string): Promise<store.ObjectionFile | undefined> => (await store.objectionsWith(act.tx, { id }, 1))[0]

/** The cases that looked at the fact of an objection until it was answered, each with the name the fact has there. */
export async function casesOnFact(act: Act, id: string): Promise<{ case: string; alias: string }[]> {
  const file = (await objectionOf(act, id))!
  return casesThatSaw(act.tx, file.subject, `${file.source}.${file.element}`, file.answeredAt ?? act.at)
}

/**
 * The objections one may see: a person his own; the data officer of an agency those to it, without name and value, which
 * only opening one shows; that of the data authority also those that are overdue anywhere. `over`: only those that are
 * answered or withdrawn, or only the others.
 */
export async function readObjections(act: Act, subject: string, { over, limit, after }: { over?: boolean | undefined; limit: number; after?: string | undefined }) {
  const desk = isDataOfficer(act.actor)
  const which = desk ? { agency: act.actor.agency!, ...(isOfAuthority(act.actor.agency) ? { overdueAt: act.at } : {}) } : { subject }
  const found = await store.objectionsWith(act.tx, { ...which, over, after: placeIn(after) }, limit + 1)
  const files = found.slice(0, limit)
  const last = files.at(-1)
  const names = await agencyNames(act, files.map((file) => file.agency))
  return { items: files.map((file) => (desk ? deskRow(act, file, names[file.agency]) : { ...rowOf(act, file, names[file.agency]), was: file.was, proposed: file.proposed, words: file.words })), next: found.length > limit && last ? placeText({ ...last, ended: last.answeredAt ?? last.withdrawnAt, due: last.dueAt }) : null }
}

function rowOf(act: Act, file: store.ObjectionFile, agencyName: { zh: string; en: string } | undefined) {
  const source = currentRelease().get(Sources, file.source)?.value
  const element = source?.elements[file.element]
  return {
    id: file.id, number: file.number, source: file.source, sourceTitle: source?.title ?? { zh: file.source, en: file.source },
    element: element ? elementView(file.element, element) : null, kind: file.kind, case: file.case, agency: { id: file.agency, name: agencyName ?? { zh: file.agency, en: file.agency } },
    raisedAt: file.raisedAt, dueAt: file.dueAt, lamp: lampOf(file.raisedAt, file.dueAt, file.answeredAt ?? file.withdrawnAt ?? act.at),
    state: file.outcome ?? (file.withdrawnAt ? 'withdrawn' as const : 'open' as const), answer: file.answer, answeredAt: file.answeredAt,
  }
}

const deskRow = (act: Act, file: store.ObjectionFile, name: { zh: string; en: string } | undefined) => ({ ...rowOf(act, file, name), answer: null, mayAnswer: file.subject !== act.actor.id && file.raisedBy !== act.actor.id && !file.answeredAt && !file.withdrawnAt })

/**
 * One objection with what the register says now and who used the value that is disputed. Where a data officer opens it,
 * that is a look at the person's fact and stands in his use log. Refuses (absent) `exchange.no_objection`.
 */
export async function readObjection(act: Act, id: string) {
  const file = await objectionOf(act, id)
  const own = file !== undefined && speaksFor(act.actor, file.subject)
  if (!file || !(own || mayCorrect(act.actor, file, isOverdue(act, file)))) throw new Refusal('absent', 'exchange.no_objection')
  const [names, party] = [await agencyNames(act, [file.agency]), await partyOf(act, file.subject)]
  if (!own) await logLook(act, file)
  const now = (await newestFacts(act.tx, file.subject)).find((one) => one.element === `${file.source}.${file.element}`)
  const uses = await usesOfElement(act, file.subject, { source: file.source, element: file.element, until: file.answeredAt ?? act.at })
  return {
    ...(own ? rowOf(act, file, names[file.agency]) : { ...deskRow(act, file, names[file.agency]), answer: file.answer }), was: file.was, proposed: file.proposed, words: file.words,
    now: now ? { value: now.value, obtainedAt: now.obtainedAt, validFrom: now.validFrom } : null,
    consumers: uses.filter((one) => one.purpose !== OBJECTION).map(({ id: look, at, grantee, granteeName, purpose, purposeTitle, case: file_ }) => ({ look, at, agency: grantee, agencyName: granteeName, purpose, purposeTitle, case: file_ })),
    subject: own ? null : { name: party.name, identifiers: party.identifiers.filter(({ type }) => type !== 'mobile' && type !== 'mail').map(masked) },
  }
}

async function logLook(act: Act, file: store.ObjectionFile): Promise<void> {
  if (act.actor.agency !== file.agency) await letCheck(act, { ...file, agency: act.actor.agency! })
  await use(act, { subject: file.subject, grantee: act.actor.agency!, source: file.source, elements: [file.element], purpose: OBJECTION, case: null })
}
