import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'

import { post } from '../../desk/asking.ts'
import { useSay } from '../../desk/saying.tsx'
import { mayUse, useOfficer } from '../../desk/session.ts'
import { Failed, Waiting } from '../../desk/states.tsx'
import { Title } from '../../desk/title.tsx'
import { part } from '../../paths.ts'
import { Dot, Moment, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { Lacking } from '../agreement.tsx'
import type { Draft } from '../api.ts'
import { useDraft } from '../asked.ts'
import { Changes } from '../changes.tsx'
import { tableIn } from '../editing.ts'
import { Preview } from '../flips.tsx'
import { Shadows } from '../shadows.tsx'

/** `/desk/drafts/$id`: what a draft changes, what it would have decided otherwise, and who answers for it. */
export function DraftPage() {
  const { t, bi } = useVoice()
  const { id } = useParams({ from: '/drafts/$id' })
  const { data, error, refetch } = useDraft(id)
  const done = useDone(id)
  if (data === undefined) return error === null ? <Waiting /> : <><Title>{t('studio.title')}</Title><Failed error={error} again={() => void refetch()} /></>
  const now = data.kind === 'table' ? tableIn(data.text) : null
  const title = data.title === null ? data.path : bi(data.title)
  return (
    <div className="studio studio--draft">
      <p className="back"><Link className="link back__link" to="/tables">{t('studio.title')}</Link></p>
      <Title over={<code>{data.path}</code>}>{data.kind === 'examples' ? t('studio.examples_of', { title }) : title}</Title>
      <p className="studio__facts">{t(data.own ? 'studio.by_you' : 'studio.by_colleague')}<Dot /><Moment iso={data.at} /></p>
      <blockquote className="dialog__quote">{data.reason}</blockquote>
      {now === null ? <pre className="studio__source" tabIndex={0} role="region" aria-label={t('studio.source')}>{data.text}</pre> : <Changes was={data.current === null || data.published ? null : tableIn(data.current)} now={now} />}
      {data.preview === null ? null : <Preview preview={data.preview} />}
      <Shadows draft={data} onBegun={done} />
      {data.published ? <Notice kind="good" title={t('studio.did_publish')} /> : <Onwards draft={data} />}
    </div>
  )
}

/** What is to be done next with a draft, by whom. */
function Onwards({ draft }: { readonly draft: Draft }) {
  const { t } = useVoice()
  const officer = useOfficer()
  const { preview, needsPreview } = draft
  if (needsPreview && preview === null) return <Step name="preview" draft={draft} send={() => post('/decisions/previews', { draft: draft.id })} />
  if (needsPreview && preview!.endedAt === null) return <p className="quiet">{t('studio.wait_preview')}</p>
  if (draft.own) return <Notice kind="info" title={t('studio.somebody_else')}><p>{t(needsPreview && preview!.signoff === null ? 'studio.wait_signoff' : 'studio.wait_publish')}</p></Notice>
  if (!mayUse(officer, ['content.publish'])) return <p className="quiet">{t('studio.wait_publish')}</p>
  if (needsPreview && preview!.signoff === null) return <SignOff draft={draft} preview={preview!.id} />
  return (
    <>
      {preview?.signoff === null || preview?.signoff === undefined ? null : <Notice kind="good" title={t('studio.signed')}><p>{preview.signoff.note} <Moment iso={preview.signoff.signedAt} /></p></Notice>}
      {needsPreview && draft.trial?.met === false ? <Notice kind="warning" title={t('shadow.not_yet')}><Lacking trial={draft.trial} /></Notice> : <Step name="publish" draft={draft} send={() => post(`/content/drafts/${part(draft.id)}/publication`)} />}
    </>
  )
}

/** Asks for a draft again after something was done with it, and says what. */
function useDone(draft: string) {
  const say = useSay()
  const client = useQueryClient()
  return (what: string): void => { say(what); void client.invalidateQueries({ queryKey: ['studio', 'draft', draft] }); void client.invalidateQueries({ queryKey: ['studio', 'drafts'] }); void client.invalidateQueries({ queryKey: ['studio', 'tables'] }); void client.invalidateQueries({ queryKey: ['studio', 'shadows'] }) }
}

type StepProps = { readonly name: 'preview' | 'publish'; readonly draft: Draft; readonly send: () => Promise<unknown> }

function Step({ name, draft, send }: StepProps) {
  const { t } = useVoice()
  const over = useDone(draft.id)
  const sends = useMutation({ mutationFn: send, onSuccess: () => over(t(`studio.did_${name}`)) })
  return (
    <section className="panel" aria-labelledby={`step-${name}`}>
      <h2 className="panel__title" id={`step-${name}`}>{t(`studio.step_${name}`)}</h2>
      <p>{t(`studio.step_${name}_text`)}</p>
      <p className="buttons"><button type="button" className="button" disabled={sends.isPending} onClick={() => sends.mutate()}>{t(`studio.do_${name}`)}</button></p>
      {sends.isError ? <Failed error={sends.error} /> : null}
    </section>
  )
}

/** Answers for what a changed table will do, in words. */
function SignOff({ draft, preview }: { readonly draft: Draft; readonly preview: string }) {
  const { t } = useVoice()
  const over = useDone(draft.id)
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState(false)
  const signs = useMutation({ mutationFn: () => post(`/decisions/previews/${part(preview)}/signoff`, { note: note.trim() }), onSuccess: () => over(t('studio.signed')) })
  const send = (event: FormEvent): void => {
    event.preventDefault()
    setMissing(note.trim() === '')
    if (note.trim() === '') document.getElementById('note')?.focus()
    else signs.mutate()
  }
  return (
    <section className="panel studio__save" aria-labelledby="sign">
      <h2 className="panel__title" id="sign">{t('studio.step_sign')}</h2>
      <p>{t('studio.step_sign_text')}</p>
      <form onSubmit={send} noValidate>
        <div className={missing ? 'field field--wrong' : 'field'}>
          <label className="field__label" htmlFor="note">{t('studio.note')}</label>
          {missing ? <p className="field__error" id="note-wrong">{t('studio.note_missing')}</p> : null}
          <textarea id="note" className="field__input field__area" rows={3} maxLength={1000} value={note} aria-invalid={missing || undefined} aria-describedby={missing ? 'note-wrong' : undefined} onChange={(event) => setNote(event.target.value)} />
        </div>
        <p className="buttons"><button className="button" disabled={signs.isPending}>{t('studio.sign')}</button></p>
      </form>
      {signs.isError ? <Failed error={signs.error} /> : null}
    </section>
  )
}
