import { part, paths, patterns } from '../../paths.ts'
import { Drawing } from '../../ui/certificate/drawing.tsx'
import { StandingTag } from '../../ui/certificate/standing.tsx'
import { ButtonLink, Empty, Moment, More, Name, Title } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Certificate, CertificateHolder, Page } from '../api.ts'
import type { Answer, Route, Visit } from '../visit.ts'

const MOST = 200

async function wallet(visit: Visit): Promise<Answer> {
  const after = visit.query['after']
  const [{ items, next }, holders] = await Promise.all([
    visit.ask.get<Page<Certificate>>(`/certificates?limit=${MOST}${after === undefined ? '' : `&after=${part(after)}`}`),
    visit.ask.get<Page<CertificateHolder>>('/certificates/holders'),
  ])
  return { title: visit.voice.t('wallet.title'), page: <Wallet certificates={items} holders={holders.items} next={next} />, wide: true }
}

/** `/wallet`: my certificates, and those of everybody I act for. */
export const walletRoutes: readonly Route[] = [{ method: 'GET', path: patterns.wallet, answer: wallet }]

function Wallet({ certificates, holders, next }: { readonly certificates: readonly Certificate[]; readonly holders: readonly CertificateHolder[]; readonly next: string | number | null }) {
  const { t } = useVoice()
  const held = Map.groupBy(certificates, (one) => one.holder)
  const valid = certificates.some((one) => one.standing === 'valid')
  return (
    <>
      <Title lead={t('wallet.lead')}>{t('wallet.title')}</Title>
      {holders.map((holder) => <Held key={holder.id} holder={holder} certificates={held.get(holder.id) ?? []} alone={holders.length === 1} />)}
      {next === null ? null : <p><ButtonLink kind="secondary" href={`${paths.wallet()}?after=${part(String(next))}`}>{t('wallet.more')}</ButtonLink></p>}
      <p className="wallet__foot">{valid ? <a className="link" href={paths.walletPrint()}>{t('wallet.print_several')}</a> : null} <a className="link" href={paths.verify()}>{t('wallet.check_other')}</a></p>
    </>
  )
}

/** What one looks for first stands first: licences and cards before notices, notices before slips. */
const SHEETS = ['a4-landscape', 'card', 'a5-landscape', 'a5-portrait', 'a4-portrait', 'slip']
const rank = (one: Certificate): number => SHEETS.indexOf(one.layout?.sheet ?? 'slip')

function Held({ holder, certificates, alone }: { readonly holder: CertificateHolder; readonly certificates: readonly Certificate[]; readonly alone: boolean }) {
  const { t } = useVoice()
  const good = certificates.filter((one) => one.standing === 'valid' || one.standing === 'not-yet' || one.standing === 'suspended').toSorted((a, b) => rank(a) - rank(b))
  const gone = certificates.filter((one) => !good.includes(one))
  // What lies across is seen at a glance; a letter is a row, however alone it is.
  const lies = good[0]?.layout != null && good[0].layout.width > good[0].layout.height && good[0].layout.sheet !== 'slip'
  const [first, rest] = lies ? [good[0], good.slice(1)] : [undefined, good]
  return (
    <section className="held" aria-labelledby={`of-${holder.id}`}>
      <div className="held__head">
        <h2 id={`of-${holder.id}`} className="held__name"><Name text={holder.name} /></h2>
        <p className="held__why">{t(groundKey(holder))}{certificates.length === 0 ? null : `\u00A0· ${t('wallet.count', { count: good.length })}`}</p>
      </div>
      {certificates.length === 0 ? <Empty act={holder.ground === 'self' && alone ? <ButtonLink href={paths.home()}>{t('cases.find')}</ButtonLink> : undefined}>{t(holder.ground === 'self' ? 'wallet.none' : 'wallet.none_other')}</Empty> : null}
      {first === undefined && rest.length > 0 ? <ul className="held__rows">{rest.map((one) => <Card key={one.id} certificate={one} />)}</ul> : null}
      {first === undefined ? null : (
        <ul className={rest.length === 0 ? 'held__cards held__cards--one' : 'held__cards'}>
          <Card certificate={first} lead />
          {rest.length === 0 ? null : <li className="held__rest"><ul className="held__rows">{rest.map((one) => <Card key={one.id} certificate={one} />)}</ul></li>}
        </ul>
      )}
      {gone.length === 0 ? null : <More summary={t('wallet.gone', { count: gone.length })}><ul className="held__rows">{gone.map((one) => <Card key={one.id} certificate={one} />)}</ul></More>}
    </section>
  )
}

/** Whose it is and why I see it, in words. */
export function groundKey({ ground, kind }: Pick<CertificateHolder, 'ground' | 'kind'>): string {
  if (ground === 'guardian') return kind === 'child' ? 'ground.child' : 'ground.ward'
  if (ground === 'legal-representative') return 'ground.firm'
  if (ground === 'mandate') return 'ground.mandate'
  return kind === 'firm' ? 'ground.own_firm' : 'ground.self'
}

function Card({ certificate: one, lead = false }: { readonly certificate: Certificate; readonly lead?: boolean }) {
  const { t, bi } = useVoice()
  return (
    <li className={lead ? 'held__card held__card--lead' : 'held__card'}>
      <span className="held__picture">{one.layout === null ? null : <Drawing of={{ ...one, layout: one.layout }} small />}</span>
      <span className="held__text">
        <a className="held__link" href={paths.certificate(one.id)}>{bi(one.typeName)}</a>
        <span className="held__number"><Prose>{t('wallet.number', { number: one.number })}</Prose></span>
        <span className="held__foot"><StandingTag standing={one.standing} />{one.validUntil === null ? null : <span className="quiet">{t('wallet.until')} <Moment iso={one.validUntil} as="day" /></span>}</span>
      </span>
    </li>
  )
}
