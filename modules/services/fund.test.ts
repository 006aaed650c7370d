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
