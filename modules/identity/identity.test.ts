import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { moveClock, now, perform } from '#kernel/act'
import { house, type Actor } from '#kernel/actor'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { answer, serve, type Server } from '#kernel/http'
import { port, setPorts, type Ports } from '#kernel/ports'
import { SESSION_COOKIE } from '#kernel/session'
import { appoint, endPost, ensurePerson, parties, type Post } from '#modules/parties'
import { browsing } from '#tests/browsing'
import { testHouse } from '#tests/house'

import { identity, rememberDemoPeople, whoIs } from './index.ts'
import { kept } from './model.ts'
import { ageSession } from './store/sessions.ts'

let server: Server
let base: string
let standing: Ports
const personnel = house('test', ['parties.appoint'])
let serial = 1
const newPerson = (name: string) => perform(personnel, (act) => ensurePerson(act, { idNumber: makeCitizenId({ division: '440703', birth: '19800229', sequence: serial++ }), name, source: 'test' }))
const seen: Actor[] = []

const browser = (origin = base) => browsing(base, origin)
const send = (url: string, payload: object | undefined, headers: Record<string, string> = {}) =>
  server.inject({ method: payload ? 'POST' : 'GET', url, headers: { host: new URL(base).host, ...headers }, ...(payload && { payload }) })
const tokenFor = async (person: string, more: object = {}) => (await send('/demo/token', { person, ...more })).json<{ access_token: string; token_type: string; expires_in: number; party: string; post: string | null }>()
const actorWith = async (headers: Record<string, string>): Promise<Actor> => {
  assert.equal((await send('/seen', undefined, headers)).statusCode, 200)
  return seen.pop()!
}
const cookieOf = (jar: Map<string, string>) => ({ cookie: `${SESSION_COOKIE}=${jar.get(SESSION_COOKIE)}`, origin: base })
const post = (person: string, role = 'registrar', agency = 'guangdong-market'): Promise<Post> => perform(personnel, (act) => appoint(act, { person, agency, role, reason: 'test' }))

// One suite, because its hooks change the ports of the whole process and must give them back before the next suite.
describe('identity', () => {
  before(async () => {
    await testHouse(['parties', 'identity'])
    standing = port()
    server = await serve([parties, identity], whoIs)
    if (!server.hasRoute({ method: 'POST', url: '/sign-out' })) await identity.doors!(server)
    server.get('/seen', async (request) => { seen.push(request.reader.actor); return {} })
    server.post('/written', (request, reply) => answer(request, reply, 200, async (act) => ({ by: act.actor.id })))
    const address = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
    base = `http://localhost:${address.port}`
    setPorts({ ...standing, publicAddress: base, demo: true })
  })
  after(async () => { await server.close(); setPorts(standing); moveClock(null) })

  describe('a browser', () => {
    test('signs in with one click, gets a cookie no script can read, and lands where it wanted to go', async () => {
      const person = await newPerson('甲')
      await perform(personnel, (act) => rememberDemoPeople(act, [{ party: person.id, key: `one-${person.id}`, line: { zh: '第一人', en: 'the first' }, group: 'citizens' }]))
      const { jar, signIn } = browser()
      const answer = await signIn(`one-${person.id}`)
      assert.equal(answer.location, '/there')
      const set = answer.cookies.find((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`))!
      assert.match(set, /; Path=\/; HttpOnly; SameSite=Lax$/)
      assert.deepEqual(await actorWith(cookieOf(jar)), { id: person.id, kind: 'person', agency: null, post: null, powers: new Set(), behalf: null })
    })

    test('sees the page in its own language, without scripts, and with names made harmless', async () => {
      const person = await newPerson('<script>乙</script>')
      await perform(personnel, (act) => rememberDemoPeople(act, [{ party: person.id, key: `two-${person.id}`, line: { zh: '"引号"', en: 'quotes' }, group: 'officials' }]))
      const { jar, follow } = browser()
      assert.match((await follow('/sign-in')).text, /<html lang="zh-CN">[^]*&#60;script&#62;乙/)
      jar.set('tongban_language', 'en')
      const english = (await follow('/sign-in')).text
      assert.match(english, /<html lang="en">[^]*<h3 id="officials">Officials<\/h3>/)
      assert.doesNotMatch(english, /<script>/)
    })

    test('comes back to the page with a reason when a name does not fit its number', async () => {
      const person = await newPerson('丙')
      const { follow, go } = browser()
      const [, path] = /action="(\/sign-in\/[^"]+)"/.exec((await follow('/sign-in')).text)!
      const wrong = await go(path!, { idNumber: person.identifiers[0]!.value, name: '丁' })
      assert.equal(wrong.status, 403)
      assert.match(wrong.text, /role="alert"><p>姓名与公民身份号码不一致/)
      assert.equal((await go(path!, { idNumber: '440703198002290000', name: '丁' })).status, 422)
      assert.equal((await go(path!, { idNumber: person.identifiers[0]!.value, name: '丙' })).status, 303)
    })

    test('may turn back, and is then nobody', async () => {
      const { jar, follow, go } = browser()
      const [, path] = /action="(\/sign-in\/[^"]+)"/.exec((await follow('/sign-in')).text)!
      let answer = await go(path!, { cancel: 'yes' })
      while (answer.location !== '/') answer = await go(answer.location)
      assert.equal(jar.has(SESSION_COOKIE), false)
    })

    test('is led to no other site, and where the site is safe its cookies are too', async () => {
      for (const to of ['https://elsewhere.example/', '//elsewhere.example']) assert.equal((await browser().go(`/sign-in?${new URLSearchParams({ to })}`)).status, 422)
      setPorts({ ...port(), publicAddress: base.replace('http:', 'https:') })
      const { cookies } = await browser().go('/sign-in').finally(() => setPorts({ ...port(), publicAddress: base }))
      assert.match(cookies[0]!, /; HttpOnly; Secure; SameSite=Lax$/)
    })

    test('cannot finish a sign-in twice, nor one that another browser began', async () => {
      const { jar, follow, go } = browser()
      const person = await newPerson('戊')
      const [, path] = /action="(\/sign-in\/[^"]+)"/.exec((await follow('/sign-in')).text)!
      const back = (await go((await go(path!, { person: person.id })).location)).location
      assert.match(back, /\/signed-in\?code=/)
      assert.match((await browser().go(back)).text, /identity\.sign_in_lost/)
      assert.equal((await go(back)).status, 303)
      const cookie = jar.get(SESSION_COOKIE)
      assert.match((await go(back)).text, /identity\.sign_in_lost/)
      assert.equal(jar.get(SESSION_COOKIE), cookie)
    })

    test('is refused a sign-in page that another site fills in', async () => {
      const own = browser()
      const [, path] = /action="(\/sign-in\/[^"]+)"/.exec((await own.follow('/sign-in')).text)!
      const foreign = browser('https://elsewhere.example')
      own.jar.forEach((value, name) => foreign.jar.set(name, value))
      assert.equal((await foreign.go(path!, { person: 'anybody' })).status, 403)
      assert.equal((await browser().go(path!)).status, 401, 'and so is a browser that did not begin it')
    })

    test('that signs in again goes on with one session, the new one', async () => {
      const { jar, signIn, follow } = browser()
      const person = await newPerson('未')
      await signIn(person.id)
      const old = cookieOf(jar)
      assert.equal((await follow('/sign-in?to=/there')).location, '/there', 'the provider knows this browser')
      assert.equal((await actorWith(cookieOf(jar))).id, person.id)
      assert.equal((await actorWith(old)).id, 'visitor')
    })

    test('that signs out at the provider is signed out of the portal', async () => {
      const { jar, signIn, go } = browser()
      await signIn((await newPerson('申')).id)
      const [, action, xsrf] = /action="([^"]+)"><input type="hidden" name="xsrf" value="([^"]+)"/.exec((await go('/oidc/session/end')).text)!
      assert.match((await go((await go(action!, { xsrf: xsrf!, logout: 'yes' })).location)).text, /已退出登录/)
      assert.equal((await actorWith(cookieOf(jar))).id, 'visitor')
    })

    test('signs out: its cookie, its session at the provider and its return are over at once', async () => {
      const { jar, go, signIn, follow } = browser()
      await signIn((await newPerson('己')).id)
      const cookie = cookieOf(jar)
      assert.equal((await browser('https://elsewhere.example').go('/sign-out', {})).status, 303, 'who has no session loses nothing')
      assert.equal((await send('/sign-out', {}, { ...cookie, origin: 'https://elsewhere.example' })).statusCode, 403)
      assert.equal((await go('/sign-out', {})).location, '/')
      assert.equal(jar.has(SESSION_COOKIE), false)
      assert.equal((await actorWith(cookie)).id, 'visitor')
      assert.match((await follow('/sign-in')).text, /<form method="post"/, 'the provider asks again who it is')
    })
  })

  describe('a session', () => {
    test('is over after half an hour without use, and after eight hours in any case', async () => {
      const [{ jar, signIn, go }, later] = [browser(), browser()]
      const person = await newPerson('庚')
      const age = (minutes: number, of = jar) => perform(personnel, (act) => ageSession(act.tx, kept(of.get(SESSION_COOKIE)!), minutes))
      assert.match((await go('/sign-in')).location, /[?&]max_age=1800(&|$)/, 'or the provider would sign an idle browser in again by itself')
      await signIn(person.id)
      for (let used = 0; used < 16; used++) {
        await age(29)
        assert.equal((await actorWith(cookieOf(jar))).id, person.id, `after ${used} uses`)
      }
      await age(29)
      assert.equal((await actorWith(cookieOf(jar))).id, 'visitor')
      await later.signIn(person.id)
      await age(31, later.jar)
      assert.equal((await actorWith(cookieOf(later.jar))).id, 'visitor')
    })

    test('that is forged or over reads as a visitor and writes nothing', async () => {
      const forged = { cookie: `${SESSION_COOKIE}=${'A'.repeat(43)}`, origin: base }
      assert.equal((await actorWith(forged)).id, 'visitor')
      assert.match((await send('/written', {}, forged)).body, /"status":401,"code":"identity.session_over"/)
    })

    test('writes only from our own pages', async () => {
      const { jar, signIn } = browser()
      const person = await newPerson('辛')
      await signIn(person.id)
      const { cookie } = cookieOf(jar)
      assert.deepEqual((await send('/written', {}, { cookie, origin: base })).json(), { by: person.id })
      for (const foreign of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, {}]) {
        assert.equal((await send('/written', {}, { cookie, ...foreign } as Record<string, string>)).statusCode, 403, JSON.stringify(foreign))
      }
    })

    test('begins in the only post, changes to what is held, and loses what is taken away', async () => {
      const { jar, signIn } = browser()
      const person = await newPerson('壬')
      const registrar = await post(person.id)
      await signIn(person.id)
      const officer = await actorWith(cookieOf(jar))
      assert.deepEqual([officer.kind, officer.agency, officer.post, officer.powers.has('services.decide')], ['officer', 'guangdong-market', registrar.id, true])
      assert.equal((await send('/identity/session/post', { post: null }, cookieOf(jar))).statusCode, 200)
      assert.equal((await actorWith(cookieOf(jar))).kind, 'person')
      assert.deepEqual((await send('/identity/session/post', { post: 'registrar' }, cookieOf(jar))).json(), { post: registrar.id, behalf: null })
      assert.equal((await send('/identity/session/post', { post: 'supervisor' }, cookieOf(jar))).statusCode, 403)
      const view = (await send('/identity/session', undefined, cookieOf(jar))).json<{ name: string; posts: { id: string }[]; powers: string[] }>()
      assert.deepEqual([view.name, view.posts.map(({ id }) => id), view.powers.includes('services.decide')], ['壬', [registrar.id], true])
      await perform(personnel, (act) => endPost(act, { post: registrar.id, reason: 'test' }))
      const left = await actorWith(cookieOf(jar))
      assert.deepEqual([left.kind, left.powers.size], ['person', 0])
    })
  })

  describe('a demo', () => {
    test('gives a token for a key, a citizen id or a party id, in the post asked for', async () => {
      const person = await newPerson('子')
      const key = `token-${person.id}`
      await perform(personnel, (act) => rememberDemoPeople(act, [{ party: person.id, key, line: { zh: '一', en: 'one' }, group: 'citizens' }]))
      for (const name of [key, person.identifiers[0]!.value, person.id]) {
        const { access_token, party, token_type, expires_in } = await tokenFor(name)
        assert.deepEqual([party, token_type, expires_in], [person.id, 'Bearer', 28_800])
        assert.equal((await actorWith({ authorization: `Bearer ${access_token}` })).id, person.id)
      }
      const held = await post(person.id)
      const kindOf = async (more: object) => (await actorWith({ authorization: `Bearer ${(await tokenFor(key, more)).access_token}` })).kind
      assert.deepEqual([await kindOf({}), await kindOf({ post: null }), await kindOf({ post: 'registrar' }), await kindOf({ post: held.id })], ['officer', 'person', 'officer', 'officer'])
      for (const [wish, status] of [[{ person: key, post: 'supervisor' }, 403], [{ person: 'nobody-at-all' }, 404]] as const) assert.equal((await send('/demo/token', wish)).statusCode, status)
      assert.ok((await send('/demo/people', undefined)).json<{ key: string }[]>().some((one) => one.key === key))
    })

    test('moves its clock and signs nobody out by that', async () => {
      const { access_token } = await tokenFor((await newPerson('丑')).id)
      const later = new Date(now().getTime() + 9 * 3_600_000).toISOString()
      assert.deepEqual((await send('/demo/clock', { at: later })).json<{ moved: boolean }>().moved, true)
      assert.ok(Math.abs(now().getTime() - Date.parse(later)) < 60_000)
      assert.equal((await actorWith({ authorization: `Bearer ${access_token}` })).kind, 'person')
      assert.equal((await send('/demo/clock', { at: null })).json<{ moved: boolean }>().moved, false)
      assert.ok(now().getTime() < Date.parse(later) - 8 * 3_600_000)
    })

    test('ends where the house is real: no such paths, and nobody signs in by a click', async () => {
      const { follow, go } = browser()
      const { text } = await follow('/sign-in')
      const [, path] = /action="(\/sign-in\/[^"]+)"/.exec(text)!
      setPorts({ ...port(), demo: false })
      try {
        for (const [url, body] of [['/demo/people'], ['/demo/token', { person: 'x' }], ['/demo/clock', { at: null }]] as [string, object?][]) assert.equal((await send(url, body)).statusCode, 404, url)
        assert.doesNotMatch((await go(path!)).text, /演示|name="person"/)
        assert.equal((await go(path!, { person: (await newPerson('寅')).id })).status, 403)
      } finally {
        setPorts({ ...port(), demo: true })
      }
    })
  })
})
