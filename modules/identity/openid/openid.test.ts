import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import * as client from 'openid-client'

import { perform } from '#kernel/act'
import { house, type Actor } from '#kernel/actor'
import { makeCitizenId } from '#kernel/codes/citizen-id'
import { serve, type Server } from '#kernel/http'
import { port, setPorts, type Ports } from '#kernel/ports'
import { appoint, ensurePerson, parties, type Party } from '#modules/parties'
import { testHouse } from '#tests/house'

import { adapterFor } from '../adapter.ts'
import { identity, issuer, whoIs } from '../index.ts'

let server: Server
let base: string
let standing: Ports
let person: Party
let actor: Actor | undefined
const REDIRECT = 'http://127.0.0.1:49152/signed-in'
const personnel = house('test', ['parties.appoint'])


const configuration = (id = 'demo-script', secret?: string) => client.discovery(new URL(issuer()), id, { id_token_signed_response_alg: 'ES256' }, secret === undefined ? client.None() : client.ClientSecretBasic(secret), { execute: [client.allowInsecureRequests] })
const refused = (code: string) => (error: unknown) => {
  if (code === 'invalid_client' && error instanceof client.WWWAuthenticateChallengeError) return error.status === 401
  assert.ok(error instanceof client.ResponseBodyError, String(error))
  assert.equal(error.error, code)
  return true
}

/** Walks a browser from an address to the place the provider sends it back to, signing in where it is asked to. */
async function walk(start: string, jar = new Map<string, string>()): Promise<URL> {
  let address = new URL(start)
  for (let form: URLSearchParams | undefined; address.origin === base; ) {
    const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
    const response: Response = await fetch(address, { redirect: 'manual', headers: { cookie, accept: 'text/html', ...(form && { origin: base }) }, ...(form && { method: 'POST', body: form }) })
    for (const set of response.headers.getSetCookie()) jar.set(...(/^([^=]+)=([^;]*)/.exec(set)!.slice(1) as [string, string]))
    form = undefined
    if (response.status === 303) { address = new URL(response.headers.get('location')!, address); continue }
    const page = await response.text()
    const confirm = /action="([^"]+)">\s*<input type="hidden" name="xsrf" value="([^"]+)"/.exec(page)
    const action = confirm?.[1] ?? /action="(\/sign-in\/[^"]+)"/.exec(page)?.[1]
    if (action === undefined) throw new Error(`${response.status} ${page}`)
    form = new URLSearchParams(confirm ? { xsrf: confirm[2]!, logout: 'yes' } : { person: person.id })
    address = new URL(action, address)
  }
  return address
}

const VERIFIER = client.randomPKCECodeVerifier()
async function authorizationAt(config: client.Configuration, more: Record<string, string> = {}): Promise<string> {
  const challenge = await client.calculatePKCECodeChallenge(VERIFIER)
  return client.buildAuthorizationUrl(config, { redirect_uri: REDIRECT, scope: 'openid profile', state: 'a-state', nonce: 'a-nonce', code_challenge: challenge, code_challenge_method: 'S256', ...more }).href
}
const redeem = (config: client.Configuration, back: URL, verifier = VERIFIER) => client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: 'a-state', expectedNonce: 'a-nonce' })
async function signIn(jar = new Map<string, string>()) {
  const config = await configuration()
  const back = await walk(await authorizationAt(config), jar)
  return { config, back, jar, tokens: await redeem(config, back) }
}
const seenWith = async (token: string): Promise<{ status: number; code?: string; actor: Actor | undefined }> => {
  actor = undefined
  const response = await server.inject({ url: '/seen', headers: { authorization: `Bearer ${token}` } })
  return { status: response.statusCode, code: response.json<{ code?: string }>().code!, actor }
}

// One suite, because its hooks change the ports of the whole process and must give them back before the next suite.
describe('OpenID Connect', () => {
  before(async () => {
    await testHouse(['parties', 'identity'])
    standing = port()
    server = await serve([parties, identity], whoIs)
    if (!server.hasRoute({ method: 'POST', url: '/sign-out' })) await identity.doors!(server)
    server.get('/seen', async (request) => { actor = request.reader.actor; return {} })
    const address = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
    base = `http://localhost:${address.port}`
    setPorts({ ...standing, publicAddress: base, demo: true })
    const idNumber = makeCitizenId({ division: '440703', birth: '19811019', sequence: 1 })
    person = await perform(personnel, (act) => ensurePerson(act, { idNumber, name: '卯', source: 'test' }))
  })
  after(async () => { await server.close(); setPorts(standing) })

  describe('a program in front of a person', () => {
    test('discovers everything under the public address, whatever host it asked by', async () => {
      const found = (await server.inject({ url: '/oidc/.well-known/openid-configuration', headers: { host: 'elsewhere.example', 'x-forwarded-host': 'elsewhere.example', 'x-forwarded-proto': 'gopher' } })).json<Record<string, string | string[]>>()
      assert.equal(found['issuer'], `${base}/oidc`)
      for (const [name, value] of Object.entries(found)) if (/_endpoint$|_uri$/.test(name)) assert.ok(String(value).startsWith(`${base}/oidc/`), `${name} ${value}`)
      assert.deepEqual([found['code_challenge_methods_supported'], found['response_types_supported'], found['id_token_signing_alg_values_supported']], [['S256'], ['code'], ['ES256']])
      const { keys } = (await server.inject('/oidc/jwks')).json<{ keys: Record<string, string>[] }>()
      assert.ok(keys.every((key) => key['d'] === undefined && key['crv'] === 'P-256'))
    })

    test('signs a person in by code and PKCE, reads who it is, and acts as him', async () => {
      const { config, tokens } = await signIn()
      assert.equal(tokens.claims()!.sub, person.id)
      const info = await client.fetchUserInfo(config, tokens.access_token, person.id)
      assert.deepEqual([info['name'], info['posts'], info['acting_post']], ['卯', [], null])
      assert.deepEqual((await seenWith(tokens.access_token)).actor, { id: person.id, kind: 'person', agency: null, post: null, powers: new Set(), behalf: null })
    })

    test('is refused without PKCE, with the plain method, with another verifier, and with a place it did not register', async () => {
      const config = await configuration()
      for (const more of [{ code_challenge: '', code_challenge_method: '' }, { code_challenge_method: 'plain' }]) {
        assert.equal((await walk(await authorizationAt(config, more))).searchParams.get('error'), 'invalid_request')
      }
      await assert.rejects(async () => redeem(config, await walk(await authorizationAt(config)), client.randomPKCECodeVerifier()), refused('invalid_grant'))
      for (const place of ['https://elsewhere.example/', 'http://127.0.0.1.elsewhere.example/signed-in', 'http://127.0.0.1:49152/signed-in/x', `${base}/signed-in`]) {
        const page = await fetch(await authorizationAt(config, { redirect_uri: place }), { redirect: 'manual', headers: { accept: 'text/html' } })
        assert.deepEqual([page.status, page.headers.get('location')], [400, null], place)
        assert.match(await page.text(), /invalid_redirect_uri/)
      }
    })

    test('cannot use a code twice, and loses what the first use gave', async () => {
      const { config, back, tokens } = await signIn()
      await assert.rejects(redeem(config, back), refused('invalid_grant'))
      assert.equal((await seenWith(tokens.access_token)).code, 'identity.token_bad')
    })

    test('cannot use a code twice at the same moment', async () => {
      const config = await configuration()
      for (let round = 0; round < 5; round++) {
        const back = await walk(await authorizationAt(config))
        const uses = await Promise.allSettled(Array.from({ length: 4 }, () => redeem(config, back)))
        assert.ok(uses.filter(({ status }) => status === 'fulfilled').length <= 1)
        assert.ok(uses.every((use) => use.status === 'fulfilled' || refused('invalid_grant')(use.reason)))
      }
    })

    test('refreshes its tokens; a refresh token that was used before ends them all', async () => {
      const { config, tokens } = await signIn()
      const fresh = await client.refreshTokenGrant(config, tokens.refresh_token!)
      assert.equal((await seenWith(fresh.access_token)).actor?.id, person.id)
      assert.notEqual(fresh.refresh_token, tokens.refresh_token)
      await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token!), refused('invalid_grant'))
      await assert.rejects(client.refreshTokenGrant(config, fresh.refresh_token!), refused('invalid_grant'))
      assert.equal((await seenWith(fresh.access_token)).status, 401)
    })

    test('signs out by RP-initiated logout: every token of that browser is over at once', async () => {
      const { config, jar, tokens } = await signIn()
      const bye = client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token!, post_logout_redirect_uri: 'http://127.0.0.1/', state: 'bye' })
      const back = await walk(bye.href, jar)
      assert.equal(back.href, 'http://127.0.0.1/?state=bye')
      assert.equal((await seenWith(tokens.access_token)).status, 401)
      await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token!), refused('invalid_grant'))
      assert.equal((await walk(await authorizationAt(config, { prompt: 'none' }), jar)).searchParams.get('error'), 'login_required')
    })

    test('asks again who it is where the program wants that, and another person ends the session of the first', async () => {
      const [first, { config, jar, tokens }] = [person, await signIn()]
      const again = await walk(await authorizationAt(config), jar)
      assert.equal((await redeem(config, again)).claims()!.sub, first.id, 'the browser is known')
      const idNumber = makeCitizenId({ division: '440703', birth: '19811021', sequence: 1 })
      person = await perform(personnel, (act) => ensurePerson(act, { idNumber, name: '巳', source: 'test' }))
      const other = await redeem(config, await walk(await authorizationAt(config, { prompt: 'login' }), jar))
      assert.equal(other.claims()!.sub, person.id)
      assert.equal((await seenWith(tokens.access_token)).status, 401)
      person = first
    })

    test('gives a token back, and it is good no more', async () => {
      const { config, tokens } = await signIn()
      await client.tokenRevocation(config, tokens.access_token)
      assert.equal((await seenWith(tokens.access_token)).status, 401)
    })

    test('acts for an officer in his only post', async () => {
      const own = person
      const idNumber = makeCitizenId({ division: '440703', birth: '19811020', sequence: 1 })
      person = await perform(personnel, (act) => ensurePerson(act, { idNumber, name: '辰', source: 'test' }))
      const post = await perform(personnel, (act) => appoint(act, { person: person.id, agency: 'guangdong-market', role: 'registrar', reason: 'test' }))
      const { config, tokens } = await signIn()
      const seen = (await seenWith(tokens.access_token)).actor!
      assert.deepEqual([seen.kind, seen.agency, seen.post, seen.powers.has('services.decide')], ['officer', 'guangdong-market', post.id, true])
      const info = await client.fetchUserInfo(config, tokens.access_token, person.id)
      assert.equal((info['acting_post'] as { id: string }).id, post.id)
      person = own
    })
  })

  describe('a machine', () => {
    test('gets a token with its secret and acts with the powers of its registration', async () => {
      const tokens = await client.clientCredentialsGrant(await configuration('sms-gateway', 'demo-sms-gateway-secret'))
      assert.deepEqual((await seenWith(tokens.access_token)).actor, { id: 's_sms-gateway', kind: 'machine', agency: null, post: null, powers: new Set(['messages.receive-reply']), behalf: null })
      await assert.rejects(async () => client.clientCredentialsGrant(await configuration('sms-gateway', 'another-secret')), refused('invalid_client'))
      await assert.rejects(async () => client.clientCredentialsGrant(await configuration('nobody', 'another-secret')), refused('invalid_client'))
      await assert.rejects(async () => client.clientCredentialsGrant(await configuration()), refused('invalid_request'))
    })

    test('has no secret of a demo in a real house, only the one it is given', async () => {
      const grant = async (secret: string) => client.clientCredentialsGrant(await configuration('sms-gateway', secret))
      setPorts({ ...port(), demo: false })
      try {
        await assert.rejects(grant('demo-sms-gateway-secret'), refused('invalid_client'))
        process.env['CLIENT_SECRET_SMS_GATEWAY'] = 'a-secret-of-the-real-house'
        assert.equal((await grant('a-secret-of-the-real-house')).token_type, 'bearer')
        await assert.rejects(grant('demo-sms-gateway-secret'), refused('invalid_client'))
      } finally {
        delete process.env['CLIENT_SECRET_SMS_GATEWAY']
        setPorts({ ...port(), demo: true })
      }
    })
  })

  describe('a bearer token', () => {
    test('that ran out, was made up, or is of another kind is refused with a sentence', async () => {
      const { tokens, back } = await signIn()
      const good = (await adapterFor('AccessToken').find(tokens.access_token)) as Record<string, unknown>
      await adapterFor('AccessToken').upsert('expired-'.padEnd(43, 'x'), { ...good, jti: 'x' }, -1)
      await adapterFor('AccessToken').upsert('standing'.padEnd(43, 'x'), { ...good, jti: 'x' }, 60)
      assert.equal((await seenWith('standing'.padEnd(43, 'x'))).status, 200)
      for (const bad of ['expired-'.padEnd(43, 'x'), 'A'.repeat(43), tokens.refresh_token!, tokens.id_token!, back.searchParams.get('code')!, '', "' or 1=1 --"]) {
        const { status, code } = await seenWith(bad)
        assert.deepEqual([status, code], [401, 'identity.token_bad'], bad)
      }
    })

    test('is over with the browser session it came from', async () => {
      const { tokens } = await signIn()
      const { sessionUid } = (await adapterFor('AccessToken').find(tokens.access_token)) as { sessionUid: string }
      const { jti } = (await adapterFor('Session').findByUid(sessionUid)) as { jti: string }
      assert.equal((await seenWith(tokens.access_token)).status, 200)
      await adapterFor('Session').destroy(jti)
      assert.equal((await seenWith(tokens.access_token)).status, 401)
    })

    test('is nowhere kept as it is given out', async () => {
      const { tokens } = await signIn()
      const rows = await perform(personnel, (act) => act.tx<{ row: string }>`select r::text as row from identity.oidc_records r`)
      assert.ok(rows.length > 0)
      assert.ok(rows.every(({ row }) => !row.includes(tokens.access_token) && !row.includes(tokens.refresh_token!) && !row.includes(person.id)))
    })
  })
})
