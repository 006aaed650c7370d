import { part, paths, patterns } from '../../paths.ts'
import { isAnswerable, isAsked } from '../../ui/form/asked.ts'
import { nameMeant } from '../../ui/form/mending.tsx'
import { recordOf, WrongLink } from '../../ui/form/wrong.tsx'
import { BackLink, Button, Called, Facts, Notice, Title, Unseen } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { hasValue, ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, FieldView, Group, Reason } from '../api.ts'
import { param, type Answer, type Route, type Visit } from '../visit.ts'
import { caseOf, placeOf } from './cases.tsx'
import { Changes } from './group-page.tsx'
import { Proven, uploadRoutes, type Wrong } from './proven.tsx'
import { Slower, slowerIn } from './slower.tsx'
import { Said } from './stations.tsx'

async function show(visit: Visit, wrong?: Wrong): Promise<Answer> {
  const one = await caseOf(visit)
  if (!one.me.mayEdit) return { to: placeOf(one) }
  return { title: `${wrong === undefined ? '' : visit.voice.t('form.title_error')}${visit.voice.t('confirm.title')}`, page: <Confirm case={one} wrong={wrong} />, wide: true, code: wrong === undefined ? 200 : 422 }
}

async function confirm(visit: Visit): Promise<Answer> {
  const id = param(visit, 'id')
  const one = await visit.ask.post<Case>(`/services/cases/${part(id)}/confirmation`, {})
  return { to: one.stage === 'signing' ? paths.sign(id) : placeOf(one) }
}

/** Everything once more before it is signed, each value with where it came from. */
export const confirmRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.confirm, answer: (visit) => show(visit) },
  { method: 'POST', path: patterns.confirm, answer: confirm },
  ...uploadRoutes(show),
]

const OWN = new Set(['typed', 'picked', 'left'])

/** What the person said himself, left as it was put to him, or still has to say. */
export const isOwn = (field: FieldView): boolean => field.shown && (OWN.has(field.by ?? '') || (isAsked(field) && field.type === 'list') || (isAnswerable(field) && isAsked(field) && !hasValue(field.value)))

/** What he said stands open, what the house filled in is folded to a line for each group; both can be changed from here. */
function Confirm({ case: one, wrong }: { readonly case: Case; readonly wrong: Wrong | undefined }) {
  const { t, bi } = useVoice()
  const groups = one.form.groups.filter((group) => group.shown)
  const own = groups.filter((group) => group.fields.some(isOwn))
  const given = groups.filter((group) => !own.includes(group) && (one.form.complete || group.done))
  return (
    <>
      <BackLink href={own.length === 0 ? paths.cases() : paths.form(one.id, own.at(-1)!.id)}>{t('form.back')}</BackLink>
      <Title over={bi(one.title)} lead={one.form.complete ? t('confirm.lead', { typed: one.form.typed, picked: one.form.picked }) : undefined}>{t('confirm.title')}</Title>
      <Called case={one} />
      <Changes case={one} />
      {one.verdict === null || one.verdict.outcome !== 'RETURN' ? null : <Notice kind="warning" title={t('confirm.returned')}><Reasons reasons={one.verdict.reasons} fixAt={(reason) => mendAt(one, reason)} /></Notice>}
      <div className={given.length === 0 || own.length === 0 ? undefined : 'check'}>
        <div className="check__own">{own.map((group) => <OwnGroup key={group.id} case={one} group={group} />)}</div>
        {given.length === 0 ? null : (
          <section className="check__given" aria-labelledby="given">
            <h2 id="given">{t(own.length === 0 && one.form.complete ? 'confirm.given_all' : 'confirm.given', { count: given.length })}</h2>
            <p className="quiet">{t('confirm.given_text')}</p>
            <div className="known__all">{given.map((group) => <GivenGroup key={group.id} case={one} group={group} />)}</div>
          </section>
        )}
      </div>
      <Proven case={one} wrong={wrong} />
      {one.form.complete ? <GoOn case={one} /> : <Notice kind="warning" title={t('confirm.incomplete')}><ul className="plainlist">{groups.filter((group) => !group.done).map((group) => <li key={group.id}><a className="link" href={paths.form(one.id, group.id)}>{bi(group.title)}</a></li>)}{one.proven.items.filter((item) => item.needsFile).map((item) => <li key={item.id}><a className="link" href={`#proof-${item.id}`}>{bi(item.proves)}</a></li>)}</ul></Notice>}
    </>
  )
}

/** Where what a reason means can be mended. */
function mendAt(one: Case, reason: Reason): string | undefined {
  const group = one.form.groups.find(({ shown, fields }) => shown && fields.some((field) => field.id === reason.field && field.shown))
  return group === undefined ? undefined : `${paths.form(one.id, group.id, reason.field)}#${nameMeant(reason)}`
}

type GroupProps = { readonly case: Case; readonly group: Group }

function OwnGroup({ case: one, group }: GroupProps) {
  const { t, bi } = useVoice()
  const shown = group.fields.filter((field) => field.shown)
  const rest = shown.filter((field) => !isOwn(field))
  return (
    <section className="check__group" aria-labelledby={`group-${group.id}`}>
      <h2 id={`group-${group.id}`}>{bi(group.title)}</h2>
      <Rows case={one} group={group} fields={shown.filter(isOwn)} />
      {rest.length === 0 ? null : (
        <details className="known__one">
          <summary className="known__line"><span className="known__label">{t('confirm.rest', { count: rest.length })}</span><span className="known__value known__value--light"><Said fields={rest} none="" /></span></summary>
          <div className="known__more"><Rows case={one} group={group} fields={rest} /></div>
        </details>
      )}
    </section>
  )
}

function GivenGroup({ case: one, group }: GroupProps) {
  const { t, bi } = useVoice()
  const shown = group.fields.filter((field) => field.shown)
  return (
    <details className="known__one">
      <summary className="known__line"><span className="known__label">{bi(group.title)}</span><span className="known__value known__value--light"><Said fields={shown} none={t(shown.every(({ type }) => type === 'list') ? 'value.none_listed' : 'value.none')} /></span></summary>
      <div className="known__more"><Rows case={one} group={group} fields={shown} /></div>
    </details>
  )
}

/** Values with their sources, and where each can be changed. */
function Rows({ case: one, group, fields }: GroupProps & { readonly fields: readonly FieldView[] }) {
  const { t, bi } = useVoice()
  const change = (field: FieldView) => (isAnswerable(field)
    ? <a className="link" href={`${paths.form(one.id, group.id, field.id)}#f.${field.id}`}>{t(hasValue(field.value) || (field.items ?? []).length > 0 ? 'confirm.change' : 'confirm.add')}<Unseen> {bi(field.label)}</Unseen></a>
    : recordOf(field) !== undefined ? <WrongLink field={field} case={one.id} /> : field.locked ? <span className="quiet">{t('confirm.locked')}</span> : undefined)
  return <Facts rows={fields.map((field) => ({ key: field.id, term: bi(field.label), value: <ValueOf field={field} open wrongAt={isAnswerable(field) ? `${paths.form(one.id, group.id, field.id)}#f.${field.id}` : undefined} />, act: change(field) }))} />
}

/** What happens next, and the one button. */
function GoOn({ case: one }: { readonly case: Case }) {
  const { t } = useVoice()
  return (
    <form method="post" action={paths.confirm(one.id)} className="check__end">
      <Slower case={one} />
      <h2>{t('confirm.next')}</h2>
      <ol className="numbered numbered--near"><li>{t('confirm.next_fixed')}</li><li>{t('confirm.next_signed')}</li><li>{t(slowerIn(one).length === 0 ? 'confirm.next_decided' : 'confirm.next_checked')}</li></ol>
      <Button>{t('confirm.confirm')}</Button>
    </form>
  )
}

/** The answers of one group, to be read and no longer changed. */
export function GroupSummary({ group }: { readonly group: Group }) {
  const { bi } = useVoice()
  return (
    <section className="block" aria-labelledby={`group-${group.id}`}>
      <h3 id={`group-${group.id}`}>{bi(group.title)}</h3>
      <Facts rows={group.fields.filter((field) => field.shown).map((field) => ({ key: field.id, term: bi(field.label), value: <ValueOf field={field} /> }))} />
    </section>
  )
}
