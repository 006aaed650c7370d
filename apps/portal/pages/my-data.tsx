import { paths, patterns } from '../../paths.ts'
import { Button, Empty, Moment, More, Name, Tag, Title, Unseen } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Bi, Grant, MatterSummary, Page, Use } from '../api.ts'
import { part, param, typed, type Answer, type Route, type Visit } from '../visit.ts'

const PAGE = 50

async function show(visit: Visit): Promise<Answer> {
  const after = visit.query['after']
  const uses = await visit.ask.get<Page<Use>>(`/grants/uses?limit=${PAGE}${after === undefined ? '' : `&after=${part(after)}`}`)
  const grants = await visit.ask.get<Page<Grant>>('/grants')
  const matters = await visit.ask.get<Page<MatterSummary>>('/services/matters')
  const titles = new Map(matters.items.map((matter) => [matter.id, matter.title]))
  return { title: visit.voice.t('data.title'), page: <MyData uses={uses} grants={grants.items} titles={titles} /> }
}

async function withdraw(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/grants/${part(param(visit, 'grant'))}/withdrawal`, { reason: typed(visit, 'reason') || visit.voice.t('data.withdraw_reason') })
  return { to: `${paths.myData()}#allowed` }
}

/** `/my/data`: who looked at my facts, why and on which ground; and what I allowed. */
export const dataRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.myData, answer: show },
  { method: 'POST', path: patterns.grantWithdrawal, answer: withdraw },
]

type Titles = ReadonlyMap<string, Bi>

function MyData({ uses, grants, titles }: { readonly uses: Page<Use>; readonly grants: readonly Grant[]; readonly titles: Titles }) {
  const { t, day } = useVoice()
  const days = Map.groupBy(uses.items, (use) => day(use.at))
  return (
    <>
      <Title lead={t('data.lead')}>{t('data.title')}</Title>
      <section className="block" aria-labelledby="looked">
        <h2 id="looked">{t('data.looked')}</h2>
        {uses.items.length === 0 ? <Empty>{t('data.nobody')}</Empty> : null}
        {[...days].map(([date, looks]) => (
          <section className="looks" key={date}>
            <h3 className="looks__day">{date} <span className="quiet">{t('data.times', { count: looks.length })}</span></h3>
            <ol className="looks__list">{looks.map((use) => <Look key={use.id} use={use} titles={titles} />)}</ol>
          </section>
        ))}
        {uses.next === null ? null : <p><a className="button button--secondary" href={`${paths.myData()}?after=${part(String(uses.next))}`}>{t('data.earlier')}</a></p>}
      </section>
      <section className="block" aria-labelledby="allowed">
        <h2 id="allowed">{t('data.allowed')}</h2>
        <p>{t('data.allowed_text')}</p>
        {grants.length === 0 ? <Empty>{t('data.nothing_allowed')}</Empty> : <ul className="grants">{grants.toSorted((a, b) => Number(mayWithdraw(b)) - Number(mayWithdraw(a))).map((grant) => <OneGrant key={grant.id} grant={grant} titles={titles} />)}</ul>}
      </section>
    </>
  )
}

/** What a law allows stays; what I allowed I can take back, once. */
const mayWithdraw = (grant: Grant): boolean => grant.basis === 'consent' && grant.withdrawnAt === null

/** The purpose as people know it: the matter it was done for. */
function usePurpose(titles: Titles): (of: { readonly purpose: string; readonly purposeTitle?: Bi | null }) => string {
  const { bi } = useVoice()
  return ({ purpose, purposeTitle }) => bi(purposeTitle ?? titles.get(purpose) ?? titles.get(purpose.split(':').at(-1)!) ?? purpose)
}

function Look({ use, titles }: { readonly use: Use; readonly titles: Titles }) {
  const { t, bi, list, knows } = useVoice()
  const purpose = usePurpose(titles)(use)
  const who = bi(use.granteeName ?? use.grantee)
  const basis = knows(`basis.${use.basis}`) ? t(`basis.${use.basis}`) : use.basis
  return (
    <li className="looks__one">
      <p className="looks__hour"><Moment iso={use.at} as="hour" /></p>
      <div className="looks__what">
        <p className="looks__who"><strong><Name text={who} /></strong> <span>{t('data.read', { elements: list((use.elementLabels ?? use.elements).map(bi)) })}</span></p>
        <p>{t('data.for')} {use.case === null ? purpose : <a className="link" href={paths.case(use.case)}>{purpose}</a>}</p>
        <p className="quiet">{basis}{use.law === null || use.law === undefined ? null : <> · <cite>{bi(use.law)}</cite></>} · {t('data.from', { source: bi(use.sourceTitle ?? use.source) })}</p>
        <More summary={<>{t('data.proof')}<Unseen> {use.number}</Unseen></>}><p>{t('data.proof_text', { number: use.number })}</p><p><code className="digest">{use.entry ?? use.id}</code></p></More>
      </div>
    </li>
  )
}

function OneGrant({ grant, titles }: { readonly grant: Grant; readonly titles: Titles }) {
  const { t, bi, list, knows } = useVoice()
  const purpose = usePurpose(titles)(grant)
  const over = grant.withdrawnAt !== null
  return (
    <li className="grants__one">
      <div>
        <p><strong><Name text={bi(grant.granteeName ?? grant.grantee)} /></strong> {over ? <Tag kind="plain">{t('data.withdrawn')}</Tag> : <Tag kind={grant.basis === 'consent' ? 'good' : 'plain'}>{knows(`basis.${grant.basis}`) ? t(`basis.${grant.basis}`) : grant.basis}</Tag>}</p>
        <p>{list((grant.elementLabels ?? grant.elements).map(bi))}</p>
        <p>{t('data.for')} {grant.case === null ? purpose : <a className="link" href={paths.case(grant.case)}>{purpose}</a>}</p>
        <p className="quiet">{t('data.given')} <Moment iso={grant.givenAt} />{grant.notAfter === null ? null : <> · {t('data.until')} <Moment iso={grant.notAfter} /></>} · {t('data.uses', { count: grant.uses })}</p>
      </div>
      {!mayWithdraw(grant) ? null : (
        <form method="post" action={paths.grantWithdrawal(grant.id)}><Button kind="secondary">{t('data.withdraw')}<Unseen> {bi(grant.granteeName ?? grant.grantee)}</Unseen></Button></form>
      )}
    </li>
  )
}
