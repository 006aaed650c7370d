import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import fc from 'fast-check'

import { now } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { dayOf } from '#kernel/calendar'
import { currentRelease } from '#kernel/releases'
import { sequence } from '#modules/ledger'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

import { decide } from './actions/decide.ts'
import { draw } from './actions/sample.ts'
import { numeral } from './feel/values.ts'
import { drawn, nearness, quantile, wilson } from './table/quality.ts'

let house: TestHouse
let sampler: Caller
before(async () => {
  house = await testHouse()
  sampler = await caller(house, 'quality-sampler')
})

const path = 'rules/ferry.table.yaml'
const text = `table: ferry
title: { zh: 轮渡优惠, en: Ferry discount }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
inputs:
  - { id: age, label: { zh: 年龄, en: Age }, type: number, is: age }
rows:
  - { id: old, when: { age: '>= 65' }, outcome: GRANT, reason: ferry.old, text: { zh: 可以优惠。, en: Granted. }, law: { zh: 《试行办法》第一条, en: art. 1 } }
  - { id: young, when: { age: '< 65' }, outcome: RETURN, reason: ferry.young, text: { zh: 年龄未到。, en: Too young. }, law: { zh: 《试行办法》第二条, en: art. 2 } }
`

test('yesterday’s decisions are drawn by a lot anyone can draw again, and those nearest to a limit beside them', async () => {
  const [author, reviewer] = [await caller(house, 'author'), await caller(house, 'reviewer')]
  const { id } = await author.post('/content/drafts', { path, text, reason: '新规则' }, 201)
  await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)
  const receipts: string[] = []
  for (let n = 0; n < 120; n++) {
    receipts.push(await house.act(partOfHouse('tests'), async (act) =>
      (await decide(act, { case: `ferry-${n}`, release: currentRelease(), table: 'ferry', asOf: '2026-01-01', scope: new Map([['age', { state: 'hit' as const, value: numeral(n === 7 ? 64 : n) }]]) })).id))
  }
  await house.act(partOfHouse('tests'), (act) => sequence(act))
  await house.act(partOfHouse('tests'), (act) => draw(act, dayOf(now())))
  const samples = (await sampler.get('/decisions/samples')).items.filter((one: Answered) => one.tableId === 'ferry')
  const random = samples.filter((one: Answered) => one.why === 'random')
  assert.equal(random.length, 3)
  assert.deepEqual(random.map((one: Answered) => one.receipt).sort(), drawn(receipts, random[0].seed, 3).sort())
  assert.match(random[0].seed, new RegExp(`^${dayOf(now())} \\d+ [0-9a-f]{64}$`))
  const near = samples.filter((one: Answered) => one.why === 'boundary').map((one: Answered) => one.receipt)
  for (const n of [65, 64, 7, 66]) assert.ok(near.includes(receipts[n]) || random.some((one: Answered) => one.receipt === receipts[n]), `age ${n} is near`)
  assert.ok(near.length <= 10)
  assert.ok(samples.every((one: Answered) => one.outcome === undefined))
  assert.equal(await house.act(partOfHouse('tests'), (act) => draw(act, dayOf(now()))), samples.length, 'the same is drawn')
  assert.equal((await sampler.get('/decisions/samples')).items.filter((one: Answered) => one.tableId === 'ferry').length, samples.length, 'and not written twice')
})

test('too many errors in the lot halt the table by itself, and the cases it decided are listed', async () => {
  const samples = (await sampler.get('/decisions/samples')).items.filter((one: Answered) => one.tableId === 'ferry' && one.why === 'random')
  const answers: Answered[] = []
  for (const { id, receipt } of samples) {
    const [row] = await house.act(partOfHouse('tests'), (act) => act.tx<{ outcome: string }>`select outcome from decisions.receipts where id = ${receipt}`)
    answers.push(await sampler.post(`/decisions/samples/${id}/look`, { outcome: row!.outcome === 'GRANT' ? 'RETURN' : 'GRANT', note: '材料与登记不符' }, 201))
  }
  assert.ok(answers.every(({ agrees }) => agrees === false))
  assert.ok(answers.some(({ halted }) => halted !== null), JSON.stringify(answers))
  assert.equal((await sampler.post(`/decisions/samples/${samples[0].id}/look`, { outcome: 'GRANT', note: '又一次' }, 409)).code, 'decisions.looked_already')
  const [halt] = (await sampler.get('/decisions/halts?table=ferry')).items
  assert.deepEqual([halt.kind, halt.resumedAt], ['quality', null])
  const page = await sampler.get(`/decisions/halts/${halt.id}/affected?limit=100`)
  assert.equal(page.items.length, 100)
  assert.equal((await sampler.get(`/decisions/halts/${halt.id}/affected?limit=100&after=${page.next}`)).items.length, 20)
  const [ferry] = (await sampler.get('/decisions/quality')).items.filter((one: Answered) => one.tableId === 'ferry')
  assert.deepEqual([ferry.looked, ferry.errors], [3, 3])
  assert.ok(ferry.low > ferry.errorLimit)
})

test('the Wilson interval is the published one, and holds the share', () => {
  assert.ok(Math.abs(quantile(0.95) - 1.959964) < 1e-5)
  const { low, high } = wilson(10, 100, 0.95)
  assert.ok(Math.abs(low - 0.05523) < 5e-4 && Math.abs(high - 0.17437) < 5e-4, `${low} ${high}`)
  fc.assert(fc.property(fc.nat(500), fc.nat(500), (a, b) => {
    const [errors, looked] = [Math.min(a, b), Math.max(a, b)]
    const found = wilson(errors, looked, 0.95)
    assert.ok(found.low >= 0 && found.high <= 1 && (looked === 0 || (found.low <= errors / looked + 1e-12 && found.high >= errors / looked - 1e-12)))
  }))
})

test('nearness is the distance to the limit that was tested, as a share of it', () => {
  const cell = (value: unknown, test: string) => [{ row: 'r', cells: [{ input: 'x', test, value: value as number, verdict: true as const }] }]
  assert.equal(nearness(cell(99, '>= 100')), 0.01)
  assert.equal(nearness(cell(15, '[10..20)')), 0.25)
  assert.equal(nearness(cell(5, '5')), Infinity)
  assert.equal(nearness(cell('2026', '< date("2026-01-01")')), Infinity)
})
