import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { post } from '../desk/asking.ts'
import { Failed } from '../desk/states.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Input, Table, Tried, Value } from './api.ts'
import type { Marks } from './grid.tsx'
import { Verdict } from './outcomes.tsx'
import { labelOf, placeOfRow, testIn, valueOf } from './words.ts'

/** What was tried, and what came out. */
export type Trial = { readonly asOf: string; readonly input: Readonly<Record<string, Value>>; readonly tried: Tried }
type Props = { readonly table: Table; readonly text: string; readonly day: string; readonly onTrial: (trial: Trial) => void; readonly trial: Trial | null; readonly onExample: () => void; readonly whyNot: string | null }

/** A form made of a table's inputs, and what the table says to them: which row fitted, and which nearly did. */
export function Trying({ table, text, day, trial, onTrial, onExample, whyNot }: Props) {
  const { t } = useVoice()
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [asOf, setAsOf] = useState(day)
  const tries = useMutation({ mutationFn: (input: Readonly<Record<string, Value>>) => post<Tried>('/decisions/tables/try', { text, asOf, input }).then((tried) => onTrial({ asOf, input, tried })) })
  const send = (event: FormEvent): void => { event.preventDefault(); tries.mutate(Object.fromEntries(table.inputs.flatMap((input) => (typed[input.id] === undefined || typed[input.id] === '' ? [] : [[input.id, valued(input, typed[input.id]!)]])))) }
  return (
    <section className="panel" aria-labelledby="trying">
      <h2 className="panel__title" id="trying">{t('studio.trying')}</h2>
      <p className="quiet">{t('studio.trying_text')}</p>
      <form className="studio__try" onSubmit={send}>
        {table.inputs.map((input) => <Ask key={input.id} input={input} value={typed[input.id] ?? ''} onValue={(value) => setTyped({ ...typed, [input.id]: value })} />)}
        <label className="filters__pick"><span className="filters__label">{t('studio.as_of')}</span><input type="date" className="field__input" required value={asOf} onChange={(event) => setAsOf(event.target.value)} /></label>
        <p className="buttons studio__send"><button className="button" disabled={tries.isPending}>{t('studio.try')}</button></p>
      </form>
      {tries.isError ? <Failed error={tries.error} /> : null}
      <div role="status" aria-live="polite">{trial === null ? null : <Result {...{ table, trial }} />}</div>
      {trial === null ? null : (
        <div className="studio__tools">
          <p><button type="button" className="button button--secondary" disabled={whyNot !== null} aria-describedby={whyNot === null ? undefined : 'no-example'} onClick={onExample}>{t('studio.add_example')}</button></p>
          {whyNot === null ? null : <p className="quiet studio__why" id="no-example">{whyNot}</p>}
        </div>
      )}
    </section>
  )
}

function Ask({ input, value, onValue }: { readonly input: Input; readonly value: string; readonly onValue: (value: string) => void }) {
  const voice = useVoice()
  const { t, bi } = voice
  const choices = input.type === 'boolean' ? ['true', 'false'] : input.allowed?.map((one) => JSON.stringify(one))
  const change = (event: { target: { value: string } }): void => onValue(event.target.value)
  return (
    <label className="filters__pick">
      <span className="filters__label">{bi(input.label)}</span>
      {choices === undefined
        ? <input className="field__input" type={input.type === 'date' ? 'date' : 'text'} inputMode={input.type === 'number' ? 'decimal' : undefined} autoComplete="off" value={value} onChange={change} />
        : <select className="field__input field__select" value={value} onChange={change}><option value="">{t('studio.not_known')}</option>{choices.map((choice) => <option key={choice} value={choice}>{testIn(voice, null, choice)}</option>)}</select>}
    </label>
  )
}

/** What was typed, as a value of its input’s type; what is none is handed on as it is, so that the table says so. */
function valued(input: Input, typed: string): Value {
  if (input.type === 'boolean' || input.allowed !== undefined) return JSON.parse(typed) as Value
  return input.type === 'number' && /^-?\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : typed.trim()
}

/** What came out of a try, and the one condition that stood between it and the rows that nearly fitted. */
function Result({ table, trial: { tried } }: { readonly table: Table; readonly trial: Trial }) {
  const voice = useVoice()
  const { t, bi } = voice
  const lacking = [...new Set(tried.reasons.flatMap(({ input }) => input ?? []))]
  const near = tried.trace.filter(({ row }) => tried.nearMisses.includes(row)).map(({ row, cells }) => ({ row, cell: cells.find(({ verdict }) => verdict !== true)! }))
  return (
    <div className="studio__result">
      <p><Verdict outcome={tried.outcome} /></p>
      {Object.keys(tried.values).length === 0 ? null : <ul className="plainlist">{Object.entries(tried.values).map(([id, value]) => <li key={id}><strong>{t('studio.pair', { name: bi((table.outputs ?? []).find((one) => one.id === id)?.label ?? id), value: valueOf(voice, table, id, value) })}</strong></li>)}</ul>}
      {lacking.length === 0 ? null : <p>{t('studio.lacking', { names: voice.list(lacking.map((id) => labelOf(voice, table, id))) })}</p>}
      <ul className="plainlist">{tried.reasons.filter(({ input }) => input === null).map(({ row, text, law }, n) => <li key={n}>{row === 'none' ? bi(text) : t('studio.by_row', { row: placeOfRow(table, row), text: bi(text) })}{law === undefined ? null : <span className="why__law"> {bi(law)}</span>}</li>)}</ul>
      {near.length === 0 ? null : (
        <div className="studio__near">
          <h3 className="studio__small">{t('studio.near')}</h3>
          <ul className="plainlist">{near.map(({ row, cell }) => <li key={row}>{t('studio.near_one', { row: placeOfRow(table, row), name: bi(table.inputs.find(({ id }) => id === cell.input)?.label ?? cell.input), asked: testIn(voice, table, cell.test), value: valueOf(voice, table, cell.input, cell.value) })}</li>)}</ul>
        </div>
      )}
    </div>
  )
}

/** What a try marks in the grid. */
export function marksOf(trial: Trial | null): Marks {
  if (trial === null) return { hit: [], near: [], failed: new Set() }
  const { reasons, nearMisses, trace, outcome } = trial.tried
  const lacking = reasons.some(({ input }) => input !== null)
  return { hit: lacking && outcome === 'ROUTE' ? [] : reasons.map(({ row }) => row), near: nearMisses, failed: new Set(trace.flatMap(({ row, cells }) => cells.filter(({ verdict }) => verdict === false).map(({ input }) => `${row} ${input}`))) }
}
