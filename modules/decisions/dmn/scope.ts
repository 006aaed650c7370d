import { freshBudget, type Budget } from '../feel/compiling.ts'
import { FeelError } from '../feel/faults.ts'
import { limits, type DateTime, type FunctionValue, type Value } from '../feel/values.ts'
import type { Type } from '../feel/types.ts'
import { coerced } from '../feel/types.ts'
import type { Types } from './types.ts'

/** The names that stand at a place of a model while it runs, innermost first, and the bounds of the whole evaluation. */
export type Scope = { readonly values: ReadonlyMap<string, Value>; readonly parent: Scope | null; readonly budget: Budget; readonly trace: Trace | null }
/** A compiled boxed expression. */
export type Run = (scope: Scope) => Value

/** What is known where a boxed expression stands: the names there are, the types, and where to tell what is wrong. */
export type Place = {
  readonly names: readonly string[]
  /** Whether there may be more names than are known: the fields of an item that is filtered. */
  readonly open: boolean
  readonly types: Types; readonly words: readonly string[]; readonly element: string; readonly tell: (problem: Problem) => void
}
/** Something of a model that cannot be read; what stands there is null when it runs. */
export type Problem = { readonly element: string; readonly text: string; readonly code: string; readonly detail: string }

/** What was decided on the way: every decision with its value, every rule of a table with the cells that were tested. */
export type Trace = TraceStep[]
export type TraceStep =
  | { readonly decision: string; readonly value: Value }
  | { readonly table: string; readonly inputs: readonly Value[]; readonly rules: readonly { readonly rule: string; readonly cells: readonly { readonly test: string; readonly holds: boolean }[] }[]; readonly matched: readonly string[] }

export const openScope = (values: ReadonlyMap<string, Value>, asOf: DateTime | undefined, trace: Trace | null): Scope => ({ values, parent: null, budget: freshBudget(asOf), trace })

/** A scope with more names in front. */
export const within = (parent: Scope, values: ReadonlyMap<string, Value>): Scope => ({ values, parent, budget: parent.budget, trace: parent.trace })

/** A place with more names in front. */
export const placeWith = (place: Place, names: readonly string[]): Place => ({ ...place, names: [...names, ...place.names] })

/** How expressions find the names of a scope. */
export function reading(scope: Scope): (name: string) => Value {
  return (name) => {
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      const value = at.values.get(name)
      if (value !== undefined) return value
    }
    return null
  }
}

type Callable = { readonly params: readonly { readonly name: string; readonly type: Type }[]; readonly returns: Type; readonly run: (args: ReadonlyMap<string, Value>) => Value }

/** A function value: arguments become what the parameters are declared to be, the result what the function is (§10.3.2.13.2). */
export function functionOf({ params, returns, run }: Callable, budget: Budget): FunctionValue {
  return {
    kind: 'function', params: params.map(({ name }) => name), types: { params: params.map(({ type }) => type), returns },
    call: (args) => {
      if (budget.calls >= limits.calls) throw new FeelError('feel.too_deep', { most: limits.calls })
      budget.calls++
      try {
        const given = new Map(params.map(({ name, type }, index) => [name, coerced(args[index] ?? null, type)]))
        // An argument that is not what was asked for makes the whole call nothing.
        if (params.some(({ name }, index) => given.get(name) === null && (args[index] ?? null) !== null)) return null
        return coerced(run(given), returns)
      } finally {
        budget.calls--
      }
    },
  }
}
