import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { auditCertificates, revoke } from '#modules/certificates'
import { auditUses } from '#modules/grants'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { addressOf, startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let registrar: Caller

before(async () => {
  house = await testHouse()
  registrar = await caller(house, 'registrar-pengjiang')
})

/** A registration that waits for the registrars of Pengjiang: its address is full. */
async function routed(brand: string): Promise<{ id: string; root: string; founder: Caller }> {
  const { founder, file, child } = await startCompany(house, 'founder-jiangmen', { brand, address: addressOf('full-pengjiang') })
  return { id: (await child('registration')).id, root: file.id, founder }
}

const KIND = 'name-reservation'

test('in a live case the officer gets the mapped fields as a copy that says for whom and until when, and the holder reads it at once', async () => {
  const { id, root, founder } = await routed('听松阁')
  const { proven } = await registrar.get(`/services/cases/${id}`)
  assert.deepEqual([proven.items[0].by.kind, proven.items[0].by.standing, proven.items[0].by.fields], [KIND, 'valid', []], 'what it says is opened on purpose')
  const seen = await registrar.post(`/services/cases/${id}/copies`, { kind: KIND }, 201)
  assert.deepEqual(seen.fields.map((field: Answered) => field.id), ['name', 'applicant', 'reservedUntil'])
  assert.match(seen.fields[0].value, /听松阁/)
  assert.ok(seen.withheld > 0)
  assert.deepEqual(['code', 'holder', 'holderCode'].filter((name) => name in seen), [])
  assert.deepEqual([seen.copy.purpose, seen.copy.case], ['company-registration', root])
  assert.ok(seen.copy.keepUntil >= seen.copy.madeAt.slice(0, 10))
  // The use is in the holder's log by the time the officer has his answer, with the law, and beside the certificate.
  const [look] = (await founder.get('/grants/uses?limit=1')).items
  assert.deepEqual([look.id, look.looker, look.basis, look.source, look.elements.length], [seen.copy.use, 'officer', 'statutory', 'certificates', 4])
  assert.match(look.law.zh, /企业名称登记管理规定/)
  const opened = await founder.get(`/certificates/${seen.id}`)
  assert.deepEqual([opened.shown[0].id, opened.shown[0].viewer, opened.shown[0].fields.length, opened.shown[0].use], [seen.copy.id, '江门市蓬江区市场监督管理局', 3, look.id])
  const disputed = await founder.post(`/grants/uses/${look.id}/dispute`, { words: '我不认识这位经办人。' }, 201)
  assert.equal(disputed.agency, 'pengjiang-market')
})

test('copies of an agency are numbered without gaps, each with its use, and the audit of both finds nothing', async () => {
  const { id } = await routed('枕石斋')
  const first = await registrar.post(`/services/cases/${id}/copies`, { kind: KIND }, 201)
  const numbers = await Promise.all(Array.from({ length: 5 }, async () => (await registrar.post(`/services/cases/${id}/copies`, { kind: KIND }, 201)).copy.number as number))
  assert.deepEqual(numbers.toSorted((a, b) => a - b), Array.from({ length: 5 }, (_, n) => first.copy.number + 1 + n))
  const [certificates, uses] = await house.act(partOfHouse('tests'), async (act) => [await auditCertificates(act), await auditUses(act)] as const)
  assert.deepEqual([...certificates.faults.filter(({ what }) => what === 'copy'), ...uses.faults], [])
})

test('an unmapped kind, a case that is over or of another agency: refused, kept as an alarm, told to the holder and to the auditor', async () => {
  const { id, founder } = await routed('漱玉轩')
  const elsewhere = await caller(house, 'registrar-futian')
  assert.equal((await registrar.post(`/services/cases/${id}/copies`, { kind: 'household-page' }, 403)).code, 'services.not_mapped')
  assert.equal((await elsewhere.post(`/services/cases/${id}/copies`, { kind: KIND }, 403)).code, 'services.no_live_case')
  const task = (await registrar.get(`/services/cases/${id}`)).desk.task
  await registrar.post(`/services/cases/${id}/taking`, { task }, 201)
  await registrar.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows: [], note: '核实无误' }, 201)
  await house.settle()
  assert.equal((await registrar.post(`/services/cases/${id}/copies`, { kind: KIND }, 403)).code, 'services.no_live_case')
  const mine = (await founder.get('/grants/alarms?limit=3')).items
  assert.deepEqual(mine.map((one: Answered) => [one.why, one.grantee, one.looker]), [['services.no_live_case', 'pengjiang-market', null], ['services.no_live_case', 'futian-market', null], ['services.not_mapped', 'pengjiang-market', null]])
  assert.match(mine[0].said.zh, /没有正在审批/)
  const all = (await (await caller(house, 'auditor')).get('/grants/alarms?limit=3')).items
  assert.deepEqual(all.map((one: Answered) => one.looker), [castMember('registrar-pengjiang').name, castMember('registrar-futian').name, castMember('registrar-pengjiang').name])
  assert.deepEqual((await (await caller(house, 'spouse-jiangmen')).get('/grants/alarms')).items, [], 'nobody sees the alarms of others')
  // A person has no door to it at all, and raises no alarm by trying.
  await founder.post(`/services/cases/${id}/copies`, { kind: KIND }, 403)
  assert.equal((await founder.get('/grants/alarms?limit=200')).items.filter((one: Answered) => one.case === mine[0].case).length, 3)
})

test('a certificate that was revoked is used no second time, and the officer is told why', async () => {
  const { id } = await routed('抱朴居')
  const { id: certificate } = await registrar.post(`/services/cases/${id}/copies`, { kind: KIND }, 201)
  await house.act(partOfHouse('tests'), (act) => revoke(act, { id: certificate, reason: '名称被他人在先登记', law: '行政许可法第六十九条' }))
  const refused = await registrar.post(`/services/cases/${id}/copies`, { kind: KIND }, 409)
  assert.deepEqual([refused.code, refused.detail.length > 0], ['certificates.none_valid', true])
})
