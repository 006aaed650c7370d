import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { beSignedIn, choosePlace, confirmAndSign, employNobody, nameCompany, nameFounders, signIn, type Reader } from './walk.ts'

const FOUNDERS = ['founder-jiangmen', 'founder-shenzhen', 'founder-zhaoqing'] as const
const FREE = '侨晖路88号301'
const FULL = '集贤里5号101'
const DATA_READ = { zh: /江门市蓬江区市场监督管理局/, matter: /有限责任公司设立登记/, law: /公司法/ }

let open: Stage

const reader: Stage['reader'] = (wish) => open.reader(wish)

/** From the first page to the form: the matter is found by typing, and the case opens right after the sign-in. */
async function startFromHome(one: Reader, typed: string, title: string): Promise<void> {
  const { page, hand, say } = one
  await page.goto(open.base)
  await hand.write(page.getByRole('combobox', { name: say('home.search_label') }), typed)
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=/)
  await isSound(one)
  await hand.press(page.getByRole('link', { name: title, exact: true }))
  await page.waitForURL(/\/matters\//)
  await hand.press(page.getByRole('link', { name: say('matter.sign_in_start') }))
  await page.waitForURL(/\/sign-in\//)
  await isSound(one)
  await beSignedIn(one, FOUNDERS[0])
}

/** Every value on the last page has a chip that says where it came from. */
async function everyValueHasASource({ page }: Reader): Promise<void> {
  const bare = await page.locator('.facts__value').evaluateAll((values) => values.filter((value) => value.querySelector('.value__text:not(:has(.value__none)), .records__part') !== null && value.querySelector('.chip') === null).map((value) => value.textContent))
  assert.deepEqual(bare, [])
  assert.ok((await page.locator('.facts__value .chip').count()) > 12)
}

describe('opening a company in a browser', { timeout: 470_000 }, () => {
  before(async () => { open = await stage() })
  after(() => open?.close())

  test('three founders in three places sign on their own phones, and the kit comes while they watch', async () => {
    const one = await reader()
    const { page, say } = one
    await startFromHome(one, '开公司', '开办企业一件事')
    await nameCompany(one, '云帆')
    await page.getByText('同一登记地、同一行业已有相同字号的企业').waitFor()
    await isSound(one)
    await nameCompany(one, '澄野舒')
    await nameFounders(one, [{ capital: '600000' }, { key: FOUNDERS[1], capital: '200000' }, { key: FOUNDERS[2], capital: '200000.50' }])
    await choosePlace(one, FREE)
    await employNobody(one)
    await everyValueHasASource(one)
    const id = await confirmAndSign(one, async () => { assert.equal(await page.getByRole('button', { name: say('sign.remind') }).count(), 0, 'who has not signed reminds nobody') })
    await page.getByRole('button', { name: say('sign.remind') }).waitFor()
    await isSound(one)

    for (const key of FOUNDERS.slice(1)) {
      const other = await reader({ language: key === FOUNDERS[1] ? 'en' : 'zh' })
      await signIn(other, key, '/inbox')
      await isSound(other)
      await other.page.locator('form[action*="/inbox/"]').filter({ hasText: other.say('inbox.open') }).first().getByRole('button').click()
      await other.page.waitForURL(new RegExp(`/cases/${id}/sign$`))
      await isSound(other)
      await other.page.getByRole('button', { name: other.say('sign.sign') }).click()
      await other.page.waitForURL(/\/timeline$/)
      await other.page.context().close()
    }

    // Nothing is pressed on the first phone meanwhile: the page itself comes to the receipt.
    await page.getByRole('button', { name: say('kit.receipt'), exact: true }).click()
    await page.getByText(say('kit.received')).waitFor()
    await seesLicenceVerified(one)
    await seesWhoLooked(one)
    await areSound(one, [`/cases/${id}/timeline`, '/wallet', '/my/data', '/inbox'])
  })

  test('an address that a person must look at is said so, decided by an officer, and seen by the founder', async () => {
    const one = await reader({ language: 'en', width: 1440, keyboard: true })
    await startFromHome(one, 'company', 'Start a company')
    await nameCompany(one, '岚汀禾')
    await nameFounders(one, [{ capital: '300000' }])
    await choosePlace(one, FULL)
    await one.page.getByText(one.say('form.check_route')).waitFor()
    await isSound(one)
    await one.hand.press(one.page.getByRole('button', { name: one.say('form.check_onward') }))
    await employNobody(one)
    await confirmAndSign(one)
    await one.page.getByText(one.say('stage.with_officer'), { exact: true }).first().waitFor()
    await isSound(one)

    await officerGrants()
    await one.page.getByText(one.say('stage.kit'), { exact: true }).first().waitFor()
    await one.page.goto(`${open.base}${await one.page.locator('.track__one').nth(1).getByRole('link').first().getAttribute('href')}`)
    await one.page.getByText(one.say('verdict.GRANT'), { exact: true }).first().waitFor()
    await isSound(one)
  })

  test('the same without JavaScript, from the first page to the receipt', async () => {
    const one = await reader({ scripts: false })
    const { page, say } = one
    await signIn(one, FOUNDERS[0], '/matters/bundle/start-company')
    await page.getByRole('button', { name: say('matter.start'), exact: true }).click()
    await nameCompany(one, '沐苑砚')
    await nameFounders(one, [{ capital: '100000' }])
    await choosePlace(one, FREE, false)
    await employNobody(one)
    await confirmAndSign(one)
    await page.getByRole('button', { name: say('kit.receipt'), exact: true }).click()
    await page.getByText(say('kit.received')).waitFor()
  })

  test('the place is preselected and says by what; a long list is found by its initials', async () => {
    const one = await reader()
    const { page, say } = one
    await signIn(one, FOUNDERS[0], '/matters/bundle/start-company')
    await page.getByRole('button', { name: say('matter.start'), exact: true }).click()
    const [place, industry] = ['登记地', '行业'].map((name) => page.getByRole('combobox', { name, exact: true }).and(page.locator('input')))
    assert.equal(await place!.inputValue(), '江门市蓬江区')
    await page.getByText('按户口登记地预选').first().waitFor()
    await place!.fill('江门市蓬江区')
    await page.keyboard.press('Enter')
    assert.equal(await place!.inputValue(), '江门市蓬江区', 'what is typed whole is what is meant')
    await place!.fill('不存在的地方')
    await page.getByText(say('form.pick_none')).waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await place!.inputValue(), '江门市蓬江区', 'what is not there changes nothing')
    await industry!.fill('rj')
    assert.deepEqual(await page.getByRole('option').allInnerTexts(), ['软件'])
    await isSound(one)
    await page.keyboard.press('Enter')
    assert.equal(await industry!.inputValue(), '软件')
    assert.equal(await page.locator('select[name="f.industry"]').inputValue(), 'software')
    await page.context().close()
  })

  test('Enter in the address box looks and chooses, and the form goes on with no other address than the one that is read', async () => {
    const one = await reader()
    const { page, say } = one
    await signIn(one, FOUNDERS[0], '/matters/bundle/start-company')
    await page.getByRole('button', { name: say('matter.start'), exact: true }).click()
    await nameCompany(one, '溪桥朗')
    await nameFounders(one, [{ capital: '100000' }])
    await choosePlace(one, FULL)
    await page.getByText(say('form.check_route')).waitFor()
    const box = page.getByLabel('住所（标准地址）', { exact: true }).and(page.locator('input'))
    await box.fill('侨晖路88号')
    await page.getByRole('option', { name: /侨晖路88号301/ }).waitFor()
    await page.keyboard.press('Enter')
    assert.equal(await page.getByRole('option', { selected: true }).count(), 1, 'the first is marked, and nothing is sent')
    await page.keyboard.press('Enter')
    assert.match(await page.locator('.lookup__found').innerText(), /已选择[^]*侨晖路88号301/)
    await box.fill('大厦')
    await page.keyboard.press('Enter')
    await page.getByText(/没有找到。请输入其中连在一起的几个字，例如“广东省江门市蓬江区/).waitFor()
    await page.getByRole('button', { name: say('form.check_onward') }).click()
    await page.locator('.field__error').getByText('没有找到“大厦”，没有提交。').waitFor()
    assert.match(await page.locator('.progress__text').innerText(), /^第3步/)
    await isSound(one)
    await box.fill('碧泉里')
    await page.getByRole('option', { name: /碧泉里12号1502房.*住宅/ }).waitFor()
    await isSound(one)
    await page.context().close()
  })

  test('every page is sound in both languages, narrow, wide and dark', async () => {
    const one = await reader()
    await areSound(one, ['/', '/?q=zzz', '/matters/bundle/start-company', '/verify', '/verify/AAAA', '/nowhere', '/cases'])
    await signIn(one, FOUNDERS[0], '/matters/bundle/start-company')
    await one.page.getByRole('button', { name: one.say('matter.start'), exact: true }).click()
    await one.page.waitForURL(/\/form\/name$/)
    const filling = new URL(one.page.url()).pathname.replace(/\/form\/name$/, '')
    const groups = ['name', 'founders', 'place', 'scope', 'people', 'staff'].map((group) => `${filling}/form/${group}`)
    await areSound(one, [...groups, `${filling}/confirm`, '/cases'])
  })
})

/** From the kit to the licence in the wallet, and to what anybody sees who is handed it. */
async function seesLicenceVerified(one: Reader): Promise<void> {
  const { page, say } = one
  await page.goto(`${open.base}/wallet`)
  await page.getByRole('link', { name: '营业执照', exact: true }).first().click()
  await page.getByRole('img', { name: /营业执照/ }).waitFor()
  await isSound(one)
  const code = await page.locator('#standing ~ .facts code').first().innerText()
  const stranger = await reader()
  await stranger.page.goto(`${open.base}/verify`)
  await stranger.page.getByLabel(say('verify.code'), { exact: true }).fill(code)
  await stranger.page.keyboard.press('Enter')
  assert.match(await stranger.page.getByRole('heading', { level: 1 }).filter({ hasText: say('verdict.valid') }).innerText(), /^有效\s+Valid$/)
  await stranger.page.getByText('江门市蓬江区澄野舒软件有限公司').first().waitFor()
  await isSound(stranger)
  await stranger.page.context().close()
}

/** Each look is there with who, what for and on which ground, and leads to its proof. */
async function seesWhoLooked(one: Reader): Promise<void> {
  const { page, say } = one
  await page.goto(`${open.base}/my/data/looks`)
  await page.locator('details.bundle').evaluateAll((folded) => folded.forEach((one) => one.setAttribute('open', '')))
  await page.locator('.bundle__who').filter({ hasText: DATA_READ.zh }).first().waitFor()
  const look = page.locator('.looks__by').filter({ hasText: DATA_READ.zh }).filter({ hasText: DATA_READ.matter }).locator('.looks__one').filter({ hasText: DATA_READ.law }).first()
  assert.match(await look.innerText(), /法律规定/)
  await page.locator('.looks__one').filter({ hasText: '您的授权' }).first().waitFor()
  await look.getByRole('link', { name: new RegExp(say('data.proof')) }).click()
  await page.getByRole('heading', { level: 1, name: say('proof.title') }).waitFor()
  await isSound(one)
}

/** The registrar sees why the machine did not decide before anything else, and grants for a reason of the definition, by keyboard. */
async function officerGrants(): Promise<void> {
  const officer = await reader({ width: 1440 })
  const { page, say } = officer
  await signIn(officer, 'registrar-pengjiang', '/desk')
  await areSound(officer, ['/desk', '/desk/ratings'])
  await page.goto(`${open.base}/desk?lang=zh`)
  const first = page.getByRole('row').filter({ hasText: '该地址已登记 5 家企业' }).first()
  await first.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/desk\/cases\//)
  await page.getByRole('heading', { name: say('desk.why_here') }).waitFor()
  assert.equal(await page.locator('main h2').first().innerText(), say('desk.why_here'))
  await page.getByText('少于5（同一地址上限）').waitFor()
  await page.locator('.why__about').filter({ hasText: '集贤里5号101' }).waitFor()
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /岚汀禾软件有限公司/)
  await areSound(officer, [new URL(page.url()).pathname])
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('t')
  await page.getByText(say('desk.hands_mine')).waitFor()
  await page.keyboard.press('g')
  await page.getByLabel(/^经核实，该地址仍可容纳本企业/).check()
  await page.getByLabel(say('desk.note'), { exact: true }).fill('现场核实，可以容纳。')
  await isSound(officer)
  await page.getByRole('button', { name: say('desk.grant_now') }).click()
  const confirm = page.getByRole('alertdialog')
  await confirm.getByText(say('desk.effect_final')).waitFor()
  await isSound(officer)
  await confirm.getByRole('button', { name: say('desk.grant_yes'), exact: true }).click()
  await page.waitForURL(/\/desk\/?$/)
  await page.getByRole('status').filter({ hasText: say('desk.granted_now').split('{')[0]! }).waitFor()
  await isSound(officer)
  await page.context().close()
}
