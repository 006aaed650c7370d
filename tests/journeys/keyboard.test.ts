import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'

import { townWithCompany, type Town } from './holder.ts'
import { beSignedIn, confirmAndSign, readerWith, signIn, type Reader } from './walk.ts'

let town: Town
const reader = (wish: Omit<Parameters<typeof readerWith>[1], 'base'> = {}): Promise<Reader> => readerWith(town.browser, { base: town.base, keyboard: true, ...wish })
const menu = ({ page }: Reader, name: string) => page.getByRole('navigation').getByRole('link', { name }).and(page.locator(':visible')).first()

/** Company and desk are worked by the keyboard in company.test.ts and window.test.ts. */
describe('by the keyboard alone', { timeout: 470_000 }, () => {
  before(async () => { town = await townWithCompany() })
  after(() => town?.close())

  test('somebody finds the withdrawal of his fund, hands it in, reads why it was granted, and rates it', async () => {
    const one = await reader()
    const { page, hand, say } = one
    await page.goto(town.base)
    await hand.write(page.getByRole('combobox', { name: say('home.search_label') }), '公积金')
    await page.keyboard.press('Enter')
    await hand.press(page.getByRole('link', { name: '退休提取住房公积金', exact: true }))
    await hand.press(page.locator('summary').filter({ hasText: say('matter.rules') }))
    await page.getByRole('heading', { name: say('rules.GRANT') }).waitFor()
    await hand.press(page.getByRole('link', { name: say('matter.sign_in_start') }))
    await page.waitForURL(/\/sign-in\//)
    await beSignedIn(one, 'retiree')
    await page.waitForURL(/\/(form|confirm)/)
    if (/\/form\//.test(page.url())) await hand.press(page.getByRole('button', { name: say('form.save'), exact: true }))
    await confirmAndSign(one)
    await page.getByText(say('verdict.GRANT'), { exact: true }).first().waitFor()
    await hand.press(page.locator('summary').filter({ hasText: say('decided.title') }))
    await page.getByText(say('decided.looked'), { exact: true }).waitFor()
    await hand.tick(page.getByLabel(say('grade.5'), { exact: true }))
    await hand.press(page.getByRole('button', { name: say('rating.send'), exact: true }))
    await page.getByText(say('grade.5'), { exact: true }).first().waitFor()
  })

  test('somebody finds out who used his identity number, asks the registers, and says that one is wrong', async () => {
    const one = await reader({ language: 'en', width: 1440 })
    const { page, hand, say } = one
    await signIn(one, 'fund-employed', '/')
    await hand.press(menu(one, say('nav.data')))
    await hand.press(page.getByRole('link', { name: say('data.ask_number') }))
    await page.getByRole('heading', { level: 1, name: say('data.ask_number') }).waitFor()
    await page.goto(`${town.base}/my/data/known`)
    await hand.press(page.getByRole('button', { name: say('known.ask_all'), exact: true }))
    await page.locator('#population-person').getByText(castMember('fund-employed').name, { exact: true }).waitFor()
    await hand.press(page.locator('#pension-person tbody tr').first().getByRole('link', { name: say('known.wrong') }))
    await hand.write(page.getByLabel(say('objecting.proposed'), { exact: true }), 'I retired in October.')
    await hand.press(page.getByRole('button', { name: say('objecting.send') }))
    await page.getByText(say('objections.open_title')).waitFor()
  })

  test('a holder shows one line of his licence, and a stranger sees that it holds', async () => {
    const holder = await reader()
    const { page, hand, say } = holder
    await signIn(holder, 'founder-jiangmen', '/')
    await hand.press(menu(holder, say('nav.wallet')))
    await hand.press(page.getByRole('link', { name: '营业执照', exact: true }).first())
    await hand.press(page.getByRole('link', { name: say('show.show'), exact: true }))
    await page.waitForURL(/\/show$/)
    for (const box of await page.getByRole('checkbox').all()) await hand.tick(box, (await box.getAttribute('id')) === 'field-name')
    await hand.press(page.getByRole('button', { name: say('show.make') }))
    const digits = (await page.locator('.once__digits strong').innerText()).replaceAll(/\D/g, '')
    const stranger = await reader({ language: 'en' })
    await stranger.page.goto(town.base)
    await stranger.hand.press(stranger.page.getByRole('link', { name: stranger.say('nav.verify') }).and(stranger.page.locator(':visible')).first())
    await stranger.hand.write(stranger.page.locator('#code'), digits)
    await stranger.hand.press(stranger.page.getByRole('button', { name: stranger.say('verify.check'), exact: true }))
    await stranger.hand.write(stranger.page.getByLabel(stranger.say('once.name')), 'Front desk')
    await stranger.hand.press(stranger.page.getByRole('button', { name: stranger.say('once.look') }))
    await stranger.page.locator('.answer').waitFor()
    assert.match(await stranger.page.getByRole('heading', { level: 1 }).innerText(), /^Valid/)
  })
})
