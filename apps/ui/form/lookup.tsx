import { paths } from '../../paths.ts'
import { Button, Name } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { valueAt } from './draft.ts'
import type { ControlProps } from './field.tsx'

/** What a look-up found. */
export type Found = { readonly value: string; readonly label: string }

/**
 * Something of a register, found by typing a part of it: text, a search button, and what was found as choices. Where
 * there is JavaScript, an island turns the text into a combobox with suggestions; what is sent is the same.
 */
export function Lookup({ field, name, draft, error, describedBy }: ControlProps) {
  const { t } = useVoice()
  const found = foundIn(draft.get(`${name}~results`)?.[0])
  const value = valueAt(draft, name)
  const label = valueAt(draft, `${name}~label`)
  const choices = found ?? (value === '' ? [] : [{ value, label }])
  return (
    <div className="lookup" data-island="lookup" data-name={name} data-path={paths.lookup(field.lookup ?? '')} data-division={field.lookupDivision} data-none={t('lookup.none')} data-some={t('lookup.some')}>
      <div className="lookup__ask">
        <input className="field__input lookup__text" id={name} name={`${name}~q`} type="text" defaultValue={valueAt(draft, `${name}~q`)} autoComplete="off" spellCheck={false} aria-describedby={describedBy} aria-invalid={error === undefined ? undefined : true} />
        <Button kind="secondary" name="do" value={`find:${name}`}>{t('lookup.find')}</Button>
      </div>
      {found === undefined ? null : <input type="hidden" name={`${name}~results`} value={JSON.stringify(found)} />}
      {value === '' ? null : <input type="hidden" name={`${name}~label`} value={label} />}
      {found !== undefined && found.length === 0 ? <p className="lookup__none" role="status">{t('lookup.none')}</p> : null}
      <fieldset className="lookup__found" hidden={choices.length === 0}>
        <legend className="lookup__legend">{t(found === undefined ? 'lookup.chosen' : 'lookup.choose')}</legend>
        <ul className="choices">
          {choices.map((choice, place) => (
            <li className="choices__one" key={choice.value}>
              <input className="choices__input" type="radio" id={`${name}:${place}`} name={name} value={choice.value} defaultChecked={choice.value === value || choices.length === 1} />
              <label className="choices__label" htmlFor={`${name}:${place}`}><Name text={choice.label} /></label>
            </li>
          ))}
        </ul>
      </fieldset>
    </div>
  )
}

// The browser sends back what we sent it; anything else is as good as nothing found yet.
function foundIn(text: string | undefined): readonly Found[] | undefined {
  try {
    const found: unknown = JSON.parse(text ?? '')
    return Array.isArray(found) ? found.filter((one): one is Found => typeof one?.value === 'string' && typeof one?.label === 'string').slice(0, 20) : undefined
  } catch {
    return undefined
  }
}
