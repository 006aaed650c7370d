import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { callerAt, type Answered, type Caller } from '#tests/caller'
import { addressOf, fillCompany } from '#tests/company'
import { until } from '#tests/until'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn, type Reader } from './walk.ts'

const WORDS = '经营场所是朋友代填的，我没有同意。'
const FINDING = '经核实，该地址确已住满，原批准有误。'

describe('a decision is contested and corrected by somebody who had no part in it', { timeout: 470_000 }, () => {
  let open: Stage
  let founder: Caller
  let person: Reader
  let id: string
  before(async () => {
    open = await stage()
    founder = await callerAt(open.base, 'founder-jiangmen')
    const registrar = await callerAt(open.base, 'registrar-pengjiang')
    const opened = await fillCompany(founder, { brand: '沧浪亭', address: addressOf('full-pengjiang') })
    await founder.confirmAndSign(opened.id)
    const task = await until('the task', async () => (await registrar.get('/services/queue')).items[0] as Answered)
    id = task.case
    await registrar.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows: [], note: '现场核实，尚有空位。' }, 201)
    await until('the decision', async () => (await founder.get(`/services/cases/${id}`)).stage === 'granted')
    // What comes after it comes by itself.
    await until('the company', async () => (await founder.get(`/services/cases/${opened.id}`)).stage === 'kit')
  })
  after(() => open.close())

  test('without scripts, by the keyboard, a person says what he does not agree with and reads by when he is answered', async () => {
    person = await open.reader({ scripts: false })
    const { page, hand, say, base } = person
    await signIn(person, 'founder-jiangmen', `/cases/${id}/timeline`)
    await page.locator('#remedies summary').click()
    await page.getByRole('link', { name: say('contest.ask') }).click()
    await page.getByRole('button', { name: say('contest.send') }).click()
    await page.getByRole('alert').waitFor()
    await page.locator('input[name="condition"]').first().check()
    await hand.write(page.getByLabel(say('contest.words'), { exact: true }), WORDS)
    await page.getByRole('button', { name: say('contest.send') }).click()
    await page.waitForURL(/timeline#contest$/)
    await page.getByText(WORDS).waitFor()
    await page.getByText(say('contest.due')).waitFor()
    await page.goto(`${base}/cases/${id}/contest`)
    assert.match(page.url(), /timeline$/, 'one at a time')
  })

  test('the page that asks for it, and the result with it, are sound', async () => {
    const reader = await open.reader()
    await signIn(reader, 'founder-jiangmen', `/cases/${id}/timeline`)
    const name = (await founder.get(`/services/cases/${(await founder.get(`/services/cases/${id}`)).parent}`)).steps.find((step: Answered) => step.id === 'name').case
    await areSound(reader, [`/cases/${name}/contest`, `/cases/${id}/timeline`])
  })

  test('who decided finds it in his queue and may not take it', async () => {
    const officer = await open.reader({ width: 1440 })
    const { page, say } = officer
    await signIn(officer, 'registrar-pengjiang', '/desk')
    await page.locator('.queue__why').first().click()
    await page.waitForURL(/\/desk\/contests\//)
    await page.getByRole('alert').waitFor()
    assert.equal(await page.getByText(WORDS).count(), 0)
    assert.equal(await page.getByRole('button', { name: say('answering.send') }).count(), 0)
    await isSound(officer)
  })

  test('a colleague reads first what the person says, then the decision, then the facts, and corrects it', async () => {
    const officer = await open.reader({ width: 1440 })
    const { page, say } = officer
    await signIn(officer, 'registrar-pengjiang-second', '/desk')
    await page.locator('.queue__why').first().click()
    await page.getByText(WORDS).waitFor()
    const here = new URL(page.url()).pathname
    const places = await Promise.all(['#said', '#why', '#receipt', '#settle'].map(async (part) => (await page.locator(part).boundingBox())!.y))
    assert.deepEqual(places, places.toSorted((a, b) => a - b))
    await areSound(officer, [here])
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: say('desk.take'), exact: true }).click()
    await page.getByText(say('desk.hands_mine')).waitFor()
    await page.getByLabel(say('again.way_RETURN'), { exact: true }).check()
    await isSound(officer)
    await page.locator('.reason-pick input').first().check()
    await page.getByLabel(say('answering.words'), { exact: true }).fill(FINDING)
    await page.getByRole('button', { name: say('answering.send') }).click()
    await page.getByRole('status').filter({ hasText: say('again.sent').split('}')[1]! }).waitFor()
    await until('the revocation', async () => (await founder.get(`/services/cases/${id}`)).certificates.every((one: Answered) => one.standing === 'revoked'))
    await page.goto(`${open.base}${here}`)
    await page.getByText(FINDING).waitFor()
    await areSound(officer, [here])
  })

  test('the person reads that it was corrected and why, finds the certificate revoked, and a letter about it', async () => {
    const { page, say, base } = person
    await page.goto(`${base}/cases/${id}/timeline`)
    await page.locator('#contest').getByText(FINDING).waitFor()
    await page.getByText(say('stage.void')).first().waitFor()
    await page.getByText(say('standing.revoked')).first().waitFor()
    await page.goto(`${base}/inbox`)
    await page.getByText('原决定已更正，不予批准').first().waitFor()
    await page.getByText('您的一项决定正在复核').first().waitFor()
  })
})
