import type { ReactNode } from 'react'

import { part, paths, patterns } from '../../paths.ts'
import { Content } from '../../ui/certificate/content.tsx'
import { Drawing } from '../../ui/certificate/drawing.tsx'
import { StandingTag, standingKey } from '../../ui/certificate/standing.tsx'
import { BackLink, Button, ButtonLink, Dot, Facts, Moment, More, Name, Notice, Tag } from '../../ui/parts.tsx'
import { Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { CertificateHolder, OpenedCertificate, ShownTo } from '../api.ts'
import { param, type Answer, type Route, type Visit } from '../visit.ts'
import { groundKey } from './wallet.tsx'

async function certificate(visit: Visit): Promise<Answer> {
  const one = await visit.ask.get<OpenedCertificate>(`/certificates/${part(param(visit, 'id'))}`)
  return { title: `${visit.voice.bi(one.typeName)} – ${one.holderName}`, page: <CertificatePage certificate={one} address={checkAddress(visit, one)} />, wide: true }
}

/** Where the printed QR code of a certificate leads. */
export const checkAddress = (visit: Pick<Visit, 'publicAddress'>, one: { readonly code: string }): string => `${visit.publicAddress}${paths.verifyCode(one.code.replaceAll(/[\s-]/g, ''))}`

/** Has the file made, and then leads to it: what keeps it from being made is told on a page. */
async function file(visit: Visit): Promise<Answer> {
  const path = `/certificates/${part(param(visit, 'id'))}/file`
  await visit.ask.post(path, {})
  return { to: path }
}

/** `/wallet/{id}`: one certificate, large, with what it is good for and everything that was done with it. */
export const certificateRoutes: readonly Route[] = [{ method: 'GET', path: patterns.certificate, answer: certificate }, { method: 'POST', path: patterns.certificateFile, answer: file }]

function CertificatePage({ certificate: one, address }: { readonly certificate: OpenedCertificate; readonly address: string }) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.wallet()}>{t('wallet.title')}</BackLink>
      <div className="title">
        <Whose certificate={one} />
        <h1 className="page__title"><Words>{bi(one.typeName)}</Words></h1>
      </div>
      <NotGood certificate={one} />
      {one.layout === null ? null : <figure className={`shown shown--${one.layout.sheet}`}><Drawing of={{ ...one, layout: one.layout }} address={address} /></figure>}
      {one.standing === 'valid' ? (
        <form method="post" action={paths.certificateFile(one.id)} className="buttons shown__acts"><ButtonLink href={paths.certificateShow(one.id)}>{t('show.show')}</ButtonLink><ButtonLink kind="secondary" href={paths.certificatePrint(one.id)}>{t('wallet.print')}</ButtonLink><Button kind="secondary">{t('wallet.file')}</Button><ButtonLink kind="secondary" href={paths.certificateAdd(one.id)}>{t('add.open')}</ButtonLink></form>
      ) : null}
      <div className="sides">
        <div className="sides__main">
          <Part id="content" title={t('wallet.content')}><Content certificate={one} /></Part>
          <Part id="shown" title={t('wallet.shown')}><ShownList certificate={one} /></Part>
        </div>
        <div className="sides__side">
          {one.proves === null ? null : <Part id="good-for" title={t('wallet.good_for')}><p>{bi(one.proves)}</p></Part>}
          <Part id="standing" title={t('wallet.standing')}><Standing certificate={one} /></Part>
          <History certificate={one} />
        </div>
      </div>
    </>
  )
}

const Part = ({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) => <section className="block" aria-labelledby={id}><h2 id={id}>{title}</h2>{children}</section>

/** Whose it is, above everything, wherever it is shown. */
export function Whose({ certificate: one }: { readonly certificate: Pick<OpenedCertificate, 'holder' | 'holderName' | 'ground'> }) {
  const { t } = useVoice()
  const kind: CertificateHolder['kind'] = one.holder.startsWith('f_') ? 'firm' : 'person'
  return <p className="title__over whose"><Name text={one.holderName} />{one.ground === null ? null : <> <Tag kind={one.ground === 'self' ? 'plain' : 'busy'}>{t(one.ground === 'guardian' ? 'ground.guardian' : groundKey({ ground: one.ground, kind }))}</Tag></>}</p>
}

/** Why it cannot be used now, with the reason of whoever did it. */
function NotGood({ certificate: one }: { readonly certificate: OpenedCertificate }) {
  const { t } = useVoice()
  if (one.standing === 'valid') return null
  const cause = one.happenings.filter(({ kind }) => kind === one.standing).at(-1)
  return (
    <Notice kind={one.standing === 'superseded' || one.standing === 'not-yet' ? 'info' : 'warning'} title={t('wallet.not_valid', { standing: t(standingKey(one.standing)) })}>
      <p>{t(`why.${one.standing.replaceAll('-', '_')}`)}</p>
      {cause === undefined ? null : <p>{t('wallet.reason')} <Name text={cause.reason} />{cause.law === null ? null : <><Dot /><cite><Name text={cause.law} /></cite></>}<Dot /><Moment iso={cause.at} /></p>}
    </Notice>
  )
}

function Standing({ certificate: one }: { readonly certificate: OpenedCertificate }) {
  const { t, bi } = useVoice()
  return (
    <Facts rows={[
      { key: 'standing', term: t('wallet.now'), value: <StandingTag standing={one.standing} /> },
      { key: 'from', term: t('wallet.from'), value: <Moment iso={one.validFrom} as="day" /> },
      { key: 'until', term: t('wallet.until'), value: one.validUntil === null ? t('wallet.for_ever') : <Moment iso={one.validUntil} as="day" /> },
      { key: 'issuer', term: t('wallet.issuer'), value: <Name text={bi(one.issuer.name)} /> },
      { key: 'code', term: t('wallet.code'), value: <code className="digest">{one.code}</code> },
    ]} />
  )
}

/** Each time somebody was shown something: who, when, for what, which fields. */
function ShownList({ certificate: one }: { readonly certificate: OpenedCertificate }) {
  const { t, bi } = useVoice()
  const prints = one.prints.map((print) => ({ at: print.at, item: <li className="looks__one" key={print.id}><p className="looks__hour"><Moment iso={print.at} as="hour" /></p><div className="looks__what"><p>{t('wallet.printed_at')} <Name text={bi(print.placeName ?? print.place)} /></p><p className="quiet"><Moment iso={print.at} as="day" /></p></div></li> }))
  const looks = [...one.shown.map((look) => ({ at: look.seenAt, item: <Look key={look.id} look={look} /> })), ...prints].toSorted((a, b) => b.at.localeCompare(a.at))
  if (looks.length === 0) return <p className="quiet">{t('wallet.shown_none')}</p>
  return <ol className="looks__list">{looks.map(({ item }) => item)}</ol>
}

function Look({ look }: { readonly look: ShownTo }) {
  const { t } = useVoice()
  return (
    <li className="looks__one">
      <p className="looks__hour"><Moment iso={look.seenAt} as="hour" /></p>
      <div className="looks__what"><SeenBy look={look} /><p className="quiet"><Moment iso={look.seenAt} as="day" /><Dot />{t('wallet.keeps')} <Moment iso={look.keepUntil} as="day" /></p><p><a className="link" href={paths.look(look.use)}>{t('wallet.to_look')}</a></p></div>
    </li>
  )
}

/** Who looked, what for, and at what. */
export function SeenBy({ look }: { readonly look: ShownTo }) {
  const { t, bi, list } = useVoice()
  return (
    <>
      <p><strong><Name text={look.viewer} /></strong> {look.checked ? null : <span className="quiet">{t('wallet.unchecked')}</span>}</p>
      <p>{t('wallet.for')} {bi(look.purpose)}{look.meantFor === null ? null : <><Dot />{t('wallet.meant_for')} <Name text={look.meantFor} /></>}</p>
      <p>{look.fields.length === 0 ? t('wallet.saw_nothing') : t('wallet.saw', { fields: list(look.fields.map(bi)) })}</p>
    </>
  )
}

/** Taken over from papers that were given out before: no case of ours led to it. */
const STOCK = 'stock'

function History({ certificate: one }: { readonly certificate: OpenedCertificate }) {
  const { t, bi } = useVoice()
  return (
    <More summary={t('wallet.history')}>
      <Facts rows={[
        { key: 'issued', term: t('wallet.issued'), value: <><Moment iso={one.issuedAt} /> {one.case === STOCK ? t('wallet.stock') : <a className="link" href={paths.timeline(one.case)}>{t('wallet.case')}</a>}</> },
        ...one.happenings.map((happening, place) => ({ key: `h${place}`, term: t(`standing.${happening.kind}`), value: <><Moment iso={happening.at} /> <Name text={happening.reason} /></> })),
        ...(one.law === null ? [] : [{ key: 'law', term: t('wallet.law'), value: <cite>{bi(one.law)}</cite> }]),
        { key: 'version', term: t('wallet.version'), value: one.version },
        { key: 'identifier', term: t('wallet.identifier'), value: <code className="digest">{one.identifier}</code> },
      ]} />
    </More>
  )
}
