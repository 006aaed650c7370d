import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { now, perform, type Act } from '#kernel/act'
import { visitor, type Actor } from '#kernel/actor'
import { addDays, dayOf } from '#kernel/calendar'
import { serve, type Server } from '#kernel/http'
import { historyOf } from '#kernel/journal'
import { tries } from '#kernel/tries'
import { grants } from '#modules/grants'
import { endParty, mandate, relate } from '#modules/parties'
import { testHouse } from '#tests/house'

import { allowanceFor, at, decider, keeper, licensed, officer, refusedWith, someone } from './cast.test.ts'
import { certificates, holdersOf, issue, offer, open, resume, revoke, see, showingOf, suspend, verifyByCode, verifyByIdentifier, walletOf, type Offer } from './index.ts'
import { SHOWING_SECONDS, showCodeMeant, newShowCode } from './model/showing.ts'

let house: Awaited<ReturnType<typeof testHouse>>
let server: Server
const signedIn = new Map<string, Actor>()
before(async () => {
  house = await testHouse(['parties', 'ledger', 'grants', 'certificates'])
  server = await serve([certificates, grants], async (request) => ({ actor: signedIn.get(String(request.headers['x-test-actor'])) ?? visitor, by: 'token' }))
})
after(() => server.close())

const wish = (id: string, change: Partial<Offer> = {}): Offer => ({ id, fields: ['name', 'capital'], purpose: 'contract', ...change })
const offered = (actor: Actor, offer_: Offer) => house.act(actor, (act) => offer(act, offer_))
/** The same act a while later or earlier. */
const after_ = <T>(actor: Actor, seconds: number, deed: (act: Act) => Promise<T>) => perform(actor, (act) => deed({ ...act, at: new Date(act.at.getTime() + seconds * 1000) }))
const person = async () => house.act(decider, async (act) => {
  const one = await someone(act)
  return { one, allowance: await issue(act, allowanceFor(act, one)) }
})

test('whoever is shown the code sees exactly what the holder picked, once, and the holder sees who it was', async () => {
  const { chief, licence, firm } = await house.act(decider, (act) => licensed(act))
  const { id, code, digits, seconds } = await offered(at(chief), wish(licence.id, { viewer: '侨都酒店' }))
  assert.deepEqual([seconds, code.length, digits.length], [60, 24, 10])
  assert.equal((await house.act(at(chief), (act) => showingOf(act, { id: licence.id, showing: id }))).state, 'waiting')
  const copy = await house.act(visitor, (act) => see(act, { code, name: '前台小李' }))
  assert.deepEqual([copy.valid, copy.code, copy.holderName, copy.fields.map((field) => field.id)], [true, 'certificates.valid', firm.name, ['name', 'capital']])
  assert.deepEqual([copy.copy.viewer, copy.copy.checked, copy.copy.meantFor, copy.copy.purpose.zh, copy.copy.withheld], ['前台小李', false, '侨都酒店', '签订合同', 7])
  assert.equal(copy.copy.keepUntil, addDays(dayOf(now()), 364))
  const { state, seen } = await house.act(at(chief), (act) => showingOf(act, { id: licence.id, showing: id }))
  assert.deepEqual([state, seen?.viewer, seen?.checked, seen?.fields.map(({ zh }) => zh)], ['used', '前台小李', false, ['名称', '注册资本']])
  assert.deepEqual((await house.act(at(chief), (act) => open(act, licence.id))).shown.map(({ viewer, meantFor }) => [viewer, meantFor]), [['前台小李', '侨都酒店']])
})

test('the use stands in the log of the holder with the consent it rests on, and in the journal without a name', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const { id, code } = await offered(at(chief), wish(licence.id))
  const copy = await house.act(visitor, (act) => see(act, { code, name: '前台小李' }))
  const uses = await house.act(decider, (act) => act.tx<{ id: string; elements: string[]; purpose: string; basis: string; givenBy: string }>`
    select u.id, u.elements, u.purpose, g.basis, g.given_by from grants.uses u join grants.grants g on g.id = u.grant_id where u.subject = ${licence.holder} and u.grantee = ${`bearer:${id}`}`)
  assert.deepEqual(uses.map(({ elements, purpose, basis, givenBy }) => [elements, purpose, basis, givenBy]), [[['business-licence', 'business-licence.name', 'business-licence.capital'], 'contract', 'consent', chief.id]])
  assert.equal((await house.act(at(chief), (act) => showingOf(act, { id: licence.id, showing: id }))).seen?.use, uses[0]?.id)
  const facts = await house.act(decider, (act) => historyOf(act.tx, licence.id))
  assert.deepEqual(facts.slice(-2).map(({ type }) => type), ['certificates.offered', 'certificates.shown'])
  assert.equal(JSON.stringify(facts).includes('小李'), false)
  assert.ok(copy.proof === null || copy.proof.entry === licence.entry)
})

test('in the log that a holder reads, everything about a showing stands in words', async () => {
  const { one, allowance } = await person()
  const { code } = await offered(at(one), wish(allowance.id, { fields: ['level'], purpose: 'concession' }))
  await house.act(visitor, (act) => see(act, { code, name: '公园售票处' }))
  signedIn.set(one.id, at(one))
  const reply = await server.inject({ method: 'GET', url: '/grants/uses', headers: { 'x-test-actor': one.id } })
  const [use] = reply.json<{ items: { granteeName: { zh: string }; purposeTitle: { zh: string }; sourceTitle: { zh: string }; elementLabels: { zh: string }[] }[] }>().items
  assert.match(use!.granteeName.zh, /您出示一次性码的对象/)
  assert.deepEqual([use!.purposeTitle.zh, use!.sourceTitle.zh, use!.elementLabels.map(({ zh }) => zh)], ['享受优待', '电子证照', ['高龄津贴资格确认书', '津贴档次']])
})

test('a code works once, also for two who use it at the same moment', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const { code, digits } = await offered(at(chief), wish(licence.id))
  const tried = await Promise.allSettled([code, digits, code, digits].map((one, n) => after_(visitor, -n / 1000, (act) => see(act, { code: one, name: '某店' }))))
  assert.deepEqual(tried.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected', 'rejected', 'rejected'])
  for (const one of tried) if (one.status === 'rejected') refusedWith('certificates.show_code_gone')(one.reason)
  assert.equal((await house.act(at(chief), (act) => open(act, licence.id))).shown.length, 1)
})

test('unknown, used, over and malformed codes are refused alike', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const fresh = await offered(at(chief), wish(licence.id))
  await assert.rejects(after_(visitor, SHOWING_SECONDS, (act) => see(act, { code: fresh.code, name: '某店' })), refusedWith('certificates.show_code_gone'))
  await after_(visitor, SHOWING_SECONDS - 1, (act) => see(act, { code: fresh.digits, name: '某店' }))
  const { long, digits } = newShowCode()
  for (const code of [fresh.code, fresh.digits, long, digits, '', 'x', licence.code, '1'.repeat(200)]) {
    await assert.rejects(house.act(visitor, (act) => see(act, { code, name: '某店' })), refusedWith('certificates.show_code_gone'), code)
  }
})

test('only digests of a code are kept', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const { code, digits } = await offered(at(chief), wish(licence.id))
  const rows = await house.act(decider, (act) => act.tx<{ row: string }>`select s::text as row from certificates.showings s where certificate = ${licence.id}`)
  assert.equal(rows.length, 1)
  for (const secret of [code, digits]) assert.equal(rows[0]!.row.includes(secret), false)
  assert.deepEqual(showCodeMeant(` ${digits.slice(0, 3)} ${digits.slice(3, 6)}-${digits.slice(6)} `), { kind: 'digits', code: digits })
  assert.equal(showCodeMeant(code.slice(1)), undefined)
})

test('the holder may show that it is valid and nothing else', async () => {
  const { one, allowance } = await person()
  const { code } = await offered(at(one), wish(allowance.id, { fields: [], purpose: 'concession' }))
  const copy = await house.act(visitor, (act) => see(act, { code, name: '公园售票处' }))
  assert.deepEqual([copy.valid, copy.fields, copy.holderName, copy.copy.withheld], [true, [], one.name, 5])
  assert.equal(copy.holderCode, null)
  assert.equal(JSON.stringify(copy).includes(one.identifiers[0]!.value.slice(-4)), false)
})

test('an officer and whoever is signed in are named by the house and need not say who they are', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const other = await house.act(decider, (act) => someone(act))
  const clerk = officer('taishan-service-centre')
  for (const [actor, name, agency] of [[clerk, '台山市政务服务中心', 'taishan-service-centre'], [at(other), other.name, null]] as const) {
    const { code } = await offered(at(chief), wish(licence.id))
    const copy = await house.act(actor, (act) => see(act, { code, name: '冒名者' }))
    assert.deepEqual([copy.copy.viewer, copy.copy.checked], [name, true])
    const [seen] = (await house.act(at(chief), (act) => open(act, licence.id))).shown
    assert.deepEqual([seen?.viewer, seen?.checked, seen?.agency], [name, true, agency])
  }
  const { code } = await offered(at(chief), wish(licence.id))
  for (const name of [undefined, '']) await assert.rejects(house.act(visitor, (act) => see(act, { code, name })), refusedWith('certificates.name_needed'))
  assert.equal((await house.act(visitor, (act) => see(act, { code, name: '某店' }))).valid, true, 'and the code was not used up by that')
})

test('nobody shows what is not his, not valid, not there, or for no known purpose', async () => {
  const { chief, licence, firm } = await house.act(decider, (act) => licensed(act))
  const { one, allowance } = await person()
  const tries_: [string, Actor, Offer][] = [
    ['not_permitted', at(one), wish(licence.id)], ['not_permitted', keeper(), wish(licence.id)], ['identity.sign_in_first', visitor, wish(licence.id)],
    ['certificates.absent', at(chief), wish('c_none')], ['certificates.field_unknown', at(chief), wish(licence.id, { fields: ['secret'] })],
    ['certificates.purpose_unknown', at(chief), wish(licence.id, { purpose: 'fun' })],
  ]
  for (const [code, actor, offer_] of tries_) await assert.rejects(offered(actor, offer_), refusedWith(code), code)
  await assert.rejects(house.act(at(one), (act) => showingOf(act, { id: licence.id, showing: '00000000-0000-4000-8000-000000000000' })), refusedWith('not_permitted'))
  await assert.rejects(house.act(at(chief), (act) => showingOf(act, { id: licence.id, showing: '00000000-0000-4000-8000-000000000000' })), refusedWith('certificates.showing_absent'))
  const { code } = await offered(at(chief), wish(licence.id))
  await house.act(keeper(), (act) => suspend(act, { id: licence.id, reason: '调查', law: '行政许可法第六十九条' }))
  await assert.rejects(offered(at(chief), wish(licence.id)), refusedWith('certificates.cannot_show'))
  const copy = await house.act(visitor, (act) => see(act, { code, name: '某店' }))
  assert.deepEqual([copy.valid, copy.code], [false, 'certificates.suspended'], 'what was shown a moment before tells the truth of this moment')
  await house.act(keeper(), (act) => resume(act, { id: licence.id, reason: '调查结束', law: '行政许可法第六十九条' }))
  await house.act(decider, (act) => endParty(act, { party: firm.id, reason: '注销' }))
  await assert.rejects(offered(at(chief), wish(licence.id)), refusedWith('not_permitted'), 'a dissolved firm has nobody who speaks for it')
  await house.act(decider, (act) => endParty(act, { party: one.id, reason: '死亡' }))
  await assert.rejects(offered(at(one), wish(allowance.id)), refusedWith('parties.ended'))
})

test('a guardian sees and shows what his ward has; it is always said whose it is and why', async () => {
  const { one: child, allowance } = await person()
  const guardian = await house.act(decider, (act) => someone(act))
  await assert.rejects(offered(at(guardian), wish(allowance.id, { fields: ['level'] })), refusedWith('not_permitted'))
  await house.act(decider, (act) => relate(act, { from: guardian.id, to: child.id, kind: 'guardian', source: 'test' }))
  assert.deepEqual((await house.act(at(guardian), (act) => walletOf(act, guardian.id))).items.map(({ id, holder }) => [id, holder]), [[allowance.id, child.id]])
  assert.deepEqual((await house.act(at(guardian), (act) => holdersOf(act, guardian.id))).map(({ id, ground }) => [id, ground]), [[guardian.id, 'self'], [child.id, 'guardian']])
  assert.deepEqual((await house.act(at(child), (act) => holdersOf(act, child.id))).map(({ id }) => id), [child.id], 'and not the other way round')
  assert.equal((await house.act(at(guardian), (act) => open(act, allowance.id))).ground, 'guardian')
  const { code } = await offered(at(guardian), wish(allowance.id, { fields: ['level'] }))
  const copy = await house.act(visitor, (act) => see(act, { code, name: '学校' }))
  assert.deepEqual(copy.fields.map(({ id }) => id), ['level'])
  assert.equal((await house.act(at(child), (act) => open(act, allowance.id))).shown.length, 1)
})

test('a mandate for certificates puts them into the wallet of who holds it, until it is over', async () => {
  const { chief, licence, firm } = await house.act(decider, (act) => licensed(act))
  const agent = await house.act(decider, (act) => someone(act))
  await house.act(at(chief), (act) => mandate(act, { grantor: firm.id, grantee: agent.id, matters: ['certificates'], until: addDays(dayOf(act.at), 3), reason: '办理' }))
  const grounds = async (seconds: number) => (await after_(at(agent), seconds, (act) => holdersOf(act, agent.id))).map(({ ground }) => ground)
  assert.deepEqual(await grounds(0), ['self', 'mandate'])
  assert.deepEqual(await grounds(4 * 24 * 3600), ['self'])
  assert.deepEqual((await house.act(at(agent), (act) => walletOf(act, agent.id))).items.map(({ id }) => id), [licence.id])
  assert.deepEqual((await house.act({ ...at(agent), behalf: firm.id }, (act) => holdersOf(act, firm.id))).map(({ id, ground }) => [id, ground]), [[firm.id, 'self']])
  await assert.rejects(house.act(at(agent), (act) => holdersOf(act, chief.id)), refusedWith('not_permitted'))
})

test('an identifier, which can be guessed, tells less than the code', async () => {
  const { licence, firm } = await house.act(decider, (act) => licensed(act))
  const { one, allowance } = await person()
  const check = (text: string) => house.act(visitor, (act) => verifyByIdentifier(act, text))
  const told = await check(` ${licence.identifier.toLowerCase()} `)
  assert.deepEqual([told.valid, told.holderName, told.fields, told.typeName?.zh], [true, firm.name, [], '营业执照'])
  const personal = await check(allowance.identifier)
  assert.deepEqual([personal.valid, personal.holderName, personal.holderCode, personal.fields], [true, null, null, []])
  assert.equal(JSON.stringify(personal).includes([...one.name][0]!), false)
  const [head, last] = [licence.identifier.slice(0, -1), licence.identifier.slice(-1)]
  assert.equal((await check(`${head}${last === '0' ? '1' : '0'}`)).code, 'certificates.identifier_wrong')
  await house.act(keeper(), (act) => revoke(act, { id: licence.id, reason: '注销', law: '行政许可法第六十九条' }))
  assert.equal((await check(licence.identifier)).code, 'certificates.revoked')
  assert.equal((await house.act(visitor, (act) => verifyByCode(act, licence.code))).code, 'certificates.revoked')
})

test('over HTTP: whoever guesses is stopped, and whoever was right is not', async () => {
  const { chief, licence } = await house.act(decider, (act) => licensed(act))
  const { code } = await offered(at(chief), wish(licence.id))
  const ask = async (url: string, payload: object, remoteAddress: string) => {
    const reply = await server.inject({ method: 'POST', url, payload, remoteAddress })
    return { status: reply.statusCode, body: reply.json<{ code: string; detail: string; reason?: { zh: string; en: string } }>() }
  }
  const guesses: number[] = []
  for (let n = 0; n < 22; n++) guesses.push((await ask('/certificates/sightings', { code: String(1_000_000_000 + n), name: '某店' }, '203.0.113.7')).status)
  assert.deepEqual([guesses.slice(0, 20).every((status) => status === 410), guesses.slice(20)], [true, [429, 429]])
  const stopped = await ask('/certificates/verifications', { code: licence.code }, '203.0.113.7')
  assert.deepEqual([stopped.status, stopped.body.code], [429, 'certificates.too_many_tries'])
  const seen = await ask('/certificates/sightings?lang=en', { code, name: '某店' }, '203.0.113.8')
  assert.deepEqual([seen.status, seen.body.code], [201, 'certificates.valid'])
  assert.match(seen.body.reason!.zh, /证照有效/)
  assert.match(seen.body.detail, /valid/)
  assert.equal((await ask('/certificates/sightings', { code, name: '某\u202e店' }, '203.0.113.9')).status, 422)
})

test('wrong tries are forgotten after the window, and addresses that were quiet are let go', () => {
  const count = tries({ each: 2, all: 5, windowMs: 1000 })
  const moment = (ms: number) => new Date(ms)
  for (const address of ['a', 'a', 'b']) count.count(address, moment(0))
  assert.deepEqual(['a', 'b', 'c'].map((address) => count.exhausted(address, moment(999))), [true, false, false])
  assert.equal(count.exhausted('a', moment(1000)), false)
  for (const address of ['c', 'd', 'e', 'f', 'g']) count.count(address, moment(1500))
  assert.equal(count.exhausted('z', moment(1600)), true, 'all of them together are too many')
})
