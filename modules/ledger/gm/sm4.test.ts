import assert from 'node:assert/strict'
import { createCipheriv } from 'node:crypto'
import { test } from 'node:test'

import fc from 'fast-check'

import { Refusal } from '#kernel/refusal'

import { hmacSm3, sm3 } from './sm3.ts'
import { decryptSm4, encryptSm4, newIv, type Sm4Mode } from './sm4.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex.replace(/\s/g, ''), 'hex')
const KEY = bytes('0123456789abcdeffedcba9876543210')

test('SM3 gives the examples of the standard (GB/T 32905-2016, annex A)', () => {
  assert.equal(sm3(Buffer.from('abc')).toString('hex'), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
  assert.equal(sm3(Buffer.from('abcd'.repeat(16))).toString('hex'), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
  assert.equal(sm3().toString('hex'), '1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b')
  assert.deepEqual(sm3(Buffer.from('a'), Buffer.from('bc')), sm3(Buffer.from('abc')))
})

test('HMAC over SM3 is built as RFC 2104 says', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 200 }), (key, text) => {
    const pad = (value: number): Buffer => Buffer.from(Buffer.concat([key], 64).map((byte) => byte ^ value))
    assert.deepEqual(hmacSm3(key, text), sm3(pad(0x5c), sm3(pad(0x36), text)))
  }))
})

test('SM4 gives the examples of the standard, once and a million times (GB/T 32907-2016, annex A)', () => {
  const first = encryptSm4(KEY, { key: KEY, mode: 'cbc', iv: Buffer.alloc(16) }).ciphertext.subarray(0, 16)
  assert.deepEqual(first, bytes('681edf34d206965e86b3e94f536e4246'), 'the first block under an initial value of zeros')
  const cipher = createCipheriv('sm4-ecb', KEY, null)
  let block: Buffer = KEY
  for (let n = 0; n < 1_000_000; n++) block = cipher.update(block)
  assert.deepEqual(block, bytes('595298c7c6fd271f0402f804c33d3f66'))
})

test('SM4-GCM gives the example of RFC 8998, appendix A.1', () => {
  const terms = { key: KEY, mode: 'gcm' as const, iv: bytes('00001234567800000000abcd'), aad: bytes('feedfacedeadbeeffeedfacedeadbeefabaddad2') }
  const message = bytes('aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb cccccccccccccccc dddddddddddddddd eeeeeeeeeeeeeeee ffffffffffffffff eeeeeeeeeeeeeeee aaaaaaaaaaaaaaaa')
  const sealed = encryptSm4(message, terms)
  assert.equal(sealed.ciphertext.toString('hex'), '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d')
  assert.equal(sealed.tag?.toString('hex'), '83de3541e4c2b58177e065a9bf7b62ec')
  assert.deepEqual(decryptSm4(sealed, terms), message)
})

test('whatever is encrypted comes back under the same terms; in mode gcm under no others, and with no bit flipped', () => {
  const text = fc.uint8Array({ maxLength: 100 })
  fc.assert(fc.property(text, text, fc.constantFrom<Sm4Mode>('gcm', 'cbc'), fc.nat(), (message, aad, mode, where) => {
    const terms = { key: KEY, mode, iv: newIv(mode), aad }
    const sealed = encryptSm4(message, terms)
    assert.deepEqual(decryptSm4(sealed, terms), Buffer.from(message))
    if (mode === 'cbc') return
    const whole = Buffer.concat([sealed.ciphertext, sealed.tag!])
    whole[(where >> 3) % whole.length]! ^= 1 << (where & 7)
    assert.equal(decryptSm4({ ciphertext: whole.subarray(0, message.length), tag: whole.subarray(message.length) }, terms), undefined)
    assert.equal(decryptSm4(sealed, { ...terms, aad: Buffer.concat([aad, Uint8Array.of(0)]) }), undefined)
    assert.equal(decryptSm4(sealed, { ...terms, iv: newIv(mode) }), undefined)
    assert.equal(decryptSm4({ ciphertext: sealed.ciphertext, tag: sealed.tag!.subarray(0, 15) }, terms), undefined, 'a short tag')
    assert.equal(decryptSm4({ ciphertext: sealed.ciphertext }, terms), undefined, 'no tag')
  }))
})

test('in mode cbc padding that does not fit, a block cut off and nothing at all give the same answer', () => {
  const terms = { key: KEY, mode: 'cbc' as const, iv: Buffer.alloc(16) }
  for (const ciphertext of [Buffer.alloc(0), Buffer.alloc(15), Buffer.alloc(16), Buffer.alloc(33)]) assert.equal(decryptSm4({ ciphertext }, terms), undefined)
})

test('keys and initial values of another length are refused', () => {
  const refuses = (code: string, deed: () => unknown): void => assert.throws(deed, (error) => error instanceof Refusal && error.code === code)
  refuses('ledger.gm_sm4_key', () => encryptSm4(KEY, { key: Buffer.alloc(32), mode: 'gcm', iv: Buffer.alloc(12) }))
  refuses('ledger.gm_iv', () => encryptSm4(KEY, { key: KEY, mode: 'gcm', iv: Buffer.alloc(16) }))
  refuses('ledger.gm_iv', () => decryptSm4({ ciphertext: KEY }, { key: KEY, mode: 'cbc', iv: Buffer.alloc(12) }))
})
