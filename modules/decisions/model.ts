import type { z } from 'zod'

import { canonical } from '#kernel/canonical'
import { digestOf, type ContentFault, type ContentKind, type Release } from '#kernel/content'
import { sentence, titleAt } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'

import { toJson, type Json } from './feel/json.ts'
import type { Value } from './feel/values.ts'
import type { Answers } from './table/answers.ts'
import { checkTable } from './table/check.ts'
import { compileTable, type CompiledTable } from './table/compile.ts'
import { evaluateTable, type Decision, type Reason } from './table/decide.ts'
import { differences, examplesShape, type Examples } from './table/examples.ts'
import { conditionsForGrant, inputsOn, type Comparison, type Made } from './table/explain.ts'
import { qualityShape } from './table/quality.ts'
import { tableInForce } from './table/read.ts'
import { tableShape, type Outcome, type Table } from './table/schema.ts'

/** The engine's name in every receipt: a change of its results changes this. */
export const ENGINE = 'tongban-table/1'

/** The facts of the module, and what each may carry. */
export const FACTS = {
  'decisions.made': ['table', 'outcome', 'mode', 'digest'], 'decisions.previewed': ['table'], 'decisions.signed_off': ['table'], 'decisions.shadow_begun': ['table'],
  'decisions.halted': ['table', 'kind'], 'decisions.resumed': ['table'],
  'decisions.deferred': ['table'], 'decisions.triggered': [], 'decisions.effective': ['table', 'kind'], 'decisions.came_to_nothing': ['table', 'kind'],
  'decisions.drawn': ['drawn', 'from'], 'decisions.looked_again': ['table', 'agrees'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Decision tables as content. Several files may hold one table for days that do not overlap. */
export const Tables: ContentKind<Table> = {
  name: 'tables', path: /^(.+)\.table\.yaml$/, schema: tableShape, guard: async (act, draft) => (await import('./actions/preview.ts')).guardTable(act, draft),
  check: (found, release) => [
    ...checkTable(found.value, { file: found.path }).map((fault): ContentFault => ({ file: found.path, pointer: fault.pointer, code: fault.code, detail: `${fault.code} ${fault.detail}` })),
    ...release.all(Tables).filter((other) => other.path < found.path && other.value.table === found.value.table && overlap(other.value, found.value))
      .map((other): ContentFault => ({ file: found.path, pointer: '/effective', code: 'decisions.effective_overlap', detail: `The days overlap those of ${other.path}.` })),
  ],
}

/** Examples as content: a release in which one of them comes out otherwise is not published. */
export const ExamplesKind: ContentKind<Examples> = {
  name: 'examples', path: /^(.+)\.examples\.yaml$/, schema: examplesShape,
  check: (found, release) => found.value.examples.flatMap((example, index): ContentFault[] => {
    const at = (code: string, detail: string): ContentFault => ({ file: found.path, pointer: `/examples/${index}`, code, detail })
    const table = tableInForce(release.all(Tables).map((one) => one.value), found.value.table, example.asOf)
    if (!table) return [at('decisions.no_table', `No table ${found.value.table} was in force on ${example.asOf}.`)]
    const { compiled } = compileTable(table)
    // What is wrong with the table is told at the table.
    if (!compiled) return []
    const wrong = differences(example, evaluateTable(compiled, hits(example.given), example.asOf), found.value.tolerance)
    return wrong.length === 0 ? [] : [at('decisions.example_differs', `decisions.example_differs ${wrong.join('; ')}`)]
  }),
}

/** How automatic decisions are watched, as content. */
export const Quality: ContentKind<z.infer<typeof qualityShape>> = { name: 'quality', path: /^(quality)\.yaml$/, schema: qualityShape }

/** Values as answers of sources that all gave what was asked: for examples, and for trying a table out. */
export const hits = (given: Readonly<Record<string, unknown>>): Answers => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { state: 'hit' as const, value }]))

const FOREVER = '9999-12-31'
const overlap = (a: Table, b: Table): boolean => a.effective.from <= (b.effective.to ?? FOREVER) && b.effective.from <= (a.effective.to ?? FOREVER)

/** What one name of the scope is worth, known or not. */
export type Known = { readonly state: 'hit' | 'missing' | 'stale' | 'conflict' | 'denied' | 'down' | 'disputed'; readonly value: Value; readonly source?: string; readonly why?: string; readonly from?: Evidence }

/** Where a value came from: when the source was asked, by which grant, the use that stands in the person’s log, and the digests of the facts by the answer they came in. */
export type Evidence = { readonly obtainedAt: string; readonly grant: string | null; readonly use: string | null; readonly facts: Readonly<Record<string, string>> }

/** A reason as people read it: always in words. */
export type RowReason = { readonly row: string; readonly reason: string; readonly text: Bilingual; readonly law?: Bilingual; readonly fix?: Bilingual; readonly field?: string }

const compiledTables = new WeakMap<Table, CompiledTable>()

/** The compiled table in force on a day in a release. Refuses `decisions.no_table`. */
export function tableOf(release: Release, id: string, asOf: string): CompiledTable {
  const table = tableInForce(release.all(Tables).map((found) => found.value), id, asOf)
  if (!table) throw new Refusal('absent', 'decisions.no_table', { table: id, day: asOf })
  let compiled = compiledTables.get(table)
  if (!compiled) {
    const made = compileTable(table)
    if (!made.compiled) throw new Error(`the table ${id} was published with faults`)
    compiledTables.set(table, (compiled = made.compiled))
  }
  return compiled
}

/** The answers that a table needs, out of a scope, as JSON: what is kept for the replay. */
export function answersFor(table: CompiledTable, scope: ReadonlyMap<string, Known>, also: readonly string[] = []): Answers {
  return Object.fromEntries([...new Set([...table.needs, ...also])].filter((name) => scope.has(name)).map((name) => {
    const { state, value, source, why } = scope.get(name)!
    return [name, { state, ...(state === 'hit' ? { value: toJson(value) as unknown } : {}), ...(source === undefined ? {} : { source }), ...(why === undefined ? {} : { why }) }]
  }))
}

/** The answers as a receipt keeps them: each value with its hash, and with when and by which grant it was asked for. The table reads none of that. */
export const evidenced = (answers: Answers, scope: ReadonlyMap<string, Known>): Answers => Object.fromEntries(Object.entries(answers).map(([name, answer]) =>
  [name, { ...answer, ...('value' in answer ? { digest: digestOf(canonical(answer.value)) } : {}), ...scope.get(name)?.from }]))

/** Decides without leaving a trace: for checks while a form is filled in, and for trying a table out. */
export function preview(release: Release, id: string, asOf: string, scope: ReadonlyMap<string, Known>): { outcome: Outcome | null; reasons: RowReason[]; values: Readonly<Record<string, Json>> } {
  const table = tableOf(release, id, asOf)
  const { outcome, reasons, values } = evaluateTable(table, answersFor(table, scope), asOf)
  return { outcome, reasons: reasons.map((reason) => worded(release, reason)), values }
}

/** A reason in words: its own, or the sentence of its code. */
export function worded(release: Release, reason: Reason): RowReason {
  const values = { input: reason.input ?? '', source: titleOf(release, reason.source), why: reason.why ?? '' }
  const text = reason.text ?? { zh: sentence(release, 'zh', reason.reason, { ...values, source: values.source.zh }), en: sentence(release, 'en', reason.reason, { ...values, source: values.source.en }) }
  return { row: reason.row ?? 'none', reason: reason.reason, text, ...(reason.law ? { law: reason.law } : {}), ...(reason.fix ? { fix: reason.fix } : {}), ...(reason.field ? { field: reason.field } : {}) }
}

/** What a source is called, from its own file; its id where it has none. */
const titleOf = (release: Release, source: string | undefined): Bilingual =>
  (source === undefined ? null : titleAt(release, `sources/${source}.yaml`)) ?? { zh: source ?? '', en: source ?? '' }

/** The reasons an officer may pick from: every row of the table that returns, grants or routes with words of its own. */
export function rowsOf(release: Release, id: string, at: Date): (RowReason & { outcome: Outcome })[] {
  const { table } = tableOf(release, id, new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10))
  return table.rows.filter((row) => row.outcome !== undefined && row.text !== undefined).map((row) => ({
    row: row.id, reason: row.reason ?? 'decisions.matched', text: withoutPlaces(row.text!), outcome: row.outcome!,
    ...(row.law ? { law: row.law } : {}), ...(row.fix ? { fix: withoutPlaces(row.fix) } : {}), ...(row.field ? { field: row.field } : {}),
  }))
}

/** What codes of reasons say, without the values of anybody's case: the words of a row that gives the code, else the code's own sentence. Several codes stand in one text with spaces between. */
export function saidBy(release: Release, tables: readonly Table[], codes: readonly (string | null)[]): Record<string, Bilingual> {
  const rows = tables.flatMap((table) => table.rows)
  const open = { input: '…', source: '…', why: '…' }
  return Object.fromEntries([...new Set(codes.flatMap((some) => some?.split(' ') ?? []))].map((code) => {
    const own = rows.find((row) => row.reason === code && row.text !== undefined)?.text
    return [code, own === undefined ? { zh: sentence(release, 'zh', code, open), en: sentence(release, 'en', code, open) } : withoutPlaces(own)]
  }))
}

/** Each of some things about tables with what its table is called now; its id where there is none any more. */
export function titled<T extends { readonly tableId: string }>(some: readonly T[]): (T & { title: Bilingual })[] {
  const titles = new Map(currentRelease().all(Tables).map(({ value }) => [value.table, value.title]))
  return some.map((one) => ({ ...one, title: titles.get(one.tableId) ?? { zh: one.tableId, en: one.tableId } }))
}

/** The inputs of a table in force on a day, as people call them. */
export const inputsOf = (release: Release, id: string, asOf: string): { id: string; label: Bilingual }[] => tableOf(release, id, asOf).table.inputs.map(({ id: input, label }) => ({ id: input, label }))

/** The names of the scope that an input of a table reads. */
export const readsOf = (release: Release, id: string, asOf: string, input: string): string[] => [...new Set((tableOf(release, id, asOf).reads[input] ?? []).map(([name]) => name!))]

/** What a table in force on a day is called. */
export const titleOfTable = (release: Release, id: string, asOf: string): Bilingual => tableOf(release, id, asOf).table.title
/** What a value was made of, in words where it is an input of the table; a part of an answer is named by whoever asked for it. */
export type Branch = Omit<Made, 'lacks' | 'made'> & { readonly label: Bilingual | null; readonly lacks: Bilingual | null; readonly made: readonly Branch[] }

/** One condition for a grant, in words: the input, what it is or why that is not known, what is asked of it, and whether it holds. */
export type Condition = { readonly input: string; readonly label: Bilingual; readonly value: Json; readonly holds: boolean | null; readonly asks: (Omit<Comparison, 'name'> & { readonly label?: Bilingual }) | null; readonly lacks: Bilingual | null; readonly made: readonly Branch[] }

/** What a grant would have needed of the answers that a receipt keeps, as the table in force then said it. Empty where nothing was kept. */
export function conditionsOf(release: Release, { tableId, asOf, answers }: { tableId: string; asOf: string; answers: Readonly<Record<string, unknown>> | null }): Condition[] {
  if (answers === null) return []
  const table = tableOf(release, tableId, asOf)
  const labels = new Map(table.table.inputs.map(({ id, label }) => [id, label]))
  const lacking = (lacks: Made['lacks']): Bilingual | null => (lacks === null ? null : worded(release, { row: null, text: null, law: null, ...lacks }).text)
  const branch = ({ lacks, made, ...one }: Made): Branch => ({ ...one, label: one.path.length === 1 ? (labels.get(one.path[0]!) ?? null) : null, lacks: lacking(lacks), made: made.map(branch) })
  return conditionsForGrant(table, answers as Answers, asOf).map(({ input, value, verdict, asks, lacks, made }) => {
    const { name, ...compared } = asks ?? {}
    const label = name === undefined ? undefined : labels.get(name)
    return {
      input, label: labels.get(input) ?? { zh: input, en: input }, value, holds: verdict === 'undetermined' ? null : verdict,
      asks: asks === null ? null : { ...(compared as Comparison), ...(label ? { label } : {}) },
      lacks: lacking(lacks), made: made.map(branch),
    }
  })
}

/** Everything the table was told, each input by name with its value or why it was not known; nothing of what came of it. */
export function toldTo(release: Release, { tableId, asOf, answers }: { tableId: string; asOf: string; answers: Readonly<Record<string, unknown>> | null }): { id: string; label: Bilingual; type: string; value: Json; lacks: Bilingual | null }[] {
  const table = tableOf(release, tableId, asOf)
  return inputsOn(table, (answers ?? {}) as Answers, asOf).map(({ input, value, lacks }, n) => {
    const { label, type } = table.table.inputs[n]!
    return { id: input, label, type, value, lacks: lacks === null ? null : worded(release, { row: null, text: null, law: null, ...lacks }).text }
  })
}

/** A sentence picked by hand has no values to fill in. */
const withoutPlaces = (text: Bilingual): Bilingual => ({ zh: text.zh.replace(/\{\w+\}/g, '…'), en: text.en.replace(/\{\w+\}/g, '…') })
export type { Answers, Decision }
