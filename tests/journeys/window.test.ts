import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'
import { testCity } from '#tests/city'
import { control } from '#tests/controls'

import { withDevice } from './device.ts'
import { isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { beSignedIn, signIn, type Language, type Reader } from './walk.ts'

const MATTER = { zh: '退休提取住房公积金', en: 'Provident fund withdrawal on retirement' } as const
const SCREEN_HEIGHT = 800

let town: Stage
let base: string

const reader: Stage['reader'] = (wish) => town.reader(wish)

/** The three who sit at a counter: a clerk who works by keyboard, a screen that belongs to nobody, and the citizen's phone. */
type Three = { readonly clerk: Reader; readonly screen: Reader; readonly phone: Reader }

async function seated(language: Language, citizen: string): Promise<Three> {
  const clerk = await reader({ language, width: 1440, keyboard: true })
  const screen = await reader({ language, width: 1280 })
  const phone = await reader({ language })
  await screen.page.setViewportSize({ width: 1280, height: SCREEN_HEIGHT })
  await screen.page.goto(`${base}/window`)
  await isSound(screen)
  await screen.page.getByRole('button', { name: screen.say('screen.begin') }).click()
  const pairing = await screen.page.locator('.screen__code').innerText()
  await isSound(screen)
  await signIn(clerk, 'window-collector', '/desk/window')
  await clerk.page.getByLabel(clerk.say('counter.code'), { exact: true }).waitFor()
  await isSound(clerk)
  await clerk.hand.write(clerk.page.getByLabel(clerk.say('screen.pair'), { exact: true }), pairing)
  await clerk.page.keyboard.press('Enter')
  await screen.page.getByText(screen.say('screen.welcome')).waitFor()
  await signIn(phone, citizen, '/window-code')
  return { clerk, screen, phone }
}

/** The citizen shows his code, the clerk takes it and opens the matter. */
async function opened({ clerk, phone }: Three, language: Language): Promise<void> {
  await phone.page.getByRole('button', { name: phone.say('window.make') }).click()
  const code = await phone.page.locator('.once__digits strong').innerText()
  await isSound(phone)
  await clerk.hand.write(clerk.page.getByLabel(clerk.say('counter.code'), { exact: true }), code)
  await clerk.page.keyboard.press('Enter')
  await phone.page.getByText(castMember('window-collector').name).waitFor()
  await isSound(phone)
  const open = clerk.page.getByRole('button', { name: clerk.say('counter.open_this').replace('{title}', MATTER[language]) })
  await open.waitFor()
  await isSound(clerk)
  await clerk.hand.press(open)
  await clerk.page.getByRole('heading', { level: 2, name: MATTER[language] }).waitFor()
  await isSound(clerk)
}

/** What a source said stands fast: there is nothing to type for it. */
async function sourcedValuesStandFast({ page }: Reader): Promise<void> {
  await page.getByText('¥83,412.37').waitFor()
  assert.equal(await page.locator('.serving form').getByRole('textbox').count(), 0)
}

/** Ends a pairing, so that the next citizen's screen is the clerk's only one. */
async function leave({ clerk, screen, phone }: Three): Promise<void> {
  for (const one of [clerk, screen, phone]) await one.page.context().close()
}

describe('a citizen opposite, in three browsers', { timeout: 400_000 }, () => {
  before(async () => {
    town = await stage()
    ;({ base } = town)
  })
  after(() => town?.close())

  test('from the scan to the signature on the second screen: wrong, mended, right, signed, and a receipt', async () => {
    const three = await seated('zh', 'retiree')
    const { clerk, screen, phone } = three
    await opened(three, 'zh')
    await sourcedValuesStandFast(clerk)
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.show') }))
    await screen.page.getByText(screen.say('screen.read')).waitFor()
    await isSound(screen)
    await screen.page.getByRole('checkbox', { name: /收款银行卡/ }).check()
    await screen.page.getByRole('button', { name: screen.say('screen.wrong') }).click()
    await clerk.page.getByText(clerk.say('counter.wrong_fields')).waitFor()
    await isSound(clerk)
    await clerk.hand.press(clerk.page.locator('.serving').getByRole('button', { name: clerk.say('counter.save') }))
    await screen.page.getByRole('button', { name: screen.say('screen.right') }).click()
    await screen.page.getByRole('heading', { name: screen.say('screen.sign_title') }).waitFor()
    await isSound(screen)
    await screen.page.getByRole('button', { name: screen.say('screen.sign'), exact: true }).click()
    await screen.page.getByText(screen.say('screen.done')).waitFor()
    await isSound(screen)
    await clerk.page.getByRole('heading', { name: clerk.say('counter.receipt') }).waitFor()
    await clerk.page.getByText(clerk.say('counter.witnessed')).waitFor()
    await isSound(clerk)
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.finish') }))
    await clerk.page.getByText(clerk.say('counter.ended_served')).waitFor()
    await screen.page.getByText(screen.say('screen.welcome')).waitFor()
    await phone.page.goto(`${base}/my/data`)
    await phone.page.getByText(phone.say('basis.presence')).first().waitFor()
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.part') }))
    await screen.page.getByText(screen.say('screen.gone')).waitFor()
    await leave(three)
  })

  test('where a register is silent the clerk takes the paper in, a wrong file is refused in words, and the citizen sees it on the second screen', async () => {
    await control(await testCity(), { department: 'pension', down: true })
    const three = await seated('zh', 'retiree')
    const { clerk, screen } = three
    await opened(three, 'zh')
    const paper = clerk.page.locator('#paper-retired')
    assert.match(await paper.innerText(), /养老待遇库：暂时没有回应/)
    await paper.getByRole('button', { name: clerk.say('counter.paper_send') }).click()
    await paper.getByText(clerk.say('counter.paper_missing')).waitFor()
    await paper.locator('input[type=file]').setInputFiles({ name: '退休证.pdf', mimeType: 'application/pdf', buffer: Buffer.from('no such thing') })
    await paper.getByRole('button', { name: clerk.say('counter.paper_send') }).click()
    await paper.locator('.field__error').filter({ hasText: /PDF、JPEG 或 PNG/ }).waitFor()
    await isSound(clerk)
    await paper.locator('input[type=file]').setInputFiles({ name: '退休证.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') })
    await paper.getByRole('button', { name: clerk.say('counter.paper_send') }).click()
    await paper.getByText('已收下：').waitFor()
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.show') }))
    await screen.page.getByText('退休证.pdf').waitFor()
    await isSound(screen)
    await control(await testCity(), { department: 'pension', clear: true })
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.end'), exact: true }))
    await screen.page.getByText(screen.say('screen.welcome')).waitFor()
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.part') }))
    await screen.page.getByText(screen.say('screen.gone')).waitFor()
    await leave(three)
  })

  test('the citizen ends it on the phone, and neither the clerk nor the screen sees anything any more', async () => {
    const three = await seated('en', 'fund-defaulter')
    const { clerk, screen, phone } = three
    await opened(three, 'en')
    await clerk.hand.press(clerk.page.getByRole('button', { name: clerk.say('counter.show') }))
    await screen.page.getByText(screen.say('screen.read')).waitFor()
    await isSound(screen)
    await phone.page.getByRole('link', { name: phone.say('window.check') }).waitFor()
    await isSound(phone)
    await phone.page.getByRole('button', { name: phone.say('window.end') }).click()
    await clerk.page.getByText(clerk.say('counter.ended_citizen')).waitFor()
    assert.equal(await clerk.page.locator('.serving').count(), 0)
    await screen.page.getByText(screen.say('screen.welcome')).waitFor()
    assert.equal(await screen.page.getByText(castMember('fund-defaulter').name).count(), 0)
    await isSound(clerk)
    await leave(three)
  })

  test('whoever has no way in yet is given a code at the window, and signs in with it on his own phone', async () => {
    const clerk = await reader({ width: 1440, keyboard: true })
    const { page, hand, say } = clerk
    await signIn(clerk, 'window-collector', '/desk/window')
    const citizen = castMember('retiree-spouse')
    await hand.write(page.getByLabel(say('counter.id_number'), { exact: true }), citizen.idNumber)
    await hand.write(page.getByLabel(say('counter.name'), { exact: true }), citizen.name)
    await page.getByLabel(say('counter.confirm_seen'), { exact: true }).check()
    await hand.press(page.locator('section', { has: page.locator('#by-card') }).getByRole('button', { name: say('counter.begin') }))
    await hand.press(page.getByRole('button', { name: say('counter.enrol_give') }))
    const code = await page.locator('.enrolment__code').innerText()
    await page.getByRole('button', { name: say('counter.enrol_again') }).waitFor()
    await isSound(clerk)

    const phone = await reader()
    await withDevice(phone)
    await phone.page.goto(`${base}/sign-in?to=/my/settings`)
    await phone.page.getByRole('link', { name: '第一次登录？用窗口发放的登记码' }).click()
    await phone.page.getByLabel('登记码', { exact: true }).fill(code)
    await phone.page.getByRole('button', { name: '登记并登录' }).click()
    await phone.page.waitForURL(`${base}/my/settings`)
    await phone.page.getByText(phone.say('settings.means_enrolment')).waitFor()
    assert.match(await phone.page.locator('.acting__now').innerText(), new RegExp(citizen.name))
    await hand.press(page.getByRole('button', { name: say('counter.end') }))
    await page.getByLabel(say('counter.code'), { exact: true }).waitFor()
    for (const one of [clerk, phone]) await one.page.context().close()
  })

  test('what a clerk typed for the citizen outlives a reload, and a session that ended in the middle of a word', async () => {
    const clerk = await reader({ width: 1440 })
    const { page, say } = clerk
    const citizen = castMember('founder-jiangmen')
    await signIn(clerk, 'window-collector', '/desk/window')
    await page.getByLabel(say('counter.id_number'), { exact: true }).fill(citizen.idNumber)
    await page.getByLabel(say('counter.name'), { exact: true }).fill(citizen.name)
    await page.getByLabel(say('counter.confirm_seen'), { exact: true }).check()
    await page.locator('section', { has: page.locator('#by-card') }).getByRole('button', { name: say('counter.begin') }).click()
    await page.getByRole('button', { name: say('counter.open_this').replace('{title}', '开办企业一件事') }).click()
    const brand = page.getByLabel('字号', { exact: true })
    await brand.fill('寻梅')
    await page.getByText(say('desk.draft_kept')).waitFor()
    await page.reload()
    await brand.waitFor()
    assert.equal(await brand.inputValue(), '寻梅')
    await page.getByText(say('kept.restored')).waitFor()
    await isSound(clerk)
    await page.context().clearCookies()
    await brand.fill('寻梅坞')
    await page.waitForURL(/\/sign-in/, { waitUntil: 'commit' }) // A look for news that is refused too may lead there once more, over the page that loads.
    await beSignedIn(clerk, 'window-collector')
    await brand.waitFor()
    assert.equal(await brand.inputValue(), '寻梅坞')
    await page.getByText(say('desk.draft_kept')).waitFor()
    await page.getByRole('button', { name: say('counter.end'), exact: true }).click()
    await page.getByLabel(say('counter.code'), { exact: true }).waitFor()
    assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('tongban.written'))), [])
    await page.context().close()
  })

  test('an operator sees the house part by part, and opens what went wrong', async () => {
    for (const [language, width] of [['zh', 1440], ['en', 390]] as const) {
      const one = await reader({ language, width })
      await signIn(one, 'admin', '/desk/operations')
      await one.page.getByRole('heading', { level: 2, name: new RegExp(one.say('watch.database')) }).waitFor()
      const source = one.page.locator('.figures__open').first()
      await source.click()
      await one.page.locator('.figures__below').waitFor()
      await isSound(one)
      await one.page.context().close()
    }
  })
})
