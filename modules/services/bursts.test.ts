import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { identify } from '#modules/parties'
import { caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'
import { apply, publishTrial } from '#tests/trial'

let house: TestHouse
before(async () => { house = await testHouse() })

const CARD = {
  id: 'library-card', title: '图书馆读者证', code: '002000',
  asks: ['{ as: identity, source: population-person, at: open, of: applicant.id, take: [name, alive] }'],
  fields: ['{ id: name, label: { zh: 姓名, en: Name }, type: text, sources: [identity.name] }'],
  more: 'bursts:\n  - { mark: phone, label: { zh: 同一手机号码, en: The same mobile number }, is: contact.mobile, hours: 24, most: 1 }\n',
  inputs: ['{ id: alive, label: { zh: 在世, en: Alive }, type: boolean, is: identity.alive }'],
  rows: [{ id: 'good', when: "alive: 'true'", outcome: 'GRANT' }, { id: 'gone', when: "alive: 'false'", outcome: 'ROUTE', to: 'fund-officer' }],
}

test('several people behind one mobile number go to an officer; the number itself stands in no receipt', async () => {
  await publishTrial(house, CARD)
  const [one, other, third] = [await caller(house, 'retiree'), await caller(house, 'employee-one'), await caller(house, 'teenager')]
  const mobile = '13912345678'
  for (const who of [one, other]) await house.act(partOfHouse('tests'), (act) => identify(act, { party: who.party, type: 'mobile', value: mobile, source: 'test' }))
  assert.equal((await apply(house, one, CARD.id)).stage, 'granted')
  const second = await apply(house, other, CARD.id)
  assert.deepEqual([second.stage, second.verdict.reasons[0].reason], ['with-officer', 'decisions.burst'])
  assert.equal((await apply(house, third, CARD.id)).stage, 'granted', 'another number is no part of it')
  const [kept] = await house.act(partOfHouse('tests'), (act) => act.tx<{ count: number }>`select count(*)::int as count from decisions.receipts where answers::text like ${`%${mobile}%`}`)
  assert.equal(kept!.count, 0)
})
