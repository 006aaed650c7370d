import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { caller, type Answered, type Caller } from '#tests/caller'
import { fillCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

const BRAND = { 'f.brand': ['澄'] }
/** A number that breaks off before its last character. */
const HALF = '11010519491231002'

let house: TestHouse
let founder: Caller
before(async () => {
  house = await testHouse()
  founder = await caller(house, 'founder-zhaoqing')
})

const open = async (): Promise<string> => (await founder.post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)).id
const keep = (id: string, body: object, status?: number): Promise<Answered> => founder.put(`/services/cases/${id}/groups/name/typing`, body, status)
const groupOf = async (id: string, group: string, reader = founder): Promise<Answered> => (await reader.get(`/services/cases/${id}`)).form.groups.find((one: Answered) => one.id === group)

test('what is typed is kept as text beside the answers, and goes when it is answered', async () => {
  const id = await open()
  assert.deepEqual([(await groupOf(id, 'name')).version, (await groupOf(id, 'name')).typing], [0, null])
  await keep(id, { typed: { brand: BRAND }, version: 0, device: 'phone' })
  const half = await groupOf(id, 'name')
  assert.deepEqual([half.version, half.typing.fields, half.fields.find((one: Answered) => one.id === 'brand').value], [1, { brand: BRAND }, null])
  assert.match(half.typing.at, /^\d{4}-/)
  await founder.put(`/services/cases/${id}/groups/name`, { answers: { region: '441202', brand: '澄野舒', industry: 'software' }, typed: { brand: { 'f.brand': ['澄野舒'] } }, version: 1 })
  const whole = await groupOf(id, 'name')
  assert.deepEqual([whole.version, whole.typing], [2, null])
})

test('of answers that are wrong the text is kept, of those that are right only the answer', async () => {
  const id = await open()
  const typed = { founders: { 'n.founders': ['1'], 'f.founders.0.person': [HALF], 'f.founders.0.capital': ['5万'] }, payBy: { 'f.payBy': ['2030-01-01'] } }
  const problem = await founder.put(`/services/cases/${id}/groups/founders`, { answers: { founders: [{ person: HALF, capital: '5万' }], payBy: '2030-01-01' }, typed, version: 0 }, 422)
  assert.ok(problem.errors.some((one: Answered) => one.pointer === '/answers/founders/0/capital'))
  const group = await groupOf(id, 'founders')
  assert.deepEqual(group.typing.fields, { founders: typed.founders })
  assert.equal(group.fields.find((one: Answered) => one.id === 'payBy').value, '2030-01-01')
})

test('a second device never overwrites unseen what the first wrote, and the first is not held up by itself', async () => {
  const id = await open()
  const first = await keep(id, { typed: { brand: BRAND }, version: 0, device: 'phone' })
  const problem = await keep(id, { typed: { brand: { 'f.brand': ['禾'] } }, version: 0, device: 'desktop' }, 409)
  assert.equal(problem.code, 'services.changed_elsewhere')
  assert.deepEqual([problem.details.version, problem.details.at], [first.version, first.at])
  const answers = { region: '441202', brand: '禾汀', industry: 'software' }
  assert.equal((await founder.put(`/services/cases/${id}/groups/name`, { answers, version: 0, device: 'desktop' }, 409)).code, 'services.changed_elsewhere')
  assert.deepEqual((await groupOf(id, 'name')).typing.fields, { brand: BRAND }, 'nothing was overwritten')
  assert.equal((await keep(id, { typed: { brand: { 'f.brand': ['澄野'] } }, version: 0, device: 'phone' })).version, 2, 'its own earlier text is no other device')
  await founder.put(`/services/cases/${id}/groups/name`, { answers, version: 2, device: 'desktop' })
  assert.equal((await groupOf(id, 'name')).typing, null)
})

test('the same text sent again is one deed', async () => {
  const id = await open()
  const once = await keep(id, { typed: { brand: BRAND }, version: 0 })
  assert.deepEqual(await keep(id, { typed: { brand: BRAND }, version: 0 }), once)
})

test('text is thrown away where its writer says so, and never kept without bound or for a field that is not there', async () => {
  const id = await open()
  await keep(id, { typed: { brand: BRAND }, version: 0 })
  await keep(id, { typed: { brand: {} }, version: 1 })
  assert.equal((await groupOf(id, 'name')).typing, null)
  assert.equal((await keep(id, { typed: { wish: BRAND } }, 422)).errors[0].code, 'services.no_field')
  const long = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f.brand.${n}`, ['长'.repeat(4000)]]))
  assert.equal((await keep(id, { typed: { brand: long } }, 422)).code, 'services.typed_too_much')
  assert.equal((await founder.put(`/services/cases/${id}/groups/nothing/typing`, { typed: {} }, 404)).code, 'services.no_group')
})

test('only who fills the form sees what he typed, and nothing of it outlives the confirmation', async () => {
  const { id } = await fillCompany(founder, { brand: '岚汀禾', partners: ['founder-shenzhen'] })
  await keep(id, { typed: { brand: BRAND } })
  await founder.post(`/services/cases/${id}/confirmation`)
  assert.equal((await groupOf(id, 'name')).typing, null)
  await keep(id, { typed: { brand: BRAND } })
  const partner = await groupOf(id, 'name', await caller(house, 'founder-shenzhen'))
  assert.deepEqual([partner.version, partner.typing], [undefined, undefined])
  const stranger = await caller(house, 'founder-jiangmen')
  assert.equal((await stranger.put(`/services/cases/${id}/groups/name/typing`, { typed: { brand: BRAND } }, 403)).code, 'not_permitted')
  await founder.post(`/services/cases/${id}/withdrawal`, { reason: '不办了' })
  assert.equal((await keep(id, { typed: { brand: BRAND } }, 409)).code, 'services.closed_to_change')
})
