import { useVoice } from '../voice.tsx'
import { valueAt } from './draft.ts'
import { moneyInWords } from './money.ts'
import type { ControlProps } from './field.tsx'

/** The definition's own limit for a line; what may be longer gets several. */
const LONG = 200

/** Text, a number, an amount, or a part of a hundred. Never `type=number`: it loses what it cannot read. */
export function TextInput({ field, name, draft, error, describedBy }: ControlProps) {
  const { t, bi, language } = useVoice()
  const shared = { id: name, name, defaultValue: valueAt(draft, name), 'aria-describedby': describedBy, 'aria-invalid': error === undefined ? undefined : true, autoComplete: field.autocomplete ?? 'off' } as const
  if (field.type === 'text' && (field.maxLength ?? 0) > LONG) return <textarea {...shared} className="field__input field__area" rows={4} maxLength={field.maxLength} />
  const unit = field.type === 'money' ? t('unit.yuan') : field.type === 'percent' ? t('unit.percent') : field.unit === undefined ? undefined : bi(field.unit)
  const input = <input {...shared} className={field.type === 'text' ? 'field__input' : 'field__input field__input--figure'} type="text" inputMode={field.type === 'text' ? undefined : 'decimal'} maxLength={field.maxLength} spellCheck={false} />
  const words = field.type === 'money' ? <span className="field__words" data-words={name}>{moneyInWords(valueAt(draft, name), language)}</span> : null
  return unit === undefined ? input : <span className="field__pair">{input}<span className="field__unit">{unit}</span>{words}</span>
}
