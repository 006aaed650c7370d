import { dotsOf } from '#kernel/dots'
import { linesOf } from '#kernel/lines'

import { INKS, newSheet, widthAt, write, type Pen } from './pen.ts'

/** What stands on the second sheet: how anyone checks the paper, with and without a network. All of it in both languages. */
export type CheckSheet = {
  readonly title: readonly [zh: string, en: string]
  /** Label and value, one below the other. */
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  /** Where a code leads that anybody's camera opens. */
  readonly online: { readonly dots: string; readonly words: readonly string[] }
  /** The certificate itself with its proof, to be checked without a network; in parts where it is long. */
  readonly offline: { readonly dots: readonly string[]; readonly words: readonly string[] }
}

const [WIDTH, HEIGHT, EDGE] = [210, 297, 20]
const ONLINE = 34

/** Draws the sheet for checking: A4, upright. */
export function drawCheckSheet(pen: Pen, { title: [zh, en], facts, online, offline }: CheckSheet): void {
  newSheet(pen, WIDTH, HEIGHT)
  pen.addStructure(pen.struct('H1', {}, () => {
    write(pen, zh, { x: EDGE, y: 30, size: 7, ink: 'ink', bold: 0.03 })
    write(pen, en, { x: EDGE, y: 36.5, size: 3.6, ink: 'soft' })
  }))
  let y = 46
  pen.addStructure(pen.struct('P', {}, () => {
    for (const { label, value } of facts) {
      const lines = linesOf(value, WIDTH - 2 * EDGE - 62, (text) => widthAt(pen, text, 3.6))
      write(pen, label, { x: EDGE, y, size: 3, ink: 'soft' })
      for (const [n, line] of lines.entries()) write(pen, line, { x: EDGE + 62, y: y + n * 5.2, size: 3.6, ink: 'ink' })
      y += Math.max(1, lines.length) * 5.2 + 1.6
    }
  }))
  y += 4
  drawDots(pen, online.dots, { x: EDGE, y, side: ONLINE, alt: online.words.join(' ') })
  pen.addStructure(pen.struct('P', {}, () => paragraph(pen, online.words, { x: EDGE + ONLINE + 6, y: y + 5, width: WIDTH - 2 * EDGE - ONLINE - 6 })))
  y += ONLINE + 10
  pen.addStructure(pen.struct('P', {}, () => { y = paragraph(pen, offline.words, { x: EDGE, y, width: WIDTH - 2 * EDGE }) }))
  const side = Math.min((WIDTH - 2 * EDGE - 8 * (offline.dots.length - 1)) / offline.dots.length, HEIGHT - y - EDGE, 92)
  for (const [n, dots] of offline.dots.entries()) drawDots(pen, dots, { x: EDGE + n * (side + 8), y, side, alt: offline.words.join(' ') })
}

function paragraph(pen: Pen, texts: readonly string[], { x, y, width }: { readonly x: number; readonly y: number; readonly width: number }): number {
  let line = y
  for (const text of texts) {
    for (const part of linesOf(text, width, (words) => widthAt(pen, words, 3.4))) {
      write(pen, part, { x, y: line, size: 3.4, ink: 'ink' })
      line += 5
    }
    line += 1.6
  }
  return line
}

function drawDots(pen: Pen, text: string, { x, y, side, alt }: { readonly x: number; readonly y: number; readonly side: number; readonly alt: string }): void {
  const { side: modules, path } = dotsOf(text)
  pen.addStructure(pen.struct('Figure', { alt }, () => {
    pen.save().rect(x, y, side, side).fill(INKS.light)
    pen.translate(x, y).scale(side / modules).path(path).fill(INKS.dark)
    pen.restore()
  }))
}
