import qrcode from 'qrcode'

import { paths, patterns } from '../../paths.ts'
import { BackLink, ButtonLink, Empty, Facts, Moment, More, Name, Notice, Title } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { Certificate, OpenedCertificate, Page } from '../api.ts'
import { part, param, type Answer, type Route, type Visit } from '../visit.ts'
import { StageTag } from './case-rows.tsx'
import { CertificateSheet } from './certificate-sheet.tsx'

async function wallet(visit: Visit): Promise<Answer> {
  const { items } = await visit.ask.get<Page<Certificate>>('/certificates')
  return { title: visit.voice.t('wallet.title'), page: <Wallet certificates={items} />, wide: true }
}

async function certificate(visit: Visit): Promise<Answer> {
  const one = await visit.ask.get<OpenedCertificate>(`/certificates/${part(param(visit, 'id'))}`)
  const address = `${visit.publicAddress}${paths.verifyCode(one.code.replaceAll(/[\s-]/g, ''))}`
  const { modules } = qrcode.create(address, { errorCorrectionLevel: 'M' })
  return { title: visit.voice.bi(one.typeName), page: <CertificatePage certificate={one} address={address} dots={{ size: modules.size, isDark: (x, y) => modules.get(y, x) === 1 }} />, wide: true, islands: ['form'] }
}

/** `/wallet`: my certificates; `/wallet/{id}`: one, drawn from its fields, to show and to print. */
export const certificateRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.wallet, answer: wallet },
  { method: 'GET', path: patterns.certificate, answer: certificate },
]

function Wallet({ certificates }: { readonly certificates: readonly Certificate[] }) {
  const { t } = useVoice()
  return (
    <>
      <Title lead={t('wallet.lead')}>{t('wallet.title')}</Title>
      {certificates.length === 0 ? <Empty act={<ButtonLink href={paths.home()}>{t('cases.find')}</ButtonLink>}>{t('wallet.none')}</Empty> : (
        [...Map.groupBy(certificates, (one) => one.holder)].map(([holder, held]) => (
          <section className="block" key={holder} aria-labelledby={`of-${holder}`}>
            <h2 id={`of-${holder}`}><Name text={held[0]!.holderName} /></h2>
            <ul className="cards">{held.map((one) => <Card key={one.id} certificate={one} />)}</ul>
          </section>
        ))
      )}
    </>
  )
}

function Card({ certificate: one }: { readonly certificate: Certificate }) {
  const { bi } = useVoice()
  return (
    <li className={`cards__one cards__one--${one.layout?.colour ?? 'grey'}`}>
      <h3 className="cards__title"><a className="cards__link" href={paths.certificate(one.id)}>{bi(one.typeName)}</a></h3>
      <p className="cards__number">{one.number}</p>
      <p className="cards__foot"><StageTag of="standing" stage={one.standing} /> <span className="quiet">{bi(one.issuer.name)}</span></p>
    </li>
  )
}

export type Dots = { readonly size: number; readonly isDark: (x: number, y: number) => boolean }

function CertificatePage({ certificate: one, address, dots }: { readonly certificate: OpenedCertificate; readonly address: string; readonly dots: Dots }) {
  const { t, knows } = useVoice()
  return (
    <>
      <div className="noprint"><BackLink href={paths.wallet()}>{t('wallet.title')}</BackLink></div>
      {one.standing === 'valid' ? null : <Notice kind="warning" title={t('wallet.not_valid')}><p><StageTag of="standing" stage={one.standing} /></p></Notice>}
      <CertificateSheet certificate={one} address={address} dots={dots} />
      <div className="noprint">
        <p className="quiet">{t('wallet.print')}</p>
        <More summary={t('wallet.history')}>
          <Facts rows={[
            { key: 'issued', term: t('wallet.issued'), value: <Moment iso={one.issuedAt} /> },
            { key: 'identifier', term: t('wallet.identifier'), value: <code className="digest">{one.identifier}</code> },
            { key: 'decision', term: t('wallet.decision'), value: <><code className="digest">{one.decision}</code> <a className="link" href={paths.timeline(one.case)}>{t('wallet.case')}</a></> },
            ...one.happenings.map((happening, place) => ({ key: `h${place}`, term: knows(`happening.${happening.kind}`) ? t(`happening.${happening.kind}`) : String(happening.kind), value: <><Moment iso={happening.at} /> {happening.reason}</> })),
            ...one.prints.map((print) => ({ key: print.id, term: t('wallet.printed'), value: <><Moment iso={print.at} /> {print.place}</> })),
          ]} />
        </More>
      </div>
    </>
  )
}
