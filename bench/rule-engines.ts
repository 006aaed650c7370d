// One table, put to each engine in its own language. An engine is given the same case as JSON and names the rule that decides.
import { celEnv, parse, plan } from '@bufbuild/cel'
import { ZenEngine } from '@gorules/zen-engine'
import { unaryTest } from 'feelin'

import { compileTable } from '../modules/decisions/table/compile.ts'
import { evaluateTable, type Decision } from '../modules/decisions/table/decide.ts'
import type { Table } from '../modules/decisions/table/schema.ts'
import { holds, inputs, rules, type Case, type Condition, type Input } from './thirty-rules.ts'

/** The rule that decides a case, or null. */
export type Engine = (one: Case) => string | null
/** One that answers later. */
export type LateEngine = (one: Case) => Promise<string | null>

/** A tested cell: what our trace says of it. */
type Cell = { readonly input: string; readonly test: string; readonly value: unknown; readonly verdict: boolean }
type Traced = { readonly row: string; readonly cells: readonly Cell[] }

const AS_OF = '2026-11-22'

const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(', ')

function feel(one: Condition): string {
  switch (one.asks) {
    case 'least': return `>= ${one.limit}`
    case 'below': return `< ${one.limit}`
    case 'between': return `[${one.from}..${one.to}]`
    case 'since': return `>= date("${one.day}")`
    case 'before': return `< date("${one.day}")`
    case 'one-of': return quoted(one.words)
    case 'is': return String(one.value)
  }
}

const TYPES = { integer: 'number', money: 'number', word: 'string', boolean: 'boolean', day: 'date' } as const
const both = (text: string): { zh: string; en: string } => ({ zh: text, en: text })

/** The table in our own words. */
export const table: Table = {
  table: 'thirty-rules', title: both('thirty rules'), effective: { from: '2024-01-01', to: null }, hitPolicy: 'FIRST', routeTo: 'desk', outputs: [],
  inputs: inputs.map(({ id, kind, words }) => ({ id, label: both(id), type: TYPES[kind], is: kind === 'day' ? `date(form.${id})` : `form.${id}`, ...(words ? { allowed: [...words] } : {}) })),
  rows: rules.map(({ id, conditions }) => ({ id, outcome: 'GRANT' as const, reason: 'thirty.held', law: both(id), text: both(id), set: {}, when: Object.fromEntries(conditions.map((one) => [one.input, feel(one)])) })),
}

/** Ours, whole: the decision with its reasons, its near misses and every tested cell. */
export function ours(): (one: Case) => Decision {
  const { compiled, faults } = compileTable(table)
  if (compiled === null) throw new Error(JSON.stringify(faults))
  return (form) => evaluateTable(compiled, { form: { state: 'hit', value: form } }, AS_OF)
}

/** The rule that a decision of ours names. */
export const ruleOf = ({ reasons }: Decision): string | null => reasons[0]?.row ?? null

// What somebody would write by hand who knows each condition: one closure for it.
function closure(one: Condition): (value: never) => boolean {
  switch (one.asks) {
    case 'least': { const { limit } = one; return (value: number) => value >= limit }
    case 'below': { const { limit } = one; return (value: number) => value < limit }
    case 'between': { const { from, to } = one; return (value: number) => value >= from && value <= to }
    case 'since': { const { day } = one; return (value: string) => value >= day }
    case 'before': { const { day } = one; return (value: string) => value < day }
    case 'one-of': { const words = new Set(one.words); return (value: string) => words.has(value) }
    case 'is': return one.value ? (value: boolean) => value : (value: boolean) => !value
  }
}

/** Closures by hand, with a trace that says of every tested cell what ours says. They check no type, miss no input and explain nothing else. */
export function closures(): (one: Case) => { rule: string | null; trace: Traced[] } {
  const rows = rules.map(({ id, conditions }) => ({ id, cells: conditions.map((one) => ({ input: one.input, test: feel(one), holds: closure(one) })) }))
  return (one) => {
    const trace: Traced[] = []
    for (const row of rows) {
      const cells: Cell[] = []
      let all = true
      for (const { input, test, holds: held } of row.cells) {
        const value = one[input]!
        const verdict = held(value as never)
        if (!verdict) all = false
        cells.push({ input, test, value, verdict })
      }
      trace.push({ row: row.id, cells })
      if (all) return { rule: row.id, trace }
    }
    return { rule: null, trace }
  }
}

/** feelin has no compiled form of a test: it reads each cell again, row by row until one fails. */
export function feelin(): Engine {
  const rows = rules.map(({ id, conditions }) => ({ id, cells: conditions.map((one) => ({ input: one.input, test: feel(one), date: one.asks === 'since' || one.asks === 'before' })) }))
  const cell = ({ input, test, date }: (typeof rows)[number]['cells'][number], one: Case): boolean =>
    (date ? unaryTest(`date(?) ${test}`, { '?': one[input] }) : unaryTest(test, { '?': one[input] })).value === true
  return (one) => rows.find((row) => row.cells.every((asked) => cell(asked, one)))?.id ?? null
}

function celOf(one: Condition): string {
  switch (one.asks) {
    case 'least': return `${one.input} >= ${one.limit}.0`
    case 'below': return `${one.input} < ${one.limit}.0`
    case 'between': return `${one.input} >= ${one.from}.0 && ${one.input} <= ${one.to}.0`
    case 'since': return `${one.input} >= "${one.day}"`
    case 'before': return `${one.input} < "${one.day}"`
    case 'one-of': return `${one.input} in [${quoted(one.words)}]`
    case 'is': return one.value ? one.input : `!${one.input}`
  }
}

/** CEL: one planned expression a rule; days are compared as texts, which is the fastest it can. */
export function cel(): Engine {
  const env = celEnv()
  const planned = rules.map(({ id, conditions }) => ({ id, run: plan(env, parse(conditions.map(celOf).join(' && '))) }))
  return (one) => planned.find(({ run }) => run(one) === true)?.id ?? null
}

function zenCell(one: Condition): string {
  switch (one.asks) {
    case 'since': return `>= date("${one.day}")`
    case 'before': return `< date("${one.day}")`
    default: return feel(one)
  }
}

const zenField = ({ id, kind }: Input): string => (kind === 'day' ? `date(${id})` : id)

/** zen's own decision table, one question after the other, with or without its trace. */
export function zen(trace: boolean): LateEngine {
  const content = {
    hitPolicy: 'first', outputs: [{ id: 'rule', name: 'rule', field: 'rule' }],
    inputs: inputs.map((input) => ({ id: input.id, name: input.id, field: zenField(input) })),
    rules: rules.map(({ id, conditions }) => ({ _id: id, rule: `"${id}"`, ...Object.fromEntries(inputs.map((input) => [input.id, ''])), ...Object.fromEntries(conditions.map((one) => [one.input, zenCell(one)])) })),
  }
  const node = (id: string, type: string, more: object = {}): object => ({ id, name: id, type, position: { x: 0, y: 0 }, ...more })
  const decision = new ZenEngine().createDecision({
    nodes: [node('in', 'inputNode'), node('table', 'decisionTableNode', { content }), node('out', 'outputNode')],
    edges: [{ id: 'a', type: 'edge', sourceId: 'in', targetId: 'table' }, { id: 'b', type: 'edge', sourceId: 'table', targetId: 'out' }],
  })
  return async (one) => {
    const { result } = await decision.evaluate(one, { trace })
    return (result as { rule?: string } | null)?.rule ?? null
  }
}

/** The trace of closures by the reference itself, for the test of them. */
export const traceByReference = (one: Case): Traced[] => {
  const end = rules.findIndex((rule) => rule.conditions.every((asked) => holds(asked, one[asked.input]!)))
  return (end < 0 ? rules : rules.slice(0, end + 1)).map(({ id, conditions }) => ({ row: id, cells: conditions.map((asked) => ({ input: asked.input, test: feel(asked), value: one[asked.input]!, verdict: holds(asked, one[asked.input]!) })) }))
}
