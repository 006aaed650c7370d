import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'

import { titled } from '../model.ts'
import { mayHalt, mayResume } from '../policy.ts'
import * as store from '../store/standing.ts'

/** Stops a table from deciding by itself from this moment on: it routes everything, and denies nobody. Refuses `decisions.halted_already`. */
export async function halt(act: Act, { table, reason }: { table: string; reason: string }): Promise<{ id: string }> {
  permit(mayHalt(act.actor), 'decisions.halt')
  return stop(act, { table, reason, kind: 'hand' })
}

/** As `halt`, in the name of the house: a sample showed too many errors. */
export async function stop(act: Act, { table, reason, kind }: { table: string; reason: string; kind: store.Halt['kind'] }): Promise<{ id: string }> {
  if ((await store.standingOf(act.tx, table, act.at)).halt !== null) throw new Refusal('conflict', 'decisions.halted_already', { table })
  const id = randomUUID()
  await store.addHalt(act.tx, { id, tableId: table, kind, reason, haltedAt: act.at, haltedBy: act.actor.id })
  await act.record({ type: 'decisions.halted', subject: id, data: { table, kind } })
  return { id }
}

/** Lets a halted table decide again. Whoever halted it by hand may not, so that two have looked. Refuses `decisions.no_halt`, `decisions.resumed_already`, `kernel.second_duty`. */
export async function resume(act: Act, { halt: id, reason }: { halt: string; reason: string }): Promise<void> {
  permit(mayResume(act.actor), 'decisions.resume')
  const held = await store.holdHalt(act.tx, id)
  if (!held) throw new Refusal('absent', 'decisions.no_halt')
  if (held.resumedAt !== null) throw new Refusal('conflict', 'decisions.resumed_already')
  if (held.haltedBy === act.actor.id) throw new Refusal('forbidden', 'kernel.second_duty', { first: 'decisions.halt', second: 'decisions.resume' })
  await store.addResumption(act.tx, { halt: id, reason, at: act.at, by: act.actor.id })
  await act.record({ type: 'decisions.resumed', subject: id, data: { table: held.tableId } })
}

/** The halts of a table, or of all: those that stand, then those that are over, each with what its table is called now. */
export async function haltList(act: Act, table: string | null): Promise<(store.Halt & { title: Bilingual })[]> {
  permit(mayHalt(act.actor) || mayResume(act.actor), 'decisions.halt')
  return titled(await store.haltsOf(act.tx, table))
}
