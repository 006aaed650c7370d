import type { FieldView, Group } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { Name } from '../parts.tsx'
import { Words } from '../prose.tsx'
import { SourceDetails, useSure } from '../source-chip.tsx'
import { hasValue, textOf } from '../value.tsx'
import { useVoice } from '../voice.tsx'
import { isAnswerable } from './asked.ts'
import { isAwaited, nameOf } from './draft.ts'
import { OneField } from './group.tsx'
import { Wrong } from './wrong.tsx'

type Props = { readonly group: Group; readonly fields: readonly FieldView[]; readonly draft: Typed; readonly errors: ReadonlyMap<string, string> }

/** What government knows or suggests already: one line each, that opens to where it came from and to a way to say that it is wrong. */
export function Known({ group, fields, draft, errors }: Props) {
  const { t } = useVoice()
  const count = fields.filter((field) => hasValue(field.value)).length
  return (
    <section className="known" aria-labelledby={`known-${group.id}`}>
      <h2 className="known__title" id={`known-${group.id}`}><Words>{count === 0 ? t('form.known_none') : t('form.known', { count })}</Words></h2>
      {fields.map((field) => <KnownOne key={field.id} field={field} draft={draft} errors={errors} />)}
    </section>
  )
}

function KnownOne({ field, draft, errors }: Omit<Props, 'group' | 'fields'> & { readonly field: FieldView }) {
  const voice = useVoice()
  const sure = useSure()
  const { t, bi } = voice
  const text = field.type === 'list' ? (field.items ?? []).length === 0 ? '' : t('form.records', { title: bi(field.itemTitle ?? field.label), count: field.items!.length }) : hasValue(field.value) ? textOf(voice, field, field.value) : ''
  if (isAwaited(field) || (text === '' && !isAnswerable(field))) return <p className="known__line"><span className="known__label">{bi(field.label)}</span><span className="quiet">{field.source === undefined ? t('form.awaited') : sure(field)}</span></p>
  return (
    <details className="known__one" open={[...errors.keys()].some((name) => `${name}.`.startsWith(`${nameOf(field.id)}.`))}>
      <summary className="known__line">
        <span className="known__label">{bi(field.label)}</span>
        <span className="known__value">{text === '' ? <span className="quiet">{t('value.none')}</span> : <Name text={text} />}</span>
        <span className="known__sure">{text === '' ? t('form.optional_short') : sure(field)}</span>
      </summary>
      <div className="known__more">
        <SourceDetails field={field} wrongAt={undefined} />
        <Wrong field={field} />
        {isAnswerable(field) ? <OneField field={field} draft={draft} errors={errors} bare /> : null}
      </div>
    </details>
  )
}
