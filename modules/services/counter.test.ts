import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { historyOf } from '#kernel/journal'
import { castMember } from '#city/cast'
import { appoint } from '#modules/parties'
import { verifyOwn } from '#modules/ledger'
import { caller, type Answered, type Caller } from '#tests/caller'
import { clerkAt, sitOpposite } from '#tests/counter'
import { addressOf, fillCompany, seen } from '#tests/company'
import { testHouse, type TestHouse } from '#tests/house'

const MATTER = 'fund-withdrawal-retirement'

let house: TestHouse
let clerk: Caller
let other: Caller
let citizen: Caller
before(async () => {
  house = await testHouse()
  clerk = await clerkAt(house)
  other = await clerkAt(house, 'employee-two', 'futian-service-centre')
  citizen = await caller(house, 'retiree')
})

const codeOf = (problem: Answered): string => problem.code as string
const openFor = (one: Caller, party: string, status = 201): Promise<Answered> => one.post('/services/cases', { kind: 'matter', id: MATTER, for: party, channel: 'window' }, status)
const factsOf = (about: string): Promise<{ type: string; actor: string }[]> => house.act(partOfHouse('tests'), (act) => historyOf(act.tx, about))
const looksOf = async (one: Caller): Promise<Answered[]> => ((await one.get('/grants/uses?limit=200')).items as Answered[]).filter((use) => use.basis === 'presence' && use.source === 'counter')

const atScreen = async (method: 'GET' | 'POST', url: string, payload?: object, status = method === 'GET' ? 200 : 201): Promise<Answered> => {
  const answer = await house.server.inject({ method, url, ...(payload ? { payload } : {}) })
  assert.equal(answer.statusCode, status, answer.body)
  return answer.json()
}

async function pairedScreen(): Promise<string> {
  const { id } = await atScreen('POST', '/counter/screens')
  await clerk.post('/counter/screens/pairing', { code: (await atScreen('GET', `/services/screens/${id}`)).code })
  return `/services/screens/${id}`
}

async function filledCase(): Promise<string> {
  const { id, form } = await openFor(clerk, citizen.party)
  const card = form.groups[0].fields.find((field: { id: string }) => field.id === 'card')
  await clerk.put(`/services/cases/${id}/groups/payout`, { answers: { card: card.value } })
  return id as string
}

describe('a case at a counter', () => {
  test('is the citizen’s: opened by the clerk, filled from sources as online, and what a source said nobody edits', async () => {
    await sitOpposite(clerk, citizen)
    const opened = await openFor(clerk, citizen.party)
    assert.deepEqual([opened.applicant.id, opened.channel, opened.me.role, opened.me.mayEdit], [citizen.party, 'window', 'clerk', true])
    const fields = opened.form.groups[0].fields as { id: string; value: unknown; by: string; locked: boolean }[]
    const balance = fields.find((field) => field.id === 'balanceFen')!
    assert.deepEqual([balance.value, balance.by, balance.locked], [8341237, 'source', true])
    const saved = await clerk.put(`/services/cases/${opened.id}/groups/payout`, { answers: { balanceFen: '999999.00', card: fields.find((field) => field.id === 'card')!.value } })
    assert.equal(saved.form.groups[0].fields.find((field: { id: string }) => field.id === 'balanceFen').value, 8341237)
    const states = Object.fromEntries(opened.counter.materials.map((one: { id: string; state: string }) => [one.id, one.state]))
    assert.deepEqual([states['population-person'], states['provident-fund-person'], states['bank-cards']], ['hit', 'hit', 'hit'])
    assert.ok((await citizen.get('/services/cases')).items.some((one: { id: string }) => one.id === opened.id))
    const facts = await factsOf(opened.id)
    assert.equal(facts.find((fact) => fact.type === 'services.opened')!.actor, clerk.party)
    await clerk.post('/counter/place/end', {})
  })

  test('keeps what the clerk typed and is no answer yet, for him and for the citizen, and for nobody else', async () => {
    await sitOpposite(clerk, citizen)
    const { id, form } = await openFor(clerk, citizen.party)
    const typed = { card: { 'f.card': ['没写完'] } }
    const { version } = await clerk.put(`/services/cases/${id}/groups/payout/typing`, { typed, version: form.groups[0].version, device: 'window' })
    for (const one of [clerk, citizen]) {
      const [group] = (await one.get(`/services/cases/${id}`)).form.groups
      assert.deepEqual([group.version, group.typing.fields], [version, typed])
    }
    assert.equal(codeOf(await citizen.put(`/services/cases/${id}/groups/payout/typing`, { typed: { card: { 'f.card': ['别的'] } }, version: 0, device: 'phone' }, 409)), 'services.changed_elsewhere')
    await clerk.post('/counter/place/end', {})
    await clerk.put(`/services/cases/${id}/groups/payout/typing`, { typed, version, device: 'window' }, 403)
  })

  test('is not looked at, filled or shown without a live session; each try is refused and on record, and each look is in the citizen’s log', async () => {
    await sitOpposite(clerk, citizen)
    const id = await filledCase()
    const before = (await looksOf(citizen)).length
    await clerk.get(`/services/cases/${id}`)
    const looks = await looksOf(citizen)
    assert.deepEqual([looks.length - before, looks[0].case, looks[0].actor, looks[0].elements], [1, id, clerk.party, ['form']])
    await clerk.get('/services/opposite/cases')
    assert.deepEqual((await looksOf(citizen))[0].elements, ['cases'])
    await citizen.post('/counter/mine/end')
    for (const call of [
      () => clerk.get(`/services/cases/${id}`, 403), () => clerk.put(`/services/cases/${id}/groups/payout`, { answers: {} }, 403), () => clerk.post(`/services/cases/${id}/refill`, undefined, 403),
      () => clerk.post(`/services/cases/${id}/confirmation`, undefined, 403), () => clerk.put(`/services/cases/${id}/shown`, { shown: true }, 403), () => clerk.get(`/services/cases/${id}/collection`, 403),
    ]) assert.equal(codeOf(await call()), 'counter.nobody_opposite')
    assert.equal((await factsOf(id)).filter((fact) => fact.type === 'counter.refused' && fact.actor === clerk.party).length, 6)
    assert.equal(codeOf(await clerk.get('/services/opposite/cases', 403)), 'counter.nobody_opposite')
    assert.equal((await looksOf(citizen)).length, before + 2)
  })

  test('is opened for nobody who is not there, and by nobody without a counter', async () => {
    const stranger = await caller(house, 'employee-one')
    assert.equal(codeOf(await openFor(clerk, stranger.party, 403)), 'counter.nobody_opposite')
    assert.ok((await factsOf(stranger.party)).some((fact) => fact.type === 'counter.refused' && fact.actor === clerk.party))
    await sitOpposite(clerk, citizen)
    assert.equal(codeOf(await openFor(clerk, stranger.party, 403)), 'services.mandate_ended')
    assert.equal(codeOf(await openFor(citizen, citizen.party, 403)), 'counter.nobody_opposite')
    await clerk.post('/counter/place/end', {})
  })

  test('opened at one counter is not the business of another, and another person opposite opens nothing of it', async () => {
    await sitOpposite(clerk, citizen)
    const id = await filledCase()
    assert.equal(codeOf(await other.get(`/services/cases/${id}`, 403)), 'counter.nobody_opposite')
    await sitOpposite(other, await caller(house, 'employee-one'))
    assert.equal(codeOf(await other.get(`/services/cases/${id}`, 403)), 'counter.nobody_opposite')
    await other.post('/counter/place/end', {})
    const registrar = await caller(house, 'registrar-futian')
    assert.equal(codeOf(await registrar.get(`/services/cases/${id}`, 403)), 'not_permitted')
    await clerk.post('/counter/place/end', {})
  })
})

describe('the citizen at the second screen', () => {
  test('sees what the clerk shows and nothing else, says what is wrong, then that it is right, and signs before a witness', async () => {
    const screen = await pairedScreen()
    await sitOpposite(clerk, citizen)
    const id = await filledCase()
    assert.equal((await atScreen('GET', screen)).case, null)
    assert.equal(codeOf(await atScreen('POST', `${screen}/word`, { digest: '0'.repeat(64), right: true }, 409)), 'counter.nothing_shared')
    await clerk.put(`/services/cases/${id}/shown`, { shown: true })
    const shown = (await atScreen('GET', screen)).case
    assert.deepEqual([shown.id, shown.applicant.name, shown.form.complete], [id, castMember('retiree').name, true])
    assert.equal(shown.form.groups[0].fields.find((field: { id: string }) => field.id === 'balanceFen').source.title.en.length > 0, true)

    await atScreen('POST', `${screen}/word`, { digest: shown.draft, right: false, fields: ['card'] })
    const { word } = (await clerk.get(`/services/cases/${id}`)).counter
    assert.deepEqual([word.right, word.fields, word.by, word.stands], [false, ['card'], 'screen', true])
    assert.equal(codeOf(await atScreen('POST', `${screen}/word`, { digest: '0'.repeat(64), right: true }, 409)), 'services.other_digest')
    assert.equal(codeOf(await atScreen('POST', `${screen}/signature`, { digest: shown.draft }, 409)), 'services.nothing_to_sign')

    const ready = (await atScreen('POST', `${screen}/word`, { digest: shown.draft, right: true })).case
    assert.deepEqual([ready.stage, ready.consents.length > 0], ['signing', true])
    assert.equal(codeOf(await atScreen('POST', `${screen}/signature`, { digest: '0'.repeat(64) }, 409)), 'services.other_digest')
    const signed = (await atScreen('POST', `${screen}/signature`, { digest: ready.digest })).case
    assert.ok(signed.signed)
    assert.equal(codeOf(await atScreen('POST', `${screen}/signature`, { digest: ready.digest }, 409)), 'services.nothing_to_sign')

    await isWitnessed(id)
    const receipt = await clerk.get(`/services/cases/${id}/collection`)
    assert.deepEqual([receipt.number, receipt.collectedAt.zh, receipt.path], [shown.number, '江门市蓬江区政务服务中心', `/cases/${id}`])
    await clerk.post('/counter/place/end', { served: true })
    const after = await atScreen('GET', screen)
    assert.deepEqual([after.session, after.case], [null, null])
    await house.settle()
    assert.equal((await citizen.get(`/services/cases/${id}`)).stage, 'granted')
  })

  test('ends the session there, and nothing is shown or signed after', async () => {
    const screen = await pairedScreen()
    const someone = await caller(house, 'fund-employed')
    await sitOpposite(clerk, someone)
    const { id } = await openFor(clerk, someone.party)
    await clerk.put(`/services/cases/${id}/shown`, { shown: true })
    assert.equal((await atScreen('GET', screen)).case.id, id)
    assert.deepEqual((await atScreen('POST', `${screen}/end`)).case, null)
    assert.equal(codeOf(await atScreen('POST', `${screen}/end`, undefined, 409)), 'counter.no_session')
    assert.equal(codeOf(await atScreen('POST', `${screen}/word`, { digest: '0'.repeat(64), right: true }, 409)), 'counter.no_session')
    assert.equal(codeOf(await clerk.get(`/services/cases/${id}`, 403)), 'counter.nobody_opposite')
  })

  test('on his phone it is his own signature, as online; he can say there too that something is wrong', async () => {
    const someone = await caller(house, 'fund-defaulter')
    await sitOpposite(clerk, someone)
    const { id, counter } = await openFor(clerk, someone.party)
    assert.equal(codeOf(await someone.post(`/services/cases/${id}/objection`, { digest: counter.digest }, 409)), 'counter.nothing_shared')
    await clerk.put(`/services/cases/${id}/shown`, { shown: true })
    assert.equal((await someone.get('/counter/mine')).session.share, id)
    await someone.post(`/services/cases/${id}/objection`, { digest: counter.digest, fields: ['name'] })
    assert.equal((await clerk.get(`/services/cases/${id}`)).counter.word.by, 'phone')
    await clerk.put(`/services/cases/${id}/shown`, { shown: false })
    assert.equal((await someone.get('/counter/mine')).session.share, null)
    const signed = await someone.confirmAndSign(id)
    assert.equal(signed.signatories[0].signedAt !== null, true)
    const seen = await clerk.get(`/services/cases/${id}`)
    assert.deepEqual(seen.counter.witnessed, [])
    await clerk.post('/counter/place/end', {})
  })
})

/** The signature is the clerk's, over who signed what before him; the record says so, and the ledger knows his key. */
async function isWitnessed(id: string): Promise<void> {
  const seen = await clerk.get(`/services/cases/${id}`)
  assert.deepEqual(seen.counter.witnessed.map((one: { party: string; clerk: string }) => [one.party, one.clerk]), [[citizen.party, clerk.party]])
  const trace = await citizen.get(`/services/cases/${id}/trace`)
  const { verdict, key } = await house.act(partOfHouse('tests'), (act) => verifyOwn(act, trace.signatures[0].jws))
  assert.ok(verdict.valid)
  const payload = JSON.parse(verdict.payload.toString())
  assert.deepEqual([payload.party, payload.witness, key!.owner], [citizen.party, clerk.party, `person:${clerk.party}`])
  assert.ok((await factsOf(id)).some((fact) => fact.type === 'services.witnessed'))
}

test('who collected a case does not decide it, whatever other post he holds; another officer does', async () => {
  const { party } = clerk
  await house.act(partOfHouse('tests', ['parties.appoint']), (act) => appoint(act, { person: party, agency: 'pengjiang-market', role: 'registrar', reason: 'test' }))
  const collector = await caller(house, party, 'window-collector')
  const founder = await caller(house, 'founder-zhaoqing')
  await sitOpposite(collector, founder)
  const { id } = await fillCompany(founder, { brand: '柜前月', address: addressOf('full-pengjiang') }, collector)
  await founder.confirmAndSign(id)
  await house.settle()
  const { child } = await seen(founder, id)
  const { id: registration, stage } = await child('registration')
  assert.equal(stage, 'with-officer')
  const decide = (one: Caller, status: number): Promise<Answered> => one.post(`/services/cases/${registration}/decision`, { outcome: 'GRANT', rows: [], note: '可以容纳' }, status)
  assert.equal(codeOf(await decide(await caller(house, party, 'registrar'), 403)), 'kernel.second_duty')
  await decide(await caller(house, 'registrar-pengjiang'), 201)
})
