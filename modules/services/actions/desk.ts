import type { Act } from '#kernel/act'
import { takeDuty } from '#kernel/duties'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { recordDecision } from '#modules/decisions'
import { mustRecuse } from '#modules/parties'

import { stageOf, type CaseFile, type Reason } from '../model/case.ts'
import type { Fix } from '../model/queue.ts'
import { mayDecide } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as tasks from '../store/tasks.ts'
import { signedFor } from './contest.ts'
import { definitionOf, type Definition } from './context.ts'
import { settle } from './decide.ts'
import { reasonsFrom } from './reasons.ts'

type Task = NonNullable<CaseFile['task']>

/**
 * Holds a case whose task this officer may work on. Refuses `services.task_absent`, `services.task_ended`, `not_permitted`, and
 * `services.in_other_hands` where a colleague has it, unless it is to be taken over from him.
 */
export async function holdTask(act: Act, id: string, { task, over = false }: { task?: string; over?: boolean } = {}): Promise<{ file: CaseFile; task: Task; holder: string | null }> {
  const file = await store.holdCase(act.tx, id)
  if (!file.task) throw new Refusal('conflict', 'services.no_task')
  if (task !== undefined && file.task.id !== task) throw new Refusal('absent', 'services.task_absent')
  permit(mayDecide(act.actor, file.task), 'services.decide')
  const held = await tasks.holding(act.tx, file.task.id)
  if (file.task.ended || held === undefined || stageOf(file) !== 'with-officer') throw new Refusal('conflict', 'services.task_ended')
  if (held.holder !== null && held.holder !== act.actor.id && !over) throw new Refusal('conflict', 'services.in_other_hands')
  return { file, task: file.task, holder: held.holder }
}

/** Takes a task in hand, so that others see it; `over` takes it from the colleague who has it. Taking what one has changes nothing. */
export async function take(act: Act, id: string, wish: { task: string; over: boolean }): Promise<void> {
  const { task, holder } = await holdTask(act, id, wish)
  if (holder === act.actor.id) return
  await tasks.addTaking(act.tx, task.id, act.actor.id, act.at)
  await act.record({ type: 'services.taken', subject: id, case: id, data: { task: task.id } })
}

/** Puts a task back for whoever comes next. Refuses `services.not_in_hand`. */
export async function putBack(act: Act, id: string): Promise<void> {
  const { task, holder } = await holdTask(act, id)
  if (holder !== act.actor.id) throw new Refusal('conflict', 'services.not_in_hand')
  await tasks.addPutBack(act.tx, task.id, act.actor.id, act.at)
  await act.record({ type: 'services.put_back', subject: id, case: id, data: { task: task.id } })
}

/** Refuses `services.own_case` where the case is an officer's own affair (`mustRecuse`). */
export async function refuseOwnCase(act: Act, involved: readonly string[]): Promise<void> {
  if (await mustRecuse(act, involved)) throw new Refusal('forbidden', 'services.own_case')
}

/** Everybody whose case it is: who applied and who signed. */
export async function partiesIn(act: Act, file: CaseFile): Promise<string[]> {
  return [file.applicant, ...(await signedFor(act, file))]
}

/** A decision by hand: reasons are those that the definition gives; what is to be mended is said field by field. */
export type ByHand = { readonly outcome: 'GRANT' | 'RETURN'; readonly rows: readonly string[]; readonly note: string; readonly fixes: readonly Fix[] }

/**
 * An officer decides what the machine did not: grants, or returns with reasons picked from the definition's rows and
 * everything that is to be mended, said at once (Administrative Licensing Law, art. 32). Of two who decide at once the second
 * is refused. A person may not decide what he collected himself.
 * Refuses `services.no_task`, `services.task_ended`, `services.in_other_hands`, `services.reason_missing`, `services.no_row`,
 * `services.no_field`, `services.own_case`, `kernel.second_duty`, `not_permitted`.
 */
export async function decideByHand(act: Act, id: string, wish: ByHand): Promise<void> {
  const { file, task } = await holdTask(act, id)
  await refuseOwnCase(act, await partiesIn(act, file))
  await takeDuty(act, 'services.decide', file.parent ?? file.id)
  const definition = await definitionOf(act, file)
  const picked = reasonsFrom(definition, file, wish.rows)
  const mending = wish.outcome === 'RETURN' ? wish.fixes.map((fix, n) => reasonToMend(definition, file, fix, n)) : []
  if (wish.outcome === 'RETURN' && picked.length + mending.length === 0) throw new Refusal('unfit', 'services.reason_missing')
  const reasons = [...picked, ...mending, inWords(wish.note)]
  const decision = await recordDecision(act, { case: id, number: file.number, release: definition.release, table: definition.matter!.decision, outcome: wish.outcome, reasons, by: act.actor.id, note: wish.note, agency: task.agency })
  await tasks.endTask(act.tx, task.id, act.at, act.actor.id, wish.note)
  await settle(act, file, definition, { decision, outcome: wish.outcome, reasons, items: wish.outcome === 'GRANT' ? (file.verdict?.items?.map((item) => ({ ...item, outcome: 'GRANT' as const, reasons: [] })) ?? null) : null, to: null })
}

/** One thing to mend, at its place in the form; a place that the form does not have is no reason. */
function reasonToMend(definition: Definition, file: CaseFile, { field, position, leaf, wrong, mend }: Fix, n: number): Reason {
  const found = definition.fields.find((one) => one.id === field)
  const records = found?.of ? (file.snapshot!.answers[field]?.value as unknown[] | undefined) ?? [] : []
  const isThere = found !== undefined && (position === undefined || position < records.length) && (leaf === undefined || found.of?.some((one) => one.id === leaf) === true)
  if (!isThere) throw unfit(`/fixes/${n}/field`, 'services.no_field', { field })
  return { row: 'by-hand', reason: 'services.to_mend', text: { zh: wrong, en: wrong }, fix: { zh: mend, en: mend }, field, ...(position === undefined ? {} : { position }), ...(leaf === undefined ? {} : { leaf }) }
}

/** What the officer adds in his own words, in the language he wrote them in. */
export const inWords = (note: string): Reason => ({ row: 'by-hand', reason: 'services.in_words', text: { zh: note, en: note } })
