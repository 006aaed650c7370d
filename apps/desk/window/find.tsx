import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { part } from '../../paths.ts'
import type { MatterSummary, Page } from '../../portal/api.ts'
import { Dot, Empty, Moment } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get, post } from '../asking.ts'
import { Failed, Waiting } from '../states.tsx'
import { Enrolment } from './enrolment.tsx'

type Running = { readonly id: string; readonly number: string; readonly title: MatterSummary['title']; readonly stage: string; readonly openedAt: string }

/** What the citizen wants: something new, or to go on with what he began. */
export function FindMatter({ citizen, onOpen }: { readonly citizen: string; readonly onOpen: (id: string) => void }) {
  const { t, bi } = useVoice()
  const [text, setText] = useState('')
  const found = useQuery({ queryKey: ['matters', text], queryFn: ({ signal }) => get<Page<MatterSummary>>(`/services/matters?text=${part(text)}`, signal), placeholderData: (before) => before })
  const open = useMutation({ mutationFn: (one: MatterSummary) => post<{ readonly id: string }>('/services/cases', { kind: one.kind, id: one.id, for: citizen, channel: 'window' }), onSuccess: ({ id }) => onOpen(id) })
  return (
    <div className="serving">
      <section className="serving__main" aria-labelledby="find">
        <h2 id="find">{t('counter.find')}</h2>
        <label className="field__label" htmlFor="words">{t('counter.words')}</label>
        <input className="field__input" id="words" type="search" value={text} maxLength={100} autoComplete="off" onChange={(event) => setText(event.target.value)} />
        {open.error === null ? null : <Failed error={open.error} />}
        {open.isPending ? <Waiting>{t('counter.opening')}</Waiting> : null}
        {found.error === null ? null : <Failed error={found.error} again={() => void found.refetch()} />}
        {found.data === undefined ? <Waiting /> : found.data.items.length === 0 ? <Empty>{t('counter.none_found')}</Empty> : (
          <ul className="finds">{found.data.items.map((one) => (
            <li className="finds__one" key={`${one.kind} ${one.id}`}>
              <div><strong>{bi(one.title)}</strong><p className="quiet">{bi(one.summary)}</p></div>
              <button type="button" className="button button--secondary" disabled={open.isPending} aria-label={t('counter.open_this', { title: bi(one.title) })} onClick={() => open.mutate(one)}>{t('counter.open')}</button>
            </li>
          ))}</ul>
        )}
      </section>
      <div className="serving__side"><GoOn onOpen={onOpen} /><Enrolment citizen={citizen} /></div>
    </div>
  )
}

/** His running cases are looked at when the clerk asks for them, and the citizen's log says so. */
function GoOn({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { t, bi } = useVoice()
  const cases = useQuery({ queryKey: ['opposite'], queryFn: ({ signal }) => get<Page<Running>>('/services/opposite/cases', signal), enabled: false })
  return (
    <section aria-labelledby="go-on">
      <h2 id="go-on">{t('counter.go_on')}</h2>
      {cases.data === undefined ? <><p className="quiet">{t('counter.go_on_text')}</p><p><button type="button" className="button button--secondary" onClick={() => void cases.refetch()}>{t('counter.show_cases')}</button></p></> : cases.data.items.length === 0 ? <Empty>{t('counter.no_cases')}</Empty> : (
        <ul className="finds">{cases.data.items.map((one) => (
          <li className="finds__one" key={one.id}>
            <div><strong>{bi(one.title)}</strong><p className="quiet"><Prose>{one.number}</Prose><Dot /><Moment iso={one.openedAt} as="day" /></p></div>
            <button type="button" className="button button--secondary" aria-label={t('counter.open_this', { title: bi(one.title) })} onClick={() => onOpen(one.id)}>{t('counter.open')}</button>
          </li>
        ))}</ul>
      )}
      {cases.error === null ? null : <Failed error={cases.error} again={() => void cases.refetch()} />}
    </section>
  )
}
