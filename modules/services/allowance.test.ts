import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { perform } from '#kernel/act'
import { house as actorOf } from '#kernel/actor'
import { castMember } from '#city/cast'
import { caller, type Answered, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'
import { until } from '#tests/until'

let house: TestHouse
let holder: Caller
const HOLDER = castMember('allowance-1952')
const AGED = castMember('aged-79')

before(async () => {
  house = await testHouse()
})
after(async () => {
  await setClock(null)
  for (const department of ['population', 'civil-affairs', 'sms', 'bank', 'bank/pay']) await city('/control', { department, clear: true })
  await city('/control/record', { department: 'population', idNumber: HOLDER.idNumber, changes: { alive: true, deathDate: null } })
  await city('/control/record', { department: 'civil-affairs', idNumber: HOLDER.idNumber, changes: { alive: true, deathDate: null } })
  await city('/control/record', { department: 'population', idNumber: AGED.idNumber, changes: { alive: true, deathDate: null } })
  await house.settle()
})

async function setClock(at: string | null): Promise<void> {
  const answer = await house.server.inject({ method: 'POST', url: '/demo/clock', payload: { at: at === null ? null : `${at}T10:00:00+08:00` } })
  assert.equal(answer.statusCode, 200, answer.body)
}

/** Moves the time on and waits for all that falls due. */
async function passTo(day: string): Promise<void> {
  await setClock(day)
  await house.settle()
}

async function city(path: string, body?: object): Promise<Answered> {
  const answer = await fetch(`${house.city}${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : {})
  assert.equal(answer.status, 200, path)
  return answer.json()
}

const smsTo = async (mobile: string): Promise<string[]> => (await city(`/sms?mobile=${mobile}`)).messages.map((message: Answered) => message.text)
const invitationsTo = async (mobile: string): Promise<string[]> => (await smsTo(mobile)).filter((text) => text.includes('年满70周岁'))

/** What the short-message gateway hands in, as the machine that it is. */
async function reply(mobile: string, text: string): Promise<Answered> {
  const given = await house.server.inject({
    method: 'POST', url: '/oidc/token', payload: 'grant_type=client_credentials',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from('sms-gateway:demo-sms-gateway-secret').toString('base64')}` },
  })
  assert.equal(given.statusCode, 200, given.body)
  const answer = await house.server.inject({ method: 'POST', url: '/messages/replies', payload: { mobile, text }, headers: { authorization: `Bearer ${given.json<{ access_token: string }>().access_token}` } })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json()
}

const rightOf = async (who: Caller): Promise<Answered> => (await who.get('/services/entitlements')).items.at(-1)
const paidFen = async (who: Caller): Promise<Record<string, number>> => Object.fromEntries((await rightOf(who)).payments.map((payment: Answered) => [payment.month.slice(0, 7), payment.amountFen]))
const heldMonths = async (who: Caller): Promise<string[]> => [...new Set<string>((await rightOf(who)).holds.map((hold: Answered) => hold.month.slice(0, 7)))]

async function payoutsOf(right: Answered): Promise<Answered[]> {
  const { orders } = await city('/effects?department=bank')
  return orders.filter((order: Answered) => order.endpoint.endsWith('pay') && String(order.answer.record?.reference).startsWith(`senior-allowance:${right.id}:`))
}

const runAgain = (right: Answered, run: string, nth: number): Promise<void> =>
  perform(actorOf('tests'), (act) => act.later({ kind: 'services.pay', key: `again ${right.id} ${run} ${nth}`, payload: { entitlement: right.id, run } }))

test('two months before her 70th birthday she is asked by message, once', async () => {
  await setClock('2022-05-14')
  holder = await caller(house, 'allowance-1952')
  await until('the days begin again where the clock was set back', async () => (await perform(actorOf('tests'), (act) => act.tx`select 1 from kernel.jobs where kind = 'services.daily' and done_at is null and payload->>'day' = '2022-05-15'`)).length > 0)
  await house.settle()
  assert.deepEqual(await invitationsTo(HOLDER.mobile), [])
  await passTo('2022-05-15')
  assert.equal((await invitationsTo(HOLDER.mobile)).length, 1)
  await passTo('2022-05-16')
  await passTo('2022-06-02')
  assert.equal((await invitationsTo(HOLDER.mobile)).length, 1)
  const uses = (await holder.get('/grants/uses')).items
  assert.ok(uses.some((use: Answered) => use.source === 'population-cohort' && use.purpose === 'senior-allowance'), JSON.stringify(uses))
})

test('an unclear reply applies for nothing; “同意。” is her application, granted without a form', async () => {
  assert.equal((await reply(HOLDER.mobile, '同意吗？')).answer, 'unclear')
  assert.equal((await holder.get('/services/entitlements')).items.length, 0)
  assert.equal((await reply(HOLDER.mobile, '同意。')).answer, 'accept')
  const right = await until('her right', () => rightOf(holder))
  await house.settle()
  const file = await holder.get(`/services/cases/${right.case}`)
  assert.equal(file.stage, 'granted', JSON.stringify(file.verdict))
  assert.equal(file.form.typed, 0)
  assert.equal(file.certificates.length, 1)
  assert.equal(right.starts, '2022-07-01')
  assert.deepEqual((await reply(HOLDER.mobile, '同意 谢谢')).message, null)
})

test('she is paid from July 2022, 200 yuan a month, and the bank has each payout once', async () => {
  await passTo('2022-07-14')
  assert.deepEqual(await paidFen(holder), {})
  await passTo('2022-07-15')
  assert.deepEqual(await paidFen(holder), { '2022-07': 20000 })
  const right = await rightOf(holder)
  for (const nth of [1, 2, 3]) await runAgain(right, '2022-07-15', nth)
  await house.settle()
  assert.deepEqual(await paidFen(holder), { '2022-07': 20000 })
  await city('/control', { department: 'bank/pay', loseAnswers: 1 })
  await passTo('2022-08-15')
  await until('the payout after its answer was lost', async () => (await rightOf(holder)).payments[1]?.receipt)
  const payouts = await payoutsOf(right)
  assert.deepEqual(payouts.map((payout) => [payout.answer.record.amountFen, payout.effects]), [[20000, 1], [20000, 1]])
  assert.ok(payouts.some((payout) => payout.attempts > 1), 'the order whose answer was lost was sent again under its key')
  const texts = await smsTo(HOLDER.mobile)
  assert.ok(texts.some((text) => text.includes('200.00 元') && text.includes('2022-07')))
  assert.ok(texts.every((text) => text.includes('同意请只回复') || text.startsWith('【深圳市民政局】')), texts.join('\n'))
  assert.deepEqual(new Set((await holder.get('/messages?limit=50')).items.map((letter: Answered) => letter.from?.zh)), new Set(['深圳市民政局']))
  assert.ok((await holder.get('/grants/uses')).items.some((use: Answered) => use.source === 'population-person' && use.case === right.case))
})

test('a review missed in November 2023 holds back December and January, and the run of February pays three months', async () => {
  await passTo('2023-11-02')
  assert.equal(Object.keys(await paidFen(holder)).length, 16)
  assert.deepEqual((await rightOf(holder)).reviews.map((review: Answered) => [review.due.slice(0, 7), review.how]), [['2022-11', 'data'], ['2023-05', 'data']])
  await city('/control/record', { department: 'civil-affairs', idNumber: HOLDER.idNumber, changes: { alive: false } })
  await passTo('2023-11-20')
  assert.equal((await paidFen(holder))['2023-11'], 20000)
  await passTo('2024-01-20')
  assert.equal((await paidFen(holder))['2023-12'], undefined)
  assert.deepEqual(await heldMonths(holder), ['2023-12', '2024-01'])
  assert.equal((await rightOf(holder)).holds[0].reasons[0].reason, 'allowance.review_missed')
  const right = await rightOf(holder)
  const stranger = await caller(house, 'centenarian')
  await stranger.post(`/services/entitlements/${right.id}/reviews`, undefined, 403)
  await passTo('2024-02-05')
  const officer = await caller(house, 'allowance-officer')
  await officer.post(`/services/entitlements/${right.id}/reviews`, undefined, 201)
  await officer.post(`/services/entitlements/${right.id}/reviews`, undefined, 409)
  await passTo('2024-02-15')
  await city('/control/record', { department: 'civil-affairs', idNumber: HOLDER.idNumber, changes: { alive: true } })
  const february = (await rightOf(holder)).payments.filter((payment: Answered) => payment.run === '2024-02-15')
  assert.deepEqual(february.map((payment: Answered) => [payment.month.slice(0, 7), payment.amountFen]), [['2023-12', 20000], ['2024-01', 20000], ['2024-02', 20000]])
  assert.deepEqual((await payoutsOf(right)).map((payout) => payout.answer.record.amountFen).filter((fen) => fen === 60000), [60000])
})

test('at 80 she gets 300 yuan from the month of her birthday, after a leap of eight years that skips no month', async () => {
  const began = performance.now()
  await setClock('2032-07-16')
  await until('July 2032', async () => (await paidFen(holder))['2032-07'])
  await house.settle()
  const took = performance.now() - began
  const paid = await paidFen(holder)
  assert.equal(paid['2032-06'], 20000)
  assert.equal(paid['2032-07'], 30000)
  assert.equal(Object.keys(paid).length, 121)
  const { payments } = await rightOf(holder)
  assert.ok(payments.every((payment: Answered) => payment.run.slice(0, 7) === payment.month.slice(0, 7) || payment.run === '2024-02-15'), 'every month has its own run')
  assert.ok(took < 60_000, `the leap took ${Math.round(took)} ms`)
})

test('the month of her death is paid, the next one is not, and the right ends', async () => {
  await passTo('2033-02-20')
  await city('/control/record', { department: 'population', idNumber: HOLDER.idNumber, changes: { alive: false, deathDate: '2033-03-03' } })
  await city('/control/record', { department: 'civil-affairs', idNumber: HOLDER.idNumber, changes: { alive: false, deathDate: '2033-03-03' } })
  await passTo('2033-03-20')
  await passTo('2033-04-20')
  const right = await rightOf(holder)
  const paid = await paidFen(holder)
  assert.equal(paid['2033-03'], 30000)
  assert.equal(paid['2033-04'], undefined)
  assert.deepEqual(right.end, { after: '2033-03-31', reason: 'allowance.after_death' })
  assert.deepEqual(right.recoveries, [])
  await passTo('2033-05-20')
  assert.equal(Object.keys(await paidFen(holder)).length, Object.keys(paid).length)
  const payouts = await payoutsOf(right)
  assert.ok(payouts.every((payout) => payout.effects === 1))
  const total = Object.values(paid).reduce((sum, fen) => sum + fen, 0)
  assert.equal(payouts.reduce((sum, payout) => sum + payout.answer.record.amountFen, 0), total)
})

async function apply(who: Caller): Promise<Answered> {
  const opened = await who.post('/services/cases', { kind: 'matter', id: 'senior-allowance' }, 201)
  assert.equal(opened.form.typed, 0)
  await who.put(`/services/cases/${opened.id}/groups/payout`, { answers: {} })
  return opened
}

async function applied(who: Caller): Promise<Answered> {
  const { id } = await apply(who)
  await who.confirmAndSign(id)
  await house.settle()
  return who.get(`/services/cases/${id}`)
}

test('who answers “不同意” has not applied, and is not asked again', async () => {
  await setClock('2026-11-20')
  const mobile = castMember('turns-70').mobile
  const who = await caller(house, 'turns-70')
  await until('the message to him', async () => (await invitationsTo(mobile)).length === 1)
  assert.equal((await reply(mobile, '不同意')).answer, 'refuse')
  await house.settle()
  assert.equal((await who.get('/services/cases')).items.filter((one: Answered) => one.definition === 'senior-allowance').length, 0)
  await passTo('2026-11-22')
  assert.equal((await invitationsTo(mobile)).length, 1)
})

test('who is registered elsewhere gets his application back with the reason', async () => {
  const file = await applied(await caller(house, 'allowance-elsewhere'))
  assert.equal(file.stage, 'returned')
  assert.deepEqual(file.verdict.reasons.map((reason: Answered) => reason.reason), ['allowance.residence_elsewhere'])
})

test('a browser may fill in what a question asks about its own reader, and not what a guardian answers for a child', async () => {
  const opened = async (who: Caller, more: object = {}) => {
    const { form } = await who.post('/services/cases', { kind: 'matter', id: 'senior-allowance', ...more }, 201)
    return form.groups.flatMap((group: Answered) => group.fields).find((field: Answered) => field.id === 'otherCard')
  }
  const own = await opened(await caller(house, 'teenager'))
  const child = await caller(house, 'child')
  const forChild = await opened(await caller(house, 'founder-jiangmen'), { for: child.party })
  assert.deepEqual([own.shown, own.autocomplete, forChild.shown, forChild.autocomplete], [true, 'cc-number', true, undefined])
})

test('where the banks do not answer, the card is asked for instead of left out', async () => {
  await city('/control', { department: 'bank', down: true })
  const who = await caller(house, 'centenarian')
  const { id } = await who.post('/services/cases', { kind: 'matter', id: 'senior-allowance' }, 201)
  await city('/control', { department: 'bank', clear: true })
  const file = await who.get(`/services/cases/${id}`)
  const field = (name: string): Answered => file.form.groups.flatMap((group: Answered) => group.fields).find((one: Answered) => one.id === name)
  assert.deepEqual([field('card').shown, field('otherCard').shown], [false, true])
})

test('a register that is down at the decision denies nobody: an officer decides', async () => {
  const who = await caller(house, 'centenarian')
  const { id } = await apply(who)
  await city('/control', { department: 'population', down: true })
  await who.confirmAndSign(id)
  await house.settle()
  await city('/control', { department: 'population', clear: true })
  const file = await who.get(`/services/cases/${id}`)
  assert.equal(file.stage, 'with-officer')
  assert.ok(file.verdict.reasons.some((reason: Answered) => reason.reason === 'decisions.source_down'), JSON.stringify(file.verdict.reasons))
  const officer = await caller(house, 'allowance-officer')
  await officer.post(`/services/cases/${id}/decision`, { outcome: 'GRANT', rows: ['grant'], note: '已电话核实' }, 201)
  await house.settle()
  const granted = await who.get(`/services/cases/${id}`)
  assert.equal(granted.stage, 'granted')
  assert.equal(granted.result.amountFen, 100000)
})

test('she applies herself at 79, gets 300 yuan from the month she is 80, and what was paid after her death is posted back', async () => {
  const who = await caller(house, 'aged-79')
  const first = await applied(who)
  assert.equal(first.stage, 'granted', JSON.stringify(first.verdict))
  const twice = await applied(who)
  await passTo('2027-03-20')
  const rights = (await who.get('/services/entitlements')).items
  const months = rights.flatMap((right: Answered) => right.payments.map((payment: Answered) => `${payment.month.slice(0, 7)} ${payment.amountFen}`)).toSorted()
  assert.deepEqual(months, ['2026-11 20000', '2026-12 20000', '2027-01 30000', '2027-02 30000', '2027-03 30000'], `a second application (${twice.stage}) pays no month twice`)
  await city('/control/record', { department: 'population', idNumber: AGED.idNumber, changes: { alive: false, deathDate: '2027-01-20' } })
  await passTo('2027-04-20')
  const ended = (await who.get('/services/entitlements')).items
  assert.deepEqual(ended.flatMap((right: Answered) => right.recoveries.map((one: Answered) => [one.month, one.amountFen])).toSorted(), [['2027-02-01', 30000], ['2027-03-01', 30000]])
  assert.deepEqual(ended.map((right: Answered) => right.end?.reason), ended.map(() => 'allowance.after_death'))
  const auditor = await caller(house, 'auditor')
  assert.equal((await auditor.get('/accounts/recovery:allowance:440300')).balanceFen, 60000)
})
