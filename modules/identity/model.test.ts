import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { Refusal } from '#kernel/refusal'

import { localPath, seal, unseal } from './model.ts'

test('a sign-in leads to paths of this house only', () => {
  for (const to of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', '/\t/elsewhere.example', '\\\\x', 'javascript:alert(1)', '', 'there', '/.//elsewhere.example', '/a/..//elsewhere.example', '/%2e//elsewhere.example']) {
    assert.throws(() => localPath(to), Refusal, to)
  }
  for (const to of ['/', '/services/x?q=1#part', '/证照']) assert.equal(decodeURI(localPath(to)), to)
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((rest) => `/${rest}`), fc.constantFrom('/', '\\', '.', '%2e', '//').chain((a) => fc.array(fc.constantFrom('/', '\\', '.', '%2e', a, '\t', 'x.y')).map((parts) => `/${parts.join('')}`))), (to) => {
    let path: string
    try { path = localPath(to) } catch (error) { assert.ok(error instanceof Refusal); return }
    assert.equal(new URL(path, 'http://own.example').origin, 'http://own.example')
  }))
})

test('what is sealed opens only whole, with its key and at its place', () => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  fc.assert(fc.property(fc.string(), fc.nat(), (text, at) => {
    const sealed = seal(key, text, 'here')
    assert.equal(unseal(key, sealed, 'here'), text)
    const bent = Buffer.from(sealed)
    bent[at % bent.length]! ^= 1
    assert.throws(() => unseal(key, bent, 'here'))
    assert.throws(() => unseal(key, sealed, 'there'))
    assert.throws(() => unseal(other, sealed, 'here'))
  }))
})
