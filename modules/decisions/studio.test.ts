import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let author: Caller
let reviewer: Caller
before(async () => {
  house = await testHouse()
  author = await caller(house, 'author')
  reviewer = await caller(house, 'reviewer')
})
after(() => house.close())

const path = 'rules/ferry.table.yaml'
const rowOf = (id: string, when: string, outcome: string): string => `  - { id: ${id}, when: { age: '${when}' }, outcome: ${outcome}, reason: ferry.${id}, text: { zh: 甲, en: A }, law: { zh: 《试行办法》第一条, en: art. 1 } }\n`
const text = (rows: string): string => `table: ferry
title: { zh: 渡轮优惠, en: Ferry discount }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
routeTo: registrar
inputs:
  - { id: age, label: { zh: 年龄, en: Age }, type: number, is: person.age, whole: true, within: '[0..150]' }
rows:
${rows}`
const whole = text(rowOf('child', '< 18', 'GRANT') + rowOf('adult', '>= 18', 'RETURN'))
const checked = (body: string, examples: string | null = null): Promise<Answered> => author.post('/decisions/tables/check', { text: body, examples }, 200)

test('a table says as it is written what it leaves open, which row decides never, and where a cell is wrong', async () => {
  assert.deepEqual((await checked(whole)).faults, [])
  const gap = await checked(text(rowOf('child', '< 18', 'GRANT') + rowOf('adult', '> 18', 'RETURN')))
  assert.deepEqual(gap.coverage.missing, { age: 18 })
  assert.deepEqual(gap.faults.map((one: Answered) => [one.code, one.pointer, one.details]), [['decisions.combination_missing', '/rows/1', { age: 18 }]])
  const idle = await checked(text(rowOf('child', '< 18', 'GRANT') + rowOf('baby', '< 3', 'GRANT') + rowOf('adult', '>= 18', 'RETURN')))
  assert.deepEqual(idle.coverage.unreachable, [{ row: 1, after: [0] }])
  const wrong = await checked(text(rowOf('child', '<', 'GRANT') + rowOf('adult', '>= 18', 'RETURN')))
  assert.deepEqual(wrong.faults.map((one: Answered) => one.pointer), ['/rows/0/when/age'])
  assert.equal((await checked('table: [')).readable, false)
})

test('around each number stands what comes out below it, at it and above it', async () => {
  const { lines } = await checked(whole)
  assert.deepEqual(lines.map((line: Answered) => [line.input, line.stretches.map((one: Answered) => [one.value, one.named, one.outcome, one.rows[0]])]), [['age', [[17, false, 'GRANT', 'child'], [18, true, 'RETURN', 'adult'], [19, false, 'RETURN', 'adult']]]])
})

test('a table is tried on values of its inputs, with the cells that failed and the rows that nearly fitted', async () => {
  const tried = await author.post('/decisions/tables/try', { text: whole, asOf: '2026-01-01', input: { age: 18 } }, 200)
  assert.deepEqual([tried.outcome, tried.reasons[0].row, tried.nearMisses], ['RETURN', 'adult', ['child']])
  assert.deepEqual(tried.trace[0], { row: 'child', cells: [{ input: 'age', test: '< 18', value: 18, verdict: false }] })
  assert.equal((await author.post('/decisions/tables/try', { text: whole, asOf: '2026-01-01', input: {} }, 200)).outcome, 'ROUTE')
  assert.equal((await author.post('/decisions/tables/try', { text: 'table: [', asOf: '2026-01-01', input: {} }, 422)).code, 'decisions.not_ready')
})

test('examples are tried on the text one writes, and say which of them come out otherwise', async () => {
  const examples = 'table: ferry\nexamples:\n  - { asOf: 2026-01-01, given: { person: { age: 17 } }, expect: { outcome: GRANT } }\n  - { asOf: 2026-01-01, given: { person: { age: 17 } }, expect: { outcome: RETURN } }\n  - { asOf: 2019-01-01, given: {}, expect: { outcome: GRANT } }\n'
  assert.deepEqual((await checked(whole, examples)).examples.map((one: Answered) => [one.index, one.holds, one.outcome]), [[0, true, 'GRANT'], [1, false, 'GRANT']])
  assert.deepEqual((await checked(whole, 'table: [')).examples, [])
})

test('a draft of a table waits, seen by author and publisher, until it is published, and the table then stands in the list', async () => {
  const { id } = await author.post('/content/drafts', { path, text: whole, reason: '试行渡轮优惠' }, 201)
  const waiting = (await reviewer.get('/decisions/drafts')).items.find((one: Answered) => one.id === id)
  assert.deepEqual([waiting.table, waiting.own, waiting.reason, waiting.preview], ['ferry', false, '试行渡轮优惠', null])
  const view = await author.get(`/decisions/drafts/${id}`)
  assert.deepEqual([view.own, view.current, view.published, view.needsPreview], [true, null, false, false])
  await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)
  assert.equal((await reviewer.get('/decisions/drafts')).items.some((one: Answered) => one.id === id), false)
  assert.equal((await reviewer.get(`/decisions/drafts/${id}`)).published, true)
  const listed = (await author.get('/decisions/tables')).items.find((one: Answered) => one.id === 'ferry')
  assert.deepEqual([listed.path, listed.rows, listed.halted, listed.decisions], [path, 2, false, 0])
  assert.equal((await author.get('/decisions/tables/ferry')).text, whole)
  await author.get('/decisions/tables/none-such', 404)
})

test('a text that multiplies itself is a faulty text, and one that repeats a law in many rows is not', async () => {
  const bomb = `${['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]', ...'bcdefgh'.split('').map((name, n) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[n]}`).join(', ')}]`)].join('\n')}\n`
  assert.deepEqual((await checked(bomb)).faults.map((one: Answered) => one.code), ['decisions.yaml'])
  const rows = Array.from({ length: 60 }, (_, n) => `  - { id: r${n}, when: { age: '${n}' }, outcome: GRANT, law: ${n === 0 ? '&law ' : '*law'}${n === 0 ? '{ zh: 甲, en: A }' : ''} }\n`).join('')
  assert.equal((await checked(text(rows))).readable, true)
})

test('who neither writes nor publishes content sees nothing of it', async () => {
  const registrar = await caller(house, 'registrar-pengjiang')
  for (const where of ['tables', 'tables/senior-allowance', 'drafts']) await registrar.get(`/decisions/${where}`, 403)
  await registrar.post('/decisions/tables/check', { text: whole }, 403)
  await registrar.post('/decisions/tables/try', { text: whole, asOf: '2026-01-01', input: {} }, 403)
})

test('every table of the house is drawn without a fault', async () => {
  for (const { id, path: file } of (await author.get('/decisions/tables')).items) {
    const view = await author.get(`/decisions/tables/${id}?path=${file}`)
    assert.deepEqual([view.faults, view.examples.filter((one: Answered) => !one.holds)], [[], []], file)
  }
})
