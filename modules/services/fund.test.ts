import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock } from '#kernel/act'
import { caller, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let retiree: Caller
before(async () => {
  house = await testHouse()
})

test('a retiree draws his whole balance with interest to the cent, and a second claim is returned', async () => {
  moveClock(new Date('2022-10-15T10:00:00+08:00'))
  retiree = await caller(house, 'retiree')
  const opened = await retiree.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  assert.equal(opened.form.typed, 0)
  const saved = await retiree.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  assert.deepEqual(saved.form.groups.map((group: { done: boolean }) => group.done), [true])
  await retiree.confirmAndSign(opened.id)
  await house.settle()
  const done = await retiree.get(`/services/cases/${opened.id}`)
  assert.equal(done.stage, 'granted', JSON.stringify(done.verdict))
  assert.equal(done.certificates.length, 1)
  assert.equal(done.result.interestFen, 36679)
  assert.equal(done.result.amountFen, 8341237 + 36679)
  const trace = await retiree.get(`/services/cases/${opened.id}/trace`)
  assert.deepEqual(trace.orders.map((order: { name: string }) => order.name), ['provident-fund-withdraw', 'bank-pay'])
  const again = await retiree.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await retiree.put(`/services/cases/${again.id}/groups/payout`, { answers: {} })
  await retiree.confirmAndSign(again.id)
  await house.settle()
  const second = await retiree.get(`/services/cases/${again.id}`)
  assert.equal(second.stage, 'returned')
  assert.equal(second.verdict.reasons[0].reason, 'fund.already_closed')
  moveClock(null)
})

test('whoever waits for a register that does not answer is told which it is, and no longer once it was asked again', async () => {
  const control = async (body: object): Promise<void> => { await fetch(`${house.city}/control`, { method: 'POST', body: JSON.stringify({ department: 'pension', ...body }) }) }
  const retired = await caller(house, 'fund-defaulter')
  await control({ down: true })
  const opened = await retired.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201).finally(() => control({ clear: true }))
  const retiredOn = ({ form }: typeof opened) => form.groups[0].fields.find((field: { id: string }) => field.id === 'retiredOn')
  assert.deepEqual([retiredOn(opened).value, retiredOn(opened).source.id, retiredOn(opened).source.state], [null, 'pension-person', 'down'])
  await retired.post(`/services/cases/${opened.id}/refill`)
  const asked = retiredOn(await retired.get(`/services/cases/${opened.id}`))
  assert.deepEqual([asked.by, asked.source.state], ['source', 'hit'])
})
