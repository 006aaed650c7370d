import { paths, patterns } from '../../paths.ts'
import { ErrorSummary } from '../../ui/form/error-summary.tsx'
import { BackLink, Button, Facts, Lamp, Moment, More, Name, Notice, Tag, Title, Unseen } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, DeskView } from '../api.ts'
import type { Voice } from '../voice.ts'
import { part, param, Problem, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { caseOf } from './cases.tsx'
import { GroupSummary } from './confirm.tsx'
import { Happenings } from './timeline-parts.tsx'
import { StageTag } from './case-rows.tsx'

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  return { title: `${visit.voice.t('desk.case')} ${one.number}`, page: <DeskCase case={one} fault={undefined} note="" />, wide: true }
}

async function decide(visit: Visit): Promise<Answer> {
  const id = param(visit, 'id')
  const decision = { outcome: typed(visit, 'outcome'), rows: [...(visit.typed.get('rows') ?? [])], note: typed(visit, 'note') }
  // What is missing in a decision is said above it, with the note still there.
  try {
    await visit.ask.post(`/services/cases/${part(id)}/decision`, decision)
    return { to: paths.desk() }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error
    const one = await caseOf(visit)
    return { title: visit.voice.t('desk.case'), code: 422, page: <DeskCase case={one} fault={error.document.errors?.[0]?.detail ?? error.document.detail} note={decision.note} />, wide: true, islands: ['form'] }
  }
}

/** `/desk/cases/{id}`: first why the machine did not decide, then the facts, then the decision. */
export const deskCaseRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.deskCase, answer: show },
  { method: 'POST', path: patterns.deskCase, answer: decide },
]

type Props = { readonly case: Case; readonly fault: string | undefined; readonly note: string }

function DeskCase({ case: one, fault, note }: Props) {
  const { t, bi } = useVoice()
  const desk = one.desk ?? null
  const clock = one.clocks.find((other) => other.stoppedAt === null)
  return (
    <>
      <BackLink href={paths.desk()}>{t('desk.title')}</BackLink>
      <ErrorSummary errors={new Map()} detail={fault} labelOf={() => undefined} />
      <Title over={t('cases.number', { number: one.number })}>{bi(one.title)}</Title>
      <p className="status"><StageTag of="stage" stage={one.stage} /> {clock === undefined ? null : <><Lamp colour={clock.lamp} /> {t('clock.due')} <Moment iso={clock.dueAt} /></>}</p>
      {desk === null ? null : <WhyHere desk={desk} />}
      {desk === null ? null : <Inputs desk={desk} />}
      <section aria-labelledby="filed">
        <h2 id="filed">{t('desk.filed')}</h2>
        <Facts rows={[{ key: 'applicant', term: t('sign.applicant'), value: <Name text={one.applicant.name} /> }]} />
        {one.form.groups.filter((group) => group.shown).map((group) => <More key={group.id} summary={bi(group.title)}><GroupSummary group={group} /></More>)}
      </section>
      {desk === null || !desk.mayDecide ? <Notice kind="info"><p>{t('desk.may_not')}</p></Notice> : <Decision case={one} desk={desk} note={note} fault={fault !== undefined} />}
      <Happenings case={one} />
    </>
  )
}

function WhyHere({ desk }: { readonly desk: DeskView }) {
  const { t } = useVoice()
  return <Notice kind="warning" title={t('desk.why_here')}>{desk.failed.length === 0 ? <p>{t('desk.no_reason')}</p> : <Reasons reasons={desk.failed} />}</Notice>
}

function Inputs({ desk }: { readonly desk: DeskView }) {
  const voice = useVoice()
  const { t, bi, knows } = voice
  const looked = desk.inputs.filter((input) => input.state !== 'not looked at')
  const rest = desk.inputs.filter((input) => input.state === 'not looked at')
  if (desk.inputs.length === 0) return null
  return (
    <section className="block" aria-labelledby="inputs">
      <h2 id="inputs">{t('desk.facts')}</h2>
      <Facts rows={looked.map((input) => ({
        key: input.id, term: bi(input.label),
        value: input.state === 'hit' ? <Name text={said(voice, input.value)} /> : <Tag kind="warning">{t(knows(`source.${input.state}`) ? `source.${input.state}` : 'source.unknown')}</Tag>,
      }))} />
      {rest.length === 0 ? null : <p className="quiet">{t('desk.not_looked', { inputs: voice.list(rest.map((input) => bi(input.label))) })}</p>}
    </section>
  )
}

/** A value that the table judged, to be read. */
function said(voice: Voice, value: unknown): string {
  if (value === null || value === undefined || value === '') return voice.t('value.nothing')
  if (typeof value === 'boolean') return voice.t(value ? 'value.yes' : 'value.no')
  if (typeof value === 'number') return voice.number(value)
  if (Array.isArray(value)) return value.length === 0 ? voice.t('value.nothing') : voice.list(value.map((one) => said(voice, one)))
  return typeof value === 'object' ? said(voice, (value as { label?: unknown; text?: unknown; name?: unknown }).label ?? (value as { text?: unknown }).text ?? (value as { name?: unknown }).name ?? Object.values(value)) : voice.knows(`fact.${String(value)}`) ? voice.t(`fact.${String(value)}`) : String(value)
}

/** Two ways, each with the reasons that the definition has for it; the note says what the rows do not. */
function Decision({ case: one, desk, note, fault }: { readonly case: Case; readonly desk: DeskView; readonly note: string; readonly fault: boolean }) {
  const { t } = useVoice()
  // What stopped the machine is said as it was found here, not as the definition has it in general.
  const stopped = desk.rows.flatMap((row) => desk.failed.filter((reason) => reason.row === row.row).slice(0, 1).map((reason) => ({ ...row, text: reason.text })))
  const granting = desk.rows.filter((row) => row.outcome === 'GRANT')
  const others = desk.rows.filter((row) => !granting.includes(row) && !stopped.some((other) => other.row === row.row))
  return (
    <section className="block decision" aria-labelledby="decision">
      <h2 id="decision">{t('desk.decide')}</h2>
      <form method="post" action={paths.deskCase(one.id)} className="form">
        <fieldset className="field__set field">
          <legend className="field__label">{t('desk.reasons')}</legend>
          <p className="field__hint">{t('desk.reasons_hint')}</p>
          <ul className="choices">{[...stopped, ...granting].map((row) => <RowChoice key={row.row} row={row} />)}</ul>
          <More summary={t('desk.other_reasons')} open={fault}><ul className="choices">{others.map((row) => <RowChoice key={row.row} row={row} />)}</ul></More>
        </fieldset>
        <div className="field">
          <label className="field__label" htmlFor="note">{t('desk.note')}</label>
          <p className="field__hint" id="note-hint">{t('desk.note_hint')}</p>
          <textarea className="field__input field__area" id="note" name="note" rows={4} maxLength={1000} defaultValue={note} aria-describedby="note-hint" />
        </div>
        <div className="buttons"><Button name="outcome" value="GRANT">{t('desk.grant')}</Button><Button name="outcome" value="RETURN" kind="warning">{t('desk.return')}</Button></div>
      </form>
    </section>
  )
}

function RowChoice({ row }: { readonly row: DeskView['rows'][number] }) {
  const { t, bi, knows } = useVoice()
  const id = `row-${row.row}`
  return (
    <li className="choices__one">
      <input className="choices__input" type="checkbox" id={id} name="rows" value={row.row} />
      <label className="choices__label" htmlFor={id}>
        {bi(row.text)} <span className="quiet">{knows(`outcome.${row.outcome}`) ? t(`outcome.${row.outcome}`) : row.outcome}{row.law === undefined || row.law === null ? '' : ` · ${bi(row.law)}`}</span><Unseen> {row.row}</Unseen>
      </label>
    </li>
  )
}
