import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { callerAt } from '#tests/caller'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

const PATH = 'rules/ferry.table.yaml'
const rowOf = (id: string, when: string, outcome: string, zh: string): string => `  - { id: ${id}, when: { age: '${when}' }, outcome: ${outcome}, reason: ferry.${id}, text: { zh: ${zh}, en: About ${id}. }, law: &${id} { zh: 《试行办法》第一条, en: art. 1 } }\n`
const FERRY = `# 渡轮优惠，试行。
table: ferry
title: { zh: 渡轮优惠, en: Ferry discount }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
routeTo: registrar
inputs:
  - { id: age, label: { zh: 年龄, en: Age }, type: number, is: age, whole: true, within: '[0..150]' }
rows:
${rowOf('child', '< 18', 'GRANT', '未满十八周岁，可以优惠。')}${rowOf('adult', '>= 18', 'RETURN', '已满十八周岁，没有优惠。')}`

/** The number of a case, as people know it. */
const NUMBER = /^\d{8}-\w{8}-\w{4}$/

describe('the studio, from an author’s change to its publication by somebody else', { timeout: 470_000 }, () => {
  let open: Stage
  let author: Reader
  let reviewer: Reader
  const cell = ({ page }: Reader, row: number, column: number) => page.locator(`[data-spot="${row} ${column}"]`)
  before(async () => {
    open = await stage()
    const [writes, publishes] = [await callerAt(open.base, 'author'), await callerAt(open.base, 'reviewer')]
    const { id } = await writes.post('/content/drafts', { path: PATH, text: FERRY, reason: '试行渡轮优惠' }, 201)
    await publishes.post(`/content/drafts/${id}/publication`, undefined, 201)
    await refusedByMachine()
  })
  after(() => open.close())

  /** One decision that a changed rule will make otherwise: somebody whose loan is overdue may not withdraw. */
  async function refusedByMachine(): Promise<void> {
    const retired = await callerAt(open.base, 'fund-defaulter')
    const file = await retired.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
    await retired.put(`/services/cases/${file.id}/groups/payout`, { answers: {} })
    await retired.confirmAndSign(file.id)
    for (let turn = 0; turn < 300 && (await retired.get(`/services/cases/${file.id}`)).stage !== 'returned'; turn++) await new Promise((resolve) => { setTimeout(resolve, 100) })
    assert.equal((await retired.get(`/services/cases/${file.id}`)).stage, 'returned')
  }

  test('an author is led to the tables, finds one, and makes a gap with the keyboard alone: it is named at once', async () => {
    author = await open.reader({ width: 1440 })
    const { page, say } = author
    await signIn(author, 'author', '/desk')
    await page.waitForURL(/\/desk\/tables$/)
    await page.getByLabel(say('studio.search')).fill('渡轮')
    await page.getByRole('link', { name: '渡轮优惠' }).press('Enter')
    await page.getByText(say('studio.covered')).waitFor()
    await cell(author, 0, 0).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('F2')
    assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).value), '>= 18')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Enter')
    await page.keyboard.insertText('> 18')
    await page.keyboard.press('Enter')
    await page.getByText('年龄：18，没有任何一行管到').first().waitFor()
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-spot')), '1 0', 'focus stays at the cell')
    assert.equal(await page.getByRole('button', { name: say('studio.save'), exact: true }).isDisabled(), true)
    await isSound(author)
  })

  test('a cell that cannot be read says so itself, and what is wrong leads to it', async () => {
    const { page } = author
    await page.keyboard.press('>')
    await page.keyboard.insertText('=')
    await page.keyboard.press('Tab')
    await cell(author, 1, 0).and(page.locator('[aria-invalid]')).waitFor()
    await cell(author, 0, -1).focus()
    await page.locator('.studio__faults').getByRole('button').first().press('Enter')
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-spot') === '1 0')
    await isSound(author)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await page.getByText(author.say('studio.covered')).waitFor()
  })

  test('he raises the age, tries it, sees what was one short, and adds the try as an example', async () => {
    const { page, say } = author
    for (const [row, test] of [[0, '< 20'], [1, '>= 20']] as const) {
      await cell(author, row, 0).focus()
      await page.keyboard.press('F2')
      await page.keyboard.press('Control+A')
      await page.keyboard.insertText(test)
      await page.keyboard.press('Enter')
    }
    await page.getByText(say('studio.covered')).waitFor()
    await page.getByRole('region', { name: say('studio.trying') }).getByLabel('年龄').fill('20')
    await page.getByRole('button', { name: say('studio.try'), exact: true }).click()
    await page.getByText('第1行：年龄要求< 20，这里是20').waitFor()
    await cell(author, 0, 0).and(page.locator('.rules__cell--failed')).waitFor()
    await isSound(author)
    await page.getByRole('button', { name: say('studio.add_example') }).click()
    await page.getByText(say('studio.examples_hold').replace('{count, number}', '1')).waitFor()
    await page.reload()
    await page.getByText('≥ 20').first().waitFor()
  })

  test('he saves with a reason; nothing was decided by this table, so it waits for somebody else at once', async () => {
    const { page, say } = author
    await page.getByRole('button', { name: say('studio.save'), exact: true }).click()
    await page.getByText(say('studio.why_missing')).waitFor()
    await isSound(author)
    await page.getByLabel(say('studio.why'), { exact: true }).fill('优惠年龄提高到二十岁')
    await page.getByRole('button', { name: say('studio.save'), exact: true }).click()
    await page.waitForURL(/\/desk\/drafts\//)
    await page.getByText(say('studio.somebody_else')).waitFor()
    assert.equal(await page.getByRole('button', { name: say('studio.do_publish'), exact: true }).count(), 0)
    assert.deepEqual(await page.locator('.rewrites__now').allInnerTexts(), ['< 20', '≥ 20'])
    await areSound(author, [new URL(page.url()).pathname, '/desk/tables', '/desk/tables/ferry'])
  })

  test('a table that has decided is previewed: the author sees what flips, and may neither sign nor publish', async () => {
    const { page, say } = author
    await page.goto(`${open.base}/desk/tables/fund-withdrawal-retirement`)
    await page.getByRole('region', { name: say('studio.trying') }).getByLabel('有公积金账户').selectOption({ index: 1 })
    await page.getByRole('button', { name: say('studio.try'), exact: true }).click()
    await page.getByText('有公积金账户由规则从别的数据推算', { exact: false }).waitFor()
    assert.equal(await page.getByRole('button', { name: say('studio.add_example') }).isDisabled(), true, 'what is worked out cannot be given')
    await cell(author, 4, 7).focus()
    await page.keyboard.press('Enter')
    await page.locator('.rules__input').selectOption({ label: say('studio.outcome_route') })
    await page.keyboard.press('Enter')
    await page.getByText(say('fault.route_without_role')).first().waitFor()
    await page.getByLabel(say('studio.row_to')).selectOption({ label: '公积金经办员' })
    await page.getByLabel(say('studio.row_reason')).focus()
    await page.getByText(say('studio.sound')).waitFor()
    await page.getByLabel(say('studio.why'), { exact: true }).fill('逾期的由经办人员核实')
    await page.getByRole('button', { name: say('studio.save'), exact: true }).click()
    await page.waitForURL(/\/desk\/drafts\//)
    await page.getByText('比对了1件，其中1件结果会不同。').waitFor()
    await page.locator('.bars').waitFor()
    await page.getByText(say('studio.wait_signoff')).waitFor()
    assert.equal(await page.getByRole('button', { name: say('studio.sign'), exact: true }).count(), 0)
    await page.getByRole('row').filter({ hasText: '公积金经办员' }).waitFor()
    await page.getByRole('region', { name: say('studio.each') }).getByText(NUMBER).waitFor()
    await areSound(author, [new URL(page.url()).pathname])
  })

  test('he lets it decide silently beside the one in force; a case is decided, and he is led to where they disagree', async () => {
    const { page, say } = author
    await page.getByText(say('shadow.not_asked')).waitFor()
    assert.match(await page.getByLabel(say('shadow.until'), { exact: true }).inputValue(), /^\d{4}-\d\d-\d\d$/)
    await page.getByRole('button', { name: say('shadow.begin'), exact: true }).click()
    await page.getByText(say('shadow.nothing_compared')).waitFor()
    assert.equal(await page.getByRole('button', { name: say('shadow.begin'), exact: true }).count(), 0)
    await refusedByMachine()
    await page.reload()
    await page.getByText(say('shadow.agrees').replace('{rate}', '0%')).waitFor()
    await isSound(author)
    await page.getByRole('link', { name: say('shadow.see') }).click()
    await page.waitForURL(/\/desk\/shadows\//)
    await page.getByText('逾期', { exact: false }).first().waitFor()
    await page.getByRole('link', { name: say('shadow.cases').replace('{count, number}', '1') }).click()
    await page.locator('[aria-labelledby="ways"]').getByText(NUMBER).waitFor()
    const { pathname, search } = new URL(page.url())
    assert.match(search, /^\?way=ROUTE/)
    await areSound(author, ['/desk/shadows', `${pathname}${search}`, '/desk/tables'])
    await page.goto(`${open.base}/desk/tables`)
    await page.getByRole('link', { name: say('shadow.way') }).click()
    await page.getByRole('region', { name: say('shadow.running') }).getByRole('link', { name: '退休提取公积金审核' }).waitFor()
  })

  test('the reviewer sees the change row by row and the flips, signs off, and publishes', async () => {
    reviewer = await open.reader({ width: 1440 })
    const { page, say } = reviewer
    await signIn(reviewer, 'reviewer', '/desk')
    await page.waitForURL(/\/desk\/tables$/)
    await page.locator('[aria-labelledby="waiting"]').getByRole('link', { name: '退休提取公积金审核', exact: true }).click()
    await page.getByText('逾期的由经办人员核实').waitFor()
    await page.getByText(say('studio.each')).waitFor()
    await page.getByRole('button', { name: say('studio.sign'), exact: true }).click()
    await page.getByText(say('studio.note_missing')).waitFor()
    await isSound(reviewer)
    await page.getByLabel(say('studio.note'), { exact: true }).fill('已逐件看过')
    await page.getByRole('button', { name: say('studio.sign'), exact: true }).click()
    await page.getByRole('button', { name: say('studio.do_publish'), exact: true }).click()
    await page.locator('.notice').getByText(say('studio.did_publish')).waitFor()
    await isSound(reviewer)
  })

  test('where a table asks for a trial, the page says what it lacks before anybody publishes', async () => {
    const { page, say } = reviewer
    const [writes, signs] = [await callerAt(open.base, 'author'), await callerAt(open.base, 'reviewer')]
    const { path, text } = await writes.get('/decisions/tables/fund-withdrawal-retirement')
    const { id } = await writes.post('/content/drafts', { path, text: `${text}trial: { days: 7, least: 3, agreement: 0.9 }\n`, reason: '先试运行' }, 201)
    const { id: preview } = await writes.post('/decisions/previews', { draft: id }, 201)
    for (let turn = 0; turn < 100 && (await writes.get(`/decisions/previews/${preview}`)).endedAt === null; turn++) await new Promise((resolve) => { setTimeout(resolve, 100) })
    await signs.post(`/decisions/previews/${preview}/signoff`, { note: '已看过' }, 201)
    await page.goto(`${open.base}/desk/drafts/${id}`)
    await page.getByText(say('shadow.not_yet')).waitFor()
    await page.getByText(say('shadow.lacks_days').replace('{count, number}', '7')).first().waitFor()
    assert.equal(await page.getByRole('button', { name: say('studio.do_publish'), exact: true }).count(), 0)
    await areSound(reviewer, [`/desk/drafts/${id}`])
  })

  test('the example goes its own way after its table, and the file keeps its remarks', async () => {
    const { page, say } = reviewer
    for (const name of ['渡轮优惠', say('studio.examples_of').replace('{title}', '渡轮优惠')]) {
      await page.goto(`${open.base}/desk/tables`)
      await page.locator('[aria-labelledby="waiting"]').getByRole('link', { name, exact: true }).click()
      await page.getByRole('button', { name: say('studio.do_publish'), exact: true }).click()
      await page.locator('.notice').getByText(say('studio.did_publish')).waitFor()
    }
    await page.goto(`${open.base}/desk/tables/ferry`)
    await page.getByText(say('studio.examples_hold').replace('{count, number}', '1')).waitFor()
    assert.match((await (await callerAt(open.base, 'reviewer')).get('/decisions/tables/ferry')).text, /^# 渡轮优惠，试行。\n/)
  })

  test('a table is stopped by somebody who watches over it, and somebody else lets it go on', async () => {
    const watcher = await open.reader({ width: 1440 })
    await signIn(watcher, 'quality-sampler', '/desk/halts')
    await watcher.page.getByLabel(watcher.say('studio.halt_which'), { exact: true }).selectOption({ label: '渡轮优惠' })
    await watcher.page.getByLabel(watcher.say('studio.halt_why'), { exact: true }).fill('年龄有争议')
    await watcher.page.getByRole('button', { name: watcher.say('studio.halt_do'), exact: true }).click()
    await watcher.page.getByRole('listitem').filter({ hasText: '年龄有争议' }).getByRole('heading', { name: '渡轮优惠' }).waitFor()
    await areSound(watcher, ['/desk/halts'])
    const { page, say } = reviewer
    await page.goto(`${open.base}/desk/halts`)
    await page.getByLabel(say('studio.resume_why'), { exact: true }).fill('已核实')
    await areSound(reviewer, ['/desk/halts'])
    await page.getByLabel(say('studio.resume_why'), { exact: true }).fill('已核实')
    await page.getByRole('button', { name: say('studio.resume_do'), exact: true }).click()
    await page.getByText(say('studio.stands_none')).waitFor()
  })
})
