import { strict as assert } from 'node:assert'

/** What may be signed: text, whole numbers, yes or no, nothing, and lists and records of these. */
export type Canonical = string | number | boolean | null | readonly Canonical[] | { readonly [name: string]: Canonical }

/**
 * The one JSON text of a value: names sorted by UTF-16 code units, no white space (RFC 8785 §3.2). We are stricter
 * than the RFC in one thing: a number must be a safe integer, because fractions read differently in other languages.
 * Anything else, and text with half a surrogate pair, is a fault of the caller.
 */
export function canonical(value: Canonical): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    assert(value.isWellFormed(), 'Text to be signed has no half characters.')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), 'Numbers to be signed are safe integers.')
    return JSON.stringify(value) // Also writes minus zero as 0, as RFC 8785 §3.2.2.3 wants.
  }
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  assert(typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null), 'Only plain records are signed.')
  return `{${Object.keys(value).sort().map((name) => `${canonical(name)}:${canonical(value[name]!)}`).join(',')}}`
}

const isList = (value: Canonical): value is readonly Canonical[] => Array.isArray(value)
