import type { Typed } from '../../portal/visit.ts'
import { useVoice } from '../voice.tsx'
import { dayIn, ORDER, partName, partsOf, wrongIn } from './day.ts'

type Props = { readonly name: string; readonly draft: Typed; readonly error: string | undefined; readonly describedBy: string | undefined }

/**
 * A day in three parts, each typed as it stands on a card, with no calendar to leaf through. The first has the name of
 * the question, so that a link to the question leads to it. Only a part that is wrong is marked.
 */
export function DayInput({ name, draft, error, describedBy }: Props) {
  const { t, language } = useVoice()
  const written: Typed = draft.has(partName(name, 'year')) ? draft : new Map(partsOf(name, dayIn(draft, name)))
  const wrong = error === undefined ? [] : (wrongIn(written, name)?.parts ?? ORDER[language])
  return (
    <div className="day">
      {ORDER[language].map((part, place) => {
        const own = partName(name, part)
        return (
          <div className="day__part" key={part}>
            <label className="day__label" htmlFor={place === 0 ? name : own}>{t(`day.${part}`)}</label>
            <input className={`field__input day__input day__input--${part}`} id={place === 0 ? name : own} name={own} type="text" inputMode="numeric" maxLength={part === 'year' ? 4 : 2} defaultValue={written.get(own)?.[0] ?? ''} autoComplete="off" spellCheck={false}
              aria-describedby={describedBy} aria-invalid={wrong.includes(part) ? true : undefined} />
          </div>
        )
      })}
    </div>
  )
}
