import { spend } from '../feel/compiling.ts'
import { compileExpression } from '../feel/expression.ts'
import { FeelError } from '../feel/faults.ts'
import { anyType, coerced } from '../feel/types.ts'
import { isContext, isList, isNumeral, limits, typeOf, type FunctionValue, type Value } from '../feel/values.ts'
import { stepsOf } from '../feel/compile-loops.ts'
import type { Boxed } from './model.ts'
import { functionOf, placeWith, reading, within, type Place, type Run } from './scope.ts'
import { compileTable } from './table.ts'

type Of<K extends Boxed['kind']> = Extract<Boxed, { kind: K }>
type Compilers = { readonly [K in Boxed['kind']]: (boxed: Of<K>, place: Place) => Run }

const compilers: Compilers = {
  literal: compileLiteral, context: compileContext, invocation: compileInvocation, function: compileFunction,
  list: ({ members }, place) => {
    const runs = members.map((member) => compileBoxed(member, place))
    return (scope) => runs.map((run) => run(scope))
  },
  relation: ({ columns, rows }, place) => {
    const cells = rows.map((row) => row.map((cell) => compileBoxed(cell, place)))
    const types = columns.map(({ type }) => place.types.of(type))
    return (scope) => cells.map((row) => new Map(columns.map(({ name }, index) => [name, coerced(row[index]?.(scope) ?? null, types[index]!)])))
  },
  conditional: ({ condition, yes, otherwise }, place) => {
    const [asked, first, second] = [condition, yes, otherwise].map((one) => compileBoxed(one, place))
    return (scope) => (asked!(scope) === true ? first!(scope) : second!(scope))
  },
  filter: compileFilter, for: compileIterator, some: compileIterator, every: compileIterator,
  table: compileTable,
}

/** Compiles a boxed expression to a closure; its result is what its declared type makes of it. What cannot be read is told and is worth null. */
export function compileBoxed(boxed: Boxed, place: Place): Run {
  const run = (compilers[boxed.kind] as (boxed: Boxed, place: Place) => Run)(boxed, place)
  const type = place.types.of(boxed.type)
  return type === anyType || boxed.kind === 'function' ? run : (scope) => coerced(run(scope), type)
}

/** A FEEL text at a place, as a closure; empty or unreadable it is worth null, and said to be so. */
export function compileText(text: string, place: Place): Run {
  if (text === '') return () => null
  try {
    const expression = compileExpression(text, { names: place.open ? 'any' : place.names, words: [...place.words, ...place.names], types: place.types.named, profile: 'standard' })
    return (scope) => expression.evaluate(reading(scope), scope.budget)
  } catch (error) {
    // The standard has an expression that cannot be evaluated be null (§10.3); the author is told.
    if (!(error instanceof FeelError)) throw error
    place.tell({ element: place.element, text, code: error.code, detail: error.message })
    return () => null
  }
}

function compileLiteral({ text, language }: Of<'literal'>, place: Place): Run {
  const feel = language === null || /FEEL\/?$/i.test(language)
  if (feel) return compileText(text, place)
  place.tell({ element: place.element, text, code: 'feel.not_supported', detail: `the expression language ${language}` })
  return () => null
}

function compileContext({ entries }: Of<'context'>, place: Place): Run {
  let inner = place
  const compiled = entries.map(({ name, type, value }) => {
    const run = value === null ? () => null : compileBoxed(value, inner)
    if (name !== null) inner = placeWith(inner, [name])
    return { name, run, type: place.types.of(type) }
  })
  return (scope) => {
    const values = new Map<string, Value>()
    const inside = within(scope, values)
    for (const { name, run, type } of compiled) {
      const value = coerced(run(inside), type)
      if (name === null) return value
      values.set(name, value)
    }
    return values
  }
}

function compileInvocation({ called, bindings }: Of<'invocation'>, place: Place): Run {
  const of = compileBoxed(called, place)
  const args = bindings.map(({ parameter, value }) => ({ name: parameter.name, run: value === null ? () => null : compileBoxed(value, place), type: place.types.of(parameter.type) }))
  return (scope) => {
    const found = of(scope)
    if (typeOf(found) !== 'function') return null
    const { params, call } = found as FunctionValue
    if (args.some(({ name }) => !params.includes(name))) return null
    const given = new Map(args.map(({ name, run, type }) => [name, coerced(run(scope), type)]))
    return call(params.map((name) => given.get(name) ?? null))
  }
}

function compileFunction({ params, body, language, type }: Of<'function'>, place: Place): Run {
  const names = params.map(({ name }) => name)
  const typed = params.map((one) => ({ name: one.name, type: place.types.of(one.type) }))
  if (language !== 'FEEL') place.tell({ element: place.element, text: '', code: 'feel.not_supported', detail: `a function of ${language}` })
  const run = body === null || language !== 'FEEL' ? () => null : compileBoxed(body, placeWith(place, names))
  const declared = place.types.of(type)
  const returns = declared.kind === 'function' ? declared.returns() : declared
  return (scope) => functionOf({ params: typed, returns, run: (args) => run(within(scope, args)) }, scope.budget)
}

// In the condition the member is `item`, and its fields are names (§10.2.2.8).
function compileFilter({ of, match }: Of<'filter'>, place: Place): Run {
  const listed = compileBoxed(of, place)
  const holds = compileBoxed(match, { ...placeWith(place, ['item']), open: true })
  return (scope) => {
    const found = listed(scope)
    const members = isList(found) ? found : found === null ? [] : [found]
    const kept: Value[] = []
    for (const member of members) {
      spend(scope.budget, 1)
      const fields = isContext(member) ? [...member] : []
      const held = holds(within(scope, new Map<string, Value>([...fields, ['item', member]])))
      if (isNumeral(held)) return members.at(held.toNumber() > 0 ? held.toNumber() - 1 : held.toNumber()) ?? null
      if (held === true) kept.push(member)
    }
    return kept
  }
}

function compileIterator(boxed: Of<'for' | 'some' | 'every'>, place: Place): Run {
  const over = compileBoxed(boxed.over, place)
  const type = place.types.of(boxed.variable.type)
  const body = compileBoxed(boxed.body, placeWith(place, [boxed.variable.name, 'partial']))
  return (scope) => {
    const members = membersOf(over(scope))
    if (members === null) return null
    const results: Value[] = []
    for (const member of members) {
      spend(scope.budget, 1)
      const value = type.kind === 'list' ? coerced(member, type.of()) : member
      results.push(body(within(scope, new Map<string, Value>([[boxed.variable.name, value], ['partial', results.slice()]]))))
      if (results.length > limits.listLength) throw new FeelError('feel.too_large', { what: 'list' })
    }
    if (boxed.kind === 'for') return results
    const deciding = boxed.kind === 'some'
    return results.includes(deciding) ? deciding : results.every((one) => typeof one === 'boolean') ? !deciding : null
  }
}

function membersOf(value: Value): Iterable<Value> | null {
  return isList(value) ? value : stepsOf(value, () => null)
}
