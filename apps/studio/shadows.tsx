import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'

import { post } from '../desk/asking.ts'
import { Failed } from '../desk/states.tsx'
import { Notice } from '../ui/parts.tsx'
import { useVoice } from '../ui/voice.tsx'
import { Agreement, Lacking, Span } from './agreement.tsx'
import type { Draft } from './api.ts'
import { percentIn } from './interval.tsx'

type Props = { readonly draft: Draft; readonly onBegun: (what: string) => void }

/** A draft beside the table in force: what its table asks of a trial, how its shadows do, what they lack, and the way to begin one. */
export function Shadows({ draft, onBegun }: Props) {
  const { t } = useVoice()
  const { shadows, published, current, decisions, trial } = draft
  // Where no table decides yet, there is nothing to stand beside.
  const besides = !published && (current !== null || decisions > 0)
  if (!besides && shadows.length === 0) return null
  return (
    <section aria-labelledby="shadows">
      <h2 className="studio__head" id="shadows">{t('shadow.title')}</h2>
      <p className="studio__lead">{t('shadow.text')}</p>
      {draft.needsPreview && !published ? <Terms draft={draft} /> : null}
      {shadows.length === 0 ? null : <ul className="rows">{shadows.map((shadow) => <li key={shadow.id} className="rows__one"><div className="rows__main"><p className="rows__sub"><Span shadow={shadow} /></p><Agreement shadow={shadow} asked={trial} /><p><Link className="rows__link" to="/shadows/$id" params={{ id: shadow.id }}>{t('shadow.see')}</Link></p></div></li>)}</ul>}
      {besides && !shadows.some(({ running }) => running) ? <Begin {...{ draft, onBegun }} /> : null}
    </section>
  )
}

/** What the table asks for before it is published, and what is still lacking. */
function Terms({ draft: { trial } }: { readonly draft: Draft }) {
  const voice = useVoice()
  const { t } = voice
  if (trial === null) return <p className="quiet">{t('shadow.not_asked')}</p>
  return (
    <>
      <p>{t('shadow.asked', { days: trial.days, least: trial.least, rate: percentIn(voice, trial.agreement) })}</p>
      {trial.met ? <Notice kind="good" title={t('shadow.met')} /> : <Notice kind="info" title={t('shadow.lacks')}><Lacking trial={trial} /></Notice>}
    </>
  )
}

function Begin({ draft, onBegun }: Props) {
  const { t } = useVoice()
  const [until, setUntil] = useState(draft.shadowUntil)
  const begins = useMutation({ mutationFn: () => post('/decisions/shadows', { draft: draft.id, until: `${until}T23:59:59+08:00` }), onSuccess: () => onBegun(t('shadow.begun')) })
  const send = (event: FormEvent): void => { event.preventDefault(); begins.mutate() }
  return (
    <form className="studio__act" onSubmit={send}>
      <label className="filters__pick" htmlFor="until"><span className="filters__label">{t('shadow.until')}</span><input id="until" type="date" className="field__input" required value={until} onChange={(event) => setUntil(event.target.value)} /></label>
      <p className="buttons"><button className="button button--secondary" disabled={begins.isPending}>{t('shadow.begin')}</button></p>
      {begins.isError ? <Failed error={begins.error} /> : null}
    </form>
  )
}
