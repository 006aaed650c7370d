import { useVoice } from '../voice.tsx'
import { valueAt } from './draft.ts'
import type { ControlProps } from './field.tsx'

/** More choices than this stand in a list to open instead of all in sight. */
const IN_SIGHT = 8
/** More than this are looked for by typing rather than by reading. */
const READ_THROUGH = 12

export const isMany = (field: ControlProps['field']): boolean => (field.choices?.length ?? 0) > IN_SIGHT

/** Whether the page finds one of this field's choices by typing. */
export const isTypedFor = (field: ControlProps['field']): boolean => field.type !== 'choices' && (field.choices?.length ?? 0) > READ_THROUGH

/** One of few, or any of several. A long list can be narrowed by typing where there is JavaScript. */
export function Choices({ field, name, draft, error, kind }: ControlProps & { readonly kind: 'radio' | 'checkbox' }) {
  const { t, bi } = useVoice()
  const chosen = new Set(draft.get(name) ?? [])
  const choices = field.choices ?? []
  const list = (
    <ul className={choices.length > READ_THROUGH ? 'choices choices--long' : 'choices'} data-choices={name}>
      {choices.map((choice, place) => (
        <li className="choices__one" key={choice.value} data-sounds={choice.sounds}>
          <input className="choices__input" type={kind} id={place === 0 ? name : `${name}:${place}`} name={name} value={choice.value} defaultChecked={chosen.has(choice.value)} aria-invalid={error === undefined ? undefined : true} />
          <label className="choices__label" htmlFor={place === 0 ? name : `${name}:${place}`}>{bi(choice.label)}</label>
        </li>
      ))}
    </ul>
  )
  return choices.length > READ_THROUGH ? <div data-island="filter" data-label={t('form.filter')}>{list}</div> : list
}

/** One of many. Of very many, an island finds the one by typing where there is JavaScript. */
export function Select({ field, name, draft, error, describedBy }: ControlProps) {
  const { t, bi } = useVoice()
  const choices = field.choices ?? []
  const island = choices.length > READ_THROUGH ? { 'data-island': 'pick', 'data-hint': t('form.pick'), 'data-some': t('form.pick_some'), 'data-none': t('form.pick_none') } : {}
  return (
    <select {...island} className="field__input field__select" id={name} name={name} defaultValue={valueAt(draft, name)} aria-describedby={describedBy} aria-invalid={error === undefined ? undefined : true}>
      <option value="">{t('form.choose')}</option>
      {choices.map((choice) => <option key={choice.value} value={choice.value} data-sounds={choice.sounds}>{bi(choice.label)}</option>)}
    </select>
  )
}

/** Yes or no; neither is chosen beforehand. */
export function YesNo(props: ControlProps) {
  const { t } = useVoice()
  const choices = ['yes', 'no'].map((value) => ({ value, label: { zh: t(`value.${value}`), en: t(`value.${value}`) } }))
  return <Choices {...props} field={{ ...props.field, choices }} kind="radio" />
}
