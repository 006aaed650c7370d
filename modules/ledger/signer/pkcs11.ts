import { createHash, randomBytes } from 'node:crypto'

import { calculateJwkThumbprint } from 'jose'
import koffi from 'koffi'

import type { Algorithm, PublicJwk } from '../model.ts'
import type { Kept, Vault } from './vault.ts'

/** Which device, by the library its maker ships, which token in it by its label, and the PIN of its user. */
export type Device = { readonly module: string; readonly token: string; readonly pin: string }

/** A device that does not do what it is asked, with the number that PKCS#11 has for it (section 4.2 of the base specification 2.40). */
export class DeviceFault extends Error {
  override name = 'DeviceFault'
}

// Numbers of PKCS #11 2.40 and 3.0: attributes, mechanisms, classes.
const A = { class: 0x0, token: 0x1, private: 0x2, id: 0x102, sensitive: 0x103, sign: 0x108, verify: 0x10a, extractable: 0x162, params: 0x180, point: 0x181 } as const
const MECHANISMS = { ES256: { make: 0x1040, sign: 0x1041, params: '06082a8648ce3d030107' }, Ed25519: { make: 0x1055, sign: 0x1057, params: '06032b6570' } } as const
const CLASSES = { public: 2, private: 3 } as const
const SERIAL_AND_WRITABLE = 6
const USER = 1
const ALREADY_INITIALISED = 0x191
const SLOTS_MAX = 64
const TOKEN_INFO_BYTES = 208
const LABEL_BYTES = 32
const MARK = 'pkcs11:'

const attribute = koffi.struct({ type: 'unsigned long', pValue: 'void *', ulValueLen: 'unsigned long' })
const mechanism = koffi.struct({ mechanism: 'unsigned long', pParameter: 'void *', ulParameterLen: 'unsigned long' })

type Attribute = { readonly type: number; readonly pValue: Buffer; readonly ulValueLen: number }
const set = (type: number, value: Buffer | boolean | number): Attribute => {
  const bytes = Buffer.isBuffer(value) ? value : typeof value === 'boolean' ? Buffer.of(value ? 1 : 0) : longOf(value)
  return { type, pValue: bytes, ulValueLen: bytes.length }
}

function longOf(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** The functions of a library by their names in the standard; its structs and handles are those of 64-bit systems. */
function functionsIn(module: string) {
  const lib = koffi.load(module)
  const long = 'unsigned long'
  const [attributes, how, out, both] = [koffi.pointer(attribute), koffi.pointer(mechanism), koffi.out(koffi.pointer(long)), koffi.inout(koffi.pointer(long))]
  const of = (name: string, ...parameters: Parameters<typeof lib.func>[2][]) => lib.func(name, long, parameters) as (...given: unknown[]) => number
  return {
    initialise: of('C_Initialize', 'void *'), slots: of('C_GetSlotList', 'uint8_t', 'void *', both), tokenInfo: of('C_GetTokenInfo', long, 'void *'),
    openSession: of('C_OpenSession', long, long, 'void *', 'void *', out), login: of('C_Login', long, long, 'str', long),
    make: of('C_GenerateKeyPair', long, how, attributes, long, attributes, long, out, out), value: of('C_GetAttributeValue', long, long, koffi.inout(attributes), long),
    find: of('C_FindObjectsInit', long, attributes, long), found: of('C_FindObjects', long, 'void *', long, out), endFind: of('C_FindObjectsFinal', long),
    beginSign: of('C_SignInit', long, how, long), sign: of('C_Sign', long, 'void *', long, 'void *', both),
  }
}

/**
 * Keys in a device by PKCS #11: made in it, never to leave it. What is stored with a public half names the key in the device. It makes keys for
 * ES256 and Ed25519; SM2 has no mechanism in the standard. Throws DeviceFault.
 */
export function deviceVault({ module, token, pin }: Device): Vault {
  const call = functionsIn(module)
  const done = (code: number, what: string): void => { if (code !== 0) throw new DeviceFault(`the device answered 0x${code.toString(16)} to ${what}`) }
  const begun = call.initialise(null)
  if (begun !== ALREADY_INITIALISED) done(begun, 'its start')
  const session = sessionWith(call, done, { token, pin })
  const handleOf = (id: Buffer, kind: keyof typeof CLASSES): number => {
    done(call.find(session, [set(A.class, CLASSES[kind]), set(A.id, id)], 2), 'a search')
    const [handles, count] = [Buffer.alloc(8), [0]]
    done(call.found(session, handles, 1, count), 'a search')
    done(call.endFind(session), 'the end of a search')
    if (count[0] !== 1) throw new DeviceFault(`the device has no key ${id.toString('hex')}`)
    return Number(handles.readBigUInt64LE(0))
  }
  return {
    make: async (algorithm) => {
      const { make, params } = mechanismOf(algorithm)
      const id = randomBytes(16)
      const shared = [set(A.token, true), set(A.id, id)]
      const open = [...shared, set(A.params, Buffer.from(params, 'hex')), set(A.verify, true)]
      const hidden = [...shared, set(A.private, true), set(A.sensitive, true), set(A.extractable, false), set(A.sign, true)]
      done(call.make(session, { mechanism: make, pParameter: null, ulParameterLen: 0 }, open, open.length, hidden, hidden.length, [0], [0]), 'a new key')
      const jwk = publicHalf(id, algorithm)
      return { id: await calculateJwkThumbprint(jwk), jwk, sealed: Buffer.from(MARK + id.toString('hex')) }
    },
    sign: async (key, algorithm, bytes) => {
      const message = algorithm === 'ES256' ? createHash('sha256').update(bytes).digest() : Buffer.from(bytes)
      done(call.beginSign(session, { mechanism: mechanismOf(algorithm).sign, pParameter: null, ulParameterLen: 0 }, handleOf(nameIn(key), 'private')), 'a signature')
      const [signature, length] = [Buffer.alloc(128), [128]]
      done(call.sign(session, message, message.length, signature, length), 'a signature')
      return signature.subarray(0, length[0])
    },
    publicOf: async (key, algorithm) => publicHalf(nameIn(key), algorithm),
  }

  function publicHalf(id: Buffer, algorithm: Algorithm): PublicJwk {
    const point = Buffer.alloc(200)
    const wanted = [set(A.point, point)]
    done(call.value(session, handleOf(id, 'public'), wanted, 1), 'a public key')
    // An OCTET STRING in DER, whose head has two bytes; the point of P-256 begins with 04.
    const value = point.subarray(2, wanted[0]!.ulValueLen)
    const text = (from: number, to?: number): string => value.subarray(from, to).toString('base64url')
    return algorithm === 'ES256' ? { kty: 'EC', crv: 'P-256', x: text(1, 33), y: text(33, 65) } : { kty: 'OKP', crv: 'Ed25519', x: text(0, 32) }
  }
}

function sessionWith(call: ReturnType<typeof functionsIn>, done: (code: number, what: string) => void, { token, pin }: Pick<Device, 'token' | 'pin'>): number {
  const [slots, count] = [Buffer.alloc(8 * SLOTS_MAX), [SLOTS_MAX]]
  done(call.slots(1, slots, count), 'a list of its tokens')
  for (let n = 0; n < count[0]!; n++) {
    const slot = Number(slots.readBigUInt64LE(8 * n))
    const info = Buffer.alloc(TOKEN_INFO_BYTES)
    done(call.tokenInfo(slot, info), 'a name of a token')
    if (info.subarray(0, LABEL_BYTES).toString('utf8').trimEnd() !== token) continue
    const session = [0]
    done(call.openSession(slot, SERIAL_AND_WRITABLE, null, null, session), 'a session')
    done(call.login(session[0], USER, pin, Buffer.byteLength(pin)), 'the PIN')
    return session[0]!
  }
  throw new DeviceFault(`the device has no token ${token}`)
}

function mechanismOf(algorithm: Algorithm): (typeof MECHANISMS)[keyof typeof MECHANISMS] {
  if (algorithm === 'SM2') throw new DeviceFault('PKCS #11 has no mechanism for SM2; keep such keys in software or choose another algorithm')
  return MECHANISMS[algorithm]
}

function nameIn({ id, sealed }: Kept): Buffer {
  const text = sealed.toString('latin1')
  if (!text.startsWith(MARK)) throw new DeviceFault(`the key ${id} is not in the device`)
  return Buffer.from(text.slice(MARK.length), 'hex')
}
