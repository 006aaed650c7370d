import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { caller, type Answered, type Caller } from '#tests/caller'
import { addressOf, fillCompany, seen, startCompany } from '#tests/company'
import { freePlaces } from '#tests/controls'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
before(async () => {
  house = await testHouse()
})

/** Sets how a department of the city behaves; give its name and nothing else to make it well again. */
async function control(settings: object): Promise<void> {
  const answer = await fetch(`${house.city}/control`, { method: 'POST', body: JSON.stringify(settings) })
  assert.equal(answer.status, 200, await answer.text())
}

test('V1: two clean founders sign and the company is registered with everything in its kit', async () => {
  const { founder, file, step } = await startCompany(house, 'founder-jiangmen', { brand: '青岚渡', partners: ['partner-jiangmen'], employees: [{ person: 'employee-one', wageBase: '6000' }] })
  assert.equal(step('registration').stage, 'granted', JSON.stringify(file.steps, null, 1))
  assert.deepEqual(file.kit.items.map((item: { id: string; state: string }) => [item.id, item.state]), [
    ['licence', 'in kit'], ['seals', 'in kit'], ['tax', 'in kit'], ['insurance', 'in kit'], ['fund', 'in kit'], ['bank', 'in kit'], ['electronic-seal', 'in kit'], ['invoices', 'in kit'],
  ])
  assert.equal(file.stage, 'kit')
  assert.ok(file.form.typed <= 12, `typed ${file.form.typed}`)
  const received = await founder.post(`/services/cases/${file.id}/receipt`, undefined, 201)
  assert.equal(received.stage, 'granted')
  await founder.post(`/services/cases/${file.id}/receipt`, undefined, 409)
  const licence = file.certificates.find((one: { type: string }) => one.type === 'business-licence')
  assert.ok(licence, 'there is a licence')
})

test('a name: taken is told at once with better ones, similar needs an undertaking, and a free one needs nothing more', async () => {
  const founder = await caller(house, 'founder-shenzhen')
  const { id } = await founder.post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)
  const name = async (brand: string, industry: string, status?: number) => (await founder.put(`/services/cases/${id}/groups/name`, { answers: { region: '440703', brand, industry } }, status))
  const taken = (await name('晨曦', 'trade')).form.groups[0]
  assert.deepEqual([taken.done, taken.check.outcome, taken.check.reasons[0].reason, taken.check.suggestions.length], [false, 'RETURN', 'name.identical', 5])
  const homophone = (await name('芸帆', 'software')).form.groups[0]
  assert.equal(homophone.check.reasons[0].reason, 'name.homophone')
  assert.equal((await name('中国晨', 'software')).form.groups[0].check.reasons[0].reason, 'name.banned')
  const free = (await name('霁月汀', 'software')).form.groups[0]
  assert.deepEqual([free.done, free.check.outcome], [true, 'GRANT'])
  const famous = (await name('华为云', 'software')).form.groups[0]
  assert.equal(famous.check.outcome, 'ROUTE')
})

test('what stood preselected is said to have been left so, and a promise is nobody’s before he makes it', async () => {
  const founder = await caller(house, 'founder-jiangmen')
  const { id } = await founder.post('/services/cases', { kind: 'bundle', id: 'start-company' }, 201)
  const put = (group: string, answers: object, status?: number) => founder.put(`/services/cases/${id}/groups/${group}`, { answers }, status)
  const how = (file: Answered, field: string): string | null => file.form.groups.flatMap((group: Answered) => group.fields).find((one: Answered) => one.id === field).by
  const proposed = await founder.get(`/services/cases/${id}`)
  assert.deepEqual([how(proposed, 'region'), how(proposed, 'premises')], ['default', null])
  const left = await put('name', { region: '440703', brand: '留白处', industry: 'software' })
  assert.deepEqual([how(left, 'region'), how(left, 'industry'), left.form.picked], ['left', 'picked', 2])
  const source = left.form.groups[0].fields[0].source
  assert.deepEqual(source.label.zh, '户口登记地')
  const { errors } = await put('place', { address: addressOf('free-pengjiang') }, 422)
  assert.deepEqual(errors.map((error: Answered) => [error.pointer, error.code]), [['/answers/premises', 'services.answer_missing']])
  const promised = await put('place', { address: addressOf('free-pengjiang'), premises: 'commitment' })
  assert.deepEqual([how(promised, 'premises'), promised.form.groups.find((group: Answered) => group.id === 'place').done], ['picked', true])
  assert.equal(how(await put('name', { region: '440704', brand: '留白处', industry: 'software' }), 'region'), 'picked')
})

test('who signs is told which looks the law has made at him, and no others are made', async () => {
  const founder = await caller(house, 'founder-shenzhen')
  const { id } = await fillCompany(founder, { brand: '知情堂', partners: ['partner-jiangmen'], address: (await freePlaces(house.city, '440703'))[0]! })
  await founder.post(`/services/cases/${id}/confirmation`)
  const lawfulTo = async (who: Caller): Promise<Answered[]> => (await who.get(`/services/cases/${id}`)).signatories.find((one: Answered) => one.me).lawful
  const partner = await caller(house, 'partner-jiangmen')
  const told = await lawfulTo(founder)
  assert.deepEqual(await lawfulTo(partner), [], 'who only puts in money holds no office')
  assert.deepEqual(told.map((look) => [look.source.en, look.when, look.law.en.slice(0, 11)]), [
    ['Court list of dishonest persons', 'decision', 'Company Law'], ['Register of persons responsible for revoked firms', 'decision', 'Company Law'],
    ['Record of convictions that bar from office', 'decision', 'Company Law'], ['Earlier requests to the same agency', 'officer', 'Personal In'],
  ])
  for (const who of [partner, founder]) await who.sign(id)
  await house.settle()
  const { items } = await founder.get('/grants/uses?limit=100')
  const made = items.filter((use: Answered) => use.basis === 'statutory' && use.case === id).map((use: Answered) => use.sourceTitle.en)
  assert.deepEqual(new Set(made), new Set(told.filter((look) => look.when === 'decision').map((look) => look.source.en)))
})

test('V2: a legal representative on the court’s list is returned, with the article', async () => {
  const { child } = await startCompany(house, 'founder-jiangmen', { brand: '听潮阁', partners: ['court-listed'], legalRep: 'court-listed' })
  const registration = await child('registration')
  assert.equal(registration.stage, 'returned')
  assert.equal(registration.verdict.reasons[0].reason, 'company.legal_rep_dishonest')
  assert.match(registration.verdict.reasons[0].law.zh, /第一百七十八条/)
})

test('V3: an address that holds five firms goes to the registrar of its county, who sees why and decides', async () => {
  const { founder, file, child } = await startCompany(house, 'founder-jiangmen', { brand: '归雁集', address: addressOf('full-pengjiang') })
  const registration = await child('registration')
  assert.equal(registration.stage, 'with-officer')
  assert.equal(registration.verdict.reasons[0].reason, 'company.address_full')
  const registrar = await caller(house, 'registrar-pengjiang')
  const queue = await registrar.get('/services/queue?limit=200')
  const task = queue.items.find((item: { case: string }) => item.case === registration.id)
  assert.equal(task.reasons[0].reason, 'company.address_full')
  const elsewhere = await caller(house, 'registrar-futian')
  await elsewhere.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', note: 'x' }, 403)
  const desk = await registrar.get(`/services/cases/${registration.id}`)
  assert.equal(desk.desk.mayDecide, true)
  const answers = await Promise.all([1, 2].map(() => house.server.inject({ method: 'POST', url: `/services/cases/${registration.id}/decision`, headers: { authorization: 'Bearer none' }, payload: {} })))
  assert.ok(answers.every((answer) => answer.statusCode === 401))
  await registrar.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '现场核实，可以登记' }, 201)
  await registrar.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '再次' }, 409)
  await house.settle()
  const after = await seen(founder, file.id)
  assert.equal(after.step('registration').stage, 'granted')
  assert.equal(after.file.stage, 'kit')
})

test('V4: a population register that does not answer for three seconds routes to a person and returns nothing', async () => {
  await control({ department: 'population', hang: true })
  const { founder, child } = await startCompany(house, 'founder-jiangmen', { brand: '枕河居' }).finally(() => control({ department: 'population', clear: true }))
  const registration = await child('registration')
  assert.equal(registration.stage, 'with-officer', JSON.stringify(registration.verdict))
  assert.equal(registration.verdict.outcome, 'ROUTE')
  assert.equal(registration.verdict.reasons[0].reason, 'decisions.source_down')
  const registrar = await caller(house, 'registrar-pengjiang')
  await registrar.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '人工核实身份' }, 201)
  await house.settle()
  const after = await founder.get(`/services/cases/${registration.id}`)
  assert.equal(after.stage, 'granted', 'what the officer granted is carried out though the register was down')
})

test('V5: food trade is granted, and the founder is told which licence follows', async () => {
  const { founder, step } = await startCompany(house, 'founder-jiangmen', { brand: '稻香溪', industry: 'food', scope: ['food-trade'] })
  assert.equal(step('registration').stage, 'granted')
  const inbox = await founder.get('/messages?limit=50')
  assert.ok(inbox.items.some((item: { text: string }) => /食品经营许可证/.test(item.text)), 'the follow-on notice is in the inbox')
  assert.deepEqual(inbox.items.filter((item: { from: unknown }) => item.from === null), [], 'an agency speaks in each letter')
})

test('D2: a bank that declines leaves the kit at seven of eight with its reason, and another branch completes it', async () => {
  const { founder, file, step } = await startCompany(house, 'founder-jiangmen', { brand: '棹歌里', bankBranch: '44070303' })
  assert.equal(step('bank').stage, 'declined')
  assert.equal(file.kit.items.filter((item: { state: string }) => item.state === 'in kit').length, 7)
  assert.equal(file.kit.items.find((item: { id: string }) => item.id === 'bank').state, 'declined')
  await founder.put(`/services/cases/${step('bank').case}/groups/bank`, { answers: { bankBranch: '44070302' } })
  await founder.confirmAndSign(step('bank').case)
  await house.settle()
  const after = await seen(founder, file.id)
  assert.equal(after.step('bank').stage, 'granted')
})

test('D2: an employee insured elsewhere is returned alone; the others are insured', async () => {
  const { file, child } = await startCompany(house, 'founder-jiangmen', {
    brand: '映雪窗', employees: [{ person: 'employee-two', wageBase: '5200' }, { person: 'insured-elsewhere', wageBase: '5200' }, { person: 'teenager', wageBase: '5200' }],
  })
  const insurance = await child('insurance')
  assert.equal(insurance.stage, 'granted', JSON.stringify(insurance.verdict))
  assert.deepEqual(insurance.verdict.items.map((item: { outcome: string; reasons: { reason: string }[] }) => [item.outcome, item.reasons[0]?.reason ?? null]),
    [['GRANT', 'insurance.granted'], ['RETURN', 'insurance.elsewhere'], ['RETURN', 'insurance.too_young']])
  assert.equal(insurance.result.employees, 1)
  assert.equal(file.stage, 'kit')
})

test('D2: the licence is printed at a kiosk of another county and its registrar of record stays', async () => {
  const { founder, file } = await startCompany(house, 'founder-jiangmen', { brand: '望江亭', region: '440304', address: addressOf('free-futian'), bankBranch: '44030401' })
  const licence = file.certificates.find((one: { type: string }) => one.type === 'business-licence')
  const kiosk = await caller(house, 'kiosk-operator')
  const shown = await founder.get(`/certificates/${licence.id}`)
  await kiosk.post(`/certificates/${licence.id}/prints`, { code: shown.code }, 201)
  const verified = await kiosk.post('/certificates/verifications', { code: shown.code }, 200)
  assert.equal(verified.valid, true)
  assert.equal(shown.issuer.id ?? shown.issuer, 'futian-market')
})
