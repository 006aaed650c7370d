import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf, dueAt, lampOf, warnAt } from '#kernel/calendar'
import { sentence } from '#kernel/language'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { standsFor } from '#kernel/actor'
import { inputsOf } from '#modules/decisions'
import { agencyNames } from '#modules/parties'

import type { CaseFile, Reason } from '../model/case.ts'
import { isContestable, type Contest, type Ground } from '../model/contest.ts'
import { lastDayOf, remedyHere } from '../model/remedy.ts'
import { mayContest, maySpeakFor } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as contests from '../store/contests.ts'
import * as tasks from '../store/tasks.ts'
import { definitionOf, type Definition } from './context.ts'
import { requireMandate } from './open.ts'
import { decidedView } from './show-decision.ts'

/** The parties that signed for what a case decides: those of its bundle, where it is a part of one. */
export async function signedFor(act: Act, file: CaseFile): Promise<string[]> {
  const root = file.parent === null ? file : await store.fileOf(act.tx, file.parent)
  return root.snapshot === null ? [] : (await store.signatoriesOf(act.tx, root.id, root.snapshot.round)).map((one) => one.party)
}

/** The last day on which the decision of a case can be contested; null where it cannot be. */
const openUntil = (file: CaseFile): string | null => {
  const remedy = remedyHere(currentRelease())
  return remedy === undefined || !isContestable(file) ? null : lastDayOf(file.verdict!.decidedAt, remedy.here.days)
}

/**
 * Somebody concerned does not agree with a decision: in his words, and naming the condition he thinks was judged wrongly. It goes to
 * an officer of the same agency who had no part in the case. The decision stands meanwhile.
 * Refuses `not_permitted`, `services.mandate_ended`, (conflict) `services.contest_not_now`, `services.contest_open`, `services.contested_before`,
 * (gone) `services.contest_over`, (unfit) `services.no_condition`.
 */
export async function contest(act: Act, id: string, wish: { words: string; condition: string | null }): Promise<{ id: string; dueAt: Date }> {
  const file = await store.holdCase(act.tx, id)
  const signed = await signedFor(act, file)
  permit(mayContest(act.actor, file, signed))
  const speaks = maySpeakFor(act.actor, file)
  if (speaks) await requireMandate(act, file)
  const until = openUntil(file)
  if (until === null) throw new Refusal('conflict', 'services.contest_not_now')
  if (dayOf(act.at) > until) throw new Refusal('gone', 'services.contest_over', { days: remedyHere(currentRelease())!.here.days })
  const definition = await definitionOf(act, file)
  const looked = (await decidedView(act, file, definition, signed.length < 2))?.looked ?? []
  if (wish.condition !== null && !looked.some((one) => one.id === wish.condition)) throw unfit('/condition', 'services.no_condition')
  if (openOn(await contests.contestsOf(act.tx, id), file)) throw new Refusal('conflict', 'services.contest_open')
  const side = speaks ? file.applicant : signed.find((party) => standsFor(act.actor, party))!
  const opened = await openContest(act, file, definition, { ground: 'person', cause: null, contestedBy: side, ...wish })
  if (opened === null) throw new Refusal('conflict', 'services.contested_before')
  return opened
}

const openOn = (all: readonly Contest[], file: CaseFile): Contest | undefined => all.find((one) => one.decision === file.verdict?.decision && one.outcome === null)

type Opening = { readonly ground: Ground; readonly cause: string | null; readonly contestedBy: string | null; readonly words: string; readonly condition: string | null }

/** Opens a contest and its task; null where the same side or the same cause led to one on this decision before. */
export async function openContest(act: Act, file: CaseFile, definition: Definition, opening: Opening): Promise<{ id: string; dueAt: Date } | null> {
  const id = randomUUID()
  const { organ: agency } = file.submission!
  const due = dueAt(currentRelease(), act.at, remedyHere(currentRelease())!.here.answerWithin)
  const { round } = file.snapshot!
  if (!(await contests.addContest(act.tx, { id, caseId: file.id, round, decision: file.verdict!.decision, ...opening, raisedBy: act.actor.id, agency, openedAt: act.at, dueAt: due }))) return null
  const { number, release } = file
  await tasks.addTask(act.tx, { id: randomUUID(), caseId: file.id, number, definition: file.definition, release, round, role: definition.matter!.officers, agency, reasons: [whyAgain(opening.ground)], at: act.at, due, warn: warnAt(act.at, due), contest: id })
  await act.record({ type: 'services.contested', subject: file.id, case: file.id, data: { contest: id, ground: opening.ground } })
  return { id, dueAt: due }
}

/** Opens a look again for the house, where the decision of a case stands and nobody looks at it already. */
export async function openLookAgain(act: Act, file: CaseFile, { ground, cause }: { ground: 'decision' | 'fact'; cause: string }): Promise<boolean> {
  if (remedyHere(currentRelease()) === undefined || !isContestable(file) || openOn(await contests.contestsOf(act.tx, file.id), file)) return false
  return (await openContest(act, file, await definitionOf(act, file), { ground, cause, contestedBy: null, words: '', condition: null })) !== null
}

/** Why it is in the queue, in words. */
function whyAgain(ground: Ground): Reason {
  const reason = ground === 'person' ? 'services.challenged' : 'services.look_again'
  return { row: 'contest', reason, text: { zh: sentence(currentRelease(), 'zh', reason), en: sentence(currentRelease(), 'en', reason) } }
}

/** What the reader of a case sees of its contests: whether he may still open one, and what came of them. Words are for who wrote them, the answer for whom it is about. */
export async function contestsView(act: Act, file: CaseFile, definition: Definition, signed: readonly string[]) {
  const all = await contests.contestsOf(act.tx, file.id)
  const concerned = mayContest(act.actor, file, signed)
  const side = maySpeakFor(act.actor, file) ? file.applicant : signed.find((party) => standsFor(act.actor, party))
  const until = openUntil(file)
  const mayNow = concerned && until !== null && dayOf(act.at) <= until && !openOn(all, file) && !all.some((one) => one.decision === file.verdict!.decision && one.contestedBy === side)
  const names = await agencyNames(act, [...new Set(all.map((one) => one.agency))])
  const given = concerned ? all.map((one) => {
    const mine = one.contestedBy === side
    return {
      id: one.id, ground: one.ground, mine, words: mine ? one.words : null, condition: labelOf(definition, file, one), agency: names[one.agency] ?? { zh: one.agency, en: one.agency },
      openedAt: one.openedAt, dueAt: one.dueAt, lamp: lampOf(one.openedAt, one.dueAt, one.endedAt ?? act.at), outcome: one.outcome, answer: mine || side === file.applicant ? one.answer : null, endedAt: one.endedAt,
    }
  }) : []
  return { mayContest: mayNow, until: mayNow ? until : null, given }
}

/** What the condition that is contested is called. */
export function labelOf(definition: Definition, file: CaseFile, { condition }: Pick<Contest, 'condition'>) {
  if (condition === null) return null
  return inputsOf(definition.release, definition.matter!.decision, dayOf(file.submission!.submittedAt)).find((one) => one.id === condition)?.label ?? { zh: condition, en: condition }
}
