import { paths, patterns } from '../../paths.ts'
import { BackLink, Button, Facts, Notice, Title, Unseen } from '../../ui/parts.tsx'
import { Reasons } from '../../ui/reasons.tsx'
import { ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, FieldView, Group } from '../api.ts'
import { part, param, type Answer, type Route, type Visit } from '../visit.ts'
import { caseOf, placeOf } from './cases.tsx'
import { Changes } from './group-page.tsx'

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  if (!one.me.mayEdit) return { to: placeOf(one) }
  return { title: visit.voice.t('confirm.title'), page: <Confirm case={one} /> }
}

async function confirm(visit: Visit): Promise<Answer> {
  const id = param(visit, 'id')
  const one = await visit.ask.post<Case>(`/services/cases/${part(id)}/confirmation`, {})
  return { to: one.stage === 'signing' ? paths.sign(id) : placeOf(one) }
}

/** Everything once more before it is signed, each value with where it came from. */
export const confirmRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.confirm, answer: show },
  { method: 'POST', path: patterns.confirm, answer: confirm },
]

function Confirm({ case: one }: { readonly case: Case }) {
  const { t, bi } = useVoice()
  const groups = one.form.groups.filter((group) => group.shown)
  const last = groups.at(-1)
  return (
    <>
      <BackLink href={last === undefined ? paths.cases() : paths.form(one.id, last.id)}>{t('form.back')}</BackLink>
      <Title over={bi(one.title)} lead={t('confirm.lead', { typed: one.form.typed, picked: one.form.picked })}>{t('confirm.title')}</Title>
      <Changes case={one} />
      {one.verdict === null || one.verdict.outcome !== 'RETURN' ? null : <Notice kind="warning" title={t('confirm.returned')}><Reasons reasons={one.verdict.reasons} /></Notice>}
      {groups.map((group) => <GroupSummary key={group.id} group={group} changeAt={paths.form(one.id, group.id)} />)}
      {one.form.complete
        ? <form method="post" action={paths.confirm(one.id)} className="form__end"><p>{t('confirm.what_happens')}</p><Button>{t('confirm.confirm')}</Button></form>
        : <Notice kind="warning" title={t('confirm.incomplete')}><ul className="plainlist">{groups.filter((group) => !group.done).map((group) => <li key={group.id}><a className="link" href={paths.form(one.id, group.id)}>{bi(group.title)}</a></li>)}</ul></Notice>}
    </>
  )
}

/** The answers of one group, to be read. `changeAt` is where they can be changed; without it they no longer can. */
export function GroupSummary({ group, changeAt }: { readonly group: Group; readonly changeAt?: string }) {
  const { t, bi } = useVoice()
  const changeLink = (field: FieldView) => (changeAt === undefined ? undefined : field.locked ? <span className="quiet">{t('confirm.locked')}</span>
    : <a className="link" href={`${changeAt}#f.${field.id}`}>{t('confirm.change')}<Unseen> {bi(field.label)}</Unseen></a>)
  return (
    <section className="block" aria-labelledby={`group-${group.id}`}>
      <h2 id={`group-${group.id}`}>{bi(group.title)}</h2>
      <Facts rows={group.fields.filter((field) => field.shown).map((field) => ({ key: field.id, term: bi(field.label), value: <ValueOf field={field} />, act: changeLink(field) }))} />
    </section>
  )
}
