import { part, paths } from '../../../paths.ts'
import { namesOf } from '../../../ui/fact-value.tsx'
import { BackLink, Button, Dot, Facts, Moment, Name, Notice, Tag, Title } from '../../../ui/parts.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import { param, Problem, typed, type Answer, type Visit } from '../../visit.ts'
import type { Look } from './answers.ts'
import { Basis, Looker, Purpose } from './parts.tsx'

const lookOf = (visit: Visit): Promise<Look> => visit.ask.get<Look>(`/grants/uses/${part(param(visit, 'look'))}`)

/** `/my/data/looks/{look}`: one look, and the question to the agency where one does not know of it. */
export async function showLook(visit: Visit): Promise<Answer> {
  return { title: visit.voice.t('look.title'), page: <LookPage look={await lookOf(visit)} /> }
}

/** Sends the question; what is wrong with it is said above the field. */
export async function disputeLook(visit: Visit): Promise<Answer> {
  const id = param(visit, 'look')
  const words = typed(visit, 'words')
  // What was typed comes back with the reason why it was not taken.
  try {
    await visit.ask.post(`/grants/uses/${part(id)}/dispute`, { words })
    return { to: paths.look(id) }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error
    return { title: visit.voice.t('look.title'), page: <LookPage look={await lookOf(visit)} words={words} fault={error.document.errors?.[0]?.detail ?? error.document.detail} />, code: 422 }
  }
}

function LookPage({ look, words, fault }: { readonly look: Look; readonly words?: string; readonly fault?: string }) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <>
      <BackLink href={paths.looks()}>{t('data.part_looks')}</BackLink>
      <Title over={t('data.number', { number: look.number })}>{t('look.title')}</Title>
      <Facts rows={[
        { key: 'who', term: t('look.who'), value: <Looker look={look} /> },
        { key: 'when', term: t('look.when'), value: <Moment iso={look.at} /> },
        { key: 'what', term: t('look.what'), value: <>{namesOf(voice, look)} <span className="quiet">{t('data.from', { source: bi(look.sourceTitle ?? look.source) })}</span></> },
        { key: 'why', term: t('look.why'), value: <Purpose look={look} /> },
        { key: 'ground', term: t('look.ground'), value: <><Basis look={look} />{look.law === null || look.law === undefined ? null : <><Dot /><cite>{bi(look.law)}</cite></>}</> },
        ...(look.entry === undefined || look.entry === null ? [] : [{ key: 'proof', term: t('data.proof'), value: <a className="link" href={paths.proof(look.entry)}>{t('look.proof')}</a> }]),
      ]} />
      {look.grantee === look.subject ? null : look.dispute === null ? <Ask look={look} words={words} fault={fault} /> : <Asked look={look} />}
    </>
  )
}

function Ask({ look, words, fault }: { readonly look: Look; readonly words: string | undefined; readonly fault: string | undefined }) {
  const { t, bi } = useVoice()
  return (
    <section className="block" aria-labelledby="ask">
      <h2 id="ask">{t('data.not_known')}</h2>
      <p>{t('look.ask_text', { agency: bi(look.granteeName ?? look.grantee) })}</p>
      <form method="post" action={paths.look(look.id)} className="form">
        <div className={fault === undefined ? 'field' : 'field field--wrong'}>
          <label className="field__label" htmlFor="words">{t('look.words')}</label>
          <p className="field__hint" id="words-hint">{t('look.words_hint')}</p>
          {fault === undefined ? null : <p className="field__error" id="words-error">{fault}</p>}
          <textarea className="field__input field__area" id="words" name="words" rows={4} maxLength={1000} defaultValue={words} aria-describedby={fault === undefined ? 'words-hint' : 'words-hint words-error'} aria-invalid={fault === undefined ? undefined : true} />
        </div>
        <Button>{t('look.send')}</Button>
      </form>
    </section>
  )
}

function Asked({ look }: { readonly look: Look }) {
  const { t, bi } = useVoice()
  const dispute = look.dispute!
  return (
    <section className="block" aria-labelledby="asked">
      <h2 id="asked">{t('look.asked')}</h2>
      <p><Prose>{t('look.number', { number: dispute.number })}</Prose><Dot /><Moment iso={dispute.at} /></p>
      {dispute.outcome === null
        ? <Notice kind="info" title={t('look.waiting')}><p>{t('look.due', { agency: bi(look.granteeName ?? look.grantee) })} <Moment iso={dispute.dueAt} as="day" /></p></Notice>
        : <Notice kind={dispute.outcome === 'explained' ? 'good' : 'warning'} title={t(`look.${dispute.outcome}`)}><p><Name text={dispute.answer ?? ''} /></p><p className="quiet"><Tag kind="plain">{bi(look.granteeName ?? look.grantee)}</Tag> {dispute.answeredAt === null ? null : <Moment iso={dispute.answeredAt} />}</p></Notice>}
    </section>
  )
}
