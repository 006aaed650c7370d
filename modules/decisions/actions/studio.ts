import { parse } from 'yaml'

import type { Act } from '#kernel/act'
import { addDays, dayOf } from '#kernel/calendar'
import { digestOf, type Found } from '#kernel/content'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease, draftWith, stoodAt, waitingDrafts, type Draft } from '#kernel/releases'

import { ExamplesKind, hits, Tables, worded } from '../model.ts'
import { mayHalt, mayPreview, mayResume } from '../policy.ts'
import { flipGroups, previewsOfDrafts, signoffOf } from '../store/previews.ts'
import { countOf, countsByTable } from '../store/receipts.ts'
import { haltedTables } from '../store/standing.ts'
import { byInputs, given, numberLines } from '../table/boundary.ts'
import { checkTable } from '../table/check.ts'
import { compileTable, type CompiledTable } from '../table/compile.ts'
import { coverageOf } from '../table/coverage.ts'
import { evaluateTable } from '../table/decide.ts'
import { differences, examplesShape, type Examples } from '../table/examples.ts'
import { inForce, readTable, versionOf } from '../table/read.ts'
import type { Table } from '../table/schema.ts'
import { wordsOf } from './preview.ts'
import { shadowsOfDraft, trialOf } from './shadow.ts'

const briefly = ({ path, value: table }: Found<Table>) => ({ id: table.table, path, title: table.title, effective: table.effective, hitPolicy: table.hitPolicy, rows: table.rows.length, version: versionOf(table) })

/** The tables of this house, in the order of their ids and days; whether each decides by itself, and how many decisions were made by it. */
export async function tableList(act: Act) {
  permit(mayPreview(act.actor) || mayHalt(act.actor) || mayResume(act.actor), 'content.author')
  const [counts, halted] = await Promise.all([countsByTable(act.tx), haltedTables(act.tx)])
  const made = new Map(counts.map(({ tableId, count }) => [tableId, count]))
  return currentRelease().all(Tables)
    .map((found) => ({ ...briefly(found), inForce: inForce(found.value, dayOf(act.at)), halted: halted.includes(found.value.table), decisions: made.get(found.value.table) ?? 0 }))
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.effective.from < b.effective.from ? -1 : 1))
}

/** A table with its source, its examples, and all that can be said of it: the file named, else the one in force today. Refuses `decisions.no_table`. */
export async function tableView(act: Act, id: string, path: string | null) {
  permit(mayPreview(act.actor), 'content.author')
  const release = currentRelease()
  const files = release.all(Tables).filter(({ value }) => value.table === id)
  const found = path === null ? (files.find(({ value }) => inForce(value, dayOf(act.at))) ?? files.at(-1)) : files.find((one) => one.path === path)
  if (!found) throw new Refusal('absent', 'decisions.no_table', { table: id, day: dayOf(act.at) })
  const examples = release.all(ExamplesKind).find(({ value }) => value.table === id)
  const texts = { text: release.textOf(found.path)!, examples: examples === undefined ? null : release.textOf(examples.path)! }
  const [halted, decisions] = await Promise.all([haltedTables(act.tx), countOf(act.tx, id)])
  return { ...briefly(found), text: texts.text, examplesPath: examples?.path ?? null, examplesText: texts.examples, halted: halted.includes(id), decisions, ...inspect(texts, dayOf(act.at)) }
}

/** What can be said of the text of a table while somebody writes it: every fault with its place, what it covers, what comes out around its numbers, and which examples hold. */
export function check(act: Act, texts: { text: string; examples: string | null }) {
  permit(mayPreview(act.actor), 'content.author')
  return inspect(texts, dayOf(act.at))
}

function inspect({ text, examples }: { text: string; examples: string | null }, today: string) {
  const { table, faults } = readTable(text)
  if (table === null) return { readable: false, day: today, faults, coverage: null, lines: [], examples: [] }
  const { compiled } = compileTable(table)
  const asked = byInputs(table)
  const day = inForce(table, today) ? today : table.effective.from
  return {
    readable: true, day, faults: checkTable(table),
    coverage: compiled === null ? null : coverageOf(compiled),
    lines: compiled === null || asked === null ? [] : numberLines(asked, day),
    examples: compiled === null || examples === null ? [] : tried(compiled, examples),
  }
}

/** The examples of the days on which this table holds. A text of examples that is none shows nothing; what is wrong with it is told when it is saved. */
function tried(table: CompiledTable, text: string) {
  const read = examplesIn(text)
  if (read === null || read.table !== table.table.table) return []
  return read.examples.flatMap((example, index) => {
    if (!inForce(table.table, example.asOf)) return []
    const decision = evaluateTable(table, hits(example.given), example.asOf)
    const { outcome, values } = decision
    return [{ index, holds: differences(example, decision, read.tolerance).length === 0, is: example.is ?? null, asOf: example.asOf, given: example.given, expect: example.expect, outcome, values, rows: decision.reasons.flatMap(({ row }) => (row === null ? [] : [row])) }]
  })
}

function examplesIn(text: string): Examples | null {
  try {
    return examplesShape.safeParse(parse(text)).data ?? null
  } catch {
    // Half-written text that is no YAML yet has no examples.
    return null
  }
}

/** Decides by the text of a table on values of its inputs, with each tested cell. Nothing is kept. Refuses `decisions.not_ready`. */
export function tryText(act: Act, { text, asOf, input }: { text: string; asOf: string; input: Readonly<Record<string, unknown>> }) {
  permit(mayPreview(act.actor), 'content.author')
  const { table } = readTable(text)
  const asked = table === null ? null : byInputs(table)
  if (asked === null) throw new Refusal('unfit', 'decisions.not_ready')
  const release = currentRelease()
  const { outcome, values, reasons, trace, nearMisses, to } = evaluateTable(asked, given(input), asOf)
  return { outcome, to: to ?? null, values, reasons: reasons.map((reason) => ({ ...worded(release, reason), input: reason.input ?? null })), trace, nearMisses }
}

/** The changed tables and examples that wait for somebody to publish them, with how far their previews have come. */
export async function draftList(act: Act) {
  permit(mayPreview(act.actor), 'content.author')
  const drafts = [...(await waitingDrafts(act.tx, '.table.yaml')), ...(await waitingDrafts(act.tx, '.examples.yaml'))].toSorted((a, b) => b.draftedAt.getTime() - a.draftedAt.getTime())
  const previews = new Map((await previewsOfDrafts(act.tx, drafts.map(({ id }) => id))).map((preview) => [preview.draft, preview]))
  return drafts.map((draft) => ({ ...stated(act, draft), preview: previews.get(draft.id) ?? null }))
}

const SHADOW_DAYS = 14 // Two working weeks, so that each day of the week is seen twice.

/** A changed table beside the one it would replace, how far its preview has come, and how its shadows do. Refuses `kernel.draft_absent`. */
export async function draftView(act: Act, id: string) {
  permit(mayPreview(act.actor), 'content.author')
  const draft = await draftWith(act.tx, id)
  if (!draft) throw new Refusal('absent', 'kernel.draft_absent', { id })
  const release = currentRelease()
  const head = stated(act, draft)
  const { table } = readTable(draft.text)
  const [[preview], decisions, stood] = await Promise.all([previewsOfDrafts(act.tx, [id]), head.table === null ? 0 : countOf(act.tx, head.table), stoodAt(act.tx, draft)])
  const [groups, signoff] = preview === undefined ? [[], undefined] : await Promise.all([flipGroups(act.tx, preview.id), signoffOf(act.tx, preview.id)])
  const [trial, shadows] = await Promise.all([table === null ? null : trialOf(act, draft.text, table), shadowsOfDraft(act, id)])
  const published = release.manifest[draft.path] === digestOf(draft.text)
  return {
    ...head, text: draft.text, current: release.textOf(draft.path) ?? null, published, decisions, needsPreview: head.kind === 'table' && decisions > 0 && !stood, trial, shadows, shadowUntil: addDays(dayOf(act.at), trial?.days ?? SHADOW_DAYS),
    preview: preview === undefined ? null : { ...preview, changed: preview.done - preview.unchanged, groups, words: wordsOf(groups, draft.text), signoff: signoff ?? null },
  }
}

/** What a draft is about. Examples are called after their table. */
function stated(act: Act, { id, path, text, author, reason, draftedAt }: Draft) {
  const kind = ExamplesKind.path.test(path) ? 'examples' as const : 'table' as const
  const name = kind === 'examples' ? (examplesIn(text)?.table ?? null) : (readTable(text).table?.table ?? null)
  const title = kind === 'table' ? readTable(text).table?.title : currentRelease().all(Tables).find(({ value }) => value.table === name)?.value.title
  return { id, path, kind, table: name, title: title ?? null, reason, at: draftedAt, own: author === act.actor.id }
}
