import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'

import fc from 'fast-check'

import { house as partOfHouse, visitor, type Actor } from '#kernel/actor'
import { digestOf, releaseOf, type Release } from '#kernel/content'
import { port, setPorts, type Ports } from '#kernel/ports'
import { Outage } from '#kernel/refusal'
import { authorise, elementsLooked, factsOfCase, gather, keep, keepOrder, order, show, Sources, type Answer, type Ask, type Authorised, type OrderDefinition, type Source } from '#modules/exchange'
import { give, withdraw } from '#modules/grants'
import { testHouse, type TestHouse } from '#tests/house'

import { isOfType, takeElements } from './model.ts'

let house: TestHouse
let ports: Ports
let department: Server
type Call = { path: string; headers: IncomingHttpHeaders; body: { parameters: Record<string, unknown> } }
const calls: Call[] = []
type Said = { status?: number; body?: unknown; text?: string; hang?: boolean }
let says: (path: string, nth: number) => Said = () => ({ status: 404 })

before(async () => {
  house = await testHouse(['parties', 'ledger', 'grants', 'accounts', 'exchange'])
  department = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const path = request.url!
    calls.push({ path, headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) })
    const { status = 200, body, text, hang } = says(path, calls.filter((call) => call.path === path).length)
    if (!hang) response.writeHead(status).end(text ?? JSON.stringify(body ?? {}))
  }).listen(0, '127.0.0.1')
  await once(department, 'listening')
  ports = port()
  const own = `http://127.0.0.1:${(department.address() as AddressInfo).port}`
  setPorts({ ...ports, addressOf: (system) => (system === 'probe' ? own : ports.addressOf(system)) })
})
after(() => {
  setPorts(ports)
  department.closeAllConnections()
  department.close()
})

const sourceYaml = (path: string, more = ''): string => `
title: { zh: 测试源, en: Probe }
system: probe
path: ${path}
agencyRole: data-authority
personal: ${path !== '/open'}
parameters: [idNumber]
elements:
  name: { label: { zh: 姓名, en: Name }, type: text }
  alive: { label: { zh: 在世, en: Alive }, type: boolean }
  balanceFen: { label: { zh: 余额, en: Balance }, type: money, optional: true }
timeoutMs: 900
${more}
`
const files: Record<string, string> = {
  'sources/probe-first.yaml': sourceYaml('/first', 'freshDays: 30\nagrees: [{ source: probe-second, elements: [alive] }]'),
  'sources/probe-second.yaml': sourceYaml('/second'),
  'sources/probe-open.yaml': sourceYaml('/open', 'lookup: { parameter: text, list: items, value: code, label: text }'),
}
const texts = new Map(Object.values(files).map((text) => [digestOf(text), text]))
const release: Release = releaseOf(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))

const NOW = new Date('2026-06-01T00:00:00Z')
const person = (): Actor => ({ ...visitor, id: `p_${randomUUID().replaceAll('-', '').slice(0, 22)}` })
const found = (record: object, asOf = '2026-05-20T00:00:00Z'): Said => ({ body: { found: true, record, asOf } })
const askAbout = (subject: string | null, more: Partial<Ask> = {}): Ask => ({ alias: 'a', position: null, source: 'probe-first', subject, take: ['name', 'alive'], parameters: { idNumber: 'x' }, ...more })
const WISH = { grantee: 'agency-a', purpose: 'matter-a', case: 'c_exchange' }

async function authorised(asks: (subject: string) => Ask[], granted = true): Promise<Authorised[]> {
  const one = person()
  if (granted) await house.act(one, (act) => give(act, { basis: 'consent', grantor: one.id, grantee: 'agency-a', elements: ['probe-first.*', 'probe-second.*'], purpose: 'matter-a', case: 'c_exchange', notAfter: new Date(act.at.getTime() + 60_000) }))
  return house.act(partOfHouse('tests'), (act) => authorise(act, release, asks(one.id), WISH))
}

async function answerWhen(how: (path: string, nth: number) => Said, granted = true): Promise<Answer> {
  calls.length = 0
  says = how
  return (await gather(await authorised((subject) => [askAbout(subject)], granted), NOW))[0]!
}
const both = (first: Said, second: Said = found({ name: '甲', alive: true })) => (path: string): Said => (path === '/first' ? first : second)
const ALIVE = { name: '甲', alive: true, mobile: '13800000000' }

test('a hit gives the elements that were asked for and no others, with its grant and use', async () => {
  const answer = await answerWhen(both(found(ALIVE)))
  assert.deepEqual([answer.state, answer.value, answer.asOf], ['hit', { name: '甲', alive: true }, '2026-05-20T00:00:00Z'])
  assert.ok(answer.grant && answer.use)
  assert.deepEqual([calls[0]!.headers['x-case'], calls[0]!.headers['x-purpose'], calls[0]!.body.parameters], ['c_exchange', 'matter-a', { idNumber: 'x' }])
})

test('what is not a hit is named for what it is and carries no value', async () => {
  const cases: [string, Answer['state'], string | null, (path: string, nth: number) => Said][] = [
    ['nobody is on record', 'missing', null, both({ body: { found: false } })],
    ['the record is older than it may be', 'stale', null, both(found(ALIVE, '2026-04-01T00:00:00Z'))],
    ['the second source says otherwise', 'conflict', 'alive: probe-second', both(found(ALIVE), found({ alive: false }))],
    ['the department refuses', 'denied', 'status 403', both({ status: 403 })],
    ['the department is down', 'down', 'status 503', both({ status: 503 })],
    ['the second source is down', 'down', 'probe-second: status 500', both(found(ALIVE), { status: 500 })],
    ['no JSON comes', 'down', 'unfit answer', both({ text: '<html>' })],
    ['the answer has another shape', 'down', 'unfit answer', both({ body: { record: ALIVE } })],
    ['an element is of another type', 'down', 'unfit alive', both(found({ name: '甲', alive: 'yes' }))],
    ['an element is not there', 'down', 'unfit name', both(found({ alive: true }))],
    ['nothing comes', 'down', 'timeout', both({ hang: true })],
  ]
  for (const [what, state, why, how] of cases) {
    const answer = await answerWhen(how)
    assert.deepEqual([what, answer.state, answer.why, answer.value], [what, state, why, null])
    assert.ok(answer.ms < 2_500, `${what} took ${answer.ms} ms`)
  }
})

test('a source that must agree is a look of its own: without a grant for it nobody is asked', async () => {
  const one = person()
  const asking = async (elements: string[]): Promise<Authorised> => {
    await house.act(one, (act) => give(act, { basis: 'consent', grantor: one.id, grantee: 'agency-a', elements, purpose: 'matter-a', case: 'c_exchange', notAfter: new Date(act.at.getTime() + 60_000) }))
    return (await house.act(partOfHouse('tests'), (act) => authorise(act, release, [askAbout(one.id)], WISH)))[0]!
  }
  assert.equal((await asking(['probe-first.name', 'probe-first.alive'])).refused, 'grants.other_element')
  const passed = await asking(elementsLooked(release, 'probe-first', ['name', 'alive']))
  assert.equal(passed.refused, null)
  const logged = await house.act(one, (act) => act.tx<{ source: string; elements: string[] }>`select source, elements from grants.uses where subject = ${one.id} and grant_id = ${passed.grant} order by number`)
  assert.deepEqual(logged, [{ source: 'probe-first', elements: ['name', 'alive'] }, { source: 'probe-second', elements: ['alive'] }])
})

test('without a grant nobody is asked', async () => {
  const answer = await answerWhen(both(found(ALIVE)), false)
  assert.deepEqual([answer.state, answer.why, answer.use, calls.length], ['denied', 'grants.none', null, 0])
})

test('a grant that was taken back denies the next ask of the same case', async () => {
  const one = person()
  const { id } = await house.act(one, (act) => give(act, { basis: 'consent', grantor: one.id, grantee: 'agency-a', elements: ['probe-first.*', 'probe-second.alive'], purpose: 'matter-a', case: 'c_exchange', notAfter: new Date(act.at.getTime() + 60_000) }))
  const passing = () => house.act(partOfHouse('tests'), (act) => authorise(act, release, [askAbout(one.id)], WISH))
  assert.equal((await passing())[0]!.refused, null)
  await house.act(one, (act) => withdraw(act, id, '不要了'))
  assert.equal((await passing())[0]!.refused, 'grants.withdrawn')
})

test('a department that stumbles once is asked again within its time, and same questions of one round are one call', async () => {
  const answer = await answerWhen((path, nth) => (path === '/first' && nth === 1 ? { status: 503 } : found(ALIVE)))
  assert.equal(answer.state, 'hit')
  calls.length = 0
  says = both(found(ALIVE))
  const asks = await authorised((subject) => [askAbout(subject), askAbout(subject, { alias: 'b' }), askAbout(subject, { alias: 'c', parameters: { idNumber: 'y' } })])
  assert.deepEqual((await gather(asks, NOW)).map((one) => [one.alias, one.state]), [['a', 'hit'], ['b', 'hit'], ['c', 'hit']])
  assert.equal(calls.filter((call) => call.path === '/first').length, 2)
})

test('only a hit becomes facts, each with source, grade, grant and use', async () => {
  const caseId = `c_${randomUUID()}`
  says = both(found({ ...ALIVE, balanceFen: 12_345 }))
  const hit = (await gather(await authorised((subject) => [askAbout(subject, { take: ['name', 'balanceFen'] })]), NOW))[0]!
  const missing = await answerWhen(both({ body: { found: false } }))
  await house.act(partOfHouse('tests'), (act) => keep(act, release, caseId, 'fill', [hit, { ...missing, alias: 'm' }]))
  const kept = await house.act(partOfHouse('tests'), (act) => factsOfCase(act, caseId))
  assert.deepEqual(kept.facts.map((fact) => [fact.element, fact.value, fact.grade, fact.grant, fact.use]).toSorted(), [['probe-first.balanceFen', 12_345, 'A-authoritative', hit.grant, hit.use], ['probe-first.name', '甲', 'A-authoritative', hit.grant, hit.use]])
  assert.deepEqual(kept.answers.map((one) => [one.alias, one.state]).toSorted(), [['a', 'hit'], ['m', 'missing']])
  await assert.rejects(house.act(partOfHouse('tests'), (act) => act.tx`update exchange.facts set value = '1' where case_id = ${caseId}`), /append-only/)
})

const ORDER: OrderDefinition = { title: { zh: '刻章', en: 'Seals' }, system: 'probe', path: '/order', agencyRole: 'public-security', timeoutMs: 600, answers: { number: { label: { zh: '号', en: 'No.' }, type: 'text', optional: false, masked: false } } }

test('an order carries its key, a refusal is an answer, and everything else is an outage for the job to try again', async () => {
  calls.length = 0
  const placed = (said: Said) => { says = () => said; return order(ORDER, 'k1', { name: '甲' }, { case: 'c_1' }) }
  assert.deepEqual(await placed(found({ number: '7' })), { number: '7' })
  assert.deepEqual([calls[0]!.headers['idempotency-key'], calls[0]!.headers['x-case'], calls[0]!.body], ['k1', 'c_1', { parameters: { name: '甲' } }])
  assert.deepEqual(await placed({ body: { found: false, reason: 'name-taken' } }), { declined: true, reason: 'name-taken' })
  for (const said of [{ status: 500 }, { hang: true }, { text: 'x' }, found({})]) await assert.rejects(placed(said), Outage)
})

test('the answer to an order is kept once, however often it comes', async () => {
  const one = { key: `k_${randomUUID()}`, position: 0, case: `c_${randomUUID()}`, name: 'seal-make', alias: 'seals', agency: 'x', answer: { number: '7' } }
  const kept = await Promise.all(Array.from({ length: 6 }, () => house.act(partOfHouse('tests'), (act) => keepOrder(act, one))))
  assert.deepEqual(kept.filter(Boolean), [true])
  assert.equal((await house.act(partOfHouse('tests'), (act) => factsOfCase(act, one.case))).orders.length, 1)
})

test('a lookup that fails shows nothing', async () => {
  const open = release.get(Sources, 'probe-open')!.value
  says = () => found({ items: [{ code: '1', text: '甲' }] })
  assert.deepEqual(await show(open, { text: '甲' }), [{ code: '1', text: '甲' }])
  for (const said of [{ status: 503 }, { text: 'x' }, { body: { found: false } }]) {
    says = () => said
    assert.deepEqual(await show(open, { text: '甲' }), [])
  }
})

test('whatever a source answers, only what its description promises is taken', () => {
  const source = release.get(Sources, 'probe-first')!.value as Source
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('name', 'alive', 'balanceFen', 'other', '__proto__', 'constructor'), fc.jsonValue()), fc.uniqueArray(fc.constantFrom('name', 'alive', 'balanceFen', 'other')), (record, take) => {
    const { value, wrong } = takeElements(source, record, take)
    assert.ok(Object.keys(value).every((name) => (take as string[]).includes(name)))
    const fits = take.every((name: string) => {
      const element = source.elements[name]
      const given = (record as Record<string, unknown>)[name] ?? null
      return element !== undefined && ((given === null && element.optional) || isOfType(given, element.type))
    })
    assert.equal(wrong === null, fits)
  }), { numRuns: 500 })
})
