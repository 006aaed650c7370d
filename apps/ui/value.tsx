import type { FieldView, ItemValue, Person } from '../portal/api.ts'
import type { Voice } from '../portal/voice.ts'
import { Name } from './parts.tsx'
import { SourceChip } from './source-chip.tsx'
import { useVoice } from './voice.tsx'

/** Whether there is an answer at all. */
export const hasValue = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)

/** A value as text, as its field says it is to be read. */
export function textOf(voice: Voice, field: FieldView, value: unknown, label?: string): string {
  if (!hasValue(value)) return ''
  if (label !== undefined) return label
  switch (field.type) {
    case 'money': return voice.money(Number(value))
    case 'date': return voice.day(String(value))
    case 'percent': return voice.t('value.percent', { value: String(value) })
    case 'number': return `${voice.number(Number(value))}${field.unit === undefined ? '' : ` ${voice.bi(field.unit)}`}`
    case 'yesno': return voice.t(value === true ? 'value.yes' : 'value.no')
    case 'choices': return voice.list((value as readonly string[]).map((one) => chosen(voice, field, one)))
    case 'choice': return chosen(voice, field, String(value))
    default: return typeof value === 'object' ? voice.bi((value as Person).label) : String(value)
  }
}

const chosen = (voice: Voice, field: FieldView, value: string): string => {
  const choice = field.choices?.find((one) => one.value === value)
  return choice === undefined ? value : voice.bi(choice.label)
}

/** The answer to a field, to be read only: with its source, or as a list of records. `open`: it may still be changed, so that an empty list says whether it may stay so. */
export function ValueOf({ field, wrongAt, open = false }: { readonly field: FieldView; readonly wrongAt?: string | undefined; readonly open?: boolean }) {
  const voice = useVoice()
  if (field.type === 'list') return <ListValue field={field} open={open} />
  return (
    <div className="value">
      <span className="value__text">{hasValue(field.value) ? <Name text={textOf(voice, field, field.value)} /> : <span className="value__none">{voice.t('value.none')}</span>}</span>
      <SourceChip field={field} own wrongAt={wrongAt} />
    </div>
  )
}

function ListValue({ field, open }: { readonly field: FieldView; readonly open: boolean }) {
  const { t } = useVoice()
  const items = field.items ?? []
  if (items.length === 0) return <span className="value__none">{open ? t('value.nobody_yet', { min: field.minItems ?? 0 }) : t('value.nobody')}</span>
  return <ol className="records">{items.map((item, place) => <li className="records__one" key={place}><RecordValue leaves={field.of ?? []} item={item} /></li>)}</ol>
}

/** One record of a list, each part with its name. */
export function RecordValue({ leaves, item }: { readonly leaves: readonly FieldView[]; readonly item: Readonly<Record<string, ItemValue>> }) {
  const voice = useVoice()
  return (
    <>
      {leaves.filter((leaf) => hasValue(item[leaf.id]?.value)).map((leaf) => {
        const { value, label, by } = item[leaf.id]!
        // A person is asked for by his number and shown by his name, which needs no word before it.
        return <span className="records__part" key={leaf.id}>{leaf.type === 'person' ? null : <span className="records__label">{voice.bi(leaf.label)}</span>} <Name text={textOf(voice, leaf, value, label)} /> <SourceChip field={{ by }} own /></span>
      })}
    </>
  )
}
