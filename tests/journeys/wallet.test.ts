import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { callerAt } from '#tests/caller'
import { until } from '#tests/until'

import { townWithCompany, withLicence, type Holder, type Town } from './holder.ts'
import { areSound, isSound } from './sound.ts'
import { readerWith, signIn, type Reader } from './walk.ts'

let town: Town
const reader = (wish: Omit<Parameters<typeof readerWith>[1], 'base'> = {}): Promise<Reader> => readerWith(town.browser, { base: town.base, ...wish })

/** Makes a code for whatever the page proposes, but the fields that are named. */
async function makeCode({ page, say, path }: Holder, fields: readonly string[]): Promise<string> {
  await page.goto(`${town.base}${path}/show`)
  for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
  for (const field of fields) await page.getByLabel(field).check()
  await page.getByRole('button', { name: say('show.make') }).click()
  return (await page.locator('.once__digits strong').innerText()).replaceAll(/\D/g, '')
}

/** Looks at what a code shows, as somebody without an account. */
async function look({ page, say }: Reader, digits: string, name: string): Promise<void> {
  await page.goto(`${town.base}/verify`)
  await page.locator('#code').fill(digits)
  await page.getByRole('button', { name: say('verify.check'), exact: true }).click()
  await page.getByLabel(say('once.name')).fill(name)
  await page.getByRole('button', { name: say('once.look') }).click()
  await page.locator('.answer').waitFor()
}

describe('a wallet and whoever is shown what is in it', { timeout: 470_000 }, () => {
  before(async () => { town = await townWithCompany() })
  after(() => town?.close())

  test('shown on one phone and seen on another, and the first says at once by whom', async () => {
    const holder = await withLicence(town)
    const digits = await makeCode(holder, ['注册资本'])
    await isSound(holder)
    const hotel = await reader({ language: 'en' })
    await look(hotel, digits, '侨都酒店前台')
    assert.match(await hotel.page.getByRole('heading', { level: 1 }).innerText(), /^Valid\s+有效$/)
    const seen = await hotel.page.locator('main').innerText()
    assert.match(seen, /Registered capital/)
    assert.doesNotMatch(seen, /Scope of business|Legal representative/, 'what was not ticked is not shown')
    assert.match(seen, /侨都酒店前台/)
    await isSound(hotel)
    // Nothing is pressed on the holder's phone.
    await holder.page.getByText('侨都酒店前台').waitFor({ timeout: 5000 })
    // A used code leaves the screen.
    await holder.page.locator('.once__qr').waitFor({ state: 'hidden', timeout: 5000 })
    await isSound(holder)

    const second = await reader()
    await look(second, digits, '第二家')
    assert.match(await second.page.getByRole('heading', { level: 1 }).innerText(), /码已失效/)
    await isSound(second)
    await holder.page.goto(`${town.base}${holder.path}`)
    const shown = holder.page.locator('section[aria-labelledby="shown"]')
    assert.match(await shown.innerText(), /侨都酒店前台[\s\S]*注册资本/)
    await holder.page.goto(`${town.base}/my/data`)
    await holder.page.locator('main').waitFor()
    assert.doesNotMatch(await holder.page.locator('main').innerText(), /bearer:|business-licence/, 'no code is shown to people')
  })

  test('the same without JavaScript: made, seen, and told when the page comes back', async () => {
    const holder = await withLicence(town, { scripts: false })
    const digits = await makeCode(holder, ['名称'])
    const shop = await reader({ scripts: false })
    await shop.page.goto(`${town.base}/verify`)
    assert.equal(await shop.page.locator('.scan').isVisible(), false)
    await look(shop, digits, '街角商店')
    assert.match(await shop.page.getByRole('heading', { level: 1 }).innerText(), /有效/)
    await holder.page.goto(`${town.base}${holder.path}/show`)
    await holder.page.getByText('街角商店').waitFor()
  })

  test('what goes on paper fits on a page', async () => {
    const holder = await withLicence(town, { width: 1440 })
    await holder.page.goto(`${town.base}${holder.path}/print`)
    const paper = await holder.page.pdf({ format: 'A4', preferCSSPageSize: true })
    assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length, 1)
    await holder.page.goto(`${town.base}/wallet/print`)
    for (const box of (await holder.page.getByRole('checkbox').all()).slice(0, 3)) await box.check()
    await holder.page.getByRole('button', { name: holder.say('print.make') }).click()
    await holder.page.locator('.sheet').nth(2).waitFor()
    assert.equal((await holder.page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length, 3)
  })
  test('the issuer finds it by its whole number, lets it rest, lets it be used again and takes it back; who holds it learns of each', async () => {
    const holder = await withLicence(town)
    const founder = await callerAt(town.base, 'founder-jiangmen')
    const { items } = await founder.get('/certificates?limit=50')
    const { number } = items.find(({ id }: { readonly id: string }) => holder.path.endsWith(id))
    const desk = await reader({ width: 1440 })
    await signIn(desk, 'licence-issuer-pengjiang', '/desk/certificates')
    const { page, say, hand } = desk
    const find = async (of: string): Promise<void> => { await page.getByLabel(say('keep.of'), { exact: true }).fill(of); await hand.press(page.getByRole('button', { name: say('keep.find'), exact: true })) }
    await find(number.slice(0, 12))
    await page.getByText(say('keep.none')).waitFor()
    await find(number)
    await page.getByRole('link', { name: '营业执照', exact: true }).waitFor()
    await isSound(desk)
    await areSound(desk, ['/desk/certificates', '/desk/in-name'])
    await find(number)
    await hand.press(page.getByRole('link', { name: '营业执照', exact: true }))
    const deed = async (what: string, ground: string, now: string): Promise<void> => {
      await page.getByRole('radio', { name: say(`keep.${what}`), exact: true }).check()
      await hand.press(page.getByRole('button', { name: say(`keep.${what}`), exact: true }))
      await page.getByText(say('keep.lacks_ground')).waitFor()
      await page.getByLabel(say('keep.ground'), { exact: true }).selectOption({ label: ground })
      await page.getByLabel(say('keep.words'), { exact: true }).fill('已与持证人核实')
      await hand.press(page.getByRole('button', { name: say(`keep.${what}`), exact: true }))
      await page.getByRole('alertdialog').getByText(`${ground}：已与持证人核实`).waitFor()
      if (what === 'suspension') await isSound(desk)
      await hand.press(page.getByRole('alertdialog').getByRole('button', { name: say(`keep.${what}`), exact: true }))
      await page.locator('.case-head :focus').getByText(say(`standing.${now}`), { exact: true }).waitFor()
    }
    await deed('suspension', '持证人报告证照遗失或被冒用', 'suspended')
    await areSound(desk, [new URL(page.url()).pathname])
    await holder.page.reload()
    await holder.page.getByText(/持证人报告证照遗失或被冒用：已与持证人核实/).first().waitFor()
    const bank = await reader()
    await bank.page.goto(`${town.base}/verify/${holder.code.replaceAll(/\W/g, '')}`)
    await bank.page.getByText(/目前被暂扣/).waitFor()
    await deed('resumption', '暂扣的原因已经消除', 'valid')
    await deed('revocation', '法人或者其他组织依法终止', 'revoked')
    await page.getByText(say('keep.nothing')).waitFor()
    const letters = ['的证照已被暂扣', '的证照已恢复使用', '的证照已被撤销或注销']
    const inbox = async (): Promise<string> => JSON.stringify((await founder.get('/messages')).items)
    await until('each deed is told to who represents the firm', async () => { const told = await inbox(); return letters.every((letter) => told.includes(letter)) })
    await holder.page.goto(`${town.base}/inbox`)
    for (const letter of letters) await holder.page.getByText(letter).first().waitFor()
  })
})
