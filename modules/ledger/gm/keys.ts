import { Refusal } from '#kernel/refusal'

import { bytesOf, NUMBER_BYTES, numberOf, ORDER, Point, pointBytes, pointFrom, randomNumber } from './curve.ts'
import { bitsIn, bodyOf, der, derInteger, integerIn, partsOf, readDer, TAGS, type Element } from './der.ts'

/** A key pair of SM2: the secret number from 1 to n − 2, and its point on the curve. */
export type KeyPair = { readonly secret: bigint; readonly point: Point }

/** 1.2.840.10045.2.1, a key on an elliptic curve; 1.2.156.10197.1.301, the curve of SM2 (GB/T 33560). */
const EC_KEY = Buffer.from('2a8648ce3d0201', 'hex')
const SM2_CURVE = Buffer.from('2a811ccf5501822d', 'hex')

/** n − 1 would have no inverse of 1 + d, so it is no key (GB/T 32918.1-2016, section 6.1). */
const SECRET_MAX = ORDER - 2n

/** A new key pair from the system's source of chance. */
export const newKeyPair = (): KeyPair => pairOf(randomNumber(SECRET_MAX))

/** The pair of a secret number. Refuses `ledger.gm_key_unsound` out of its range. */
export function pairOf(secret: bigint): KeyPair {
  if (secret < 1n || secret > SECRET_MAX) throw new Refusal('unfit', 'ledger.gm_key_unsound')
  return { secret, point: Point.BASE.multiply(secret) }
}

/**
 * The public key of a PEM text: SPKI, on the curve of SM2 (RFC 5480; GM/T 0010-2012, section 6). Refuses `ledger.gm_key_form` where there is no
 * key, `ledger.gm_key_curve` for another algorithm, `ledger.gm_key_unsound` for a point off the curve, and `ledger.gm_key_private` for a
 * private key, so that nobody learns to hand one out where a public one does.
 */
export function publicKeyFrom(pem: string): Point {
  const { label, bytes } = blockIn(pem)
  if (label !== 'PUBLIC KEY') throw new Refusal('unfit', 'ledger.gm_key_private')
  const read = readDer(() => {
    const [algorithm, key, ...more] = partsOf(bytes)
    return more.length > 0 ? undefined : { ours: onOurCurve(algorithm), bytes: bitsIn(key) }
  })
  if (read === undefined) throw new Refusal('unfit', 'ledger.gm_key_form')
  if (!read.ours) throw new Refusal('unfit', 'ledger.gm_key_curve')
  const point = pointFrom(read.bytes)
  if (point === undefined) throw new Refusal('unfit', 'ledger.gm_key_unsound')
  return point
}

/**
 * The key pair of a PEM text: PKCS#8 (RFC 5208, RFC 5915), or the bare `EC PRIVATE KEY` that OpenSSL also writes. Refuses `ledger.gm_key_form`,
 * `ledger.gm_key_curve`, `ledger.gm_key_encrypted`, `ledger.gm_key_public` for a public key, and `ledger.gm_key_unsound` where the number
 * is out of range or the public half that lies beside it is not its pair.
 */
export function keyPairFrom(pem: string): KeyPair {
  const { label, bytes } = blockIn(pem)
  if (label === 'PUBLIC KEY') throw new Refusal('unfit', 'ledger.gm_key_public')
  const read = readDer(() => (label === 'PRIVATE KEY' ? pkcs8In(bytes) : ecKeyIn(bytes)))
  if (read === undefined) throw new Refusal('unfit', 'ledger.gm_key_form')
  if (!read.ours) throw new Refusal('unfit', 'ledger.gm_key_curve')
  const pair = pairOf(numberOf(read.secret))
  if (read.point !== undefined && !read.point.equals(pointBytes(pair.point))) throw new Refusal('unfit', 'ledger.gm_key_unsound')
  return pair
}

/** The first key in a PEM text (RFC 7468). Other blocks, such as `EC PARAMETERS`, are passed over. */
function blockIn(pem: string): { label: string; bytes: Buffer } {
  if (pem.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----') || /^Proc-Type: 4,ENCRYPTED/m.test(pem)) throw new Refusal('unfit', 'ledger.gm_key_encrypted')
  const [, label, text] = /-----BEGIN ((?:EC )?PRIVATE KEY|PUBLIC KEY)-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END \1-----/.exec(pem) ?? []
  if (label === undefined || text === undefined) throw new Refusal('unfit', 'ledger.gm_key_form')
  return { label, bytes: Buffer.from(text, 'base64') }
}

type KeyRead = { readonly ours: boolean; readonly secret: Buffer; readonly point: Buffer | undefined }

function pkcs8In(bytes: Buffer): KeyRead | undefined {
  const [version, algorithm, key] = partsOf(bytes)
  if (!onOurCurve(algorithm)) return { ours: false, secret: Buffer.alloc(0), point: undefined }
  const read = ecKeyIn(bodyOf(key, TAGS.octets), true)
  return integerIn(version) === 0n ? read : undefined
}

/** Inside PKCS#8 the curve may be left out, because the algorithm around it has named it. */
function ecKeyIn(bytes: Buffer, named = false): KeyRead | undefined {
  const [version, secret, ...more] = partsOf(bytes)
  const bySort = (tag: number): Element[] | undefined => { const found = more.find((one) => one.tag === tag); return found && partsOf(der(tag, found.body), tag) }
  const [curve, point] = [bySort(TAGS.parameters)?.[0], bySort(TAGS.publicKey)?.[0]]
  const ours = curve === undefined ? named : bodyOf(curve, TAGS.name).equals(SM2_CURVE)
  const read = { ours, secret: bodyOf(secret, TAGS.octets), point: point && bitsIn(point) }
  return integerIn(version) === 1n && (!ours || read.secret.length === NUMBER_BYTES) ? read : undefined
}

function onOurCurve(algorithm: Element | undefined): boolean {
  const [kind, curve] = partsOf(der(TAGS.sequence, bodyOf(algorithm, TAGS.sequence)))
  return bodyOf(kind, TAGS.name).equals(EC_KEY) && curve?.tag === TAGS.name && curve.body.equals(SM2_CURVE)
}

/** A public key as PEM: SPKI (RFC 5480). */
export const publicPem = (point: Point): string => pemOf('PUBLIC KEY', der(TAGS.sequence, ALGORITHM, bitString(pointBytes(point))))

/** A key pair as PEM: PKCS#8, its public half beside the private one. It is for a file that only its owner reads. */
export function privatePem({ secret, point }: KeyPair): string {
  const key = der(TAGS.sequence, derInteger(1n), der(TAGS.octets, bytesOf(secret)), der(TAGS.publicKey, bitString(pointBytes(point))))
  return pemOf('PRIVATE KEY', der(TAGS.sequence, derInteger(0n), ALGORITHM, der(TAGS.octets, key)))
}

const ALGORITHM = der(TAGS.sequence, der(TAGS.name, EC_KEY), der(TAGS.name, SM2_CURVE))

const bitString = (bytes: Uint8Array): Buffer => der(TAGS.bits, Uint8Array.of(0), bytes)

const pemOf = (label: string, bytes: Buffer): string => `-----BEGIN ${label}-----\n${bytes.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`
