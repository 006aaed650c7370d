import { Refusal } from '#kernel/refusal'

import { bytesOf, CURVE, numberOf, ORDER, Point } from './curve.ts'
import { der, derInteger, integerIn, partsOf, readDer, TAGS } from './der.ts'
import type { KeyPair } from './keys.ts'
import { hmacSm3, sm3 } from './sm3.ts'

/** Who signs, where nobody says otherwise (GM/T 0009-2012, section 10). It goes into what is signed, so both sides must name the same. */
export const USER_ID = '1234567812345678'

/** The length in bits stands in two bytes. */
const USER_ID_BYTES_MAX = 8191

/** Whether an SM2 signature is good; if not, the code of the sentence that says why. */
export type SignatureVerdict = { readonly valid: true } | { readonly valid: false; readonly code: 'ledger.gm_signature_form' | 'ledger.gm_signature_wrong' }

/** The two numbers of a signature, each from 1 to n − 1. */
type Numbers = { readonly r: bigint; readonly s: bigint }

/**
 * Signs bytes with SM2 for a user (GB/T 32918.2-2016, section 6) and gives the DER of r and s (GM/T 0009-2012, section 7.3). The one-time
 * number comes from the key and the bytes alone, as in RFC 6979 with HMAC-SM3: no source of chance can give the key away, and the same
 * bytes get the same signature. The arithmetic does not take the same time for every key, so keys that matter belong in a certified device.
 * Refuses `ledger.gm_user_id` for an id whose length does not fit in two bytes.
 */
export function signSm2(message: Uint8Array, pair: KeyPair, userId = USER_ID): Buffer {
  const digest = signedDigest(message, pair.point, userId)
  for (const once of onceNumbers(pair.secret, digest)) {
    const numbers = signWith(once, digest, pair.secret)
    if (numbers !== undefined) return der(TAGS.sequence, derInteger(numbers.r), derInteger(numbers.s))
  }
  throw new Error('there is always one more number')
}

/** The signature of a digest with this one-time number; undefined where the standard asks for another number (section 6.1, A5 and A6). */
export function signWith(once: bigint, digest: Uint8Array, secret: bigint): Numbers | undefined {
  const { Fn } = Point
  const r = Fn.create(numberOf(digest) + Point.BASE.multiply(once).x)
  if (r === 0n || r + once === ORDER) return undefined
  const s = Fn.mul(Fn.inv(1n + secret), Fn.create(once - r * secret))
  return s === 0n ? undefined : { r, s }
}

/**
 * Checks an SM2 signature in DER (GB/T 32918.2-2016, section 7). Only the one spelling of two numbers from 1 to n − 1 is a signature; what is
 * longer, shorter or spelt otherwise is refused. Throws for nothing but an id that is too long.
 */
export function verifySm2(message: Uint8Array, signature: Buffer, point: Point, userId = USER_ID): SignatureVerdict {
  const numbers = readDer(() => numbersIn(signature))
  if (numbers === undefined) return { valid: false, code: 'ledger.gm_signature_form' }
  const { r, s } = numbers
  const t = Point.Fn.create(r + s)
  const found = t === 0n ? Point.ZERO : Point.BASE.mulAddUnsafe(s, point, t)
  const good = !found.is0() && Point.Fn.create(numberOf(signedDigest(message, point, userId)) + found.x) === r
  return good ? { valid: true } : { valid: false, code: 'ledger.gm_signature_wrong' }
}

function numbersIn(signature: Buffer): Numbers | undefined {
  const [r, s, ...more] = partsOf(signature)
  const numbers = { r: integerIn(r), s: integerIn(s) }
  return more.length === 0 && [numbers.r, numbers.s].every((one) => one >= 1n && one < ORDER) ? numbers : undefined
}

/** The digest that is signed: SM3 over what names the signer, and the message (section 6.1, A1 and A2). */
export const signedDigest = (message: Uint8Array, point: Point, userId: string): Buffer => sm3(signerDigest(point, userId), message)

/** What names the signer, Z: his id with its length in bits, the curve, and his key (section 5.5). */
export function signerDigest(point: Point, userId: string): Buffer {
  const id = Buffer.from(userId)
  if (id.length > USER_ID_BYTES_MAX) throw new Refusal('unfit', 'ledger.gm_user_id', { bytes: USER_ID_BYTES_MAX })
  const bits = Buffer.alloc(2)
  bits.writeUInt16BE(id.length * 8)
  return sm3(bits, id, ...[CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy, point.x, point.y].map(bytesOf))
}

/** One-time numbers from 1 to n − 1, one after the other (RFC 6979, section 3.2, with HMAC-SM3). */
function* onceNumbers(secret: bigint, digest: Uint8Array): Generator<bigint> {
  const seed = [bytesOf(secret), bytesOf(Point.Fn.create(numberOf(digest)))]
  let key: Buffer = Buffer.alloc(32)
  let value: Buffer = Buffer.alloc(32, 1)
  for (const round of [0, 1]) {
    key = hmacSm3(key, value, Uint8Array.of(round), ...seed)
    value = hmacSm3(key, value)
  }
  for (;;) {
    value = hmacSm3(key, value)
    const drawn = numberOf(value)
    if (drawn >= 1n && drawn < ORDER) yield drawn
    key = hmacSm3(key, value, Uint8Array.of(0))
    value = hmacSm3(key, value)
  }
}
