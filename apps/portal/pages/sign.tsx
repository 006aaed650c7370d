import { paths, patterns } from '../../paths.ts'
import { Button, Facts, Moment, More, Name, Tag, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Case, Signatory } from '../api.ts'
import { part, param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { caseOf } from './cases.tsx'
import { GroupSummary } from './confirm.tsx'
import { Withdraw } from './timeline-parts.tsx'

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  // Whoever has signed waits where he sees the others sign.
  if (one.stage !== 'signing' || !one.me.mustSign) return { to: one.stage === 'filling' ? paths.confirm(one.id) : paths.timeline(one.id) }
  return { title: visit.voice.t('sign.title'), page: <Sign case={one} /> }
}

/** The digest comes back from the page, so nobody signs what changed after he read it. */
async function sign(visit: Visit): Promise<Answer> {
  const id = param(visit, 'id')
  await visit.ask.post<Case>(`/services/cases/${part(id)}/signature`, { digest: typed(visit, 'digest') })
  return { to: paths.timeline(id) }
}

/** What is signed, what may be looked at, and the signature: for the applicant and every other signatory. */
export const signRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.sign, answer: show },
  { method: 'POST', path: patterns.sign, answer: sign },
]

function Sign({ case: one }: { readonly case: Case }) {
  const { t, bi } = useVoice()
  const me = one.signatories.find((signatory) => signatory.me)
  return (
    <>
      <Title over={t('cases.number', { number: one.number })} lead={t('sign.lead')}>{t('sign.title')}</Title>
      <section className="block" aria-labelledby="what">
        <h2 id="what">{t('sign.what')}</h2>
        <Facts rows={[
          { key: 'title', term: t('sign.matter'), value: bi(one.title) },
          { key: 'applicant', term: t('sign.applicant'), value: <Name text={one.applicant.name} /> },
          ...(one.organ === null ? [] : [{ key: 'organ', term: t('sign.organ'), value: bi(one.organ.name) }]),
          ...(one.digest === null ? [] : [{ key: 'digest', term: t('sign.digest'), value: <code className="digest">{one.digest}</code> }]),
        ]} />
        <More summary={t('sign.read_all')}>{one.form.groups.filter((group) => group.shown).map((group) => <GroupSummary key={group.id} group={group} />)}</More>
      </section>
      {me === undefined ? null : <Consents signatory={me} />}
      <Signatures signatories={one.signatories} />
      {one.digest === null ? null : (
        <form method="post" action={paths.sign(one.id)} className="form__end">
          <input type="hidden" name="digest" value={one.digest} />
          <p>{t('sign.declaration')}</p>
          <Button>{t('sign.sign')}</Button>
        </form>
      )}
      {one.me.mayEdit ? <p><a className="link" href={paths.confirm(one.id)}>{t('sign.change')}</a></p> : null}
      {one.me.mayWithdraw ? <Withdraw case={one} /> : null}
    </>
  )
}

/** What the signature lets agencies look at, for this case and no other; what one agency asks of one source stands together. */
function Consents({ signatory }: { readonly signatory: Signatory }) {
  const { t, bi, list } = useVoice()
  const consents = [...Map.groupBy(signatory.consents, (consent) => `${consent.agency.zh}|${consent.source.zh}`).values()]
  return (
    <section className="block" aria-labelledby="consents">
      <h2 id="consents">{t('sign.consents')}</h2>
      {consents.length === 0 ? <p>{t('sign.no_consents')}</p> : (
        <>
          <p>{t('sign.consents_text')}</p>
          <Facts rows={consents.map((same, place) => ({ key: `${place}`, term: bi(same[0]!.source), value: <>{list([...new Set(same.flatMap((consent) => consent.elements.map(bi)))])}<span className="quiet facts__basis">{t('sign.by', { agency: bi(same[0]!.agency) })}</span></> }))} />
        </>
      )}
    </section>
  )
}

function Signatures({ signatories }: { readonly signatories: readonly Signatory[] }) {
  const { t } = useVoice()
  const signed = signatories.filter((one) => one.signedAt !== null).length
  return (
    <section className="block" aria-labelledby="signatures">
      <h2 id="signatures">{t('sign.signatures', { signed, of: signatories.length })}</h2>
      <Facts rows={signatories.map((one) => ({
        key: one.party,
        term: <><Name text={one.name} />{one.me ? ` ${t('sign.you')}` : ''}</>,
        value: one.signedAt === null ? <Tag kind="warning">{t('sign.open')}</Tag> : <><Tag kind="good">{t('sign.signed')}</Tag> <Moment iso={one.signedAt} /></>,
      }))} />
    </section>
  )
}
