import { hasControl } from '#kernel/shapes'
import type { InputFault } from '#kernel/refusal'

import type { By, Kept, Leaf, Field } from './form.ts'

/** A value as sent, read; or the fault that keeps it out; or nothing given. */
export type Read = { readonly value: unknown } | { readonly fault: string; readonly details?: InputFault['details'] } | { readonly nothing: true }

/** Codes a choice may take, where they are known beforehand. */
export type ChoicesOf = (field: Leaf) => readonly string[] | null

const NOTHING = { nothing: true } as const

/** Reads one answer as its field's type asks for it. Persons and lookups come back as the text that was given. */
export function readAnswer(field: Leaf, given: unknown, choicesOf: ChoicesOf): Read {
  if (given === null || given === undefined || given === '') return NOTHING
  switch (field.type) {
    case 'text': case 'person': case 'lookup': return readText(field, given)
    case 'number': case 'percent': return readNumber(field, given)
    case 'money': return readMoney(field, given)
    case 'date': return typeof given === 'string' && isDay(given) ? { value: given } : { fault: 'services.answer_date' }
    case 'yesno': return given === true || given === 'true' ? { value: true } : given === false || given === 'false' ? { value: false } : { fault: 'services.answer_choice' }
    case 'choice': return readChoices(field, [given], choicesOf, false)
    case 'choices': return readChoices(field, Array.isArray(given) ? given : [given], choicesOf, true)
    default: return { fault: 'services.answer_form' }
  }
}

function readText(field: Leaf, given: unknown): Read {
  if (typeof given === 'object' && given !== null && field.type === 'person' && typeof (given as { party?: unknown }).party === 'string') return { value: given }
  if (typeof given !== 'string') return { fault: 'services.answer_form' }
  const text = given.trim().normalize('NFC')
  if (text === '') return NOTHING
  if (text.length > field.maxLength) return { fault: 'services.answer_long', details: { max: field.maxLength } }
  if (hasControl(text)) return { fault: 'kernel.text_control' }
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(text)) return { fault: 'services.answer_pattern' }
  return { value: text }
}

/** Decimals stay text on their way, so that no double rounds them. */
function readNumber(field: Leaf, given: unknown): Read {
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : ''
  if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(text)) return { fault: 'services.answer_number' }
  return inBounds(field, Number(text)) ?? { value: Number.isInteger(Number(text)) ? Number(text) : text }
}

/** Yuan as people write them ("10,000.50"), or fen as {fen}. Kept in fen. */
function readMoney(field: Leaf, given: unknown): Read {
  if (typeof given === 'object' && Number.isSafeInteger((given as { fen?: unknown }).fen)) return inBounds(field, (given as { fen: number }).fen / 100) ?? { value: (given as { fen: number }).fen }
  const text = String(given).replaceAll(/[,，\s¥￥]/g, '')
  const match = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text)
  if (typeof given === 'object' || !match) return { fault: 'services.answer_money' }
  return inBounds(field, Number(text)) ?? { value: Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) }
}

function inBounds(field: Leaf, value: number): Read | undefined {
  if (field.min !== undefined && value < field.min) return { fault: 'services.answer_small', details: { min: field.min } }
  if (field.max !== undefined && value > field.max) return { fault: 'services.answer_big', details: { max: field.max } }
  return undefined
}

function readChoices(field: Leaf, given: readonly unknown[], choicesOf: ChoicesOf, many: boolean): Read {
  const known = choicesOf(field)
  const picked = given.filter((one) => one !== '')
  if (picked.length === 0) return NOTHING
  if (picked.length > 50 || picked.some((one) => typeof one !== 'string' || (known !== null && !known.includes(one)))) return { fault: 'services.answer_choice' }
  return { value: many ? [...new Set(picked)] : picked[0] }
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

const PICKED = new Set(['choice', 'choices', 'yesno'])

/** How an answer counts: what equals the value that stood there before keeps its way of coming; what was asked and preselected is not picked by who leaves it so, but left. */
export function byOf(field: Leaf, value: unknown, before: { value: unknown; by: By | undefined } | undefined): By {
  const isPreselected = before?.by === 'default' && field.asked !== undefined && PICKED.has(field.type)
  if (before?.by !== undefined && JSON.stringify(before.value) === JSON.stringify(value)) return isPreselected ? 'left' : before.by
  return PICKED.has(field.type) ? 'picked' : 'typed'
}

/** The kept answer to a list, with how each part of each record came. */
export function keptList(field: Field, records: readonly Record<string, unknown>[], before: Kept | undefined): Kept {
  const old = (before?.value ?? []) as Record<string, unknown>[]
  const items = records.map((record, n) => Object.fromEntries(field.of!.filter((leaf) => record[leaf.id] !== undefined && record[leaf.id] !== null)
    .map((leaf) => [leaf.id, byOf(leaf, record[leaf.id], { value: old[n]?.[leaf.id], by: before?.items?.[n]?.[leaf.id] })])))
  return { value: records, by: 'typed', items }
}
