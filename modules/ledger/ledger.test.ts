import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'

import { perform, type Act } from '#kernel/act'
import { house, visitor } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { setPorts } from '#kernel/ports'
import { audit, consistencyOf, enter, enterAll, entryOf, key, keyOf, leafHashOf, logVerifier, openCheckpoint, proofOf, retireKey, sequence, sign, startSequencer, tileAt, verify, verifyOwn, verifyProof } from '#modules/ledger'
import { bareLedger, sequenced } from '#tests/ledger'
import { until } from '#tests/until'

import { commitmentOf } from './model.ts'

const clerk = house('clerk', ['ledger.retire-key', 'ledger.open'])
const act = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(clerk, deed)
const entry = (n: number | string) => ({ kind: 'decision', about: `pseudonym-${n}`, digest: digestOf(`payload ${n}`) })
const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => entry(from + n))

/** Sequences until nothing waits. */
const settle = (): Promise<{ size: number }> => sequenced(async (size) => {
  const [waiting] = await act((a) => a.tx<{ count: number }>`select (select count(*) from ledger.entries) - ${size}::bigint as count`)
  return waiting?.count === 0 && { size }
})

suite('the ledger', () => {
  let close = async (): Promise<void> => undefined
  let masterKey: Buffer
  before(async () => {
    ;({ close, masterKey } = await bareLedger())
  })
  after(() => close())

  test('a new ledger signs its empty tree', async () => {
    const first = await act((a) => sequence(a))
    assert.deepEqual([first.added, first.size], [0, 0])
    assert.deepEqual((await act((a) => audit(a.tx))).faults, [])
  })

  test('an entry waits for its place, and then is proved under a checkpoint that the log signed', async () => {
    const receipt = await act((a) => enter(a, entry('first')))
    await assert.rejects(act((a) => proofOf(a, receipt.id)), { code: 'ledger.entry_waiting', status: 409 })
    await settle()
    const proof = await act((a) => proofOf(a, receipt.id))
    assert.deepEqual(verifyProof(proof), { valid: true })
    assert.equal(proof.leafHash, receipt.leafHash)
    const signed = openCheckpoint(proof.checkpoint, await act(logVerifier))
    assert.deepEqual([signed?.origin, signed?.size, signed?.root.toString('base64')], ['tongban/jiangmen/ledger', proof.treeSize, proof.rootHash])
  })

  test('the leaf names nobody, and who holds the receipt can show what it stands for', async () => {
    const receipt = await act((a) => enter(a, entry('secret')))
    await settle()
    const { leaf, leafHash } = await act((a) => proofOf(a, receipt.id))
    assert.ok(!leaf.includes('pseudonym') && !leaf.includes(digestOf('payload secret')))
    const commitment = commitmentOf({ about: 'pseudonym-secret', digest: Buffer.from(digestOf('payload secret'), 'hex'), salt: Buffer.from(receipt.salt, 'hex') })
    assert.equal(leafHashOf({ kind: 'decision', commitment, issuer: null }).toString('base64'), leafHash)
    await assert.rejects(perform(visitor, (a) => entryOf(a, receipt.id)), { code: 'not_permitted' })
    assert.equal((await act((a) => entryOf(a, receipt.id))).about, 'pseudonym-secret')
  })

  test('what an undone act entered is in no tree', async () => {
    const { size } = await settle()
    await assert.rejects(act(async (a) => { await enter(a, entry('undone')); throw new Error('undone') }), /undone/)
    assert.equal((await act((a) => sequence(a))).size, size)
  })

  test('the same entry under one key is one entry; something else under it is refused', async () => {
    const keyed = { ...entry('keyed'), cause: 'case-1', key: 'k-1' }
    const [first, second] = [await act((a) => enter(a, keyed)), await act((a) => enter(a, keyed))]
    assert.deepEqual(second, first)
    await assert.rejects(act((a) => enter(a, { ...keyed, digest: digestOf('other') })), { code: 'ledger.key_reused', status: 409 })
    await assert.rejects(act((a) => enter(a, { ...keyed, cause: 'case-2' })), { code: 'ledger.key_reused' })
    const both = await act((a) => enterAll(a, [{ ...entry('twice'), key: 'k-2' }, { ...entry('twice'), key: 'k-2' }]))
    assert.deepEqual(both[1], both[0])
    const racing = await Promise.all(Array.from({ length: 8 }, () => act((a) => enter(a, { ...entry('race'), key: 'k-3' }))))
    assert.equal(new Set(racing.map((one) => one.id)).size, 1)
  })

  test('what has no proper form is not entered', async () => {
    await assert.rejects(act((a) => enter(a, { ...entry(1), kind: 'Not A Kind' })), { code: 'ledger.kind_form', status: 422 })
    await assert.rejects(act((a) => enter(a, { ...entry(1), digest: 'abc' })), { code: 'ledger.digest_form' })
    await assert.rejects(act((a) => enter(a, { ...entry(1), about: '' })), { code: 'ledger.about_form' })
    await assert.rejects(act((a) => proofOf(a, 'no-such-entry')), { code: 'ledger.entry_absent', status: 404 })
  })

  test('an entry whose act ends late is not lost, though later ones were entered before it was kept', async () => {
    const before = await settle()
    let finish = (): void => undefined
    let entered = (): void => undefined
    const isEntered = new Promise<void>((done) => { entered = done })
    let late = ''
    const slow = act(async (a) => {
      late = (await enter(a, entry('late'))).id
      entered()
      await new Promise<void>((done) => { finish = done })
    })
    await isEntered
    const early = await act((a) => enter(a, entry('early')))
    await act((a) => sequence(a))
    finish()
    await slow
    const later = await settle()
    assert.equal(later.size, before.size + 2)
    for (const id of [late, early.id]) assert.deepEqual(verifyProof(await act((a) => proofOf(a, id))), { valid: true })
  })

  test('of many sequencers at once each entry gets one place, and a round that fails leaves none behind', async () => {
    const before = await settle()
    await act((a) => enterAll(a, many(700)))
    await assert.rejects(act(async (a) => { await sequence(a); throw new Error('the machine stopped') }), /stopped/)
    assert.equal((await act((a) => a.tx<{ count: number }>`select count(*) from ledger.leaves`))[0]?.count, before.size)
    const rounds = await Promise.all(Array.from({ length: 5 }, () => act((a) => sequence(a, 150))))
    assert.ok(rounds.every((round) => round.added <= 150))
    assert.equal((await settle()).size, before.size + 700)
    assert.deepEqual((await act((a) => audit(a.tx))).faults, [])
  })

  test('every size is shown to begin with every earlier checkpoint', async () => {
    const { size } = await settle()
    for (const size1 of [0, 1, 2, 255, 256, 257, size - 1, size]) {
      const proof = await act((a) => consistencyOf(a, { size1, size2: size }))
      assert.deepEqual(verifyProof(proof), { valid: true }, String(size1))
    }
    await assert.rejects(act((a) => consistencyOf(a, { size1: 1, size2: size + 1 })), { code: 'ledger.size_form' })
  })

  test('tiles hold what the checkpoint signed, full or partial, and nothing beyond it', async () => {
    const { size } = await settle()
    const full = await act((a) => tileAt(a, '0/000'))
    assert.equal(full.bytes.length, 8192)
    assert.deepEqual((await act((a) => tileAt(a, '0/000.p/3'))).bytes, full.bytes.subarray(0, 96))
    assert.equal((await act((a) => tileAt(a, `1/000.p/${Math.floor(size / 256)}`))).bytes.length, 32 * Math.floor(size / 256))
    for (const path of ['0/999', '1/000', '0/000.p/256', '../secret', `0/002.p/${(size % 256) + 1}`]) await assert.rejects(act((a) => tileAt(a, path)), { code: 'ledger.tile_absent', status: 404 }, path)
    const bundle = (await act((a) => tileAt(a, 'entries/000'))).bytes
    assert.equal(bundle.subarray(2, 2 + bundle.readUInt16BE(0)).toString().slice(0, 15), '{"commitment":"')
  })

  test('an owner gets one key when he first needs it, and signs with it until it is retired', async () => {
    const owner = 'agency:market-supervision' as const
    for (let race = 0; race < 8; race += 1) {
      const keys = await Promise.all(Array.from({ length: 8 }, () => act((a) => keyOf(a, `agency:race-${race}`))))
      assert.equal(new Set(keys.map((one) => one.id)).size, 1)
    }
    const first = await act((a) => keyOf(a, owner))
    const signature = await act((a) => sign(a, { owner, payload: '{"granted":true}' }))
    assert.equal(signature.keyId, first.id)
    assert.equal(signature.jws.split('.')[2], signature.signature)
    const { jwk } = await act((a) => key(a, signature.keyId))
    assert.ok(!('d' in jwk))
    const verdict = await verify(signature.jws, jwk)
    assert.equal(verdict.valid && verdict.payload.toString(), '{"granted":true}')
    await act((a) => retireKey(a, signature.keyId, 'the officer who kept it left'))
    await assert.rejects(act((a) => retireKey(a, signature.keyId, 'again')), { code: 'ledger.key_retired', status: 409 })
    const next = await act((a) => sign(a, { owner, payload: 'x' }))
    assert.notEqual(next.keyId, signature.keyId)
    assert.equal((await act((a) => verifyOwn(a, signature.jws))).verdict.valid, true, 'what it signed before stays good')
    await assert.rejects(perform(visitor, (a) => retireKey(a, next.keyId, 'spite')), { code: 'not_permitted' })
    await assert.rejects(act((a) => key(a, 'nobody')), { code: 'ledger.key_absent' })
  })

  test('both algorithms sign, and a changed, respelt or crossed signature is refused', async () => {
    for (const algorithm of ['ES256', 'Ed25519'] as const) {
      const { jws, keyId } = await act((a) => sign(a, { owner: 'node:jiangmen', payload: 'text', algorithm }))
      const { jwk } = await act((a) => key(a, keyId))
      assert.equal((await verify(jws, jwk)).valid, true)
      const [header = '', payload = '', signature = ''] = jws.split('.')
      assert.deepEqual(await verify(`${header}.${Buffer.from('taxt').toString('base64url')}.${signature}`, jwk), { valid: false, code: 'ledger.signature_wrong' })
      const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
      const respelt = jws.slice(0, -1) + letters[letters.indexOf(jws.at(-1) ?? '') + 1]
      assert.deepEqual(Buffer.from(respelt.split('.')[2] ?? '', 'base64url'), Buffer.from(signature, 'base64url'), 'the same bytes, spelt otherwise')
      assert.deepEqual(await verify(respelt, jwk), { valid: false, code: 'ledger.jws_form' })
      assert.deepEqual(await verify(`${jws}=`, jwk), { valid: false, code: 'ledger.jws_form' })
      assert.deepEqual(await verify(`${header}.${payload}. ${signature}`, jwk), { valid: false, code: 'ledger.jws_form' })
      assert.deepEqual(await verify('a.b', jwk), { valid: false, code: 'ledger.jws_form' })
      const none = Buffer.from('{"alg":"none"}').toString('base64url')
      assert.deepEqual(await verify(`${none}.${payload}.`, jwk), { valid: false, code: 'ledger.jws_algorithm' })
      assert.deepEqual(await verify(jws, { kty: 'oct', k: 'AAAA' }), { valid: false, code: 'ledger.jws_key' })
    }
  })

  test('a private key is sealed at rest: its bytes are not in the table, and another master key does not open it', async () => {
    const { id } = await act((a) => keyOf(a, 'person:7'))
    const [row] = await act((a) => a.tx<{ sealedPrivate: Buffer }>`select sealed_private from ledger.keys where id = ${id}`)
    assert.ok(row && !row.sealedPrivate.includes(Buffer.from('06082a8648ce3d030107', 'hex')), 'the mark of P-256 in a bare PKCS#8')
    setPorts({ addressOf: () => '', masterKey: () => Buffer.alloc(32), publicAddress: 'http://localhost', node: 'jiangmen', demo: true })
    await assert.rejects(act((a) => sign(a, { owner: 'person:7', payload: 'x' })), /not sealed here/)
    setPorts({ addressOf: () => '', masterKey: () => masterKey, publicAddress: 'http://localhost', node: 'jiangmen', demo: true })
  })

  test('the sequencer works by itself until it is stopped', async () => {
    const sequencer = startSequencer(20)
    const receipt = await act((a) => enter(a, entry('by itself')))
    const proof = await until('the proof of what was entered', () => act((a) => proofOf(a, receipt.id)).catch(() => undefined))
    await sequencer.stop()
    assert.deepEqual(verifyProof(proof), { valid: true })
  })

  test('fifteen thousand entries are taken in by rounds, and the tree they make is whole', async () => {
    const before = await settle()
    for (let n = 0; n < 3; n += 1) await act((a) => enterAll(a, many(5000, n * 5000)))
    assert.equal((await settle()).size, before.size + 15_000)
    assert.deepEqual((await act((a) => audit(a.tx))).faults, [])
  })

  test('after a restore, where transactions count anew, no entry from before or after is lost or doubled', async () => {
    const before = await settle()
    const old = await act((a) => enter(a, entry('before the restore')))
    await act(async (a) => {
      await a.tx`alter table ledger.checkpoints disable trigger user`
      await a.tx`alter table ledger.entries disable trigger user`
      await a.tx`update ledger.checkpoints set written = '99999999990' where size = ${before.size}`
      await a.tx`update ledger.entries set written = '99999999999' where id = ${old.id}`
      await a.tx`alter table ledger.checkpoints enable trigger user`
      await a.tx`alter table ledger.entries enable trigger user`
    })
    const young = await act((a) => enter(a, entry('after the restore')))
    assert.equal((await settle()).size, before.size + 2)
    const younger = await act((a) => enter(a, entry('later')))
    assert.equal((await settle()).size, before.size + 3)
    for (const { id } of [old, young, younger]) assert.deepEqual(verifyProof(await act((a) => proofOf(a, id))), { valid: true })
    assert.deepEqual((await act((a) => audit(a.tx))).faults, [])
  })

  test('nothing that is kept can be changed by way of SQL', async () => {
    await assert.rejects(act((a) => a.tx`update ledger.entries set kind = 'use'`), /append-only/)
    await assert.rejects(act((a) => a.tx`delete from ledger.leaves`), /append-only/)
    await assert.rejects(act((a) => a.tx`truncate ledger.tiles`), /append-only/)
  })
})
