import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import type { Locator } from 'playwright-core'

import { castMember } from '#city/cast'

import { isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { beSignedIn, chooseIndustry, chooseRegion, nameCompany, signIn, type Reader } from './walk.ts'

const FOUNDER = 'founder-jiangmen'
const MATTER = '/matters/bundle/start-company'

let open: Stage

const brandOf = ({ page, language }: Reader): Locator => page.getByLabel(language === 'zh' ? '字号' : 'Brand', { exact: true })
const saved = ({ page }: Reader): Promise<unknown> => page.waitForResponse((answer) => answer.url().endsWith('/typing') && answer.ok())
const save = ({ page, say }: Reader): Promise<void> => page.getByRole('button', { name: say('form.save'), exact: true }).click()

/** A new application, opened at its first page. */
async function begin(wish: { readonly scripts?: boolean; readonly language?: 'zh' | 'en' } = {}): Promise<{ one: Reader; form: string }> {
  const one = await open.reader(wish)
  await signIn(one, FOUNDER, MATTER)
  await one.page.getByRole('button', { name: one.say('matter.start') }).first().click()
  await one.page.waitForURL(/\/form\/name$/)
  return { one, form: new URL(one.page.url()).pathname }
}

before(async () => { open = await stage() })
after(() => open?.close())

describe('what is typed into a form', { timeout: 470_000 }, () => {
  test('is there after a reload at any moment, and goes only where its writer throws it away', async () => {
    const { one } = await begin()
    await brandOf(one).fill('澄')
    await one.page.reload()
    assert.equal(await brandOf(one).inputValue(), '澄', 'before the server had it')
    await Promise.all([saved(one), brandOf(one).fill('澄野')])
    await one.page.evaluate(() => { localStorage.clear(); sessionStorage.clear() })
    await one.page.reload()
    assert.equal(await brandOf(one).inputValue(), '澄野', 'from the server')
    await one.page.getByText(one.say('kept.restored')).waitFor()
    await isSound(one)
    await one.page.getByRole('button', { name: one.say('kept.discard') }).click()
    await one.page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name="f.brand"]')?.value === '')
    await one.page.context().close()
  })

  test('is there when one goes elsewhere and comes back by the browser', async () => {
    const { one } = await begin()
    await brandOf(one).fill('澄野')
    await one.page.goto(`${open.base}/inbox`)
    await one.page.goBack()
    await one.page.waitForURL(/\/form\/name$/)
    assert.equal(await brandOf(one).inputValue(), '澄野')
    await nameCompany(one, '澄野舒')
    await one.page.waitForURL(/\/form\/founders$/)
    await one.page.goBack()
    await one.page.waitForURL(/\/form\/name$/)
    assert.equal(await brandOf(one).inputValue(), '澄野舒')
    await one.page.context().close()
  })

  test('outlives the session: with scripts it is in the form after signing in', async () => {
    const { one } = await begin()
    await chooseRegion(one)
    await one.page.context().clearCookies()
    await brandOf(one).fill('澄野')
    await save(one)
    await one.page.getByRole('heading', { name: one.say('kept.signed_out_title') }).waitFor()
    await isSound(one)
    await one.page.getByRole('link', { name: one.say('kept.sign_in') }).click()
    await beSignedIn(one, FOUNDER)
    await one.page.waitForURL(/\/form\/name$/)
    await one.page.getByText(one.say('kept.restored')).waitFor()
    assert.equal(await brandOf(one).inputValue(), '澄野')
    await one.page.context().close()
  })

  test('outlives the session: without scripts the page carries it until one has signed in beside it', async () => {
    const { one } = await begin({ scripts: false })
    await chooseRegion(one)
    await brandOf(one).fill('岚汀禾')
    await chooseIndustry(one)
    await one.page.context().clearCookies()
    await save(one)
    await one.page.getByRole('heading', { name: one.say('kept.signed_out_title') }).waitFor()
    const [other] = await Promise.all([one.page.context().waitForEvent('page'), one.page.getByRole('link', { name: one.say('kept.sign_in') }).click()])
    await beSignedIn({ ...one, page: other }, FOUNDER)
    await other.getByRole('heading', { name: one.say('kept.back_title') }).waitFor()
    await other.close()
    await one.page.getByRole('button', { name: one.say('kept.go_on') }).click()
    await one.page.waitForURL(/\/form\/founders$/)
    await one.page.goto(one.page.url().replace('founders', 'name'))
    assert.equal(await brandOf(one).inputValue(), '岚汀禾')
    await one.page.context().close()
  })

})

describe('what is typed on several devices, or without a network', { timeout: 470_000 }, () => {
  test('goes on at a second device, and neither overwrites the other unseen', async () => {
    const { one, form } = await begin()
    await Promise.all([saved(one), brandOf(one).fill('澄野')])
    const two = await open.reader({ language: 'en', width: 1440 })
    await signIn(two, FOUNDER, form)
    assert.equal(await brandOf(two).inputValue(), '澄野')
    await Promise.all([saved(two), brandOf(two).fill('岚汀')])
    await brandOf(one).fill('澄野舒')
    await one.page.getByText(one.say('kept.elsewhere_lead')).waitFor()
    await isSound(one)
    assert.equal(await brandOf(one).inputValue(), '澄野舒', 'nothing is taken away before he says so')
    await one.page.reload()
    await one.page.getByText(one.say('kept.elsewhere_lead')).waitFor()
    assert.equal(await brandOf(one).inputValue(), '岚汀', 'the newest text, and the choice')
    await Promise.all([saved(one), one.page.getByRole('button', { name: one.say('kept.use_here') }).click()])
    await two.page.reload()
    assert.equal(await brandOf(two).inputValue(), '澄野舒')
    await one.page.context().close()
    await two.page.context().close()
  })

  test('is put beside what another device saved where there are no scripts, to choose between', async () => {
    const { one, form } = await begin({ scripts: false })
    const two = await open.reader()
    await signIn(two, FOUNDER, form)
    await nameCompany(two, '岚汀禾')
    await two.page.waitForURL(/\/form\/founders$/)
    await chooseRegion(one)
    await brandOf(one).fill('澄野舒')
    await chooseIndustry(one)
    await save(one)
    await one.page.getByRole('heading', { name: one.say('kept.elsewhere_title') }).waitFor()
    assert.match(await one.page.getByRole('row', { name: /字号/ }).innerText(), /岚汀禾\s+澄野舒/)
    await one.page.getByRole('button', { name: one.say('kept.use_here') }).click()
    await one.page.waitForURL(/\/form\/founders$/)
    await two.page.goBack()
    assert.equal(await brandOf(two).inputValue(), '澄野舒')
    await one.page.context().close()
    await two.page.context().close()
  })

  test('waits where the network is gone, and is sent by itself when it is back', async () => {
    const { one } = await begin()
    const context = one.page.context()
    await chooseRegion(one)
    await chooseIndustry(one)
    await saved(one)
    await context.setOffline(true)
    await brandOf(one).fill('岚汀禾')
    await save(one)
    await one.page.getByText(one.say('kept.waiting')).waitFor()
    assert.equal(await brandOf(one).inputValue(), '岚汀禾')
    await isSound(one)
    await context.setOffline(false)
    await one.page.waitForURL(/\/form\/founders$/)
    await context.close()
  })

  test('stays in the browser for nobody else: not past the sign-out, and never the number of an identity card', async () => {
    const { one, form } = await begin()
    await nameCompany(one, '岚汀禾')
    await one.page.waitForURL(/\/form\/founders$/)
    await one.page.getByRole('button', { name: /添加/ }).click()
    const second = one.page.getByRole('region', { name: '出资人 2' })
    await second.waitFor()
    await one.page.context().setOffline(true)
    const number = castMember('founder-shenzhen').idNumber
    await second.getByLabel('居民身份证号码').fill(number)
    await second.getByLabel('认缴出资额').fill('200000')
    const lasting = await one.page.evaluate(() => JSON.stringify({ ...localStorage }))
    assert.ok(lasting.includes('200000') && !lasting.includes(number))
    await one.page.context().setOffline(false)
    await one.page.goto(`${open.base}${form}`)
    await one.page.getByRole('button', { name: one.say('header.sign_out') }).click()
    await one.page.waitForURL((url) => url.pathname === '/')
    assert.deepEqual(await one.page.evaluate(() => Object.keys(localStorage)), [])
    await one.page.context().close()
  })
})
