import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'

import fc from 'fast-check'

import { emptyRoot } from '../merkle/hash.ts'
import { checkpointText, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { cosign, cosignedBy } from './cosignature.ts'
import { ed25519Private, openNote, parseNote, parseVerifierKey, signNote, verifierKey, type NoteSigner } from './note.ts'

// The key, the text and the signature of the example in the documentation of Go's golang.org/x/mod/sumdb/note.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const PETER_SECRET = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const PETER_NOTE =
  'If you think cryptography is the answer to your problem,\n' +
  "then you don't know what your problem is.\n" +
  '\n' +
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'

function signerNamed(name: string): NoteSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { name, sign: async (bytes) => sign(null, bytes, privateKey), publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url') }
}

test('the note of the Go documentation opens with its key, and the same secret signs the same note', async () => {
  const verifier = parseVerifierKey(PETER)
  assert.ok(verifier)
  const opened = openNote(PETER_NOTE, verifier)
  assert.ok(opened)
  const secret = Buffer.from(PETER_SECRET, 'base64').subarray(1)
  assert.equal(await signNote(opened.text, [{ ...verifier, sign: async (bytes) => sign(null, bytes, ed25519Private(secret, verifier.publicKey)) }]), PETER_NOTE)
})

test('a note with one character changed does not open', () => {
  const verifier = parseVerifierKey(PETER) ?? assert.fail()
  fc.assert(fc.property(fc.nat(PETER_NOTE.length - 1), fc.constantFrom('x', 'Q', '7', ' ', '\n', '='), (at, letter) => {
    fc.pre(PETER_NOTE[at] !== letter)
    assert.equal(openNote(PETER_NOTE.slice(0, at) + letter + PETER_NOTE.slice(at + 1), verifier), undefined)
  }), { numRuns: 500 })
})

test('signatures of others are passed over, but one of them does not open the note', async () => {
  const [log, witness, stranger] = [signerNamed('log.example/a'), signerNamed('witness.example'), signerNamed('log.example/a')]
  const note = await signNote('hello\n', [witness, log])
  assert.equal(openNote(note, log)?.text, 'hello\n')
  assert.equal(openNote(note, witness)?.signatures.length, 2)
  assert.equal(openNote(note, stranger), undefined, 'the same name with another key is another key')
})

test('what is no note is no note', async () => {
  for (const text of ['', '\n', 'text\n', 'text\n\n', 'text\n\n— name\n', 'text\n\n— name AAAA\n', 'te\u0001xt\n\n— n AAAAAAAA\n', 'text\n\n- name AAAAAAAA\n']) assert.equal(parseNote(text), undefined, JSON.stringify(text))
  await assert.rejects(signNote('no newline', [signerNamed('x')]), RangeError)
  assert.equal(parseVerifierKey(PETER.replace('c74f', 'c74e')), undefined)
  assert.equal(verifierKey(parseVerifierKey(PETER) ?? assert.fail()), PETER)
})

test('a checkpoint says origin, size and root, and opens only under the name and key of its log', async () => {
  const log = signerNamed('tongban/jiangmen/ledger')
  const checkpoint = { origin: log.name, size: 20_852_163, root: Buffer.alloc(32, 7) }
  assert.equal(checkpointText(checkpoint), 'tongban/jiangmen/ledger\n20852163\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n')
  assert.deepEqual(openCheckpoint(await signCheckpoint(checkpoint, log), log), checkpoint)
  assert.equal(openCheckpoint(await signCheckpoint({ ...checkpoint, origin: 'tongban/shenzhen/ledger' }, log), log), undefined)
})

test('a size with a leading zero or a root of another length is no checkpoint; extension lines are passed over', () => {
  const root = emptyRoot().toString('base64')
  assert.deepEqual(parseCheckpoint(`log\n0\n${root}\nextension\n`), { origin: 'log', size: 0, root: emptyRoot() })
  for (const text of [`log\n00\n${root}\n`, `log\n-1\n${root}\n`, `log\n1\nAAAA\n`, `log\n1\n`, `\n1\n${root}\n`]) assert.equal(parseCheckpoint(text), undefined, text)
})

test('a witness cosigns a checkpoint with the time, the log\'s own signature stays good, and neither passes for the other', async () => {
  const [log, witness] = [signerNamed('tongban/jiangmen/ledger'), signerNamed('witness.example/w1')]
  const note = await signCheckpoint({ origin: log.name, size: 5, root: Buffer.alloc(32, 1) }, log)
  const seen = await cosign(note, witness, 1_679_315_147)
  assert.deepEqual(cosignedBy(seen, witness), { name: 'witness.example/w1', at: 1_679_315_147 })
  assert.equal(openCheckpoint(seen, log)?.size, 5)
  assert.equal(openNote(seen, witness), undefined)
  assert.equal(cosignedBy(seen, log), undefined)
  assert.equal(cosignedBy(note, witness), undefined)
  assert.equal(cosignedBy(seen.replace('\n5\n', '\n6\n'), witness), undefined)
  const line = seen.trimEnd().split(' ').at(-1) ?? ''
  const later = Buffer.from(line, 'base64')
  later[11] = (later[11] ?? 0) ^ 1
  assert.equal(cosignedBy(seen.replace(line, later.toString('base64')), witness), undefined, 'the time is signed too')
  await assert.rejects(cosign('no note', witness, 1), RangeError)
})
