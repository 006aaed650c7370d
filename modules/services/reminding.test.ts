import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { caller, type Answered } from '#tests/caller'
import { fillCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
before(async () => { house = await testHouse() })

test('who applies reminds those who have not signed, at most once an hour, and nobody else does', async () => {
  const [founder, partner, stranger] = await Promise.all(['founder-zhaoqing', 'founder-shenzhen', 'founder-jiangmen'].map((key) => caller(house, key)))
  const { id } = await fillCompany(founder!, { brand: '岚汀禾', partners: ['founder-shenzhen'] })
  const lettersTo = async (): Promise<number> => (await partner!.get('/messages?limit=50')).items.filter((one: Answered) => one.case === id).length
  assert.equal((await founder!.post(`/services/cases/${id}/reminders`, {}, 409)).code, 'services.nothing_to_sign')
  await founder!.post(`/services/cases/${id}/confirmation`)
  assert.equal(await lettersTo(), 1)
  const reminded = await founder!.post(`/services/cases/${id}/reminders`, {}, 201)
  assert.ok(reminded.timeline.some((one: Answered) => one.type === 'services.reminded' && one.text.zh && one.text.en))
  await founder!.post(`/services/cases/${id}/reminders`, {}, 201)
  assert.equal(await lettersTo(), 2)
  assert.equal((await stranger!.post(`/services/cases/${id}/reminders`, {}, 403)).code, 'not_permitted')
  await partner!.sign(id)
  await founder!.post(`/services/cases/${id}/reminders`, {}, 201)
  assert.equal(await lettersTo(), 2, 'who has signed is left alone')
})
