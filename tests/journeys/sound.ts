import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type axe from 'axe-core'
import type { CDPSession, Page } from 'playwright-core'

import type { Language, Reader } from './walk.ts'

/** WCAG 2.2, levels A and AA, as axe-core names them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const
const WIDTHS = [390, 1440] as const
const LANGUAGES: readonly Language[] = ['zh', 'en']
const HEIGHT = 844

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Found = { readonly page: string; readonly faults: readonly string[] }

/** Asserts that the page a reader is on breaks no rule of WCAG 2.2 A and AA, by day and in the dark, and is not wider than his screen. */
export async function isSound(reader: Reader): Promise<void> {
  const found = await byDayAndInTheDark(reader)
  assert.deepEqual(found.filter(({ faults }) => faults.length > 0), [])
}

/**
 * Asserts that these pages are sound in both languages, on a phone and on a wide screen, by day and in the dark. That nothing is wider than the
 * screen, and the rules that judge where things lie, are looked at in all four ways; the others, which judge markup and colours, are held against each
 * page once in each language and once at each width, on one page crosswise to the next.
 * Every page is looked at before anything is said, so that one run names all there is to mend.
 */
export async function areSound(reader: Reader, paths: readonly string[]): Promise<void> {
  const found: Found[] = []
  for (const [n, path] of paths.entries()) {
    for (const [m, language] of LANGUAGES.entries()) {
      await reader.page.goto(inLanguage(reader.base, path, language))
      for (const [k, width] of WIDTHS.entries()) {
        await reader.page.setViewportSize({ width, height: HEIGHT })
        found.push(...((n + m + k) % 2 === 0 ? await byDayAndInTheDark(reader) : [await look(reader, 'places')]))
      }
    }
  }
  // The language that was read last is kept by the browser, so the reader's own is chosen again.
  await reader.page.goto(inLanguage(reader.base, paths[0]!, reader.language))
  assert.deepEqual(found.filter(({ faults }) => faults.length > 0), [])
  assert.deepEqual(found.filter(({ page }) => page.endsWith(' dark')).length * 2, paths.length * LANGUAGES.length * WIDTHS.length)
}

const inLanguage = (base: string, path: string, language: Language): string => `${base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`

/**
 * The rules that look at colours. In the dark the same elements stand in the same places, for the styles turn nothing but colours
 * there, so every other rule would find again what it found by day.
 */
const COLOURS = ['color-contrast', 'link-in-text-block'] as const
/** The rules that judge where things lie, and so how a language and a width go together. */
const PLACES = ['target-size', 'scrollable-region-focusable'] as const
const SOME = { colours: COLOURS, places: PLACES } as const

async function byDayAndInTheDark(reader: Reader): Promise<Found[]> {
  const byDay = await look(reader)
  await reader.page.emulateMedia({ colorScheme: 'dark' })
  const inTheDark = await look(reader, 'colours')
  await reader.page.emulateMedia({ colorScheme: 'light' })
  return [byDay, inTheDark]
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()

/**
 * Puts axe-core into a page the way a script of the page itself comes: what was compiled for the last page is taken again, as an `eval` never is.
 * The session stays as long as the page: one that ends takes the devices with it that another has plugged in.
 */
async function bring(page: Page): Promise<void> {
  const opened = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, opened)
  const { exceptionDetails } = await (await opened).send('Runtime.evaluate', { expression: AXE })
  assert.equal(exceptionDetails, undefined)
}

async function look({ page }: Reader, rules: 'all' | keyof typeof SOME = 'all'): Promise<Found> {
  await page.waitForLoadState() // What is there before its styles would be judged by those of the browser.
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    // An application draws itself after its page has come; until then there would be nothing to look at.
    if (await page.locator('#desk').count() > 0) await page.waitForLoadState('networkidle')
    await bring(page)
  }
  const runOnly = rules === 'all' ? { type: 'tag' as const, values: [...TAGS] } : { type: 'rule' as const, values: [...SOME[rules]] }
  const wish = { runOnly, resultTypes: ['violations' as const] }
  const { faults, width, checked } = await page.evaluate(async (options) => {
    const { violations, passes } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, options)
    return {
      faults: violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${(node.failureSummary ?? '').slice(0, 200)}`)),
      checked: passes.length,
      width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }
  }, wish)
  assert.ok(checked > 0 || rules === 'places', 'axe looked at something')
  const named = `${new URL(page.url()).pathname} ${await page.evaluate(() => `${document.documentElement.lang} ${innerWidth}${matchMedia('(prefers-color-scheme: dark)').matches ? ' dark' : ''}`)}`
  return { page: named, faults: width > 0 ? [...faults, `wider than the screen by ${width} px`] : faults }
}
