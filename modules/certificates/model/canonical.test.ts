import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { canonical, type Canonical } from './canonical.ts'

const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 4 }), fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 })),
}))

test('the canonical text is JSON of the same value', () => {
  fc.assert(fc.property(value, (one) => {
    const plain = (part: unknown): string => JSON.stringify(part, (_, inner: unknown) => (Object.is(inner, -0) ? 0 : inner))
    assert.equal(canonical(JSON.parse(canonical(one)) as Canonical), canonical(one))
    assert.deepEqual(JSON.parse(canonical(one)), JSON.parse(plain(one)))
  }))
})

test('the order in which names were written does not matter', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), value, { maxKeys: 6 }), (one) => {
    assert.equal(canonical(Object.fromEntries(Object.entries(one).reverse())), canonical(one))
  }))
})

test('names are sorted by UTF-16 code units and text is escaped as RFC 8785 §3.2.2.2 and §3.2.3 say', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']
  assert.deepEqual(Object.keys(JSON.parse(canonical(Object.fromEntries(names.map((name) => [`k${name}`, 0]))))), sorted.map((name) => `k${name}`))
  assert.equal(canonical({ text: '\u20ac$\u000f\nA\'B"\\\\"/' }), '{"text":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
})

test('fractions, missing values, dates and broken text cannot be signed', () => {
  for (const wrong of [0.1, NaN, Infinity, 2 ** 53, undefined, new Date(0), '\ud800', { a: undefined }, new Map(), 1n]) {
    assert.throws(() => canonical(wrong as Canonical), String(wrong))
  }
})
