import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { moveClock, now, type Act } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { askCity, control } from '#tests/controls'
import { testHouse, type TestHouse } from '#tests/house'

import { object } from './actions/objections.ts'

let house: TestHouse
let employed: Caller
let officer: Caller
before(async () => {
  house = await testHouse()
  employed = await caller(house, 'fund-employed')
  officer = await caller(house, 'data-officer-social')
})

const pension = (known: Answered): Answered => known.sources.find((one: Answered) => one.id === 'pension-person')
const element = (source: Answered, id: string): Answered => source.elements.find((one: Answered) => one.id === id)
const wrong = (more: object = {}) => ({ source: 'pension-person', element: 'retired', kind: 'wrong', proposed: '已于2026年10月退休', words: '', ...more })
const codeOf = async (said: Promise<Answered>): Promise<string> => (await said).code as string
/** Objections that an earlier test left open are taken back, so that each test begins with undisputed facts. */
const settled = async (who: Caller): Promise<void> => {
  for (const one of (await who.get('/exchange/objections')).items) if (one.state === 'open') await who.post(`/exchange/objections/${one.id}/withdrawal`, undefined, 201)
}
/** Waits until the readers of the journal have written a letter. */
async function letterTo(who: Caller, title: RegExp): Promise<Answered> {
  for (let turn = 0; turn < 200; turn++) {
    const found = (await who.get('/messages')).items.find((letter: Answered) => title.test(letter.title))
    if (found) return found
    await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
  assert.fail(`no letter ${String(title)}`)
}

async function askAgain(who: Caller, sources: readonly string[]): Promise<Answered> {
  moveClock(new Date(now().getTime() + 61_000))
  return who.post('/exchange/known/asking', { sources }, 201)
}

test('somebody without any case asks a register about himself, and the look stands in his own log as his', async () => {
  const before_ = pension(await employed.get('/exchange/known'))
  assert.equal(before_.mayAsk, true)
  assert.deepEqual((await askAgain(employed, ['pension-person'])).items, [{ source: 'pension-person', state: 'hit' }])
  const known = pension(await employed.get('/exchange/known'))
  assert.deepEqual([known.asked.state, element(known, 'retired').fact.value, element(known, 'retired').fact.grade, known.agency.id], ['hit', false, 'A-authoritative', 'jiangmen-social-insurance'])
  const [use] = (await employed.get('/grants/uses?source=pension-person&limit=1')).items
  assert.deepEqual([use.looker, use.grantee, use.purpose, use.purposeTitle.en], ['self', employed.party, 'self-access', 'Your own look'])
})

test('a register is not asked twice within a minute, nor about what it does not know, nor by a stranger', async () => {
  await askAgain(employed, ['bank-cards'])
  assert.equal(await codeOf(employed.post('/exchange/known/asking', { sources: ['bank-cards'] }, 429)), 'exchange.asked_just_now')
  assert.equal(await codeOf(employed.post('/exchange/known/asking', { sources: ['nowhere'] }, 404)), 'exchange.no_source')
  assert.equal(await codeOf(employed.post('/exchange/known/asking', { sources: ['bank-branches'] }, 422)), 'exchange.not_about_you')
  assert.equal((await house.server.inject({ method: 'GET', url: '/exchange/known' })).statusCode, 401)
})

test('a register that is down is said to be, and what was known before stays', async () => {
  await askAgain(employed, ['pension-person'])
  await control(house.city, { department: 'pension', down: true })
  try {
    assert.deepEqual((await askAgain(employed, ['pension-person'])).items, [{ source: 'pension-person', state: 'down' }])
  } finally {
    await control(house.city, { department: 'pension', clear: true })
  }
  const known = pension(await employed.get('/exchange/known'))
  assert.deepEqual([known.asked.state, element(known, 'retired').fact.value], ['down', false])
})

test('an objection is numbered, due in five working days, and goes to the agency that keeps the record', async () => {
  await settled(employed)
  const raised = await employed.post('/exchange/objections', wrong(), 201)
  assert.match(raised.number, /^\d{8}-[0-9A-F]{6}$/)
  assert.equal(raised.agency, 'jiangmen-social-insurance')
  const [mine] = (await employed.get('/exchange/objections')).items.filter((one: Answered) => one.id === raised.id)
  assert.deepEqual([mine.state, mine.was, mine.proposed, mine.lamp], ['open', false, '已于2026年10月退休', 'green'])
  assert.deepEqual(element(pension(await employed.get('/exchange/known')), 'retired').objection.number, raised.number)
  const listed = (await officer.get('/exchange/objections')).items.find((one: Answered) => one.id === raised.id)
  assert.equal(listed.mayAnswer, true)
  assert.ok(!JSON.stringify(listed).includes('退休'), 'a list shows no words and no value')
  const ids = async (over: boolean): Promise<string[]> => (await officer.get(`/exchange/objections?over=${over}`)).items.map((one: Answered) => one.id)
  assert.deepEqual([(await ids(false)).includes(raised.id), (await ids(true)).includes(raised.id)], [true, false])
  await employed.post(`/exchange/objections/${raised.id}/withdrawal`, undefined, 201)
  assert.deepEqual([(await ids(false)).includes(raised.id), (await ids(true))[0]], [false, raised.id], 'what was over last stands first')
})

test('a list goes on where its last page ended, without gap or double, though a row moves meanwhile', async () => {
  for (let round = 0; round < 2; round++) {
    await settled(employed)
    for (const one of ['retired', 'retiredOn', 'monthly']) await employed.post('/exchange/objections', wrong({ element: one }), 201)
  }
  for (const query of ['', '&over=false', '&over=true']) {
    const whole: Answered = await officer.get(`/exchange/objections?limit=200${query}`)
    const seen: Answered[] = []
    for (let after: string | null = '', turn = 0; after !== null; turn++) {
      const page: Answered = await officer.get(`/exchange/objections?limit=2${query}${turn === 0 ? '' : `&after=${encodeURIComponent(after)}`}`)
      assert.ok(page.items.length <= 2)
      seen.push(...page.items)
      after = page.next
    }
    assert.ok(whole.items.length >= 3, query)
    assert.deepEqual(seen.map((one) => one.id), whole.items.map((one: Answered) => one.id), query)
  }
  const first: Answered = await officer.get('/exchange/objections?over=false&limit=1')
  const rest = (await officer.get('/exchange/objections?over=false')).items.slice(1).map((one: Answered) => one.id)
  await employed.post(`/exchange/objections/${first.items[0].id}/withdrawal`, undefined, 201)
  assert.deepEqual((await officer.get(`/exchange/objections?over=false&after=${encodeURIComponent(first.next)}`)).items.map((one: Answered) => one.id), rest)
  for (const after of ['1', '~~', '~2026-99-99T00:00:00.000Z~00000000-0000-4000-8000-000000000000', '~2026-01-01T00:00:00.000Z~1']) assert.equal((await officer.get(`/exchange/objections?after=${encodeURIComponent(after)}`, 422)).errors[0].code, 'kernel.id_form', after)
})

test('what cannot be objected to is refused, each with its reason', async () => {
  await settled(employed)
  const cases: [object, number, string][] = [
    [wrong({ source: 'nowhere' }), 404, 'exchange.no_source'],
    [wrong({ source: 'bank-branches', element: 'branches' }), 422, 'exchange.no_element'],
    [wrong({ element: 'shoeSize' }), 422, 'exchange.no_element'],
    [wrong({ proposed: '', words: ' ' }), 422, 'exchange.objection_empty'],
  ]
  for (const [body, status, code] of cases) {
    const said = await employed.post('/exchange/objections', body, status)
    assert.equal(said.errors?.[0]?.code ?? said.code, code)
  }
  const one = await employed.post('/exchange/objections', wrong(), 201)
  assert.equal(await codeOf(employed.post('/exchange/objections', wrong(), 409)), 'exchange.objection_open')
  const stranger = await caller(house, 'partner-jiangmen')
  for (const path of ['', '/withdrawal']) assert.equal(await codeOf(path === '' ? stranger.get(`/exchange/objections/${one.id}`, 404) : stranger.post(`/exchange/objections/${one.id}${path}`, undefined, 404)), 'exchange.no_objection')
  await employed.post(`/exchange/objections/${one.id}/withdrawal`, undefined, 201)
  assert.equal(await codeOf(employed.post(`/exchange/objections/${one.id}/withdrawal`, undefined, 409)), 'exchange.objection_over')
  assert.equal(await codeOf(officer.post(`/exchange/objections/${one.id}/answer`, { outcome: 'upheld', words: '无误' }, 409)), 'exchange.objection_over')
})

test('of two who object to the same element at the same moment one does', async () => {
  await settled(employed)
  const raised = await Promise.all([1, 2, 3].map(() => house.act({ ...partOfHouse('tests'), id: employed.party, kind: 'person' }, (act) =>
    object(act, employed.party, { source: 'pension-person', element: 'retired', case: null, kind: 'wrong', proposed: '是', words: '' })).then(() => 'done', (error: { code: string }) => error.code)))
  assert.deepEqual(raised.toSorted(), ['done', 'exchange.objection_open', 'exchange.objection_open'])
})

test('only the data officer of the keeping agency answers, never about himself, and of two answers at once one counts', async () => {
  await settled(employed)
  const { id } = await employed.post('/exchange/objections', wrong(), 201)
  const police = await caller(house, 'data-officer-police')
  for (const who of [police, employed, await caller(house, 'fund-officer')]) assert.equal(await codeOf(who.post(`/exchange/objections/${id}/answer`, { outcome: 'upheld', words: '无误' }, 403)), 'not_permitted')
  assert.equal(await codeOf(police.get(`/exchange/objections/${id}`, 404)), 'exchange.no_objection')
  const own = await officer.post('/exchange/objections', wrong(), 201)
  assert.equal(await codeOf(officer.post(`/exchange/objections/${own.id}/answer`, { outcome: 'corrected', words: '我说了算' }, 403)), 'exchange.own_objection')
  const said = await Promise.all(['一', '二', '三'].map((words) => officer.post(`/exchange/objections/${id}/answer`, { outcome: 'upheld', words }).then(() => 201, (error: Error) => Number(/answered (\d+)/.exec(error.message)?.[1]))))
  assert.deepEqual(said.toSorted(), [201, 409, 409])
  const letter = await letterTo(employed, /维持不变/)
  assert.match(letter.text, /江门市社会保险基金管理局/)
  assert.equal((await employed.get(`/exchange/objections/${id}`)).state, 'upheld')
})

test('opening an objection shows the data officer name and value, and is itself a look that the person sees', async () => {
  await settled(employed)
  const { id } = await employed.post('/exchange/objections', wrong(), 201)
  const file = await officer.get(`/exchange/objections/${id}`)
  assert.deepEqual([file.subject.name, file.was, file.proposed], [castMember('fund-employed').name, false, '已于2026年10月退休'])
  assert.ok(!JSON.stringify(file.subject).includes(castMember('fund-employed').idNumber), 'the number is masked')
  const [use] = (await employed.get('/grants/uses?limit=1')).items
  assert.deepEqual([use.looker, use.role.en, use.grantee, use.elements, use.purpose, use.basis], ['officer', 'Data officer', 'jiangmen-social-insurance', ['retired'], 'objection', 'statutory'])
})

async function fundCase(who: Caller): Promise<Answered> {
  const opened = await who.post('/services/cases', { kind: 'matter', id: 'fund-withdrawal-retirement' }, 201)
  await who.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  await who.confirmAndSign(opened.id)
  await house.settle()
  return who.get(`/services/cases/${opened.id}`)
}

test('a case that rests on a disputed fact is routed to a person with that reason, never denied', async () => {
  await settled(employed)
  const denied = await fundCase(employed)
  assert.deepEqual([denied.stage, denied.verdict.reasons.map((one: Answered) => one.reason).includes('fund.not_retired')], ['returned', true])
  await employed.post('/exchange/objections', wrong({ case: denied.id }), 201)
  const routed = await fundCase(employed)
  assert.equal(routed.stage, 'with-officer', JSON.stringify(routed.verdict))
  assert.ok(routed.verdict.reasons.every((one: Answered) => one.reason !== 'fund.not_retired'))
  assert.ok(routed.verdict.reasons.some((one: Answered) => one.reason === 'decisions.source_disputed'))
  assert.match(routed.verdict.reasons.find((one: Answered) => one.reason === 'decisions.source_disputed').text.zh, /养老待遇库/)
})

test('where other data alone would settle the case against the person, it is routed all the same', async () => {
  const defaulter = await caller(house, 'fund-defaulter')
  const denied = await fundCase(defaulter)
  assert.deepEqual([denied.stage, denied.verdict.reasons[0].reason], ['returned', 'fund.loan_in_default'])
  await defaulter.post('/exchange/objections', wrong({ element: 'retiredOn', proposed: '2025-06-30' }), 201)
  const routed = await fundCase(defaulter)
  assert.deepEqual([routed.stage, routed.verdict.reasons.map((one: Answered) => one.reason)], ['with-officer', ['decisions.source_disputed']])
  const field = routed.form.groups[0].fields.find((one: Answered) => one.id === 'retiredOn')
  assert.deepEqual([field.value, field.source.state, field.source.element, field.source.id], ['2025-07-30', 'disputed', 'retiredOn', 'pension-person'])
  assert.equal(routed.form.groups[0].fields.find((one: Answered) => one.id === 'name').source.state, 'hit')
  await settled(defaulter)
  assert.equal((await fundCase(defaulter)).stage, 'returned', 'once taken back, the machine decides again')
})

test('what was put right is fetched anew, its users are named, and the person is told in the agency’s words', async () => {
  await settled(employed)
  const { id } = await employed.post('/exchange/objections', wrong(), 201)
  await askCity(house.city, '/control/record', { department: 'pension', idNumber: castMember('fund-employed').idNumber, changes: { retired: true, retiredOn: '2026-10-09', monthly: 410_000 } })
  await officer.post(`/exchange/objections/${id}/answer`, { outcome: 'corrected', words: '核实后已补录退休信息。' }, 201)
  await house.settle()
  const file = await employed.get(`/exchange/objections/${id}`)
  assert.deepEqual([file.state, file.was, file.now.value, file.answer], ['corrected', false, true, '核实后已补录退休信息。'])
  assert.ok(file.consumers.some((one: Answered) => one.agency === 'jiangmen-provident-fund' && one.purpose === 'fund-withdrawal-retirement'), JSON.stringify(file.consumers))
  assert.ok(file.consumers.every((one: Answered) => one.purpose !== 'objection' && one.agency !== employed.party))
  assert.match((await letterTo(employed, /已更正/)).text, /核实后已补录退休信息。/)
  assert.equal(element(pension(await employed.get('/exchange/known')), 'retired').objection, null)
})

test('objections, answers and withdrawals are never changed', async () => {
  const attempts: ((act: Act) => Promise<unknown>)[] = [(act) => act.tx`update exchange.objections set words = ''`, (act) => act.tx`delete from exchange.objection_answers`, (act) => act.tx`update exchange.objection_withdrawals set withdrawn_by = ''`]
  for (const attempt of attempts) await assert.rejects(house.act(partOfHouse('tests'), attempt), /append-only/)
})

test('an answer that is overdue can be given by the data authority', async () => {
  await settled(employed)
  const { id, dueAt } = await employed.post('/exchange/objections', wrong(), 201)
  const authority = await caller(house, 'data-officer-authority')
  const answer = { outcome: 'upheld', words: '由省局督办答复' }
  assert.equal(await codeOf(authority.post(`/exchange/objections/${id}/answer`, answer, 403)), 'not_permitted')
  assert.ok((await authority.get('/exchange/objections')).items.every((one: Answered) => one.id !== id))
  moveClock(new Date(Date.parse(dueAt) + 1_000))
  assert.equal((await authority.get('/exchange/objections')).items.find((one: Answered) => one.id === id).lamp, 'red')
  assert.equal((await authority.get(`/exchange/objections/${id}`)).subject.name, castMember('fund-employed').name)
  await authority.post(`/exchange/objections/${id}/answer`, answer, 201)
  moveClock(null)
})
