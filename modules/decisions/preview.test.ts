import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock, now } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { currentRelease } from '#kernel/releases'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

import { auditReceipts } from './actions/audit.ts'
import { decide, recordDecision } from './actions/decide.ts'
import { firstDifference, replay } from './actions/replay.ts'

let house: TestHouse
let author: Caller
let reviewer: Caller
let auditor: Caller
before(async () => {
  house = await testHouse()
  author = await caller(house, 'author')
  reviewer = await caller(house, 'reviewer')
  auditor = await caller(house, 'auditor')
})

const path = 'rules/parking.table.yaml'
const text = (limit: number, more = ''): string => `table: parking
title: { zh: 停车优惠, en: Parking discount }
effective: { from: 2020-01-01, to: null }
hitPolicy: FIRST
routeTo: registrar
${more}inputs:
  - { id: age, label: { zh: 年龄, en: Age }, type: number, is: age }
rows:
  - { id: old, when: { age: '>= ${limit}' }, outcome: GRANT, reason: parking.old, text: { zh: 可以优惠。, en: Granted. }, law: { zh: 《试行办法》第一条, en: art. 1 } }
  - { id: young, when: { age: '< ${limit}' }, outcome: RETURN, reason: parking.young, text: { zh: 年龄未到。, en: Too young. }, law: { zh: 《试行办法》第二条, en: art. 2 } }
`
const draft = async (body: string): Promise<string> => (await author.post('/content/drafts', { path, text: body, reason: '试行' }, 201)).id as string
let number = 0
const decideFor = (age: number): Promise<string> => house.act(partOfHouse('tests'), async (act) =>
  (await decide(act, { case: `parking-${++number}`, number: `20260101-${number}`, release: currentRelease(), table: 'parking', asOf: '2026-01-01', scope: new Map([['age', { state: 'hit' as const, value: (await import('./feel/values.ts')).numeral(age) }]]), agency: 'transport' })).id)

async function finished(id: string): Promise<Answered> {
  for (let turn = 0; turn < 200; turn++) {
    const view = await author.get(`/decisions/previews/${id}`)
    if (view.endedAt !== null) return view
    await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
  assert.fail('the preview does not end')
}

test('a table that has decided is not published anew before somebody else has answered for what flips', async () => {
  await reviewer.post(`/content/drafts/${await draft(text(65))}/publication`, undefined, 201)
  for (const age of [50, 60, 61, 64, 65, 70, 80]) await decideFor(age)
  const change = await draft(text(60))
  const refused = await reviewer.post(`/content/drafts/${change}/publication`, undefined, 422)
  assert.deepEqual(refused.errors.map((one: Answered) => one.code), ['decisions.preview_first'])
  const { id } = await author.post('/decisions/previews', { draft: change }, 201)
  const view = await finished(id)
  assert.deepEqual([view.total, view.done, view.unchanged, view.changed], [7, 7, 4, 3])
  assert.deepEqual(view.groups, [{ was: 'RETURN', now: 'GRANT', reasonWas: 'parking.young', reasonNow: 'parking.old', agency: 'transport', count: 3 }])
  const page = await author.get(`/decisions/previews/${id}/flips?limit=2`)
  assert.equal(page.items.length, 2)
  assert.equal((await author.get(`/decisions/previews/${id}/flips?limit=2&after=${page.next}`)).items.length, 1)
  assert.match(page.items[0].caseNumber, /^20260101-[2-4]$/)
  const waiting = await author.get(`/decisions/drafts/${change}`)
  assert.deepEqual([waiting.preview.words['parking.young'].zh, waiting.trial, waiting.shadows], ['年龄未到。', null, []])
  assert.equal((await author.post(`/decisions/previews/${id}/signoff`, { note: '我自己' }, 403)).code, 'not_permitted')
  await reviewer.post(`/decisions/previews/${id}/signoff`, { note: '已看过三件' }, 201)
  assert.equal((await reviewer.post(`/decisions/previews/${id}/signoff`, { note: '再一次' }, 409)).code, 'decisions.signed_off')
  await reviewer.post(`/content/drafts/${change}/publication`, undefined, 201)
  const other = await draft(text(61))
  await reviewer.post(`/content/drafts/${other}/publication`, undefined, 422)
})

test('a changed table decides silently beside the one in force, and is compared with what people decided', async () => {
  const change = await draft(text(55, 'trial: { days: 7, least: 3, agreement: 0.7 }\n'))
  const { id } = await author.post('/decisions/shadows', { draft: change, until: new Date(now().getTime() + 8 * 86_400_000).toISOString() }, 201)
  for (const age of [40, 56, 57, 90]) await decideFor(age)
  const person = `parking-${number - 1}`
  await house.act(partOfHouse('tests'), (act) => recordDecision(act, { case: person, release: currentRelease(), table: 'parking', outcome: 'GRANT', reasons: [], by: act.actor.id, note: '情况特殊' }))
  const view = await author.get(`/decisions/shadows/${id}`)
  assert.deepEqual([view.compared, view.agreed], [4, 3])
  assert.deepEqual(view.clusters, [{ shadow: 'GRANT', decided: 'RETURN', reason: 'parking.old', by: 'machine', count: 1 }])
  assert.deepEqual([view.words, view.running, view.own], [{ 'parking.old': { zh: '可以优惠。', en: 'Granted.' } }, true, true])
  assert.ok(view.low < 0.75 && view.high > 0.75, 'one is not sure of four')
  const waiting = await author.get(`/decisions/drafts/${change}`)
  assert.deepEqual(waiting.trial, { days: 7, least: 3, agreement: 0.7, ran: 0, compared: 4, agreed: 0.75, met: false })
  assert.deepEqual(waiting.shadows.map((one: Answered) => [one.id, one.compared, one.agreed, one.open]), [[id, 4, 3, 0]])
  const { id: preview } = await author.post('/decisions/previews', { draft: change }, 201)
  await finished(preview)
  await reviewer.post(`/decisions/previews/${preview}/signoff`, { note: '好' }, 201)
  const early = await reviewer.post(`/content/drafts/${change}/publication`, undefined, 422)
  assert.deepEqual(early.errors.map((one: Answered) => one.code), ['decisions.trial_first'])
  moveClock(new Date(now().getTime() + 9 * 86_400_000))
  await reviewer.post(`/content/drafts/${change}/publication`, undefined, 201)
  assert.equal(await shadowCount(id), 4)
  await decideFor(10)
  assert.equal(await shadowCount(id), 4, 'its time is over')
})

test('each way in which a shadow disagrees leads to its cases, by their numbers, for those who write and publish tables alone', async () => {
  const change = await draft(text(50))
  const { id } = await author.post('/decisions/shadows', { draft: change, until: new Date(now().getTime() + 86_400_000).toISOString() }, 201)
  for (const age of [40, 51, 52, 53, 90]) await decideFor(age)
  const [one, two, three] = [number - 3, number - 2, number - 1].map((n) => `20260101-${n}`)
  await house.act(partOfHouse('tests'), (act) => recordDecision(act, { case: `parking-${number - 4}`, release: currentRelease(), table: 'parking', outcome: 'GRANT', reasons: [], by: act.actor.id, note: '情况特殊' }))
  const { clusters, compared, agreed } = await author.get(`/decisions/shadows/${id}`)
  assert.deepEqual([compared, agreed], [5, 1])
  assert.deepEqual(clusters.map((way: Answered) => [way.shadow, way.decided, way.by, way.count]), [['GRANT', 'RETURN', 'machine', 3], ['RETURN', 'GRANT', 'person', 1]])
  const way = `/decisions/shadows/${id}/cases?shadow=GRANT&decided=RETURN&reason=parking.old&by=machine`
  const first = await reviewer.get(`${way}&limit=2`)
  const rest = await reviewer.get(`${way}&limit=2&after=${first.next}`)
  assert.deepEqual([...first.items, ...rest.items].map((each: Answered) => each.caseNumber).sort(), [one, two, three])
  assert.equal(rest.next, null)
  assert.deepEqual(Object.keys(first.items[0]).sort(), ['agency', 'caseId', 'caseNumber', 'decidedAt', 'receipt'], 'nothing about anybody')
  assert.deepEqual((await author.get(way.replace('by=machine', 'by=person'))).items, [])
  assert.deepEqual((await author.get(`/decisions/shadows/${id}/cases?shadow=RETURN&decided=GRANT&reason=parking.young&by=person`)).items.map((each: Answered) => each.caseId), [`parking-${number - 4}`])
  for (const other of [auditor, await caller(house, 'quality-sampler'), await caller(house, 'fund-defaulter')]) await other.get(way, 403)
  assert.equal((await author.get(way.replace(id, change), 404)).code, 'decisions.no_shadow')
  const list = (await author.get('/decisions/shadows?table=parking')).items
  assert.deepEqual(list.map((each: Answered) => [each.title.zh, each.running, each.compared]), [['停车优惠', true, 5], ['停车优惠', false, 4]])
  await auditor.get('/decisions/shadows', 403)
})

const shadowCount = (id: string): Promise<number> => house.act(partOfHouse('tests'), async (act) => (await act.tx<{ n: number }>`select count(*)::int as n from decisions.shadow_results where shadow = ${id}`)[0]!.n)

test('a halted table routes everything and denies nobody, until somebody else lets it go on', async () => {
  const sampler = await caller(house, 'quality-sampler')
  const { id } = await sampler.post('/decisions/halts', { table: 'parking', reason: '投诉增多' }, 201)
  assert.equal((await sampler.post('/decisions/halts', { table: 'parking', reason: '再停' }, 409)).code, 'decisions.halted_already')
  const [young, old] = [await decideFor(10), await decideFor(90)]
  for (const receipt of [young, old]) {
    const [row] = await house.act(partOfHouse('tests'), (act) => act.tx<{ outcome: string; reason: string; said: string }>`select outcome, decision->'reasons'->0->>'reason' as reason, decision->'overruled'->>'outcome' as said from decisions.receipts where id = ${receipt}`)
    assert.deepEqual([row!.outcome, row!.reason], ['ROUTE', 'decisions.halted'])
    assert.ok(['GRANT', 'RETURN'].includes(row!.said))
  }
  assert.equal((await sampler.get('/decisions/halts')).items[0].title.zh, '停车优惠')
  assert.equal((await sampler.post(`/decisions/halts/${id}/resumption`, { reason: '我自己' }, 403)).code, 'not_permitted')
  await reviewer.post(`/decisions/halts/${id}/resumption`, { reason: '已查明' }, 201)
  assert.equal((await reviewer.post(`/decisions/halts/${id}/resumption`, { reason: '又一次' }, 409)).code, 'decisions.resumed_already')
  const receipt = await decideFor(10)
  const [row] = await house.act(partOfHouse('tests'), (act) => act.tx<{ outcome: string }>`select outcome from decisions.receipts where id = ${receipt}`)
  assert.equal(row!.outcome, 'RETURN')
})

test('of a burst of like cases the machine decides only so many, and keeps of the mark nothing that can be read', async () => {
  const burst = { mark: 'phone', label: { zh: '同一电话', en: 'The same telephone' }, value: '13800138000', hours: 24, most: 3 }
  const apply = (id: string, value = burst.value) => house.act(partOfHouse('tests'), async (act) =>
    decide(act, { case: id, release: currentRelease(), table: 'parking', asOf: '2026-01-01', scope: new Map([['age', { state: 'hit' as const, value: (await import('./feel/values.ts')).numeral(90) }]]), bursts: [{ ...burst, value }] }))
  const outcomes = []
  for (const id of ['b1', 'b2', 'b2', 'b3', 'b4', 'b5']) outcomes.push((await apply(id)).outcome)
  assert.deepEqual(outcomes, ['GRANT', 'GRANT', 'GRANT', 'GRANT', 'ROUTE', 'ROUTE'])
  assert.equal((await apply('b6', '13900139000')).outcome, 'GRANT')
  const { reasons } = await apply('b7')
  assert.deepEqual(reasons.map((one) => [one.reason, one.text.zh]), [['decisions.burst', '近期有 5 件相同情形的申请，机器不单独决定，由工作人员核对后办理。']])
  const rows = await house.act(partOfHouse('tests'), (act) => act.tx<{ digest: string }>`select distinct digest from decisions.marks where case_id like 'b_'`)
  assert.ok(rows.length === 2 && rows.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest)))
  moveClock(new Date(now().getTime() + 25 * 3_600_000))
  assert.equal((await apply('b8')).outcome, 'GRANT')
})

test('every receipt is signed by its agency, recomputed to the byte, and known by the ledger; what is changed is named', async () => {
  const all = await auditor.post('/decisions/replays', { table: 'parking' }, 200)
  assert.deepEqual(all.changed, [])
  assert.ok(all.same >= 13)
  const receipt = await decideFor(33)
  const before = await house.act(partOfHouse('tests'), auditReceipts)
  assert.deepEqual(before.faults, [])
  const meddle = (statement: (tx: Parameters<Parameters<TestHouse['act']>[1]>[0]['tx']) => Promise<unknown>): Promise<void> => house.act(partOfHouse('tests'), async (act) => {
    await act.tx`alter table decisions.receipts disable trigger append_only`
    await statement(act.tx)
    await act.tx`alter table decisions.receipts enable trigger append_only`
  })
  await meddle((tx) => tx`update decisions.receipts set answers = jsonb_set(answers, '{age,value}', '99') where id = ${receipt}`)
  const codes = (await house.act(partOfHouse('tests'), auditReceipts)).faults.map(({ id, code }) => [id, code])
  assert.deepEqual(codes, [[receipt, 'decisions.receipt_changed'], [receipt, 'decisions.receipt_unentered'], [receipt, 'decisions.receipt_unsigned']])
  const { changed } = await house.act(partOfHouse('tests'), (act) => replay(act, { table: 'parking' }))
  assert.deepEqual(changed.map((one) => [one.receipt, one.why]), [[receipt, 'the stored receipt does not have its digest']])
  await meddle((tx) => tx`update decisions.receipts set answers = jsonb_set(answers, '{age,value}', '33') where id = ${receipt}`)
  assert.deepEqual((await house.act(partOfHouse('tests'), auditReceipts)).faults, [])
})

test('an auditor sees every hash, source and row of a receipt, and no value of anybody', async () => {
  const receipt = await decideFor(47)
  const view = await auditor.get(`/decisions/receipts/${receipt}`)
  assert.deepEqual([view.outcome, view.agency, view.facts.map((one: Answered) => [one.name, one.state, typeof one.digest]), view.reasons], ['RETURN', 'transport', [['age', 'hit', 'string']], [{ row: 'young', reason: 'parking.young' }]])
  assert.match(view.signature, /^[\w-]+\.[\w-]+\.[\w-]+$/)
  assert.ok(!/"value"|"values"/.test(JSON.stringify(view)), 'no value')
  await author.get(`/decisions/receipts/${receipt}`, 403)
})

test('the first difference of two decisions is named by its place', () => {
  assert.deepEqual(firstDifference({ a: [1, { b: 2 }], c: 1 }, { a: [1, { b: 3 }], c: 2 }), { at: '/a/1/b', was: 2, now: 3 })
  assert.deepEqual(firstDifference({ a: 1 }, { a: 1, b: null }), { at: '/b', was: null, now: null })
  assert.equal(firstDifference({ a: [1] }, { a: [1] }), null)
})
