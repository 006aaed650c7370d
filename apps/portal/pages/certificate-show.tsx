import { part, paths, patterns } from '../../paths.ts'
import { fieldText } from '../../ui/certificate/drawing.tsx'
import { Qr } from '../../ui/certificate/qr.tsx'
import { BackLink, Button, Dot, Moment, Name, Notice, Title } from '../../ui/parts.tsx'
import { Words } from '../../ui/prose.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { OfferedCode, OpenedCertificate, Page, ShowingNow, ShownTo, ShowPurpose } from '../api.ts'
import { param, typed, type Answer, type Route, type Visit } from '../visit.ts'
import { SeenBy, Whose } from './certificate.tsx'

const NAME_MAX = 60
const REFRESH_SECONDS = 62

type Wish = { readonly fields: readonly string[]; readonly purpose: string; readonly viewer: string }

const opened = (visit: Visit): Promise<OpenedCertificate> => visit.ask.get<OpenedCertificate>(`/certificates/${part(param(visit, 'id'))}`)
const purposesOf = async (visit: Visit): Promise<readonly ShowPurpose[]> => (await visit.ask.get<Page<ShowPurpose>>('/certificates/purposes')).items

async function choose(visit: Visit): Promise<Answer> {
  const [one, purposes] = await Promise.all([opened(visit), purposesOf(visit)])
  // Without JavaScript the page with the code comes back here after its minute, and says what became of it.
  const last = one.shown[0]
  const wish: Wish = { fields: one.open, purpose: purposes[0]?.id ?? '', viewer: '' }
  return { title: visit.voice.t('show.title'), page: <Choose certificate={one} purposes={purposes} wish={wish} last={last} /> }
}

async function make(visit: Visit): Promise<Answer> {
  const wish: Wish = { fields: visit.typed.get('field') ?? [], purpose: typed(visit, 'purpose'), viewer: typed(visit, 'viewer') }
  const code = await visit.ask.post<OfferedCode>(`/certificates/${part(param(visit, 'id'))}/showings`, { fields: wish.fields, purpose: wish.purpose, ...(wish.viewer === '' ? {} : { viewer: wish.viewer }) })
  const [one, purposes] = await Promise.all([opened(visit), purposesOf(visit)])
  const address = `${visit.publicAddress}${paths.verifyOnce(code.code)}`
  return { title: visit.voice.t('show.code_title'), page: <CodePage certificate={one} purposes={purposes} wish={wish} code={code} address={address} />, islands: ['live', 'showing'], refresh: REFRESH_SECONDS }
}

async function fragment(visit: Visit): Promise<Answer> {
  const now = await visit.ask.get<ShowingNow>(`/certificates/${part(param(visit, 'id'))}/showings/${part(param(visit, 'showing'))}`)
  return { fragment: <div data-part="state"><StateOf now={now} /></div> }
}

/** `/wallet/{id}/show`: what may be seen and for what; then a code that works once, for a minute. */
export const showRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.certificateShow, answer: choose },
  { method: 'POST', path: patterns.certificateShow, answer: make },
  { method: 'GET', path: patterns.certificateShowing, answer: fragment },
]

function Choose({ certificate: one, purposes, wish, last }: { readonly certificate: OpenedCertificate; readonly purposes: readonly ShowPurpose[]; readonly wish: Wish; readonly last: ShownTo | undefined }) {
  const voice = useVoice()
  const { t, bi } = voice
  return (
    <>
      <BackLink href={paths.certificate(one.id)}>{bi(one.typeName)}</BackLink>
      <Whose certificate={one} />
      <Title lead={t('show.lead')}>{t('show.title')}</Title>
      <form method="post" action={paths.certificateShow(one.id)} className="form">
        <fieldset className="field field__set">
          <legend className="field__label">{t('show.purpose')}</legend>
          <ul className="choices choices--pairs">{purposes.map((purpose) => (
            <li className="choices__one" key={purpose.id}>
              <input className="choices__input" type="radio" id={`purpose-${purpose.id}`} name="purpose" value={purpose.id} defaultChecked={purpose.id === wish.purpose} required />
              <label className="choices__label" htmlFor={`purpose-${purpose.id}`}>{bi(purpose.title)}<span className="quiet">{t('show.keep', { days: purpose.keepDays })}</span></label>
            </li>
          ))}</ul>
        </fieldset>
        <div className="field">
          <label className="field__label" htmlFor="viewer">{t('show.viewer')} <span className="field__optional">{t('show.optional')}</span></label>
          <p className="field__hint" id="viewer-hint">{t('show.viewer_hint')}</p>
          <input className="field__input" id="viewer" name="viewer" maxLength={NAME_MAX} autoComplete="off" aria-describedby="viewer-hint" defaultValue={wish.viewer} />
        </div>
        <fieldset className="field field__set">
          <legend className="field__label">{t('show.fields')}</legend>
          <p className="field__hint">{t('show.fields_hint')}</p>
          <ul className="choices">{one.fields.map((field) => (
            <li className="choices__one" key={field.id}>
              <input className="choices__input" type="checkbox" id={`field-${field.id}`} name="field" value={field.id} defaultChecked={wish.fields.includes(field.id)} />
              <label className="choices__label" htmlFor={`field-${field.id}`}>{bi(field.label)}<span className="quiet clipped"><Name text={fieldText(voice, field)} /></span></label>
            </li>
          ))}</ul>
        </fieldset>
        <Button>{t('show.make')}</Button>
      </form>
      {last === undefined ? null : <section className="block" aria-labelledby="last"><h2 id="last">{t('show.last')}</h2><p className="quiet"><Moment iso={last.seenAt} /></p><SeenBy look={last} /></section>}
    </>
  )
}

function CodePage({ certificate: one, purposes, wish, code, address }: { readonly certificate: OpenedCertificate; readonly purposes: readonly ShowPurpose[]; readonly wish: Wish; readonly code: OfferedCode; readonly address: string }) {
  const { t, bi, list } = useVoice()
  const shown = one.fields.filter((field) => wish.fields.includes(field.id)).map((field) => bi(field.label))
  const digits = code.digits.replace(/(\d{3})(\d{3})(\d{4})/, '$1 $2 $3')
  return (
    <>
      <BackLink href={paths.certificate(one.id)}>{bi(one.typeName)}</BackLink>
      <Whose certificate={one} />
      <h1 className="page__title"><Words>{t('show.code_title')}</Words></h1>
      <div className="once" data-island="live" data-path={paths.certificateShowing(one.id, code.id)}>
        <div className="once__code" data-island="showing" data-seconds={code.seconds} data-left={t('show.left')} data-over={t('show.over')}>
          <div className="once__qr"><Qr text={address} label={t('show.qr')} /></div>
          <p className="once__digits"><span className="quiet">{t('show.digits')}</span> <strong>{digits}</strong></p>
          <p className="once__left" data-countdown="">{t('show.until')} <Moment iso={code.endsAt} as="second" /></p>
          <progress className="once__bar" max={code.seconds} value={code.seconds} aria-hidden="true" />
        </div>
        <div className="once__state" data-part="state" role="status"><StateOf now={{ state: 'waiting', endsAt: code.endsAt, seen: null }} /></div>
      </div>
      <p>{t('wallet.for')} {bi(purposes.find(({ id }) => id === wish.purpose)?.title ?? wish.purpose)}{wish.viewer === '' ? null : <><Dot />{t('wallet.meant_for')} <Name text={wish.viewer} /></>}<br />{shown.length === 0 ? t('wallet.saw_nothing') : t('show.sees', { fields: list(shown) })}</p>
      <form method="post" action={paths.certificateShow(one.id)} className="buttons">
        {wish.fields.map((field) => <input key={field} type="hidden" name="field" value={field} />)}
        <input type="hidden" name="purpose" value={wish.purpose} />
        <input type="hidden" name="viewer" value={wish.viewer} />
        <Button kind="secondary">{t('show.again')}</Button>
        <a className="link" href={paths.certificateShow(one.id)}>{t('show.other')}</a>
      </form>
      <noscript><p className="quiet">{t('show.no_script')}</p></noscript>
    </>
  )
}

/** Whether somebody looked: the holder reads it the moment it happens. */
function StateOf({ now }: { readonly now: ShowingNow }) {
  const { t } = useVoice()
  if (now.seen !== null) return <div data-showing="used"><Notice kind="good" title={t('show.used')}><SeenBy look={now.seen} /></Notice></div>
  return <p data-showing={now.state}>{t(now.state === 'waiting' ? 'show.waiting' : 'show.over')}</p>
}
