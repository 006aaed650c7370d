import assert from 'node:assert/strict'
import { generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { before, test } from 'node:test'

import { testHouse, type TestHouse } from '#tests/house'

let house: TestHouse
before(async () => { house = await testHouse() })

test('anybody has a stranger’s JWS and SD-JWT checked by its key, and is told in a sentence what is wrong', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const input = [{ alg: 'ES256', typ: 'dc+sd-jwt' }, { vct: 'urn:example', name: '陈' }].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.')
  const jws = `${input}.${signBytes('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  const ask = async (path: string, body: object, language = 'zh') => {
    const answered = await house.server.inject({ method: 'POST', url: `${path}?lang=${language}`, payload: body })
    return { status: answered.statusCode, ...(answered.json() as Record<string, unknown>) } as Record<string, unknown>
  }
  assert.deepEqual(await ask('/verify/jws', { jws, jwk }), { status: 200, valid: true, payload: '{"vct":"urn:example","name":"陈"}', header: { alg: 'ES256', typ: 'dc+sd-jwt' } })
  const good = await ask('/verify/sd-jwt', { sdjwt: `${jws}~`, issuerJwk: jwk })
  assert.deepEqual([good['status'], good['valid'], good['claims'], good['detail']], [200, true, { vct: 'urn:example', name: '陈' }, '凭证有效：签名、披露内容和期限都核对无误。'])
  const forged = await ask('/verify/sd-jwt', { sdjwt: `${jws}~${Buffer.from('["s","name","x"]').toString('base64url')}~`, issuerJwk: jwk }, 'en')
  assert.deepEqual([forged['status'], forged['valid'], forged['code'], forged['claims']], [200, false, 'certificates.sdjwt_unreferenced', null])
  assert.match(String(forged['detail']), /^Something disclosed was never signed/)
  assert.equal(forged['at'], 'name', 'where it lies is said to programs')
  assert.equal((await ask('/verify/sd-jwt', { sdjwt: 'x'.repeat(1_500_000), issuerJwk: jwk }))['code'], 'certificates.sdjwt_form')
  assert.equal((await ask('/verify/sd-jwt', { sdjwt: `${jws}~`, issuerJwk: { kty: 'oct', k: 'AA' } }))['code'], 'ledger.jws_key')
  assert.equal((await ask('/verify/sd-jwt', { sdjwt: `${jws}~` }))['status'], 422)
})

test('bytes are taken where a document is checked, and nowhere else', async () => {
  const send = (url: string, type: string) => house.server.inject({ method: 'POST', url, payload: Buffer.alloc(1000), headers: { 'content-type': type } })
  assert.deepEqual([(await send('/verify/document', 'application/pdf')).statusCode, (await send('/verify/jws', 'application/pdf')).statusCode], [200, 422])
})
