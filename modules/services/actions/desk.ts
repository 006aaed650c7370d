import type { Act } from '#kernel/act'
import { lampOf } from '#kernel/calendar'
import { takeDuty } from '#kernel/duties'
import { permit, Refusal } from '#kernel/refusal'
import { recordDecision, rowsOf } from '#modules/decisions'
import { actsFor, partyOf, postsOf, relationsOf } from '#modules/parties'

import { stageOf, type Reason } from '../model/case.ts'
import { mayDecide, mayQueue } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as tasks from '../store/tasks.ts'
import { definitionIn, definitionOf } from './context.ts'
import { settle } from './decide.ts'
import { releaseAt } from '#kernel/releases'

const FIRST = { due: new Date(0), id: '00000000-0000-0000-0000-000000000000' }

/** What waits for the officer's post: due first on top, each with why the machine did not decide it. Needs `services.queue`. */
export async function queue(act: Act, page: { after?: string | undefined; limit: number }) {
  permit(mayQueue(act.actor), 'services.queue')
  const roles = (await postsOf(act, act.actor.id)).filter((post) => post.agency === act.actor.agency).map((post) => post.role)
  const [due, id] = page.after?.split('~') ?? []
  const rows = await tasks.openTasks(act.tx, act.actor.agency!, roles, due && id ? { due: new Date(due), id } : FIRST, page.limit + 1)
  const items = []
  for (const row of rows.slice(0, page.limit)) {
    const { title } = definitionIn(await releaseAt(act.tx, row.release), 'matter', row.definition)
    const takenBy = row.takenBy === null ? null : { id: row.takenBy, name: (await partyOf(act, row.takenBy)).name }
    items.push({ task: row.id, case: row.caseId, number: row.number, title, role: row.role, openedAt: row.openedAt, dueAt: row.dueAt, lamp: lampOf(row.openedAt, row.dueAt, act.at), takenBy, reasons: row.reasons as Reason[] })
  }
  const last = rows[page.limit - 1]
  return { items, next: rows.length > page.limit && last ? `${last.dueAt.toISOString()}~${last.id}` : null }
}

/** Takes a task in hand, so that others see it. Refuses `services.task_absent`. */
export async function take(act: Act, id: string, task: string): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  if (file.task?.id !== task) throw new Refusal('absent', 'services.task_absent')
  permit(mayDecide(act.actor, file.task), 'services.decide')
  await tasks.addTaking(act.tx, task, act.actor.id, act.at)
  await act.record({ type: 'services.taken', subject: id, case: id, data: { task } })
}

/**
 * Refuses `services.own_case` where an officer has a part in the case himself, is related to one who has (his wife, his child,
 * a firm he has a part in), or may act for one by mandate (Civil Servants Law, art. 76).
 */
async function refuseOwnCase(act: Act, involved: readonly string[]): Promise<void> {
  const related = (await relationsOf(act, act.actor.id)).filter(({ kind }) => kind !== 'employee').flatMap(({ from, to }) => [from, to])
  for (const party of involved) {
    const own = party === act.actor.id || related.includes(party) || (await actsFor(act, { grantor: party, grantee: act.actor.id })) !== undefined
    if (own) throw new Refusal('forbidden', 'services.own_case')
  }
}

/**
 * An officer decides what the machine did not: grants, or returns with reasons picked from the definition's rows.
 * Of two who decide at once the second is refused. A person may not decide what he collected himself.
 * Refuses `services.no_task`, `services.task_ended`, `services.reason_missing`, `services.no_row`, `kernel.second_duty`, `not_permitted`.
 */
export async function decideByHand(act: Act, id: string, wish: { outcome: 'GRANT' | 'RETURN'; rows: readonly string[]; note: string }): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  if (!file.task) throw new Refusal('conflict', 'services.no_task')
  permit(mayDecide(act.actor, file.task), 'services.decide')
  if (file.task.ended || stageOf(file) !== 'with-officer') throw new Refusal('conflict', 'services.task_ended')
  const root = file.parent === null ? file : await store.fileOf(act.tx, file.parent)
  const signatories = await store.signatoriesOf(act.tx, root.id, root.snapshot!.round)
  await refuseOwnCase(act, [file.applicant, ...signatories.map((one) => one.party)])
  await takeDuty(act, 'services.decide', root.id)
  const definition = await definitionOf(act, file)
  const table = definition.matter!.decision
  const known = rowsOf(definition.release, table, file.submission!.submittedAt)
  const reasons = wish.rows.map((row) => {
    const found = known.find((one) => one.row === row)
    if (!found) throw new Refusal('unfit', 'services.no_row', { row: row.slice(0, 60) })
    return found
  })
  if (wish.outcome === 'RETURN' && reasons.length === 0) throw new Refusal('unfit', 'services.reason_missing')
  const decision = await recordDecision(act, { case: id, release: definition.release, table, outcome: wish.outcome, reasons, by: act.actor.id, note: wish.note })
  await tasks.endTask(act.tx, file.task.id, act.at, act.actor.id, wish.note)
  await settle(act, file, definition, { decision, outcome: wish.outcome, reasons, items: wish.outcome === 'GRANT' ? (file.verdict?.items?.map((item) => ({ ...item, outcome: 'GRANT' as const, reasons: [] })) ?? null) : null, to: null })
}
