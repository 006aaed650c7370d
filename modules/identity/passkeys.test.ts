import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { perform } from '#kernel/act'
import { house, type Actor } from '#kernel/actor'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { serve, type Server } from '#kernel/http'
import { historyOf } from '#kernel/journal'
import { port, setPorts, type Ports } from '#kernel/ports'
import { SESSION_COOKIE } from '#kernel/session'
import { appoint, endParty, ensurePerson, parties } from '#modules/parties'
import { authenticator, type Manner } from '#tests/authenticator'
import { browsing } from '#tests/browsing'
import { testHouse } from '#tests/house'

import { issueEnrolment } from './actions/enrolments.ts'
import { identity, whoIs } from './index.ts'
import { kept } from './model.ts'
import { agePasskeys } from './store/passkeys.ts'
import { ageSession } from './store/sessions.ts'

let server: Server
let base: string
let standing: Ports
let serial = 301
const personnel = house('test', ['parties.appoint'])
const newPerson = (name: string) => perform(personnel, (act) => ensurePerson(act, { idNumber: makeCitizenId({ division: '440703', birth: '19770707', sequence: serial++ }), name, source: 'test' }))
const seen: Actor[] = []

type Said = { readonly status: number; readonly body: Record<string, unknown> }
/** A browser with a device that keeps passkeys. */
function owner(origin = base) {
  const own = browsing(base, origin)
  const device = authenticator(base)
  const send = async (url: string, payload?: object, method?: 'GET' | 'POST'): Promise<Said> => {
    const cookie = [...own.jar].map((pair) => pair.join('=')).join('; ')
    const answer = await server.inject({ method: method ?? (payload ? 'POST' : 'GET'), url, headers: { host: new URL(base).host, cookie, origin, accept: 'application/json' }, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
  }
  const actor = async (): Promise<Actor> => { await send('/seen'); return seen.pop()! }
  const add = async (manner: Manner = {}, name = '手机') => {
    const asked = await send('/identity/passkeys/questions', {})
    return send('/identity/passkeys', { answer: device.make(asked.body as never, manner), name })
  }
  /** Begins a sign-in, and gives the path of its page. */
  const begin = async (): Promise<string> => /action="(\/sign-in\/[^"]+)"/.exec((await own.follow('/sign-in?to=/there')).text)![1]!
  const ask = async (path: string) => (await send(`${path}/passkey`, {})).body as never
  const signIn = async (manner: Manner = {}) => {
    const path = await begin()
    const answer = await own.go(path, { credential: JSON.stringify(device.show(await ask(path), manner)) })
    return answer.status === 303 ? own.follow(answer.location) : answer
  }
  const list = async () => (await send('/identity/passkeys')).body['items'] as { id: string; name: string; usedAt: string | null }[]
  return { ...own, device, send, actor, add, begin, ask, withKey: signIn, list, leave: () => own.go('/sign-out', {}) }
}

/** Somebody of the demo with one passkey, signed out again. */
async function withPasskey(name: string) {
  const person = await newPerson(name)
  const one = owner()
  await one.signIn(person.id)
  assert.equal((await one.add()).status, 201)
  return { person, one }
}

// One suite, because its hooks change the ports of the whole process and must give them back before the next suite.
describe('passkeys', () => {
  before(async () => {
    await testHouse(['parties', 'identity'])
    standing = port()
    server = await serve([parties, identity], whoIs)
    if (!server.hasRoute({ method: 'POST', url: '/sign-out' })) await identity.doors!(server)
    server.get('/seen', async (request) => { seen.push(request.reader.actor); return {} })
    const address = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
    base = `http://localhost:${address.port}`
    setPorts({ ...standing, publicAddress: base, demo: true })
  })
  after(async () => { await server.close(); setPorts(standing) })

  test('somebody adds one, signs out, and signs in with it without typing who he is', async () => {
    const { person, one } = await withPasskey('甲')
    await one.leave()
    assert.equal((await one.actor()).id, 'visitor')
    assert.equal((await one.withKey()).location, '/there')
    assert.equal((await one.actor()).id, person.id)
    const [key] = await one.list()
    assert.equal(key!.name, '手机')
    assert.notEqual(key!.usedAt, null)
    const { items } = (await one.send('/identity/sessions')).body as { items: { current: boolean; means: string }[] }
    assert.deepEqual(items.map(({ current, means }) => [current, means]), [[true, 'passkey']])
    const facts = (await perform(personnel, (act) => historyOf(act.tx, person.id))).filter(({ type }) => type === 'identity.passkey_added')
    assert.deepEqual(facts.map(({ data }) => Object.keys(data)), [['passkey']])
  })

  test('one person has several, each with its name, and removes each; what is removed signs in no more', async () => {
    const { one } = await withPasskey('乙')
    const second = owner()
    second.jar.set(SESSION_COOKIE, one.jar.get(SESSION_COOKIE)!)
    assert.equal((await second.add({}, '电脑')).status, 201)
    assert.deepEqual((await one.list()).map(({ name }) => name).toSorted(), ['手机', '电脑'].toSorted())
    const first = (await one.list()).find(({ name }) => name === '手机')!
    assert.equal((await one.send(`/identity/passkeys/${first.id}/removal`, {})).status, 201)
    assert.equal((await one.send(`/identity/passkeys/${first.id}/removal`, {})).body['code'], 'identity.passkey_absent')
    await one.leave()
    assert.match((await one.withKey()).text, /role="alert"><p>这把通行密钥未在本站登记，或已被移除/)
    assert.equal((await second.withKey()).location, '/there')
  })

  test('whoever signed in a while ago shows once more who he is before he adds one; signing in on top of that is no proof', async () => {
    const { person, one } = await withPasskey('午')
    const age = (minutes: number) => perform(personnel, (act) => ageSession(act.tx, kept(one.jar.get(SESSION_COOKIE)!), minutes))
    const isProved = async () => (await one.send('/identity/passkeys')).body['proved']
    await age(9)
    assert.equal(await isProved(), true)
    await age(2)
    assert.equal(await isProved(), false)
    const refused = await one.send('/identity/passkeys/questions', {})
    assert.deepEqual([refused.status, refused.body['code']], [403, 'identity.sign_in_anew'])
    const proofs = () => perform(personnel, (act) => act.tx<{ provedAt: Date }>`select m.proved_at from identity.session_marks m join identity.sessions s on s.id = m.session where s.person = ${person.id} order by s.started_at`)
    await new Promise((resolve) => { setTimeout(resolve, 1100) })
    assert.equal((await one.follow('/sign-in?to=/there')).location, '/there', 'the provider asks nothing')
    const [first, again] = await proofs()
    assert.equal(again!.provedAt.getTime() - first!.provedAt.getTime(), 11 * 60_000, 'the proof is as old as it was')
    await age(11)
    const page = await one.follow('/sign-in?to=/there&anew=1')
    const [, path] = /action="(\/sign-in\/[^"]+)"/.exec(page.text)!
    const answer = await one.go(path!, { credential: JSON.stringify(one.device.show(await one.ask(path!))) })
    assert.equal((await one.follow(answer.location)).location, '/there')
    assert.equal(await isProved(), true)
    assert.equal((await one.add({}, '电脑')).status, 409, 'asked, and told that this device has one')
  })

  test('an answer from another site, for another host, inside a frame, or of the wrong kind is refused in words', async () => {
    const { one } = await withPasskey('丙')
    await one.leave()
    for (const [manner, words] of [
      [{ origin: 'https://elsewhere.example' }, /为别的网站做的/], [{ rpId: 'elsewhere.example' }, /为别的网站做的/], [{ crossOrigin: true }, /为别的网站做的/],
      [{ type: 'webauthn.create' }, /签名核对不上/], [{ verified: false }, /没有核验是您本人/], [{ userHandle: 'AAAA' }, /签名核对不上/],
    ] as const) assert.match((await one.withKey(manner)).text, words)
    assert.equal((await one.actor()).id, 'visitor')
    const two = owner()
    await two.signIn((await newPerson('丁')).id)
    for (const [manner, code] of [[{ origin: 'https://elsewhere.example' }, 'identity.passkey_foreign'], [{ verified: false }, 'identity.passkey_unverified'], [{ type: 'webauthn.get' }, 'identity.passkey_refused']] as const) {
      assert.equal((await two.add(manner)).body['code'], code)
    }
  })

  test('a challenge is answered once, soon, and only where it was given', async () => {
    const { one } = await withPasskey('戊')
    await one.leave()
    const path = await one.begin()
    const asked = await one.ask(path)
    const bad = JSON.stringify(one.device.show(asked, { userHandle: 'AAAA' }))
    const good = JSON.stringify(one.device.show(asked))
    assert.equal((await one.go(path, { credential: bad })).status, 403)
    assert.match((await one.go(path, { credential: good })).text, /已过期或已用过/, 'a failed answer uses the challenge up too')
    const other = owner()
    assert.match((await other.go(await other.begin(), { credential: JSON.stringify(one.device.show(await one.ask(path))) })).text, /已过期或已用过/, 'one of another sign-in')
    const late = JSON.stringify(one.device.show(await one.ask(path)))
    await perform(personnel, (act) => agePasskeys(act.tx, 4))
    assert.match((await one.go(path, { credential: late })).text, /已过期或已用过/)
    const last = JSON.stringify(one.device.show(await one.ask(path)))
    assert.equal((await one.go(path, { credential: last })).status, 303)
    for (const junk of ['', '{', '{"id":"x"}', JSON.stringify({ ...JSON.parse(last), response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' } })]) {
      assert.match((await other.go(await other.begin(), { credential: junk })).text, /设备的应答无法读取/)
    }
  })

  test('a key nobody registered, a forged signature and a counter that does not go on are refused', async () => {
    const { one } = await withPasskey('己')
    await one.leave()
    assert.match((await owner().withKey({ userHandle: 'AAAA' })).text, /未在本站登记/)
    const path = await one.begin()
    const answer = one.device.show(await one.ask(path))
    const foreign = authenticator(base).show(await one.ask(path))
    assert.match((await one.go(path, { credential: JSON.stringify({ ...foreign, id: answer.id, rawId: answer.id, response: { ...foreign.response, userHandle: (answer.response as { userHandle: string }).userHandle } }) })).text, /签名核对不上/)
    assert.equal((await one.withKey({ counter: 9 })).location, '/there')
    await one.leave()
    assert.match((await one.withKey({ counter: 9 })).text, /可能被复制过/)
    assert.match((await one.withKey({ counter: 3 })).text, /可能被复制过/)
    assert.equal((await one.withKey({ counter: 10 })).location, '/there')
  })

  test('the same key is kept once, by a signed-in browser only, and not from another site', async () => {
    const { one } = await withPasskey('庚')
    assert.equal((await one.add()).body['code'], 'identity.passkey_known')
    assert.equal((await owner().send('/identity/passkeys/questions', {})).body['code'], 'identity.no_session')
    const { access_token } = (await one.send('/demo/token', { person: (await newPerson('辛')).id })).body as { access_token: string }
    const byToken = await server.inject({ method: 'POST', url: '/identity/passkeys/questions', headers: { authorization: `Bearer ${access_token}` }, payload: {} })
    assert.equal(byToken.json<{ code: string }>().code, 'identity.no_session', 'who got hold of a token makes himself no key')
    const foreign = owner('https://elsewhere.example')
    one.jar.forEach((value, name) => foreign.jar.set(name, value))
    assert.equal((await foreign.send('/identity/passkeys/questions', {})).body['code'], 'kernel.foreign_write')
    const fresh = owner()
    const path = await fresh.begin()
    fresh.jar.forEach((value, name) => foreign.jar.set(name, value))
    assert.equal((await foreign.send(`${path}/passkey`, {})).body['code'], 'kernel.foreign_write')
  })

  test('who is dead signs in no more, and a bare address has no passkeys', async () => {
    const { person, one } = await withPasskey('壬')
    await one.leave()
    await perform(personnel, (act) => endParty(act, { party: person.id, reason: 'deceased' }))
    assert.equal((await one.withKey()).status, 409)
    const { one: living } = await withPasskey('癸未')
    assert.equal((await living.send('/identity/passkeys')).body['possible'], true)
    setPorts({ ...port(), publicAddress: 'https://192.0.2.7' })
    try {
      assert.equal((await living.send('/identity/passkeys')).body['possible'], false)
    } finally {
      setPorts({ ...port(), publicAddress: base })
    }
  })

  describe('in a real house', () => {
    before(() => setPorts({ ...port(), demo: false }))
    after(() => setPorts({ ...port(), demo: true }))

    const collector = async (): Promise<Actor> => {
      const person = await newPerson('窗口')
      const post = await perform(personnel, (act) => appoint(act, { person: person.id, agency: 'pengjiang-service-centre', role: 'window-collector', reason: 'test' }))
      return { id: person.id, kind: 'officer', agency: post.agency, post: post.id, powers: new Set(post.powers), behalf: null }
    }
    const issue = async (person: { id: string }, by?: Actor) => { const actor = by ?? (await collector()); return perform(actor, (act) => issueEnrolment(act, { party: person.id })) }

    /** Makes a passkey with a code, on the page for it. */
    const enrolled = async (one: ReturnType<typeof owner>, code: string) => {
      const path = await one.begin()
      const asked = await one.send(`${path}/code/questions`, { code })
      if (asked.status !== 200) return asked.body['code']
      const answer = await one.go(`${path}/code`, { code, name: '我的手机', credential: JSON.stringify(one.device.make(asked.body as never)) })
      return answer.status === 303 ? (await one.follow(answer.location)).location : answer.text
    }

    test('a code from a window makes the first passkey, which signs in from then on; the last one stays', async () => {
      const person = await newPerson('癸')
      const one = owner()
      const { code, name } = await issue(person)
      assert.match(code, /^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$/)
      assert.equal(name, '癸')
      assert.equal(await enrolled(one, code.toLowerCase().replaceAll('-', ' ')), '/there')
      assert.equal((await one.actor()).id, person.id)
      const { items } = (await one.send('/identity/sessions')).body as { items: { means: string }[] }
      assert.deepEqual(items.map(({ means }) => means), ['enrolment'])
      const [key] = await one.list()
      assert.equal((await one.send(`/identity/passkeys/${key!.id}/removal`, {})).body['code'], 'identity.passkey_last')
      await one.leave()
      assert.equal((await one.withKey()).location, '/there')
    })

    test('a code is good once, for ten minutes, and only the newest', async () => {
      const person = await newPerson('子')
      const old = await issue(person)
      const { code } = await issue(person)
      assert.equal(await enrolled(owner(), old.code), 'identity.enrolment_bad', 'a newer one was handed out')
      assert.equal(await enrolled(owner(), 'AAAA-BBBB-CCCC'), 'identity.enrolment_bad')
      assert.equal(await enrolled(owner(), code), '/there')
      assert.equal(await enrolled(owner(), code), 'identity.enrolment_bad', 'it was used')
      const late = await issue(person)
      await perform(personnel, (act) => agePasskeys(act.tx, 11))
      assert.equal(await enrolled(owner(), late.code), 'identity.enrolment_bad')
    })

    test('of two who use one code at the same moment one gets in', async () => {
      const { code } = await issue(await newPerson('丑'))
      const both = await Promise.all([enrolled(owner(), code), enrolled(owner(), code)])
      assert.equal(both.filter((one) => one === '/there').length, 1, JSON.stringify(both).slice(0, 300))
    })

    test('only an official with the power hands codes out, never to himself, and a click signs nobody in', async () => {
      const [person, by] = [await newPerson('寅'), await collector()]
      await assert.rejects(issue(person, { ...by, powers: new Set() }), { code: 'not_permitted' })
      await assert.rejects(issue(person, { ...by, kind: 'person', post: null, agency: null }), { code: 'not_permitted' })
      await assert.rejects(issue({ id: by.id }, by), { code: 'identity.enrolment_self' })
      await assert.rejects(perform(by, (act) => issueEnrolment(act, { idNumber: person.identifiers[0]!.value, name: '别人' })), { code: 'identity.name_differs' })
      const fresh = makeCitizenId({ division: '440703', birth: '19770707', sequence: serial++ })
      assert.equal((await perform(by, (act) => issueEnrolment(act, { idNumber: fresh, name: '卯' }))).name, '卯')
      const facts = await perform(personnel, (act) => historyOf(act.tx, person.id))
      assert.ok(!facts.some(({ type }) => type === 'identity.enrolment_issued'), 'what was refused is not recorded')
      const one = owner()
      assert.match((await one.go(await one.begin(), { person: person.id })).text, /只有演示中可以点选人物登录/)
    })
  })
})
