import { useEffect, useState, type ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'

import type { Voice } from '../../portal/voice.ts'
import { Unseen } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Counts, Wish } from '../api.ts'

type Props = { readonly wish: Wish; readonly counts: Counts | undefined; readonly onWish: (change: Wish) => void; /** Whether they are unfolded where they would fill the screen. */ readonly open: boolean; readonly onOpen: (open: boolean) => void }

/** What the queue is asked for, each choice with how many it would give. A small screen folds them, and says in words what is chosen. */
export function Filters({ wish, counts, onWish, open, onOpen }: Props) {
  const voice = useVoice()
  const { t, bi } = voice
  const said = saidOf(voice, wish, counts)
  return (
    <>
      <div className="narrowing">
        <button type="button" className="button button--secondary narrowing__fold" aria-expanded={open} aria-controls="filters" onClick={() => onOpen(!open)}>{t('desk.narrow')}</button>
        <p className="narrowing__said">{said.length === 0 ? t('desk.narrow_not') : voice.list(said)}</p>
      </div>
      <div className={open ? 'filters filters--open' : 'filters'} id="filters" role="group" aria-label={t('desk.filters')}>
        <Choices label={t('desk.whose')} value={wish.whose ?? 'all'} onValue={(whose) => onWish({ whose: whose === 'all' ? undefined : whose } as Wish)}
          choices={(['all', 'mine', 'free', 'others'] as const).map((id) => ({ id, text: t(`desk.whose_${id}`), count: counts?.[id] }))} />
        <Choices label={t('desk.clock')} value={wish.lamp ?? 'any'} onValue={(lamp) => onWish({ lamp: lamp === 'any' ? undefined : lamp } as Wish)}
          choices={(['any', 'red', 'yellow', 'green'] as const).map((id) => ({ id, text: id === 'any' ? t('desk.any') : <span className={`lamp lamp--${id}`}><span className="lamp__light" aria-hidden="true" />{t(`lamp.${id}`)}</span>, count: id === 'any' ? undefined : counts?.[id] }))} />
        <div className="filters__picks">
          <Pick label={t('desk.matter')} value={wish.matter} onValue={(matter) => onWish({ matter } as Wish)} choices={(counts?.matters ?? []).map(({ id, title, count }) => ({ id, text: bi(title), count }))} />
          <Pick label={t('desk.why')} value={wish.why} onValue={(why) => onWish({ why } as Wish)} choices={(counts?.reasons ?? []).map(({ id, text, count }) => ({ id, text: bi(text), count }))} />
          <NumberField key={wish.number} value={wish.number ?? ''} onValue={(number) => onWish({ number: number === '' ? undefined : number } as Wish)} />
          <label className="filters__pick">
            <span className="filters__label">{t('desk.sort')}</span>
            <select className="field__input field__select" value={wish.sort ?? 'due'} onChange={(event) => onWish({ sort: event.target.value === 'newest' ? 'newest' : undefined } as Wish)}>
              <option value="due">{t('desk.sort_due')}</option><option value="newest">{t('desk.sort_newest')}</option>
            </select>
          </label>
        </div>
      </div>
    </>
  )
}

/** What is chosen, in the words of the choices. */
function saidOf({ t, bi }: Voice, wish: Wish, counts: Counts | undefined): readonly string[] {
  const matter = counts?.matters.find(({ id }) => id === wish.matter)
  const why = counts?.reasons.find(({ id }) => id === wish.why)
  return [
    ...(wish.whose === undefined ? [] : [t(`desk.whose_${wish.whose}`)]), ...(wish.lamp === undefined ? [] : [t(`lamp.${wish.lamp}`)]),
    ...(matter === undefined ? [] : [bi(matter.title)]), ...(why === undefined ? [] : [bi(why.text)]),
    ...(wish.number === undefined ? [] : [t('desk.narrow_number', { number: wish.number })]), ...(wish.sort === undefined ? [] : [t(`desk.sort_${wish.sort}`)]),
  ]
}

/** `more`: whether there may be more than `count`. */
type Choice = { readonly id: string; readonly text: ReactNode; readonly count: number | undefined; readonly more?: boolean }

/** One of several, each with how many it would give. */
export function Choices({ label, value, onValue, choices }: { readonly label: string; readonly value: string; readonly onValue: (id: string) => void; readonly choices: readonly Choice[] }) {
  const { t, number } = useVoice()
  return (
    <ToggleButtonGroup className="toggles" aria-label={label} selectionMode="single" disallowEmptySelection selectedKeys={[value]} onSelectionChange={(keys) => { const [id] = keys; if (id !== undefined) onValue(String(id)) }}>
      {choices.map(({ id, text, count, more = false }) => <ToggleButton className="toggles__one" id={id} key={id}>{text}{count === undefined ? null : <span className="toggles__count"><Unseen>{' '}</Unseen>{more ? t('desk.at_least', { count }) : number(count)}</span>}</ToggleButton>)}
    </ToggleButtonGroup>
  )
}

function Pick({ label, value, onValue, choices }: { readonly label: string; readonly value: string | undefined; readonly onValue: (id: string | undefined) => void; readonly choices: readonly { readonly id: string; readonly text: string; readonly count: number }[] }) {
  const { t } = useVoice()
  return (
    <label className="filters__pick">
      <span className="filters__label">{label}</span>
      <select className="field__input field__select" value={value ?? ''} onChange={(event) => onValue(event.target.value === '' ? undefined : event.target.value)}>
        <option value="">{t('desk.any')}</option>
        {choices.map(({ id, text, count }) => <option key={id} value={id}>{t('desk.choice', { text, count })}</option>)}
      </select>
    </label>
  )
}

const PAUSE_MS = 300

/** A part of the case number; asked for once one has stopped typing. */
function NumberField({ value, onValue }: { readonly value: string; readonly onValue: (number: string) => void }) {
  const { t } = useVoice()
  const [typed, setTyped] = useState(value)
  // Waiting for somebody to stop typing is time, and time lies outside.
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => onValue(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value, onValue])
  return (
    <label className="filters__pick">
      <span className="filters__label">{t('desk.number')}</span>
      <input type="search" className="field__input" id="number" autoComplete="off" value={typed} maxLength={40} onChange={(event) => setTyped(event.target.value)} />
    </label>
  )
}
