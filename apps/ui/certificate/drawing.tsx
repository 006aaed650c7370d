import { amountInWords } from '#kernel/amount'
import { dotsOf } from '#kernel/dots'
import { linesOf, widthOf } from '#kernel/lines'
import { setInto } from '#kernel/setting'

import type { Layout, ShownField } from '../../portal/api.ts'
import { voiceOf, type Voice } from '../../portal/voice.ts'
import { useVoice } from '../voice.tsx'
import { Border, Ground } from './ground.tsx'
import { Seal } from './seal.tsx'

/** What a certificate is drawn from. A stranger's view has fewer fields; their places then stay empty. */
export type Subject = {
  readonly typeName: { readonly zh: string; readonly en: string }
  readonly layout: Layout
  readonly number: string
  readonly standing: string
  readonly fields: readonly ShownField[]
  readonly issuer: { readonly name: { readonly zh: string; readonly en: string } }
  readonly issuedAt: string
}

type Props = {
  readonly of: Subject
  /** What its QR code leads to; none is drawn where there is none. */
  readonly address?: string
  /** As a thumbnail, beside words that say the same. */
  readonly small?: boolean
  /** Words across the whole sheet that say for whom and for what this copy was made. */
  readonly mark?: string
}

/**
 * A certificate drawn from the layout of its kind, in millimetres: the same picture large, small and on paper. Its text is
 * text, which can be marked and copied; whoever does not see it has the list of its fields beside it.
 */
export function Drawing({ of: one, address, small = false, mark }: Props) {
  const { t, bi } = useVoice()
  const { layout } = one
  const { width, height } = layout
  const round = layout.sheet === 'card' ? 3 : 0
  return (
    <svg className={`paper paper--${layout.colour}`} viewBox={`0 0 ${width} ${height}`} role={small ? undefined : 'img'} aria-hidden={small ? true : undefined} aria-label={small ? undefined : t('wallet.drawing', { title: bi(one.typeName), number: one.number })} focusable="false">
      <rect className="paper__sheet" width={width} height={height} rx={round} />
      <Ground layout={layout} />
      <Border layout={layout} />
      <Heading of={one} />
      {layout.photo === undefined ? null : <Photo {...layout.photo} />}
      {layout.areas.map((area, place) => <Area key={place} area={area} fields={one.fields} />)}
      <Issued of={one} />
      {address === undefined ? null : <Check layout={layout} address={address} />}
      {mark === undefined ? null : <Mark layout={layout} text={mark} />}
      {one.standing === 'valid' ? null : <Crossed layout={layout} standing={one.standing} />}
    </svg>
  )
}

function Heading({ of: { typeName, layout, number } }: { readonly of: Subject }) {
  const { t, language } = useVoice()
  const { title, number: place, width } = layout
  const middle = title.align === 'middle'
  const spacing = title.size * title.spacing
  // A long Chinese name closes up before it leaves the sheet.
  const letters = [...typeName.zh].length
  const room = (middle ? width * 0.78 : width * 0.7) / (letters * (1 + title.spacing))
  const size = Math.min(title.size, room)
  const other = Math.max(size * 0.34, 1.7)
  return (
    <>
      <text className="paper__title" x={middle ? title.x + spacing / 2 : title.x} y={title.y} fontSize={size} letterSpacing={size * title.spacing} textAnchor={title.align}>{typeName.zh}</text>
      {language === 'zh' ? null : <text className="paper__other" x={title.x} y={title.y + other * 1.15 + size * 0.12} fontSize={other} textAnchor={title.align}>{typeName.en}</text>}
      {place === undefined ? null : <text className="paper__number" x={place.x} y={place.y + (language === 'zh' ? 0 : size * 0.25)} fontSize={place.size} textAnchor={place.align}>{t('wallet.number', { number })}</text>}
    </>
  )
}

/** Latin labels are longer than Chinese ones and stand in smaller type. */
const LABEL = { zh: 1, en: 0.68 } as const

function Area({ area, fields }: { readonly area: Layout['areas'][number]; readonly fields: readonly ShownField[] }) {
  const voice = useVoice()
  const pairs = area.fields.flatMap((id) => fields.filter((field) => field.id === id)).map((field) => ({ id: field.id, label: voice.bi(field.label), text: valueOf(voice, field, area.amounts) }))
  return <>{setInto(area, pairs, { label: LABEL[voice.language] }).map((line) => <text key={line.key} className={line.label ? 'paper__label' : 'paper__value'} x={line.x} y={line.y} fontSize={line.size}>{line.text}</text>)}</>
}

/** The value of a field as a certificate writes it. */
function valueOf(voice: Voice, field: ShownField, amounts: 'figures' | 'words'): string {
  if (field.type === 'fen' && amounts === 'words' && voice.language === 'zh') return amountInWords(Number(field.value))
  return fieldText(voice, field)
}

/** The value of a certificate's field as it is read. */
export function fieldText(voice: Voice, field: ShownField): string {
  if (field.type === 'fen') return voice.money(Number(field.value))
  if (field.type === 'day') return voice.day(String(field.value))
  return String(field.value)
}

const stamp = voiceOf('zh')

/** Who issued it and when, and over both the seal: only what is valid is sealed. */
function Issued({ of: { layout, issuer, issuedAt, standing } }: { readonly of: Subject }) {
  const { bi, day } = useVoice()
  const { x, y, size, radius } = layout.seal
  const room = Math.min(2 * (layout.width - x - 8 * (layout.width / 297)), radius * 4.6)
  const lines = linesOf(bi(issuer.name), room / size)
  const top = y - ((lines.length - 1) * size * 1.35) / 2
  return (
    <>
      {lines.map((text, n) => <text key={text} className="paper__value" x={x} y={top + n * size * 1.35} fontSize={size} textAnchor="middle">{text}</text>)}
      <text className="paper__value" x={x} y={top + (lines.length - 1) * size * 1.35 + size * 1.8} fontSize={size} textAnchor="middle">{day(issuedAt)}</text>
      {standing === 'valid' ? <Seal x={x} y={y + size * 0.5} radius={radius} issuer={issuer.name.zh} foot={stamp.t('wallet.seal')} /> : null}
    </>
  )
}

function Check({ layout: { qr, width }, address }: { readonly layout: Layout; readonly address: string }) {
  const { t } = useVoice()
  const { side, path } = dotsOf(address)
  const size = width < 100 ? 1.7 : Math.max(2.2, qr.size * 0.095)
  return (
    <>
      <svg x={qr.x} y={qr.y} width={qr.size} height={qr.size} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges">
        <rect className="qr__light" width={side} height={side} />
        <path className="qr__dark" d={path} />
      </svg>
      <text className="paper__note" x={qr.x + qr.size / 2} y={qr.y + qr.size + size * 1.3} fontSize={size} textAnchor="middle">{t('wallet.scan')}</text>
    </>
  )
}

/** Where a photograph goes; the house keeps none, so it stays an outline. */
const Photo = ({ x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }) => (
  <g transform={`translate(${x} ${y})`}>
    <rect className="paper__photo" width={width} height={height} rx={width * 0.06} />
    <path className="paper__figure" d={`M${width * 0.14} ${height}c0-${height * 0.36} ${width * 0.18}-${height * 0.42} ${width * 0.36}-${height * 0.42}s${width * 0.36} ${height * 0.06} ${width * 0.36} ${height * 0.42}z`} />
    <circle className="paper__figure" cx={width / 2} cy={height * 0.36} r={width * 0.2} />
  </g>
)

const MARK_ROWS = 5

/** The mark of a copy, again and again, so that no part of it goes without. */
function Mark({ layout: { width, height }, text }: { readonly layout: Layout; readonly text: string }) {
  const size = Math.min(height * 0.032, width / widthOf(text))
  return <g className="paper__mark" transform={`rotate(-18 ${width / 2} ${height / 2})`}>{Array.from({ length: MARK_ROWS }, (_, row) => <text key={row} x={width / 2} y={(height * (row + 0.5)) / MARK_ROWS} fontSize={size} textAnchor="middle">{text}</text>)}</g>
}

/** What is not valid says so across its face, on paper and in black and white too. */
function Crossed({ layout: { width, height }, standing }: { readonly layout: Layout; readonly standing: string }) {
  const { t, knows } = useVoice()
  const key = `standing.${standing.replaceAll('-', '_')}`
  const word = knows(key) ? t(key) : standing
  const size = Math.min(height * 0.24, (width * 0.72) / widthOf(word))
  const tilt = -Math.atan2(height, width) * 24
  return <text className="paper__crossed" x={width / 2} y={height / 2 + size * 0.35} fontSize={size} strokeWidth={size * 0.02} textAnchor="middle" transform={`rotate(${tilt} ${width / 2} ${height / 2})`}>{word}</text>
}
