import type { Act } from '#kernel/act'

import * as desk from '../store/desk.ts'
import * as tasks from '../store/tasks.ts'
import { fileAtDesk } from './notes.ts'
import { named } from './queue.ts'

/** How long a sign of life lasts: two and a half times as long as the desk waits between two. */
const PRESENT_MS = 25_000

/**
 * A sign of life of an officer who has a case before him, answered with who else has, in whose hands the task is, and how it ended
 * where a colleague decided meanwhile. `gone` leaves at once. Changes nothing in the case.
 */
export async function bePresent(act: Act, id: string, doing: 'looking' | 'deciding' | 'gone') {
  const { task } = await fileAtDesk(act, id)
  const until = doing === 'gone' ? act.at : new Date(act.at.getTime() + PRESENT_MS)
  await desk.putPresence(act.tx, { caseId: id, person: act.actor.id, doing: doing === 'gone' ? 'looking' : doing, until })
  return standing(act, id, task.id)
}

/** Who has the case before him, who has it in hand, and how it ended. */
export async function standing(act: Act, id: string, task: string) {
  const others = await desk.presencesOf(act.tx, id, act.actor.id, act.at)
  const held = await tasks.holding(act.tx, task)
  const end = await desk.endOf(act.tx, task)
  return {
    others: await Promise.all(others.map(async ({ person, doing }) => ({ ...(await named(act, person)), doing }))),
    takenBy: held?.holder ? { ...(await named(act, held.holder)), at: held.changedAt } : null,
    ended: end === undefined ? null : { by: await named(act, end.by), me: end.by === act.actor.id, at: end.at, outcome: end.outcome, words: end.words },
    notes: (await desk.notesOf(act.tx, id)).length,
  }
}
