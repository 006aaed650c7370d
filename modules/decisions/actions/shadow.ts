import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { permit, Refusal } from '#kernel/refusal'
import { draftWith } from '#kernel/releases'

import type { Answers } from '../model.ts'
import { mayPreview } from '../policy.ts'
import * as store from '../store/standing.ts'
import { compileTable, type CompiledTable } from '../table/compile.ts'
import { evaluateTable } from '../table/decide.ts'
import { readTable } from '../table/read.ts'
import { candidateOf } from './preview.ts'
import { reasonsIn } from './replay.ts'

const DAYS_MAX = 366

/** Lets a draft of a table decide silently beside the one in force until a day. Nobody is told what it says, and it binds nobody. */
export async function beginShadow(act: Act, { draft, until }: { draft: string; until: Date }): Promise<{ id: string }> {
  permit(mayPreview(act.actor), 'content.author')
  if (until <= act.at || until.getTime() - act.at.getTime() > DAYS_MAX * 86_400_000) throw new Refusal('unfit', 'decisions.shadow_until', { days: DAYS_MAX })
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
  const [found] = await store.shadowsWith(act.tx, [id])
  if (!found) throw new Refusal('absent', 'decisions.no_shadow')
  const groups = await store.shadowGroups(act.tx, id)
  return { ...found, ...agreementOf(groups), clusters: groups.filter((group) => group.shadow !== group.decided) }
}

function agreementOf(groups: readonly store.ShadowGroup[]): { readonly compared: number; readonly agreed: number; readonly agreement: number | null } {
  const total = (some: readonly store.ShadowGroup[]): number => some.reduce((sum, group) => sum + group.count, 0)
  const [compared, agreed] = [total(groups), total(groups.filter((group) => group.shadow === group.decided))]
  return { compared, agreed, agreement: compared === 0 ? null : agreed / compared }
}

/** The newest shadows of a table, or of all, without their texts. */
export async function shadowList(act: Act, table: string | null) {
  permit(mayPreview(act.actor), 'content.author')
  return store.shadowsOf(act.tx, table)
}

/** What a table's own terms for a trial lack, for the text about to be published; null where nothing does. */
export async function lackingTrial(act: Act, text: string, table: { readonly table: string; readonly trial?: { readonly days: number; readonly least: number; readonly agreement: number } | undefined }): Promise<{ readonly compared: number; readonly agreement: number } | null> {
  const { trial } = table
  if (trial === undefined) return null
  const digest = digestOf(text)
  let best = { compared: 0, agreement: 0 }
  for (const one of (await store.shadowsOf(act.tx, table.table)).filter((candidate) => candidate.textDigest === digest)) {
    const long = Math.min(one.until.getTime(), act.at.getTime()) - one.begunAt.getTime() >= trial.days * 86_400_000
    const groups = await store.shadowGroups(act.tx, one.id)
    const { compared, agreement } = agreementOf(groups)
    if (long && compared >= trial.least && (agreement ?? 0) >= trial.agreement) return null
    if (compared >= best.compared) best = { compared, agreement: agreement ?? 0 }
  }
  return best
}
