import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'

import { house as partOfHouse } from '#kernel/actor'
import { historyOf } from '#kernel/journal'
import { knowReaders } from '#kernel/reader'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let operator: Caller
before(async () => {
  house = await testHouse()
  operator = await caller(house, 'admin')
})

const KIND = 'tests.parked'
const parkJob = (): Promise<string> => house.act(partOfHouse('tests'), async (act) => {
  const [row] = await act.tx<{ id: string }>`
    insert into kernel.jobs (kind, key, payload, due_at, attempts, last_fault, parked_at)
    values (${KIND}, ${randomUUID()}, '{}', ${act.at}, 40, 'the carrier does not answer', ${act.at}) returning id::text`
  return row!.id
})

const parkFact = (reader: string): Promise<string> => house.act(partOfHouse('tests'), async (act) => {
  const subject = `tests:${randomUUID()}`
  await act.record({ type: 'identity.clock_moved', subject, data: { moved: false } })
  const [entry] = await historyOf(act.tx, subject)
  await act.tx`insert into kernel.parked (reader, entry, parked_at, reason) values (${reader}, ${entry!.id}::bigint, ${act.at}, 'it did not fit')`
  return entry!.id
})

describe('what an operator sees', () => {
  test('is for those with the power alone, and says nothing about anybody', async () => {
    const citizen = await caller(house, 'founder-jiangmen')
    for (const path of ['/operations', '/exchange/sources', '/exchange/sources/population-person/troubles', '/services/clocks', '/services/clocks/due?definition=x&owner=y&name=promised', '/messages/operations', '/ledger/state']) {
      assert.equal((await citizen.get(path, 403)).code, 'not_permitted', path)
      assert.doesNotMatch(JSON.stringify(await operator.get(path)), /陈晓岚|440703199|p_[A-Za-z0-9]{20}/, path)
    }
    const visitor = await house.server.inject({ url: '/operations' })
    assert.equal(visitor.statusCode, 401)
  })

  test('counts queues and parked jobs with their reasons, and the operator brings one back', async () => {
    const job = await parkJob()
    const { queues, parkedJobs, mayRelease, database } = await operator.get('/operations')
    assert.ok(queues.find((one: { kind: string }) => one.kind === KIND).parked >= 1)
    assert.equal(parkedJobs.find((one: { id: string }) => one.id === job).reason, 'the carrier does not answer')
    assert.deepEqual([mayRelease, database.bytes > 0, database.connections > 0], [true, true, true])
    const officer = await caller(house, 'registrar-futian')
    assert.equal((await officer.post(`/operations/jobs/${job}/release`, { reason: '已恢复' }, 403)).code, 'not_permitted')
    await operator.post(`/operations/jobs/${job}/release`, { reason: '已恢复' })
    const after = await operator.get('/operations')
    assert.equal(after.parkedJobs.some((one: { id: string }) => one.id === job), false)
    assert.equal((await operator.post(`/operations/jobs/${job}/release`, { reason: '已恢复' }, 404)).code, 'kernel.job_absent')
    await house.act(partOfHouse('tests'), (act) => act.tx`delete from kernel.jobs where kind = ${KIND}`)
  })

  test('lets a reader try a parked fact again, and says why where it fails again', async () => {
    knowReaders([{ name: 'tests-stubborn', reactions: { 'identity.clock_moved': async () => { throw new Error('still not') } } }, { name: 'tests-willing', reactions: { 'identity.clock_moved': async () => undefined } }])
    const [stubborn, willing] = [await parkFact('tests-stubborn'), await parkFact('tests-willing')]
    const release = (reader: string, entry: string, status = 201): Promise<Answered> => operator.post(`/operations/readers/${reader}/facts/${entry}/release`, { reason: '再试' }, status)
    assert.deepEqual(await release('tests-stubborn', stubborn), { taken: false, reason: 'Error: still not' })
    assert.deepEqual(await release('tests-willing', willing), { taken: true, reason: null })
    const { parkedFacts, readers } = await operator.get('/operations')
    assert.deepEqual(parkedFacts.filter((one: { reader: string }) => one.reader.startsWith('tests-')).map((one: { entry: string }) => one.entry), [stubborn])
    assert.ok(readers.some((one: { reader: string; parked: number }) => one.reader === 'tests-stubborn' && one.parked === 1))
    assert.equal((await release('tests-willing', willing, 404)).code, 'kernel.fact_absent')
    await house.act(partOfHouse('tests'), (act) => act.tx`delete from kernel.parked where reader = 'tests-stubborn'`)
  })

  test('tells how each source answered, and what went wrong with it', async () => {
    const retiree = await caller(house, 'retiree')
    await retiree.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
    const { items } = await operator.get('/exchange/sources?hours=24')
    const fund = items.find((one: { id: string }) => one.id === 'provident-fund-person')
    assert.ok(fund.states.hit >= 1 && fund.asked >= 1 && fund.p95 >= fund.p50)
    assert.ok((await operator.get('/exchange/sources/provident-fund-person/troubles')).items.every((one: { state: string }) => one.state !== 'hit'))
  })

  test('the audit of the log is the auditor’s, and everybody who watches sees when it was and what it found', async () => {
    const auditor = await caller(house, 'auditor')
    assert.equal((await operator.post('/ledger/audits', undefined, 403)).code, 'not_permitted')
    const found = await auditor.post('/ledger/audits')
    const { audit } = await operator.get('/ledger/state')
    assert.equal(audit.faults, found.faults.length)
  })

  test('stands in Prometheus text, each name with its help once', async () => {
    const text = (await house.server.inject({ url: '/metrics' })).body
    const names = [...text.matchAll(/^# TYPE (\S+) gauge$/gm)].map((match) => match[1]!)
    assert.equal(new Set(names).size, names.length)
    for (const name of ['tongban_jobs_waiting', 'tongban_jobs_retrying', 'tongban_parked', 'tongban_reader_unread', 'tongban_database_bytes', 'tongban_source_answers', 'tongban_connections_waiting']) assert.ok(names.includes(name), name)
    assert.match(text, /^tongban_reader_unread\{reader="services"\} \d+$/m)
    for (const line of text.trim().split('\n')) assert.match(line, /^(# (HELP|TYPE) tongban_\w+ .+|tongban_\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/)
  })
})
