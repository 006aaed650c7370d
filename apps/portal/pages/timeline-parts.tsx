import { paths } from '../../paths.ts'
import { Fold } from '../../ui/fold.tsx'
import { Button, Dot, Facts, Lamp, Moment, More, Name, Notice, Tag } from '../../ui/parts.tsx'
import { Prose, Words } from '../../ui/prose.tsx'
import { Row } from '../../ui/row.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Happening } from '../api.ts'
import { StageTag } from './case-rows.tsx'
import { Signatures } from './signatures.tsx'
import { lookOf, timeLeft, timeLeftInWords } from './steps.ts'

const DONE: ReadonlySet<string> = new Set(['granted', 'skipped'])

/** Where the next thing to do is not an agency's. */
const OURS: ReadonlySet<string> = new Set(['signing', 'filling', 'kit', 'returned'])

/** One line: where it is now, and how much of it is done. The only part that is read out when it changes. */
export function Status({ case: one, live }: { readonly case: Case; readonly live: boolean }) {
  const { t, bi } = useVoice()
  const steps = (one.steps ?? []).filter((step) => step.stage !== 'skipped')
  const done = steps.filter((step) => DONE.has(step.stage)).length
  const key = `now.${one.stage.replaceAll('-', '_')}`
  return (
    <>
      <p className="status">
        <StageTag of="stage" stage={one.stage} /> <span className="status__text"><Words>{t(key)}{steps.length === 0 ? '' : ` ${t('status.steps', { done, of: steps.length })}`}</Words></span>
        {live && one.organ !== null && !OURS.has(one.stage) ? <span className="status__who">{t('status.with', { agency: bi(one.organ.name) })}</span> : null}
      </p>
      {steps.length === 0 || one.stage === 'signing' || one.stage === 'filling' ? null : <progress className="progress__bar status__bar" max={steps.length} value={done} aria-label={t('status.steps', { done, of: steps.length })} />}
    </>
  )
}

/** What a grant waits for, by which law and until when; or why it came to nothing. */
export function Dormant({ case: { dormant } }: { readonly case: Case }) {
  const { t, bi, day } = useVoice()
  if (dormant === null || dormant.ending === 'effective' || dormant.ending === 'facts_changed') return null
  if (dormant.ending !== null) return <Notice kind="warning" title={t('dormant.nothing')}><p>{t(`dormant.${dormant.ending}`, { for: bi(dormant.for) })}</p></Notice>
  return (
    <Notice kind="info" title={t('dormant.waits')}>
      <Facts rows={[{ key: 'for', term: t('dormant.for'), value: bi(dormant.for) }, { key: 'until', term: t('dormant.until'), value: day(dormant.until) }, { key: 'law', term: t('dormant.law'), value: <cite>{bi(dormant.law)}</cite> }]} />
      <p>{t('dormant.then')}</p>
    </Notice>
  )
}

/** Who holds what now and until when, what came back, and what comes after: the picture in three lines at most each. */
export function Held({ case: one }: { readonly case: Case }) {
  const voice = useVoice()
  const { t, bi } = voice
  const steps = one.steps ?? []
  const busy = steps.filter((step) => lookOf(step.stage) === 'busy')
  const back = steps.filter((step) => lookOf(step.stage) === 'stuck')
  if (busy.length + back.length === 0) return null
  return (
    <ul className="holding">
      {back.map((step) => <li className="holding__one holding__one--back" key={step.id}><a className="link holding__what" href={`#step-${step.id}`}>{bi(step.title)}</a> <span className="holding__why">{bi(step.reasons[0]?.text) || t('status.back')}</span></li>)}
      {busy.map((step) => (
        <li className="holding__one" key={step.id}>
          <a className="link holding__what" href={`#step-${step.id}`}>{bi(step.title)}</a>
          <span className="holding__who">{step.agency === null ? t('status.automatic') : t('step.holder', { agency: bi(step.agency.name) })}{step.dueAt === undefined || step.dueAt === null ? '' : t('status.comma')}{step.dueAt === undefined || step.dueAt === null ? null : timeLeft(voice, one.now, step.dueAt)}</span>
          {step.reasons[0] === undefined ? null : <span className="holding__why">{bi(step.reasons[0].text)}</span>}
        </li>
      ))}
    </ul>
  )
}

export function Certificates({ case: one }: { readonly case: Case }) {
  const { t, bi } = useVoice()
  if (one.certificates.length === 0) return null
  return (
    <section className="block" aria-labelledby="certificates">
      <h2 id="certificates">{t('timeline.certificates')}</h2>
      <ul className="rows">{one.certificates.map((certificate) => (
        <Row key={certificate.id} side={certificate.standing === undefined ? undefined : <StageTag of="standing" stage={certificate.standing} />}>
          <a className="rows__link" href={paths.certificate(certificate.id)}>{bi(certificate.title ?? certificate.type)}</a><p className="rows__sub"><Prose>{t('wallet.number', { number: certificate.number })}</Prose></p>
        </Row>
      ))}</ul>
    </section>
  )
}

/** Every clock of the case: what must happen by when, and who answers for it. */
export function Clocks({ case: one }: { readonly case: Case }) {
  const voice = useVoice()
  const { t, bi, knows } = voice
  const [first] = one.clocks
  if (first === undefined) return null
  const running = one.clocks.find((clock) => clock.stoppedAt === null)
  return (
    <Fold id="clocks" title={t('timeline.clocks')} answer={running === undefined ? t('clock.all_stopped') : timeLeftInWords(voice, one.now, running.dueAt)}>
      <Facts rows={one.clocks.map((clock, place) => ({
        key: `${clock.name}-${place}`,
        term: knows(`clock.${clock.name}`) ? t(`clock.${clock.name}`) : clock.name,
        value: <><Lamp colour={clock.lamp} /> {clock.stoppedAt === null ? <>{t('clock.due')} <Moment iso={clock.dueAt} /></> : <>{t('clock.stopped')} <Moment iso={clock.stoppedAt} /></>}{clock.owner === null ? null : <span className="quiet facts__basis">{bi(clock.owner)}</span>}</>,
      }))} />
    </Fold>
  )
}

export function Signatories({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  if (one.stage === 'signing') return <><Signatures case={one} />{one.me.mayEdit ? <p><a className="link" href={paths.confirm(one.id)}>{t('sign.change')}</a></p> : null}</>
  if (one.signatories.length < 2) return null
  return (
    <section className="block" aria-labelledby="signatories">
      <h2 id="signatories">{t('timeline.signatories')}</h2>
      <ul className="plainlist">{one.signatories.map((signatory) => <li key={signatory.party}><Name text={signatory.name} /> {signatory.signedAt === null ? <Tag kind="warning">{t('sign.open')}</Tag> : <><Tag kind="good">{t('sign.signed')}</Tag> <Moment iso={signatory.signedAt} /></>}</li>)}</ul>
    </section>
  )
}

/** Everything that happened, newest first, by day. */
export function Happenings({ case: one }: { readonly case: Case }) {
  const { t, day, bi } = useVoice()
  const newest = one.timeline.toReversed()
  const [last] = newest
  if (last === undefined) return null
  return (
    <Fold id="happenings" title={t('timeline.happenings')} answer={t('timeline.last', { count: newest.length, last: `${last.step === undefined || last.step === null ? '' : `${bi(last.step)} `}${bi(last.text)}` })}>
      {[...Map.groupBy(newest, (happening) => day(happening.at))].map(([on, happenings]) => (
        <section key={on}>
          <h3 className="happenings__day">{on}</h3>
          <HappeningRows happenings={happenings} />
        </section>
      ))}
    </Fold>
  )
}

function HappeningRows({ happenings }: { readonly happenings: readonly Happening[] }) {
  const { bi } = useVoice()
  return (
    <ol className="happenings">{happenings.map((happening, place) => (
      <li className="happenings__one" key={`${happening.at}-${place}`}>
        <Moment iso={happening.at} as="hour" />
        <span className="happenings__text">{happening.step === undefined || happening.step === null ? null : <strong>{bi(happening.step)} </strong>}<Prose>{bi(happening.text)}</Prose>{happening.by === null ? null : <span className="quiet"><Dot />{bi(happening.by)}</span>}</span>
      </li>
    ))}</ol>
  )
}

/** The way out, with its reason. */
export function Withdraw({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  return (
    <More summary={t('withdraw.summary')}>
      <form method="post" action={paths.withdrawal(one.id)} className="form">
        <p>{t('withdraw.text')}</p>
        <div className="field"><label className="field__label" htmlFor="reason">{t('withdraw.reason')}</label><input className="field__input" id="reason" name="reason" required maxLength={200} /></div>
        <Button kind="warning">{t('withdraw.withdraw')}</Button>
      </form>
    </More>
  )
}
