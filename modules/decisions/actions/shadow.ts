import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease, draftWith } from '#kernel/releases'

import { saidBy, titled, type Answers } from '../model.ts'
import { mayPreview } from '../policy.ts'
import * as store from '../store/shadows.ts'
import { compileTable, type CompiledTable } from '../table/compile.ts'
import { evaluateTable } from '../table/decide.ts'
import { wilson } from '../table/quality.ts'
import { readTable } from '../table/read.ts'
import type { Table } from '../table/schema.ts'
import { candidateOf } from './preview.ts'
import { reasonsIn } from './replay.ts'

const DAYS_MAX = 367 // The longest trial a table may ask for, to the end of its last day.
const DAY_MS = 86_400_000

/** Lets a draft of a table decide silently beside the one in force until a day. Nobody is told what it says, and it binds nobody. */
export async function beginShadow(act: Act, { draft, until }: { draft: string; until: Date }): Promise<{ id: string }> {
  permit(mayPreview(act.actor), 'content.author')
  if (until <= act.at || until.getTime() - act.at.getTime() > DAYS_MAX * DAY_MS) throw new Refusal('unfit', 'decisions.shadow_until', { days: DAYS_MAX })
  const found = await draftWith(act.tx, draft)
  if (!found) throw new Refusal('absent', 'kernel.draft_absent', { id: draft })
  const { table } = candidateOf(found).table
  const id = randomUUID()
  await store.addShadow(act.tx, { id, tableId: table, draft, textDigest: digestOf(found.text), text: found.text, begunAt: act.at, begunBy: act.actor.id, until })
  await act.record({ type: 'decisions.shadow_begun', subject: id, data: { table } })
  return { id }
}

// Texts by their digest never change, so neither does what they compile to.
const compiled = new Map<string, CompiledTable>()

function compiledShadow({ textDigest, text }: store.Shadow): CompiledTable {
  let made = compiled.get(textDigest)
  if (made === undefined) compiled.set(textDigest, (made = compileTable(readTable(text).table!).compiled!))
  return made
}

/** Lets the shadows of a table decide what was just decided, on the same answers. */
export async function shadow(act: Act, ids: readonly string[], made: { readonly receipt: string; readonly answers: Answers; readonly asOf: string }): Promise<void> {
  const shadows = await store.shadowsWith(act.tx, ids)
  const results = shadows.map((one) => {
    const decision = evaluateTable(compiledShadow(one), made.answers, made.asOf)
    return { shadow: one.id, receipt: made.receipt, outcome: decision.outcome, reason: reasonsIn(decision) || null }
  })
  await store.addShadowResults(act.tx, results)
}

/** A shadow with how far it agrees with what was decided, and where it does not. Refuses `decisions.no_shadow`. */
export async function shadowView(act: Act, id: string) {
  permit(mayPreview(act.actor), 'content.author')
  const [[found], [kept], clusters] = await Promise.all([store.shadowsOf(act.tx, { id }), store.shadowsWith(act.tx, [id]), store.disagreementsOf(act.tx, id)])
  if (!found || !kept) throw new Refusal('absent', 'decisions.no_shadow')
  const { table } = compiledShadow(kept)
  return { ...summed(act, found), title: table.title, trial: table.trial ?? null, clusters, words: saidBy(currentRelease(), [table], clusters.map(({ reason }) => reason)) }
}

/** How sure one is that the true rate of agreement lies between the two that are named. */
const CONFIDENCE = 0.95

/** A shadow as a reader sees it: how far it agrees, between which rates the true one lies (Wilson), and whether it still runs. */
function summed(act: Act, { begunBy, ...one }: store.Compared) {
  const { low, high } = wilson(one.agreed, one.compared, CONFIDENCE)
  return { ...one, own: begunBy === act.actor.id, running: one.until > act.at, agreement: one.compared === 0 ? null : one.agreed / one.compared, low, high, confidence: CONFIDENCE }
}

/** The newest shadows of a table, or of all, with what the table is called now. */
export async function shadowList(act: Act, table: string | null) {
  permit(mayPreview(act.actor), 'content.author')
  return titled((await store.shadowsOf(act.tx, { table })).map((one) => summed(act, one)))
}

/** A page of the cases in which a shadow disagreed in one way, without anything about anybody. Refuses `decisions.no_shadow`. */
export async function shadowCases(act: Act, id: string, way: store.Disagreement, page: { after: string | null; limit: number }) {
  permit(mayPreview(act.actor), 'content.author')
  if ((await store.shadowsWith(act.tx, [id])).length === 0) throw new Refusal('absent', 'decisions.no_shadow')
  const items = await store.casesOf(act.tx, id, way, page)
  return { items, next: items.length < page.limit ? null : items.at(-1)!.receipt }
}

/** The shadows of a draft, the newest first, each with how far it agrees. */
export const shadowsOfDraft = async (act: Act, draft: string) => (await store.shadowsOf(act.tx, { draft })).map((one) => summed(act, one))

/** What a table asks of a trial, how far the best one came, in whole days, and whether that is enough. */
export type Trial = { readonly days: number; readonly least: number; readonly agreement: number; readonly ran: number; readonly compared: number; readonly agreed: number | null; readonly met: boolean }

/** How far the trials of exactly this text are with what its table asks for; null where it asks for none. */
export async function trialOf(act: Act, text: string, { table, trial }: Pick<Table, 'table' | 'trial'>): Promise<Trial | null> {
  if (trial === undefined) return null
  const tries = (await store.shadowsOf(act.tx, { table, textDigest: digestOf(text) })).map((one): Trial => {
    const { agreement } = summed(act, one)
    const ranMs = Math.min(one.until.getTime(), act.at.getTime()) - one.begunAt.getTime()
    return { ...trial, ran: Math.floor(ranMs / DAY_MS), compared: one.compared, agreed: agreement, met: ranMs >= trial.days * DAY_MS && one.compared >= trial.least && (agreement ?? 0) >= trial.agreement }
  })
  return tries.find(({ met }) => met) ?? tries.toSorted((a, b) => b.compared - a.compared)[0] ?? { ...trial, ran: 0, compared: 0, agreed: null, met: false }
}
