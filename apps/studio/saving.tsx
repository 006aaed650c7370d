import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'

import { post } from '../desk/asking.ts'
import { useSay } from '../desk/saying.tsx'
import { Failed } from '../desk/states.tsx'
import { useVoice } from '../ui/voice.tsx'
import type { Opened } from './api.ts'
import type { Editing } from './editing.ts'

/** Saves what was written as a draft, and begins its preview where the table has decided before. Nothing changes for anybody until somebody else publishes it. */
export function Saving({ opened, editing }: { readonly opened: Opened; readonly editing: Editing }) {
  const { t } = useVoice()
  const go = useNavigate()
  const say = useSay()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const { texts, seen, changed } = editing
  const saves = useMutation({
    mutationFn: () => save(opened, texts, reason.trim()),
    onSuccess: (draft) => { editing.reset(); void client.invalidateQueries({ queryKey: ['studio', 'drafts'] }); say(t('studio.saved'), `/drafts/${draft}`); void go({ to: '/drafts/$id', params: { id: draft } }) },
  })
  const ready = changed && seen.faults.length === 0 && !editing.checking
  const send = (event: FormEvent): void => {
    event.preventDefault()
    setMissing(reason.trim() === '')
    if (reason.trim() === '') document.getElementById('why')?.focus()
    else saves.mutate()
  }
  return (
    <section className="panel studio__save" aria-labelledby="saving">
      <h2 className="panel__title" id="saving">{t('studio.saving')}</h2>
      <p className="quiet">{t(!changed ? 'studio.save_nothing' : seen.faults.length > 0 ? 'studio.save_faults' : opened.decisions > 0 ? 'studio.save_preview' : 'studio.save_review')}</p>
      <form onSubmit={send} noValidate>
        <div className={missing ? 'field field--wrong' : 'field'}>
          <label className="field__label" htmlFor="why">{t('studio.why')}</label>
          {missing ? <p className="field__error" id="why-wrong">{t('studio.why_missing')}</p> : null}
          <textarea id="why" className="field__input field__area" rows={2} maxLength={500} value={reason} aria-invalid={missing || undefined} aria-describedby={missing ? 'why-wrong' : undefined} onChange={(event) => setReason(event.target.value)} />
        </div>
        <p className="buttons"><button className="button" disabled={!ready || saves.isPending}>{t('studio.save')}</button></p>
      </form>
      {saves.isError ? <Failed error={saves.error} /> : null}
    </section>
  )
}

/** Writes the drafts of what was changed. Gives the one to look at: the table’s where it was changed. */
async function save(opened: Opened, { text, examples }: Editing['texts'], reason: string): Promise<string> {
  const write = async (path: string, body: string): Promise<string> => (await post<{ id: string }>('/content/drafts', { path, text: body, reason })).id
  const shown = examples !== null && examples !== opened.examplesText ? await write(opened.examplesPath ?? opened.path.replace('.table.yaml', '.examples.yaml'), examples) : null
  if (text === opened.text) return shown!
  const draft = await write(opened.path, text)
  if (opened.decisions > 0) await post('/decisions/previews', { draft })
  return draft
}
