import { createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, sign as signBytes } from 'node:crypto'

import { calculateJwkThumbprint } from 'jose'

import { bytesOf, NUMBER_BYTES, numberOf, type Point } from '../gm/curve.ts'
import { newKeyPair, pairOf, type KeyPair } from '../gm/keys.ts'
import { sideBySide } from '../gm/der.ts'
import { signSm2 } from '../gm/signature.ts'
import { PublicJwk, type Algorithm } from '../model.ts'
import { openSealed, seal } from './seal.ts'

/** A key as whoever keeps it hands it out: its public half, and the other half in a form that only he can use. */
export type Kept = { readonly id: string; readonly sealed: Buffer }

/**
 * Whoever keeps private keys and signs with them: in this process, in one of its own, or in a device. What he hands out as `sealed` is stored
 * with the public half and given back to him to sign; nobody else can do anything with it.
 */
export type Vault = {
  /** A new key; its id is the thumbprint of its public half (RFC 7638). */
  readonly make: (algorithm: Algorithm) => Promise<Kept & { readonly jwk: PublicJwk }>
  /** Signs bytes. The signature has the form of JOSE: both numbers side by side, or Ed25519's 64 bytes. Throws where the key is not his. */
  readonly sign: (key: Kept, algorithm: Algorithm, bytes: Uint8Array) => Promise<Buffer>
  /** The public half that belongs to what is sealed. Throws where it is not his. */
  readonly publicOf: (key: Kept, algorithm: Algorithm) => Promise<PublicJwk>
}

/** How many keys stay open in memory: agencies sign all day, a person once in a while. */
const OPENED_MAX = 200

/**
 * Keys in software, sealed under a secret of 32 bytes. The first secret seals; what was sealed under a later one is opened still, so that
 * a secret can be replaced.
 */
export function softwareVault(secrets: () => readonly Buffer[]): Vault {
  const opened = new Map<string, { readonly sealed: Buffer; readonly secret: Buffer; readonly half: PrivateHalf }>()
  const open = ({ id, sealed }: Kept, algorithm: Algorithm): PrivateHalf => {
    const known = opened.get(id)
    const hit = known?.sealed.equals(sealed) === true && secrets().some((secret) => secret.equals(known.secret)) ? known : unsealed(secrets(), sealed, id, algorithm)
    opened.delete(id)
    opened.set(id, hit)
    if (opened.size > OPENED_MAX) opened.delete(opened.keys().next().value!)
    return hit.half
  }
  return {
    make: async (algorithm) => {
      const { bytes, jwk } = fresh(algorithm)
      const id = await calculateJwkThumbprint(jwk)
      return { id, jwk, sealed: seal(secrets()[0]!, bytes, id) }
    },
    sign: async (key, algorithm, bytes) => signWith(open(key, algorithm), algorithm, bytes),
    publicOf: async (key, algorithm) => publicHalf(open(key, algorithm)),
  }
}

/** What signs: a key of OpenSSL, or a pair of SM2. */
type PrivateHalf = KeyObject | KeyPair

function unsealed(secrets: readonly Buffer[], sealed: Buffer, id: string, algorithm: Algorithm): { sealed: Buffer; secret: Buffer; half: PrivateHalf } {
  for (const secret of secrets) {
    const bytes = openSealed(secret, sealed, id)
    if (bytes !== null) return { sealed, secret, half: algorithm === 'SM2' ? pairOf(numberOf(bytes)) : createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }) }
  }
  throw new RangeError(`the key ${id} was not sealed here`)
}

function fresh(algorithm: Algorithm): { readonly bytes: Buffer; readonly jwk: PublicJwk } {
  if (algorithm === 'SM2') {
    const { secret, point } = newKeyPair()
    return { bytes: bytesOf(secret), jwk: sm2Jwk(point) }
  }
  const { publicKey, privateKey } = algorithm === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519')
  return { bytes: privateKey.export({ format: 'der', type: 'pkcs8' }), jwk: PublicJwk.parse(publicKey.export({ format: 'jwk' })) }
}

/** A point of SM2 as a JWK. No standard of JOSE names the curve; ours is its name in GB/T 32918.5. */
const sm2Jwk = ({ x, y }: Point): PublicJwk => ({ kty: 'EC', crv: 'SM2', x: bytesOf(x).toString('base64url'), y: bytesOf(y).toString('base64url') })

const publicHalf = (half: PrivateHalf): PublicJwk => (half instanceof KeyObject ? PublicJwk.parse(createPublicKey(half).export({ format: 'jwk' })) : sm2Jwk(half.point))

function signWith(half: PrivateHalf, algorithm: Algorithm, message: Uint8Array): Buffer {
  if (!(half instanceof KeyObject)) return sideBySide(signSm2(message, half), NUMBER_BYTES)
  // ES256 signs the SHA-256 (RFC 7518 §3.4), Ed25519 hashes by itself.
  return algorithm === 'ES256' ? sideBySide(signBytes('sha256', message, half), NUMBER_BYTES) : signBytes(null, message, half)
}
