import { More, Name } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { Choices, isMany, Select } from './choices.tsx'
import { valueAt } from './draft.ts'
import type { ControlProps } from './field.tsx'

/** A person: one of those already named, or somebody by his citizen number. The name then comes from the population register. */
export function PersonInput(props: ControlProps) {
  const { t } = useVoice()
  const { field, name, draft, error, describedBy } = props
  if (field.choices !== undefined) return isMany(field) ? <Select {...props} /> : <Choices {...props} kind="radio" />
  const party = valueAt(draft, `${name}~party`)
  const number = (
    <>
      <input className="field__input field__input--code" id={name} name={name} type="text" defaultValue={valueAt(draft, name)} maxLength={18} autoComplete="off" spellCheck={false}
        aria-describedby={[describedBy, `${name}-number`].filter(Boolean).join(' ')} aria-invalid={error === undefined ? undefined : true} />
      <p className="field__hint" id={`${name}-number`}>{t(party === '' ? 'form.person_number' : 'form.person_other')}</p>
    </>
  )
  if (party === '') return <div className="person">{number}</div>
  return (
    <div className="person">
      <p className="person__known"><Name text={valueAt(draft, `${name}~label`)} /></p>
      <input type="hidden" name={`${name}~party`} value={party} />
      <input type="hidden" name={`${name}~label`} value={valueAt(draft, `${name}~label`)} />
      <More summary={t('form.person_change')} open={error !== undefined || valueAt(draft, name) !== ''}>{number}</More>
    </div>
  )
}
