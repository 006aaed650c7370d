import { braid, raysFrom, rosette, star } from '#kernel/curves'

import type { DrawnLayout } from '../model/layout.ts'
import { adorn, INKS, lineInk, widthAt, write, type Pen } from './pen.ts'

/** The paper, what lies under the writing, and the edge: as the screen draws them. */
export function drawGround(pen: Pen, layout: DrawnLayout): void {
  const { width, height } = layout
  adorn(pen, () => {
    pen.rect(0, 0, width, height).fill(INKS.paper)
    pen.rect(0, 0, width, height).clip()
    pen.strokeColor(paleInk(layout)).lineWidth(0.16)
    under(pen, layout)
    pen.strokeColor(INKS[lineInk(layout)])
    edge(pen, layout)
  })
}

/** The ink of the ground, as it looks through paper: nothing is transparent, so that every printer draws the same. */
const PALE = { gold: '#ddd0b4', red: '#e1c3bb', blue: '#bbc8d2', green: '#bdccbc', amber: '#dac8ab', grey: '#c8c6c6' } as const
const paleInk = (layout: DrawnLayout): string => (layout.colour === 'red' || layout.colour === 'amber' ? PALE.gold : PALE[layout.colour])

const TURNS = 6
const SWINGS = 16

function under(pen: Pen, { ground, width, height, seal }: DrawnLayout): void {
  if (ground === 'plain') return
  if (ground === 'rays') { pen.path(raysFrom(seal, width, height)).stroke(); return }
  if (ground === 'rosette') {
    for (const scale of [1, 0.46]) {
      for (let turn = 0; turn < TURNS; turn++) {
        pen.save().translate(width / 2, height / 2).scale(scale).rotate((turn * 360) / SWINGS / TURNS)
        pen.path(rosette(height * 0.4, SWINGS, 0.3)).stroke().restore()
      }
    }
    return
  }
  const tile = ground === 'waves' ? { width: 24, height: 5, path: 'M0 2.5q6-4.4 12 0t12 0M0 4.2q6-4.4 12 0t12 0M0 .8q6-4.4 12 0t12 0' } : { width: 12, height: 12, path: 'M6 0a6 6 0 0 1 0 12a6 6 0 0 1 0-12' }
  const scale = width < 100 ? 0.45 : 1
  for (let y = 0; y < height; y += tile.height * scale) {
    for (let x = 0; x < width; x += tile.width * scale) pen.save().translate(x, y).scale(scale).path(tile.path).stroke().restore()
  }
}

const BAND = 9
const INSET = 7

function edge(pen: Pen, layout: DrawnLayout): void {
  const { width, height, border, sheet } = layout
  const frame = (inset: number, stroke: number, round = 0): void => { pen.lineWidth(stroke).roundedRect(inset, inset, width - 2 * inset, height - 2 * inset, round).stroke() }
  if (border === 'line') { frame(sheet === 'card' ? 2 : 7, sheet === 'card' ? 0.35 : 0.8, sheet === 'card' ? 2 : 0); return }
  if (border === 'perforated') {
    frame(5, 0.4)
    pen.lineWidth(0.5).dash(1.6, { space: 1.4 }).moveTo(10.5, 5).lineTo(10.5, height - 5).stroke().undash()
    return
  }
  if (border === 'ornate') { ornate(pen, layout, frame); return }
  const inset = (8 * Math.min(width, height)) / 210
  frame(inset + 2, 1.1)
  frame(inset + 4, 0.35)
  for (const [right, down] of [[false, false], [true, false], [false, true], [true, true]]) {
    pen.save().translate(right ? width - inset - 4 : inset + 4, down ? height - inset - 4 : inset + 4).scale(right ? -1 : 1, down ? -1 : 1)
    pen.lineWidth(0.35).path('M0 9h9V0M0 6h6V0').stroke().restore()
  }
}

/** A band of braided curves on all four sides with a rosette in each corner, as large licences carry it. */
function ornate(pen: Pen, { width, height }: DrawnLayout, frame: (inset: number, stroke: number) => void): void {
  const far = INSET + BAND
  const sides = [[far, INSET, width - 2 * far, 0], [far, height - far, width - 2 * far, 0], [far, far, height - 2 * far, 90], [width - INSET, far, height - 2 * far, 90]] as const
  pen.lineWidth(0.3)
  for (const [x, y, length, turn] of sides) {
    const count = Math.round(length / (2 * BAND))
    pen.save().translate(x, y).rotate(turn).rect(0, 0, length, BAND).clip()
    for (let n = 0; n < count; n++) pen.save().translate((n * length) / count, 0).path(braid(length / count, BAND)).stroke().restore()
    pen.restore()
  }
  for (const [x, y] of [[INSET, INSET], [width - far, INSET], [INSET, height - far], [width - far, height - far]] as const) {
    pen.save().translate(x + BAND / 2, y + BAND / 2)
    for (const path of [rosette(BAND / 2, 8, 0.3, 8), rosette(BAND / 3, 8, 0.4, 8), rosette(BAND / 6, 8, 0.4, 8)]) pen.path(path).stroke()
    pen.restore()
  }
  frame(INSET, 0.9)
  frame(far, 0.9)
  frame(far + 1.6, 0.3)
}

const SWEEP = 240

/** The round red stamp of an agency, drawn from its name, letter by letter along the ring. */
export function drawSeal(pen: Pen, { x, y, radius, issuer, foot }: { readonly x: number; readonly y: number; readonly radius: number; readonly issuer: string; readonly foot: string }): void {
  const letters = [...issuer]
  const step = SWEEP / Math.max(1, letters.length)
  const ring = radius * 0.7
  const size = Math.min(radius * 0.27, (ring * ((SWEEP / 180) * Math.PI)) / letters.length / 1.1)
  const between = Math.min(step, ((size * 1.6) / ring) * (180 / Math.PI))
  pen.lineWidth(radius * 0.05).strokeColor(INKS.seal).circle(x, y, radius).stroke()
  for (const [n, letter] of letters.entries()) {
    const angle = (n - (letters.length - 1) / 2) * between
    pen.save().translate(x, y).rotate(angle)
    write(pen, letter, { x: -widthAt(pen, letter, size) / 2, y: -ring, size, ink: 'seal', bold: 0.03 })
    pen.restore()
  }
  pen.save().translate(x, y).path(star(radius * 0.3)).fill(INKS.seal)
  pen.restore()
  write(pen, foot, { x, y: y + radius * 0.68, size: radius * 0.15, ink: 'seal', anchor: 'middle' })
}
