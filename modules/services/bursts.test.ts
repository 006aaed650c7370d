import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { identify } from '#modules/parties'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
before(async () => { house = await testHouse() })

const law = '{ zh: 《试行办法》第一条, en: Trial rules art. 1 }'
const MATTER = `# 试行：同一手机号码集中申请。
title: { zh: 图书馆读者证, en: Library card }
summary: { zh: 当场发证, en: Given on the spot }
basicCode: "440599002000"
law: [${law}]
applicant: person
organ: { role: provident-fund, division: '"440703"' }
officers: fund-officer
limits: { statutory: { amount: 3, unit: day }, promised: { amount: 5, unit: minute } }
feeFen: 0
visits: 0
asks:
  - { as: identity, source: population-person, at: open, of: applicant.id, take: [name, alive] }
form:
  - id: holder
    title: { zh: 本人, en: You }
    fields:
      - { id: name, label: { zh: 姓名, en: Name }, type: text, sources: [identity.name] }
decision: library-card
bursts:
  - { mark: phone, label: { zh: 同一手机号码, en: The same mobile number }, is: contact.mobile, hours: 24, most: 1 }
`
const TABLE = `table: library-card
title: { zh: 读者证, en: Library card }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
routeTo: fund-officer
inputs:
  - { id: alive, label: { zh: 在世, en: Alive }, type: boolean, is: identity.alive }
rows:
  - { id: good, when: { alive: 'true' }, outcome: GRANT, reason: library.good, text: { zh: 可以。, en: Granted. }, law: ${law} }
  - { id: gone, when: { alive: 'false' }, outcome: ROUTE, to: fund-officer, reason: library.gone, text: { zh: 核实。, en: To be checked. }, law: ${law} }
`

async function apply(who: Caller): Promise<Answered> {
  const file = await who.post('/services/cases', { kind: 'matter', id: 'library-card' }, 201)
  await who.put(`/services/cases/${file.id}/groups/holder`, { answers: {} })
  await who.confirmAndSign(file.id)
  await house.settle()
  return who.get(`/services/cases/${file.id}`)
}

test('several people behind one mobile number go to an officer; the number itself stands in no receipt', async () => {
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  for (const [path, text] of [['matters/library-card/decision.table.yaml', TABLE], ['matters/library-card/matter.yaml', MATTER]] as const) {
    const { id } = await author.post('/content/drafts', { path, text, reason: '试行' }, 201)
    await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)
  }
  const [one, other, third] = [await caller(house, 'retiree'), await caller(house, 'employee-one'), await caller(house, 'teenager')]
  const mobile = '13912345678'
  for (const who of [one, other]) await house.act(partOfHouse('tests'), (act) => identify(act, { party: who.party, type: 'mobile', value: mobile, source: 'test' }))
  assert.equal((await apply(one)).stage, 'granted')
  const second = await apply(other)
  assert.deepEqual([second.stage, second.verdict.reasons[0].reason], ['with-officer', 'decisions.burst'])
  assert.equal((await apply(third)).stage, 'granted', 'another number is no part of it')
  const [kept] = await house.act(partOfHouse('tests'), (act) => act.tx<{ count: number }>`select count(*)::int as count from decisions.receipts where answers::text like ${`%${mobile}%`}`)
  assert.equal(kept!.count, 0)
})
