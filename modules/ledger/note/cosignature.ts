import { verify } from 'node:crypto'

import { digestOf } from '../merkle/hash.ts'
import { ed25519Public, parseNote, type NoteSigner, type NoteVerifier } from './note.ts'

/** The algorithm byte of an Ed25519 cosignature (C2SP tlog-cosignature, "Format"). */
const COSIGNATURE = 0x04
const TIME_BYTES = 8

/** A witness saw this checkpoint, and nothing that contradicts it, at `at` (whole seconds since 1970). */
export type Cosigned = { readonly name: string; readonly at: number }

/** The four bytes that name a witness's key: the head of SHA-256(name || 0x0A || 0x04 || public key). */
export function cosignerKeyId({ name, publicKey }: NoteVerifier): Buffer {
  return digestOf(Buffer.from(`${name}\n`), Uint8Array.of(COSIGNATURE), publicKey).subarray(0, 4)
}

/** The key of a witness as others write it down: `name+hash+base64` (C2SP tlog-cosignature, "Format"). */
export const cosignerKey = (witness: NoteVerifier): string =>
  `${witness.name}+${cosignerKeyId(witness).toString('hex')}+${Buffer.concat([Uint8Array.of(COSIGNATURE), witness.publicKey]).toString('base64')}`

/** Reads what `cosignerKey` writes; undefined when it is not the key of a witness that bears its own hash. */
export function parseCosignerKey(line: string): NoteVerifier | undefined {
  const [, name, key] = /^([^\s+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]+=*)$/.exec(line) ?? []
  if (name === undefined || key === undefined) return undefined
  const witness = { name, publicKey: Buffer.from(key, 'base64').subarray(1) }
  return witness.publicKey.length === 32 && cosignerKey(witness) === line ? witness : undefined
}

/**
 * The signed checkpoint with one more line: the witness's cosignature/v1 at `at` (whole seconds since 1970).
 * Who calls this has checked that the checkpoint is good and continues the last one the witness saw.
 */
export async function cosign(note: string, witness: NoteSigner, at: number): Promise<string> {
  const parsed = parseNote(note)
  if (!parsed || !Number.isSafeInteger(at) || at <= 0) throw new RangeError('a cosignature needs a signed note and a time')
  const signature = await witness.sign(cosigned(parsed.text, at))
  return `${note}— ${witness.name} ${Buffer.concat([cosignerKeyId(witness), timeBytes(at), signature]).toString('base64')}\n`
}

/** When this witness cosigned the checkpoint, or undefined where his cosignature is not there or not good. */
export function cosignedBy(note: string, witness: NoteVerifier): Cosigned | undefined {
  const parsed = parseNote(note)
  const keyId = cosignerKeyId(witness)
  const own = parsed?.signatures.find((one) => one.name === witness.name && one.keyId.equals(keyId))
  if (!parsed || own?.signature.length !== TIME_BYTES + 64) return undefined
  const at = Number(own.signature.readBigUInt64BE(0))
  const good = verify(null, cosigned(parsed.text, at), ed25519Public(witness.publicKey), own.signature.subarray(TIME_BYTES))
  return good ? { name: witness.name, at } : undefined
}

function cosigned(text: string, at: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${at}\n${text}`)
}

function timeBytes(at: number): Buffer {
  const bytes = Buffer.alloc(TIME_BYTES)
  bytes.writeBigUInt64BE(BigInt(at))
  return bytes
}
