import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { callerAt, type Answered, type Caller } from '#tests/caller'

import { areSound, isSound } from './sound.ts'
import { stage, type Stage } from './stage.ts'
import { signIn } from './walk.ts'

const DAY_MS = 86_400_000

describe('what the machine decided is decided again by somebody who does not know how', { timeout: 470_000 }, () => {
  let open: Stage
  let sampler: Caller
  let sample: Answered
  before(async () => {
    open = await stage()
    sampler = await callerAt(open.base, 'quality-sampler')
    const who = await callerAt(open.base, 'fund-employed')
    const { id } = await who.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
    await who.put(`/services/cases/${id}/groups/payout`, { answers: {} })
    await who.confirmAndSign(id)
    const clock = (at: string | null) => fetch(`${open.base}/demo/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ at }) })
    for (let turn = 0; turn < 300 && (await who.get(`/services/cases/${id}`)).stage !== 'returned'; turn++) await new Promise((resolve) => { setTimeout(resolve, 100) })
    const next = new Date(Date.now() + DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10)
    await clock(`${next}T03:00:00+08:00`)
    // A token of the day before may be over by then.
    sampler = await callerAt(open.base, 'quality-sampler')
    for (let turn = 0; turn < 300 && sample === undefined; turn++) {
      sample = (await sampler.get('/decisions/samples')).items.find((one: Answered) => one.caseId === id)
      await new Promise((resolve) => { setTimeout(resolve, 100) })
    }
    await clock(null)
    assert.ok(sample)
  })
  after(() => open.close())

  test('the sampler finds it in a list, sees the facts and no outcome, decides, and only then hears whether he agrees', async () => {
    const reader = await open.reader({ width: 1440 })
    const { page, say } = reader
    await signIn(reader, 'quality-sampler', '/desk/samples')
    await page.locator('.rows__link').first().waitFor()
    await areSound(reader, ['/desk/samples', `/desk/samples/${sample.id}`])
    await page.goto(`${open.base}/desk/samples`)
    await page.locator(`a[href$="${sample.id}"]`).click()
    await page.getByRole('heading', { name: say('sampling.inputs') }).waitFor()
    assert.equal(await page.getByText(say('sampling.machine')).count(), 0)
    await page.getByLabel(say('desk.grant'), { exact: true }).check()
    await page.getByLabel(say('sampling.note'), { exact: true }).fill('应予准予。')
    await page.getByRole('button', { name: say('sampling.send') }).click()
    await page.getByText(say('sampling.differs')).waitFor()
    await isSound(reader)
    await page.getByRole('link', { name: say('sampling.next') }).click()
    await page.getByText(say('sampling.lead')).waitFor()
    await page.locator(`a[href$="${sample.id}"]`).waitFor({ state: 'detached' }) // The list that is known already stands there until it was asked for again.
  })
})
