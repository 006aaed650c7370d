import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Locator, Page } from 'playwright-core'
import { parse } from 'yaml'

import { castMember } from '#city/cast'

export type Language = 'zh' | 'en'

/** One person with a phone or a computer of his own: nothing of it is shared with anybody else's. */
export type Reader = { readonly page: Page; readonly base: string; readonly language: Language; readonly say: (key: string) => string; readonly hand: Hand }

/** How somebody works a page: by pointing, or by the keyboard alone. */
export type Hand = {
  readonly press: (target: Locator) => Promise<void>
  readonly write: (target: Locator, text: string) => Promise<void>
  readonly choose: (target: Locator, label: string) => Promise<void>
  readonly tick: (target: Locator, on?: boolean) => Promise<void>
}

type Wish = { readonly base: string; readonly language?: Language; readonly width?: number; readonly scripts?: boolean; readonly keyboard?: boolean }

const PATIENCE_MS = 30_000
const PHONE_HEIGHT = 844

/** A browser of its own for one person. Patient, because the machine may be busy. */
export async function readerWith(browser: Browser, { base, language = 'zh', width = 390, scripts = true, keyboard = false }: Wish): Promise<Reader> {
  const context = await browser.newContext({ viewport: { width, height: PHONE_HEIGHT }, locale: language === 'zh' ? 'zh-CN' : 'en-GB', javaScriptEnabled: scripts, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  return { page, base, language, say: wordsOf(language), hand: keyboard ? keys(page) : pointer }
}

/** What the portal says in a language, so that a test looks for what a reader reads. */
export function wordsOf(language: Language): (key: string) => string {
  const folder = join(import.meta.dirname, '../../apps/portal/locales', language)
  const words = Object.assign({}, ...readdirSync(folder).map((file) => parse(readFileSync(join(folder, file), 'utf8')) as unknown)) as Record<string, string>
  return (key) => {
    const said = words[key]
    if (said === undefined) throw new Error(`the portal has no words for ${key}`)
    return said
  }
}

/** Whether the browser's own list is there: a long one gives its place to a combobox where there are scripts. */
const isList = (target: Locator): Promise<boolean> => target.evaluate((element) => element instanceof HTMLSelectElement)

const pointer: Hand = {
  press: (target) => target.click(),
  write: (target, text) => target.fill(text),
  choose: async (target, label) => {
    if (await isList(target)) return void (await target.selectOption({ label }))
    await target.click()
    await target.page().getByRole('option', { name: label, exact: true }).click()
  },
  tick: (target, on = true) => target.setChecked(on),
}

const TABS_MAX = 150

/**
 * The keyboard alone: everything is reached by Tab, in the order of the page, and nothing is ever clicked. Whatever the
 * focus comes by on its way must be seen to have it.
 */
function keys(page: Page): Hand {
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor()
    for (let presses = 0; presses < TABS_MAX; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('Tab')
      const unseen = await page.evaluate(unseenFocus)
      if (unseen !== null) throw new Error(`the focus is not seen on ${unseen}`)
    }
    throw new Error(`nobody reaches ${String(target)} by the keyboard`)
  }
  /** Of radio buttons only one is reached by Tab; the arrows move among them. */
  const reachOption = async (target: Locator): Promise<void> => {
    const name = await target.evaluate((input: HTMLInputElement) => (input.type === 'radio' ? input.name : null))
    if (name === null) return reach(target)
    const group = page.locator(`input[type=radio][name="${name}"]`)
    await reach(group.and(page.locator(':checked')).or(group).first())
    for (let presses = 0; presses < await group.count(); presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await page.keyboard.press('ArrowDown')
    }
  }
  return {
    press: async (target) => { await reach(target); await page.keyboard.press('Enter') },
    write: async (target, text) => { await reach(target); await page.keyboard.press('Control+A'); await page.keyboard.insertText(text) },
    choose: async (target, label) => {
      await reach(target)
      if (!(await isList(target))) { await page.keyboard.press('Control+A'); await page.keyboard.insertText(label); await page.keyboard.press('Enter'); return }
      const place = await target.evaluate((select: HTMLSelectElement, wanted) => [...select.options].findIndex((option) => option.label === wanted) - select.selectedIndex, label)
      for (let step = 0; step < place; step++) await page.keyboard.press('ArrowDown')
    },
    tick: async (target, on = true) => {
      await target.waitFor()
      if ((await target.isChecked()) === on) return
      await reachOption(target)
      if ((await target.isChecked()) !== on) await page.keyboard.press('Space')
    },
  }
}

/** What has the focus and does not show it, by an outline, on itself or on the label that stands for it; null where it is seen. */
function unseenFocus(): string | null {
  const element = document.activeElement
  if (element === null || element === document.body) return null
  const around = [element, element.parentElement!, ...((element as HTMLInputElement).labels ?? [])]
  const seen = around.some((one) => { const { outlineStyle, outlineWidth } = getComputedStyle(one); return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 })
  const { bottom, right, top, left } = element.getBoundingClientRect()
  const onScreen = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth
  // What stays in sight while the page moves must not lie over all of it (WCAG 2.2, 2.4.11).
  const [from, to] = [Math.max(0, top), Math.min(innerHeight, bottom)]
  const over = [from + 2, (from + to) / 2, to - 2].map((y) => document.elementFromPoint((Math.max(0, left) + Math.min(innerWidth, right)) / 2, y))
  const covered = over.every((upper) => upper !== null && !around.some((one) => one.contains(upper) || upper.contains(one)))
  return seen && onScreen && !covered ? null : `${element.outerHTML.slice(0, 120)} of ${location.pathname}${covered ? ` under ${over[0]!.outerHTML.slice(0, 120)}` : ''}`
}

/** Signs a person of the demo in, by the page that a person sees, and goes on to `to`. */
export async function signIn(reader: Reader, key: string, to: string): Promise<void> {
  await reader.page.goto(`${reader.base}/sign-in?${new URLSearchParams({ to })}`)
  await beSignedIn(reader, key)
}

/** Picks oneself on the sign-in page one is on, opening the group one belongs to where it is folded. */
export async function beSignedIn({ page, hand }: Reader, key: string): Promise<void> {
  const { name, role } = castMember(key)
  const oneself = page.getByRole('button', { name }).filter({ hasText: new RegExp(`${role.zh}|${role.en}`) })
  await page.getByRole('heading', { level: 1 }).waitFor()
  if (!(await oneself.isVisible())) await hand.press(page.locator('summary').filter({ has: page.locator(castMember(key).official ? '#officials' : '#citizens') }))
  await hand.press(oneself)
  await page.waitForURL((url) => !/^\/(sign-in|oidc|signed-in)/.test(url.pathname))
}

/** What is asked for in a company's form. */
export type Company = { readonly brand: string; readonly founders: readonly { readonly key?: string; readonly capital: string }[]; readonly street: string }

const LABELS = {
  zh: { region: '登记地', pengjiang: '江门市蓬江区', brand: '字号', industry: '行业', software: '软件', number: '居民身份证号码', capital: '认缴出资额', founder: '出资人', address: '住所（标准地址）', premises: '我承诺有权使用该地址', staff: '参保员工' },
  en: { region: 'Place of registration', pengjiang: 'Pengjiang District, Jiangmen', brand: 'Brand', industry: 'Industry', software: 'Software', number: 'Citizen id number', capital: 'Capital subscribed', founder: 'Founder', address: 'Domicile (standard address)', premises: 'I undertake that I may use it', staff: 'Employees to insure' },
} as const

const waitFor = (page: Page, group: string): Promise<void> => page.waitForURL(new RegExp(`/form/${group}$`))
const save = ({ page, hand, say }: Reader): Promise<void> => hand.press(page.getByRole('button', { name: new RegExp(`^(${say('form.save')}|${say('form.save_last')})$`) }))

/** Says where the company is to be registered. */
export const chooseRegion = ({ page, hand, language }: Reader): Promise<void> => hand.choose(page.getByRole('combobox', { name: LABELS[language].region, exact: true }), LABELS[language].pengjiang)

/** Says what the company does. */
export const chooseIndustry = ({ page, hand, language }: Reader): Promise<void> => hand.choose(page.getByRole('combobox', { name: LABELS[language].industry, exact: true }), LABELS[language].software)

/** Gives the company its name. */
export async function nameCompany(reader: Reader, brand: string): Promise<void> {
  const { page, hand, language } = reader
  const words = LABELS[language]
  await waitFor(page, 'name')
  await chooseRegion(reader)
  await hand.write(page.getByLabel(words.brand, { exact: true }), brand)
  await chooseIndustry(reader)
  await save(reader)
}

/** Says who puts in how much; a record is added for each but the first, who is the applicant himself. */
export async function nameFounders(reader: Reader, founders: Company['founders']): Promise<void> {
  const { page, hand, language, say } = reader
  const words = LABELS[language]
  await waitFor(page, 'founders')
  for (const [place, { key, capital }] of founders.entries()) {
    const record = page.getByRole('region', { name: `${words.founder} ${place + 1}` })
    if (place > 0) { await hand.press(page.getByRole('button', { name: say('list.add').replace('{title}', words.founder) })); await record.waitFor() }
    if (key !== undefined) await hand.write(record.getByLabel(words.number), castMember(key).idNumber)
    await hand.write(record.getByLabel(words.capital), capital)
  }
  await save(reader)
}

/** Finds the address by a part of it and takes it: from the suggestions where there are scripts, else from the page. That he may use it the founder undertakes himself. */
export async function choosePlace(reader: Reader, street: string, scripts = true): Promise<void> {
  const { page, hand, language, say } = reader
  await waitFor(page, 'place')
  const field = page.getByLabel(LABELS[language].address, { exact: true }).and(page.locator('input'))
  await hand.write(field, street)
  const chosen = page.getByRole('radio', { name: new RegExp(street) })
  if (scripts) {
    await page.getByRole('option', { name: new RegExp(street) }).first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  } else {
    await hand.press(page.getByRole('button', { name: say('lookup.find') }))
    await chosen.first().check()
  }
  await chosen.first().waitFor()
  await hand.tick(page.getByRole('radio', { name: LABELS[language].premises, exact: true }))
  await save(reader)
}

/** Nobody is employed yet, and nobody has to say so: the last page asks everything once more. */
export const employNobody = (reader: Reader): Promise<void> => reader.page.waitForURL(/\/confirm$/)

/** Confirms what is filled in, looks at what is to be signed, and signs it. Gives the id of the case. */
export async function confirmAndSign({ page, hand, say }: Reader, look = async (): Promise<void> => {}): Promise<string> {
  await hand.press(page.getByRole('button', { name: say('confirm.confirm') }))
  await page.waitForURL(/\/sign$/)
  await look()
  await hand.press(page.getByRole('button', { name: say('sign.sign') }))
  await page.waitForURL(/\/timeline$/)
  return /\/cases\/([^/]+)\//.exec(page.url())![1]!
}
