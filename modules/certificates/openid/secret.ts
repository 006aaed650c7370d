import { createECDH, createHmac, hkdfSync, randomBytes } from 'node:crypto'

import { port } from '#kernel/ports'

/** A new secret of 256 random bits. Only its digest is kept. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** Whether a text has the form of a secret of ours, before a digest is made of it. */
export const isSecret = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text)

/** What follows from a text and the master key, for one use: nobody else can make it, and it need not be kept. */
export const derived = (use: string, text: string): string => createHmac('sha256', port().masterKey()).update(`${use}\n${text}`).digest('base64url')

/** The order of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const SCALAR_BYTES = 32
/** Sixteen bytes more than the order has, so that no scalar is likelier than another (FIPS 186-5, A.2.1). */
const MATERIAL_BYTES = 48

/** A private key on P-256 that follows from a text and the master key, as JWK; for what is sealed for a few minutes only. */
export function derivedKey(use: string, text: string): { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string; readonly d: string } {
  const material = Buffer.from(hkdfSync('sha256', port().masterKey(), '', `${use}\n${text}`, MATERIAL_BYTES))
  const scalar = (BigInt(`0x${material.toString('hex')}`) % (ORDER - 1n)) + 1n
  const d = Buffer.from(scalar.toString(16).padStart(2 * SCALAR_BYTES, '0'), 'hex')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(d)
  const point = pair.getPublicKey()
  const coordinate = (from: number): string => point.toString('base64url', from, from + SCALAR_BYTES)
  return { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(1 + SCALAR_BYTES), d: d.toString('base64url') }
}
