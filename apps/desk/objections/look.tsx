import { useQueryClient } from '@tanstack/react-query'

import { part } from '../../paths.ts'
import { namesOf } from '../../ui/fact-value.tsx'
import { Dot, Moment } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import { AnswerForm } from '../answer-form.tsx'
import type { Questioned } from '../api.ts'
import { post } from '../asking.ts'
import { Due, Raised } from '../due.tsx'
import { useSay } from '../saying.tsx'

/** A look that somebody does not know of: what was looked at, when, by which post and on which ground, what he says, and the answer. */
export function QuestionedLook({ questioned: one }: { readonly questioned: Questioned }) {
  const voice = useVoice()
  const { t, bi } = voice
  const { look } = one
  return (
    <li className="panel" aria-labelledby={`look-${one.id}`}>
      <h2 className="panel__title" id={`look-${one.id}`}>{bi(look.purposeTitle ?? look.purpose)}<Dot />{t('answering.look_title', { number: look.number })}</h2>
      <p className="quiet"><Prose>{t('objections.number', { number: one.number })}</Prose><Dot /><Raised at={one.at} />{one.outcome === null ? <><Dot /><Due at={one.dueAt} lamp={one.lamp} /></> : null}</p>
      <blockquote className="dialog__quote">{one.words}</blockquote>
      <dl className="pairs">
        <div className="pairs__one"><dt>{t('answering.looked_at')}</dt><dd><Moment iso={look.at} as="second" /></dd></div>
        <div className="pairs__one"><dt>{t('answering.looked_by')}</dt><dd>{look.role === null ? t(`answering.looker_${look.looker}`) : t('looker.with_post', { post: bi(look.role) })}</dd></div>
        <div className="pairs__one"><dt>{t('look.what')}</dt><dd>{namesOf(voice, look)} <span className="quiet">{t('data.from', { source: bi(look.sourceTitle ?? look.source) })}</span></dd></div>
        <div className="pairs__one"><dt>{t('look.ground')}</dt><dd>{t(`answering.basis_${look.basis}`)}{look.law === null ? null : <><Dot /><cite>{bi(look.law)}</cite></>}</dd></div>
      </dl>
      {one.outcome === null ? null : <div><p><strong>{t(`answering.state_${one.outcome}`)}</strong>{one.answeredAt === null ? null : <><Dot /><Moment iso={one.answeredAt} /></>}</p><p className="answering__given">{one.answer}</p></div>}
      {one.mayAnswer ? <Answering questioned={one} /> : one.outcome === null ? <p className="quiet">{t('answering.own')}</p> : null}
    </li>
  )
}

function Answering({ questioned: { id, number } }: { readonly questioned: Questioned }) {
  const { t } = useVoice()
  const say = useSay()
  const client = useQueryClient()
  const over = (what: unknown): void => { say(what); void client.invalidateQueries({ queryKey: ['objections'] }) }
  const send = (outcome: string, words: string): Promise<void> => post(`/grants/disputes/${part(id)}/answer`, { outcome, words }).then(() => over(t('answering.sent', { number })))
  return <AnswerForm id={id} findings={(['explained', 'unlawful'] as const).map((value) => ({ value, text: t(`answering.${value}`), means: t(`answering.${value}_means`) }))} onSend={send} onOver={over} />
}
