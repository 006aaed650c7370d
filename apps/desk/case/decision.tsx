import { useState, type FormEvent } from 'react'

import { part } from '../../paths.ts'
import type { DeskView } from '../../portal/api.ts'
import { More } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase, Draft } from '../api.ts'
import { Refused, post } from '../asking.ts'
import type { Keeping } from '../keeping.ts'
import { Confirm } from './confirm.tsx'
import { Fault, Fixes } from './fixes.tsx'

type Row = DeskView['rows'][number]
type Props = { readonly case: DeskCase; readonly draft: Draft; readonly change: (part: Partial<Draft>) => void; readonly keeping: Keeping; readonly onDecided: (outcome: 'GRANT' | 'RETURN') => void; readonly onConflict: () => void }

const NO_FAULTS: ReadonlyMap<string, string> = new Map()

/** The decision: one of two, reasons picked from the definition, words, and on a return everything that is to be mended. Asked once more before it is done, for it cannot be undone. */
export function Decision({ case: one, draft, change, keeping, onDecided, onConflict }: Props) {
  const { t } = useVoice()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [faults, setFaults] = useState(NO_FAULTS)
  const [key, setKey] = useState(() => crypto.randomUUID())
  const { outcome } = draft
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const found = faultsIn(t, draft)
    setFaults(found)
    if (found.size === 0) setAsking(true)
    else document.getElementById('decision-faults')?.focus()
  }
  const decide = (): void => {
    setBusy(true)
    const body = { outcome, rows: draft.rows, note: draft.words.trim(), fixes: outcome === 'RETURN' ? draft.fixes : [] }
    void post(`/services/cases/${part(one.id)}/decision`, body, key).then(() => onDecided(outcome!), (error: unknown) => {
      setBusy(false)
      setAsking(false)
      setKey(crypto.randomUUID())
      if (error instanceof Refused && error.status === 409) onConflict()
      setFaults(faultsFrom(t, error))
    })
  }
  return (
    <section className="decision" aria-labelledby="decision">
      <h2 id="decision" className="panel__title">{t('desk.decide')}</h2>
      {/* Always there, so that what comes into it is read out. */}
      <div id="decision-faults" tabIndex={-1} role="alert">{faults.size === 0 ? null : <ul className="decision__faults">{[...new Set(faults.values())].map((text) => <li key={text}>{text}</li>)}</ul>}</div>
      <form onSubmit={submit} noValidate>
        <fieldset className="outcomes">
          <legend className="unseen">{t('desk.decide')}</legend>
          {(['GRANT', 'RETURN'] as const).map((which) => (
            <label className="outcomes__one" key={which}><input type="radio" name="outcome" value={which} checked={outcome === which} onChange={() => change({ outcome: which, rows: [] })} /><span>{t(which === 'GRANT' ? 'desk.grant' : 'desk.return')}</span></label>
          ))}
        </fieldset>
        {outcome === null ? null : <PickReasons case={one} outcome={outcome} rows={draft.rows} onRows={(rows) => change({ rows })} />}
        {outcome !== 'RETURN' ? null : <Fixes groups={one.form.groups} fixes={draft.fixes} onFixes={(fixes) => change({ fixes })} faults={faults} />}
        {outcome === null ? null : (
          <div className="decision__words">
            <label className="field__label" htmlFor="words">{t('desk.note')}</label>
            <p className="field__hint" id="words-hint">{t(outcome === 'GRANT' ? 'desk.words_grant' : 'desk.words_return')}</p>
            <textarea id="words" className="field__input field__area" rows={3} maxLength={2000} value={draft.words} onChange={(event) => change({ words: event.target.value })} aria-describedby="words-hint words-fault" aria-invalid={faults.has('/note') ? true : undefined} />
            <Fault id="words-fault" text={faults.get('/note')} />
          </div>
        )}
        {outcome === null ? null : <p className="decision__end"><button className={outcome === 'GRANT' ? 'button' : 'button button--warning'}>{t(outcome === 'GRANT' ? 'desk.grant_now' : 'desk.return_now')}</button> <span className="quiet" aria-live="polite">{t(keeping === 'kept' ? 'desk.draft_kept' : keeping === 'keeping' ? 'desk.draft_keeping' : 'desk.draft_not_kept')}</span></p>}
      </form>
      {asking && outcome !== null ? <Confirm case={one} draft={draft} busy={busy} onYes={decide} onNo={() => setAsking(false)} /> : null}
    </section>
  )
}

function faultsIn(t: (key: string) => string, { outcome, rows, words, fixes }: Draft): ReadonlyMap<string, string> {
  const faults = new Map<string, string>()
  if (words.trim() === '') faults.set('/note', t('desk.words_missing'))
  if (outcome === 'RETURN' && rows.length + fixes.length === 0) faults.set('/rows', t('desk.reason_missing'))
  if (outcome === 'RETURN') for (const [n, fix] of fixes.entries()) for (const which of ['field', 'wrong', 'mend'] as const) if (fix[which].trim() === '') faults.set(`/fixes/${n}/${which}`, t('desk.fix_missing'))
  return faults
}

function faultsFrom(t: (key: string) => string, error: unknown): ReadonlyMap<string, string> {
  if (!(error instanceof Refused)) return new Map([['', t('failure.fault.title')]])
  const { errors = [], detail } = error.document
  return errors.length > 0 ? new Map(errors.map((fault) => [fault.pointer, fault.detail])) : new Map([['', detail === '' ? t('desk.unreached') : detail]])
}

/** What the definition has an officer say who checked what stopped the machine. */
const CHECKED = 'services.checked'

/** The reasons that fit the outcome, first what was checked of what stopped the machine, or what stopped it as it was found in this case; all others for whoever wants them. */
function PickReasons({ case: { desk }, outcome, rows, onRows }: { readonly case: DeskCase; readonly outcome: 'GRANT' | 'RETURN'; readonly rows: readonly string[]; readonly onRows: (rows: readonly string[]) => void }) {
  const { t } = useVoice()
  const stopped = desk.rows.flatMap((row) => desk.failed.filter((reason) => reason.row === row.row).slice(0, 1).map((reason) => ({ ...row, text: reason.text })))
  const fitting = desk.rows.filter((row) => row.outcome === outcome && !stopped.some((other) => other.row === row.row))
  const isChecked = fitting.some((row) => row.reason === CHECKED)
  // That every condition held is no reason where one did not.
  const shown = outcome === 'RETURN' ? stopped : isChecked ? fitting.filter((row) => row.reason === CHECKED) : [...fitting, ...stopped]
  const others = desk.rows.filter((row) => row.reason !== CHECKED && !shown.some((other) => other.row === row.row))
  const pick = (row: string, on: boolean): void => onRows(on ? [...rows, row] : rows.filter((other) => other !== row))
  return (
    <fieldset className="reasons-picked">
      <legend className="field__label">{t('desk.reasons')}</legend>
      <p className="field__hint">{t(outcome === 'GRANT' ? 'desk.reasons_grant' : 'desk.reasons_return')}</p>
      {shown.map((row) => <PickReason key={row.row} row={row} on={rows.includes(row.row)} onPick={pick} />)}
      {others.length === 0 ? null : <More summary={t('desk.other_reasons')} open={others.some((row) => rows.includes(row.row))}>{others.map((row) => <PickReason key={row.row} row={row} on={rows.includes(row.row)} onPick={pick} />)}</More>}
    </fieldset>
  )
}

/** One reason that may be picked, with its law. */
export function PickReason({ row, on, onPick }: { readonly row: Row; readonly on: boolean; readonly onPick: (row: string, on: boolean) => void }) {
  const { bi } = useVoice()
  return (
    <label className="reason-pick"><input type="checkbox" checked={on} onChange={(event) => onPick(row.row, event.target.checked)} /><span>{bi(row.text)}{row.law === undefined || row.law === null ? null : <cite className="reason-pick__law">{bi(row.law)}</cite>}</span></label>
  )
}
