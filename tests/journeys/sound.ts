import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type axe from 'axe-core'

import type { Language, Reader } from './walk.ts'

/** WCAG 2.2, levels A and AA, as axe-core names them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const
const WIDTHS = [390, 1440] as const
const LANGUAGES: readonly Language[] = ['zh', 'en']
const HEIGHT = 844

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Found = { readonly page: string; readonly faults: readonly string[] }

/** Asserts that the page a reader is on breaks no rule of WCAG 2.2 A and AA and is not wider than his screen. */
export async function isSound(reader: Reader): Promise<void> {
  const { page, faults } = await look(reader)
  assert.deepEqual(faults, [], page)
}

/**
 * Asserts that these pages are sound in both languages, on a phone and on a wide screen, and once each in the dark.
 * Every page is looked at before anything is said, so that one run names all there is to mend.
 */
export async function areSound(reader: Reader, paths: readonly string[]): Promise<void> {
  const found: Found[] = []
  for (const path of paths) {
    for (const language of LANGUAGES) {
      await reader.page.goto(`${reader.base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`)
      for (const width of WIDTHS) {
        await reader.page.setViewportSize({ width, height: HEIGHT })
        // Each language and each width sees every rule once; crossed, what may change with words and room is enough.
        found.push(await look(reader, (language === 'zh') === (width === WIDTHS[0]) ? 'all' : 'words and room'))
      }
    }
    await reader.page.emulateMedia({ colorScheme: 'dark' })
    found.push(await look(reader, 'colours'))
    await reader.page.emulateMedia({ colorScheme: 'light' })
  }
  // The language that was read last is kept by the browser, so the reader's own is chosen again.
  await reader.page.goto(`${reader.base}${paths[0]}?lang=${reader.language}`)
  assert.deepEqual(found.filter(({ faults }) => faults.length > 0), [])
  assert.equal(found.length, paths.length * (LANGUAGES.length * WIDTHS.length + 1))
}

const COLOURS = ['color-contrast']
const WORDS_AND_ROOM = ['target-size', 'html-has-lang', 'html-lang-valid', 'valid-lang', 'document-title', 'link-name', 'button-name', 'label', 'select-name', 'scrollable-region-focusable', 'aria-hidden-focus']

async function look({ page }: Reader, rules: 'all' | 'words and room' | 'colours' = 'all'): Promise<Found> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    // An application draws itself after its page has come; until then there would be nothing to look at.
    if (await page.locator('#desk').count() > 0) await page.waitForLoadState('networkidle')
    await page.evaluate(AXE)
  }
  const runOnly = rules === 'all' ? { type: 'tag' as const, values: [...TAGS] } : { type: 'rule' as const, values: rules === 'colours' ? COLOURS : WORDS_AND_ROOM }
  const wish = { runOnly, resultTypes: ['violations' as const] }
  const { faults, width, checked } = await page.evaluate(async (options) => {
    const { violations, passes } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, options)
    return {
      faults: violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${(node.failureSummary ?? '').slice(0, 200)}`)),
      checked: passes.length,
      width: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    }
  }, wish)
  assert.ok(checked > 0, 'axe looked at something')
  const named = `${new URL(page.url()).pathname} ${await page.evaluate(() => `${document.documentElement.lang} ${innerWidth}`)}${rules === 'colours' ? ' dark' : ''}`
  return { page: named, faults: width > 0 ? [...faults, `wider than the screen by ${width} px`] : faults }
}
