import { paths } from '../../paths.ts'
import { Fold } from '../../ui/fold.tsx'
import { ButtonLink, Dot, Facts, Moment, Name, Notice } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Decided, Reason } from '../api.ts'
import type { Voice } from '../voice.ts'
import { RemedyRows } from './matter-facts.tsx'

/** What was decided, by whom and why: in plain words, with the article, and what one can do now. */
export function VerdictBox({ case: one }: { readonly case: Case }) {
  const { t, bi, knows } = useVoice()
  const { verdict } = one
  if (verdict === null) return null
  // Of an officer people learn the agency he decided for.
  const name = verdict.by === 'officer' ? one.organ?.name : verdict.by
  const by = verdict.by === 'machine' ? t('verdict.by_machine') : name === undefined ? t('decided.by_hand') : t('verdict.by_person', { name: bi(name) })
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
      {verdict.outcome === 'ROUTE' ? <p>{t('verdict.route_next')}</p> : null}
      <p className="quiet">{by}<Dot /><Moment iso={verdict.decidedAt} /></p>
    </Notice>
  )
}

/** How it was decided: the rules that matched and everything that was looked at, with its value and where it came from. */
export function HowDecided({ case: one }: { readonly case: Case }) {
  const voice = useVoice()
  const { t, bi, day, list } = voice
  const { decided, verdict } = one
  if (decided === null || verdict === null) return null
  return (
    <Fold id="decided" title={t('decided.title')} answer={decided.mode === 'machine' ? t('decided.by_machine', { count: decided.looked.length }) : t(`decided.by_${decided.mode}`)}>
      <p><Prose>{t('decided.table', { table: bi(decided.table), day: day(decided.asOf) })}</Prose></p>
      {decided.looked.length === 0 ? null : (
        <>
          <h3 className="subject__sub">{t('decided.looked')}</h3>
          <Facts rows={decided.looked.map((looked) => ({
            key: looked.id, term: bi(looked.label),
            value: <>{valueOf(voice, looked)}{looked.sources.length === 0 ? null : <span className="quiet facts__basis">{t('decided.from', { sources: list(looked.sources.map(bi)) })}</span>}</>,
          }))} />
        </>
      )}
      <p className="quiet digest">{t('verdict.decision', { decision: verdict.decision })}<Dot /><a className="link" href={paths.proof(decided.entry)}>{t('decided.proof')}</a></p>
    </Fold>
  )
}

/** What was looked at, in words; a code of a register's own is no word. */
export function valueOf({ t, number, list }: Voice, { value, state }: Decided['looked'][number]): string {
  if (state === 'unknown') return t('decided.unknown')
  if (value === undefined) return t('decided.kept')
  if (value === null) return t('value.none')
  if (typeof value === 'boolean') return t(value ? 'value.yes' : 'value.no')
  if (typeof value === 'number') return number(value)
  if (Array.isArray(value)) return list(value.filter((one) => typeof one !== 'object').map(String))
  // A word of a register's own, such as `normal`, is a code: nobody is shown one.
  return typeof value === 'object' || /^[A-Za-z_-]+$/.test(String(value)) ? t('decided.record') : String(value)
}

/** The way to a second look by somebody who had no part, as long as it is open. */
function AskAgain({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  if (!one.me.mayContest || one.contestUntil === null) return null
  return <p><ButtonLink kind="secondary" href={paths.contest(one.id)}>{t('contest.ask')}</ButtonLink></p>
}

/** The ways to contest it, with their days. */
export function Remedies({ case: one }: { readonly case: Case }) {
  const { t, bi, list } = useVoice()
  if (one.remedies.length === 0) return null
  return (
    <Fold id="remedies" title={t('matter.remedies')} answer={list(one.remedies.map((remedy) => bi(remedy.title)))}>
      <p>{t('decided.objection')} <a className="link" href={paths.myData()}>{t('nav.data')}</a></p>
      <RemedyRows remedies={one.remedies} />
      <AskAgain case={one} />
    </Fold>
  )
}
