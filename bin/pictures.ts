// npm run pictures: photographs the real thing for the documents, on a phone and on a desk, in Chinese and in English.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'

import { openWorld } from '../bench/world.ts'
import { launch } from '../tests/journeys/browser.ts'
import { choosePlace, confirmAndSign, employNobody, nameCompany, nameFounders, readerWith, signIn, type Language, type Reader } from '../tests/journeys/walk.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'pictures')
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } } as const
/** Small enough for a repository, and nobody sees a difference. */
const QUALITY = 80
/** The address that holds five firms already: a person has to look at it. */
const FULL = '集贤里5号101'
const FREE = '侨晖路88号301'
const BRANDS: Readonly<Record<Language, readonly [string, string]>> = { zh: ['澄野舒', '岚汀禾'], en: ['沐苑砚', '汀岚序'] }

const world = await openWorld()
const base = world.url.replace('127.0.0.1', 'localhost')
const { browser, close } = await launch()
for (const language of ['zh', 'en'] as const) {
  mkdirSync(join(FOLDER, language), { recursive: true })
  await citizen(browser, language)
  await officer(browser, language)
}
await close()
await world.close()

/** A page as it is now, in both sizes; `part` scrolls to what it is about. */
async function shoot({ page, language }: Reader, name: string, part?: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport)
    await settled(page)
    if (part !== undefined) await page.locator(part).first().scrollIntoViewIfNeeded()
    await page.screenshot({ path: join(FOLDER, language, `${size}-${name}.jpg`), type: 'jpeg', quality: QUALITY })
  }
  await page.setViewportSize(SIZES.phone)
}

/** Until nothing is on the way any more; a page that asks for news each second is settled all the same. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle', { timeout: 1500 }).catch(() => undefined)
}

async function opened(reader: Reader, key: string, { brand, street }: { readonly brand: string; readonly street: string }, seen: (name: string) => Promise<void>): Promise<string> {
  const { page, say } = reader
  await signIn(reader, key, '/matters/bundle/start-company')
  await page.getByRole('button', { name: say('matter.start'), exact: true }).first().click()
  await page.waitForURL(/\/form\/name/)
  await seen('form')
  await nameCompany(reader, brand)
  await nameFounders(reader, [{ capital: '600000' }])
  await choosePlace(reader, street)
  if (street === FULL) await page.getByRole('button', { name: say('form.check_onward') }).click()
  await employNobody(reader)
  await seen('confirm')
  return confirmAndSign(reader)
}

/** From the first page to who looked at the data of whoever opened the company. */
async function citizen(with_: Browser, language: Language): Promise<void> {
  const reader = await readerWith(with_, { base, language })
  const { page, say } = reader
  const at = async (path: string, name: string): Promise<void> => { await page.goto(`${base}${path}`); await shoot(reader, name) }
  await at('/', 'home')
  await at('/matters/bundle/start-company', 'matter')
  await at('/sign-in?to=/', 'sign-in')
  await opened(reader, 'founder-jiangmen', { brand: BRANDS[language][0], street: FREE }, (name) => shoot(reader, name))
  await page.getByRole('button', { name: say('kit.receipt'), exact: true }).waitFor()
  await shoot(reader, 'timeline')
  await at('/wallet', 'wallet')
  await page.goto(`${base}/wallet`)
  await page.locator('main').getByRole('link', { name: /营业执照|Business licence/ }).first().click()
  await page.waitForURL(/\/wallet\/.+/)
  await shoot(reader, 'licence')
  await at('/my/data', 'my-data')
  await at('/verify', 'verify')
  await page.context().close()
}

/** A case that the machine left to a person, as that person meets it. */
async function officer(with_: Browser, language: Language): Promise<void> {
  const founder = await readerWith(with_, { base, language })
  await opened(founder, 'partner-jiangmen', { brand: BRANDS[language][1], street: FULL }, async () => undefined)
  await founder.page.getByText(founder.say('stage.with_officer'), { exact: true }).and(founder.page.locator(':visible')).first().waitFor()
  const reader = await readerWith(with_, { base, language, width: 1440 })
  await signIn(reader, 'registrar-pengjiang', '/desk')
  await reader.page.getByRole('row').nth(1).waitFor()
  await shoot(reader, 'desk')
  await reader.page.getByRole('row').nth(1).click()
  await reader.page.waitForURL(/\/desk\/cases\//)
  await reader.page.getByRole('heading', { name: reader.say('desk.why_here') }).waitFor()
  await shoot(reader, 'desk-case')
  await founder.page.context().close()
  await reader.page.context().close()
}
