import type { Act } from '#kernel/act'
import { lampOf } from '#kernel/calendar'
import { dutiesOn } from '#kernel/duties'
import { historyOf } from '#kernel/journal'
import { permit, Refusal } from '#kernel/refusal'
import { show, ofCase } from '#modules/certificates'
import { receiptsOf, rowsOf, titleOfTable } from '#modules/decisions'

import type { CaseFile } from '../model/case.ts'
import type { Contest } from '../model/contest.ts'
import { mayDecide, mayLookAgain } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as contests from '../store/contests.ts'
import * as tasks from '../store/tasks.ts'
import { conditionsSeen } from './conditions.ts'
import { labelOf } from './contest.ts'
import { definitionOf } from './context.ts'
import { partiesIn, refuseOwnCase } from './desk.ts'
import { evidenceOf, inputViews } from './desk-view.ts'
import { colleague, colleaguesAt, rolesAt } from './handing.ts'
import { named } from './queue.ts'

/** Looking at a case is no part in it, and what one does with the contest itself is not either. */
const LOOKS = /^(services\.looked|grants\.)/

/**
 * Everybody who had a part in a case or in the bundle it is of: who decided, noted, took, handed over, collected, mended or issued. It is
 * read from the journal and the duties, so that nothing that was done is left out.
 */
async function partsIn(act: Act, file: CaseFile, { id, task, endedAt }: Contest): Promise<Set<string>> {
  const root = file.parent ?? file.id
  // Who settled it had his part by settling it; that he may read again what he wrote.
  const counts = (at: Date): boolean => endedAt === null || at < endedAt
  const done = (await historyOf(act.tx, file.id, root)).filter(({ type, data, at }) => !LOOKS.test(type) && data['task'] !== task && data['contest'] !== id && counts(at))
  const duties = (await dutiesOn(act, root)).filter(({ takenAt }) => counts(takenAt))
  return new Set([...done.map((entry) => entry.actor), ...duties.map((duty) => duty.person)])
}

type Held = { readonly file: CaseFile; readonly contest: Contest; readonly holder: string | null; readonly heldSince: Date | null; readonly parts: ReadonlySet<string> }

/**
 * Holds a case whose contest this officer may look at. Refuses `services.contest_absent`, `not_permitted`, (forbidden)
 * `services.had_part`, `services.own_case`.
 */
export async function holdContest(act: Act, id: string): Promise<Held> {
  const caseId = await contests.caseOfContest(act.tx, id)
  if (caseId === undefined) throw new Refusal('absent', 'services.contest_absent')
  const file = await store.holdCase(act.tx, caseId)
  const contest = (await contests.contestsOf(act.tx, caseId)).find((one) => one.id === id)!
  permit(mayDecide(act.actor, contest), 'services.decide')
  const parts = await partsIn(act, file, contest)
  if (!mayLookAgain(act.actor, contest, parts)) throw new Refusal('forbidden', 'services.had_part')
  await refuseOwnCase(act, await partiesIn(act, file))
  const held = await tasks.holding(act.tx, contest.task)
  return { file, contest, parts, holder: held?.holder ?? null, heldSince: held?.changedAt ?? null }
}

/** The same for who would do something with it: refuses also `services.contest_ended`, and `services.in_other_hands` unless it is to be taken over. */
export async function holdOpen(act: Act, id: string, over = false): Promise<Held> {
  const held = await holdContest(act, id)
  if (held.contest.outcome !== null) throw new Refusal('conflict', 'services.contest_ended')
  if (held.holder !== null && held.holder !== act.actor.id && !over) throw new Refusal('conflict', 'services.in_other_hands')
  return held
}

/** Takes a contest in hand, so that others see it; `over` takes it from the colleague who has it. */
export async function takeContest(act: Act, id: string, over: boolean): Promise<void> {
  const { contest, holder, file } = await holdOpen(act, id, over)
  if (holder === act.actor.id) return
  await tasks.addTaking(act.tx, contest.task, act.actor.id, act.at)
  await act.record({ type: 'services.taken', subject: file.id, case: file.id, data: { task: contest.task } })
}

/** Puts a contest back for whoever comes next. Refuses `services.not_in_hand`. */
export async function putContestBack(act: Act, id: string): Promise<void> {
  const { contest, holder, file } = await holdOpen(act, id)
  if (holder !== act.actor.id) throw new Refusal('conflict', 'services.not_in_hand')
  await tasks.addPutBack(act.tx, contest.task, act.actor.id, act.at)
  await act.record({ type: 'services.put_back', subject: file.id, case: file.id, data: { task: contest.task } })
}

/**
 * Hands a contest over, with words: to a colleague who had no part in the case, or to all of a role.
 * Refuses what `holdOpen` does, `services.no_colleague`, `services.no_role`, `services.colleague_had_part`.
 */
export async function handContestOver(act: Act, id: string, { person, role, words }: { person?: string | undefined; role?: string | undefined; words: string }): Promise<void> {
  const { contest, file, parts } = await holdOpen(act, id)
  if (person !== undefined && parts.has(person)) throw new Refusal('unfit', 'services.colleague_had_part')
  const to = person === undefined ? null : await colleague(act, person, contest.agency)
  if (to === null && (role === undefined || !(await rolesAt(act, contest.agency)).includes(role))) throw new Refusal('unfit', 'services.no_role')
  const next = to?.role ?? role!
  await tasks.addHanding(act.tx, { task: contest.task, by: act.actor.id, person: to?.person ?? null, role: next, words, at: act.at })
  await act.record({ type: 'services.handed', subject: file.id, case: file.id, data: { task: contest.task, to: to?.person ?? '', role: next } })
}

/** To whom a contest may be handed: colleagues who had no part in the case, and roles. */
export async function colleaguesForContest(act: Act, id: string) {
  const { contest, parts } = await holdContest(act, id)
  return colleaguesAt(act, contest.agency, parts)
}

/**
 * What an officer needs to look at a decision again: first what the person says, then the decision with its conditions and receipt,
 * then the facts. Every person whose facts are shown finds this look in his log.
 */
export async function contestAtDesk(act: Act, id: string) {
  const { file, contest, holder, heldSince } = await holdContest(act, id)
  const definition = await definitionOf(act, file)
  const receipts = await receiptsOf(act, file.id)
  const receipt = receipts.find((one) => one.id === contest.decision)!
  const machine = receipt.mode === 'machine' ? receipt : receipts.findLast((one) => one.mode === 'machine' && one.decidedAt <= receipt.decidedAt)
  const evidence = await evidenceOf(act, file, definition)
  await act.record({ type: 'services.looked', subject: file.id, case: file.id, data: { facts: evidence.length } })
  const { openedAt, dueAt, endedAt, ground, words, outcome, answer, decision } = contest
  return {
    id, case: file.id, number: file.number, title: definition.title, ground, words, condition: labelOf(definition, file, contest), by: contest.contestedBy === null ? null : await named(act, contest.contestedBy),
    openedAt, dueAt, lamp: lampOf(openedAt, dueAt, endedAt ?? act.at), outcome, answer, endedAt, takenBy: holder === null ? null : { ...(await named(act, holder)), at: heldSince }, stands: file.verdict?.decision === decision,
    decision: {
      id: decision, outcome: receipt.outcome, reasons: receipt.decision['reasons'] ?? [], mode: receipt.mode, decidedAt: receipt.decidedAt, table: titleOfTable(definition.release, receipt.tableId, receipt.asOf), asOf: receipt.asOf,
      digest: receipt.digest, entry: receipt.entry, by: receipt.mode === 'hand' ? await named(act, receipt.decidedBy) : null,
    },
    conditions: conditionsSeen(definition, machine, evidence), inputs: inputViews(definition, machine),
    rows: rowsOf(definition.release, definition.matter!.decision, file.submission!.submittedAt).filter((row) => row.outcome !== 'ROUTE'), evidence,
    certificates: await Promise.all((await ofCase(act, file.id)).filter((one) => one.decision === decision).map(async (one) => { const { id: of, number, standing, typeName } = await show(act, one); return { id: of, number, standing, title: typeName } })),
    led: await Promise.all((await contests.causedBy(act.tx, id)).map(async ({ caseId, outcome: came }) => { const other = await store.fileOf(act.tx, caseId); return { number: other.number, title: (await definitionOf(act, other)).title, outcome: came } })),
  }
}
