import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { part } from '../../paths.ts'
import type { DeskView, Page } from '../../portal/api.ts'
import { Dot, Moment, Name } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { DeskCase } from '../api.ts'
import { post } from '../asking.ts'
import { useSay } from '../saying.tsx'

type Note = DeskView['notes'][number]

/** Keeps a note, and shows it with the others. */
export async function keepNote(client: QueryClient, id: string, words: string): Promise<void> {
  const { items } = await post<Page<Note>>(`/services/cases/${part(id)}/notes`, { words })
  client.setQueryData<DeskCase>(['case', id], (known) => known && { ...known, desk: { ...known.desk, notes: items } })
}

/** What colleagues noted, and a place to note something. The applicant never sees it, and nothing is changed later. */
export function Notes({ case: one }: { readonly case: DeskCase }) {
  const { t } = useVoice()
  const say = useSay()
  const client = useQueryClient()
  const [words, setWords] = useState('')
  const add = (event: FormEvent): void => {
    event.preventDefault()
    if (words.trim() === '') return
    void keepNote(client, one.id, words).then(() => { setWords(''); return say(t('desk.noted')) }, say)
  }
  return (
    <section className="panel" aria-labelledby="notes">
      <h2 id="notes" className="panel__title">{t('desk.notes')}</h2>
      {one.desk.notes.length === 0 ? null : <ul className="notes" aria-live="polite">{one.desk.notes.map((note) => <li className="notes__one" key={note.id}><p className="notes__words">{note.words}</p><p className="quiet"><Name text={note.author.name} /><Dot /><Moment iso={note.writtenAt} /></p></li>)}</ul>}
      <form onSubmit={add} className="noting">
        <label className="field__label" htmlFor="noting">{t('desk.note_new')}</label>
        <p className="field__hint" id="noting-hint">{t('desk.note_private')}</p>
        <textarea id="noting" className="field__input field__area" rows={2} maxLength={2000} value={words} onChange={(event) => setWords(event.target.value)} aria-describedby="noting-hint" />
        <p><button className="button button--secondary">{t('desk.note_keep')}</button></p>
      </form>
    </section>
  )
}

type Event = { readonly at: string; readonly text: string; readonly words?: string | null }

/** Everything that happened with the case, those that happened last on top: what the applicant sees too, and what officers did with it. */
export function History({ case: one }: { readonly case: DeskCase }) {
  const { t, bi } = useVoice()
  const moves = one.desk.moves.filter((move) => move.kind !== 'ended').map((move): Event => ({
    at: move.at, words: move.words,
    text: move.kind === 'handed' ? t(move.to === null ? 'desk.move_handed_role' : 'desk.move_handed', { by: move.by.name, to: move.to?.name ?? '' }) : t(move.kind === 'taken' ? 'desk.move_taken' : 'desk.move_put_back', { by: move.by.name }),
  }))
  const told = one.timeline.map((happening): Event => ({ at: happening.at, text: bi(happening.text) }))
  const all = [...told, ...moves].toSorted((a, b) => (a.at < b.at ? 1 : -1))
  return (
    <section className="panel" aria-labelledby="history">
      <h2 id="history" className="panel__title">{t('desk.history')}</h2>
      <ol className="history">{all.map((event, n) => <li className="history__one" key={n}><p><Prose>{event.text}</Prose></p>{event.words ? <p className="history__words">{event.words}</p> : null}<p className="quiet"><Moment iso={event.at} /></p></li>)}</ol>
    </section>
  )
}
