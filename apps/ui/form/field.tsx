import type { FieldView } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import { Unseen } from '../parts.tsx'
import { SourceChip } from '../source-chip.tsx'
import { ValueOf } from '../value.tsx'
import { useVoice } from '../voice.tsx'
import { isFixed, nameOf, valueAt } from './draft.ts'
import { Choices, isMany, Select, YesNo } from './choices.tsx'
import { DayInput } from './day.tsx'
import { Lookup } from './lookup.tsx'
import { Mend, useMendId } from './mending.tsx'
import { PersonInput } from './person.tsx'
import { TextInput } from './text.tsx'
import { Wrong } from './wrong.tsx'

/** What every control is given: its field, its name in the form, what is typed so far, and what is wrong with it. */
export type ControlProps = { readonly field: FieldView; readonly name: string; readonly draft: Typed; readonly error: string | undefined; readonly describedBy: string | undefined }
type Props = Omit<ControlProps, 'describedBy'> & { /** Its label and its source stand right above already: they are there for those who cannot see that. */ readonly bare?: boolean }

/** One question: its label, why it is asked, where its value came from, its control, and its error right above it. */
export function Field({ field, name, draft, error, bare = false }: Props) {
  const { t, bi } = useVoice()
  const mendId = useMendId(name)
  if (isFixed(field)) return <FixedField field={field} name={name} />
  const isNamed = field.type === 'person' && valueAt(draft, `${name}~party`) !== ''
  const parts = [field.hint === undefined ? undefined : `${name}-hint`, field.source === undefined || bare ? undefined : `${name}-source`, mendId, error === undefined ? undefined : `${name}-error`]
  const describedBy = parts.filter((part) => part !== undefined).join(' ') || undefined
  const control = <Control field={field} name={name} draft={draft} error={error} describedBy={describedBy} />
  const words = (
    <>
      {field.hint === undefined ? null : <p className="field__hint" id={`${name}-hint`}>{bi(field.hint)}</p>}
      {bare || (field.source === undefined && (field.by !== 'default' || isNamed)) ? null : <div className="field__source"><SourceChip field={field} id={`${name}-source`} /></div>}
      <Mend name={name} />
      {error === undefined ? null : <p className="field__error" id={`${name}-error`}><Unseen>{t('form.error')}</Unseen> {error}</p>}
    </>
  )
  const named = <>{bi(field.label)}{field.required ? null : <span className="field__optional"> {t('form.optional')}</span>}</>
  const label = bare ? <Unseen>{named}</Unseen> : named
  const wrap = `field${error === undefined ? '' : ' field--wrong'}`
  return (
    <div className={wrap}>
      {isGrouped(field)
        ? <fieldset className="field__set" aria-describedby={describedBy}><legend className="field__label">{label}</legend>{words}{control}</fieldset>
        : <>{isNamed ? <p className="field__label">{bare ? <Unseen>{t('form.person_name')}</Unseen> : t('form.person_name')}</p> : <label className="field__label" htmlFor={name}>{label}</label>}{words}{control}</>}
      {field.asked === undefined || bare || isNamed ? null : <p className="field__why">{t('form.why', { why: bi(field.asked) })}</p>}
    </div>
  )
}

/** Several inputs that answer one question stand in a fieldset, named by its legend. */
const isGrouped = (field: FieldView): boolean =>
  field.type === 'yesno' || field.type === 'date' || field.type === 'choices' || ((field.type === 'choice' || (field.type === 'person' && field.choices !== undefined)) && !isMany(field))

function Control(props: ControlProps) {
  switch (props.field.type) {
    case 'choice': return isMany(props.field) ? <Select {...props} /> : <Choices {...props} kind="radio" />
    case 'choices': return <Choices {...props} kind="checkbox" />
    case 'yesno': return <YesNo {...props} />
    case 'person': return <PersonInput {...props} />
    case 'lookup': return <Lookup {...props} />
    case 'date': return <DayInput {...props} />
    default: return <TextInput {...props} />
  }
}

/** A value that an authority keeps, or that follows from other answers, is shown, not asked. */
function FixedField({ field, name }: { readonly field: FieldView; readonly name: string }) {
  const { t, bi } = useVoice()
  return (
    <div className="field field--locked" id={name} tabIndex={-1}>
      <p className="field__label">{bi(field.label)}{field.locked ? <span className="field__optional"> {t('form.locked')}</span> : null}</p>
      <Mend name={name} />
      <div className="field__fixed"><ValueOf field={field} /></div>
      <Wrong field={field} />
    </div>
  )
}

/** A value that comes by itself once the other answers are there. */
export function AwaitedField({ field }: { readonly field: FieldView }) {
  const { t, bi } = useVoice()
  return (
    <div className="field field--locked">
      <p className="field__label">{bi(field.label)}</p>
      <Mend name={nameOf(field.id)} />
      {field.source === undefined ? <p className="field__hint">{t('form.awaited')}</p> : <SourceChip field={field} />}
    </div>
  )
}
