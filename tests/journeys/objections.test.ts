import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { castMember } from '#city/cast'
import { callerAt } from '#tests/caller'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

const SAID = '已于2026年10月退休'
const ANSWER = '经核对，没有您的退休记录。如有退休审批表，可再次提出。'
/** More than the API gives at once. */
const PAGE = 50
const MANY = PAGE + 5
const at = ({ page }: Reader): string => new URL(page.url()).pathname

describe('what people object to, from the person to the desk and back', { timeout: 470_000 }, () => {
  let open: Stage
  let person: Reader
  let officer: Reader
  before(async () => { open = await stage() })
  after(() => open.close())

  test('a person says that a register is wrong, and that he does not know of a look', async () => {
    person = await open.reader()
    const { page, hand, say } = person
    await signIn(person, 'fund-employed', '/matters/matter/fund-withdrawal-retirement')
    await hand.press(page.getByRole('button', { name: say('matter.start'), exact: true }))
    await page.waitForURL(/\/cases\//)
    await page.goto(`${open.base}/my/data/known`)
    await hand.press(page.locator('#pension-person tbody tr').first().getByRole('link', { name: say('known.wrong') }))
    await hand.write(page.getByLabel(say('objecting.proposed'), { exact: true }), SAID)
    await hand.press(page.getByRole('button', { name: say('objecting.send') }))
    await page.getByText(say('objections.open_title')).waitFor()
  })

  test('the data officer is led to what waits for him, and sees no name and no value before he opens it', async () => {
    officer = await open.reader({ width: 1440 })
    const { page, say } = officer
    await signIn(officer, 'data-officer-social', '/desk')
    await page.waitForURL(/\/desk\/objections$/)
    await page.locator('.rows__link').waitFor()
    assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(`${castMember('fund-employed').name}|${SAID}`))
    await areSound(officer, ['/desk/objections', '/desk/objections?answered=true', '/desk/objections?about=looks'])
    await page.goto(`${open.base}/desk/objections`)
    await page.locator('.rows__link').click()
    await page.getByText(SAID).waitFor()
    await page.getByText(castMember('fund-employed').name).waitFor()
    await page.getByText(say('desk.look_kept')).waitFor()
    await areSound(officer, [at(officer)])
  })

  test('he answers once, with a finding and in words, and is told what became of it', async () => {
    const { page, say } = officer
    await page.getByRole('button', { name: say('answering.send') }).click()
    await page.getByRole('alert').filter({ hasText: say('answering.missing') }).waitFor()
    await isSound(officer)
    await page.getByLabel(say('answering.upheld'), { exact: true }).check()
    await page.getByLabel(say('answering.words'), { exact: true }).fill(ANSWER)
    const here = at(officer)
    await page.getByRole('button', { name: say('answering.send') }).click()
    await page.getByRole('status').filter({ hasText: say('answering.sent').split('{')[0]! }).waitFor()
    await page.getByText(say('answering.none_records')).waitFor()
    await page.getByText(say('answering.answered'), { exact: true }).click()
    await page.getByText(say('objections.state_upheld')).waitFor()
    await page.goto(`${open.base}${here}`)
    await page.getByText(ANSWER).waitFor()
    await areSound(officer, [here])
  })

  test('the person reads the answer, and finds the looks of the officer in his log', async () => {
    const { page, hand, say } = person
    await page.goto(`${open.base}/my/data/objections`)
    await hand.press(page.locator('.rows__link').first())
    await page.getByText(ANSWER).waitFor()
    await isSound(person)
    await page.goto(`${open.base}/my/data/looks?source=pension-person&agency=jiangmen-social-insurance`)
    await page.locator('details.bundle').evaluateAll((folded) => folded.forEach((one) => one.setAttribute('open', '')))
    await hand.press(page.locator('.looks__one').first().getByRole('link', { name: new RegExp(say('data.not_known')) }))
    await hand.write(page.getByLabel(say('look.words'), { exact: true }), '为什么看我的信息？')
    await hand.press(page.getByRole('button', { name: say('look.send') }))
    await page.getByText(say('look.waiting')).waitFor()
  })

  test('a list too long for one page goes on at a press, and what came stays where the rest cannot be fetched', async () => {
    const { page, say } = officer
    const caller = await callerAt(open.base, 'fund-employed')
    for (let one = 0; one < MANY; one++) {
      const { id } = await caller.post('/exchange/objections', { source: 'pension-person', element: 'retiredOn', kind: 'wrong', proposed: SAID, words: '' }, 201)
      await caller.post(`/exchange/objections/${id}/withdrawal`, undefined, 201)
    }
    await page.goto(`${open.base}/desk/objections?answered=true`)
    const rows = page.locator('.rows__one')
    await rows.first().waitFor()
    assert.equal(await rows.count(), PAGE)
    await page.route(/objections\?.*after=/, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{"code":"kernel.down","title":"","detail":""}' }))
    await page.getByRole('button', { name: say('desk.more') }).click()
    await page.getByRole('alert').waitFor()
    assert.equal(await rows.count(), PAGE)
    await isSound(officer)
    await page.unroute(/objections\?.*after=/)
    await page.getByRole('button', { name: say('failure.again') }).click()
    await rows.nth(PAGE).waitFor()
    assert.equal(await rows.count(), MANY + 1)
    assert.equal(await page.getByRole('button', { name: say('desk.more') }).count(), 0)
  })

  test('a look of one’s own is answered for by a colleague; who holds no such post is refused in words', async () => {
    const { page, say } = officer
    await page.goto(`${open.base}/desk/objections?about=looks`)
    await page.getByText('为什么看我的信息？').waitFor()
    await page.getByText(say('answering.own')).waitFor()
    await isSound(officer)
    const other = await open.reader({ width: 1440 })
    await signIn(other, 'fund-officer', '/desk/objections')
    await other.page.getByRole('alert').waitFor()
    assert.equal(await other.page.getByRole('navigation', { name: say('desk.title') }).getByRole('link', { name: say('answering.way') }).count(), 0)
    await isSound(other)
  })
})
