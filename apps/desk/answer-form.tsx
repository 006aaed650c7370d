import { useState, type FormEvent, type ReactNode } from 'react'

import { useVoice } from '../ui/voice.tsx'
import { Refused } from './asking.ts'

/** One thing that can be found: its name, and what it asks of who answers. */
type Finding = { readonly value: string; readonly text: string; readonly means?: string }

type Props = { readonly id: string; readonly findings: readonly Finding[]; readonly onSend: (finding: string, words: string) => Promise<unknown>; readonly onOver: (error: Refused) => void; /** What else a finding asks for. */ readonly more?: (finding: string) => ReactNode; /** What it is called where the words are not written to who asked. */ readonly own?: { readonly finding: string; readonly words: string; readonly hint: string; readonly send: string } }

const LONGEST = 1000

/**
 * What was found, and what is written to who asked. It is sent once; what was written stays where it could not be sent.
 * `onOver`: where a colleague, or who asked, was first and there is nothing left to answer.
 */
export function AnswerForm({ id, findings, onSend, onOver, more, own }: Props) {
  const { t } = useVoice()
  const [finding, setFinding] = useState('')
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const means = findings.find((one) => one.value === finding)?.means
  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (busy) return
    setFault(finding === '' || words.trim() === '' ? t('answering.missing') : '')
    if (finding === '' || words.trim() === '') return
    setBusy(true)
    void onSend(finding, words.trim()).then(() => setBusy(false), (error: unknown) => {
      setBusy(false)
      if (error instanceof Refused && error.status === 409) onOver(error)
      else setFault(error instanceof Refused && error.document.detail !== '' ? (error.document.errors?.[0]?.detail ?? error.document.detail) : t(error instanceof Refused ? 'desk.unreached' : 'failure.fault.title'))
    })
  }
  return (
    <form onSubmit={send} className="answering" noValidate>
      <fieldset className="field__set">
        <legend className="field__label">{own?.finding ?? t('answering.finding')}</legend>
        {findings.map((one) => <label className="choices__one" key={one.value}><input className="choices__input" type="radio" name={`finding-${id}`} value={one.value} checked={finding === one.value} onChange={() => setFinding(one.value)} /><span className="choices__label">{one.text}</span></label>)}
      </fieldset>
      <p className="field__hint" aria-live="polite">{means}</p>
      {more?.(finding)}
      <label className="field__label" htmlFor={`words-${id}`}>{own?.words ?? t('answering.words')}</label>
      <p className="field__hint" id={`hint-${id}`}>{own?.hint ?? t('answering.words_hint')}</p>
      <textarea id={`words-${id}`} className="field__input field__area" rows={4} maxLength={LONGEST} value={words} onChange={(event) => setWords(event.target.value)} aria-describedby={`hint-${id}`} />
      <p role="alert" className="field__error">{fault}</p>
      <p><button className="button" aria-disabled={busy}>{busy ? t('answering.sending') : (own?.send ?? t('answering.send'))}</button></p>
    </form>
  )
}
