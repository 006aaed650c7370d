import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'

import { part } from '../../paths.ts'
import type { Bi, Rating } from '../../portal/api.ts'
import { Dot, Moment } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AnswerForm } from '../answer-form.tsx'
import { post } from '../asking.ts'
import { Due } from '../due.tsx'
import { Found, usePages } from '../pages-of.tsx'
import { Choices } from '../queue/filters.tsx'
import { useSay } from '../saying.tsx'
import { Title } from '../title.tsx'

type Duty = Rating & { readonly case: string; readonly number: string; readonly title: Bi }

const FINDINGS = ['mended', 'explained'] as const

/** `/desk/ratings`: the poor ratings that the agency must answer, those due first on top, and those it has answered. */
export function RatingsPage() {
  const { t } = useVoice()
  const go = useNavigate()
  const { answered = false } = useSearch({ from: '/ratings' })
  const found = usePages<Duty>(['ratings', answered], `/services/ratings?answered=${answered}`)
  return (
    <div className="ratings">
      <Title>{t('desk.ratings')}</Title>
      <p>{t('desk.ratings_text')}</p>
      <div className="filters">
        <Choices label={t('answering.states')} value={answered ? 'answered' : 'open'} onValue={(next) => void go({ to: '/ratings', search: next === 'answered' ? { answered: true } : {} })} choices={(['open', 'answered'] as const).map((id) => ({ id, text: t(`answering.${id}`), count: undefined }))} />
      </div>
      <Found found={found} none={t(answered ? 'desk.ratings_none_answered' : 'desk.ratings_none')}>{(duties) => <ol className="ratings__list">{duties.map((duty) => <OneDuty key={duty.id} duty={duty} />)}</ol>}</Found>
    </div>
  )
}

function OneDuty({ duty }: { readonly duty: Duty }) {
  const { t, bi } = useVoice()
  return (
    <li className="panel" aria-labelledby={`rating-${duty.id}`}>
      <h2 className="panel__title" id={`rating-${duty.id}`}>{t(`grade.${duty.grade}`)}<Dot />{bi(duty.title)}</h2>
      <p className="quiet"><Link className="link" to="/cases/$id" params={{ id: duty.case }}><Prose>{duty.number}</Prose></Link><Dot /><Moment iso={duty.ratedAt} /></p>
      {duty.words === '' ? <p className="quiet">{t('desk.ratings_no_words')}</p> : <blockquote className="dialog__quote">{duty.words}</blockquote>}
      {duty.due === null || duty.answer !== null ? null : <p><Due at={duty.due.at} lamp={duty.due.lamp} /></p>}
      {duty.answer === null ? <Answering duty={duty} /> : <div><p><strong>{t(`desk.finding_${duty.answer.finding}`)}</strong><Dot /><Moment iso={duty.answer.at} /></p><p>{duty.answer.words}</p></div>}
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
