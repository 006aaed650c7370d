import { part, paths, patterns } from '../../paths.ts'
import { Button, Called, Facts, More, Name, Notice, Title } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Settled } from '../../ui/source-chip.tsx'
import { ValueOf } from '../../ui/value.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, FieldView, Person, Signatory } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { caseOf, placeOf } from './cases.tsx'
import { GroupSummary, isOwn } from './confirm.tsx'
import { LawfulLooks } from './lawful-looks.tsx'
import { Signatures } from './signatures.tsx'
import { Slower } from './slower.tsx'
import { Withdraw } from './timeline-parts.tsx'

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  // Whoever has signed waits where he sees the others sign.
  if (one.stage !== 'signing' || !one.me.mustSign) return { to: one.stage === 'filling' ? paths.confirm(one.id) : paths.timeline(one.id) }
  return { title: visit.voice.t('sign.title'), page: <Settled><Sign case={one} /></Settled>, islands: ['live'] }
}

/** What changes while one reads: others sign, or the contents are changed, which nobody may sign unread. */
async function fragment(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  return { fragment: <Live case={one} isOver={one.stage !== 'signing' || !one.me.mustSign || visit.query['digest'] !== one.digest} /> }
}

/** The digest comes back from the page, so nobody signs what changed after he read it. */
async function sign(visit: Visit): Promise<Answer> {
  const id = param(visit, 'id')
  await visit.ask.post<Case>(`/services/cases/${part(id)}/signature`, { digest: typed(visit, 'digest') })
  return { to: paths.timeline(id) }
}

async function remind(visit: Visit): Promise<Answer> {
  return { to: placeOf(await visit.ask.post<Case>(`/services/cases/${part(param(visit, 'id'))}/reminders`, {})) }
}

/** What is signed, what may be looked at, and the signature: for the applicant and every other signatory. */
export const signRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.sign, answer: show },
  { method: 'GET', path: patterns.signFragment, answer: fragment },
  { method: 'POST', path: patterns.sign, answer: sign },
  { method: 'POST', path: patterns.reminders, answer: remind },
]

function Sign({ case: one }: { readonly case: Case }) {
  const { t, bi } = useVoice()
  const me = one.signatories.find((signatory) => signatory.me)
  return (
    <>
      <Title over={bi(one.title)} lead={t('sign.lead')}>{t('sign.title')}</Title>
      <Called case={one} />
      <Slower case={one} />
      <section className="block" aria-labelledby="what">
        <h2 id="what">{t('sign.what')}</h2>
        <Facts rows={[
          { key: 'applicant', term: t('sign.applicant'), value: <Name text={one.applicant.name} /> },
          ...one.form.groups.filter((group) => group.shown).flatMap(({ fields }) => fields.filter((field) => field.shown && (isOwn(field) || field.by === 'worked out' || isRole(field, one)))).map((field) => ({ key: field.id, term: bi(field.label), value: <ValueOf field={field} /> })),
          ...(one.organ === null ? [] : [{ key: 'organ', term: t('sign.organ'), value: bi(one.organ.name) }]),
        ]} />
        <More summary={t('sign.read_all')}>
          {one.form.groups.filter((group) => group.shown).map((group) => <GroupSummary key={group.id} group={group} />)}
          <Facts rows={[{ key: 'number', term: t('sign.number'), value: <Prose>{one.number}</Prose> }, ...(one.digest === null ? [] : [{ key: 'digest', term: t('sign.digest'), value: <code className="digest">{one.digest}</code> }])]} />
        </More>
      </section>
      <div data-island="live" data-path={`${paths.signFragment(one.id)}?digest=${one.digest ?? ''}`}><Live case={one} isOver={false} /></div>
      {me === undefined ? null : <LawfulLooks looks={me.lawful} />}
      {one.digest === null ? null : (
        <form method="post" action={paths.sign(one.id)} className="form__end pledge">
          <input type="hidden" name="digest" value={one.digest} />
          <h2>{t('sign.means')}</h2>
          <ul className="pledge__list"><li>{t('sign.means_true')}</li><li>{t('sign.means_will')}</li>{me === undefined ? null : <Consents signatory={me} />}</ul>
          <Button>{t('sign.sign')}</Button>
        </form>
      )}
      {one.me.mayEdit ? <p><a className="link" href={paths.confirm(one.id)}>{t('sign.change')}</a></p> : null}
      {one.me.mayWithdraw ? <Withdraw case={one} /> : null}
    </>
  )
}

/** Whether a field makes one of those who sign something, such as manager: nobody signs for a role that he has not read. */
const isRole = ({ choices, value }: FieldView, { signatories }: Case): boolean => choices !== undefined && signatories.some(({ party }) => party === (value as Partial<Person> | null)?.party || party === value)

/** The parts that the island swaps. What is over is said, with the way on. */
function Live({ case: one, isOver }: { readonly case: Case; readonly isOver: boolean }) {
  const { t } = useVoice()
  return (
    <>
      <div data-part="status" role="status" aria-live="polite">{isOver ? <Notice kind="warning" title={t('sign.moved_on')}><p><a className="link" href={paths.case(one.id)}>{t('sign.look_again')}</a></p></Notice> : null}</div>
      <div data-part="signatures"><Signatures case={one} /></div>
    </>
  )
}

/** What the signature lets agencies look at, for this case and no other; what one agency asks of one source stands together. */
function Consents({ signatory }: { readonly signatory: Signatory }) {
  const { t, bi, list } = useVoice()
  const agencies = [...Map.groupBy(signatory.consents, (consent) => consent.agency.zh).values()]
  if (agencies.length === 0) return <li>{t('sign.no_consents')}</li>
  return (
    <li>
      {t('sign.consents_text')}
      <dl className="pledge__looks">
        {agencies.map((asked) => (
          <div key={asked[0]!.agency.zh}>
            <dt>{bi(asked[0]!.agency)}</dt>
            {[...Map.groupBy(asked, (consent) => consent.source.zh).values()].map((same) => <dd key={same[0]!.source.zh}>{t('sign.looks', { source: bi(same[0]!.source), elements: list([...new Set(same.flatMap((consent) => consent.elements.map(bi)))]) })}</dd>)}
          </div>
        ))}
      </dl>
    </li>
  )
}
