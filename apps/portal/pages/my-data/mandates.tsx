import { part, paths } from '../../../paths.ts'
import { dayIn, saidOfDay } from '../../../ui/form/day.ts'
import { DayInput } from '../../../ui/form/day.tsx'
import { ErrorSummary } from '../../../ui/form/error-summary.tsx'
import { BackLink, Button, ButtonLink, Dot, Moment, More, Name, Notice, Tag, Title, Unseen } from '../../../ui/parts.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { MatterSummary, Page } from '../../api.ts'
import { param, Problem, typed, type Answer, type Typed, type Visit } from '../../visit.ts'
import type { Mandate } from './answers.ts'

type ListProps = { readonly title: string; readonly none: string; readonly mandates: readonly Mandate[]; readonly matters: readonly MatterSummary[]; readonly me: string }

/** Mandates of one side: those that can be used, and folded away those that are over. */
export function MandateList({ title, none, mandates, matters, me }: ListProps) {
  const { t } = useVoice()
  const live = mandates.filter((one) => one.live)
  const over = mandates.filter((one) => !one.live)
  return (
    <>
      <h3>{title}</h3>
      {live.length === 0 ? <p className="quiet">{none}</p> : <ul className="grants">{live.map((one) => <OneMandate key={one.id} mandate={one} matters={matters} me={me} />)}</ul>}
      {over.length === 0 ? null : <More summary={t('consents.over', { count: over.length })}><ul className="grants">{over.map((one) => <OneMandate key={one.id} mandate={one} matters={matters} me={me} />)}</ul></More>}
    </>
  )
}

function OneMandate({ mandate: one, matters, me }: { readonly mandate: Mandate; readonly matters: readonly MatterSummary[]; readonly me: string }) {
  const { t } = useVoice()
  const given = one.grantor === me
  const other = given ? one.granteeName : one.grantorName
  return (
    <li className="grants__one">
      <div>
        <p><strong><Name text={other} /></strong> {one.live ? <Tag kind="good">{t('allowance.live')}</Tag> : <Tag kind="plain">{t(one.revokedAt === null ? 'allowance.expired' : 'allowance.withdrawn')}</Tag>}</p>
        <p><Scope mandate={one} matters={matters} /></p>
        <p className="quiet">{one.until === null ? null : <>{t('data.until')} <Moment iso={one.until} as="day" /></>}{one.revokedAt === null ? null : <><Dot />{t('data.withdrawn')} <Moment iso={one.revokedAt} as="day" /></>}</p>
      </div>
      {one.live ? <ButtonLink href={paths.mandateRevocation(one.id)} kind="secondary">{t(given ? 'mandates.take_back' : 'mandates.lay_down')}<Unseen> {other}</Unseen></ButtonLink> : null}
    </li>
  )
}

function Scope({ mandate, matters }: { readonly mandate: Mandate; readonly matters: readonly MatterSummary[] }) {
  const { t, bi, list } = useVoice()
  if (mandate.matters === 'all') return <>{t('mandates.all')}</>
  return <>{t('mandates.some', { matters: list(mandate.matters.map((id) => { const known = matters.find((one) => one.id === id); return known === undefined ? id : bi(known.title) })) })}</>
}

const mattersOf = async ({ ask }: Visit): Promise<readonly MatterSummary[]> => (await ask.get<Page<MatterSummary>>('/services/matters')).items

/** `/my/data/mandates/new`: to whom, for what, until when. */
export async function newMandate(visit: Visit): Promise<Answer> {
  return { title: visit.voice.t('mandates.new'), page: <NewMandate matters={await mattersOf(visit)} typed={new Map()} errors={new Map()} detail={undefined} /> }
}

const FIELD_OF: Readonly<Record<string, string>> = { '/grantee/value': 'number', '/grantee/name': 'name', '/matters': 'matters', '/until': 'until', '/reason': 'reason' }
const FAULT_OF: Readonly<Record<string, string>> = { 'parties.grantee_unknown': 'number', 'parties.mandate_to_self': 'number', 'parties.mandate_past': 'until', 'parties.mandate_empty': 'matters', 'parties.ended': 'number' }

/** Gives the mandate, or says at each field what is wrong and keeps what was typed. */
export async function giveMandate(visit: Visit): Promise<Answer> {
  const number = typed(visit, 'number').replaceAll(/\s/g, '')
  const some = typed(visit, 'scope') === 'some'
  const body = { grantee: { type: typed(visit, 'kind') === 'firm' ? 'social-credit-code' : 'citizen-id', value: number, name: typed(visit, 'name') }, matters: some ? (visit.typed.get('matters') ?? []) : 'all', until: dayIn(visit.typed, 'until'), reason: typed(visit, 'reason') || visit.voice.t('mandates.reason_given') }
  const missing = new Map<string, string>()
  for (const name of ['name', 'number']) if (typed(visit, name) === '') missing.set(name, visit.voice.t('mandates.missing'))
  const wrongDay = body.until === '' ? visit.voice.t('mandates.missing') : saidOfDay(visit.voice, visit.typed, 'until')
  if (wrongDay !== undefined) missing.set('until', wrongDay)
  if (some && body.matters.length === 0) missing.set('matters', visit.voice.t('mandates.missing_matters'))
  if (missing.size > 0) return again(visit, missing, undefined)
  // A refusal is said at the field it is about.
  try {
    await visit.ask.post('/parties/mandates', body)
    return { to: `${paths.consents()}#mandates` }
  } catch (error) {
    if (!(error instanceof Problem) || ![404, 409, 422].includes(error.status)) throw error
    const { errors = [], code, detail } = error.document
    const faults = new Map(errors.map((fault): [string, string] => [FIELD_OF[fault.pointer] ?? 'number', fault.detail]))
    if (faults.size === 0 && FAULT_OF[code] !== undefined) faults.set(FAULT_OF[code], detail)
    return again(visit, faults, detail)
  }
}

async function again(visit: Visit, errors: ReadonlyMap<string, string>, detail: string | undefined): Promise<Answer> {
  return { title: visit.voice.t('mandates.new'), page: <NewMandate matters={await mattersOf(visit)} typed={visit.typed} errors={errors} detail={detail} />, code: 422, islands: ['form'] }
}

type NewProps = { readonly matters: readonly MatterSummary[]; readonly typed: Typed; readonly errors: ReadonlyMap<string, string>; readonly detail: string | undefined }

function NewMandate({ matters, typed: given, errors, detail }: NewProps) {
  const { t, bi } = useVoice()
  const scope = given.get('scope')?.[0] ?? 'all'
  const chosen = new Set(given.get('matters') ?? [])
  return (
    <>
      <BackLink href={paths.consents()}>{t('data.part_consents')}</BackLink>
      <ErrorSummary errors={errors} detail={detail} labelOf={(name) => t(`mandates.field_${name}`)} />
      <Title lead={t('mandates.lead')}>{t('mandates.new')}</Title>
      <form method="post" action={paths.mandateNew()} className="form" noValidate>
        <fieldset className="field field__set"><legend className="field__label">{t('mandates.who')}</legend>
          <ul className="choices"><Radio name="kind" value="person" label={t('mandates.person')} checked={given.get('kind')?.[0] !== 'firm'} /><Radio name="kind" value="firm" label={t('mandates.firm')} checked={given.get('kind')?.[0] === 'firm'} /></ul>
        </fieldset>
        <Line name="name" hint={t('mandates.name_hint')} given={given} errors={errors} />
        <Line name="number" hint={t('mandates.number_hint')} given={given} errors={errors} code />
        <fieldset className={errors.has('matters') ? 'field field__set field--wrong' : 'field field__set'} id="matters"><legend className="field__label">{t('mandates.field_matters')}</legend>
          {errors.has('matters') ? <p className="field__error">{errors.get('matters')}</p> : null}
          <ul className="choices"><Radio name="scope" value="some" label={t('mandates.only_these')} checked={scope === 'some'} /></ul>
          <ul className="choices choices--within">{matters.map((one) => (
            <li className="choices__one" key={one.id}><input className="choices__input" type="checkbox" id={`m-${one.id}`} name="matters" value={one.id} defaultChecked={chosen.has(one.id)} /><label className="choices__label" htmlFor={`m-${one.id}`}>{bi(one.title)}</label></li>
          ))}</ul>
          <ul className="choices"><Radio name="scope" value="all" label={t('mandates.everything')} checked={scope === 'all'} /></ul>
        </fieldset>
        <fieldset className={errors.has('until') ? 'field field__set field--wrong' : 'field field__set'}><legend className="field__label">{t('mandates.field_until')}</legend>
          <p className="field__hint" id="until-hint">{t('mandates.until_hint')}</p>
          {errors.has('until') ? <p className="field__error" id="until-error">{errors.get('until')}</p> : null}
          <DayInput name="until" draft={given} error={errors.get('until')} describedBy={errors.has('until') ? 'until-hint until-error' : 'until-hint'} />
        </fieldset>
        <div className="form__end"><p>{t('mandates.warning')}</p><Button>{t('mandates.give')}</Button></div>
      </form>
    </>
  )
}

function Radio({ name, value, label, checked }: { readonly name: string; readonly value: string; readonly label: string; readonly checked: boolean }) {
  return <li className="choices__one"><input className="choices__input" type="radio" id={`${name}-${value}`} name={name} value={value} defaultChecked={checked} /><label className="choices__label" htmlFor={`${name}-${value}`}>{label}</label></li>
}

type LineProps = { readonly name: 'name' | 'number'; readonly hint: string; readonly given: Typed; readonly errors: ReadonlyMap<string, string>; readonly code?: boolean }

function Line({ name, hint, given, errors, code = false }: LineProps) {
  const { t } = useVoice()
  const fault = errors.get(name)
  const kind = code ? 'field__input field__input--code' : 'field__input'
  return (
    <div className={fault === undefined ? 'field' : 'field field--wrong'}>
      <label className="field__label" htmlFor={name}>{t(`mandates.field_${name}`)}</label>
      <p className="field__hint" id={`${name}-hint`}>{hint}</p>
      {fault === undefined ? null : <p className="field__error" id={`${name}-error`}>{fault}</p>}
      <input className={kind} type="text" id={name} name={name} defaultValue={given.get(name)?.[0]} maxLength={100} autoComplete="off" spellCheck={false} aria-describedby={fault === undefined ? `${name}-hint` : `${name}-hint ${name}-error`} aria-invalid={fault === undefined ? undefined : true} />
    </div>
  )
}

/** What ending a mandate means, for who gave it and for who was given it. */
export async function askRevocation(visit: Visit): Promise<Answer> {
  const [mandates, matters] = await Promise.all([visit.ask.get<Page<Mandate>>('/parties/mandates?limit=200'), mattersOf(visit)])
  const one = mandates.items.find((mandate) => mandate.id === param(visit, 'mandate'))
  if (one === undefined || !one.live) return { to: paths.consents() }
  const me = visit.session.signedIn ? (visit.session.behalf ?? visit.session.party) : ''
  return { title: visit.voice.t('mandates.end'), page: <Revocation mandate={one} matters={matters} given={one.grantor === me} /> }
}

/** Takes a mandate back, or lays it down. */
export async function revoke(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/parties/mandates/${part(param(visit, 'mandate'))}/revocation`, { reason: visit.voice.t('data.withdraw_reason') })
  return { to: `${paths.consents()}#mandates` }
}

function Revocation({ mandate: one, matters, given }: { readonly mandate: Mandate; readonly matters: readonly MatterSummary[]; readonly given: boolean }) {
  const { t } = useVoice()
  return (
    <>
      <BackLink href={paths.consents()}>{t('data.part_consents')}</BackLink>
      <Title>{t(given ? 'mandates.take_back_title' : 'mandates.lay_down_title', { name: given ? one.granteeName : one.grantorName })}</Title>
      <p><Scope mandate={one} matters={matters} /></p>
      <Notice kind="warning" title={t('withdraw.means')}><ul className="plainlist"><li>{t('mandates.at_once')}</li><li>{t('mandates.cases_stay')}</li></ul></Notice>
      <form method="post" action={paths.mandateRevocation(one.id)} className="buttons"><Button kind="warning">{t(given ? 'mandates.take_back' : 'mandates.lay_down')}</Button><a className="link" href={paths.consents()}>{t('withdraw.keep')}</a></form>
    </>
  )
}
