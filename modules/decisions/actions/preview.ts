import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { work } from '#kernel/jobs'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { currentRelease, draftWith, stoodAt } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'

import { saidBy, Tables } from '../model.ts'
import { mayPreview, maySignOff } from '../policy.ts'
import * as store from '../store/previews.ts'
import { countOf, receiptsAfter, type Receipt } from '../store/receipts.ts'
import { checkTable } from '../table/check.ts'
import { compileTable, type CompiledTable } from '../table/compile.ts'
import { readTable } from '../table/read.ts'
import { flip, reasonsIn, STRETCH } from './replay.ts'
import { trialOf } from './shadow.ts'

/** The compiled table of a draft's text. Refuses with every fault of it, `decisions.not_a_table`. */
export function candidateOf({ path, text }: { readonly path: string; readonly text: string }): CompiledTable {
  if (!Tables.path.test(path)) throw new Refusal('unfit', 'decisions.not_a_table', { path })
  const read = readTable(text)
  const faults = read.table === null ? read.faults : checkTable(read.table)
  if (read.table === null || faults.length > 0) throw new Refusal('unfit', 'kernel.content_unfit', { count: faults.length }, faults.map(({ pointer, code, detail }) => ({ pointer, code: 'kernel.content_fault', details: { detail: `${code} ${detail}`, line: 0 } })))
  return compileTable(read.table).compiled!
}

/** Begins to try a draft of a table on everything that its predecessor decided. Refuses `kernel.draft_absent`, `decisions.not_a_table`, and a text with faults. */
export async function beginPreview(act: Act, draft: string): Promise<{ id: string }> {
  permit(mayPreview(act.actor), 'content.author')
  const found = await draftWith(act.tx, draft)
  if (!found) throw new Refusal('absent', 'kernel.draft_absent', { id: draft })
  const table = candidateOf(found).table.table
  const id = randomUUID()
  await store.addPreview(act.tx, { id, tableId: table, draft, textDigest: digestOf(found.text), text: found.text, begunAt: act.at, begunBy: act.actor.id, total: await countOf(act.tx, table) })
  await act.record({ type: 'decisions.previewed', subject: id, data: { table } })
  await act.later({ kind: 'decisions.preview', key: id, payload: { preview: id, after: null } })
  return { id }
}

/** Tries one stretch of past decisions and promises the next one. */
export const previewing = work({
  conclude: async (act, { payload }) => {
    const { preview: id, after } = payload as { preview: string; after: string | null }
    const preview = await store.previewWith(act.tx, id)
    if (!preview || preview.endedAt !== null) return
    const { table } = readTable(preview.text)
    const candidate = compileTable(table!).compiled!
    const stretch = await receiptsAfter(act.tx, { tables: [preview.tableId], machine: true }, { after, limit: STRETCH })
    const flips = stretch.flatMap((receipt) => flipped(candidate, receipt))
    const last = stretch.at(-1)
    const ended = stretch.length < STRETCH || last === undefined
    await store.addStretch(act.tx, id, { flips, unchanged: stretch.length - flips.length, done: preview.done + stretch.length, ended: ended ? act.at : null })
    if (!ended) await act.later({ kind: 'decisions.preview', key: `${id} ${last.id}`, payload: { preview: id, after: last.id } })
  },
})

function flipped(candidate: CompiledTable, receipt: Receipt): store.Flip[] {
  const found = flip(candidate, receipt)
  if (found === null) return []
  return [{
    receipt: receipt.id, caseId: receipt.caseId, agency: receipt.agency, was: receipt.outcome, now: found.decision.outcome,
    reasonWas: reasonsIn(receipt.decision as Parameters<typeof reasonsIn>[0]) || null, reasonNow: reasonsIn(found.decision) || null, valuesChanged: found.valuesChanged,
  }]
}

/** A preview with what comes out otherwise in groups. Refuses `decisions.no_preview`. */
export async function previewView(act: Act, id: string) {
  permit(mayPreview(act.actor), 'content.author')
  const preview = await held(act, id)
  const [groups, signoff] = await Promise.all([store.flipGroups(act.tx, id), store.signoffOf(act.tx, id)])
  return { ...preview, changed: preview.done - preview.unchanged, groups, signoff: signoff ?? null }
}

/** What the codes of groups say: in the words of the changed table where it has them, else in those of the one in force. */
export function wordsOf(groups: readonly store.FlipGroup[], text: string): Record<string, Bilingual> {
  const release = currentRelease()
  const { table } = readTable(text)
  const before = release.all(Tables).map(({ value }) => value).filter((one) => one.table === table?.table)
  return saidBy(release, table === null ? before : [table, ...before], groups.flatMap(({ reasonWas, reasonNow }) => [reasonWas, reasonNow]))
}

/** The newest previews of a table, without their texts. */
export async function previewList(act: Act, table: string | null) {
  permit(mayPreview(act.actor), 'content.author')
  return store.previewsOf(act.tx, table, 50)
}

/** A page of the decisions that come out otherwise, by receipt. */
export async function flipsPage(act: Act, id: string, page: { after: string | null; limit: number }) {
  permit(mayPreview(act.actor), 'content.author')
  await held(act, id)
  const items = await store.flipsOf(act.tx, id, page)
  return { items, next: items.length < page.limit ? null : items.at(-1)!.receipt }
}

/** Somebody who is not its author answers for what a changed table will do. Refuses `decisions.preview_runs`, `kernel.second_duty`, `decisions.signed_off`. */
export async function signOff(act: Act, id: string, note: string): Promise<void> {
  permit(maySignOff(act.actor), 'content.publish')
  const preview = await held(act, id)
  if (preview.endedAt === null) throw new Refusal('conflict', 'decisions.preview_runs', { done: preview.done, total: preview.total })
  const draft = await draftWith(act.tx, preview.draft)
  if (draft?.author === act.actor.id) throw new Refusal('forbidden', 'kernel.second_duty', { first: 'content.author', second: 'content.publish' })
  if ((await store.signoffOf(act.tx, id)) !== undefined) throw new Refusal('conflict', 'decisions.signed_off')
  await store.addSignoff(act.tx, { preview: id, at: act.at, by: act.actor.id, note })
  await act.record({ type: 'decisions.signed_off', subject: id, data: { table: preview.tableId } })
}

/**
 * Nobody publishes a changed table over the counter before somebody has answered for what it changes; going back to a text that stood
 * there before needs no preview, for that is done in a hurry. Refuses `decisions.preview_first`, `decisions.trial_first`.
 */
export async function guardTable(act: Act, draft: { readonly path: string; readonly text: string }): Promise<void> {
  const { text } = draft
  const { table } = readTable(text)
  // A text that is no table is refused with its faults where the release is checked.
  if (table === null || (await countOf(act.tx, table.table)) === 0 || (await stoodAt(act.tx, draft))) return
  if (!(await store.isSignedOff(act.tx, table.table, digestOf(text)))) throw unfit('/text', 'decisions.preview_first', { table: table.table })
  const trial = await trialOf(act, text, table)
  if (trial?.met === false) throw unfit('/text/trial', 'decisions.trial_first', { table: table.table, compared: trial.compared, percent: Math.floor((trial.agreed ?? 0) * 100) })
}

async function held(act: Act, id: string): Promise<store.Preview> {
  const preview = await store.previewWith(act.tx, id)
  if (!preview) throw new Refusal('absent', 'decisions.no_preview')
  return preview
}
