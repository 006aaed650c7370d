import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { CODE_PATTERN, codeMeant, groupedCode, newCode } from './code.ts'

const code = fc.array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'), { minLength: 20, maxLength: 20 }).map((letters) => letters.join(''))

test('a new code is twenty characters that nobody confuses, and no two are the same', () => {
  const codes = Array.from({ length: 2000 }, newCode)
  assert.ok(codes.every((one) => CODE_PATTERN.test(one)))
  assert.equal(new Set(codes).size, codes.length)
})

test('every character comes about as often as any other', () => {
  const counts = new Map<string, number>()
  for (const letter of Array.from({ length: 3200 }, newCode).join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  assert.equal(counts.size, 32)
  // 2,000 are expected of each; ten standard deviations are some 440.
  assert.deepEqual([...counts].filter(([, count]) => Math.abs(count - 2000) > 440), [])
})

test('a code is understood however it is typed: grouped, spaced, in lower case, full width, with O, I and L', () => {
  fc.assert(fc.property(code, fc.array(fc.nat(7), { minLength: 20, maxLength: 20 }), (meant, ways) => {
    const typed = [...meant].map((letter, n) => {
      const way = ways[n]!
      if (way === 0) return `${letter} `
      if (way === 1) return `-${letter.toLowerCase()}`
      if (way === 2) return String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)
      if (way === 3) return `\u3000${letter}\u2014`
      if (letter === '0') return way === 4 ? 'O' : 'o'
      if (letter === '1') return ['I', 'i', 'L', 'l'][way - 4]!
      return letter
    }).join('')
    assert.equal(codeMeant(typed), meant)
  }))
})

test('a code that is shown in groups is the code again', () => {
  fc.assert(fc.property(code, (one) => {
    assert.match(groupedCode(one), /^\w{5}-\w{5}-\w{5}-\w{5}$/)
    assert.equal(codeMeant(groupedCode(one)), one)
  }))
})

test('a character too few, too many or foreign makes it no code', () => {
  fc.assert(fc.property(code, fc.nat(19), fc.constantFrom('U', '*', '中', '%', "'"), (one, place, foreign) => {
    assert.equal(codeMeant(one.slice(1)), undefined)
    assert.equal(codeMeant(`${one}7`), undefined)
    assert.equal(codeMeant(one.slice(0, place) + foreign + one.slice(place + 1)), undefined)
  }))
  assert.equal(codeMeant(''), undefined)
  assert.equal(codeMeant(' '.repeat(201)), undefined)
})
