import type { FieldView } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { Button, Unseen } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { countName, leafName, nameOf, rowsOf } from './draft.ts'
import { Field } from './field.tsx'
import { Mend, useMendId } from './mending.tsx'

type Props = { readonly field: FieldView; readonly draft: Typed; readonly errors: ReadonlyMap<string, string> }

/** A list of records. Adding and removing are ordinary submits that keep everything typed. */
export function ListField({ field, draft, errors }: Props) {
  const { t, bi } = useVoice()
  const rows = rowsOf(draft, field)
  const error = errors.get(nameOf(field.id))
  const title = bi(field.itemTitle ?? field.label)
  const mendId = useMendId(nameOf(field.id))
  return (
    <fieldset className={`list${error === undefined ? '' : ' field--wrong'}`} id={nameOf(field.id)} tabIndex={-1} aria-describedby={mendId}>
      <legend className="list__legend">{bi(field.label)}</legend>
      {field.hint === undefined ? null : <p className="field__hint">{bi(field.hint)}</p>}
      <Mend name={nameOf(field.id)} />
      {error === undefined ? null : <p className="field__error"><Unseen>{t('form.error')}</Unseen> {error}</p>}
      {field.asked === undefined ? null : <p className="field__why">{t('form.why', { why: bi(field.asked) })}</p>}
      <input type="hidden" name={countName(field.id)} value={rows} />
      {Array.from({ length: rows }, (_, place) => (
        <section className="list__record" key={place} id={`${nameOf(field.id)}.${place}`} aria-label={t('list.record', { title, number: place + 1 })}>
          <div className="list__head">
            <h2 className="list__title">{t('list.record', { title, number: place + 1 })}</h2>
            {rows > (field.minItems ?? 0) ? <Button kind="quiet" name="do" value={`remove:${field.id}:${place}`}>{t('list.remove')}<Unseen> {t('list.record', { title, number: place + 1 })}</Unseen></Button> : null}
          </div>
          <Mend name={`${nameOf(field.id)}.${place}`} />
          {(field.of ?? []).map((leaf) => <Leaf key={leaf.id} list={field} leaf={leaf} place={place} draft={draft} errors={errors} />)}
        </section>
      ))}
      {rows < (field.maxItems ?? 200) ? <p><Button kind="secondary" name="do" value={`add:${field.id}`}>{t('list.add', { title })}</Button></p> : null}
    </fieldset>
  )
}

type LeafProps = Props & { readonly list: FieldView; readonly leaf: FieldView; readonly place: number }

function Leaf({ list, leaf, place, draft, errors }: Omit<LeafProps, 'field'>) {
  const record = list.items?.[place]
  const item = record?.[leaf.id]
  // A kept record says which of its questions are asked; a new one asks them all until it is saved.
  if (leaf.shown === false || (record !== undefined && item === undefined)) return null
  const known = item === undefined ? leaf : { ...leaf, value: item.label === undefined ? item.value : { party: '', label: item.label }, by: item.by, ...(item.source === undefined ? {} : { source: item.source }) }
  const name = leafName(list.id, place, leaf.id)
  return <Field field={known} name={name} draft={draft} error={errors.get(name)} />
}
