import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync, randomBytes, sign as signBytes, type KeyObject } from 'node:crypto'
import { test } from 'node:test'

import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import fc from 'fast-check'

import { namesOnce } from './form.ts'
import { bindingClaims, compact, prepare } from './issue.ts'
import { verifySdJwt, type Asked } from './verify.ts'

type Json = Readonly<Record<string, unknown>>
const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { jwk: publicKey.export({ format: 'jwk' }) as Asked['key'], privateKey }
}
const [issuer, holder, stranger] = [pair(), pair(), pair()]
const AT = new Date('2026-11-28T09:00:00+08:00')
const second = Math.floor(AT.getTime() / 1000)

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
function jws(header: Json, payload: Json | string, key: KeyObject): string {
  const input = `${part(header)}.${typeof payload === 'string' ? Buffer.from(payload).toString('base64url') : part(payload)}`
  return `${input}.${signBytes('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
const disclose = (...of: unknown[]): string => part([randomBytes(16).toString('base64url'), ...of])
const shown = { iss: 'https://jiangmen.example', vct: 'urn:example:licence', iat: second - 100, exp: second + 1000 }
const issued = (payload: Json, header: Json = {}, key = issuer.privateKey): string => jws({ alg: 'ES256', typ: 'dc+sd-jwt', ...header }, payload, key)
const judge = (text: string, asked: Partial<Asked> = {}) => verifySdJwt(text, { key: issuer.jwk, at: AT, ...asked })
const refused = async (text: string, code: string, asked: Partial<Asked> = {}): Promise<void> => {
  const verdict = await judge(text, asked)
  assert.deepEqual([verdict.valid, verdict.code], [false, code.includes('.') ? code : `certificates.sdjwt_${code}`])
}

/** A licence with two claims at choice, and what its holder presents of it. */
function licence(chosen: Json = { name: '陈晓岚', capital: 50_000_000 }) {
  const { payload, disclosures } = prepare({ shown, chosen, holderKey: holder.jwk as Json, decoys: 3 })
  return { jwt: issued(payload), disclosures, payload }
}
const bound = (presented: string, change: { claims?: Json; header?: Json; key?: KeyObject } = {}): string =>
  presented + jws({ alg: 'ES256', typ: 'kb+jwt', ...change.header }, { ...bindingClaims(presented, { audience: 'https://bank.example', nonce: 'n-1', at: AT }), ...change.claims }, change.key ?? holder.privateKey)

test('what is disclosed is said, what is not stays unknown, and the holder proves that it is his', async () => {
  const { jwt, disclosures } = licence()
  const all = await judge(compact(jwt, disclosures))
  assert.ok(all.valid)
  assert.deepEqual([all.claims['name'], all.claims['capital'], '_sd' in all.claims, '_sd_alg' in all.claims, all.holderBound], ['陈晓岚', 50_000_000, false, false, false])
  const some = await judge(compact(jwt, disclosures.slice(0, 1)))
  assert.ok(some.valid && !('capital' in some.claims))
  const none = await judge(`${jwt}~`)
  assert.ok(none.valid && !('name' in none.claims))
  const presented = bound(compact(jwt, disclosures.slice(0, 1)))
  const answered = await judge(presented, { nonce: 'n-1', audience: 'https://bank.example' })
  assert.ok(answered.valid && answered.holderBound)
})

test('disclosures in disclosures and in arrays are found, in their places', async () => {
  const street = disclose('street', '白石大道')
  const address = disclose('address', { city: '江门', _sd: [digest(street), digest('decoy')] })
  const second_ = disclose({ work: '软件' })
  const jwt = issued({ ...shown, _sd: [digest(address)], scope: ['咨询', { '...': digest(second_) }, { '...': digest('nobody') }], _sd_alg: 'sha-256' })
  const verdict = await judge(compact(jwt, [street, address, second_]))
  assert.ok(verdict.valid)
  assert.deepEqual(verdict.claims['address'], { city: '江门', street: '白石大道' })
  assert.deepEqual(verdict.claims['scope'], ['咨询', { work: '软件' }])
  await refused(compact(jwt, [street]), 'unreferenced')
})

test('a disclosure that nobody signed is refused, and so is every other forgery of what is disclosed', async () => {
  const { jwt, disclosures, payload } = licence()
  await refused(compact(jwt, [...disclosures, disclose('capital', 1)]), 'unreferenced')
  const [salt, name] = JSON.parse(Buffer.from(disclosures[0]!, 'base64url').toString()) as [string, string]
  await refused(compact(jwt, [part([salt, name, 'forged']), disclosures[1]!]), 'unreferenced')
  await refused(compact(jwt, [...disclosures, disclosures[0]!]), 'digest_twice')
  const twice = disclose('name', '别人')
  await refused(compact(issued({ ...payload, name: '陈晓岚', _sd: [digest(twice)] }), [twice]), 'claim_twice')
  await refused(compact(issued({ ...payload, _sd: [digest(twice)], more: { _sd: [digest(twice)] } }), [twice]), 'digest_twice')
  for (const word of ['_sd', '...']) {
    const reserved = disclose(word, [])
    await refused(compact(issued({ ...shown, _sd: [digest(reserved)] }), [reserved]), 'reserved')
  }
  await refused(compact(issued({ ...shown, more: { '...': 'x' } }), []), 'reserved')
  const element = disclose('an element')
  await refused(compact(issued({ ...shown, _sd: [digest(element)] }), [element]), 'disclosure')
  const claim = disclose('name', 'x')
  await refused(compact(issued({ ...shown, list: [{ '...': digest(claim) }] }), [claim]), 'disclosure')
  await refused(compact(issued({ ...shown, list: [{ '...': digest(element), also: 1 }] }), [element]), 'form')
  for (const wrong of [part(['salt']), part({ a: 1 }), part([1, 'name', 'x']), part(['s', 2, 'x']), part(['s', 'a', 'b', 'c']), 'e30', '%%%', `${claim}=`]) await refused(compact(issued({ ...shown, _sd: [digest(wrong)] }), [wrong]), 'disclosure')
  for (const wrong of [null, 'x', 7, {}, ['x', 7]]) {
    await refused(compact(issued({ ...shown, _sd: wrong }), []), 'form')
    const within = disclose('more', { _sd: wrong })
    await refused(compact(issued({ ...shown, _sd: [digest(within)] }), [within]), 'form')
  }
  const prototype = disclose('__proto__', { admin: true })
  const taken = await judge(compact(issued({ ...shown, _sd: [digest(prototype)] }), [prototype]))
  assert.ok(taken.valid && Object.hasOwn(taken.claims, '__proto__') && !('admin' in taken.claims), 'a name like any other')
  const hidden = disclose('exp', second + 99_999)
  await refused(compact(issued({ iss: 'x', vct: 'y', _sd: [digest(hidden)] }), [hidden]), 'hidden')
  await refused(compact(issued({ ...shown, vct: undefined }), []), 'vct')
})

test('signatures, algorithms, kinds and times of the issuer are what they must be', async () => {
  const { jwt, disclosures, payload } = licence()
  const text = compact(jwt, disclosures)
  await refused(text, 'ledger.signature_wrong', { key: stranger.jwk })
  await refused(compact(issued(payload, {}, stranger.privateKey), disclosures), 'ledger.signature_wrong')
  for (const alg of ['none', 'HS256', 'RS256', 'ES384']) await refused(compact(issued(payload, { alg }), disclosures), 'ledger.jws_algorithm')
  for (const typ of ['JWT', 'kb+jwt', 'at+jwt', 7, 'x sd-jwt']) await refused(compact(issued(payload, { typ }), disclosures), 'typ')
  await refused(compact(issued(payload, { crit: ['exp'], exp: 1 }), disclosures), 'ledger.jws_form')
  for (const hash of ['sha-1', 'md5', 'none', '__proto__', 7]) await refused(compact(issued({ ...payload, _sd_alg: hash }), disclosures), 'hash')
  await refused(text, 'expired', { at: new Date(AT.getTime() + 1_000_000) })
  await refused(compact(issued({ ...payload, exp: second }), disclosures), 'expired')
  await refused(compact(issued({ ...payload, nbf: second + 1 }), disclosures), 'not_yet')
  await refused(compact(issued({ ...payload, iat: second + 100 }), disclosures), 'not_yet')
  await refused(compact(issued({ ...payload, exp: '2099' }), disclosures), 'form')
  for (const cut of [jwt, `${jwt}~~`, `~${jwt}~`, '', '~', 'a.b.c~', text.slice(0, -1)]) assert.equal((await judge(cut)).valid, false, cut.slice(0, 20))
  await refused(`${jwt} ~`, 'ledger.jws_form')
  await refused(`${jwt}=~`, 'ledger.jws_form')
  await refused(compact(issued({} as Json, {}, issuer.privateKey).replace(/^[^.]+/, part({ alg: 'ES256' })), []), 'ledger.signature_wrong')
  await refused(compact(jws({ alg: 'ES256', typ: 'dc+sd-jwt' }, '{"vct":"a","vct":"b"}', issuer.privateKey), []), 'form')
  await refused(compact(jws({ alg: 'ES256', typ: 'dc+sd-jwt' }, '[]', issuer.privateKey), []), 'form')
})

test('what proves the holder answers to this nonce and audience, for just what is presented, by his key', async () => {
  const { jwt, disclosures } = licence()
  const presented = compact(jwt, disclosures)
  const asked = { nonce: 'n-1', audience: 'https://bank.example' }
  await refused(presented, 'unbound', asked)
  await refused(bound(presented), 'nonce', { ...asked, nonce: 'n-2' })
  await refused(bound(presented), 'audience', { ...asked, audience: 'https://hotel.example' })
  await refused(bound(presented, { key: stranger.privateKey }), 'binding', asked)
  await refused(bound(presented, { header: { typ: 'JWT' } }), 'binding', asked)
  await refused(bound(presented, { claims: { iat: second + 3600 } }), 'binding', asked)
  await refused(bound(presented, { claims: { sd_hash: digest('x') } }), 'binding', asked)
  await refused(bound(presented, { claims: { nonce: undefined } }), 'binding', asked)
  await refused(bound(presented, { claims: { exp: second - 1 } }), 'binding', asked)
  await refused(bound(compact(jwt, disclosures.slice(0, 1))).replace(`${jwt}~`, `${jwt}~${disclosures[1]}~`), 'binding', asked)
  const unbound = compact(issued(shown), [])
  await refused(bound(unbound), 'unbound', asked)
})

test('what is far too much of anything is refused at once', async () => {
  const deep = (n: number): unknown => (n === 0 ? 'x' : { a: deep(n - 1) })
  await refused(compact(issued({ ...shown, deep: deep(40) as Json }), []), 'form')
  const chain: string[] = []
  let inner: Json = { end: true }
  for (let n = 0; n < 60; n++) {
    const one = disclose('next', inner)
    chain.push(one)
    inner = { _sd: [digest(one)] }
  }
  await refused(compact(issued({ ...shown, ...inner }), chain), 'depth')
  const many = Array.from({ length: 1_001 }, (_, n) => disclose(`c${n}`, n))
  await refused(compact(issued({ ...shown, _sd: many.map(digest) }), many), 'form')
  await refused(`${'e'.repeat(1_000_001)}~`, 'form')
})

test('names that stand twice in an object are found wherever they stand', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 4 }), (text) => namesOnce(text)), { numRuns: 300 })
  for (const text of ['{"a":1,"a":2}', '{"b":{"a":1,"\\u0061":2}}', '[{"a":[{"x":"}","x":1}]}]']) assert.equal(namesOnce(text), false, text)
  for (const text of ['{"a":"b","b":"a"}', '[{"a":1},{"a":2}]', '{"a":{"a":{"a":"a\\""}}}', '["a","a"]']) assert.equal(namesOnce(text), true, text)
})

test('claims of any shape come back as they went in, and whatever byte is changed, nothing false is believed', async () => {
  await fc.assert(fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }).filter((name) => !['_sd', '...', '_sd_alg', ...Object.keys(shown), 'cnf', 'nbf', 'status', 'vct#integrity'].includes(name)), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 }), fc.nat(), async (chosen, at) => {
    const clean = JSON.parse(JSON.stringify(chosen)) as Json
    if (/"(?:_sd|\.\.\.)"/.test(JSON.stringify(clean))) return
    const { payload, disclosures } = prepare({ shown, chosen: clean })
    const text = compact(issued(payload), disclosures)
    const verdict = await judge(text)
    assert.ok(verdict.valid, verdict.code)
    assert.deepEqual(Object.fromEntries(Object.entries(verdict.claims).filter(([name]) => !Object.hasOwn(shown, name))), clean)
    const place = at % text.length
    const changed = text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)
    const after = await judge(changed)
    if (after.valid) assert.deepEqual(after.claims, verdict.claims)
  }), { numRuns: 150 })
})

test('what the library of the OpenID wallets issues and presents is good here, and what we issue is good there', async () => {
  const signer = (key: KeyObject) => async (data: string): Promise<string> => signBytes('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
  const theirs = new SDJwtVcInstance({
    signer: signer(issuer.privateKey), signAlg: 'ES256', verifier: async () => true, kbSigner: signer(holder.privateKey), kbSignAlg: 'ES256', kbVerifier: async () => true,
    hasher: (data: string | ArrayBuffer, alg: string) => createHash(alg.replace('-', '')).update(typeof data === 'string' ? data : Buffer.from(data)).digest(), hashAlg: 'sha-256', saltGenerator: async () => randomBytes(16).toString('base64url'),
  })
  const text = await theirs.issue({ ...shown, name: '陈晓岚', address: { city: '江门', street: '白石大道' }, cnf: { jwk: holder.jwk } } as never, { _sd: ['name', 'address'], address: { _sd: ['street'] } } as never)
  const whole = await judge(text)
  assert.ok(whole.valid)
  assert.deepEqual([whole.claims['name'], whole.claims['address']], ['陈晓岚', { city: '江门', street: '白石大道' }])
  const presented = await theirs.present(text, { address: true } as never, { kb: { payload: { iat: second, aud: 'https://bank.example', nonce: 'n-1' } } })
  const part_ = await judge(presented, { nonce: 'n-1', audience: 'https://bank.example' })
  assert.ok(part_.valid && part_.holderBound, part_.code)
  assert.deepEqual([part_.claims['name'], part_.claims['address']], [undefined, { city: '江门' }])
  const { jwt, disclosures } = licence()
  const there = await theirs.verify(compact(jwt, disclosures), { currentDate: second })
  assert.equal((there.payload as unknown as Json)['name'], '陈晓岚')
})
