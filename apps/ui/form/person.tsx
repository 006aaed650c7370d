import { More, Name } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { Choices, isMany, Select } from './choices.tsx'
import { valueAt } from './draft.ts'
import type { ControlProps } from './field.tsx'

/** A person: one of those already named, or somebody by his citizen number. The name then comes from the population register. */
export function PersonInput(props: ControlProps) {
  const { t, bi } = useVoice()
  const { field, name, draft, error, describedBy } = props
  if (field.choices !== undefined) return isMany(field) ? <Select {...props} /> : <Choices {...props} kind="radio" />
  const party = valueAt(draft, `${name}~party`)
  const number = (
    <>
      <input className="field__input field__input--code" id={name} name={name} type="text" defaultValue={grouped(valueAt(draft, name))} maxLength={24} autoComplete="off" autoCapitalize="characters" spellCheck={false} data-secret
        aria-describedby={[describedBy, `${name}-number`, `${name}-check`].filter(Boolean).join(' ')} aria-invalid={error === undefined ? undefined : true} />
      <p className="field__hint" id={`${name}-number`}>{t(party === '' ? 'form.person_number' : 'form.person_other')}</p>
      <p className="field__check" id={`${name}-check`} role="status" data-check="citizen-id" data-of={name} data-good={t('form.id_good')} data-wrong={t('form.id_wrong')} data-length={t('form.id_length')} />
    </>
  )
  if (party === '') return <div className="person">{number}</div>
  return (
    <div className="person">
      <p className="person__known"><Name text={valueAt(draft, `${name}~label`)} /></p>
      <input type="hidden" name={`${name}~party`} value={party} />
      <input type="hidden" name={`${name}~label`} value={valueAt(draft, `${name}~label`)} />
      <More summary={t('form.person_change')} open={error !== undefined || valueAt(draft, name) !== ''}><label className="field__label" htmlFor={name}>{bi(field.label)}</label>{number}</More>
    </div>
  )
}

const WHOLE = 18

/** A whole number as the cards print it: division, day of birth, and the rest. What is not whole stays as it was typed. */
function grouped(text: string): string {
  const number = text.replaceAll(/\s/g, '')
  return number.length === WHOLE ? `${number.slice(0, 6)} ${number.slice(6, 14)} ${number.slice(14)}` : text
}
