import type { FieldView, Group, ItemValue, Person } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { dayIn, partsOf } from './day.ts'

/** The name of a field in a form. */
export const nameOf = (field: string): string => `f.${field}`

/** The name of a field in the nth record (from 0) of a list. */
export const leafName = (list: string, place: number, leaf: string): string => `f.${list}.${place}.${leaf}`

/** The name that counts the records of a list. */
export const countName = (list: string): string => `n.${list}`

/** The one value under a name, or empty text. */
export const valueAt = (draft: Typed, name: string): string => draft.get(name)?.[0] ?? ''

/** How many records of a list the draft has. */
export const rowsOf = (draft: Typed, list: FieldView): number => Math.min(Number(valueAt(draft, countName(list.id))) || 0, list.maxItems ?? 200)

/** What stands in the form before anybody types: the answers as the API gives them. */
export function draftOf(group: Pick<Group, 'fields'>): Typed {
  const draft = new Map<string, readonly string[]>()
  for (const field of group.fields) {
    if (field.type === 'list') listInto(draft, field)
    else valueInto(draft, nameOf(field.id), field, field.value)
  }
  return draft
}

function listInto(draft: Map<string, readonly string[]>, field: FieldView): void {
  const items = field.items ?? []
  // A list that must have records starts with them, empty, so nobody has to find the button first.
  draft.set(countName(field.id), [String(Math.max(items.length, field.minItems ?? 0))])
  items.forEach((item, place) => {
    for (const leaf of field.of ?? []) valueInto(draft, leafName(field.id, place, leaf.id), leaf, item[leaf.id]?.value, item[leaf.id])
  })
}

function valueInto(draft: Map<string, readonly string[]>, name: string, field: FieldView, value: unknown, item?: ItemValue): void {
  if (value === null || value === undefined) return
  if (field.type === 'choices') draft.set(name, value as readonly string[])
  else if (field.type === 'yesno') draft.set(name, [value === true ? 'yes' : 'no'])
  else if (field.type === 'date') for (const [part, texts] of partsOf(name, String(value))) draft.set(part, texts)
  else if (field.type === 'money') draft.set(name, [yuan(Number(value))])
  else if (field.type === 'person' || field.type === 'lookup') reference(draft, name, field, value, item)
  else draft.set(name, [String(value)])
}

function reference(draft: Map<string, readonly string[]>, name: string, field: FieldView, value: unknown, item: ItemValue | undefined): void {
  const known = typeof value === 'object' ? (value as Partial<Person> & { value?: string; label?: unknown }) : { party: String(value), value: String(value), label: item?.label }
  const label = typeof known.label === 'object' && known.label !== null ? String((known.label as { zh?: string }).zh) : String(known.label ?? item?.label ?? known.value ?? known.party ?? '')
  draft.set(`${name}~label`, [label])
  if (field.type === 'person') draft.set(field.choices === undefined ? `${name}~party` : name, [String(known.party ?? '')])
  else draft.set(name, [String(known.value ?? '')])
}

const yuan = (fen: number): string => `${fen < 0 ? '-' : ''}${Math.trunc(Math.abs(fen) / 100)}${fen % 100 === 0 ? '' : `.${String(Math.abs(fen) % 100).padStart(2, '0')}`}`

/** The draft with one more record in a list. */
export function withRow(draft: Typed, list: FieldView): Typed {
  return new Map([...draft, [countName(list.id), [String(rowsOf(draft, list) + 1)]]])
}

/** The draft without the nth record (from 0) of a list; those after it move up. */
export function withoutRow(draft: Typed, list: FieldView, removed: number): Typed {
  const rows = rowsOf(draft, list)
  if (removed < 0 || removed >= rows) return draft
  const kept = new Map<string, readonly string[]>()
  const row = new RegExp(`^f\\.${list.id}\\.(\\d+)\\.(.+)$`)
  for (const [name, values] of draft) {
    const [, place, leaf] = row.exec(name) ?? []
    if (place === undefined || leaf === undefined) kept.set(name, values)
    else if (Number(place) !== removed) kept.set(leafName(list.id, Number(place) - (Number(place) > removed ? 1 : 0), leaf), values)
  }
  kept.set(countName(list.id), [String(rows - 1)])
  return kept
}

/** The draft with another value under a name. */
export const withValue = (draft: Typed, name: string, value: string): Typed => new Map([...draft, [name, [value]]])

/**
 * What to send: every answer the person may give. A value that a source or the house filled in and nobody changed is
 * left out, so that it stays the source's and is not counted as typed.
 */
export function answersOf(group: Pick<Group, 'fields'>, draft: Typed): Record<string, unknown> {
  const before = draftOf(group)
  const answers: Record<string, unknown> = {}
  for (const field of group.fields) {
    if (isFixed(field) || !field.shown || (isAwaited(field) && !draft.has(nameOf(field.id)))) continue
    if (field.type === 'list') answers[field.id] = Array.from({ length: rowsOf(draft, field) }, (_, place) => recordOf(field, place, draft))
    else if (!isUntouched(field, before, draft)) answers[field.id] = answerOf(field, nameOf(field.id), draft)
  }
  return answers
}

/** Whether nobody asks this of a person: its source, or a rule, fills it in once the other answers are known. */
export const isAwaited = (field: FieldView): boolean => field.type !== 'list' && field.filled === true && (field.by ?? null) === null && (field.value ?? null) === null

/** Whether the value is kept by an authority or follows from other answers, so that changing it here would change nothing. */
export const isFixed = (field: FieldView): boolean => field.locked || field.by === 'worked out'

const PICKED = new Set(['choice', 'choices', 'yesno'])

/** Whether something is chosen beforehand that is asked all the same: whoever leaves it so is asked no more. */
export const isPreselected = (field: FieldView): boolean => field.by === 'default' && field.asked !== undefined && PICKED.has(field.type)

const OWN = new Set(['source', 'worked out', 'default'])

function isUntouched(field: FieldView, before: Typed, draft: Typed): boolean {
  if (!OWN.has(field.by ?? '') || isPreselected(field)) return false
  const name = nameOf(field.id)
  if (field.type === 'date') return dayIn(before, name) === dayIn(draft, name)
  return [name, `${name}~party`].every((one) => (before.get(one) ?? []).join('\n') === (draft.get(one) ?? []).join('\n'))
}

const recordOf = (field: FieldView, place: number, draft: Typed): Record<string, unknown> =>
  Object.fromEntries((field.of ?? []).filter((leaf) => !leaf.locked).map((leaf) => [leaf.id, answerOf(leaf, leafName(field.id, place, leaf.id), draft)]))

function answerOf(field: FieldView, name: string, draft: Typed): unknown {
  const text = valueAt(draft, name).trim()
  if (field.type === 'choices') return draft.get(name) ?? []
  if (field.type === 'yesno') return text === '' ? '' : text === 'yes'
  if (field.type === 'date') return dayIn(draft, name)
  if (field.type === 'person') return personAnswer(field, name, text, draft)
  return text
}

// A number typed means somebody else than the one who stood there before.
function personAnswer(field: FieldView, name: string, text: string, draft: Typed): unknown {
  if (field.choices !== undefined) return text === '' ? '' : { party: text }
  const party = valueAt(draft, `${name}~party`)
  // People leave room in a number, as the cards do.
  return text === '' && party !== '' ? { party } : text.replaceAll(/\s/g, '')
}

/** What an input is called, as far as it belongs to this group: the label, within its record where it has one. */
export function labelAt(group: Pick<Group, 'fields'>, name: string, text: (field: FieldView, place: number | undefined, leaf: FieldView | undefined) => string): string | undefined {
  const [, id, place, leafId] = name.split('.')
  const field = group.fields.find((one) => one.id === id)
  return field === undefined ? undefined : text(field, place === undefined ? undefined : Number(place), field.of?.find((leaf) => leaf.id === leafId))
}

/** The name of the input that an error pointer (`/answers/founders/0/person`) means. */
export const nameAt = (pointer: string): string => `f.${pointer.replace(/^\/(answers\/)?/, '').replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')}`
