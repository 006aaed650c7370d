// What the portal's pages weigh, when they first paint on a slow phone, and what Lighthouse thinks of them.
import type { Browser, BrowserContext } from 'playwright-core'

import { STYLES_COOKIE } from '#kernel/session'

import { launch } from '../tests/journeys/browser.ts'
import { choosePlace, confirmAndSign, employNobody, nameCompany, nameFounders, readerWith, signIn } from '../tests/journeys/walk.ts'
import { median, tell } from './figure.ts'
import { openWorld } from './world.ts'

const ROUNDS = 5
/** "Slow 4G" as Chrome's own tools have it: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back; a processor a quarter as fast. */
const SLOW = { latency: 150, downloadThroughput: (1.6e6 / 8) * 0.9, uploadThroughput: (750e3 / 8) * 0.9, offline: false } as const
const CPU_SLOWER = 4
const BYTES_MAX = 40_000
const PAINT_MS_MAX = 1200
const SCORE_MIN = 95
const DEBUG_PORT = 9333
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>

const world = await openWorld()
const base = world.url.replace('127.0.0.1', 'localhost')
const { browser, close } = await launch({ debugPort: DEBUG_PORT })
const { paths, cookies } = await journey(browser)
for (const [page, path] of Object.entries(paths)) {
  const looks = []
  for (let round = 0; round < ROUNDS; round++) looks.push(await firstLook(browser, `${base}${path}`, cookies))
  tell({ name: `page-weight-${page}`, value: median(looks.map((look) => look.bytes)), unit: 'bytes over the wire, first visit', peer: 'the promise', peerValue: BYTES_MAX, runs: ROUNDS })
  tell({ name: `page-paint-${page}`, value: median(looks.map((look) => look.paintMs)), unit: 'ms to the first contentful paint', peer: 'the promise', peerValue: PAINT_MS_MAX, runs: ROUNDS },
    { throttling: `1.6 Mbit/s, 150 ms, processor ÷${CPU_SLOWER}`, slowest: Math.max(...looks.map((look) => look.paintMs)) })
  const scores = await lighthouseScores(browser, `${base}${path}`, cookies)
  tell({ name: `lighthouse-${page}`, value: Math.min(...Object.values(scores.of)), unit: 'the lowest of four scores', peer: 'the promise', peerValue: SCORE_MIN, runs: 1 }, { scores: scores.of, below: scores.below })
}
await close()
await world.close()

/** Opens a company as a person does, and gives the pages met on the way. */
async function journey(with_: Browser): Promise<{ paths: Record<'home' | 'matter' | 'form' | 'result', string>; cookies: Cookies }> {
  const reader = await readerWith(with_, { base })
  await signIn(reader, 'founder-jiangmen', '/matters/bundle/start-company')
  await reader.page.getByRole('button', { name: reader.say('matter.start'), exact: true }).first().click()
  await reader.page.waitForURL(/\/form\/name/)
  const form = new URL(reader.page.url()).pathname
  await nameCompany(reader, '澄野舒')
  await nameFounders(reader, [{ capital: '600000' }])
  await choosePlace(reader, '侨晖路88号301')
  await employNobody(reader)
  const id = await confirmAndSign(reader)
  await reader.page.getByRole('button', { name: reader.say('kit.receipt'), exact: true }).waitFor()
  // A second case keeps a form open to look at.
  await reader.page.goto(`${base}/matters/bundle/start-company`)
  await reader.page.getByRole('button', { name: reader.say('matter.start'), exact: true }).first().click()
  await reader.page.waitForURL(/\/form\/name/)
  const open = new URL(reader.page.url()).pathname
  const cookies = (await reader.page.context().cookies()).filter(({ name }) => name !== STYLES_COOKIE) // Signed in, and otherwise a browser that comes for the first time.
  await reader.page.context().close()
  return { paths: { home: '/', matter: '/matters/bundle/start-company', form: open === form ? form : open, result: `/cases/${id}/timeline` }, cookies }
}

/** One visit with an empty cache, on a slow line and a slow processor. */
async function firstLook(with_: Browser, url: string, cookies: Cookies): Promise<{ bytes: number; paintMs: number }> {
  const context = await with_.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
  await context.addCookies(cookies)
  const page = await context.newPage()
  const wire = await context.newCDPSession(page)
  let bytes = 0
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength })
  await wire.send('Network.enable')
  await wire.send('Network.emulateNetworkConditions', SLOW)
  await wire.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER })
  await page.goto(url, { waitUntil: 'load' })
  const paintMs = await page.evaluate(() => new Promise<number>((done) => {
    new PerformanceObserver((list) => { for (const entry of list.getEntriesByName('first-contentful-paint')) done(entry.startTime) }).observe({ type: 'paint', buffered: true })
  }))
  await context.close()
  return { bytes, paintMs }
}

/** Lighthouse's four scores of a page for a phone, with its own simulated slow 4G and four times slower processor. */
async function lighthouseScores(with_: Browser, url: string, cookies: Cookies): Promise<{ of: Record<string, number>; below: string }> {
  const { default: lighthouse } = await import('lighthouse')
  // What the page before left behind would count as an earlier visit.
  const wire = await with_.newBrowserCDPSession()
  await wire.send('Storage.clearCookies')
  await wire.send('Storage.setCookies', { cookies: cookies.map(({ name, value, domain, path, httpOnly }) => ({ name, value, domain, path, httpOnly })) })
  const run = await lighthouse(url, { port: DEBUG_PORT, logLevel: 'silent', onlyCategories: [...CATEGORIES], formFactor: 'mobile' })
  if (run === undefined) throw new Error(`Lighthouse gave nothing for ${url}`)
  if (run.lhr.runtimeError !== undefined) throw new Error(`Lighthouse could not look at ${url}: ${run.lhr.runtimeError.message}`)
  const { categories, audits } = run.lhr
  const below = Object.values(audits).filter((audit) => audit.score !== null && audit.score < 0.9 && ['binary', 'numeric', 'metricSavings'].includes(audit.scoreDisplayMode)).map((audit) => audit.id)
  return { of: Object.fromEntries(CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)])), below: below.join(' ') }
}
