import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'

import type { Bi, Page, Rating } from '../../portal/api.ts'
import { Empty, Moment } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AnswerForm } from '../answer-form.tsx'
import { get, part, post } from '../asking.ts'
import { Due } from '../due.tsx'
import { useSay } from '../saying.tsx'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

type Duty = Rating & { readonly case: string; readonly number: string; readonly title: Bi }

const FINDINGS = ['mended', 'explained'] as const

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
  const { t, bi } = useVoice()
  return (
    <li className="panel" aria-labelledby={`rating-${duty.id}`}>
      <h2 className="panel__title" id={`rating-${duty.id}`}>{t(`grade.${duty.grade}`)} · {bi(duty.title)}</h2>
      <p className="quiet"><Link className="link" to="/cases/$id" params={{ id: duty.case }}>{duty.number}</Link> · <Moment iso={duty.ratedAt} /></p>
      {duty.words === '' ? <p className="quiet">{t('desk.ratings_no_words')}</p> : <blockquote className="dialog__quote">{duty.words}</blockquote>}
      {duty.due === null || duty.answer !== null ? null : <p><Due at={duty.due.at} lamp={duty.due.lamp} /></p>}
      {duty.answer === null ? <Answering duty={duty} /> : <div><p><strong>{t(`desk.finding_${duty.answer.finding}`)}</strong> · <Moment iso={duty.answer.at} /></p><p>{duty.answer.words}</p></div>}
    </li>
  )
}

function Answering({ duty }: { readonly duty: Duty }) {
  const { t } = useVoice()
  const say = useSay()
  const client = useQueryClient()
  const over = (what: unknown): void => { say(what); void client.invalidateQueries({ queryKey: ['ratings'] }) }
  const send = (finding: string, words: string): Promise<void> => post(`/services/ratings/${part(duty.id)}/answer`, { finding, words }).then(() => over(t('desk.ratings_sent', { number: duty.number })))
  return <AnswerForm id={duty.id} findings={FINDINGS.map((value) => ({ value, text: t(`desk.finding_${value}`) }))} onSend={send} onOver={over} />
}
