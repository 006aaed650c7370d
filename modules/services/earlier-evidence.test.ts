import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { receiptsOf } from '#modules/decisions'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
before(async () => {
  house = await testHouse()
  await publish('standing-first', '', "{ retired: pension.retired, since: pension.retiredOn }")
  await publish('standing-next', `requirements:
  - id: retired
    proves: { zh: 已退休, en: Retired }
    law: ${LAW}
    since: 2020-01-01
    material: retirement-certificate
    evidence:
      - { case: standing-first, take: [since], where: result.retired }
      - { register: pension, take: [retired, retiredOn], where: pension.retired }
`, "{ seen: 'true' }")
})

const LAW = '{ zh: 《试行办法》第二条, en: Trial rules art. 2 }'

/** A matter that is granted to everybody, written as content alone. */
async function publish(id: string, requires: string, result: string): Promise<void> {
  const matter = `# 试行。
title: { zh: 试行事项${id === 'standing-first' ? '甲' : '乙'}, en: Trial matter }
summary: { zh: 试行, en: A trial }
basicCode: "44059900100${id === 'standing-first' ? '1' : '2'}"
law: [${LAW}]
applicant: person
organ: { role: provident-fund, division: '"440703"' }
officers: fund-officer
limits: { statutory: { amount: 3, unit: day }, promised: { amount: 5, unit: minute } }
feeFen: 0
visits: 0
asks:
  - { as: pension, source: pension-person, at: open, of: applicant.id, take: [retired, retiredOn] }
form:
  - id: holder
    title: { zh: 本人, en: You }
    fields:
      - { id: retiredOn, label: { zh: 退休日期, en: Retired on }, type: date, required: false, sources: [pension.retiredOn] }
decision: ${id}
${requires}result: ${result}
`
  const table = `table: ${id}
title: { zh: 试行, en: Trial }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
routeTo: fund-officer
inputs:
  - { id: retired, label: { zh: 已退休, en: Retired }, type: boolean, is: pension.retired }
rows:
  - { id: any, when: {}, outcome: GRANT, reason: trial.any, text: { zh: 准予。, en: Granted. }, law: ${LAW} }
`
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  for (const [path, text] of [[`matters/${id}/decision.table.yaml`, table], [`matters/${id}/matter.yaml`, matter]] as const) {
    const draft = await author.post('/content/drafts', { path, text, reason: '试行' }, 201)
    await reviewer.post(`/content/drafts/${draft.id}/publication`, undefined, 201)
  }
}

async function apply(who: Caller, id: string): Promise<Answered> {
  const file = await who.post('/services/cases', { kind: 'matter', id }, 201)
  await who.put(`/services/cases/${file.id}/groups/holder`, { answers: {} })
  await who.confirmAndSign(file.id)
  await house.settle()
  return who.get(`/services/cases/${file.id}`)
}

const proven = (one: Answered): Answered => one.proven.items.find((item: Answered) => item.id === 'retired')

test('what an earlier case came to proves it: before the signature it is shown, and its look, its digest and its standing are kept', async () => {
  const retiree = await caller(house, 'retiree')
  const without = proven(await retiree.post('/services/cases', { kind: 'matter', id: 'standing-next' }, 201))
  assert.deepEqual([without.state, without.by.means], ['met', 'register'], 'as long as there is no earlier case, the register says it')
  const first = await apply(retiree, 'standing-first')
  assert.equal(first.stage, 'granted', JSON.stringify(first.verdict))
  const opened = await retiree.post('/services/cases', { kind: 'matter', id: 'standing-next' }, 201)
  const shown = proven(opened)
  assert.deepEqual([shown.state, shown.by.means, shown.by.number, shown.by.title.zh], ['met', 'case', first.number, '试行事项甲'])
  assert.deepEqual([shown.upload, shown.needsFile], [null, false])
  await retiree.put(`/services/cases/${opened.id}/groups/holder`, { answers: {} })
  await retiree.confirmAndSign(opened.id)
  await house.settle()
  assert.equal((await retiree.get(`/services/cases/${opened.id}`)).stage, 'granted')
  const [receipt] = (await house.act(partOfHouse('tests'), (act) => receiptsOf(act, opened.id))).slice(-1)
  const kept = (receipt!.answers as Answered).evidence.value.retired
  assert.deepEqual([kept.by, kept.name, kept.ref, kept.standing, kept.since], ['case', 'standing-first', first.id, 'granted', '2022-10-15'])
  assert.match(kept.digest, /^[0-9a-f]{64}$/)
  const looks = (await retiree.get('/grants/uses?limit=200')).items.filter((one: Answered) => one.source === 'earlier-cases' && one.case === opened.id)
  assert.deepEqual(looks.map((one: Answered) => [one.purpose, one.elements]), [['standing-next', ['cases']], ['standing-next', ['cases']]], 'once for the form and once for the decision')
})

test('an earlier case of somebody else, or one that did not come to it, proves nothing, and what was tried is said', async () => {
  const worker = await caller(house, 'fund-employed')
  const first = await apply(worker, 'standing-first')
  assert.equal(first.stage, 'granted')
  const shown = proven(await worker.post('/services/cases', { kind: 'matter', id: 'standing-next' }, 201))
  assert.notEqual(shown.state, 'met')
  assert.deepEqual(shown.tried.map((one: Answered) => [one.means, one.why]), [['case', 'unfit'], ['register', 'contrary']])
})
