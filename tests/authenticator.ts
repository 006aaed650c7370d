import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/* A passkey device in software, as WebAuthn Level 3 describes one: it makes ES256 keys, attests nothing, and signs what it is asked. */

type Cbor = number | string | Buffer | ReadonlyMap<number | string, Cbor>

/** The few things of CBOR (RFC 8949) that an attestation is made of: integers, texts, bytes and maps. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? headed(1, -1 - value) : headed(0, value)
  if (typeof value === 'string') return Buffer.concat([headed(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([headed(2, value.length), value])
  const map = value as ReadonlyMap<number | string, Cbor>
  return Buffer.concat([headed(5, map.size), ...[...map].flatMap(([key, one]) => [cbor(key), cbor(one)])])
}

function headed(kind: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(kind << 5) | size])
  if (size < 256) return Buffer.from([(kind << 5) | 24, size])
  return Buffer.from([(kind << 5) | 25, size >> 8, size & 255])
}

const digest = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest()
const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const KEY_INSIDE = 0x40

/** How a device misbehaves; a good one needs nothing of it. */
export type Manner = { readonly origin?: string; readonly rpId?: string; readonly verified?: boolean; readonly counter?: number; readonly userHandle?: string; readonly type?: string; readonly crossOrigin?: boolean }

type Asked = { readonly challenge: string; readonly user?: { readonly id: string }; readonly rp?: { readonly id?: string }; readonly rpId?: string }

/** A device of its own, for pages at `origin`. It keeps one key and counts each use of it. */
export function authenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string }
  const key = cbor(new Map<number, Cbor>([[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]]))
  let counted = 0
  let holder = ''
  const clientData = (type: string, challenge: string, manner: Manner): Buffer => Buffer.from(JSON.stringify({ type: manner.type ?? type, challenge, origin: manner.origin ?? origin, crossOrigin: manner.crossOrigin ?? false }))
  const dataFor = (rpId: string, manner: Manner, inside: Buffer): Buffer => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(manner.counter ?? ++counted)
    const flags = USER_PRESENT | (manner.verified === false ? 0 : USER_VERIFIED) | (inside.length > 0 ? KEY_INSIDE : 0)
    return Buffer.concat([digest(manner.rpId ?? rpId), Buffer.from([flags]), counter, inside])
  }
  const said = (response: object) => ({ id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key', clientExtensionResults: {}, response })
  return {
    /** Answers PublicKeyCredentialCreationOptionsJSON. */
    make(asked: Asked, manner: Manner = {}) {
      holder = asked.user!.id
      const inside = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      const attestation = cbor(new Map<string, Cbor>([['fmt', 'none'], ['attStmt', new Map()], ['authData', dataFor(asked.rp!.id!, manner, inside)]]))
      return said({ clientDataJSON: clientData('webauthn.create', asked.challenge, manner).toString('base64url'), attestationObject: attestation.toString('base64url'), transports: ['internal'] })
    },
    /** Answers PublicKeyCredentialRequestOptionsJSON. */
    show(asked: Asked, manner: Manner = {}) {
      const about = clientData('webauthn.get', asked.challenge, manner)
      const data = dataFor(asked.rpId!, manner, Buffer.alloc(0))
      const signature = sign('sha256', Buffer.concat([data, digest(about)]), privateKey)
      return said({ clientDataJSON: about.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url'), userHandle: manner.userHandle ?? holder })
    },
  }
}
