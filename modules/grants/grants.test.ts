import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, test } from 'node:test'

import fc from 'fast-check'

import type { Act } from '#kernel/act'
import { house as partOfHouse, visitor, type Actor } from '#kernel/actor'
import { give, use, useAll, withdraw, type Grant, type UseRequest } from '#modules/grants'
import { testHouse, type TestHouse } from '#tests/house'

import { readGrants, readUses } from './actions/read.ts'
import { obstacleToUsing } from './model.ts'

let house: TestHouse
before(async () => { house = await testHouse(['parties', 'ledger', 'grants']) })

const machine = partOfHouse('tests')
const somebody = (): Actor => ({ ...visitor, id: `p_${randomUUID().replaceAll('-', '').slice(0, 22)}` })
const codeOf = (doing: Promise<unknown>): Promise<string> => doing.then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message)
const HOUR_MS = 3_600_000

type Giving = Parameters<typeof give>[1]
const consent = (person: Actor, more: Partial<Giving> = {}) => (act: Act) => give(act, {
  basis: 'consent', grantor: person.id, grantee: 'agency-a', elements: ['register.name', 'register.alive'], purpose: 'matter-a', case: 'c_a', notAfter: new Date(act.at.getTime() + HOUR_MS), ...more,
})
const ALL = { limit: 10_000, before: Number.MAX_SAFE_INTEGER, wanted: {}, byNumber: false }
const NEWEST = { before: { at: new Date(8.64e15), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }, limit: 50 }
const look = (person: Actor, more: Partial<UseRequest> = {}): UseRequest => ({ subject: person.id, grantee: 'agency-a', source: 'register', elements: ['name'], purpose: 'matter-a', case: 'c_a', ...more })
const usesOf = (person: Actor) => house.act(person, (act) => readUses(act, person.id, ALL)).then(({ items }) => items)

test('a look that its grant covers is let through and stands in the person’s use log at once', async () => {
  const person = somebody()
  const grant = await house.act(person, consent(person))
  const used = await house.act(machine, (act) => use(act, look(person, { elements: ['name', 'alive'] })))
  assert.equal(used.grant, grant.id)
  const [entry] = await usesOf(person)
  assert.deepEqual([entry!.id, entry!.number, entry!.grantee, entry!.elements, entry!.purpose, entry!.case, entry!.actor, entry!.basis], [used.use, 1, 'agency-a', ['name', 'alive'], 'matter-a', 'c_a', 'house:tests', 'consent'])
})

test('each thing that a grant does not cover is refused with its own reason and leaves no use', async () => {
  const person = somebody()
  const refusals: [string, Partial<Giving>, Partial<UseRequest>][] = [
    ['grants.other_grantee', {}, { grantee: 'agency-b' }],
    ['grants.other_purpose', {}, { purpose: 'matter-b' }],
    ['grants.other_element', {}, { elements: ['name', 'mobile'] }],
    ['grants.other_element', {}, { source: 'other' }],
    ['grants.expired', { notAfter: new Date('2020-01-01') }, {}],
    ['grants.used_up', { maxUses: 0 }, {}],
    ['grants.none', {}, { case: 'c_b' }],
  ]
  for (const [reason, giving, request] of refusals) {
    const one = somebody()
    await house.act(one, consent(one, giving))
    const [answer] = await house.act(machine, (act) => useAll(act, [look(one, request)]))
    assert.deepEqual(answer, { refused: reason })
    assert.equal(await codeOf(house.act(machine, (act) => use(act, look(one, request)))), 'grants.none')
    assert.deepEqual(await usesOf(one), [])
  }
  assert.deepEqual(await house.act(machine, (act) => useAll(act, [look(person)])), [{ refused: 'grants.none' }])
})

test('a consent that was taken back lets nobody look, and only who gave it takes it back, once', async () => {
  const person = somebody()
  const { id } = await house.act(person, consent(person))
  await house.act(machine, (act) => use(act, look(person)))
  assert.equal(await codeOf(house.act(somebody(), (act) => withdraw(act, id, '好奇'))), 'not_permitted')
  assert.equal(await codeOf(house.act(person, (act) => withdraw(act, randomUUID(), '不要了'))), 'grants.absent')
  await house.act(person, (act) => withdraw(act, id, '不要了'))
  assert.equal(await codeOf(house.act(person, (act) => withdraw(act, id, '再次'))), 'grants.already_withdrawn')
  assert.deepEqual(await house.act(machine, (act) => useAll(act, [look(person)])), [{ refused: 'grants.withdrawn' }])
  assert.equal((await usesOf(person)).length, 1)
})

test('of two who take a consent back at the same moment one does and the other is refused, and a look that waits is refused', async () => {
  const person = somebody()
  const { id } = await house.act(person, consent(person))
  const codes = await Promise.all([1, 2, 3].map(() => codeOf(house.act(person, (act) => withdraw(act, id, '不要了')))))
  assert.deepEqual(codes.toSorted(), ['done', 'grants.already_withdrawn', 'grants.already_withdrawn'])
})

test('nobody gives a consent for another, and a power by law names its law', async () => {
  const [person, other] = [somebody(), somebody()]
  assert.equal(await codeOf(house.act(other, consent(person))), 'grants.not_yours')
  assert.equal(await codeOf(house.act({ ...other, behalf: person.id }, consent(person))), 'done')
  assert.equal(await codeOf(house.act(machine, consent(person, { basis: 'statutory' }))), 'grants.no_law')
  const law = await house.act(machine, consent(person, { basis: 'statutory', law: { zh: '《测试法》第一条', en: 'Test Act, art. 1' } }))
  assert.equal(await codeOf(house.act(person, (act) => withdraw(act, law.id, '不同意'))), 'not_permitted', 'what a law allows nobody withdraws')
})

test('only the person himself and an auditor read what was looked at', async () => {
  const person = somebody()
  await house.act(person, consent(person))
  await house.act(machine, (act) => use(act, look(person)))
  for (const reader of [somebody(), { ...somebody(), kind: 'officer' as const, agency: 'agency-a', post: 'x' }]) {
    assert.equal(await codeOf(house.act(reader, (act) => readUses(act, person.id, ALL))), 'not_permitted')
    assert.equal(await codeOf(house.act(reader, (act) => readGrants(act, person.id, NEWEST))), 'not_permitted')
  }
  const auditor = { ...somebody(), powers: new Set(['grants.audit']) }
  assert.equal((await house.act(auditor, (act) => readUses(act, person.id, ALL))).items.length, 1)
})

test('forty looks at the same moment are numbered without a gap, also where some are undone', async () => {
  const [one, two] = [somebody(), somebody()]
  for (const person of [one, two]) await house.act(person, consent(person))
  const undone = new Error('undone')
  const acts = Array.from({ length: 40 }, (_, n) => house.act(machine, async (act) => {
    await useAll(act, n % 2 === 0 ? [look(one), look(two)] : [look(two), look(one), look(one)])
    if (n % 5 === 0) throw undone
  }).catch((error) => { if (error !== undone) throw error }))
  await Promise.all(acts)
  for (const [person, expected] of [[one, 48], [two, 32]] as const) {
    const numbers = (await usesOf(person)).map((entry) => entry.number)
    assert.deepEqual(numbers, Array.from({ length: expected }, (_, n) => expected - n))
  }
})

test('looks at one person that one act begins together each get a number of their own', async () => {
  const person = somebody()
  await house.act(person, consent(person))
  await house.act(machine, (act) => Promise.all([use(act, look(person)), use(act, look(person)), use(act, look(person))]))
  assert.deepEqual((await usesOf(person)).map((entry) => entry.number), [3, 2, 1])
})

test('a grant for so many uses lets so many through, also at the same moment', async () => {
  const person = somebody()
  await house.act(person, consent(person, { maxUses: 3 }))
  const together = await house.act(machine, (act) => useAll(act, Array.from({ length: 5 }, () => look(person))))
  const later = await Promise.all(Array.from({ length: 6 }, () => house.act(machine, (act) => useAll(act, [look(person)]))))
  const through = [...together, ...later.flat()].filter((answer) => !('refused' in answer)).length
  assert.deepEqual([through, (await usesOf(person)).length], [3, 3])
})

test('the use log cannot be changed or thinned out', async () => {
  const person = somebody()
  await house.act(person, consent(person))
  await house.act(machine, (act) => use(act, look(person)))
  for (const attempt of [(act: Act) => act.tx`delete from grants.uses where subject = ${person.id}`, (act: Act) => act.tx`update grants.uses set purpose = 'other' where subject = ${person.id}`]) {
    await assert.rejects(house.act(machine, attempt), /append-only/)
  }
})

const NOW = new Date('2026-06-01T00:00:00Z')
const word = fc.constantFrom('a', 'b', 'c')
const someGrant: fc.Arbitrary<Grant> = fc.record({
  id: fc.constant('g'), basis: fc.constantFrom('consent' as const, 'statutory' as const), grantor: fc.constant('p'), grantee: word, elements: fc.uniqueArray(fc.constantFrom('s.a', 's.b', 's.*', 't.a'), { minLength: 1 }), purpose: word,
  case: fc.option(word), law: fc.constant(null), givenAt: fc.constant(NOW), notAfter: fc.constantFrom(new Date(NOW.getTime() - 1), NOW, new Date(NOW.getTime() + 1)), maxUses: fc.option(fc.integer({ min: 0, max: 3 })), uses: fc.integer({ min: 0, max: 3 }), withdrawnAt: fc.option(fc.constant(NOW)),
})
const someRequest: fc.Arbitrary<UseRequest> = fc.record({ subject: fc.constant('p'), grantee: word, source: fc.constantFrom('s', 't'), elements: fc.uniqueArray(fc.constantFrom('a', 'b'), { minLength: 1 }), purpose: word, case: fc.option(word) })

test('a grant lets a look through exactly where every one of its conditions is met', () => {
  fc.assert(fc.property(someGrant, someRequest, (grant, request) => {
    const covered = request.elements.every((element) => grant.elements.includes(`${request.source}.${element}`) || grant.elements.includes(`${request.source}.*`))
    const met = grant.withdrawnAt === null && grant.notAfter > NOW && grant.grantee === request.grantee && grant.purpose === request.purpose &&
      (grant.case === null || grant.case === request.case) && (grant.maxUses === null || grant.uses < grant.maxUses) && covered
    assert.equal(obstacleToUsing(grant, request, NOW) === null, met)
  }), { numRuns: 500 })
})
