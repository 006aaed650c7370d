import assert from 'node:assert/strict'
import { createPrivateKey, sign } from 'node:crypto'
import { test } from 'node:test'

import fc from 'fast-check'

import { Refusal } from '#kernel/refusal'

import { bytesOf, CURVE, numberOf, ORDER, Point, pointBytes, pointFrom } from './curve.ts'
import { der, derInteger } from './der.ts'
import { decryptSm2, encryptSm2, encryptWith } from './encryption.ts'
import { keyPairFrom, newKeyPair, pairOf, privatePem, publicKeyFrom, publicPem } from './keys.ts'
import { signedDigest, signerDigest, signSm2, signWith, USER_ID, verifySm2 } from './signature.ts'

// GB/T 32918.5-2017, annexes A and C: the examples of parts 2 and 4 on the recommended curve.
const SECRET = 0x3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8n
const ONCE = 0x59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21n
const MESSAGE = Buffer.from('message digest')
const pair = pairOf(SECRET)
const R = 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n
const S = 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan
const spelt = (r: bigint, s: bigint): Buffer => der(0x30, derInteger(r), derInteger(s))
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const refuses = (code: string, deed: () => unknown): void => assert.throws(deed, (error) => error instanceof Refusal && error.code === code)

test('the example of the standard: the key, what names the signer, the digest, and the signature', () => {
  assert.equal(hex(pointBytes(pair.point)), '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13')
  assert.equal(hex(signerDigest(pair.point, USER_ID)), 'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3')
  const digest = signedDigest(MESSAGE, pair.point, USER_ID)
  assert.equal(hex(digest), 'f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640')
  assert.deepEqual(signWith(ONCE, digest, SECRET), { r: R, s: S })
  assert.deepEqual(verifySm2(MESSAGE, spelt(R, S), pair.point), { valid: true })
})

test('the example of the standard: the ciphertext, and its way back', () => {
  const message = Buffer.from('encryption standard')
  const made = encryptWith(ONCE, message, pair.point)!
  assert.equal(hex(made.point), '0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0')
  assert.equal(hex(made.masked), '21886ca989ca9c7d58087307ca93092d651efa')
  assert.equal(hex(made.check), '59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd8766')
  assert.deepEqual(decryptSm2(Buffer.concat([made.point, made.check, made.masked]), pair), message)
})

test('whatever is signed is good for its bytes, key and user, and for no others', () => {
  const id = fc.string({ maxLength: 40 })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), id, id, (message, userId, otherId) => {
    const [signer, other] = [newKeyPair(), newKeyPair()]
    const signature = signSm2(message, signer, userId)
    assert.deepEqual(signature, signSm2(message, signer, userId), 'the same bytes get the same signature')
    assert.equal(verifySm2(message, signature, signer.point, userId).valid, true)
    assert.equal(verifySm2(message, signature, other.point, userId).valid, false)
    assert.equal(verifySm2(message, signature, signer.point, otherId).valid, userId === otherId)
    assert.equal(verifySm2(Buffer.concat([message, Uint8Array.of(0)]), signature, signer.point, userId).valid, false)
  }), { numRuns: 40 })
})

test('a signature with any bit flipped is refused', () => {
  const signature = signSm2(MESSAGE, pair)
  for (let bit = 0; bit < signature.length * 8; bit++) {
    const changed = Buffer.from(signature)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    assert.equal(verifySm2(MESSAGE, changed, pair.point).valid, false, `bit ${bit}`)
  }
})

test('two numbers have one spelling; every other is no signature', () => {
  const good = spelt(R, S)
  const body = good.subarray(2)
  const minus = (n: number): Buffer => Buffer.from([0x02, 0x01, n])
  const cases: Readonly<Record<string, Uint8Array>> = {
    'nothing': Buffer.alloc(0),
    'text': Buffer.from('signature'),
    'a byte behind it': Buffer.concat([good, Uint8Array.of(0)]),
    'a whole number behind it': Buffer.concat([good, derInteger(1n)]),
    'a third number': der(0x30, body, derInteger(1n)),
    'one number': der(0x30, derInteger(R)),
    'a byte short': good.subarray(0, -1),
    'a long length': Buffer.concat([Uint8Array.of(0x30, 0x81, body.length), body]),
    'a longer length': Buffer.concat([Uint8Array.of(0x30, 0x82, 0, body.length), body]),
    'the indefinite length of BER': Buffer.concat([Uint8Array.of(0x30, 0x80), body, Uint8Array.of(0, 0)]),
    'a set': Buffer.concat([Uint8Array.of(0x31), good.subarray(1)]),
    'a zero too many': der(0x30, der(0x02, Uint8Array.of(0, 0), bytesOf(R)), derInteger(S)),
    'a negative number': der(0x30, der(0x02, bytesOf(R)), derInteger(S)),
    'an empty number': der(0x30, der(0x02), derInteger(S)),
    'r and s as bytes': der(0x30, der(0x04, bytesOf(R)), der(0x04, bytesOf(S))),
    'r and s side by side': Buffer.concat([bytesOf(R), bytesOf(S)]),
    'r zero': spelt(0n, S), 's zero': spelt(R, 0n), 'r of the order': spelt(ORDER, S), 's of the order': spelt(R, ORDER),
    's and the order': spelt(R, S + ORDER), 'r minus one': der(0x30, minus(0xff), derInteger(S)), 'thousands of bytes': spelt(1n << 40_000n, S),
  }
  for (const [name, bytes] of Object.entries(cases)) assert.deepEqual(verifySm2(MESSAGE, Buffer.from(bytes), pair.point), { valid: false, code: 'ledger.gm_signature_form' }, name)
  assert.deepEqual(verifySm2(MESSAGE, spelt(R, ORDER - R), pair.point), { valid: false, code: 'ledger.gm_signature_wrong' }, 'r + s of the order')
})

test('a signature whose point comes out at infinity is refused', () => {
  const digest = numberOf(signedDigest(MESSAGE, pair.point, USER_ID))
  const { Fn } = Point
  const s = Fn.mul(Fn.neg(Fn.mul(Fn.create(digest), SECRET)), Fn.inv(1n + SECRET))
  assert.deepEqual(verifySm2(MESSAGE, spelt(Fn.create(digest), s), pair.point), { valid: false, code: 'ledger.gm_signature_wrong' })
})

test('whatever is encrypted comes back, in both forms, and never looks the same twice', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constantFrom('der' as const, 'raw' as const), (message, form) => {
    const owner = newKeyPair()
    const [once, twice] = [encryptSm2(message, owner.point, form), encryptSm2(message, owner.point, form)]
    assert.notDeepEqual(once, twice)
    assert.deepEqual(decryptSm2(once, owner), Buffer.from(message))
    assert.equal(decryptSm2(once, newKeyPair()), undefined)
  }), { numRuns: 30 })
})

test('a ciphertext with any bit flipped, cut off or made longer gives nothing, and says no more than that', () => {
  for (const form of ['der', 'raw'] as const) {
    const sealed = encryptSm2(Buffer.from('粤'), pair.point, form)
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      assert.equal(decryptSm2(changed, pair), undefined, `${form}, bit ${bit}`)
    }
    for (let length = 0; length < sealed.length; length++) assert.equal(decryptSm2(sealed.subarray(0, length), pair), undefined, `${form}, ${length} bytes`)
    assert.equal(decryptSm2(Buffer.concat([sealed, Uint8Array.of(0)]), pair), undefined)
  }
  const [x, y] = [pair.point.x, pair.point.y].map(derInteger) as [Buffer, Buffer]
  const { point, check, masked } = encryptWith(ONCE, MESSAGE, pair.point)!
  const [left, right] = [point.subarray(1, 33), point.subarray(33)].map((half) => derInteger(numberOf(half))) as [Buffer, Buffer]
  const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes)
  assert.deepEqual(decryptSm2(der(0x30, left, right, octets(check), octets(masked)), pair), MESSAGE)
  const unfit = {
    'a fifth part': [left, right, octets(check), octets(masked), x],
    'a short check': [left, right, octets(check.subarray(1)), octets(masked)],
    'no message': [x, y, octets(check), octets(Buffer.alloc(0))],
    'a coordinate beyond the field': [derInteger(numberOf(point.subarray(1, 33)) + CURVE.p), right, octets(check), octets(masked)],
    'a coordinate with half a byte more': [left, derInteger((numberOf(point.subarray(33)) << 4n) + 1n), octets(check), octets(masked)],
    'a coordinate of forty bytes': [derInteger(1n << 320n), right, octets(check), octets(masked)],
    'three parts': [left, right, octets(masked)],
  }
  for (const [name, parts] of Object.entries(unfit)) assert.equal(decryptSm2(der(0x30, ...parts), pair), undefined, name)
  refuses('ledger.gm_nothing', () => encryptSm2(Buffer.alloc(0), pair.point))
})

test('keys go to PEM and come back the same', () => {
  fc.assert(fc.property(fc.bigInt({ min: 1n, max: ORDER - 2n }), (secret) => {
    const made = pairOf(secret)
    assert.equal(keyPairFrom(privatePem(made)).secret, secret)
    assert.equal(publicKeyFrom(publicPem(made.point)).equals(made.point), true)
  }), { numRuns: 30 })
})

test('a key that is none, another one, locked, out of range or of the wrong half is refused, each with its reason', () => {
  const [secretPem, openPem] = [privatePem(pair), publicPem(pair.point)]
  const pem = (label: string, bytes: Buffer): string => `-----BEGIN ${label}-----\n${bytes.toString('base64')}\n-----END ${label}-----\n`
  const bytesIn = (text: string): Buffer => Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64')
  const swap = (text: string, label: string, from: Uint8Array, to: Uint8Array): string => pem(label, Buffer.from(hex(bytesIn(text)).replace(hex(from), hex(to)), 'hex'))
  refuses('ledger.gm_key_form', () => publicKeyFrom(''))
  refuses('ledger.gm_key_form', () => publicKeyFrom(pem('PUBLIC KEY', Buffer.from('no key'))))
  refuses('ledger.gm_key_form', () => publicKeyFrom(pem('PUBLIC KEY', Buffer.concat([bytesIn(openPem), Uint8Array.of(0)]))))
  refuses('ledger.gm_key_form', () => publicKeyFrom(pem('PUBLIC KEY', der(0x30, bytesIn(openPem).subarray(2), derInteger(1n)))))
  refuses('ledger.gm_key_form', () => keyPairFrom(pem('PRIVATE KEY', bytesIn(openPem))))
  refuses('ledger.gm_key_curve', () => publicKeyFrom(swap(openPem, 'PUBLIC KEY', Buffer.from('06082a811ccf5501822d', 'hex'), Buffer.from('06082a8648ce3d030107', 'hex'))))
  refuses('ledger.gm_key_curve', () => keyPairFrom(swap(secretPem, 'PRIVATE KEY', Buffer.from('06082a811ccf5501822d', 'hex'), Buffer.from('06082a8648ce3d030107', 'hex'))))
  refuses('ledger.gm_key_unsound', () => publicKeyFrom(swap(openPem, 'PUBLIC KEY', bytesOf(pair.point.x), bytesOf(pair.point.x + 1n))))
  refuses('ledger.gm_key_unsound', () => keyPairFrom(swap(secretPem, 'PRIVATE KEY', bytesOf(SECRET), bytesOf(SECRET + 1n))))
  for (const secret of [0n, ORDER - 1n, ORDER]) refuses('ledger.gm_key_unsound', () => keyPairFrom(swap(secretPem, 'PRIVATE KEY', bytesOf(SECRET), bytesOf(secret))))
  refuses('ledger.gm_key_encrypted', () => keyPairFrom(pem('ENCRYPTED PRIVATE KEY', Buffer.alloc(9))))
  refuses('ledger.gm_key_private', () => publicKeyFrom(secretPem))
  refuses('ledger.gm_key_public', () => keyPairFrom(openPem))
  refuses('ledger.gm_user_id', () => signSm2(MESSAGE, pair, 'x'.repeat(8192)))
})

test('infinity, points off the curve, coordinates beyond the field and compressed points are no public keys', () => {
  for (const bytes of ['00', `04${'00'.repeat(64)}`, `04${'ff'.repeat(64)}`, hex(pair.point.toBytes(true)), '', hex(pointBytes(pair.point)).replace(/^04/, '06')]) assert.equal(pointFrom(Buffer.from(bytes, 'hex')), undefined, bytes)
  assert.equal(pointFrom(pointBytes(Point.BASE))?.equals(Point.BASE), true)
})

test('what node:crypto signs with an SM2 key is signed for a user without a name, which is why it signs nothing here', () => {
  const made = sign('sm3', MESSAGE, createPrivateKey(privatePem(pair)))
  assert.equal(verifySm2(MESSAGE, made, pair.point).valid, false)
  assert.equal(verifySm2(MESSAGE, made, pair.point, '').valid, true)
})
