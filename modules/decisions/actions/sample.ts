import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import { work } from '#kernel/jobs'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { currentCheckpoint } from '#modules/ledger'

import { Quality, titled } from '../model.ts'
import { mayHalt, mayResume, mayReview } from '../policy.ts'
import * as samples from '../store/samples.ts'
import * as standing from '../store/standing.ts'
import type { TracedRow } from '../table/evaluate.ts'
import { drawn, nearness, wilson, type Watch } from '../table/quality.ts'
import { stop } from './halt.ts'

const DRAWN_AT_MS = 2 * 3_600_000 // Two in the morning: yesterday is over, and the counters are not open yet.

/** Promises the draw of a day, once. */
export async function scheduleDraw(act: Act, day: string): Promise<void> {
  await act.later({ kind: 'decisions.draw', key: day, payload: { day }, due: new Date(startOf(addDays(day, 1)).getTime() + DRAWN_AT_MS) })
}

/** Draws the lot of a day, and promises the next one. */
export const drawing = work({
  conclude: async (act, { payload }) => {
    const { day } = payload as { day: string }
    await draw(act, day)
    await scheduleDraw(act, addDays(dayOf(act.at), -1) > day ? addDays(dayOf(act.at), -1) : addDays(day, 1))
  },
})

/**
 * Draws from what the machine decided on a day: by lot, with the root of the ledger's newest checkpoint as seed, and those nearest to
 * a limit. What was drawn once is not drawn again.
 */
export async function draw(act: Act, day: string): Promise<number> {
  const decided = await samples.decidedBetween(act.tx, startOf(day), startOf(addDays(day, 1)))
  const { root, size } = await currentCheckpoint(act)
  const seed = `${day} ${size} ${Buffer.from(root).toString('hex')}`
  const chosen = [...Map.groupBy(decided, ({ tableId }) => tableId)].flatMap(([tableId, made]) => {
    const watch = watchOf(tableId)
    const random = drawn(made.map(({ id }) => id), seed, Math.max(Math.ceil(made.length * watch.share), watch.share > 0 ? 1 : 0))
    const near = made.filter(({ id }) => !random.includes(id)).map((one) => ({ id: one.id, distance: nearness((one.decision['trace'] ?? []) as readonly TracedRow[]) })).filter(({ distance }) => distance < NEAR)
    const boundary = near.sort((a, b) => a.distance - b.distance).slice(0, watch.boundaryMost).map(({ id }) => id)
    return [...random.map((id) => ({ id, why: 'random' as const })), ...boundary.map((id) => ({ id, why: 'boundary' as const }))].map(({ id, why }) => ({ id: randomUUID(), receipt: id, tableId, drawnOn: day, why, seed, drawnAt: act.at }))
  })
  if (chosen.length === 0) return 0
  await samples.addSamples(act.tx, chosen)
  await act.record({ type: 'decisions.drawn', subject: `day:${day}`, data: { drawn: chosen.length, from: decided.length } })
  return chosen.length
}

const NEAR = 0.02 // Within two in a hundred of a limit: near enough that a slip in the data would have decided otherwise.

const watchOf = (table: string): Watch => {
  const rules = currentRelease().get(Quality, 'quality')!.value
  return rules[table] ?? rules.every
}

/** The samples that wait for a second look, with what their table is called now. They do not say what was decided. */
export async function sampleList(act: Act): Promise<(samples.OpenSample & { title: Bilingual })[]> {
  permit(mayReview(act.actor), 'decisions.review')
  return titled(await samples.openSamples(act.tx, 200))
}

/** A sample, for whoever shows its case: held, and still without its outcome. Refuses `decisions.no_sample`. */
export async function sampleOf(act: Act, id: string): Promise<samples.OpenSample> {
  permit(mayReview(act.actor), 'decisions.review')
  const found = await samples.holdSample(act.tx, id)
  if (!found) throw new Refusal('absent', 'decisions.no_sample')
  const { outcome: _outcome, ...blind } = found
  return blind
}

/**
 * A person's decision on the same facts, made without having seen the machine's. Only now is told whether they agree. Where too many
 * do not, the table stops deciding by itself. Refuses `decisions.no_sample`, `decisions.looked_already`.
 */
export async function secondLook(act: Act, { sample: id, outcome, note }: { sample: string; outcome: 'GRANT' | 'RETURN'; note: string }): Promise<{ agrees: boolean; machine: string; halted: string | null }> {
  permit(mayReview(act.actor), 'decisions.review')
  const sample = await samples.holdSample(act.tx, id)
  if (!sample) throw new Refusal('absent', 'decisions.no_sample')
  const agrees = sample.outcome === outcome
  if (!(await samples.addSecondLook(act.tx, { sample: id, outcome, agrees, note, at: act.at, by: act.actor.id }))) throw new Refusal('conflict', 'decisions.looked_already')
  await act.record({ type: 'decisions.looked_again', subject: id, data: { table: sample.tableId, agrees: String(agrees) } })
  return { agrees, machine: sample.outcome!, halted: agrees ? null : await haltWhereBad(act, sample.tableId) }
}

async function haltWhereBad(act: Act, table: string): Promise<string | null> {
  const { window, errorLimit, confidence } = watchOf(table)
  const [rate] = await samples.ratesSince(act.tx, table, new Date(act.at.getTime() - window * 86_400_000))
  const { low } = wilson(rate!.errors, rate!.looked, confidence)
  if (low <= errorLimit || (await standing.standingOf(act.tx, table, act.at)).halt !== null) return null
  const { id } = await stop(act, { table, kind: 'quality', reason: `${rate!.errors}/${rate!.looked}, ≥ ${(low * 100).toFixed(1)} %` })
  return id
}

/** How each watched table does: how many were looked at and found wrong, with the Wilson interval and the limit. */
export async function qualityView(act: Act) {
  permit(mayReview(act.actor) || mayHalt(act.actor) || mayResume(act.actor), 'decisions.review')
  const since = new Date(act.at.getTime() - Math.max(...Object.values(currentRelease().get(Quality, 'quality')!.value).map(({ window }) => window)) * 86_400_000)
  return titled(await samples.ratesSince(act.tx, null, since)).map((rate) => {
    const { errorLimit, confidence } = watchOf(rate.tableId)
    return { ...rate, rate: rate.looked === 0 ? null : rate.errors / rate.looked, ...wilson(rate.errors, rate.looked, confidence), errorLimit, confidence }
  })
}

/** The cases a halted table may have decided wrongly: everything since it last went on, or since its version began. Refuses `decisions.no_halt`. */
export async function affected(act: Act, halt: string, page: { after: string | null; limit: number }) {
  permit(mayHalt(act.actor) || mayResume(act.actor), 'decisions.halt')
  const held = await standing.holdHalt(act.tx, halt)
  if (!held) throw new Refusal('absent', 'decisions.no_halt')
  const items = await samples.affectedSince(act.tx, held.tableId, { until: held.haltedAt, ...page })
  return { items, next: items.length < page.limit ? null : items.at(-1)!.receipt }
}
