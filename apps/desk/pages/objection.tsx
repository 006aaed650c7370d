import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'

import { part } from '../../paths.ts'
import { Moment, Name, Notice } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AnswerForm } from '../answer-form.tsx'
import type { ObjectionFile } from '../api.ts'
import { get, post } from '../asking.ts'
import { Due, Raised } from '../due.tsx'
import { Record, Said, Users } from '../objections/file.tsx'
import { useSay } from '../saying.tsx'
import { Failed, Waiting } from '../states.tsx'
import { Title } from '../title.tsx'

/** `/desk/objections/{id}`: one objection. It is fetched once: each fetch is a look at the person's fact and stands in his log. */
export function ObjectionPage() {
  const { t } = useVoice()
  const { id } = useParams({ from: '/objections/$id' })
  const found = useQuery({ queryKey: ['objection', id], queryFn: ({ signal }) => get<ObjectionFile>(`/exchange/objections/${part(id)}`, signal), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false })
  if (found.isPending) return <Waiting />
  if (found.isError) return <><Title>{t('answering.one')}</Title><Failed error={found.error} again={() => void found.refetch()} /><p className="buttons onwards"><Link className="link" to="/objections">{t('answering.back')}</Link></p></>
  return <OneObjection key={id} file={found.data} />
}

function OneObjection({ file }: { readonly file: ObjectionFile }) {
  const { t, bi } = useVoice()
  return (
    <article className="case case--two">
      <header className="case-head">
        <Link to="/objections" className="link case-head__back">{t('answering.back')}</Link>
        <Title over={t('objections.number', { number: file.number })}>{t('objections.about', { element: bi(file.element?.label ?? file.source), source: bi(file.sourceTitle) })}</Title>
        <ul className="case-head__clocks"><li><Raised at={file.raisedAt} /></li>{file.state === 'open' ? <li><Due at={file.dueAt} lamp={file.lamp} /></li> : null}</ul>
      </header>
      <div className="case__columns case__columns--two">
        <div className="case__column"><Said file={file} /><Answer file={file} /></div>
        <div className="case__column"><Record file={file} /><Users file={file} /></div>
      </div>
    </article>
  )
}

/** The answer that was given, or the place to give one. */
function Answer({ file }: { readonly file: ObjectionFile }) {
  const { t } = useVoice()
  const say = useSay()
  const go = useNavigate()
  const client = useQueryClient()
  const over = (what: unknown): void => { say(what, '/objections'); void client.invalidateQueries({ queryKey: ['objections'] }); void go({ to: '/objections' }) }
  const send = (outcome: string, words: string): Promise<void> =>
    post(`/exchange/objections/${part(file.id)}/answer`, { outcome, words }).then(() => over(t(outcome === 'corrected' ? 'answering.sent_corrected' : 'answering.sent', { number: file.number })))
  if (file.state === 'withdrawn') return <Notice kind="info" title={t('answering.withdrawn')} />
  if (file.state !== 'open') {
    return (
      <Notice kind={file.state === 'corrected' ? 'good' : 'info'} title={t(`answering.${file.state}`)}>
        <p className="answering__given"><Name text={file.answer ?? ''} /></p>
        {file.answeredAt === null ? null : <p className="quiet"><Moment iso={file.answeredAt} /></p>}
      </Notice>
    )
  }
  if (!file.mayAnswer) return <Notice kind="info"><p>{t('answering.own')}</p></Notice>
  return (
    <section className="panel" aria-labelledby="answer">
      <h2 id="answer" className="panel__title">{t('answering.answer')}</h2>
      <AnswerForm id={file.id} findings={(['corrected', 'upheld'] as const).map((value) => ({ value, text: t(`answering.${value}`), means: t(`answering.${value}_means`) }))} onSend={send} onOver={over} />
    </section>
  )
}
