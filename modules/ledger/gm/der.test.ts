import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { describe, it } from 'node:test'

import fc from 'fast-check'

import { asDer, readDer, sideBySide } from './der.ts'

describe('the two numbers of a signature', () => {
  it('are the same in DER and side by side, whatever they are', () => {
    const halves = fc.constantFrom(32, 48, 66).chain((bytes) => {
      const number = fc.tuple(fc.integer({ min: 0, max: bytes }), fc.uint8Array({ minLength: bytes, maxLength: bytes })).map(([zeros, all]) => all.fill(0, 0, zeros))
      return fc.tuple(fc.constant(bytes), number, number)
    })
    fc.assert(fc.property(halves, ([bytes, r, s]) => {
      const both = Buffer.concat([r, s])
      assert.deepEqual(sideBySide(asDer(both), bytes), both)
    }))
  })

  it('are what OpenSSL makes of them, on each curve of JOSE', () => {
    for (const [namedCurve, hash, bytes] of [['P-256', 'sha256', 32], ['P-384', 'sha384', 48], ['P-521', 'sha512', 66]] as const) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve })
      for (let n = 0; n < 40; n++) {
        const message = Buffer.from(`${namedCurve} ${n}`)
        assert.ok(verify(hash, message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, sideBySide(sign(hash, message, privateKey), bytes)))
        assert.ok(verify(hash, message, publicKey, asDer(sign(hash, message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))))
      }
    }
  })

  it('are not read where they are one, three, too long, or spelt in another way', () => {
    for (const hex of ['3003020101', '3009020101020101020101', '3006028101010201', '300602010102', `302702${(33).toString(16)}00${'ff'.repeat(32)}020101ff`, `3026022101${'00'.repeat(32)}020101`]) {
      assert.equal(readDer(() => sideBySide(Buffer.from(hex, 'hex'), 32)), undefined, hex)
    }
  })
})
