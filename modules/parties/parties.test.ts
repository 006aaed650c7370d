import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { before, test } from 'node:test'

import { now as clock, perform, type Act } from '#kernel/act'
import { house as partOf, visitor, type Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { makeSocialCreditCode } from '#kernel/codes/social-credit-code'
import { serve, type Server } from '#kernel/http'
import { historyOf } from '#kernel/journal'
import { testHouse } from '#tests/house'

import { agencyNames, appoint, byIdentifier, endParty, endPost, ensureAgencies, ensureFirm, ensurePerson, ensureSystem, identify, mandate, mandateFor, parties, partyOf, postsOf, relate, relationsOf, rename, revokeMandate, unrelate } from './index.ts'

const desk = partOf('test', ['parties.appoint'])
const now = <T>(deed: (act: Act) => Promise<T>, actor: Actor = desk): Promise<T> => perform(actor, deed)
const anyId = () => makeCitizenId({ division: '440703', birth: `19${randomInt(50, 99)}-0${randomInt(1, 9)}-${randomInt(10, 28)}`, sequence: randomInt(1, 899) })
const anyCode = () => makeSocialCreditCode({ department: '9', organisationType: '1', division: '440703', sequence: randomInt(0, 99_999_999) })
const anyPerson = (name = '测试人') => now((act) => ensurePerson(act, { idNumber: anyId(), name, source: 'test' }))
const anyFirm = () => now((act) => ensureFirm(act, { socialCreditCode: anyCode(), name: '测试商行', source: 'test' }))
const self = (id: string, more: Partial<Actor> = {}): Actor => ({ ...visitor, id, ...more })
const tomorrow = () => addDays(dayOf(clock()), 1)

let server: Server
before(async () => {
  await testHouse(['parties'])
  await now(ensureAgencies)
  server = await serve([parties], async (request) => {
    const [id, behalf] = String(request.headers['x-actor'] ?? '').split(' ')
    return id ? { actor: self(id, { behalf: behalf ?? null, powers: new Set(String(request.headers['x-powers'] ?? '').split(' ')) }), by: 'token' } : { actor: visitor, by: 'nothing' }
  })
})

test('the same citizen id is the same person, also to many who ask at once, and a typed name renames nobody', async () => {
  const idNumber = anyId()
  const asked = await Promise.all(Array.from({ length: 8 }, (_, n) => now((act) => ensurePerson(act, { idNumber, name: `甲${n}`, source: 'test' }))))
  assert.equal(new Set(asked.map((party) => party.id)).size, 1)
  assert.equal(new Set(asked.map((party) => party.name)).size, 1)
  assert.match(asked[0]!.id, /^p_[0-9A-Za-z]{22}$/)
  assert.deepEqual(asked[0]!.identifiers, [{ type: 'citizen-id', value: idNumber }])
  const facts = await now((act) => historyOf(act.tx, asked[0]!.id))
  assert.deepEqual(facts.map((fact) => fact.type), ['parties.registered'])
  assert.ok(!JSON.stringify(facts).includes(idNumber), 'the journal carries no number of a person')
})

test('a number that is none makes no party', async () => {
  await assert.rejects(now((act) => ensurePerson(act, { idNumber: '440703199005170000', name: '甲', source: 'test' })), { code: 'not_understood', faults: [{ pointer: '/idNumber', code: 'codes.citizen_id.check_digit', details: {} }] })
  await assert.rejects(now((act) => ensureFirm(act, { socialCreditCode: '91440703MA5EXAMP12', name: '甲', source: 'test' })), { code: 'not_understood' })
  await assert.rejects(now((act) => partyOf(act, 'p_nobody')), { kind: 'absent', code: 'parties.absent' })
})

test('a party keeps its id through a new name, a new telephone and its end', async () => {
  const { id } = await anyPerson('原名')
  const mobile = `139${randomInt(10_000_000, 99_999_999)}`
  await now((act) => rename(act, { party: id, name: '新名', source: 'population' }))
  await now((act) => identify(act, { party: id, type: 'mobile', value: '13700000000', source: 'self' }))
  await now((act) => identify(act, { party: id, type: 'mobile', value: `+86 ${mobile}`, source: 'self' }))
  const party = await now((act) => partyOf(act, id))
  assert.equal(party.name, '新名')
  assert.deepEqual(party.identifiers.filter(({ type }) => type === 'mobile'), [{ type: 'mobile', value: mobile }])
  assert.equal((await now((act) => byIdentifier(act, 'mobile', mobile)))?.id, id)
  await now((act) => endParty(act, { party: id, reason: 'deceased' }))
  await now((act) => endParty(act, { party: id, reason: 'said twice' }))
  assert.equal((await now((act) => partyOf(act, id))).ended?.reason, 'deceased')
  const types = (await now((act) => historyOf(act.tx, id))).map((fact) => fact.type)
  assert.deepEqual(types, ['parties.registered', 'parties.renamed', 'parties.identified', 'parties.identified', 'parties.ended'])
})

test('a number that is given once is not given again, and a bad telephone is refused', async () => {
  const [one, two] = [await anyPerson(), await anyPerson()]
  const value = `P${randomInt(1e9)}`
  await now((act) => identify(act, { party: one.id, type: 'passport', value, source: 'test' }))
  await assert.rejects(now((act) => identify(act, { party: two.id, type: 'passport', value, source: 'test' })), { code: 'parties.identifier_taken' })
  await assert.rejects(now((act) => identify(act, { party: two.id, type: 'mobile', value: '12345', source: 'test' })), { faults: [{ pointer: '/value', code: 'parties.mobile_form', details: {} }] })
})

test('agencies are parties under the ids of the content, systems under their name, and both can be named', async () => {
  const agency = await now((act) => partyOf(act, 'pengjiang-market'))
  assert.equal(agency.kind, 'agency')
  assert.equal(agency.name, '江门市蓬江区市场监督管理局')
  const system = await now((act) => ensureSystem(act, { name: 'population', title: '人口库', titleEn: 'Population register', source: 'test' }))
  const person = await anyPerson()
  const names = await now((act) => agencyNames(act, ['pengjiang-market', system.id, person.id, 'nobody']))
  assert.deepEqual(Object.keys(names).sort(), ['pengjiang-market', 's_population'])
  assert.equal(names['pengjiang-market']!.en, 'Administration for Market Regulation of Pengjiang District, Jiangmen')
})

test('a firm has one legal representative: a new one follows the old one, and the standing mandate goes along', async () => {
  const [firm, first, second] = [await anyFirm(), await anyPerson(), await anyPerson()]
  const old = await now((act) => relate(act, { from: first.id, to: firm.id, kind: 'legal-representative', since: '2024-01-01', source: 'registration' }))
  assert.equal((await now((act) => relate(act, { from: first.id, to: firm.id, kind: 'legal-representative', source: 'registration' }))).id, old.id)
  assert.equal((await now((act) => mandateFor(act, { grantor: firm.id, grantee: first.id, matter: 'any' })))?.basis, 'legal-representative')
  await now((act) => relate(act, { from: second.id, to: firm.id, kind: 'legal-representative', source: 'registration' }))
  const standing = await now((act) => relationsOf(act, firm.id))
  assert.deepEqual(standing.map((relation) => relation.from), [second.id])
  assert.equal(await now((act) => mandateFor(act, { grantor: firm.id, grantee: first.id, matter: 'any' })), undefined)
  assert.equal((await now((act) => relationsOf(act, firm.id, '2024-06-01')))[0]!.from, first.id, 'the past stays as it was')
})

test('nobody is married twice, related to himself, or related backwards in time', async () => {
  const [a, b, c] = [await anyPerson(), await anyPerson(), await anyPerson()]
  const marriage = await now((act) => relate(act, { from: a.id, to: b.id, kind: 'spouse', since: '2020-01-01', source: 'civil-affairs' }))
  await assert.rejects(now((act) => relate(act, { from: c.id, to: a.id, kind: 'spouse', source: 'civil-affairs' })), { code: 'parties.already_married' })
  await now((act) => unrelate(act, { relation: marriage.id, lastDay: '2022-01-01', reason: 'divorced' }))
  await now((act) => relate(act, { from: c.id, to: a.id, kind: 'spouse', source: 'civil-affairs' }))
  await assert.rejects(now((act) => relate(act, { from: a.id, to: a.id, kind: 'employee', source: 'test' })), { code: 'parties.relation_to_self' })
  await assert.rejects(now((act) => relate(act, { from: a.id, to: b.id, kind: 'employee', since: '2024-01-02', until: '2024-01-01', source: 'test' })), { code: 'parties.relation_backwards' })
  await assert.rejects(now((act) => unrelate(act, { relation: '999999999', reason: 'test' })), { code: 'parties.relation_absent' })
})

test('a post carries its role’s powers until it ends, and filling one needs the power to', async () => {
  const person = await anyPerson()
  const wish = { person: person.id, agency: 'pengjiang-market', role: 'registrar', reason: 'test' }
  await assert.rejects(now((act) => appoint(act, wish), self('p_other')), { kind: 'forbidden', code: 'not_permitted' })
  await assert.rejects(now((act) => appoint(act, wish), self(person.id, { powers: new Set(['parties.appoint']) })), { code: 'parties.self_appointment' })
  const post = await now((act) => appoint(act, wish))
  assert.equal((await now((act) => appoint(act, wish))).id, post.id)
  assert.deepEqual((await now((act) => postsOf(act, person.id))).map(({ role, division, powers }) => ({ role, division, powers })), [{ role: 'registrar', division: '440703', powers: ['services.queue', 'services.decide', 'services.answer-ratings'] }])
  await now((act) => endPost(act, { post: post.id, reason: 'moved' }))
  await now((act) => endPost(act, { post: post.id, reason: 'moved' }))
  assert.deepEqual(await now((act) => postsOf(act, person.id)), [])
  const types = (await now((act) => historyOf(act.tx, person.id))).map((fact) => fact.type)
  assert.deepEqual(types, ['parties.registered', 'parties.appointed', 'parties.dismissed'])
})

test('whoever administers does not audit, whichever came first; who collects may decide other cases', async () => {
  const [one, two, three] = [await anyPerson(), await anyPerson(), await anyPerson()]
  const give = (person: string, role: string) => now((act) => appoint(act, { person, agency: 'tongban-operator', role, reason: 'test' }))
  await give(one.id, 'administrator')
  await assert.rejects(give(one.id, 'auditor'), { code: 'kernel.second_duty', details: { first: 'parties.appoint', second: 'ledger.audit' } })
  await give(two.id, 'auditor')
  await assert.rejects(give(two.id, 'administrator'), { code: 'kernel.second_duty' })
  await give(three.id, 'window-collector')
  await give(three.id, 'registrar')
  for (let n = 0; n < 12; n++) {
    const race = await anyPerson()
    const raced = await Promise.allSettled([give(race.id, 'administrator'), give(race.id, 'auditor')])
    assert.deepEqual(raced.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  }
})

test('a post needs a living person, a known agency and role, and a division in the agency’s charge', async () => {
  const [person, dead, firm] = [await anyPerson(), await anyPerson(), await anyFirm()]
  await now((act) => endParty(act, { party: dead.id, reason: 'deceased' }))
  const wish = { person: person.id, agency: 'jiangmen-tax', role: 'tax-officer', reason: 'test' }
  for (const [change, code] of [
    [{ person: dead.id }, 'parties.ended'], [{ person: firm.id }, 'parties.not_a_person'], [{ person: 'p_nobody' }, 'parties.absent'],
    [{ agency: 'nowhere' }, 'parties.agency_absent'], [{ role: 'king' }, 'parties.role_absent'], [{ division: '440303' }, 'parties.division_outside'],
  ] as const) await assert.rejects(now((act) => appoint(act, { ...wish, ...change })), { code })
  assert.equal((await now((act) => appoint(act, { ...wish, division: '440703' }))).division, '440703')
  await assert.rejects(now((act) => endPost(act, { post: 'post_none', reason: 'test' })), { code: 'parties.post_absent' })
})

test('a mandate holds for its matters until its day, and either side can end it', async () => {
  const [grantor, grantee] = [await anyPerson(), await anyPerson()]
  const may = (matter: string) => now((act) => mandateFor(act, { grantor: grantor.id, grantee: grantee.id, matter }))
  const given = await now((act) => mandate(act, { grantor: grantor.id, grantee: grantee.id, matters: ['open-company'], until: tomorrow(), reason: '委托代办' }), self(grantor.id))
  assert.equal((await may('open-company'))?.id, given.id)
  assert.equal(await may('close-company'), undefined)
  await assert.rejects(now((act) => revokeMandate(act, { id: given.id, reason: 'test' }), self('p_stranger')), { kind: 'absent', code: 'parties.mandate_absent' })
  await now((act) => revokeMandate(act, { id: given.id, reason: '不再代办' }), self(grantee.id))
  await now((act) => revokeMandate(act, { id: given.id, reason: '不再代办' }), self(grantor.id))
  assert.equal(await may('open-company'), undefined)
  const all = await now((act) => mandate(act, { grantor: grantor.id, grantee: grantee.id, matters: 'all', until: tomorrow(), reason: '委托' }), self(grantor.id))
  assert.equal((await may('close-company'))?.id, all.id)
  await now((act) => endParty(act, { party: grantor.id, reason: 'deceased' }))
  assert.equal(await may('close-company'), undefined, 'a mandate ends with the one who gave it')
})

test('a mandate over yesterday is none, and nobody gives one for another, to himself or for nothing', async () => {
  const [grantor, grantee] = [await anyPerson(), await anyPerson()]
  const give = (change: object, actor = self(grantor.id)) => now((act) => mandate(act, { grantor: grantor.id, grantee: grantee.id, matters: 'all', until: tomorrow(), reason: 'test', ...change }), actor)
  await assert.rejects(give({}, self(grantee.id)), { code: 'not_permitted' })
  await assert.rejects(give({ grantee: grantor.id }), { code: 'parties.mandate_to_self' })
  await assert.rejects(give({ until: '2020-01-01' }), { code: 'parties.mandate_past' })
  await assert.rejects(give({ matters: [] }), { code: 'parties.mandate_empty' })
  await assert.rejects(give({ grantee: 'p_nobody' }), { code: 'parties.absent' })
})

test('the legal representative and the guardian give mandates for whom they stand for', async () => {
  const [firm, boss, agent, child] = [await anyFirm(), await anyPerson(), await anyPerson(), await anyPerson()]
  await now((act) => relate(act, { from: boss.id, to: firm.id, kind: 'legal-representative', source: 'registration' }))
  await now((act) => relate(act, { from: boss.id, to: child.id, kind: 'guardian', source: 'civil-affairs' }))
  assert.equal((await now((act) => mandateFor(act, { grantor: child.id, grantee: boss.id, matter: 'any' })))?.basis, 'guardian')
  assert.equal(await now((act) => mandateFor(act, { grantor: boss.id, grantee: child.id, matter: 'any' })), undefined, 'and not the other way round')
  const given = await now((act) => mandate(act, { grantor: firm.id, grantee: agent.id, matters: 'all', until: tomorrow(), reason: '委托代办' }), self(boss.id))
  assert.equal((await now((act) => mandateFor(act, { grantor: firm.id, grantee: agent.id, matter: 'any' })))?.id, given.id)
})

test('over HTTP I see myself with my numbers masked, and a visitor is asked to sign in', async () => {
  const person = await anyPerson('区小满')
  const seen = await server.inject({ url: '/parties/me', headers: { 'x-actor': person.id } })
  assert.equal(seen.statusCode, 200)
  assert.equal(seen.json().party.name, '区小满')
  assert.match(seen.json().party.identifiers[0].value, /^440703\*{10}..$/)
  assert.equal((await server.inject({ url: '/parties/me' })).statusCode, 401)
  assert.equal((await server.inject({ url: '/parties/agencies?role=court&division=440700' })).json().items[0].id, 'jiangmen-court')
})

test('over HTTP I give a mandate to somebody whose name and number I know, once, see it and take it back', async () => {
  const [grantor, grantee] = [await anyPerson('甲'), await anyPerson('乙')]
  const value = grantee.identifiers[0]!.value
  const body = { grantee: { type: 'citizen-id', value, name: '乙' }, matters: ['open-company'], until: tomorrow(), reason: '委托代办' }
  const post = (payload: object, key?: string) => server.inject({ method: 'POST', url: '/parties/mandates', payload, headers: { 'x-actor': grantor.id, ...(key ? { 'idempotency-key': key } : {}) } })
  const given = await post(body, 'once')
  assert.equal(given.statusCode, 201)
  assert.equal((await post(body, 'once')).json().id, given.json().id)
  const wrong = await post({ ...body, grantee: { ...body.grantee, name: '丙' } })
  assert.equal(wrong.statusCode, 404)
  assert.equal(wrong.json().code, 'parties.grantee_unknown')
  assert.equal((await post({ ...body, until: 'soon' })).json().errors[0].code, 'kernel.day_form')
  const list = await server.inject({ url: '/parties/mandates', headers: { 'x-actor': grantee.id } })
  assert.deepEqual(list.json().items.map(({ id, live, grantorName }: { id: string; live: boolean; grantorName: string }) => ({ id, live, grantorName })), [{ id: given.json().id, live: true, grantorName: '甲' }])
  const revoked = await server.inject({ method: 'POST', url: `/parties/mandates/${given.json().id}/revocation`, payload: { reason: '不再需要' }, headers: { 'x-actor': grantor.id } })
  assert.equal(revoked.statusCode, 201)
  const after = await server.inject({ url: '/parties/mandates?limit=1', headers: { 'x-actor': grantor.id } })
  assert.equal(after.json().items[0].live, false)
})

test('over HTTP posts are given and ended by whoever has the power, and by nobody else', async () => {
  const person = await anyPerson()
  const payload = { person: person.id, agency: 'jiangmen-civil', role: 'civil-affairs-officer', reason: '任职' }
  const send = (url: string, body: object, powers: string) => server.inject({ method: 'POST', url, payload: body, headers: { 'x-actor': 'p_admin', 'x-powers': powers } })
  assert.equal((await send('/parties/posts', payload, '')).statusCode, 403)
  const post = await send('/parties/posts', payload, 'parties.appoint')
  assert.equal(post.statusCode, 201)
  const seen = await server.inject({ url: `/parties/${person.id}/posts`, headers: { 'x-actor': person.id } })
  assert.equal(seen.json().items[0].agency, 'jiangmen-civil')
  assert.equal((await server.inject({ url: `/parties/${person.id}/posts`, headers: { 'x-actor': 'p_other' } })).statusCode, 403)
  assert.equal((await send(`/parties/posts/${post.json().id}/end`, { reason: '离任' }, 'parties.appoint')).statusCode, 201)
})
