import { part, paths, patterns } from '../../paths.ts'
import { Qr } from '../../ui/certificate/qr.tsx'
import { BackLink, Button, ButtonLink, Dot, Facts, Moment, Name, Notice, Title } from '../../ui/parts.tsx'
import { Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { OpenedCertificate, WalletAsking, WalletOffer } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { Whose } from './certificate.tsx'

const opened = (visit: Visit): Promise<OpenedCertificate> => visit.ask.get<OpenedCertificate>(`/certificates/${part(param(visit, 'id'))}`)

async function explain(visit: Visit): Promise<Answer> {
  return { title: visit.voice.t('add.title'), page: <Explain certificate={await opened(visit)} /> }
}

async function make(visit: Visit): Promise<Answer> {
  const offer = await visit.ask.post<WalletOffer>(`/certificates/${part(param(visit, 'id'))}/wallet-offers`, {})
  return { title: visit.voice.t('add.code_title'), page: <OfferPage certificate={await opened(visit)} offer={offer} />, islands: ['showing'], refresh: offer.seconds + 2 }
}

/** By what a wallet sent its holder here: from the address, or from the form of this page. */
const sentBy = (visit: Visit): { readonly client_id: string; readonly request_uri: string } => ({ client_id: visit.query['client_id'] ?? typed(visit, 'client_id'), request_uri: visit.query['request_uri'] ?? typed(visit, 'request_uri') })

const asking = (visit: Visit): Promise<WalletAsking> => visit.ask.get<WalletAsking>(`/certificates/openid/consents?${new URLSearchParams(sentBy(visit)).toString()}`)

async function ask(visit: Visit): Promise<Answer> {
  if (!visit.session.signedIn) return { to: paths.signIn(visit.here) }
  const asked = await asking(visit)
  return { title: visit.voice.t('add.asks', { wallet: visit.voice.bi(asked.wallet), kind: visit.voice.bi(asked.kind) }), page: <Consent asked={asked} sent={sentBy(visit)} /> }
}

async function answer(visit: Visit): Promise<Answer> {
  const [asked, chosen] = [await asking(visit), typed(visit, 'certificate')]
  const given = typed(visit, 'answer') === 'yes' && chosen !== ''
  const { to } = await visit.ask.post<{ readonly to: string }>('/certificates/openid/consents', { ...sentBy(visit), certificate: given ? chosen : null })
  return { title: visit.voice.t(given ? 'add.given' : 'add.refused'), page: <Answered asked={asked} given={given} to={to} /> }
}

/** `/wallet/{id}/add`: a certificate into another wallet, by a code; `/wallet/adding`: the answer to a wallet that asks for one (OpenID4VCI 1.0). */
export const addRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.walletAdding, answer: ask },
  { method: 'POST', path: patterns.walletAdding, answer },
  { method: 'GET', path: patterns.certificateAdd, answer: explain },
  { method: 'POST', path: patterns.certificateAdd, answer: make },
]

function Explain({ certificate: one }: { readonly certificate: OpenedCertificate }) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.certificate(one.id)}>{bi(one.typeName)}</BackLink>
      <Whose certificate={one} />
      <Title lead={t('add.lead')}>{t('add.title')}</Title>
      <What />
      <form method="post" action={paths.certificateAdd(one.id)} className="buttons"><Button>{t('add.make')}</Button></form>
    </>
  )
}

/** What it means to have a certificate in another wallet. */
function What() {
  const { t } = useVoice()
  return <ul className="ticks"><li>{t('add.what_all')}</li><li>{t('add.what_choose')}</li><li>{t('add.what_standing')}</li></ul>
}

function OfferPage({ certificate: one, offer }: { readonly certificate: OpenedCertificate; readonly offer: WalletOffer }) {
  const { t, bi } = useVoice()
  return (
    <>
      <BackLink href={paths.certificate(one.id)}>{bi(one.typeName)}</BackLink>
      <Whose certificate={one} />
      <h1 className="page__title"><Words>{t('add.code_title')}</Words></h1>
      <div className="once">
        <div className="once__code" data-island="showing" data-seconds={offer.seconds} data-left={t('show.left')} data-over={t('add.over')}>
          <div className="once__qr"><Qr text={offer.link} label={t('add.qr')} /></div>
          <p className="once__digits"><span className="quiet">{t('add.transaction_code')}</span> <strong>{offer.transactionCode.replace(/(\d{3})(\d{3})/, '$1 $2')}</strong></p>
          <p><ButtonLink kind="secondary" href={offer.link}>{t('add.here')}</ButtonLink></p>
          <p className="once__left" data-countdown="">{t('show.until')} <Moment iso={offer.endsAt} as="second" /></p>
          <progress className="once__bar" max={offer.seconds} value={offer.seconds} aria-hidden="true" />
        </div>
        <p className="once__state quiet">{t('add.once')}</p>
      </div>
      <form method="post" action={paths.certificateAdd(one.id)} className="buttons"><Button kind="secondary">{t('show.again')}</Button></form>
    </>
  )
}

/** Which of several certificates is given; the first stands chosen. */
export function WhichOne({ legend, certificates }: { readonly legend: string; readonly certificates: WalletAsking['certificates'] }) {
  const { t, bi } = useVoice()
  return (
    <fieldset className="field field__set">
      <legend className="field__label">{legend}</legend>
      <ul className="choices">{certificates.map((one, place) => (
        <li className="choices__one" key={one.id}>
          <input className="choices__input" type="radio" id={`certificate-${one.id}`} name="certificate" value={one.id} defaultChecked={place === 0} required />
          <label className="choices__label" htmlFor={`certificate-${one.id}`}><Name text={one.holderName} /><span className="quiet">{bi(one.typeName)}<Dot />{t('wallet.number', { number: one.number })}</span></label>
        </li>
      ))}</ul>
    </fieldset>
  )
}

function Consent({ asked, sent }: { readonly asked: WalletAsking; readonly sent: ReturnType<typeof sentBy> }) {
  const { t, bi } = useVoice()
  const [only] = asked.certificates
  return (
    <>
      <Title lead={t('add.asks_lead')}>{t('add.asks', { wallet: bi(asked.wallet), kind: bi(asked.kind) })}</Title>
      <Facts rows={[{ key: 'place', term: t('add.place'), value: <code>{asked.place}</code> }]} />
      <What />
      <form method="post" action={paths.walletAdding()} className="form">
        <input type="hidden" name="client_id" value={sent.client_id} />
        <input type="hidden" name="request_uri" value={sent.request_uri} />
        {only === undefined ? <Notice kind="warning"><p>{t('add.none', { kind: bi(asked.kind) })}</p></Notice> : <WhichOne legend={t('add.which')} certificates={asked.certificates} />}
        <div className="buttons">
          {only === undefined ? null : <Button name="answer" value="yes">{t('add.yes')}</Button>}
          <Button kind="secondary" name="answer" value="no">{t('add.no')}</Button>
        </div>
      </form>
    </>
  )
}

function Answered({ asked, given, to }: { readonly asked: WalletAsking; readonly given: boolean; readonly to: string }) {
  const { t, bi } = useVoice()
  return (
    <>
      <Title lead={t(given ? 'add.given_lead' : 'add.refused_lead', { wallet: bi(asked.wallet) })}>{t(given ? 'add.given' : 'add.refused')}</Title>
      <p className="buttons"><ButtonLink href={to}>{t('add.back', { wallet: bi(asked.wallet) })}</ButtonLink></p>
    </>
  )
}
