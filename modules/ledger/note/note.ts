import { createPrivateKey, createPublicKey, verify, type KeyObject } from 'node:crypto'

import { digestOf } from '../merkle/hash.ts'

/** The algorithm byte of a plain Ed25519 note signature (C2SP signed-note, "Signature types"). */
const ED25519 = 0x01

/** Bytes that stand before the signature: the key id. */
const KEY_ID_BYTES = 4
const SIGNATURE_BYTES = 64

/** Who can check a note: the key's name and its Ed25519 public key, 32 raw bytes. */
export type NoteVerifier = { readonly name: string; readonly publicKey: Uint8Array }

/** Who can sign a note: as a verifier, with what signs by Ed25519. */
export type NoteSigner = NoteVerifier & { readonly sign: (bytes: Uint8Array) => Promise<Buffer> }

/** One signature line: the signer's name, the four bytes that name his key, and what he signed with. */
export type NoteSignature = { readonly name: string; readonly keyId: Buffer; readonly signature: Buffer }

/** A note taken apart. `text` ends in a newline; it is exactly what was signed. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/** The four bytes that name a key: the head of SHA-256(name || 0x0A || 0x01 || public key) (C2SP signed-note). */
export function noteKeyId({ name, publicKey }: NoteVerifier): Buffer {
  return digestOf(Buffer.from(`${name}\n`), Uint8Array.of(ED25519), publicKey).subarray(0, KEY_ID_BYTES)
}

/** The key as others write it down: `name+hash+base64` (C2SP signed-note, "Verifier keys"). */
export function verifierKey(verifier: NoteVerifier): string {
  const key = Buffer.concat([Uint8Array.of(ED25519), verifier.publicKey]).toString('base64')
  return `${verifier.name}+${noteKeyId(verifier).toString('hex')}+${key}`
}

/** Reads what `verifierKey` writes; undefined when it is not an Ed25519 key that bears its own hash. */
export function parseVerifierKey(line: string): NoteVerifier | undefined {
  const [, name, , key] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(line) ?? []
  if (name === undefined || key === undefined) return undefined
  const bytes = Buffer.from(key, 'base64')
  const verifier = { name, publicKey: bytes.subarray(1) }
  return bytes.length === 33 && verifierKey(verifier) === line ? verifier : undefined
}

/** The note over a text with one signature of each signer. `text` must end in a newline and hold no control character. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!isNoteText(text)) throw new RangeError('a note is lines of text that end in a newline')
  const lines = await Promise.all(signers.map(async (signer) => `— ${signer.name} ${Buffer.concat([noteKeyId(signer), await signer.sign(Buffer.from(text))]).toString('base64')}\n`))
  return `${text}\n${lines.join('')}`
}

/** Takes a signed note apart; undefined when it is not one. Says nothing yet about whether a signature is good. */
export function parseNote(note: string): Note | undefined {
  const blank = note.lastIndexOf('\n\n')
  if (blank < 0 || !note.endsWith('\n')) return undefined
  const text = note.slice(0, blank + 1)
  const lines = note.slice(blank + 2).split('\n').slice(0, -1)
  const signatures = lines.map(parseSignature)
  if (!isNoteText(text) || signatures.length === 0 || signatures.includes(undefined)) return undefined
  return { text, signatures: signatures.filter((one) => one !== undefined) }
}

/**
 * The note's text when this verifier's own signature stands under it and is good, else undefined.
 * Signatures of others are passed over; a bad one of this key refuses the note (C2SP signed-note, "Verifying").
 */
export function openNote(note: string, verifier: NoteVerifier): Note | undefined {
  const parsed = parseNote(note)
  const keyId = noteKeyId(verifier)
  const own = parsed?.signatures.filter((one) => one.name === verifier.name && one.keyId.equals(keyId)) ?? []
  const key = ed25519Public(verifier.publicKey)
  const good = own.every(({ signature }) => signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(parsed!.text), key, signature))
  return own.length > 0 && good ? parsed : undefined
}

function parseSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? []
  if (name === undefined || encoded === undefined) return undefined
  const bytes = Buffer.from(encoded, 'base64')
  // Base64 that does not come back the same carries hidden bits, so it is refused.
  if (bytes.length <= KEY_ID_BYTES || bytes.toString('base64') !== encoded) return undefined
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) }
}

function isNoteText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- a note may hold no control character but the newline.
  return text.endsWith('\n') && text.isWellFormed() && !/[\u0000-\u0009\u000b-\u001f]/u.test(text)
}

/** An Ed25519 public key out of its 32 raw bytes (RFC 8037). */
export function ed25519Public(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' })
}

/** An Ed25519 private key out of its 32-byte seed and its public key (RFC 8037). */
export function ed25519Private(seed: Uint8Array, publicKey: Uint8Array): KeyObject {
  const [d, x] = [Buffer.from(seed).toString('base64url'), Buffer.from(publicKey).toString('base64url')]
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' })
}
