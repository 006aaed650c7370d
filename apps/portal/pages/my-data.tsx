import { paths, patterns } from '../../paths.ts'
import { BackLink, Button, Empty, Facts, Moment, More, Name, Tag, Title, Unseen } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Grant, LedgerProof, Page, Use } from '../api.ts'
import { part, param, typed, type Answer, type Route, type Visit } from '../visit.ts'

const PAGE = 50

async function show(visit: Visit): Promise<Answer> {
  const after = visit.query['after']
  const uses = await visit.ask.get<Page<Use>>(`/grants/uses?limit=${PAGE}${after === undefined ? '' : `&after=${part(after)}`}`)
  const grants = await visit.ask.get<Page<Grant>>('/grants')
  return { title: visit.voice.t('data.title'), page: <MyData uses={uses} grants={grants.items} /> }
}

async function prove(visit: Visit): Promise<Answer> {
  const entry = param(visit, 'entry')
  const proof = await visit.ask.get<LedgerProof>(`/ledger/entries/${part(entry)}/proof`)
  return { title: visit.voice.t('proof.title'), page: <Proof proof={proof} raw={`/ledger/entries/${part(entry)}/proof`} /> }
}

async function withdraw(visit: Visit): Promise<Answer> {
  await visit.ask.post(`/grants/${part(param(visit, 'grant'))}/withdrawal`, { reason: typed(visit, 'reason') || visit.voice.t('data.withdraw_reason') })
  return { to: `${paths.myData()}#allowed` }
}

/** `/my/data`: who looked at my facts, why and on which ground; and what I allowed. */
export const dataRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.myData, answer: show },
  { method: 'GET', path: patterns.proof, answer: prove },
  { method: 'POST', path: patterns.grantWithdrawal, answer: withdraw },
]

function MyData({ uses, grants }: { readonly uses: Page<Use>; readonly grants: readonly Grant[] }) {
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
            <ol className="looks__list">{looks.map((use) => <Look key={use.id} use={use} />)}</ol>
          </section>
        ))}
        {uses.next === null ? null : <p><a className="button button--secondary" href={`${paths.myData()}?after=${part(String(uses.next))}`}>{t('data.earlier')}</a></p>}
      </section>
      <section className="block" aria-labelledby="allowed">
        <h2 id="allowed">{t('data.allowed')}</h2>
        <p>{t('data.allowed_text')}</p>
        {grants.length === 0 ? <Empty>{t('data.nothing_allowed')}</Empty> : <ul className="grants">{grants.toSorted((a, b) => Number(mayWithdraw(b)) - Number(mayWithdraw(a))).map((grant) => <OneGrant key={grant.id} grant={grant} />)}</ul>}
      </section>
    </>
  )
}

/** What a law allows stays; what I allowed I can take back, once. */
const mayWithdraw = (grant: Grant): boolean => grant.basis === 'consent' && grant.withdrawnAt === null

function Look({ use }: { readonly use: Use }) {
  const { t, bi, list, knows } = useVoice()
  const purpose = bi(use.purposeTitle ?? use.purpose)
  const who = bi(use.granteeName ?? use.grantee)
  const basis = knows(`basis.${use.basis}`) ? t(`basis.${use.basis}`) : use.basis
  return (
    <li className="looks__one">
      <p className="looks__hour"><Moment iso={use.at} as="hour" /></p>
      <div className="looks__what">
        <p className="looks__who"><strong><Name text={who} /></strong> <span>{t('data.read', { elements: list((use.elementLabels ?? use.elements).map(bi)) })}</span></p>
        <p>{t('data.for')} {use.case === null ? purpose : <a className="link" href={paths.case(use.case)}>{purpose}</a>}</p>
        <p className="quiet">{basis}{use.law === null || use.law === undefined ? null : <> · <cite>{bi(use.law)}</cite></>} · {t('data.from', { source: bi(use.sourceTitle ?? use.source) })}</p>
        <p className="quiet">{t('data.number', { number: use.number })}{use.entry === undefined || use.entry === null ? null : <> · <a className="link" href={paths.proof(use.entry)}>{t('data.proof')}<Unseen> {use.number}</Unseen></a></>}</p>
      </div>
    </li>
  )
}

function OneGrant({ grant }: { readonly grant: Grant }) {
  const { t, bi, list, knows } = useVoice()
  const purpose = bi(grant.purposeTitle ?? grant.purpose)
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

/** That a look cannot be taken out of the record again: said in words first, then with the figures that anybody can check. */
function Proof({ proof, raw }: { readonly proof: LedgerProof; readonly raw: string }) {
  const { t, number } = useVoice()
  return (
    <>
      <BackLink href={paths.myData()}>{t('data.title')}</BackLink>
      <Title lead={t('proof.lead')}>{t('proof.title')}</Title>
      <p>{t('proof.place', { place: proof.leafIndex + 1, size: proof.treeSize })}</p>
      <p>{t('proof.how', { steps: proof.proof.length })}</p>
      <More summary={t('proof.figures')}>
        <Facts rows={[
          { key: 'place', term: t('proof.index'), value: number(proof.leafIndex) },
          { key: 'size', term: t('proof.size'), value: number(proof.treeSize) },
          { key: 'leaf', term: t('proof.leaf'), value: <code className="digest">{proof.leafHash}</code> },
          { key: 'root', term: t('proof.root'), value: <code className="digest">{proof.rootHash}</code> },
        ]} />
        <p><a className="link" href={raw}>{t('proof.raw')}</a></p>
      </More>
    </>
  )
}
