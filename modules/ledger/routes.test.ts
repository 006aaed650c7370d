import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { digestOf, digestOfManifest } from '#kernel/content'
import { json } from '#kernel/database'
import { serve, type Server } from '#kernel/http'
import { refreshRelease } from '#kernel/releases'
import { enterAll, keyOf, ledger, openCheckpoint, parseVerifierKey } from '#modules/ledger'
import { bareLedger, sequenced } from '#tests/ledger'

const clerk = house('clerk', ['ledger.open', 'ledger.retire-key'])
const act = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(clerk, deed)
const sentencesOf = (language: string): [string, string] => {
  const path = `locales/${language}/ledger.yaml`
  return [path, readFileSync(new URL(`../../content/base/${path}`, import.meta.url), 'utf8')]
}

/** Publishes texts in this test's own database, over whatever another test left as the release of this process. */
async function publish(a: Act, files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  for (const [, text] of files) await a.tx`insert into kernel.texts (digest, text) values (${digestOf(text)}, ${text})`
  const manifest = Object.fromEntries(files.map(([path, text]) => [path, digestOf(text)]))
  await a.tx`
    insert into kernel.releases (digest, manifest, published_at, author, publisher)
    values (${digestOfManifest(manifest)}, ${json(manifest)}, ${a.at}, 'files', ${a.actor.id})`
  await refreshRelease(a.tx)
}

suite('the ledger over HTTP', () => {
  let close = async (): Promise<void> => undefined
  let server: Server
  let ids: string[] = []
  before(async () => {
    ;({ close } = await bareLedger())
    await act((a) => publish(a, [sentencesOf('zh'), sentencesOf('en')]))
    ids = (await act((a) => enterAll(a, Array.from({ length: 300 }, (_, n) => ({ kind: 'use', about: `p-${n}`, digest: digestOf(String(n)) }))))).map((one) => one.id)
    await sequenced((size) => size >= 300)
    server = await serve([ledger], async () => ({ actor: clerk, by: 'token' }))
  })
  after(async () => { await server.close(); await close() })

  const get = (url: string) => server.inject({ url: `/ledger${url}`, headers: { 'accept-language': 'en' } })
  const send = (url: string, payload: object) => server.inject({ method: 'POST', url: `/ledger${url}`, payload, headers: { 'accept-language': 'en' } })

  test('who asks for more stamps than an archive needs waits a minute, and nobody else does; what is no request counts for nothing', async () => {
    const request = Buffer.from(`30360201013031300d0609608648016503040201050004${(32).toString(16)}${'5a'.repeat(32)}`, 'hex')
    const from = (remoteAddress: string, payload: Buffer = request) => server.inject({ method: 'POST', url: '/ledger/timestamps', payload, headers: { 'content-type': 'application/timestamp-query', 'accept-language': 'en' }, remoteAddress })
    for (let n = 0; n < 400; n++) assert.equal((await from('203.0.113.9', Buffer.of(0))).statusCode, 200)
    for (let n = 0; n < 300; n++) assert.equal((await from('203.0.113.9')).statusCode, 200)
    const refused = await from('203.0.113.9')
    assert.deepEqual([refused.statusCode, refused.json().code, (await from('203.0.113.10')).statusCode], [429, 'ledger.too_many_stamps', 200])
  })

  test('a witness finds the checkpoint and the key that checks it', async () => {
    const [checkpoint, verifier] = [await get('/checkpoint'), await get('/verifier-key')]
    assert.match(String(checkpoint.headers['content-type']), /^text\/plain/)
    const log = parseVerifierKey(verifier.body.trim())
    assert.equal(log && openCheckpoint(checkpoint.body, log)?.size, 300)
  })

  test('a tile is bytes that may be kept for ever, and what the tree does not reach is not there', async () => {
    const tile = await get('/tile/0/001.p/44')
    assert.equal(tile.rawPayload.length, 44 * 32)
    assert.equal(tile.headers['content-type'], 'application/octet-stream')
    assert.match(String(tile.headers['cache-control']), /immutable/)
    assert.equal((await get('/tile/1/000.p/1')).rawPayload.length, 32)
    assert.equal((await get('/tile/entries/000')).statusCode, 200)
    const beyond = await get('/tile/0/001.p/45')
    assert.deepEqual([beyond.statusCode, beyond.json().code], [404, 'ledger.tile_absent'])
    assert.match(beyond.json().detail, /no tile 0\/001\.p\/45/)
  })

  test('the proof of an entry, sent back as it came, is valid; with another leaf index it is not, and why is said', async () => {
    const proof = (await get(`/entries/${ids[257]}/proof`)).json()
    assert.deepEqual((await send('/verify-inclusion', proof)).json(), { valid: true })
    const wrong = await send('/verify-inclusion', { ...proof, leafIndex: proof.leafIndex - 1 })
    assert.deepEqual([wrong.statusCode, wrong.json().valid, wrong.json().code], [200, false, 'ledger.proof_wrong'])
    assert.match(wrong.json().detail, /does not hold/)
    assert.equal((await send('/verify-inclusion', { ...proof, proof: 'none' })).statusCode, 422)
    assert.equal((await get('/entries/nobody/proof')).json().code, 'ledger.entry_absent')
  })

  test('consistency is proved between any two sizes and checked again', async () => {
    const proof = (await get('/consistency?size1=7&size2=300')).json()
    assert.deepEqual((await send('/verify-consistency', proof)).json(), { valid: true })
    assert.equal((await send('/verify-consistency', { ...proof, root1: proof.root2 })).json().valid, false)
    assert.equal((await get('/consistency?size1=7&size2=301')).json().code, 'ledger.size_form')
  })

  test('a public key is a JWK that does not say whose it is, and a retirement has an author and a reason', async () => {
    const { id } = await act((a) => keyOf(a, 'person:42'))
    const jwk = (await get(`/keys/${id}`)).json()
    assert.deepEqual(Object.keys(jwk).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    assert.equal((await send(`/keys/${id}/retirement`, {})).statusCode, 422)
    assert.equal((await send(`/keys/${id}/retirement`, { reason: 'lost' })).statusCode, 201)
    assert.ok((await get(`/keys/${id}`)).json().retiredAt)
  })

  test('every route stands in the OpenAPI document', async () => {
    const { paths } = (await server.inject('/openapi.json')).json() as { paths: object }
    for (const path of ['/ledger/checkpoint', '/ledger/verify-inclusion', '/ledger/verify-consistency', '/ledger/keys/{id}', '/ledger/entries/{id}/proof']) assert.ok(path in paths, path)
  })
})
