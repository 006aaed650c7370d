// How the desk feels with fifty thousand tasks in one queue: until the first rows, while it is scrolled, and what it asks the API.
import type { Page } from 'playwright-core'

import { launch } from '../tests/journeys/browser.ts'
import { readerWith, signIn as signInAtPage } from '../tests/journeys/walk.ts'
import { median, percentile, tell } from './figure.ts'
import { fillQueue } from './queue.ts'
import { openWorld, signIn } from './world.ts'

const ROWS = 50_000
const ROUNDS = 5
const ASKED = 15
/** A turn of the wheel, and how many of them are a look through the list. */
const TURN_PX = 400
const TURNS = 150
const FRAME_MS = 16.7
/** Up to here an answer feels like one's own doing (Nielsen, Response Times). */
const AT_ONCE_MS = 100

const world = await openWorld()
const base = world.url.replace('127.0.0.1', 'localhost')
const registrar = await signIn(world.url, 'registrar-pengjiang')
const colleague = await signIn(world.url, 'registrar-futian')
await fillQueue(world.look, { agency: 'pengjiang-market', count: ROWS, me: registrar.party, colleague: colleague.party, mineEvery: 125, othersEvery: 3 })

for (const [name, query] of [['first', 'queue?limit=100'], ['middle', `queue?limit=100&from=${ROWS / 2}`], ['last', `queue?limit=100&from=${ROWS - 100}`], ['newest', 'queue?limit=100&sort=newest'], ['mine', 'queue?limit=100&whose=mine'], ['team', 'queue?limit=100&whose=others'], ['overdue', 'queue?limit=100&lamp=red'], ['counts', 'queue/counts?']] as const) {
  const times = []
  for (let n = 0; n < ASKED + 3; n++) {
    const began = performance.now()
    await registrar.call('GET', `/services/${query}`)
    if (n >= 3) times.push(performance.now() - began) // The first ones warm the connection and the plans.
  }
  tell({ name: `desk-queue-${name}`, value: median(times), unit: 'ms an answer', peer: 'felt as at once', peerValue: AT_ONCE_MS, runs: ASKED }, { rows: ROWS, p95: percentile(times, 95) })
}

const { browser, close } = await launch()
const { page } = await atDesk()
const opened = []
for (let round = 0; round < ROUNDS; round++) {
  await page.goto(`${base}/desk`)
  opened.push(await page.evaluate(firstRows))
}
const scrolled = await wheel(page, '.queue__box')
const jumps = []
for (let round = 0; round < ROUNDS; round++) for (const [key, place] of [['End', ROWS - 1], ['Home', 0]] as const) jumps.push(await jump(page, key, place))
const plain = await plainTable(page)

tell({ name: 'desk-first-rows', value: median(opened), unit: `ms from the address to the first rows of ${ROWS}`, peer: 'drawing all of them as a plain table, without asking for them', peerValue: plain.drawnMs, runs: ROUNDS })
for (const percent of [50, 95]) {
  tell({ name: `desk-frame-p${percent}`, value: percentile(scrolled, percent), unit: 'ms a frame under the wheel', peer: 'one frame of a screen', peerValue: FRAME_MS, runs: scrolled.length }, { plainTable: percentile(plain.frames, percent), longest: Math.max(...scrolled) })
}
tell({ name: 'desk-jump', value: median(jumps.map(({ ms }) => ms)), unit: 'ms from End or Home to the row in words', peer: 'felt as at once', peerValue: AT_ONCE_MS, runs: jumps.length }, { frameP95: percentile(jumps.flatMap(({ frames }) => frames), 95) })
await close()
await world.close()

async function atDesk(): Promise<{ page: Page }> {
  const reader = await readerWith(browser, { base, width: 1440 })
  await signInAtPage(reader, 'registrar-pengjiang', '/desk')
  await reader.page.locator('.queue__why').first().waitFor()
  return reader
}

/** In the page: when, since its address was asked for, a row had been painted. */
function firstRows(): Promise<number> {
  return new Promise((done) => {
    const look = (): void => {
      if (document.querySelector('.queue__why') === null) requestAnimationFrame(look)
      else requestAnimationFrame(() => setTimeout(() => done(performance.now())))
    }
    look()
  })
}

/** How long each frame took while somebody turns the wheel over a box. */
async function wheel(of: Page, box: string): Promise<number[]> {
  await of.locator(box).hover({ position: { x: 300, y: 200 } })
  await watchFrames(of)
  for (let turn = 0; turn < TURNS; turn++) await of.mouse.wheel(0, TURN_PX)
  return framesOf(of)
}

/** One key, and how long until the row it leads to has focus and its words. */
async function jump(of: Page, key: string, place: number): Promise<{ ms: number; frames: number[] }> {
  await of.locator('.queue__row[tabindex="0"]').focus()
  await watchFrames(of)
  const began = performance.now()
  await of.keyboard.press(key)
  await of.locator(`.queue__row[data-place="${place}"]:focus .queue__why`).waitFor()
  const ms = performance.now() - began
  const number = await of.locator(`.queue__row[data-place="${place}"] .queue__number`).innerText()
  if (number !== `pengjiang-market-${ROWS - place}`) throw new Error(`place ${place} shows ${number}`) // No figure counts a wrong row.
  return { ms, frames: await framesOf(of) }
}

type Watched = { deskFrames?: number[]; watching?: boolean }

async function watchFrames(of: Page): Promise<void> {
  await of.evaluate(() => {
    const seen = window as Watched
    const frames: number[] = []
    seen.deskFrames = frames
    seen.watching = true
    requestAnimationFrame((first) => {
      let last = first
      const next = (now: number): void => { frames.push(now - last); last = now; if (seen.watching === true) requestAnimationFrame(next) }
      requestAnimationFrame(next)
    })
  })
}

async function framesOf(of: Page): Promise<number[]> {
  return of.evaluate(() => { const seen = window as Watched; seen.watching = false; return seen.deskFrames ?? [] })
}

/** The peer: all rows in the page at once, each like one of the queue. */
async function plainTable(of: Page): Promise<{ drawnMs: number; frames: number[] }> {
  const drawnMs = await of.evaluate((rows) => new Promise<number>((done) => {
    const began = performance.now()
    const cells = [...document.querySelectorAll('.queue__row[data-place]')].map((row) => row.innerHTML)
    const table = document.createElement('div')
    table.className = 'queue__box'
    table.id = 'plain'
    Object.assign(table.style, { height: '600px', overflow: 'auto' })
    table.innerHTML = Array.from({ length: rows }, (_, n) => `<div class="queue__row plain">${cells[n % cells.length]}</div>`).join('')
    for (const row of table.children) (row as HTMLElement).style.position = 'static'
    document.querySelector('.queue')!.replaceWith(table)
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
  }), ROWS)
  return { drawnMs, frames: await wheel(of, '#plain') }
}
