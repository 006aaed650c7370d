import { readFileSync } from 'node:fs'

import { Refusal } from '#kernel/refusal'

import type { Layout } from '../model/layout.ts'

/** A sheet that is drawn on, in millimetres from its upper left corner. */
export type Pen = PDFKit.PDFDocument

/** The inks of a certificate; on a screen they are `--paper…` and `--seal` of the theme. */
export const INKS = {
  paper: '#fdfbf4', ink: '#1c2226', soft: '#565f64', red: '#9d2b25', blue: '#1f4f85', green: '#245e3b', amber: '#7f5208', grey: '#4a565d', gold: '#a8823a', seal: '#c22f2a', dark: '#000000', light: '#ffffff',
} as const
export type Ink = keyof typeof INKS

const POINTS = 72 / 25.4
const FACE = new URL('../../../node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf', import.meta.url)
let face: Buffer | undefined

/** What the file says of itself, and when it is made. */
type About = { readonly title: string; readonly author: string; readonly subject: string; readonly at: Date }

/** A new document by ISO 19005-3 (PDF/A-3b), in Chinese, whose text can be read aloud, searched and copied. The library is read for the first of them. */
export async function newDocument({ title, author, subject, at }: About): Promise<Pen> {
  const { default: File } = await import('pdfkit')
  const pen = new File({
    autoFirstPage: false, margin: 0, subset: 'PDF/A-3b', pdfVersion: '1.7', tagged: true, lang: 'zh-CN', displayTitle: true, compress: true,
    info: { Title: title, Author: author, Subject: subject, CreationDate: at, ModDate: at, Creator: 'Tongban', Producer: 'Tongban' },
  })
  face ??= readFileSync(FACE)
  pen.registerFont('face', face)
  return pen
}

/** Takes a new sheet of this size in millimetres. */
export function newSheet(pen: Pen, width: number, height: number): void {
  pen.addPage({ size: [width * POINTS, height * POINTS], margin: 0 })
  pen.font('face').scale(POINTS)
}

/** Everything that was drawn, as the bytes of a file. */
export async function bytesDrawn(pen: Pen): Promise<Buffer> {
  const parts: Buffer[] = []
  const done = new Promise<void>((resolve, reject) => pen.on('data', (part: Buffer) => parts.push(part)).on('end', resolve).on('error', reject))
  pen.end()
  await done
  return Buffer.concat(parts)
}

export type Words = {
  readonly x: number
  /** The base line. */
  readonly y: number
  readonly size: number
  readonly ink: Ink
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly spacing?: number
  /** Drawn with a rim of this part of its size, which makes it bold. */
  readonly bold?: number
}

/** Writes one line. Refuses `certificates.glyph_absent` where the face has no such character: nothing is left out without a word. */
export function write(pen: Pen, text: string, { x, y, size, ink, anchor = 'start', spacing = 0, bold = 0 }: Words): void {
  refuseUnknown(pen, text)
  const width = widthAt(pen, text, size) + spacing * Math.max(0, [...text].length - 1)
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width
  pen.fontSize(size).fillColor(INKS[ink]).strokeColor(INKS[ink]).lineWidth(size * bold)
  pen.text(text, left, y, { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing, fill: true, stroke: bold > 0 })
}

/** How wide a text is in type of this size. */
export const widthAt = (pen: Pen, text: string, size: number): number => pen.fontSize(size).widthOfString(text)

type Face = { readonly font: { hasGlyphForCodePoint(point: number): boolean } }

function refuseUnknown(pen: Pen, text: string): void {
  const { font } = (pen as unknown as { readonly _font: Face })._font
  const unknown = [...text].find((letter) => !font.hasGlyphForCodePoint(letter.codePointAt(0)!))
  if (unknown !== undefined) throw new Refusal('conflict', 'certificates.glyph_absent', { letter: unknown })
}

/** Draws what adorns and says nothing, which is not read aloud. */
export function adorn(pen: Pen, draw: () => void): void {
  pen.markContent('Artifact', { type: 'Layout' })
  pen.save()
  draw()
  pen.restore()
  pen.endMarkedContent()
}

/** The ink of a kind's lines: gold on red and amber, as large licences have it. */
export const lineInk = ({ colour }: Layout): Ink => (colour === 'red' ? 'gold' : colour)
