import { paths } from '../../paths.ts'
import { Button, ButtonLink, Facts, Lamp, Moment, More, Name, Notice, Tag } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Happening, Reason } from '../api.ts'
import { StageTag } from './case-rows.tsx'

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
    <p className="status">
      <StageTag of="stage" stage={one.stage} /> <span className="status__text">{t(key)}{steps.length === 0 ? '' : ` ${t('status.steps', { done, of: steps.length })}`}</span>
      {live && one.organ !== null && !OURS.has(one.stage) ? <span className="status__who">{t('status.with', { agency: bi(one.organ.name) })}</span> : null}
    </p>
  )
}

/** What was decided and why: in plain words, with the article, and what to do. */
export function VerdictBox({ case: one }: { readonly case: Case }) {
  const { t, bi, knows } = useVoice()
  const { verdict } = one
  if (verdict === null) return null
  const by = verdict.by === 'machine' ? t('verdict.by_machine') : t('verdict.by_person', { name: bi(verdict.by) })
  const fixAt = (reason: Reason): string | undefined => {
    const group = one.form.groups.find((other) => other.fields.some((field) => field.id === reason.field))
    return one.me.mayEdit && group !== undefined ? `${paths.form(one.id, group.id)}#f.${reason.field}` : undefined
  }
  const kind = verdict.outcome === 'GRANT' ? 'good' : verdict.outcome === 'RETURN' ? 'warning' : 'info'
  return (
    <Notice kind={kind} title={t(`verdict.${verdict.outcome}`)}>
      <Reasons reasons={verdict.reasons} fixAt={fixAt} />
      {verdict.items === null ? null : (
        <ul className="plainlist">{verdict.items.map((item) => (
          <li key={item.position}><strong><Name text={item.label} /></strong> {knows(`verdict.item_${item.outcome}`) ? t(`verdict.item_${item.outcome}`) : item.outcome}{item.reasons.length === 0 ? null : <Reasons reasons={item.reasons} fixAt={fixAt} />}</li>
        ))}</ul>
      )}
      {verdict.outcome === 'RETURN' && one.me.mayEdit ? <p><ButtonLink href={paths.confirm(one.id)}>{t('verdict.mend')}</ButtonLink></p> : null}
      <p className="quiet">{by} · <Moment iso={verdict.decidedAt} /> · {t('verdict.decision', { decision: verdict.decision })}</p>
    </Notice>
  )
}

export function Certificates({ case: one }: { readonly case: Case }) {
  const { t, bi } = useVoice()
  if (one.certificates.length === 0) return null
  return (
    <section className="block" aria-labelledby="certificates">
      <h2 id="certificates">{t('timeline.certificates')}</h2>
      <ul className="rows">{one.certificates.map((certificate) => (
        <li className="rows__one" key={certificate.id}>
          <div className="rows__main"><a className="rows__link" href={paths.certificate(certificate.id)}>{bi(certificate.title ?? certificate.type)}</a><p className="rows__sub">{t('wallet.number', { number: certificate.number })}</p></div>
          {certificate.standing === undefined ? null : <div className="rows__side"><StageTag of="standing" stage={certificate.standing} /></div>}
        </li>
      ))}</ul>
    </section>
  )
}

export function Clocks({ case: one }: { readonly case: Case }) {
  const { t, bi, knows } = useVoice()
  if (one.clocks.length === 0) return null
  return (
    <section className="block" aria-labelledby="clocks">
      <h2 id="clocks">{t('timeline.clocks')}</h2>
      <Facts rows={one.clocks.map((clock, place) => ({
        key: `${clock.name}-${place}`,
        term: knows(`clock.${clock.name}`) ? t(`clock.${clock.name}`) : clock.name,
        value: <><Lamp colour={clock.lamp} /> {clock.stoppedAt === null ? <>{t('clock.due')} <Moment iso={clock.dueAt} /></> : <>{t('clock.stopped')} <Moment iso={clock.stoppedAt} /></>}{clock.owner === null ? null : <span className="quiet facts__basis">{bi(clock.owner)}</span>}</>,
      }))} />
    </section>
  )
}

export function Signatories({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  const waits = one.stage === 'signing'
  if (one.signatories.length < 2 && !waits) return null
  return (
    <section className="block" aria-labelledby="signatories">
      <h2 id="signatories">{t('timeline.signatories')}</h2>
      <ul className="plainlist">{one.signatories.map((signatory) => <li key={signatory.party}><Name text={signatory.name} /> {signatory.signedAt === null ? <Tag kind="warning">{t('sign.open')}</Tag> : <><Tag kind="good">{t('sign.signed')}</Tag> <Moment iso={signatory.signedAt} /></>}</li>)}</ul>
      {waits ? <p className="quiet">{t('sign.waiting')}</p> : null}
      {waits && one.me.mayEdit ? <p><a className="link" href={paths.confirm(one.id)}>{t('sign.change')}</a></p> : null}
    </section>
  )
}

/** So many happenings are in sight; the rest open on a press. */
const IN_SIGHT = 8

/** Everything that happened, newest first. */
export function Happenings({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  const newest = one.timeline.toReversed()
  if (newest.length === 0) return null
  return (
    <section className="block" aria-labelledby="happenings">
      <h2 id="happenings">{t('timeline.happenings')}</h2>
      <HappeningRows happenings={newest.slice(0, IN_SIGHT)} />
      {newest.length <= IN_SIGHT ? null : <More summary={t('timeline.earlier', { count: newest.length - IN_SIGHT })}><HappeningRows happenings={newest.slice(IN_SIGHT)} /></More>}
    </section>
  )
}

function HappeningRows({ happenings }: { readonly happenings: readonly Happening[] }) {
  const { bi } = useVoice()
  return (
    <ol className="happenings">{happenings.map((happening, place) => (
      <li className="happenings__one" key={`${happening.at}-${place}`}>
        <Moment iso={happening.at} />
        <span className="happenings__text">{happening.step === undefined || happening.step === null ? null : <strong>{bi(happening.step)} </strong>}{bi(happening.text)}{happening.by === null ? null : <span className="quiet"> · {bi(happening.by)}</span>}</span>
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
