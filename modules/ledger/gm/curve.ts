import { randomBytes } from 'node:crypto'

import { weierstrass } from '@noble/curves/abstract/weierstrass.js'

/** Bytes of a coordinate, of a private key, and of each half of a signature. */
export const NUMBER_BYTES = 32

/** How many points the curve has: prime, so that every point but infinity is a good one (GB/T 32918.5-2017, section 2). */
export const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n

/** The coefficients of the curve y² = x³ + ax + b, and its base point (GB/T 32918.5-2017, section 2). They are part of what is signed. */
export const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: ORDER,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const

/** The recommended curve of SM2. A point read from bytes is checked to lie on it, and is never infinity. */
export const Point = weierstrass<bigint>(CURVE)

/** A point of the curve. */
export type Point = InstanceType<typeof Point>

/** A number below 2²⁵⁶ as 32 bytes, the highest first. */
export const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(NUMBER_BYTES * 2, '0'), 'hex')

/** The number that bytes spell, the highest first. */
export const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`)

/** A point as 65 bytes: 04, x, y (GB/T 32918.1-2016, section 4.2.9). */
export const pointBytes = (point: Point): Buffer => Buffer.from(point.toBytes(false))

/** The point that 65 bytes spell; undefined where they spell none, or one that is not on the curve. Compressed points are not read. */
export function pointFrom(bytes: Uint8Array): Point | undefined {
  if (bytes.length !== 1 + 2 * NUMBER_BYTES) return undefined
  // Bytes from outside that are no point are an answer here, not a fault.
  try {
    return Point.fromBytes(bytes)
  } catch {
    return undefined
  }
}

/** A number from 1 to `highest` from the system's source of chance, each as likely as any other. */
export function randomNumber(highest: bigint): bigint {
  for (;;) {
    const drawn = numberOf(randomBytes(NUMBER_BYTES))
    if (drawn >= 1n && drawn <= highest) return drawn
  }
}
