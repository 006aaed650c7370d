import { timingSafeEqual } from 'node:crypto'

import { Refusal } from '#kernel/refusal'

import { bytesOf, CURVE, numberOf, ORDER, Point, pointBytes, pointFrom, randomNumber } from './curve.ts'
import { bodyOf, der, derInteger, integerIn, partsOf, readDer, TAGS } from './der.ts'
import type { KeyPair } from './keys.ts'
import { keyStream, sm3 } from './sm3.ts'

/** How a ciphertext is laid out: `der` as GM/T 0009-2012, section 7.2 has it, `raw` as C1 ‖ C3 ‖ C2 of GB/T 32918.4-2016. */
export type CiphertextForm = 'der' | 'raw'

/** A point (65 bytes), the check (32 bytes) and the masked message, which has its length. */
type Ciphertext = { readonly point: Buffer; readonly check: Buffer; readonly masked: Buffer }

const POINT_BYTES = 65
const CHECK_BYTES = 32

/** Encrypts bytes to a public key (GB/T 32918.4-2016, section 6). Twice the same is never the same. Refuses `ledger.gm_nothing` for no bytes. */
export function encryptSm2(message: Uint8Array, point: Point, form: CiphertextForm = 'der'): Buffer {
  if (message.length === 0) throw new Refusal('unfit', 'ledger.gm_nothing')
  for (;;) {
    const made = encryptWith(randomNumber(ORDER - 1n), message, point)
    if (made !== undefined) return form === 'raw' ? Buffer.concat([made.point, made.check, made.masked]) : derOf(made)
  }
}

/** The ciphertext with this one-time number; undefined where the standard asks for another (section 6.1, A5). */
export function encryptWith(once: bigint, message: Uint8Array, point: Point): Ciphertext | undefined {
  const [mask, x, y] = maskOf(point.multiply(once), message.length)
  if (isZero(mask)) return undefined
  return { point: pointBytes(Point.BASE.multiply(once)), check: sm3(x, message, y), masked: mixed(message, mask) }
}

/**
 * Decrypts what `encryptSm2` or others encrypted, in either form (GB/T 32918.4-2016, section 7). Undefined where it cannot be read; why is
 * told to nobody, since the answer to a forged ciphertext must teach nothing. The check stands before a single byte is given.
 */
export function decryptSm2(ciphertext: Buffer, { secret }: KeyPair): Buffer | undefined {
  const parts = ciphertext[0] === TAGS.sequence ? readDer(() => fromDer(ciphertext)) : fromRaw(ciphertext)
  const point = parts && pointFrom(parts.point)
  if (point === undefined || parts === undefined || parts.masked.length === 0) return undefined
  const [mask, x, y] = maskOf(point.multiply(secret), parts.masked.length)
  const message = mixed(parts.masked, mask)
  const sound = timingSafeEqual(sm3(x, message, y), parts.check)
  return sound && !isZero(mask) ? message : undefined
}

const fromRaw = (bytes: Buffer): Ciphertext => ({ point: bytes.subarray(0, POINT_BYTES), check: bytes.subarray(POINT_BYTES, POINT_BYTES + CHECK_BYTES), masked: bytes.subarray(POINT_BYTES + CHECK_BYTES) })

function fromDer(bytes: Buffer): Ciphertext | undefined {
  const [x, y, check, masked, ...more] = partsOf(bytes)
  const [left, right] = [integerIn(x), integerIn(y)]
  const parts = { check: bodyOf(check, TAGS.octets), masked: bodyOf(masked, TAGS.octets) }
  if (more.length > 0 || left >= CURVE.p || right >= CURVE.p || parts.check.length !== CHECK_BYTES) return undefined
  return { point: Buffer.concat([Uint8Array.of(4), bytesOf(left), bytesOf(right)]), ...parts }
}

const derOf = ({ point, check, masked }: Ciphertext): Buffer =>
  der(TAGS.sequence, ...[point.subarray(1, 33), point.subarray(33)].map((half) => derInteger(numberOf(half))), der(TAGS.octets, check), der(TAGS.octets, masked))

/** The mask for a message of that many bytes, and the coordinates of the shared point that the check is made with. */
function maskOf(shared: Point, length: number): [mask: Buffer, x: Buffer, y: Buffer] {
  const [x, y] = [bytesOf(shared.x), bytesOf(shared.y)]
  return [keyStream(Buffer.concat([x, y]), length), x, y]
}

const mixed = (bytes: Uint8Array, mask: Uint8Array): Buffer => Buffer.from(bytes.map((byte, n) => byte ^ mask[n]!))

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0)
