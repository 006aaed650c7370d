import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import type { Jwk } from '@openid4vc/oauth2'

import { moveClock, now } from '#kernel/act'
import { signed, takingWallet, walletKey } from '#tests/wallet'

import { decider } from '../cast.test.ts'
import { answered, askFor, asked, begin, codeIn, consented, end, GRANT, here, holding, house, offered, post, proofFor, proofOfKey, REDIRECT, refusedAs, take, tokenFor, tokenForm, type Asked } from './taking.test.ts'

describe('what no wallet gets by with', () => {
  before(begin)
  after(end)

  test('a code works once: used again it is refused and ends the token that it gave', async () => {
    const offer = await offered(await holding())
    const taking = await tokenFor(offer)
    await assert.rejects(tokenFor(offer, offer.whole), refusedAs('invalid_grant'))
    await assert.rejects(take(taking, { jwt: [(await proofFor(taking)).jwt] }), /401|invalid_token|Error retrieving/i)
    await assert.rejects(takingWallet().resolveCredentialOffer(offer.link))

    const { taking: other, redeem } = await consented()
    await assert.rejects(redeem(), refusedAs('invalid_grant'))
    await assert.rejects(take(other, { jwt: [(await proofFor(other)).jwt] }), /401|invalid_token|Error retrieving/i)
  })

  test('of two who redeem a code at the same moment none keeps a token', async () => {
    const offer = await offered(await holding())
    const wallet = takingWallet()
    const code = codeIn(await wallet.resolveCredentialOffer(offer.link))
    const tries = await Promise.all([1, 2].map(async () => { const key = walletKey(); return { key, ...(await post('token', { grant_type: GRANT, 'pre-authorized_code': code, tx_code: offer.transactionCode }, { dpop: proofOfKey(key, 'token') })) } }))
    assert.deepEqual(tries.map(({ status }) => status).toSorted(), [200, 400])
    const { key, body } = tries.find(({ status }) => status === 200)!
    assert.equal((await askFor({ dpop: { signer: key }, token: body['access_token']! }, {})).status, 401)
  })

  test('the transaction code is missed three times and then the offer is good for nothing', async () => {
    const offer = await offered(await holding())
    const code = codeIn(await takingWallet().resolveCredentialOffer(offer.link))
    const redeem = (transactionCode?: string): ReturnType<typeof post> => post('token', { grant_type: GRANT, 'pre-authorized_code': code, ...(transactionCode === undefined ? {} : { tx_code: transactionCode }) }, { dpop: proofOfKey(walletKey(), 'token') })
    assert.deepEqual([(await redeem()).error, (await redeem('')).error], ['invalid_request', 'invalid_request'])
    const wrong = String((Number(offer.transactionCode) + 1) % 1_000_000).padStart(6, '0')
    for (let n = 0; n < 3; n++) assert.equal((await redeem(wrong)).error, 'invalid_grant')
    const right = await redeem(offer.transactionCode)
    assert.deepEqual([right.status, right.error], [400, 'invalid_grant'])
  })

  test('a token without the proof of a key, or with a bad one, is not given', async () => {
    const offer = await offered(await holding())
    const form = { grant_type: GRANT, 'pre-authorized_code': codeIn(await takingWallet().resolveCredentialOffer(offer.link)), tx_code: offer.transactionCode }
    const key = walletKey()
    const [used, iat] = [proofOfKey(key, 'token'), Math.floor(now().getTime() / 1000)]
    assert.equal((await post('token', { ...form, grant_type: 'password' }, { dpop: used })).error, 'unsupported_grant_type')
    const other = walletKey()
    const bad: Record<string, string | undefined> = {
      none: undefined, nonsense: 'x.y.z', 'another address': proofOfKey(key, 'nonce'), 'another method': proofOfKey(key, 'token', { htm: 'GET' }), old: proofOfKey(key, 'token', { iat: iat - 90 }), 'to come': proofOfKey(key, 'token', { iat: iat + 90 }),
      'another type': proofOfKey(key, 'token', {}, { typ: 'jwt' }), 'another key': proofOfKey(key, 'token', {}, { jwk: other.publicJwk }), 'no id': proofOfKey(key, 'token', { jti: '' }), none_: proofOfKey(key, 'token', {}, { alg: 'none' }), hmac: proofOfKey(key, 'token', {}, { alg: 'HS256' }),
    }
    for (const [name, dpop] of Object.entries(bad)) assert.equal((await post('token', form, dpop === undefined ? {} : { dpop })).error, 'invalid_dpop_proof', name)
    const good = proofOfKey(key, 'token')
    assert.equal((await post('token', form, { dpop: good })).status, 200)
    const replayed = await tokenForm()
    assert.equal((await post('token', replayed, { dpop: good })).error, 'invalid_dpop_proof', 'a proof works once')
  })

  test('a token is good for its key, its certificate, one credential, and five minutes', async () => {
    const firm = await holding()
    const taking = await tokenFor(await offered(firm))
    const { jwt } = await proofFor(taking)
    const body = { credential_configuration_id: 'business-licence', proofs: { jwt: [jwt] } }
    const ask = (change: Asked): ReturnType<typeof askFor> => askFor(taking, { body, ...change })
    assert.deepEqual(await ask({ key: walletKey() }), { status: 401, error: 'invalid_token' })
    assert.deepEqual(await ask({ token: 'x'.repeat(43) }), { status: 401, error: 'invalid_token' })
    assert.deepEqual(await ask({ scheme: 'Bearer' }), { status: 401, error: 'invalid_token' })
    assert.deepEqual(await ask({ proof: proofOfKey(taking.dpop.signer, 'credential') }), { status: 400, error: 'invalid_dpop_proof' })
    assert.deepEqual(await ask({ body: { credential_configuration_id: 'no-such-kind', proofs: { jwt: [jwt] } } }), { status: 400, error: 'unknown_credential_configuration' })
    assert.deepEqual(await ask({ body: { credential_configuration_id: 'senior-allowance', proofs: { jwt: [jwt] } } }), { status: 400, error: 'credential_request_denied' })
    assert.deepEqual(await ask({ body: { credential_configuration_id: 'business-licence' } }), { status: 400, error: 'invalid_proof' })
    assert.equal((await ask({})).status, 200)
    assert.deepEqual(await ask({ body: { credential_configuration_id: 'business-licence', proofs: { jwt: [(await proofFor(taking)).jwt] } } }), { status: 401, error: 'invalid_token' })

  })

  test('an offer is over after five minutes, and so is a token', async () => {
    const [form, offer] = [await tokenForm(), await offered(await holding())]
    const early = await tokenFor(await offered(await holding()))
    const ask = async (): Promise<number> => (await askFor(early, {})).status
    const start = now().getTime()
    try {
      moveClock(new Date(start + 290_000))
      assert.equal(await ask(), 400, 'the token is good and the request is not')
      assert.ok(await takingWallet().resolveCredentialOffer(offer.link))
      moveClock(new Date(start + 310_000))
      assert.equal(await ask(), 401)
      assert.equal((await post('token', form, { dpop: proofOfKey(walletKey(), 'token') })).error, 'invalid_grant')
      await assert.rejects(takingWallet().resolveCredentialOffer(offer.link))
    } finally { moveClock(null) }
  })

  test('a key that did not answer to this issuer, this nonce and this moment gets nothing, and no nonce works twice', async () => {
    const taking = await tokenFor(await offered(await holding()))
    const key = walletKey()
    const nonce = async (): Promise<string> => (await taking.wallet.requestNonce({ issuerMetadata: taking.metadata })).c_nonce
    const iat = Math.floor(now().getTime() / 1000)
    const proof = async (payload: object, header: object = {}, by: Jwk = key.publicJwk): Promise<string> => signed(by, { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: key.publicJwk, ...header }, { aud: `${here.base}/certificates`, iat, nonce: await nonce(), ...payload })
    const good = await proof({})
    const [body, seal] = (await nonce()).split(/\.(?=[^.]*$)/)
    const cases: Record<string, [string, string]> = {
      'another audience': [await proof({ aud: 'https://elsewhere.example' }), 'invalid_proof'],
      old: [await proof({ iat: iat - 301 }), 'invalid_proof'],
      'to come': [await proof({ iat: iat + 90 }), 'invalid_proof'],
      'another key': [await proof({}, {}, walletKey().publicJwk), 'invalid_proof'],
      'another type': [await proof({}, { typ: 'jwt' }), 'invalid_proof'],
      'a key by name': [await proof({}, { kid: 'did:example:1' }), 'invalid_proof'],
      'no nonce': [await proof({ nonce: undefined }), 'invalid_proof'],
      'a nonce of nobody': [await proof({ nonce: 'x' }), 'invalid_nonce'],
      'a nonce without our seal': [await proof({ nonce: `${body}.${seal!.split('').toReversed().join('')}` }), 'invalid_nonce'],
      tampered: [`${good.slice(0, -4)}${good.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`, 'invalid_proof'],
    }
    for (const [name, [jwt, error]] of Object.entries(cases)) await assert.rejects(take(taking, { jwt: [jwt] }), refusedAs(error), name)
    assert.equal((await askFor(taking, { body: { credential_configuration_id: 'business-licence', proofs: { jwt: [good, await proof({})] } } })).error, 'invalid_proof', 'two keys')
    const other = await tokenFor(await offered(await holding()))
    assert.ok(await take(taking, { jwt: [good] }))
    await assert.rejects(take(other, { jwt: [good] }), refusedAs('invalid_nonce'))
  })

  test('a wallet that is not known here, or wants to be answered elsewhere, is turned away', async () => {
    const form = { response_type: 'code', client_id: 'demo-wallet', redirect_uri: 'http://127.0.0.1:4711/wallet', scope: 'business-licence', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }
    assert.equal((await post('requests', form)).status, 201)
    const refusals: [Record<string, string>, number, string][] = [
      [{ client_id: 'nobody' }, 401, 'invalid_client'], [{ redirect_uri: 'https://elsewhere.example/wallet' }, 400, 'invalid_request'], [{ redirect_uri: 'http://127.0.0.1:4711/wallet/more' }, 400, 'invalid_request'], [{ redirect_uri: 'http://127.0.0.1.elsewhere.example/wallet' }, 400, 'invalid_request'],
      [{ scope: 'no-such-kind' }, 400, 'invalid_scope'], [{ code_challenge_method: 'plain' }, 400, 'invalid_request'], [{ response_type: 'token' }, 400, 'invalid_request'], [{ code_challenge: 'short' }, 400, 'invalid_request'],
    ]
    for (const [change, status, error] of refusals) { const answer = await post('requests', { ...form, ...change }); assert.deepEqual([answer.status, answer.error], [status, error], JSON.stringify(change)) }
    const twice = await fetch(`${here.base}/certificates/openid/requests`, { method: 'POST', body: `${new URLSearchParams(form)}&scope=senior-allowance`, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    assert.equal(((await twice.json()) as { error: string }).error, 'invalid_request')
  })

  test('nobody fills the house with requests: the sixty-first of one address within a minute is turned away', async () => {
    const payload = new URLSearchParams({ response_type: 'code', client_id: 'demo-wallet', redirect_uri: REDIRECT, scope: 'business-licence', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' }).toString()
    const push = async (remoteAddress: string): Promise<number> => (await here.server.inject({ method: 'POST', url: '/certificates/openid/requests', payload, remoteAddress, headers: { 'content-type': 'application/x-www-form-urlencoded' } })).statusCode
    const codes = await Promise.all(Array.from({ length: 61 }, () => push('192.0.2.7')))
    assert.deepEqual([codes.filter((code) => code === 201).length, codes.filter((code) => code === 429).length, await push('192.0.2.8')], [60, 1, 201])
  })

  test('neither a code nor a token nor a reference stands in the database', async () => {
    const offer = await offered(await holding())
    const taking = await tokenFor(offer)
    const { sent } = await consented()
    const rows = await house.act(decider, (act) => act.tx<{ text: string }>`
      select row_to_json(o)::text as text from certificates.wallet_offers o union all select row_to_json(t)::text from certificates.wallet_tokens t
      union all select row_to_json(r)::text from certificates.wallet_requests r union all select row_to_json(c)::text from certificates.wallet_consents c`)
    const kept = rows.map(({ text }) => text).join()
    assert.ok(kept.length > 1000)
    for (const secret of [taking.token, codeIn(taking.offer), `"${offer.transactionCode}"`, decodeURIComponent(offer.link).split('/').at(-1)!, sent.request_uri.split(':').at(-1)!]) assert.ok(secret.length >= 8 && !kept.includes(secret), secret)
  })

  test('a code of a consent is good for its wallet, its verifier, its address and the key it was asked with', async () => {
    const { answer, key, verifier } = await asked().then(async (one) => ({ ...one, answer: await answered(one) }))
    const form = { grant_type: 'authorization_code', code: answer, redirect_uri: REDIRECT, code_verifier: verifier, client_id: 'demo-wallet' }
    const redeem = async (change: Record<string, string>, by = key): Promise<string> => (await post('token', { ...form, ...change }, { dpop: proofOfKey(by, 'token') })).error
    assert.deepEqual([await redeem({ code_verifier: 'y'.repeat(43) }), await redeem({ redirect_uri: 'http://127.0.0.1/wallet' }), await redeem({ client_id: 'nobody' }), await redeem({ code: 'x'.repeat(43) }), await redeem({}, walletKey())], ['invalid_grant', 'invalid_grant', 'invalid_grant', 'invalid_grant', 'invalid_dpop_proof'])
    assert.equal(await redeem({}), undefined)
  })
})
