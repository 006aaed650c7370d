import type { Act } from '#kernel/act'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { permit, Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { lastWord, look, mayServe, requireOpposite, requireSession, say, share, sharedIn, unshare, type Session } from '#modules/counter'
import { Sources, type factsOfCase } from '#modules/exchange'
import { agencyNames } from '#modules/parties'

import { stageOf, type CaseFile } from '../model/case.ts'
import { mayRead } from '../policy.ts'
import * as store from '../store/cases.ts'
import { definitionOf, mattersOf, type Definition } from './context.ts'
import { sittersIn } from './open.ts'
import { valuesOf } from './sign.ts'

type Known = Awaited<ReturnType<typeof factsOfCase>>

/** The session in which a clerk reads this case. Refuses `not_permitted`; a clerk opposite whom nobody sits, `counter.nobody_opposite`. */
export async function servingIn(act: Act, file: CaseFile): Promise<Session> {
  permit(mayServe(act.actor))
  return requireOpposite(act, sittersIn(file))
}

/** A clerk's look at a case stands in the citizen's use log. Nothing where the reader is no clerk in a session, for then it is no look at another. */
export async function noteLook(act: Act, id: string): Promise<void> {
  if (!mayServe(act.actor)) return
  const file = await store.fileOf(act.tx, id)
  if (mayRead(act.actor, file, [])) return
  await look(act, await servingIn(act, file), 'form', id)
}

/** The digest of the answers as they stand, so that a word about them is a word about these. */
export const draftDigest = (file: CaseFile): string => digestOf(canonical({ case: file.id, answers: valuesOf(file.draft?.answers ?? {}) }))

/** What a clerk needs beside the case: whether it is shown, what the citizen said to it, and what stands in for papers. */
export async function servingView(act: Act, session: Session, file: CaseFile, definition: Definition, known: Known) {
  const word = await lastWord(act, session, file.id)
  return {
    session: session.id, shared: (await sharedIn(act, session)) === file.id, digest: draftDigest(file),
    word: word && { ...word, stands: word.digest === draftDigest(file) },
    materials: materialsOf(definition, file, known),
    witnessed: file.snapshot ? await store.witnessesOf(act.tx, file.id, file.snapshot.round) : [],
  }
}

/** What the citizen need not bring, because it is looked up: with what came of it so far. */
export function materialsOf(definition: Definition, file: Pick<CaseFile, 'definition'>, known: Known) {
  const asks = mattersOf(definition, file.definition).flatMap(({ matter }) => matter.asks)
  const sources = [...new Set(asks.map((ask) => ask.source))]
  return sources.map((id) => {
    const source = definition.release.get(Sources, id)!.value
    const own = asks.filter((ask) => ask.source === id)
    const answer = known.answers.findLast((one) => own.some((ask) => ask.as === one.alias))
    const elements: Bilingual[] = [...new Set(own.flatMap((ask) => ask.take))].map((element) => source.elements[element]?.label ?? { zh: element, en: element })
    return { id, title: source.title, elements, state: answer?.state ?? 'later', obtainedAt: answer?.obtainedAt ?? null }
  })
}

/** The citizen's cases that can be gone on with, in the clerk's session. The look stands in the citizen's log. Refuses `counter.nobody_opposite`. */
export async function casesOpposite(act: Act, limit: number) {
  permit(mayServe(act.actor))
  const session = await requireSession(act)
  await look(act, session, 'cases', null)
  const rows = await store.casesOf(act.tx, session.citizen, new Date(8.64e15), limit, { state: 'running', within: null })
  const files = await store.filesOf(act.tx, rows.map(({ id }) => id))
  const mine = rows.map(({ id }) => files.find((file) => file.id === id)!).filter((file) => sittersIn(file).includes(session.citizen))
  return Promise.all(mine.map(async (file) => ({ id: file.id, number: file.number, kind: file.kind, definition: file.definition, title: (await definitionOf(act, file)).title, stage: stageOf(file), openedAt: file.openedAt, channel: file.channel })))
}

/** Shows the citizen a case of his on the second screen and his phone, or takes it away again. Refuses `counter.nobody_opposite`, `services.case_absent`. */
export async function show(act: Act, id: string, on: boolean): Promise<void> {
  const session = await servingIn(act, await store.fileOf(act.tx, id))
  await (on ? share(act, session, id) : unshare(act, session))
}

/** The citizen says on his phone that what the clerk shows him is wrong; of the answers with this digest, or as they stand. Refuses (conflict) `counter.nothing_shared`, `services.other_digest`. */
export async function objectOnPhone(act: Act, session: Session, words: { case: string; digest?: string | undefined; fields: readonly string[] }): Promise<void> {
  const file = await store.holdCase(act.tx, words.case)
  const digest = draftDigest(file)
  if (words.digest !== undefined && words.digest !== digest) throw new Refusal('conflict', 'services.other_digest')
  await say(act, session, { case: file.id, digest, fields: words.fields, right: false, by: 'phone' })
}

/** What a printed receipt says: the number, the matter, who applied where and when, who took it in, and until when it is due. Refuses as `showCase`. */
export async function receiptOf(act: Act, id: string) {
  const file = await store.fileOf(act.tx, id)
  const session = await servingIn(act, file)
  if (!file.submission) throw new Refusal('conflict', 'services.not_submitted')
  const [definition, clocks] = [await definitionOf(act, file), await store.clocksOf(act.tx, id)]
  const names = await agencyNames(act, [file.submission.organ, session.agency])
  const nameOf = (agency: string): Bilingual => names[agency] ?? { zh: agency, en: agency }
  return {
    id, number: file.number, title: definition.title, submittedAt: file.submission.submittedAt, organ: nameOf(file.submission.organ), collectedAt: nameOf(session.agency),
    dueAt: clocks.findLast((clock) => clock.name === 'promised')?.dueAt ?? null, path: `/cases/${id}`,
  }
}

/** How far a case is in the clerk's session: enough to know that something changed, and no look at what stands in it. Refuses `counter.nobody_opposite`. */
export async function progressOf(act: Act, id: string) {
  const file = await store.fileOf(act.tx, id)
  const session = await servingIn(act, file)
  const word = await lastWord(act, session, id)
  return { stage: stageOf(file), digest: draftDigest(file), shared: (await sharedIn(act, session)) === id, word: word && { right: word.right, fields: word.fields, by: word.by, saidAt: word.saidAt, stands: word.digest === draftDigest(file) } }
}
