import type { Bi } from '../portal/api.ts'
import type { Voice } from '../portal/voice.ts'
import { Name } from './parts.tsx'
import { useVoice } from './voice.tsx'

/** A part of an element: what it is called, of which type, and what people say for its codes. */
type Part = { readonly id: string; readonly label: Bi; readonly type: string; readonly words?: Readonly<Record<string, Bi>>; readonly masked?: boolean }
/** What a register calls one thing it says of people; `of`: what is shown of a record of it. */
export type ElementView = Part & { readonly of?: readonly Part[] }

/** A value of a register as people read it: codes in words, records by their parts, long numbers by their end. */
export function FactValue({ element, value }: { readonly element: ElementView; readonly value: unknown }) {
  const voice = useVoice()
  if (value === null || value === undefined) return <span className="value__none">{voice.t('data.no_value')}</span>
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="value__none">{voice.t('data.no_entries')}</span>
    return <ul className="records">{value.map((one, place) => <li className="records__one" key={place}>{typeof one === 'object' && one !== null ? <Record element={element} record={one as Readonly<Record<string, unknown>>} /> : <Name text={textOf(voice, element, one)} />}</li>)}</ul>
  }
  if (typeof value === 'object') return <Record element={element} record={value as Readonly<Record<string, unknown>>} />
  return <Name text={textOf(voice, element, value)} />
}

function Record({ element, record }: { readonly element: ElementView; readonly record: Readonly<Record<string, unknown>> }) {
  const voice = useVoice()
  const parts = (element.of ?? []).filter(({ id }) => record[id] !== null && record[id] !== undefined)
  if (parts.length === 1) return <Name text={textOf(voice, parts[0]!, record[parts[0]!.id])} />
  return <>{parts.map((part) => <span className="records__part" key={part.id}><span className="records__label">{voice.bi(part.label)}</span> <Name text={textOf(voice, part, record[part.id])} /></span>)}</>
}

const SHOWN = 4

function textOf(voice: Voice, part: ElementView, value: unknown): string {
  const text = String(value)
  const words = part.words?.[text]
  if (words !== undefined) return voice.bi(words)
  if (part.masked) return voice.t('data.ends_in', { end: text.slice(-SHOWN) })
  if (typeof value === 'boolean') return voice.t(value ? 'value.yes' : 'value.no')
  if (part.type === 'money') return voice.money(Number(value))
  return part.type === 'date' ? voice.day(text) : text
}

/** The names of elements, each once: two registers may hold the same thing. */
export const namesOf = ({ bi, list }: Voice, one: { readonly elementLabels?: readonly Bi[] | null; readonly elements: readonly string[] }): string => list([...new Set((one.elementLabels ?? one.elements).map(bi))])
