import { paths } from '../../paths.ts'
import type { Bi } from '../../portal/api.ts'
import type { Typed } from '../../portal/visit.ts'
import type { Voice } from '../../portal/voice.ts'
import { Button, Name } from '../parts.tsx'
import { useVoice } from '../voice.tsx'
import { valueAt } from './draft.ts'
import type { ControlProps } from './field.tsx'

/** What a look-up found. `was`: it was not found now, but chosen before. */
export type Found = { readonly value: string; readonly label: string; readonly notes?: readonly string[]; readonly was?: boolean }

/** So many at most are shown of what was found. */
export const FOUND_MAX = 10

/**
 * Something of a register, found by typing a part of it: text, a search button, and what was found as choices, none of
 * which is ticked before the person does it. Where there is JavaScript, an island turns the text into a combobox with
 * suggestions; what is sent is the same.
 */
export function Lookup({ field, name, draft, error, describedBy }: ControlProps) {
  const { t } = useVoice()
  const found = foundIn(valueAt(draft, `${name}~results`))
  const value = valueAt(draft, name)
  const label = valueAt(draft, `${name}~label`)
  const choices = found ?? (value === '' ? [] : [{ value, label }])
  const example = valueAt(draft, `${name}~example`) || 'none'
  return (
    <div className="lookup" data-island="lookup" data-name={name} data-path={paths.lookup(field.lookup ?? '')} data-division={field.lookupDivision} data-none={t('lookup.none', { example: 'none' })} data-none-such={t('lookup.none', { example: '#' })} data-some={t('lookup.some')} data-chosen={t('lookup.chosen')}>
      <div className="lookup__ask">
        <input className="field__input lookup__text" id={name} name={`${name}~q`} type="text" defaultValue={valueAt(draft, `${name}~q`)} autoComplete="off" spellCheck={false} aria-describedby={describedBy} aria-invalid={error === undefined ? undefined : true} />
        <Button kind="secondary" name="do" value={`find:${name}`}>{t('lookup.find')}</Button>
      </div>
      {found === undefined ? null : <><input type="hidden" name={`${name}~results`} value={JSON.stringify(found)} /><input type="hidden" name={`${name}~for`} value={valueAt(draft, `${name}~for`)} /></>}
      {value === '' ? null : <input type="hidden" name={`${name}~label`} value={label} />}
      {found !== undefined && found.every((one) => one.was === true) ? <p className="lookup__none" role="status">{t('lookup.none', { example })}</p> : null}
      <fieldset className="lookup__found" hidden={choices.length === 0}>
        <legend className="lookup__legend">{legend(t, found, value)}</legend>
        <ul className="choices">
          {choices.map((choice, place) => (
            <li className="choices__one" key={choice.value}>
              <input className="choices__input" type="radio" id={`${name}:${place}`} name={name} value={choice.value} defaultChecked={choice.value === value} />
              <label className="choices__label" htmlFor={`${name}:${place}`}><Name text={choice.label} />{choice.was === true ? <span className="lookup__note">{t('lookup.was')}</span> : (choice.notes ?? []).map((note) => <span className="lookup__note" key={note}>{note}</span>)}</label>
            </li>
          ))}
        </ul>
      </fieldset>
    </div>
  )
}

/** What stands above the choices: that one was chosen, or how many were found and that none is chosen yet. */
function legend(t: Voice['t'], found: readonly Found[] | undefined, value: string): string {
  if (found === undefined || (found.length === 1 && found[0]!.value === value)) return t('lookup.chosen')
  const count = found.filter((one) => one.was !== true).length
  if (count === 0) return t('lookup.was_chosen')
  return t(count < FOUND_MAX ? 'lookup.choose' : 'lookup.choose_most', { count })
}

/** What a text in a look-up of this draft was searched for and not chosen: the name of the field, where there is one. */
export function unsettledIn(draft: Typed): string | undefined {
  for (const key of draft.keys()) {
    if (!key.endsWith('~q')) continue
    const name = key.slice(0, -'~q'.length)
    const text = valueAt(draft, key).trim()
    if (text !== '' && text !== valueAt(draft, `${name}~for`) && text !== chosenIn(draft, name)?.label) return name
  }
  return undefined
}

/** What a register answers to a text. `example`: something that it has, where it found nothing. */
export type FoundAnswer = { readonly items: readonly Found[]; readonly example?: string | null }

/** The same as the API gives it, with what stands beside each in both languages. */
export type RegisterAnswer = { readonly items: readonly (Omit<Found, 'notes' | 'was'> & { readonly notes?: readonly Bi[] })[]; readonly example?: string | null }

/** What a register answers, in the language of its reader. */
export const inLanguage = ({ items, example }: RegisterAnswer, bi: Voice['bi']): FoundAnswer =>
  ({ items: items.map(({ value, label, notes = [] }) => ({ value, label, ...(notes.length === 0 ? {} : { notes: notes.map(bi) }) })), example: example ?? null })

/** The draft with what a text found, to be chosen from; what was chosen before stands among it, no longer ticked. */
export function withFound(draft: Typed, name: string, { text, answer: { items, example } }: { readonly text: string; readonly answer: FoundAnswer }): Typed {
  // Who looks twice still finds what he had chosen before the first time.
  const before = chosenIn(draft, name) ?? foundIn(valueAt(draft, `${name}~results`))?.find((one) => one.was === true)
  const found = items.slice(0, FOUND_MAX)
  const all = before === undefined || found.some((one) => one.value === before.value) ? found : [...found, { value: before.value, label: before.label, was: true }]
  return new Map([...[...draft].filter(([key]) => key !== name), [`${name}~results`, [JSON.stringify(all)]], [`${name}~for`, [text]], [`${name}~example`, [example ?? '']]])
}

/** What is chosen in a look-up now, with what it is called. */
export function chosenIn(draft: Typed, name: string): Found | undefined {
  const value = valueAt(draft, name)
  if (value === '') return undefined
  return foundIn(valueAt(draft, `${name}~results`))?.find((one) => one.value === value) ?? { value, label: valueAt(draft, `${name}~label`) || value }
}

// The browser sends back what we sent it; anything else is as good as nothing found yet.
function foundIn(text: string): readonly Found[] | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found.filter((one): one is Found => typeof one?.value === 'string' && typeof one?.label === 'string').slice(0, 2 * FOUND_MAX) : undefined
  } catch {
    return undefined
  }
}
