import { compileUnaryTests, type CellTests } from '../feel/expression.ts'
import { FeelError } from '../feel/faults.ts'
import { calculated, compare, equal } from '../feel/operators.ts'
import { coerced, type Type } from '../feel/types.ts'
import { numeral, type Value } from '../feel/values.ts'
import { compileText } from './compile.ts'
import type { BoxedTable } from './model.ts'
import { reading, type Place, type Run, type Scope } from './scope.ts'
import { membersOf, testOf } from './types.ts'

type Input = { readonly run: Run; readonly type: Type; readonly allowed: ((value: Value) => boolean) | null }
type Output = { readonly name: string; readonly type: Type; readonly order: readonly Value[] | null; readonly allowed: ((value: Value) => boolean) | null; readonly fallback: Run | null }
type Rule = { readonly id: string; readonly cells: readonly { readonly text: string; readonly tests: CellTests | null }[]; readonly outputs: readonly Run[] }
type Hit = { readonly rule: Rule; readonly values: readonly Value[] }
type Table = { readonly boxed: BoxedTable; readonly inputs: readonly Input[]; readonly outputs: readonly Output[]; readonly rules: readonly Rule[]; readonly element: string }

const nothing = (): null => null

/** Compiles a decision table (§8.2, §8.2.8) to a closure. A value outside the allowed ones makes the table null. */
export function compileTable(boxed: BoxedTable & { readonly type: string | null }, place: Place): Run {
  const inputs = boxed.inputs.map(({ text, type, allowed }): Input => ({ run: compileText(text, place), type: place.types.of(type), allowed: testOf(allowed, place.types) }))
  const whole = place.types.of(boxed.type)
  const outputs = boxed.outputs.map(({ name, type, allowed, fallback }): Output => {
    const own = type === null && boxed.outputs.length > 1 && whole.kind === 'context' ? whole.fields.get(name ?? '')?.() : undefined
    return {
      name: name ?? '', type: own ?? place.types.of(type), allowed: testOf(allowed, place.types),
      order: allowed === null ? null : orderOf(allowed, place), fallback: fallback === null || fallback === '' ? null : compileText(fallback, place),
    }
  })
  const rules = boxed.rules.map(({ id, tests, outputs: entries }): Rule => ({
    id, cells: tests.map((text, index) => ({ text, tests: compileCell(text, boxed.inputs[index]?.text ?? '', place) })), outputs: entries.map((text) => compileText(text, place)),
  }))
  const table: Table = { boxed, inputs, outputs, rules, element: place.element }
  return (scope) => evaluated(table, scope)
}

// The allowed values of an output in their order, for the policies that go by it (§8.2.8).
function orderOf(text: string, place: Place): readonly Value[] | null {
  const value = compileText(`[${text}]`, { ...place, tell: nothing })({ values: new Map(), parent: null, budget: { steps: 10_000, calls: 0 }, trace: null })
  return Array.isArray(value) ? value as readonly Value[] : null
}

// Null where the cell cannot be read: it holds for nothing.
function compileCell(text: string, input: string, place: Place): CellTests | null {
  if (text === '') return compileUnaryTests('-')
  try {
    return compileUnaryTests(text, { names: place.open ? 'any' : place.names, words: [...place.words, ...place.names], types: place.types.named, profile: 'standard' })
  } catch (error) {
    // As with every expression of a model: told, and worth nothing.
    if (!(error instanceof FeelError)) throw error
    place.tell({ element: `${place.element}: ${input}`, text, code: error.code, detail: error.message })
    return null
  }
}

function evaluated(table: Table, scope: Scope): Value {
  const values = table.inputs.map(({ run, type }) => coerced(run(scope), type))
  const refused = table.inputs.some(({ allowed }, index) => allowed !== null && !membersOf(values[index]!).every(allowed))
  const first = table.boxed.hitPolicy === 'FIRST'
  const hits: Hit[] = []
  const read = reading(scope)
  const traced: { rule: string; cells: { test: string; holds: boolean }[] }[] = []
  for (const rule of refused ? [] : table.rules) {
    const cells: { test: string; holds: boolean }[] = []
    let holds = true
    for (const [index, { text, tests }] of rule.cells.entries()) {
      holds = tests !== null && tests.test(values[index] ?? null, read, scope.budget)
      if (scope.trace !== null) cells.push({ test: text, holds })
      if (!holds) break
    }
    if (scope.trace !== null) traced.push({ rule: rule.id, cells })
    if (holds) hits.push({ rule, values: rule.outputs.map((run, index) => outputValue(run(scope), table.outputs[index])) })
    if (holds && first) break
  }
  scope.trace?.push({ table: table.element, inputs: values, rules: traced, matched: hits.map(({ rule }) => rule.id) })
  if (refused) return null
  return hits.length === 0 ? fallback(table, scope) : chosen(table, hits)
}

function outputValue(value: Value, output: Output | undefined): Value {
  if (output === undefined) return value
  const made = coerced(value, output.type)
  return made === null || output.allowed === null || membersOf(made).every(output.allowed) ? made : null
}

function fallback(table: Table, scope: Scope): Value {
  const { hitPolicy, aggregation } = table.boxed
  if (table.outputs.some((output) => output.fallback !== null)) return assembled(table, table.outputs.map((output) => (output.fallback === null ? null : coerced(output.fallback(scope), output.type))))
  if (hitPolicy === 'COLLECT' && aggregation === 'COUNT') return numeral(0)
  return hitPolicy === 'COLLECT' && aggregation === null ? [] : null
}

function assembled({ outputs }: Table, values: readonly Value[]): Value {
  return outputs.length === 1 ? values[0] ?? null : new Map(outputs.map(({ name }, index) => [name, values[index] ?? null]))
}

function chosen(table: Table, hits: readonly Hit[]): Value {
  const one = (hit: Hit): Value => assembled(table, hit.values)
  switch (table.boxed.hitPolicy) {
    case 'UNIQUE': return hits.length === 1 ? one(hits[0]!) : null
    case 'ANY': return hits.every((hit) => equal(one(hit), one(hits[0]!), nothing) === true) ? one(hits[0]!) : null
    case 'FIRST': return one(hits[0]!)
    case 'PRIORITY': return one(byPriority(table, hits)[0]!)
    case 'OUTPUT ORDER': return byPriority(table, hits).map(one)
    case 'RULE ORDER': return hits.map(one)
    case 'COLLECT': return table.boxed.aggregation === null ? hits.map(one) : aggregated(table, hits)
  }
}

function byPriority({ outputs }: Table, hits: readonly Hit[]): readonly Hit[] {
  const rank = (hit: Hit, at: number): number => {
    const place = outputs[at]?.order?.findIndex((value) => equal(value, hit.values[at] ?? null, nothing) === true) ?? 0
    return place < 0 ? Infinity : place
  }
  return [...hits].sort((a, b) => {
    for (const at of outputs.keys()) {
      const [left, right] = [rank(a, at), rank(b, at)]
      if (left !== right) return left < right ? -1 : 1
    }
    return 0
  })
}

// Each output is aggregated by itself (§8.2.8: for compound outputs the standard leaves it to the tool).
function aggregated(table: Table, hits: readonly Hit[]): Value {
  const how = table.boxed.aggregation
  if (how === 'COUNT') return numeral(hits.length)
  return assembled(table, table.outputs.map((_output, at) => hits.slice(1).reduce<Value>((held, hit) => {
    const value = hit.values[at] ?? null
    if (how === 'SUM') return calculated('+', held, value, nothing)
    const order = compare(value, held, nothing)
    if (order === null) return null
    return (how === 'MIN' ? order < 0 : order > 0) ? value : held
  }, hits[0]?.values[at] ?? null)))
}
