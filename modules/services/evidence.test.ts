import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { revoke } from '#modules/certificates'
import { receiptsOf } from '#modules/decisions'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { startCompany } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let holder: Caller
let officer: Caller

before(async () => {
  house = await testHouse()
  holder = await caller(house, 'allowance-1952')
  officer = await caller(house, 'allowance-officer')
})
after(() => Promise.all(['pension', 'population', 'civil-affairs', 'bank'].map((department) => tell({ department, clear: true }))))

const tell = async (body: object): Promise<void> => { await fetch(`${house.city}/control`, { method: 'POST', body: JSON.stringify(body) }) }
const PDF = Buffer.from('%PDF-1.7\n% a page that somebody photographed\n%%EOF\n')

const proven = (one: Answered, id: string): Answered => one.proven.items.find((item: Answered) => item.id === id)
const openAllowance = (): Promise<Answered> => holder.post('/services/cases', { kind: 'matter', id: 'senior-allowance' }, 201)

/** The one valid page of the household register of the holder. */
const pageOf = async (who: Caller): Promise<Answered> => (await who.get('/certificates?limit=200')).items.find((one: Answered) => one.type === 'household-page' && one.standing === 'valid')

test('before he signs the holder sees which certificate proves it: its kind, issuer, standing and the fields that are disclosed', async () => {
  const before = (await holder.get('/grants/uses?limit=200')).items.length
  const opened = await openAllowance()
  const residence = proven(opened, 'residence')
  const page = await pageOf(holder)
  assert.deepEqual([residence.state, residence.by.means, residence.by.kind, residence.by.number, residence.by.standing], ['met', 'certificate', 'household-page', page.number, 'valid'])
  assert.equal(residence.by.issuer.zh, '深圳市公安局')
  assert.deepEqual(residence.by.fields.map((field: Answered) => [field.id, field.value]), [['name', '曾玉兰'], ['place', '广东省深圳市福田区']])
  assert.equal(residence.material.zh, '居民户口簿')
  assert.deepEqual([residence.upload, residence.mayUpload, residence.needsFile], [null, false, false])
  assert.equal(proven(opened, 'ownCard').by.means, 'register')
  assert.equal(opened.proven.spared.count, 2)
  // The look at the certificate stands in her log, with its fields and no more.
  const uses = (await holder.get('/grants/uses?limit=200')).items
  assert.ok(uses.length > before)
  const look = uses.find((one: Answered) => one.source === 'certificates')
  assert.deepEqual([look.elements, look.purpose, look.case], [['household-page', 'household-page.name', 'household-page.place'], 'senior-allowance', opened.id])
  await holder.post(`/services/cases/${opened.id}/withdrawal`, { reason: '测试' }, 201)
})

test('nobody hands in a paper for what something else proves, nor for what no file can prove', async () => {
  const opened = await openAllowance()
  const file = { name: '户口簿.pdf', content: PDF.toString('base64') }
  assert.equal((await holder.post(`/services/cases/${opened.id}/requirements/residence/uploads`, file, 409)).code, 'services.not_asked')
  assert.equal((await holder.post(`/services/cases/${opened.id}/requirements/nothing/uploads`, file, 404)).code, 'services.no_requirement')
  await (await caller(house, 'founder-jiangmen')).post(`/services/cases/${opened.id}/requirements/residence/uploads`, file, 403)
  await holder.post(`/services/cases/${opened.id}/withdrawal`, { reason: '测试' }, 201)
})

test('the decision looks once more, and its receipt keeps the digest, the standing, its moment and what was disclosed', async () => {
  const opened = await openAllowance()
  await holder.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  await holder.confirmAndSign(opened.id)
  await house.settle()
  const receipts = await house.act(partOfHouse('tests'), (act) => receiptsOf(act, opened.id))
  const kept = (receipts.at(-1)!.answers as Answered).evidence
  const { residence } = kept.value
  const page = await pageOf(holder)
  assert.deepEqual([residence.by, residence.name, residence.ref, residence.standing, residence.place], ['certificate', 'household-page', page.id, 'valid', '广东省深圳市福田区'])
  assert.match(residence.digest, /^[0-9a-f]{64}$/)
  assert.match(kept.digest, /^[0-9a-f]{64}$/)
  const submitted = (await holder.get(`/services/cases/${opened.id}`)).timeline.find((one: Answered) => one.type === 'services.submitted').at
  assert.ok(residence.standingAt >= submitted, 'the standing is not older than the submission')
})

test('a certificate that is revoked after the signature proves nothing: the next evidence is taken, and the revoked one is named', async () => {
  const aged = await caller(house, 'aged-79')
  const opened = await aged.post('/services/cases', { kind: 'matter', id: 'senior-allowance' }, 201)
  assert.equal(proven(opened, 'residence').by.means, 'certificate')
  await aged.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  await aged.post(`/services/cases/${opened.id}/confirmation`)
  const page = await pageOf(aged)
  await house.act(partOfHouse('tests'), (act) => revoke(act, { id: page.id, reason: '信息有误', law: '行政许可法第六十九条' }))
  await aged.sign(opened.id)
  await house.settle()
  const done = await aged.get(`/services/cases/${opened.id}`)
  const residence = proven(done, 'residence')
  assert.deepEqual([residence.by.means, residence.by.kind, done.stage], ['register', 'population-person', 'granted'])
  const [receipt] = await house.act(partOfHouse('tests'), (act) => receiptsOf(act, opened.id))
  assert.equal((receipt!.answers as Answered).evidence.value.residence.by, 'register')
})

test('a register that is silent asks nobody for a paper at once, but lets him hand one in; an officer then decides, and his look stands in the log', async () => {
  const retired = await caller(house, 'retiree')
  await tell({ department: 'pension', down: true })
  const opened = await retired.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  const wanted = proven(opened, 'retired')
  assert.deepEqual([wanted.state, wanted.by, wanted.mayUpload, wanted.needsFile], ['open', null, true, false])
  assert.deepEqual(wanted.tried.map((one: Answered) => [one.means, one.title.zh, one.why, one.said.zh]), [['register', '养老待遇库', 'down', '暂时没有回应']])
  const path = `/services/cases/${opened.id}/requirements/retired/uploads`
  assert.equal((await retired.post(path, { name: 'x.pdf', content: Buffer.from('MZ a program').toString('base64') }, 422)).errors[0].code, 'services.upload_kind')
  assert.equal((await retired.post(path, { name: 'x.pdf', content: '' }, 422)).errors[0].code, 'services.upload_empty')
  assert.equal((await retired.post(path, { name: 'x.pdf', content: Buffer.concat([PDF, Buffer.alloc(4_000_000)]).toString('base64') }, 422)).errors[0].code, 'services.upload_large')
  const with_ = await retired.post(path, { name: '退休证.pdf', content: PDF.toString('base64') }, 201)
  const handed = proven(with_, 'retired')
  assert.deepEqual([handed.state, handed.upload.name, handed.upload.media, handed.by.means], ['file', '退休证.pdf', 'application/pdf', 'upload'])
  assert.equal(handed.by.digest, createHash('sha256').update(PDF).digest('hex'))
  await retired.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  await retired.confirmAndSign(opened.id)
  await house.settle()
  assert.equal((await retired.get(`/services/cases/${opened.id}`)).stage, 'with-officer')
  const fund = await caller(house, 'fund-officer')
  const seen = await fund.get(`/services/cases/${opened.id}`)
  const { id } = proven(seen, 'retired').upload
  const token = (await house.server.inject({ method: 'POST', url: '/demo/token', payload: { person: 'fund-officer' } })).json<{ access_token: string }>().access_token
  const file = await house.server.inject({ method: 'GET', url: `/services/cases/${opened.id}/uploads/${id}`, headers: { authorization: `Bearer ${token}` } })
  assert.deepEqual([file.statusCode, file.headers['content-type'], file.rawPayload.equals(PDF)], [200, 'application/pdf', true])
  assert.match(String(file.headers['content-security-policy']), /sandbox/)
  const look = (await retired.get('/grants/uses?limit=10')).items.find((one: Answered) => one.source === 'uploads')
  assert.deepEqual([look.looker, look.case, look.elementLabels[0].zh], ['officer', opened.id, '材料文件'])
  await (await caller(house, 'founder-jiangmen')).get(`/services/cases/${opened.id}/uploads/${id}`, 403)
  await officer.get(`/services/cases/${opened.id}/uploads/${id}`, 403)
  await tell({ department: 'pension', clear: true })
  await retired.post(`/services/cases/${opened.id}/withdrawal`, { reason: '测试' }, 201)
})

test('what a register says otherwise no file changes', async () => {
  const founder = await caller(house, 'founder-jiangmen')
  const opened = await founder.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  const retired = proven(opened, 'retired')
  assert.deepEqual([retired.state, retired.by, retired.mayUpload, retired.needsFile, retired.tried[0].why], ['contrary', null, false, false, 'contrary'])
  assert.equal((await founder.post(`/services/cases/${opened.id}/requirements/retired/uploads`, { name: 'x.pdf', content: PDF.toString('base64') }, 409)).code, 'services.not_asked')
  await founder.post(`/services/cases/${opened.id}/withdrawal`, { reason: '测试' }, 201)
})

test('where nothing proves it a file is asked for before anybody can sign, with what was tried and why it did not do', async () => {
  const person = castMember('founder-shenzhen')
  const record = (alive: boolean) => fetch(`${house.city}/control/record`, { method: 'POST', body: JSON.stringify({ department: 'civil-affairs', idNumber: person.idNumber, changes: { alive } }) })
  await record(false) // Two registers that disagree prove nothing.
  const founder = await caller(house, 'founder-shenzhen')
  const opened = await founder.post('/services/cases', { kind: 'matter', id: 'senior-allowance' }, 201).finally(() => record(true))
  const wanted = proven(opened, 'residence')
  assert.deepEqual([wanted.state, wanted.needsFile, wanted.tried.map((one: Answered) => [one.means, one.why])], ['open', true, [['certificate', 'absent'], ['register', 'conflict']]])
  await founder.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} }, 422)
  const refused = await founder.post(`/services/cases/${opened.id}/confirmation`, {}, 422)
  assert.ok(refused.errors.some((one: Answered) => one.pointer === '/requirements/residence' && one.code === 'services.evidence_missing'), JSON.stringify(refused.errors))
  const png = Buffer.from('89504e470d0a1a0a00', 'hex')
  const handed = await founder.post(`/services/cases/${opened.id}/requirements/residence/uploads`, { name: '户口簿.pdf', content: png.toString('base64') }, 201)
  assert.deepEqual([proven(handed, 'residence').needsFile, proven(handed, 'residence').upload.media], [false, 'image/png'])
  const still = await founder.post(`/services/cases/${opened.id}/confirmation`, {}, 422)
  assert.ok(still.errors.every((one: Answered) => one.pointer !== '/requirements/residence'))
  await founder.post(`/services/cases/${opened.id}/withdrawal`, { reason: '测试' }, 201)
})

test('what was spared is a figure by matter, and the figure leads to the cases by their numbers', async () => {
  const watch = await caller(house, 'admin')
  const { items, spared, cases } = await watch.get('/services/spared')
  const senior = items.find((one: Answered) => one.matter === 'senior-allowance')
  assert.ok(senior.cases >= 2 && senior.spared >= 4, JSON.stringify(senior))
  assert.equal(spared, items.reduce((sum: number, one: Answered) => sum + one.spared, 0))
  assert.ok(cases >= senior.cases)
  const behind = (await watch.get('/services/spared/senior-allowance')).items
  assert.equal(behind.length, senior.cases)
  assert.equal(behind.reduce((sum: number, one: Answered) => sum + one.spared, 0), senior.spared)
  assert.match(behind[0].number, /^\d{8}-/)
  await holder.get('/services/spared', 403)
  await officer.get('/services/spared/senior-allowance', 403)
  assert.deepEqual((await watch.get('/services/mappings?matter=senior-allowance')).items.map((one: Answered) => [one.material, one.kind]), [['household-register', 'household-page']])
})

test('a step of a bundle takes the certificate that an earlier step brought, and the bundle says so', async () => {
  const { founder, file } = await startCompany(house, 'founder-zhaoqing', { brand: '云水禅心' })
  const whole = await founder.get(`/services/cases/${file.id}`)
  const name = proven(whole, 'name')
  assert.deepEqual([name.by.means, name.by.kind, name.by.fields[0].value.includes('云水禅心'), whole.proven.spared.count], ['certificate', 'name-reservation', true, 1])
})
