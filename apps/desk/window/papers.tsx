import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type FormEvent } from 'react'

import { part } from '../../paths.ts'
import type { Required } from '../../portal/api.ts'
import { Dot, Name, Tag } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { post, Refused } from '../asking.ts'
import { Failed } from '../states.tsx'
import type { Served } from './place.ts'

const TAGS = { met: 'good', file: 'plain', open: 'warning', contrary: 'bad', later: 'plain' } as const

/** What must be proven and what proves it. A paper is taken in for the citizen only where nothing else does, and the list says why. */
export function Papers({ one }: { readonly one: Served }) {
  const { t } = useVoice()
  const { items } = one.proven
  if (items.length === 0) return null
  return (
    <section className="block" aria-labelledby="papers">
      <h2 id="papers">{t('proven.title')}</h2>
      <ul className="materials">{items.map((item) => <Paper key={`${item.case} ${item.id}`} one={one} item={item} />)}</ul>
    </section>
  )
}

function Paper({ one, item }: { readonly one: Served; readonly item: Required }) {
  const { t, bi } = useVoice()
  const { by, upload, tried } = item
  return (
    <li className="materials__one" id={`paper-${item.id}`}>
      <p><strong>{bi(item.proves)}</strong> <Tag kind={TAGS[item.state]}>{t(`proven.is_${item.state}`)}</Tag></p>
      {by === null || by.title === null ? null : <p className="quiet"><Name text={bi(by.title)} />{by.issuer === null ? null : <><Dot /><Name text={bi(by.issuer)} /></>}</p>}
      {upload === null ? null : <p>{t('counter.paper_taken')} <Name text={upload.name} /><Dot />{t('proven.size', { kilobytes: Math.max(1, Math.round(upload.size / 1000)) })}</p>}
      {tried.length === 0 || item.state === 'later' ? null : <ul className="plainlist quiet">{tried.map((other) => <li key={other.title.zh}>{t('proven.tried_one', { what: bi(other.title), why: bi(other.said) })}</li>)}</ul>}
      {item.mayUpload ? <Taking one={one} item={item} /> : null}
    </li>
  )
}

/** Takes a paper in, scanned or photographed. What is wrong with the file is said beside it, and nothing is kept of it. */
function Taking({ one, item }: { readonly one: Served; readonly item: Required }) {
  const { t, bi } = useVoice()
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const [missing, setMissing] = useState(false)
  const take = useMutation({
    mutationFn: async (file: File) => post<Served>(`/services/cases/${part(item.case)}/requirements/${part(item.id)}/uploads`, { name: file.name, content: await base64Of(file) }),
    onSuccess: async () => { form.current?.reset(); await client.invalidateQueries({ queryKey: ['served', one.id] }) },
  })
  const name = `paper-file-${item.id}`
  const refused = take.error instanceof Refused && take.error.status === 422 ? (take.error.document.errors?.[0]?.detail ?? take.error.document.detail) : null
  const wrong = missing ? t('counter.paper_missing') : refused
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    const file = new FormData(event.currentTarget).get('file')
    const chosen = file instanceof File && file.size + file.name.length > 0 ? file : null
    setMissing(chosen === null)
    if (chosen !== null) take.mutate(chosen)
  }
  return (
    <form ref={form} className="form proofs__upload" onSubmit={send} noValidate>
      <div className={wrong === null ? 'field' : 'field field--wrong'}>
        <label className="field__label" htmlFor={name}>{t(item.upload === null ? 'counter.paper_take' : 'proven.hand_in_other', { material: bi(item.material) })}</label>
        <p className="field__hint" id={`${name}-hint`}>{t(item.needsFile ? 'counter.paper_must' : 'counter.paper_may')} {t('proven.kinds')}</p>
        {wrong === null ? null : <p className="field__error" id={`${name}-error`} role="alert">{wrong}</p>}
        <input className="field__input field__file" id={name} name="file" type="file" accept="application/pdf,image/jpeg,image/png" aria-describedby={wrong === null ? `${name}-hint` : `${name}-hint ${name}-error`} aria-invalid={wrong === null ? undefined : true} />
      </div>
      {take.error === null || refused !== null ? null : <Failed error={take.error} />}
      <button type="submit" className="button button--secondary" disabled={take.isPending}>{t(take.isPending ? 'counter.paper_taking' : 'counter.paper_send')}</button>
    </form>
  )
}

/** The bytes of a file as text for the wire. */
const base64Of = (file: File): Promise<string> => new Promise((done, failed) => {
  const reader = new FileReader()
  reader.addEventListener('load', () => done(String(reader.result).split(',')[1] ?? ''))
  reader.addEventListener('error', () => failed(reader.error ?? new Error('the file could not be read')))
  reader.readAsDataURL(file)
})
