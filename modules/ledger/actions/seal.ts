import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes, type KeyObject } from 'node:crypto'

import { port } from '#kernel/ports'

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * A private key sealed under the master key of the node: AES-256-GCM over its PKCS#8, as iv || tag || ciphertext.
 * The key's name is bound in, so that a sealed key moved into another row does not open (NIST SP 800-38D).
 */
export function sealPrivate(privateKey: KeyObject, name: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const masterKey = port().masterKey()
  const cipher = createCipheriv('aes-256-gcm', masterKey, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(name))
  const hidden = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final()])
  const sealed = Buffer.concat([iv, cipher.getAuthTag(), hidden])
  keepOpen(name, { sealed, masterKey, key: privateKey }) // Whoever makes a key is about to sign with it.
  return sealed
}

type Opened = { readonly sealed: Buffer; readonly masterKey: Buffer; readonly key: KeyObject }
const opened = new Map<string, Opened>()
/** Agencies sign all day; a person signs once in a while. */
const OPENED_MAX = 200

/**
 * Opens what `sealPrivate` made. The keys used last stay open in the memory of this process, each for just these sealed
 * bytes and this master key. Throws where the master key, the name or a single bit is another: a fault, not a refusal.
 */
export function openPrivate(sealed: Buffer, name: string): KeyObject {
  const known = opened.get(name)
  const masterKey = port().masterKey()
  const key = known && known.sealed.equals(sealed) && known.masterKey.equals(masterKey) ? known.key : unseal(sealed, name)
  keepOpen(name, { sealed, masterKey, key })
  return key
}

function keepOpen(name: string, key: Opened): void {
  opened.delete(name)
  opened.set(name, key)
  if (opened.size > OPENED_MAX) opened.delete(opened.keys().next().value!)
}

function unseal(sealed: Buffer, name: string): KeyObject {
  const decipher = createDecipheriv('aes-256-gcm', port().masterKey(), sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const der = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}
