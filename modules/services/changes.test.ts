import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { perform } from '#kernel/act'
import { house as partOfHouse, type Actor } from '#kernel/actor'
import { takeDuty } from '#kernel/duties'
import { currentRelease } from '#kernel/releases'
import { appoint, byIdentifier } from '#modules/parties'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { fillCompany, seen, type Wish } from '#tests/company'
import { askCity, changePerson, freePlaces } from '#tests/controls'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let founder: Caller
const places: string[] = []
before(async () => {
  house = await testHouse()
  founder = await caller(house, 'founder-zhaoqing')
  places.push(...(await freePlaces(house.city, '441202')))
})

const duanzhou = (brand: string, more: Partial<Wish> = {}): Wish => ({ region: '441202', brand, bankBranch: '44120201', address: places.shift()!, ...more })

/** Somebody of the city who drew a pension last year and whose fund can be paid out; not one of the cast. */
async function anyRetiree(): Promise<{ idNumber: string; name: string }> {
  const { record } = await askCity(house.city, '/population/cohort', { hukouDivision: '440700', bornFrom: '1955-01-01', bornTo: '1966-12-31', limit: 2000 })
  for (const { idNumber } of record.people as { idNumber: string }[]) {
    const { person, records } = await askCity(house.city, `/truth/person?idNumber=${idNumber}`)
    const fund = records['provident-fund/person'].record
    const fit = person.alive && records['pension/person'].record?.retired === true && fund?.state === 'sealed' && fund.employmentEndedOn && !fund.loanInDefault && fund.balanceFen > 0
    const ownCard = records['bank/cards'].record?.cards?.some((card: Answered) => card.class === 'I')
    if (fit && ownCard && fund.unit.slice(2, 6) === '4407') return { idNumber, name: person.name }
  }
  throw new Error('the city has no retiree with a fund of his own')
}

async function tokenFor(person: { idNumber: string; name: string }): Promise<Caller> {
  const given = await house.server.inject({ method: 'POST', url: '/demo/token', payload: { person: person.idNumber, name: person.name } })
  assert.equal(given.statusCode, 200, given.body)
  return caller(house, given.json<{ party: string }>().party)
}

test('a fact that changes between filling and deciding is shown and asked again, and nobody decides on the old one', async () => {
  const person = await anyRetiree()
  const retiree = await tokenFor(person)
  const opened = await retiree.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await retiree.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  const confirmed = await retiree.post(`/services/cases/${opened.id}/confirmation`)
  const renamed = `${[...person.name][0]}长安`
  await changePerson(house.city, person.idNumber, { name: renamed })
  // Whatever these tests find, the truth is put back.
  try {
    await retiree.post(`/services/cases/${opened.id}/signature`, { digest: confirmed.digest })
    await house.settle()
    const reopened = await retiree.get(`/services/cases/${opened.id}`)
    assert.deepEqual([reopened.stage, reopened.verdict, reopened.changes.map((one: Answered) => [one.field, one.was, one.now])], ['filling', null, [['name', person.name, renamed]]])
    assert.ok(reopened.changes[0].label.zh && reopened.me.mayEdit)
    const inbox = await retiree.get('/messages?limit=20')
    assert.ok(inbox.items.some((item: Answered) => item.case === opened.id), 'he is told that something changed')
    const again = await retiree.post(`/services/cases/${opened.id}/confirmation`)
    assert.notEqual(again.digest, confirmed.digest)
    await retiree.post(`/services/cases/${opened.id}/signature`, { digest: again.digest })
    await house.settle()
    const done = await retiree.get(`/services/cases/${opened.id}`)
    assert.equal(done.stage, 'granted', JSON.stringify(done.verdict))
    const trace = await retiree.get(`/services/cases/${opened.id}/trace`)
    assert.equal(trace.decisions.length, 1)
    assert.equal(trace.orders.length, 2)
  } finally {
    await changePerson(house.city, person.idNumber, { name: person.name })
  }
})

const PATH = 'matters/company-registration/decision.table.yaml'

/** The table with one more row: brands with these two letters are returned. */
function secondVersion(text: string): string {
  return text.replace('\ninputs:\n', "\ninputs:\n  - { id: newlyReserved, label: { zh: 字号新近保留, en: Brand reserved of late }, type: boolean, is: 'contains(form.brand, \"栖霞\")' }\n")
    .replace('\nrows:\n', "\nrows:\n  - id: newly-reserved\n    when: { newlyReserved: 'true' }\n    outcome: RETURN\n    reason: company.newly_reserved\n    field: brand\n    text: { zh: 该字号自新版规则起保留。, en: The brand is reserved since the new version of the rules. }\n    law: { zh: 《企业名称登记管理规定》第十一条, en: \"Regulations on the Registration of Enterprise Names, art. 11\" }\n")
}

async function publish(text: string, reason: string): Promise<string> {
  const author = await caller(house, 'author')
  const reviewer = await caller(house, 'reviewer')
  const { id } = await author.post('/content/drafts', { path: PATH, text, reason }, 201)
  await author.post(`/content/drafts/${id}/publication`, undefined, 403)
  const { id: preview } = await author.post('/decisions/previews', { draft: id }, 201)
  await house.settle()
  await reviewer.post(`/decisions/previews/${preview}/signoff`, { note: '已核对会改变的结果' }, 201)
  return (await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)).digest
}

test('a new version of a table decides the cases opened after it and no case opened before', async () => {
  const before = currentRelease()
  const first = before.textOf(PATH)!
  assert.notEqual(secondVersion(first), first)
  const old = await fillCompany(founder, duanzhou('栖霞晚照'))
  const digest = await publish(secondVersion(first), '新版规则')
  // Whatever these tests find, the rules of the other tests are put back.
  try {
    assert.notEqual(digest, before.digest)
    const fresh = await fillCompany(founder, duanzhou('栖霞疏雨'))
    assert.deepEqual([old.release, fresh.release], [before.digest, digest])
    for (const { id } of [old, fresh]) await founder.confirmAndSign(id)
    await house.settle()
    const [byOld, byNew] = [await (await seen(founder, old.id)).child('registration'), await (await seen(founder, fresh.id)).child('registration')]
    assert.equal(byOld.stage, 'granted', JSON.stringify(byOld.verdict))
    assert.deepEqual([byNew.stage, byNew.verdict.reasons.map((reason: Answered) => reason.reason)], ['returned', ['company.newly_reserved']])
    const versions = await Promise.all([byOld, byNew].map(async ({ id }) => (await founder.get(`/services/cases/${id}/trace`)).decisions[0]))
    assert.deepEqual(versions.map((one) => one.release), [before.digest, digest])
    assert.notEqual(versions[0].version, versions[1].version)
  } finally {
    await publish(first, '恢复原规则')
  }
  assert.equal(currentRelease().digest, before.digest)
})

test('a text that does not hold together goes back to its author with every place, and nothing is published', async () => {
  const before = currentRelease()
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  const { id } = await author.post('/content/drafts', { path: PATH, text: before.textOf(PATH)!.replace('hitPolicy: OUTPUT ORDER', 'hitPolicy: WHATEVER'), reason: '写错了' }, 201)
  const problem = await reviewer.post(`/content/drafts/${id}/publication`, undefined, 422)
  assert.equal(problem.code, 'kernel.content_unfit')
  assert.match(problem.errors[0].pointer, /company-registration.*hitPolicy/)
  assert.equal(currentRelease().digest, before.digest)
  await reviewer.post('/content/drafts', { path: PATH, text: 'x', reason: '审核人不编制' }, 403)
  await founder.post('/content/drafts', { path: PATH, text: 'x', reason: '市民不编制' }, 403)
})

test('one person cannot be given duties that must be kept apart', async () => {
  const admin = partOfHouse('tests', ['parties.appoint'])
  const refused = async (key: string, agency: string, role: string): Promise<string> => house.act(admin, async (act) => {
    const person = (await byIdentifier(act, 'citizen-id', castMember(key).idNumber))!
    return appoint(act, { person: person.id, agency, role, reason: '测试' })
  }).then(() => 'appointed', (error: { code: string }) => error.code)
  assert.equal(await refused('auditor', 'tongban-operator', 'administrator'), 'kernel.second_duty')
  assert.equal(await refused('admin', 'guangdong-data', 'auditor'), 'kernel.second_duty')
})

test('whoever took a case in at a window far away does not decide it, on whichever step it falls', async () => {
  const { id } = await fillCompany(founder, duanzhou('听泉小筑', { scope: ['lending'] }))
  await founder.confirmAndSign(id)
  await house.settle()
  const registration = await (await seen(founder, id)).child('registration')
  assert.equal(registration.stage, 'with-officer', JSON.stringify(registration.verdict))
  const registrar = await caller(house, 'registrar-duanzhou')
  const collector: Actor = { id: registrar.party, kind: 'officer', agency: 'duanzhou-market', post: 'window', powers: new Set(['services.collect']), behalf: null }
  await perform(collector, (act) => takeDuty(act, 'services.collect', id))
  const refused = await registrar.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '自己收的件' }, 403)
  assert.equal(refused.code, 'kernel.second_duty')
  await founder.post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '申请人自己' }, 403)
  await (await caller(house, 'registrar-futian')).post(`/services/cases/${registration.id}/decision`, { outcome: 'GRANT', rows: [], note: '别处' }, 403)
  await assert.rejects(perform({ ...collector, powers: new Set() }, (act) => takeDuty(act, 'services.decide', id)), { code: 'kernel.second_duty' })
})
