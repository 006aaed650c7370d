import { part, paths, patterns } from '../../paths.ts'
import { Content } from '../../ui/certificate/content.tsx'
import { Drawing } from '../../ui/certificate/drawing.tsx'
import { Qr } from '../../ui/certificate/qr.tsx'
import { BackLink, Button, Empty, Name, Title } from '../../ui/parts.tsx'
import { Prose } from '../../ui/prose.tsx'
import { Speaking, useVoice } from '../../ui/voice.tsx'
import type { Certificate, OpenedCertificate, Page } from '../api.ts'
import { param, type Answer, type Route, type Visit } from '../visit.ts'
import { voiceOf } from '../voice.ts'
import { checkAddress } from './certificate.tsx'

const MOST = 20

type Sheet = { readonly certificate: OpenedCertificate; readonly address: string }

async function one(visit: Visit): Promise<Answer> {
  return sheets(visit, [param(visit, 'id')])
}

async function several(visit: Visit): Promise<Answer> {
  const ids = (visit.typed.get('certificate') ?? []).slice(0, MOST)
  return ids.length === 0 ? { to: paths.walletPrint() } : sheets(visit, ids)
}

async function sheets(visit: Visit, ids: readonly string[]): Promise<Answer> {
  const certificates = await Promise.all(ids.map((id) => visit.ask.get<OpenedCertificate>(`/certificates/${part(id)}`)))
  const drawn = certificates.map((certificate) => ({ certificate, address: checkAddress(visit, certificate) }))
  return { title: visit.voice.t('print.title'), page: <Sheets sheets={drawn} />, islands: ['print'], wide: true }
}

async function choose(visit: Visit): Promise<Answer> {
  const { items } = await visit.ask.get<Page<Certificate>>('/certificates?limit=200')
  return { title: visit.voice.t('print.choose_title'), page: <Choose certificates={items.filter((certificate) => certificate.standing === 'valid')} /> }
}

/** `/wallet/{id}/print` and `/wallet/print`: A4 sheets that anybody can check. */
export const printRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.certificatePrint, answer: one },
  { method: 'GET', path: patterns.walletPrint, answer: choose },
  { method: 'POST', path: patterns.walletPrint, answer: several },
]

function Choose({ certificates }: { readonly certificates: readonly Certificate[] }) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.wallet()}>{t('wallet.title')}</BackLink>
      <Title lead={t('print.choose_lead', { most: MOST })}>{t('print.choose_title')}</Title>
      {certificates.length === 0 ? <Empty>{t('wallet.none')}</Empty> : (
        <form method="post" action={paths.walletPrint()} className="form">
          {[...Map.groupBy(certificates, (certificate) => certificate.holderName)].map(([holder, held]) => (
            <fieldset className="field field__set" key={holder}>
              <legend className="field__label"><Name text={holder} /></legend>
              <ul className="choices">{held.map((certificate) => (
                <li className="choices__one" key={certificate.id}>
                  <input className="choices__input" type="checkbox" id={certificate.id} name="certificate" value={certificate.id} />
                  <label className="choices__label" htmlFor={certificate.id}>{bi(certificate.typeName)}<span className="quiet"><Prose>{t('wallet.number', { number: certificate.number })}</Prose></span></label>
                </li>
              ))}</ul>
            </fieldset>
          ))}
          <Button>{t('print.make')}</Button>
        </form>
      )}
    </>
  )
}

function Sheets({ sheets: drawn }: { readonly sheets: readonly Sheet[] }) {
  const { t } = useVoice()
  return (
    <>
      <div className="noprint">
        <BackLink href={paths.wallet()}>{t('wallet.title')}</BackLink>
        <Title lead={t('print.lead')}>{t('print.title')}</Title>
        <p data-island="print" data-label={t('print.now')} />
      </div>
      {drawn.map((sheet) => <A4 key={sheet.certificate.id} {...sheet} />)}
    </>
  )
}

/** One certificate on one A4 page: the drawing, and below it how to check the paper, in both languages. */
function A4({ certificate, address }: Sheet) {
  const { t, bi, language } = useVoice()
  const other = voiceOf(language === 'zh' ? 'en' : 'zh')
  return (
    <article className="sheet" aria-label={`${bi(certificate.typeName)} ${certificate.holderName}`}>
      {certificate.layout === null ? <Content certificate={certificate} /> : <div className={`sheet__drawing sheet__drawing--${certificate.layout.sheet}`}><Drawing of={{ ...certificate, layout: certificate.layout }} /></div>}
      <div className="sheet__check">
        <div className="sheet__qr"><Qr text={address} label={t('wallet.qr')} /></div>
        <div className="sheet__words">
          <How address={address} code={certificate.code} />
          <div lang={other.tag}><Speaking voice={other}><How address={address} code={certificate.code} /></Speaking></div>
        </div>
      </div>
      <p className="sheet__foot digest">{t('wallet.identifier')} {certificate.identifier}</p>
    </article>
  )
}

function How({ address, code }: { readonly address: string; readonly code: string }) {
  const { t } = useVoice()
  return (
    <>
      <p><strong>{t('print.how')}</strong></p>
      <p>{t('print.how_text', { host: new URL(address).host + paths.verify() })} <code className="sheet__code">{code}</code></p>
      <p>{t('print.how_trust')}</p>
    </>
  )
}
