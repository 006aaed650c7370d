import type { FieldView } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import type { Voice } from '../../portal/voice.ts'
import { dayIn } from './day.ts'
import { leafName, nameOf, rowsOf, valueAt } from './draft.ts'

/** What stands in a field of a draft, to be read: choices by their labels, people and places by name, records one after the other. */
export function textInDraft(voice: Voice, field: FieldView, draft: Typed): string {
  if (field.type !== 'list') return oneText(voice, field, nameOf(field.id), draft)
  return Array.from({ length: rowsOf(draft, field) }, (_, place) => (field.of ?? []).map((leaf) => oneText(voice, leaf, leafName(field.id, place, leaf.id), draft)).filter((text) => text !== '').join(' · ')).filter((text) => text !== '').join('; ')
}

function oneText(voice: Voice, field: FieldView, name: string, draft: Typed): string {
  if (field.type === 'date') return dayIn(draft, name)
  const values = (draft.get(name) ?? []).filter((value) => value !== '')
  if (field.type === 'yesno') return values[0] === undefined ? '' : voice.t(values[0] === 'yes' ? 'value.yes' : 'value.no')
  if (field.choices !== undefined) return voice.list(values.map((value) => voice.bi(field.choices?.find((choice) => choice.value === value)?.label ?? value)))
  if (field.type === 'lookup') return labelOf(draft, name, values[0] ?? '')
  return values[0] ?? (field.type === 'person' ? valueAt(draft, `${name}~label`) : '')
}

/** What a look-up called the value, from what it found or from what stood there. */
function labelOf(draft: Typed, name: string, value: string): string {
  // The browser sends back what we sent it; anything else is read as the bare value.
  try {
    const found = JSON.parse(valueAt(draft, `${name}~results`)) as readonly { value: string; label: string }[]
    return found.find((one) => one.value === value)?.label ?? value
  } catch {
    return valueAt(draft, `${name}~label`) || value
  }
}
