import { amountInWords } from '#kernel/amount'
import { dayOf } from '#kernel/calendar'
import { linesOf } from '#kernel/lines'
import { setInto } from '#kernel/setting'
import type { Bilingual } from '#kernel/shapes'

import type { ShownField } from '../actions/verify.ts'
import type { DrawnLayout, Layout } from '../model/layout.ts'
import { drawGround, drawSeal } from './ground.ts'
import { newSheet, widthAt, write, type Pen } from './pen.ts'

/** What is drawn on the sheet of a certificate. */
export type Sheet = {
  readonly typeName: Bilingual
  readonly layout: DrawnLayout
  readonly number: string
  readonly fields: readonly ShownField[]
  readonly issuerName: Bilingual
  readonly issuedAt: Date
  /** What stands at the foot of the seal, and before the number. */
  readonly words: { readonly seal: string; readonly number: string }
}

/** Draws a certificate from the layout of its kind, in Chinese, in the order in which it is read aloud. */
export function drawSheet(pen: Pen, sheet: Sheet): void {
  const { layout, fields } = sheet
  newSheet(pen, layout.width, layout.height)
  drawGround(pen, layout)
  pen.addStructure(pen.struct('H1', {}, () => heading(pen, sheet)))
  for (const area of layout.areas) pen.addStructure(pen.struct('P', {}, () => fill(pen, area, fields, layout)))
  pen.addStructure(pen.struct('P', {}, () => issued(pen, sheet)))
}

function heading(pen: Pen, { layout, typeName, number, words }: Sheet): void {
  const { title, number: place, width, colour } = layout
  const letters = [...typeName.zh].length
  const size = Math.min(title.size, (title.align === 'middle' ? width * 0.78 : width * 0.7) / (letters * (1 + title.spacing)))
  write(pen, typeName.zh, { x: title.x, y: title.y, size, ink: colour, anchor: title.align, spacing: size * title.spacing, bold: 0.03 })
  if (place !== undefined) write(pen, `${words.number}${number}`, { x: place.x, y: place.y, size: place.size, ink: 'soft', anchor: place.align })
}

function fill(pen: Pen, area: Layout['areas'][number], fields: readonly ShownField[], { colour }: DrawnLayout): void {
  const pairs = area.fields.flatMap((id) => fields.filter((field) => field.id === id)).map((field) => ({ id: field.id, label: field.label.zh, text: textOf(field, area.amounts) }))
  for (const line of setInto(area, pairs, { label: 1, measure: (text) => widthAt(pen, text, 1) })) write(pen, line.text, { x: line.x, y: line.y, size: line.size, ink: line.label ? colour : 'ink' })
}

/** The value of a field as a Chinese certificate writes it. */
export function textOf({ type, value }: ShownField, amounts: 'figures' | 'words' = 'figures'): string {
  if (type === 'fen') return amounts === 'words' ? amountInWords(Number(value)) : `${yuan.format(Number(value) / 100)} 元`
  return type === 'day' ? dayInWords(String(value)) : String(value)
}

const yuan = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** A day `YYYY-MM-DD` as Chinese papers write it. */
export function dayInWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

function issued(pen: Pen, { layout, issuerName, issuedAt, words }: Sheet): void {
  const { x, y, size, radius } = layout.seal
  const room = Math.min(2 * (layout.width - x - 8 * (layout.width / 297)), radius * 4.6)
  const lines = linesOf(issuerName.zh, room, (text) => widthAt(pen, text, size))
  const top = y - ((lines.length - 1) * size * 1.35) / 2
  for (const [n, text] of lines.entries()) write(pen, text, { x, y: top + n * size * 1.35, size, ink: 'ink', anchor: 'middle' })
  write(pen, dayInWords(dayOf(issuedAt)), { x, y: top + (lines.length - 1) * size * 1.35 + size * 1.8, size, ink: 'ink', anchor: 'middle' })
  drawSeal(pen, { x, y: y + size * 0.5, radius, issuer: issuerName.zh, foot: words.seal })
}
