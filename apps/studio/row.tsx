import { useId, useState } from 'react'

import type { Bi } from '../portal/api.ts'
import { useVoice } from '../ui/voice.tsx'
import type { Row, Table } from './api.ts'
import { useRoles } from './asked.ts'
import { both, plain, quoted, sharedBy, withoutRow, withRowAt, withRowLike, withValue, type Place } from './table-text.ts'

type Props = { readonly table: Table; readonly text: string; readonly at: number; readonly onText: (text: string) => void; readonly onRow: (row: number) => void }

/** What a row says to people and on which law it rests, and what can be done with it as a whole. */
export function RowPanel({ table, text, at, onText, onRow }: Props) {
  const { t } = useVoice()
  const row = table.rows[at]!
  const key = `${at} ${row.id}`
  return (
    <section className="panel studio__row" aria-labelledby="this-row">
      <h2 className="panel__title" id="this-row">{t('studio.this_row', { row: at + 1 })}</h2>
      <p className="buttons">
        <button type="button" className="button button--secondary" onClick={() => { onText(withRowLike(text, at, freeName(table, row))); onRow(at + 1) }}>{t('studio.row_copy')}</button>
        <button type="button" className="button button--secondary" disabled={at === 0} onClick={() => { onText(withRowAt(text, at, at - 1)); onRow(at - 1) }}>{t('studio.row_up')}</button>
        <button type="button" className="button button--secondary" disabled={at === table.rows.length - 1} onClick={() => { onText(withRowAt(text, at, at + 1)); onRow(at + 1) }}>{t('studio.row_down')}</button>
        <button type="button" className="button button--warning" disabled={table.rows.length === 1} onClick={() => { onText(withoutRow(text, at)); onRow(Math.max(0, at - 1)) }}>{t('studio.row_remove')}</button>
      </p>
      <div className="studio__fields">
        <Sentence key={`${key} text`} name="text" value={row.text} place={['rows', at, 'text']} {...{ text, onText }} />
        <Sentence key={`${key} law`} name="law" value={row.law} place={['rows', at, 'law']} {...{ text, onText }} />
        <Sentence key={`${key} fix`} name="fix" value={row.fix} place={['rows', at, 'fix']} {...{ text, onText }} />
        <Line key={`${key} id`} label={t('studio.row_id')} value={row.id} onValue={(id) => onText(withValue(text, ['rows', at, 'id'], /^[a-z][a-z0-9_-]*$/.test(id) ? id : quoted(id)))} />
        <Line key={`${key} reason`} label={t('studio.row_reason')} value={row.reason ?? ''} onValue={(reason) => onText(withValue(text, ['rows', at, 'reason'], reason === '' ? null : /^[a-z][a-z0-9_.-]*$/.test(reason) ? reason : quoted(reason)))} />
        {row.outcome === 'ROUTE' ? <RolePick key={`${key} to`} value={row.to ?? ''} onValue={(to) => onText(withValue(text, ['rows', at, 'to'], to === '' ? null : plain(to)))} /> : null}
      </div>
    </section>
  )
}

function freeName(table: Table, { id }: Row): string {
  const stem = id.replace(/-\d+$/, '')
  for (let number = 2; ; number++) if (!table.rows.some((row) => row.id === `${stem}-${number}`)) return `${stem}-${number}`
}

type SentenceProps = { readonly name: 'text' | 'law' | 'fix'; readonly value: Bi | undefined; readonly place: Place; readonly text: string; readonly onText: (text: string) => void }

/** A sentence in both languages. It is written once both are there, or neither is. */
function Sentence({ name, value, place, text, onText }: SentenceProps) {
  const { t } = useVoice()
  const [typed, setTyped] = useState(value ?? { zh: '', en: '' })
  const shared = sharedBy(text, place)
  const end = (): void => {
    if (typed.zh === (value?.zh ?? '') && typed.en === (value?.en ?? '')) return
    if (typed.zh.trim() === '' && typed.en.trim() === '') { if (value !== undefined) onText(withValue(text, place, null)) } else onText(withValue(text, place, both(typed)))
  }
  return (
    <fieldset className="studio__sentence" onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) end() }}>
      <legend className="field__label">{t(`studio.row_${name}`)}</legend>
      {(['zh', 'en'] as const).map((language) => (
        <label key={language} className="studio__tongue"><span className="filters__label">{t(`studio.in_${language}`)}</span>
          <textarea className="field__input field__area" rows={2} lang={language === 'zh' ? 'zh-CN' : 'en'} value={typed[language]} onChange={(event) => setTyped({ ...typed, [language]: event.target.value })} />
        </label>
      ))}
      {shared === 0 ? null : <p className="quiet">{t('studio.shared', { count: shared })}</p>}
    </fieldset>
  )
}

/** The post that a row routes to, by its name. A role that the house does not know stays named as it is written. */
function RolePick({ value, onValue }: { readonly value: string; readonly onValue: (value: string) => void }) {
  const { t, bi } = useVoice()
  const id = useId()
  const roles = useRoles()
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>{t('studio.row_to')}</label>
      <select id={id} className="field__input" value={value} onChange={(event) => onValue(event.target.value)}>
        <option value="">{t('studio.row_to_none')}</option>
        {value === '' || roles.some((role) => role.id === value) ? null : <option value={value}>{value}</option>}
        {roles.map((role) => <option key={role.id} value={role.id}>{bi(role.name)}</option>)}
      </select>
    </div>
  )
}

/** One line of text, written when one leaves it. */
export function Line({ label, value, onValue }: { readonly label: string; readonly value: string; readonly onValue: (value: string) => void }) {
  const id = useId()
  const [typed, setTyped] = useState(value)
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>{label}</label>
      <input id={id} className="field__input" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} onBlur={() => { if (typed.trim() !== value) onValue(typed.trim()) }} />
    </div>
  )
}
