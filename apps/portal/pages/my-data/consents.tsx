import type { ReactNode } from 'react'

import { part, paths } from '../../../paths.ts'
import { namesOf } from '../../../ui/fact-value.tsx'
import { BackLink, Button, ButtonLink, Dot, Empty, Moment, More, Name, Notice, Tag, Title, Unseen } from '../../../ui/parts.tsx'
import { useVoice } from '../../../ui/voice.tsx'
import type { Case, MatterSummary, Page } from '../../api.ts'
import { param, Problem, type Answer, type Visit } from '../../visit.ts'
import type { Allowance, Mandate } from './answers.ts'
import { MandateList } from './mandates.tsx'
import { DataPage } from './parts.tsx'

/** `/my/data/consents`: what I allowed and can take back, who may act for me and for whom I may, and what the law allows anyhow. */
export async function showConsents({ ask, query, session, voice }: Visit): Promise<Answer> {
  const [grants, mandates, matters] = await Promise.all([
    ask.get<Page<Allowance>>(`/grants${query['after'] === undefined ? '' : `?after=${part(query['after'])}`}`), ask.get<Page<Mandate>>('/parties/mandates?limit=200'), ask.get<Page<MatterSummary>>('/services/matters'),
  ])
  const me = session.signedIn ? (session.behalf ?? session.party) : ''
  return { title: voice.t('data.part_consents'), page: <Consents grants={grants} mandates={mandates.items} matters={matters.items} me={me} />, wide: true }
}

type Props = { readonly grants: Page<Allowance>; readonly mandates: readonly Mandate[]; readonly matters: readonly MatterSummary[]; readonly me: string }

function Consents({ grants, mandates, matters, me }: Props) {
  const { t } = useVoice()
  const others = grants.items.filter((grant) => !grant.own)
  const given = others.filter((grant) => grant.basis !== 'statutory' && grant.basis !== 'role')
  const live = given.filter((grant) => grant.standing === 'live')
  const over = given.filter((grant) => grant.standing !== 'live')
  const byLaw = others.filter((grant) => grant.basis === 'statutory' || grant.basis === 'role')
  return (
    <DataPage at="consents" lead={t('consents.lead')}>
      <section className="block" aria-labelledby="allowed">
        <h2 id="allowed">{t('consents.live')}</h2>
        {live.length === 0 ? <Empty>{t('consents.none')}</Empty> : <ul className="grants">{live.map((grant) => <OneGrant key={grant.id} grant={grant} />)}</ul>}
        {over.length === 0 ? null : <More summary={t('consents.over', { count: over.length })}><ul className="grants">{over.map((grant) => <OneGrant key={grant.id} grant={grant} />)}</ul></More>}
      </section>
      <section className="block" aria-labelledby="mandates">
        <div className="block__head"><h2 id="mandates">{t('mandates.title')}</h2><ButtonLink href={paths.mandateNew()} kind="secondary">{t('mandates.new')}</ButtonLink></div>
        <MandateList title={t('mandates.given')} none={t('mandates.none_given')} mandates={mandates.filter((one) => one.grantor === me)} matters={matters} me={me} />
        <MandateList title={t('mandates.received')} none={t('mandates.none_received')} mandates={mandates.filter((one) => one.grantee === me)} matters={matters} me={me} />
      </section>
      <section className="block" aria-labelledby="law">
        <h2 id="law">{t('consents.law')}</h2>
        <p>{t('consents.law_text')}</p>
        {byLaw.length === 0 ? null : <More summary={t('consents.law_all', { count: byLaw.length })}><ul className="grants">{byLaw.map((grant) => <OneGrant key={grant.id} grant={grant} />)}</ul></More>}
      </section>
      {grants.next === null ? null : <p><a className="link" href={`${paths.consents()}?after=${part(String(grants.next))}`}>{t('consents.earlier')}</a></p>}
    </DataPage>
  )
}

const KIND = { live: 'good', withdrawn: 'plain', expired: 'plain', 'used-up': 'plain' } as const

function OneGrant({ grant }: { readonly grant: Allowance }) {
  const { t, bi } = useVoice()
  const who = bi(grant.granteeName ?? grant.grantee)
  const mayWithdraw = grant.basis !== 'statutory' && grant.basis !== 'role' && grant.standing === 'live'
  return (
    <li className="grants__one">
      <div><GrantText grant={grant}>{grant.basis === 'statutory' ? null : <Tag kind={KIND[grant.standing]}>{t(`allowance.${grant.standing.replace('-', '_')}`)}</Tag>}</GrantText></div>
      {mayWithdraw ? <ButtonLink href={paths.grantWithdrawal(grant.id)} kind="secondary">{t('data.withdraw')}<Unseen> {who}</Unseen></ButtonLink> : null}
    </li>
  )
}

/** Who may look, at what, for what, and for how long. */
function GrantText({ grant, children }: { readonly grant: Allowance; readonly children?: ReactNode }) {
  const voice = useVoice()
  const { t, bi } = voice
  const purpose = bi(grant.purposeTitle ?? grant.purpose)
  return (
    <>
      <p><strong><Name text={bi(grant.granteeName ?? grant.grantee)} /></strong> {children}</p>
      <p>{t('consents.may_see', { elements: namesOf(voice, grant) })}</p>
      <p>{t('data.for')} {grant.case === null ? purpose : <a className="link" href={paths.case(grant.case)}>{purpose}</a>}{grant.law === null || grant.law === undefined ? null : <span className="quiet"><Dot /><cite>{bi(grant.law)}</cite></span>}</p>
      <p className="quiet">{t('data.given')} <Moment iso={grant.givenAt} as="day" />{grant.notAfter === null ? null : <><Dot />{t('data.until')} <Moment iso={grant.notAfter} as="day" /></>}<Dot />{t('data.uses', { count: grant.uses })}</p>
    </>
  )
}

/** What taking a consent back means, before it is taken back. */
export async function askWithdrawal(visit: Visit): Promise<Answer> {
  const grant = (await visit.ask.get<Page<Allowance>>('/grants')).items.find((one) => one.id === param(visit, 'grant'))
  if (grant === undefined || grant.standing !== 'live') return { to: paths.consents() }
  return { title: visit.voice.t('withdraw.title'), page: <Withdrawal grant={grant} waiting={await waitingCase(visit, grant)} /> }
}

const OVER = new Set(['granted', 'withdrawn', 'void'])

/** The case that would wait without this consent; null where there is none, or none that the reader may see. */
async function waitingCase({ ask }: Visit, grant: Allowance): Promise<Case | null> {
  if (grant.case === null) return null
  // A case that is closed to the reader has no consequence that he could be told.
  try {
    const one = await ask.get<Case>(`/services/cases/${part(grant.case)}`)
    return OVER.has(one.stage) ? null : one
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

function Withdrawal({ grant, waiting }: { readonly grant: Allowance; readonly waiting: Case | null }) {
  const { t, bi } = useVoice()
  const agency = bi(grant.granteeName ?? grant.grantee)
  return (
    <>
      <BackLink href={paths.consents()}>{t('data.part_consents')}</BackLink>
      <Title lead={t('withdraw.lead', { agency })}>{t('withdraw.title')}</Title>
      <div className="grants grants__one"><div><GrantText grant={grant} /></div></div>
      <Notice kind={waiting === null ? 'info' : 'warning'} title={t('withdraw.means')}>
        <ul className="plainlist">
          <li>{t('withdraw.at_once')}</li>
          <li>{waiting === null ? t('withdraw.no_case') : <>{t('withdraw.case', { title: bi(waiting.title) })} <a className="link" href={paths.case(waiting.id)}>{t('withdraw.see_case')}</a></>}</li>
          <li>{t('withdraw.record_stays')}</li>
        </ul>
      </Notice>
      <form method="post" action={paths.grantWithdrawal(grant.id)} className="buttons"><Button kind="warning">{t('withdraw.do')}</Button><a className="link" href={paths.consents()}>{t('withdraw.keep')}</a></form>
    </>
  )
}

/** Takes it back. */
export async function withdraw(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/grants/${part(param(visit, 'grant'))}/withdrawal`, { reason: visit.voice.t('data.withdraw_reason') })
  return { to: `${paths.consents()}#allowed` }
}
