import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { callerAt, type Answered, type Caller } from '#tests/caller'
import { addressOf, fillCompany } from '#tests/company'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

const CASES = 3
/** Of a queue that stretches the grid; the desk fetches so many rows at a time. */
const MANY = 52_340
const WINDOW = 100
/** As long as what was decided is said on the page one is led to, and a little for a busy machine. */
const SAID_MS = 20_000

/** So many registrations that wait for the registrars of Pengjiang, as their address is full. */
async function routed(founder: Caller, registrar: Caller): Promise<void> {
  for (const brand of ['寻梅坞', '采薇台', '鸣珂巷'].slice(0, CASES)) {
    const { id } = await fillCompany(founder, { brand, address: addressOf('full-pengjiang'), partners: [] })
    await founder.confirmAndSign(id)
  }
  for (let turn = 0; turn < 600; turn++) {
    if ((await registrar.get('/services/queue')).items.length === CASES) return
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
  assert.fail('the cases did not come to the desk')
}

describe('an officer at the desk, in a browser', { timeout: 470_000 }, () => {
  let open: Stage
  let founder: Caller
  let registrar: Caller
  let officer: Reader
  before(async () => {
    open = await stage()
    founder = await callerAt(open.base, 'founder-jiangmen')
    registrar = await callerAt(open.base, 'registrar-pengjiang')
    await routed(founder, registrar)
    officer = await open.reader({ width: 1440 })
    await signIn(officer, 'registrar-pengjiang', '/desk')
  })
  after(() => open.close())

  const said = (key: string) => officer.page.getByRole('status').filter({ hasText: officer.say(key).split('{')[0]! })
  const openRow = async (place: number): Promise<void> => {
    // A row is there before what stands in it.
    const row = officer.page.getByRole('row').nth(place + 1)
    await row.locator('.queue__why').waitFor()
    await row.click()
    await officer.page.getByRole('heading', { name: officer.say('desk.why_here') }).waitFor()
  }

  test('why the case is here and the two ways to decide it stand on the first screen, on a desk and on a phone', async () => {
    const { page, say } = officer
    await openRow(0)
    for (const [width, height] of [[1440, 900], [390, 844]] as const) {
      await page.setViewportSize({ width, height })
      await page.evaluate(() => scrollTo(0, 0))
      for (const one of [page.locator('.why__reason').first(), page.locator('.why__condition').first(), ...[0, 1].map((n) => page.locator(width === 390 ? '.to-decide button' : '.outcomes__one').nth(n))]) {
        const box = (await one.boundingBox())!
        assert.ok(box.y > 0 && box.y + box.height <= height, `${width}: ${await one.innerText()} at ${box.y}`)
      }
    }
    await isSound(officer)
    await page.locator('.to-decide button').last().click()
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).value), 'RETURN')
    assert.equal(await page.locator('.to-decide').count(), 0)
    await page.setViewportSize({ width: 1440, height: 844 })
    await page.getByRole('link', { name: say('desk.to_queue') }).click()
  })

  test('a queue too long for one window goes on where a part of it cannot be read, and says since when it is cut off', async () => {
    const { page, say } = officer
    const [one] = (await registrar.get('/services/queue')).items
    const counts = await registrar.get('/services/queue/counts')
    let isDown = true
    await page.route(/services\/queue\/counts/, (route) => route.fulfill({ json: { ...counts, total: MANY, all: MANY } }))
    await page.route(/services\/queue\?/, (route) => {
      const from = Number(new URL(route.request().url()).searchParams.get('from'))
      return isDown && from > 0 ? route.fulfill({ status: 503, json: { code: 'kernel.down', title: '', detail: '' } }) : route.fulfill({ json: { items: Array.from({ length: WINDOW }, (_, n) => ({ ...one, task: `${from + n}`, number: `N-${from + n}` })), next: null } })
    })
    await page.reload()
    await page.getByText('N-0', { exact: true }).waitFor()
    await page.locator('.queue__box').evaluate((box) => { box.scrollTop = 76 * 97 })
    await page.getByRole('alert').filter({ hasText: say('desk.rows_failed') }).waitFor()
    await page.getByText('N-99', { exact: true }).waitFor()
    await isSound(officer)
    isDown = false
    await page.getByRole('button', { name: say('failure.again') }).click()
    await page.getByText('N-100', { exact: true }).waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await isSound(officer)
    await page.setViewportSize({ width: 1440, height: 844 })
    await page.unroute(/services\/queue\/counts/)
    await page.route(/services\/queue\/counts/, (route) => route.abort())
    await page.getByRole('status').filter({ hasText: say('desk.old').split('{')[0]! }).waitFor()
    await isSound(officer)
    await page.unrouteAll()
    await page.goto(`${open.base}/desk`)
  })

  test('a phone folds the choices, says in words what is chosen, and unfolds them by the keyboard', async () => {
    const { page, say } = officer
    await page.setViewportSize({ width: 390, height: 844 })
    const fold = page.getByRole('button', { name: say('desk.narrow'), exact: true })
    const number = page.getByLabel(say('desk.number'), { exact: true })
    await page.getByText(say('desk.narrow_not'), { exact: true }).waitFor()
    assert.ok((await page.getByRole('row').nth(1).boundingBox())!.y < 422, 'the queue begins in the upper half of the screen')
    assert.equal(await number.isVisible(), false)
    await fold.press('Enter')
    assert.equal(await fold.getAttribute('aria-expanded'), 'true')
    await isSound(officer)
    await page.getByRole('radio', { name: new RegExp(say('desk.whose_free')) }).click()
    await fold.press('Enter')
    await page.locator('.narrowing__said').filter({ hasText: say('desk.whose_free') }).waitFor()
    await isSound(officer)
    await page.getByRole('heading', { level: 1 }).focus()
    await page.keyboard.press('/')
    assert.equal(await number.evaluate((field) => field === document.activeElement), true, 'a key leads to the field that was folded')
    await page.setViewportSize({ width: 1440, height: 844 })
    assert.deepEqual([await fold.isVisible(), await number.isVisible()], [false, true])
    await page.goto(`${open.base}/desk`)
  })

  test('what is said belongs to its page and goes when one moves on', async () => {
    const { page } = officer
    await openRow(0)
    await page.keyboard.press('t')
    await said('desk.taken_now').waitFor()
    await page.keyboard.press('u')
    await page.getByRole('row').nth(1).waitFor()
    assert.equal(await said('desk.taken_now').count(), 0)
    await page.goBack()
    await page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(await said('desk.taken_now').count(), 0)
    await page.keyboard.press('u')
  })

  test('other cases at the same address are looked at on purpose, with the law named', async () => {
    const { page, say } = officer
    await openRow(0)
    await page.getByText(/《中华人民共和国市场主体登记管理条例》第十一条，您可以查看/).waitFor()
    await page.getByRole('button', { name: say('desk.earlier_here_look') }).click()
    const list = page.getByRole('region', { name: say('desk.earlier_here') })
    await list.getByRole('listitem').first().waitFor()
    assert.equal(await list.getByRole('listitem').count(), CASES - 1)
    await isSound(officer)
    const path = new URL(page.url()).pathname
    await list.getByRole('link').first().click()
    await page.waitForURL((url) => url.pathname !== path)
    await page.getByRole('heading', { name: say('desk.why_here') }).waitFor()
    await page.keyboard.press('u')
  })

  test('a record of a list, and a part of it, is asked to be mended at its place', async () => {
    const { page, say } = officer
    await openRow(0)
    const path = new URL(page.url()).pathname
    await page.locator('#filed-founders .filed__record').first().getByRole('button', { name: say('desk.flag') }).click()
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'fix-0-wrong')
    await page.locator('#filed-founders .filed__record').first().getByRole('button', { name: say('desk.flagged') }).waitFor()
    await page.getByLabel(say('desk.fix_leaf'), { exact: true }).selectOption('capital')
    await page.getByLabel(say('desk.fix_wrong'), { exact: true }).fill('出资额与章程不符。')
    await page.getByLabel(say('desk.fix_mend'), { exact: true }).fill('请改为三十万元。')
    await page.getByLabel(say('desk.note'), { exact: true }).fill('请一次改好。')
    await isSound(officer)
    await page.getByText(say('desk.draft_kept')).waitFor()
    await areSound(officer, [path])
    assert.equal(await page.getByLabel(say('desk.fix_leaf'), { exact: true }).inputValue(), 'capital', 'a draft keeps the place')
    await page.getByRole('button', { name: say('desk.return_now') }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: say('desk.return_yes'), exact: true }).click()
    await page.waitForURL(/\/desk\/?$/)
    await said('desk.returned_now').waitFor()
    const file = await founder.get(`/services/cases/${path.split('/').at(-1)}`)
    assert.deepEqual(file.verdict.reasons.slice(0, 1).map((one: Answered) => [one.field, one.position, one.leaf, one.fix.zh]), [['founders', 0, 'capital', '请改为三十万元。']])
  })

  test('what was decided is said at the queue for a moment, and covers nothing', async () => {
    const { page, say } = officer
    await said('desk.returned_now').waitFor()
    const bar = (await page.locator('.sayings__one').boundingBox())!
    const grid = (await page.locator('.queue').boundingBox())!
    assert.ok(grid.y + grid.height <= bar.y + 1, 'the bar stands below the queue')
    await said('desk.returned_now').waitFor({ state: 'detached', timeout: SAID_MS })
    await openRow(0)
    const path = new URL(page.url()).pathname
    await page.keyboard.press('g')
    await page.getByLabel(/^经核实，该地址仍可容纳本企业/).check()
    await page.getByLabel(say('desk.note'), { exact: true }).fill('现场核实，可以容纳。')
    await page.getByRole('button', { name: say('desk.grant_now') }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: say('desk.grant_yes'), exact: true }).click()
    await said('desk.granted_now').waitFor()
    assert.equal(await said('desk.granted_now').getByRole('link', { name: say('desk.see_decided') }).getAttribute('href'), path)
    await openRow(0)
    assert.equal(await said('desk.granted_now').count(), 0, 'it goes as one opens the next case')
  })
})
