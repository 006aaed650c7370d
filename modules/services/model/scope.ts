import { compileExpression, fromJson, toJson, type Known, type Value } from '#modules/decisions'

import type { Answers, Field } from './form.ts'

/**
 * What one name of a scope is worth: known, or not known and why. What its person disputes has a value still, for forms
 * and for officers; no table is given it.
 */
export type { Known }

/** The names an expression of a case may speak of: `form`, `applicant`, `asOf`, the aliases of asks and orders, `steps`, `item` … */
export type Scope = ReadonlyMap<string, Known>

/** A value that is known. */
export const hit = (value: Value): Known => ({ state: 'hit', value })

const compiled = new Map<string, ReturnType<typeof compileExpression>>()

function expressionOf(text: string): ReturnType<typeof compileExpression> {
  let made = compiled.get(text)
  if (made === undefined) compiled.set(text, (made = compileExpression(text, { names: 'any' })))
  return made
}

/** The names an expression rests on. */
export const readsOf = (text: string): string[] => expressionOf(text).reads.map((path) => path[0]!)

/** Works an expression out. Throws where it cannot be: a fault of the content, for an operator. */
export function worth(text: string, scope: Scope): Value {
  return expressionOf(text).evaluate((name) => scope.get(name)?.value ?? null)
}

/** Works an expression out; null where something it needs is not known yet. */
export function tryWorth(text: string, scope: Scope): Value {
  // Half of a form is unknown while it is filled in; what rests on the other half has no value yet.
  try {
    return worth(text, scope)
  } catch {
    return null
  }
}

/** Works an expression out as plain JSON; null where something it needs is not known yet. */
export function plain(text: string, scope: Scope): unknown {
  // While a form is filled in half of it is unknown; an expression that cannot be worked out yet has no value yet.
  try {
    return toJson(worth(text, scope))
  } catch {
    return null
  }
}

/** Works an expression out as JSON, or throws. */
export const must = (text: string, scope: Scope): unknown => toJson(worth(text, scope))

/** Whether a condition holds; an absent one does, one that cannot be worked out does not. */
export const holdsIn = (text: string | undefined, scope: Scope): boolean => text === undefined || plain(text, scope) === true

/** A scope with more names. */
export const withNames = (scope: Scope, names: Readonly<Record<string, Known>>): Scope => new Map([...scope, ...Object.entries(names)])

const VALUE_TYPES: Record<string, 'number' | 'string' | 'boolean' | 'any'> = {
  number: 'number', percent: 'number', money: 'number', date: 'string', yesno: 'boolean', text: 'string', choice: 'string', person: 'string', lookup: 'string',
}

/** The answers of a form as FEEL sees them: numbers as decimals, days as their ISO text, picks from a catalogue as its records. */
export function formValue(fields: readonly Field[], answers: Answers, recordOf: (catalogue: string, code: string) => unknown): Value {
  const value = new Map<string, Value>()
  for (const field of fields) value.set(field.id, fieldValue(field, answers[field.id]?.value ?? null, recordOf))
  return value
}

function fieldValue(field: Field, given: unknown, recordOf: (catalogue: string, code: string) => unknown): Value {
  if (given === null || given === undefined) return field.of || field.type === 'choices' ? [] : null
  if (field.of) {
    const records = (given as Record<string, unknown>[]).map((record) => new Map(field.of!.map((leaf) => [leaf.id, fieldValue(leaf as Field, record[leaf.id] ?? null, recordOf)] as const)))
    return records
  }
  if (field.type === 'choices') return (given as string[]).map((code) => (field.catalogue ? fromJson(recordOf(field.catalogue, code)) : code))
  if (field.type === 'choice' && field.catalogue) return fromJson(recordOf(field.catalogue, given as string))
  return fromJson(given, VALUE_TYPES[field.type] ?? 'any')
}
