import { paths } from '../../paths.ts'
import { Moment, Name } from '../../ui/parts.tsx'
import { useVoice } from '../../ui/voice.tsx'
import type { OpenedCertificate, ShownField } from '../api.ts'
import type { Voice } from '../voice.ts'
import type { Dots } from './wallet.tsx'

/** A certificate as it is shown and printed: drawn from its fields, with the way to check it. */
export function CertificateSheet({ certificate: one, address, dots }: { readonly certificate: OpenedCertificate; readonly address: string; readonly dots: Dots }) {
  const voice = useVoice()
  const { t, bi, language } = voice
  return (
    <article className={`sheet sheet--${one.layout?.colour ?? 'grey'} sheet--${one.layout?.orientation ?? 'portrait'}`} aria-labelledby="sheet-title">
      <header className="sheet__head">
        <Emblem />
        <h1 className="sheet__title" id="sheet-title">{bi(one.typeName)}</h1>
        {language === 'en' ? <p className="sheet__other" lang="zh-CN">{one.typeName.zh}</p> : null}
        <p className="sheet__number">{t('wallet.number', { number: one.number })}</p>
      </header>
      <div className="sheet__body">
        <dl className="sheet__fields">{one.fields.map((field) => <div className="sheet__field" key={field.id}><dt>{bi(field.label)}</dt><dd><Name text={fieldText(voice, field)} /></dd></div>)}</dl>
        <div className="sheet__check">
          <Qr dots={dots} label={t('wallet.qr')} />
          <p className="sheet__code"><span>{t('wallet.code')}</span> <code>{one.code}</code></p>
          <p className="sheet__address">{new URL(address).host}{paths.verify()}</p>
        </div>
      </div>
      <footer className="sheet__foot">
        <p className="sheet__valid">{t('wallet.from')} <Moment iso={one.validFrom} as="day" />{one.validUntil === null ? ` · ${t('wallet.for_ever')}` : <> · {t('wallet.until')} <Moment iso={one.validUntil} as="day" /></>}</p>
        <p className="sheet__issuer"><strong><Name text={bi(one.issuer.name)} /></strong><Moment iso={one.issuedAt} as="day" /></p>
      </footer>
    </article>
  )
}

/** The value of a certificate's field as it is read. */
export function fieldText(voice: Voice, field: ShownField): string {
  if (field.type === 'fen') return voice.money(Number(field.value))
  if (field.type === 'day') return voice.day(String(field.value))
  return String(field.value)
}

const QUIET = 4

/** A QR code as one path: dark on white in every theme, or no camera reads it. */
function Qr({ dots, label }: { readonly dots: Dots; readonly label: string }) {
  const places = Array.from({ length: dots.size * dots.size }, (_, place) => [place % dots.size, Math.floor(place / dots.size)] as const)
  const side = dots.size + 2 * QUIET
  return (
    <svg className="qr" viewBox={`0 0 ${side} ${side}`} width="140" height="140" role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={side} height={side} fill="#fff" />
      <path fill="#000" d={places.filter(([x, y]) => dots.isDark(x, y)).map(([x, y]) => `M${x + QUIET} ${y + QUIET}h1v1h-1z`).join('')} />
    </svg>
  )
}

/** A guilloche ring, as papers of value carry it; no state emblem, which is not ours to draw. */
function Emblem() {
  const turns = Array.from({ length: 12 }, (_, place) => place * 15)
  return <svg className="sheet__emblem" viewBox="-50 -50 100 100" width="64" height="64" aria-hidden="true" focusable="false">{turns.map((turn) => <ellipse key={turn} rx="44" ry="18" transform={`rotate(${turn})`} fill="none" stroke="currentColor" strokeWidth="0.8" />)}</svg>
}
