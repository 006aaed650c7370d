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
  const cipher = createCipheriv('aes-256-gcm', port().masterKey(), iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(privateKey.export({ format: 'der', type: 'pkcs8' })), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** Opens what `sealPrivate` made. Throws where the master key, the name or a single bit is another: a fault, not a refusal. */
export function openPrivate(sealed: Buffer, name: string): KeyObject {
  const decipher = createDecipheriv('aes-256-gcm', port().masterKey(), sealed.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  const der = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()])
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}
