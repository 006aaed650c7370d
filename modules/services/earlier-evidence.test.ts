import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { receiptsOf } from '#modules/decisions'
import { caller, type Answered } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'
import { apply, complete, publishTrial, TRIAL_LAW } from '#tests/trial'

let house: TestHouse
before(async () => {
  house = await testHouse()
  await publishTrial(house, { ...TRIAL, id: 'standing-first', title: '试行事项甲', code: '001001', more: 'result: { retired: pension.retired, since: pension.retiredOn }\n' })
  await publishTrial(house, { ...TRIAL, id: 'standing-next', title: '试行事项乙', code: '001002', more: `requirements:
  - id: retired
    proves: { zh: 已退休, en: Retired }
    law: ${TRIAL_LAW}
    since: 2020-01-01
    material: retirement-certificate
    evidence:
      - { case: standing-first, take: [since], where: result.retired }
      - { register: pension, take: [retired, retiredOn], where: pension.retired }
result: { seen: 'true' }
` })
})

/** Granted to everybody. */
const TRIAL = {
  asks: ['{ as: pension, source: pension-person, at: open, of: applicant.id, take: [retired, retiredOn] }'],
  fields: ['{ id: retiredOn, label: { zh: 退休日期, en: Retired on }, type: date, required: false, sources: [pension.retiredOn] }'],
  inputs: ['{ id: retired, label: { zh: 已退休, en: Retired }, type: boolean, is: pension.retired }'],
  rows: [{ id: 'any', when: '', outcome: 'GRANT' }],
}

const proven = (one: Answered): Answered => one.proven.items.find((item: Answered) => item.id === 'retired')

test('what an earlier case came to proves it: before the signature it is shown, and its look, its digest and its standing are kept', async () => {
  const retiree = await caller(house, 'retiree')
  const without = proven(await retiree.post('/services/cases', { kind: 'matter', id: 'standing-next' }, 201))
  assert.deepEqual([without.state, without.by.means], ['met', 'register'], 'as long as there is no earlier case, the register says it')
  const first = await apply(house, retiree, 'standing-first')
  assert.equal(first.stage, 'granted', JSON.stringify(first.verdict))
  const opened = await retiree.post('/services/cases', { kind: 'matter', id: 'standing-next' }, 201)
  const shown = proven(opened)
  assert.deepEqual([shown.state, shown.by.means, shown.by.number, shown.by.title.zh], ['met', 'case', first.number, '试行事项甲'])
  assert.deepEqual([shown.upload, shown.needsFile], [null, false])
  assert.equal((await complete(house, retiree, opened.id)).stage, 'granted')
  const [receipt] = (await house.act(partOfHouse('tests'), (act) => receiptsOf(act, opened.id))).slice(-1)
  const kept = (receipt!.answers as Answered).evidence.value.retired
  assert.deepEqual([kept.by, kept.name, kept.ref, kept.standing, kept.since], ['case', 'standing-first', first.id, 'granted', '2022-10-15'])
  assert.match(kept.digest, /^[0-9a-f]{64}$/)
  const looks = (await retiree.get('/grants/uses?limit=200')).items.filter((one: Answered) => one.source === 'earlier-cases' && one.case === opened.id)
  assert.deepEqual(looks.map((one: Answered) => [one.purpose, one.elements]), [['standing-next', ['cases']], ['standing-next', ['cases']]], 'once for the form and once for the decision')
})

test('an earlier case of somebody else, or one that did not come to it, proves nothing, and what was tried is said', async () => {
  const worker = await caller(house, 'fund-employed')
  const first = await apply(house, worker, 'standing-first')
  assert.equal(first.stage, 'granted')
  const shown = proven(await worker.post('/services/cases', { kind: 'matter', id: 'standing-next' }, 201))
  assert.notEqual(shown.state, 'met')
  assert.deepEqual(shown.tried.map((one: Answered) => [one.means, one.why]), [['case', 'unfit'], ['register', 'contrary']])
})
