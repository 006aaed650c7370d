import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { moveClock, now } from '#kernel/act'
import { house as partOfHouse } from '#kernel/actor'
import { historyOf } from '#kernel/journal'
import { castMember } from '#city/cast'
import { endPost, postsOf } from '#modules/parties'
import { caller, type Answered, type Caller } from '#tests/caller'
import { clerkAt, sitOpposite } from '#tests/counter'
import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
let clerk: Caller
let other: Caller
let citizen: Caller
before(async () => {
  house = await testHouse()
  clerk = await clerkAt(house)
  other = await clerkAt(house, 'employee-two', 'futian-service-centre')
  citizen = await caller(house, 'fund-employed', undefined)
})
after(() => moveClock(null))

const later = async <T>(seconds: number, deed: () => Promise<T>): Promise<T> => {
  moveClock(new Date(now().getTime() + seconds * 1000))
  try { return await deed() } finally { moveClock(null) }
}
const cardOf = (key: string, more: object = {}): object => ({ idNumber: castMember(key).idNumber, name: castMember(key).name, ...more })
const codeOf = (problem: Answered): string => problem.code as string
const factsAbout = (subject: string): Promise<string[]> => house.act(partOfHouse('tests'), async (act) => (await historyOf(act.tx, subject)).map((entry) => entry.type))
const visitor = async (method: 'GET' | 'POST', url: string, payload?: object, status = 201): Promise<Answered> => {
  const answer = await house.server.inject({ method, url, ...(payload ? { payload } : {}) })
  assert.equal(answer.statusCode, status, answer.body)
  return answer.json()
}

describe('the one-time code', () => {
  test('opens a session once: who shows it is served, and sees by whom and until when', async () => {
    const { code, until } = await citizen.post('/counter/codes')
    assert.match(code, /^\d{8}$/)
    assert.ok(Date.parse(until) - now().getTime() <= 60_000)
    const { session } = await clerk.post('/counter/sessions', { way: 'code', code: `${code.slice(0, 4)} ${code.slice(4)}` })
    assert.deepEqual([session.name, session.way, session.citizen], [castMember('fund-employed').name, 'code', citizen.party])
    assert.ok(!session.idNumber.includes(castMember('fund-employed').idNumber.slice(8, 14)), 'the number is masked')
    const mine = await citizen.get('/counter/mine')
    assert.deepEqual([mine.session.clerk, mine.session.agency.zh], [castMember('window-collector').name, '江门市蓬江区政务服务中心'])
    assert.equal(codeOf(await clerk.post('/counter/sessions', { way: 'code', code }, 422)), 'counter.code_wrong')
    await clerk.post('/counter/place/end', {})
    assert.equal((await citizen.get('/counter/mine')).session, null)
  })

  test('stands in the citizen’s own log, with the ground of the grant, and ends it when the session ends', async () => {
    await sitOpposite(clerk, citizen)
    const [use] = (await citizen.get('/grants/uses')).items
    assert.deepEqual([use.basis, use.purposeTitle.zh, use.elementLabels[0].en, use.granteeName.zh], ['presence', '窗口办理', 'Name and identity number', '江门市蓬江区政务服务中心'])
    await clerk.post('/counter/place/end', {})
    const grant = (await citizen.get('/grants/')).items.find((one: { id: string }) => one.id === use.grant)
    assert.notEqual(grant.withdrawnAt, null)
  })

  test('is worth nothing after a minute, and nothing once a newer one is shown', async () => {
    const { code: old } = await citizen.post('/counter/codes')
    assert.equal(codeOf(await later(61, () => clerk.post('/counter/sessions', { way: 'code', code: old }, 422))), 'counter.code_wrong')
    const { code: fresh } = await citizen.post('/counter/codes')
    assert.equal(codeOf(await clerk.post('/counter/sessions', { way: 'code', code: old }, 422)), 'counter.code_wrong')
    await clerk.post('/counter/sessions', { way: 'code', code: fresh }, 201)
  })

  test('of two clerks who type it at once only one is served', async () => {
    const { code } = await citizen.post('/counter/codes')
    const answers = await Promise.all([clerk, other].map((one) => one.post('/counter/sessions', { way: 'code', code }, 201).then(() => 'open', () => 'refused')))
    assert.deepEqual(answers.toSorted(), ['open', 'refused'])
  })

  test('is taken by nobody without the power to collect, and shown by nobody who has not signed in', async () => {
    const { code } = await citizen.post('/counter/codes')
    const registrar = await caller(house, 'registrar-futian')
    assert.equal(codeOf(await registrar.post('/counter/sessions', { way: 'code', code }, 403)), 'not_permitted')
    assert.equal(codeOf(await citizen.post('/counter/sessions', { way: 'code', code }, 403)), 'not_permitted')
    assert.equal(codeOf(await registrar.get('/counter/place', 403)), 'not_permitted')
    assert.equal(codeOf(await visitor('POST', '/counter/codes', undefined, 401)), 'identity.sign_in_first')
    assert.equal(codeOf(await clerk.post('/counter/codes', undefined, 403)), 'not_permitted')
  })

  test('cannot be guessed: after six mistakes a clerk waits, even with the right code', async () => {
    const guesser = await clerkAt(house, 'insured-elsewhere')
    for (let n = 0; n < 6; n++) assert.equal(codeOf(await guesser.post('/counter/sessions', { way: 'code', code: `0000000${n}` }, 422)), 'counter.code_wrong')
    const { code } = await citizen.post('/counter/codes')
    assert.equal(codeOf(await guesser.post('/counter/sessions', { way: 'code', code }, 429)), 'counter.too_many_tries')
    assert.equal((await factsAbout(guesser.party)).filter((type) => type === 'counter.mistaken').length, 6)
    const { session } = await later(601, async () => guesser.post('/counter/sessions', { way: 'code', code: (await citizen.post('/counter/codes')).code }))
    assert.equal(session.citizen, citizen.party)
    await later(601, () => guesser.post('/counter/place/end', {}))
  })
})

describe('the identity card', () => {
  test('seen by the clerk opens at once, on his name, and the citizen is told', async () => {
    const elder = await caller(house, 'aged-79')
    const { session } = await clerk.post('/counter/sessions', cardOf('aged-79', { way: 'seen' }))
    assert.equal(session.way, 'seen')
    const letters = (await elder.get('/messages/')).items.map((one: { letter: string }) => one.letter)
    assert.ok(letters.includes('counter-opened'))
    assert.ok((await factsAbout(elder.party)).includes('counter.opened'))
    await clerk.post('/counter/place/end', {})
  })

  test('opens nothing where the name is another’s, for nobody is found by his number alone', async () => {
    for (const way of ['seen', 'phone']) {
      assert.equal(codeOf(await other.post('/counter/sessions', cardOf('retiree', { way, name: '王一' }), 422)), 'counter.card_wrong')
    }
    const bad = await other.post('/counter/sessions', { way: 'seen', idNumber: '440703199005170000', name: '王一' }, 422)
    assert.equal(bad.errors[0].pointer, '/idNumber')
  })

  test('with his word on the phone: nothing is open before he says yes, and a no opens nothing', async () => {
    const asked = await clerk.post('/counter/sessions', cardOf('fund-employed', { way: 'phone' }))
    assert.equal(asked.session, null)
    const { ask } = await citizen.get('/counter/mine')
    assert.equal(ask.clerk, castMember('window-collector').name)
    await citizen.post('/counter/mine/answer', { ask: ask.id, answer: 'no' })
    assert.equal((await clerk.get('/counter/place')).session, null)
    assert.equal(codeOf(await citizen.post('/counter/mine/answer', { ask: ask.id, answer: 'yes' }, 410)), 'counter.ask_over')
    await clerk.post('/counter/sessions', cardOf('fund-employed', { way: 'phone' }))
    const again = (await citizen.get('/counter/mine')).ask
    const stranger = await caller(house, 'employee-one')
    assert.equal(codeOf(await stranger.post('/counter/mine/answer', { ask: again.id, answer: 'yes' }, 410)), 'counter.ask_over')
    await citizen.post('/counter/mine/answer', { ask: again.id, answer: 'yes' })
    assert.equal((await clerk.get('/counter/place')).session.way, 'phone')
    await clerk.post('/counter/place/end', {})
  })

  test('an ask that nobody answers in three minutes is over, and the clerk can give it up before', async () => {
    await clerk.post('/counter/sessions', cardOf('fund-employed', { way: 'phone' }))
    assert.equal((await later(181, () => citizen.get('/counter/mine'))).ask, null)
    assert.equal((await clerk.post('/counter/place/unasking')).ask, null)
    assert.equal((await citizen.get('/counter/mine')).ask, null)
  })

  test('on the second screen: only where one is paired, and who presses yes is served', async () => {
    assert.equal(codeOf(await other.post('/counter/sessions', cardOf('fund-employed', { way: 'screen' }), 409)), 'counter.no_screen')
    const screen = await pairedScreen(clerk)
    await clerk.post('/counter/sessions', cardOf('fund-employed', { way: 'screen' }))
    const shown = await visitor('GET', `/services/screens/${screen}`, undefined, 200)
    assert.deepEqual([shown.ask.name, shown.session], [castMember('fund-employed').name, null])
    const after = await visitor('POST', `/services/screens/${screen}/answer`, { ask: shown.ask.id, answer: 'yes' })
    assert.equal(after.session.name, castMember('fund-employed').name)
    assert.equal((await clerk.get('/counter/place')).session.way, 'screen')
    await visitor('POST', `/services/screens/${screen}/end`)
    assert.equal((await clerk.get('/counter/place')).session, null)
  })

  test('nobody serves himself, and nobody who has died is served', async () => {
    assert.equal(codeOf(await clerk.post('/counter/sessions', cardOf('window-collector', { way: 'seen' }), 403)), 'counter.own_session')
  })
})

async function pairedScreen(at: Caller): Promise<string> {
  const { id } = await visitor('POST', '/counter/screens')
  const { code } = await visitor('GET', `/services/screens/${id}`, undefined, 200)
  await at.post('/counter/screens/pairing', { code })
  return id as string
}

describe('a session', () => {
  test('is over after half an hour', async () => {
    const session = await sitOpposite(clerk, citizen)
    const place = await later(1801, () => clerk.get(`/counter/place?after=${session.id}`))
    assert.deepEqual([place.session, place.last.reason], [null, 'time'])
    await clerk.post('/counter/place/end', {})
  })

  test('ends when the clerk begins the next, and when the citizen goes to another counter', async () => {
    const first = await sitOpposite(clerk, citizen)
    const second = await sitOpposite(clerk, await caller(house, 'employee-one'))
    assert.equal((await clerk.get(`/counter/place?after=${first.id}`)).last.reason, 'next')
    await sitOpposite(other, await caller(house, 'employee-one'))
    assert.deepEqual([(await clerk.get(`/counter/place?after=${second.id}`)).last.reason, (await clerk.get('/counter/place')).session], ['moved', null])
    await other.post('/counter/place/end', {})
  })

  test('is ended by the citizen on his phone, or by taking the permission back among his own', async () => {
    const session = await sitOpposite(clerk, citizen)
    await citizen.post('/counter/mine/end')
    assert.equal((await clerk.get(`/counter/place?after=${session.id}`)).last.reason, 'citizen')
    assert.equal(codeOf(await citizen.post('/counter/mine/end', undefined, 409)), 'counter.no_session')
    assert.equal(codeOf(await clerk.post('/counter/place/end', {}, 409)), 'counter.no_session')
    await sitOpposite(clerk, citizen)
    const grant = (await citizen.get('/grants/')).items.find((one: { basis: string; withdrawnAt: unknown }) => one.basis === 'presence' && one.withdrawnAt === null)
    await citizen.post(`/grants/${grant.id}/withdrawal`, { reason: '我走了' })
    assert.equal((await clerk.get('/counter/place')).session, null)
  })

  test('is nothing to a clerk who lost his post, and his screen shows nothing any more', async () => {
    const passing = await clerkAt(house, 'limited-capacity')
    const screen = await pairedScreen(passing)
    await sitOpposite(passing, citizen)
    await house.act(partOfHouse('tests', ['parties.appoint']), async (act) => {
      for (const post of await postsOf(act, passing.party)) await endPost(act, { post: post.id, reason: 'test' })
    })
    assert.equal(codeOf(await passing.get('/counter/place', 403)), 'not_permitted')
    assert.equal((await visitor('GET', `/services/screens/${screen}`, undefined, 200)).state, 'gone')
    await citizen.post('/counter/mine/end')
  })
})

describe('the second screen', () => {
  test('shows a code until a clerk types it, and is his alone then', async () => {
    const { id } = await visitor('POST', '/counter/screens')
    const { state, code } = await visitor('GET', `/services/screens/${id}`, undefined, 200)
    assert.deepEqual([state, /^\d{6}$/.test(code)], ['code', true])
    assert.equal(codeOf(await citizen.post('/counter/screens/pairing', { code }, 403)), 'not_permitted')
    await clerk.post('/counter/screens/pairing', { code })
    assert.equal(codeOf(await other.post('/counter/screens/pairing', { code }, 422)), 'counter.pairing_wrong')
    const shown = await visitor('GET', `/services/screens/${id}`, undefined, 200)
    assert.deepEqual([shown.state, shown.session, shown.case], ['paired', null, null])
  })

  test('is parted by its clerk and by the next that he pairs; an unpaired one is gone after ten minutes', async () => {
    const first = await pairedScreen(clerk)
    const second = await pairedScreen(clerk)
    assert.equal((await visitor('GET', `/services/screens/${first}`, undefined, 200)).state, 'gone')
    await clerk.post('/counter/screens/parting')
    assert.equal((await visitor('GET', `/services/screens/${second}`, undefined, 200)).state, 'gone')
    const { id } = await visitor('POST', '/counter/screens')
    assert.equal((await later(601, () => visitor('GET', `/services/screens/${id}`, undefined, 200))).state, 'gone')
    assert.equal(codeOf(await visitor('GET', `/services/screens/${'A'.repeat(43)}`, undefined, 404)), 'counter.screen_absent')
  })
})
