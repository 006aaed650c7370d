import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'

import type { Bi, Page, Rating } from '../../portal/api.ts'
import { Empty, Lamp, Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { get, part, post } from '../asking.ts'
import { useSay } from '../saying.tsx'
import { Failed, Waiting } from '../states.tsx'
import { timeLeft, useNow } from '../time-left.ts'
import { Title } from '../title.tsx'

type Duty = Rating & { readonly case: string; readonly number: string; readonly title: Bi }

const FINDINGS = ['mended', 'explained'] as const
const LONGEST = 1000

/** `/desk/ratings`: the poor ratings that the agency must answer, those due first on top, and those it has answered. */
export function RatingsPage() {
  const { t } = useVoice()
  const { answered = false } = useSearch({ from: '/ratings' })
  const found = useInfiniteQuery({
    queryKey: ['ratings', answered], initialPageParam: '',
    queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) => get<Page<Duty>>(`/services/ratings?answered=${answered}${pageParam === '' ? '' : `&after=${part(pageParam)}`}`, signal),
    getNextPageParam: (page) => (page.next === null ? null : String(page.next)),
  })
  const duties = found.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <div className="ratings">
      <Title>{t('desk.ratings')}</Title>
      <p>{t('desk.ratings_text')}</p>
      <nav className="ratings__which" aria-label={t('desk.ratings')}>
        <Link className="ways__way" to="/ratings" search={{}} activeOptions={{ exact: true }}>{t('desk.ratings_open')}</Link>
        <Link className="ways__way" to="/ratings" search={{ answered: true }} activeOptions={{ exact: true }}>{t('desk.ratings_answered')}</Link>
      </nav>
      {found.isPending ? <Waiting /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.isSuccess && duties.length === 0 ? <Empty>{t(answered ? 'desk.ratings_none_answered' : 'desk.ratings_none')}</Empty> : null}
      <ol className="ratings__list">{duties.map((duty) => <OneDuty key={duty.id} duty={duty} />)}</ol>
      {found.hasNextPage ? <p><button type="button" className="button button--secondary" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>{t('desk.ratings_more')}</button></p> : null}
    </div>
  )
}

function OneDuty({ duty }: { readonly duty: Duty }) {
  const voice = useVoice()
  const { t, bi } = voice
  const now = useNow()
  return (
    <li className="panel" aria-labelledby={`rating-${duty.id}`}>
      <h2 className="panel__title" id={`rating-${duty.id}`}>{t(`grade.${duty.grade}`)} · {bi(duty.title)}</h2>
      <p className="quiet"><Link className="link" to="/cases/$id" params={{ id: duty.case }}>{duty.number}</Link> · <Moment iso={duty.ratedAt} /></p>
      {duty.words === '' ? <p className="quiet">{t('desk.ratings_no_words')}</p> : <blockquote className="dialog__quote">{duty.words}</blockquote>}
      {duty.due === null || duty.answer !== null ? null : <p><Lamp colour={duty.due.lamp} /> {timeLeft(voice, duty.due.at, now)}</p>}
      {duty.answer === null ? <Answering duty={duty} /> : <div><p><strong>{t(`desk.finding_${duty.answer.finding}`)}</strong> · <Moment iso={duty.answer.at} /></p><p>{duty.answer.words}</p></div>}
    </li>
  )
}

/** What was found and what is written to who rated. It is sent once; what was written stays where it could not be sent. */
function Answering({ duty }: { readonly duty: Duty }) {
  const { t } = useVoice()
  const say = useSay()
  const client = useQueryClient()
  const [finding, setFinding] = useState<(typeof FINDINGS)[number] | null>(null)
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const ready = finding !== null && words.trim() !== ''
  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (!ready || busy) return
    setBusy(true)
    void post(`/services/ratings/${part(duty.id)}/answer`, { finding, words })
      .then(() => { say(t('desk.ratings_sent', { number: duty.number })); return client.invalidateQueries({ queryKey: ['ratings'] }) }, say)
      .finally(() => setBusy(false))
  }
  return (
    <form onSubmit={send} className="ratings__answer">
      <fieldset className="field__set">
        <legend className="field__label">{t('desk.ratings_finding')}</legend>
        {FINDINGS.map((one) => <label className="choices__one" key={one}><input className="choices__input" type="radio" name={`finding-${duty.id}`} value={one} checked={finding === one} onChange={() => setFinding(one)} /><span className="choices__label">{t(`desk.finding_${one}`)}</span></label>)}
      </fieldset>
      <label className="field__label" htmlFor={`words-${duty.id}`}>{t('desk.ratings_words')}</label>
      <p className="field__hint" id={`hint-${duty.id}`}>{t('desk.ratings_words_hint')}</p>
      <textarea id={`words-${duty.id}`} className="field__input field__area" rows={3} maxLength={LONGEST} value={words} onChange={(event) => setWords(event.target.value)} aria-describedby={`hint-${duty.id}`} />
      <p><button className="button" disabled={!ready || busy}>{t('desk.ratings_send')}</button></p>
    </form>
  )
}
