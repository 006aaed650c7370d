import { createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from 'node:crypto'

import { Refusal } from '#kernel/refusal'

/** Bytes of a block and of a key (GB/T 32907-2016, section 4). */
export const BLOCK_BYTES = 16

/** `gcm` also protects against changes (GB/T 36624, RFC 8998); `cbc`, with PKCS#7 padding, does not, and is for peers that know nothing better. */
export type Sm4Mode = 'gcm' | 'cbc'

/** Bytes of the value that must be new for every message under one key. */
export const IV_BYTES: Readonly<Record<Sm4Mode, number>> = { gcm: 12, cbc: 16 }

/** A value that is new by chance. Under one key, `gcm` bears about 2³² of them (NIST SP 800-38D, section 8.3). */
export const newIv = (mode: Sm4Mode): Buffer => randomBytes(IV_BYTES[mode])

/** Encrypted bytes. `tag`, 16 bytes, is there in mode `gcm` only. */
export type Sealed = { readonly ciphertext: Buffer; readonly tag?: Buffer }

/** Key, mode, the value that is new each time, and for `gcm` what is protected but not hidden. */
export type Sm4Terms = { readonly key: Uint8Array; readonly mode: Sm4Mode; readonly iv: Uint8Array; readonly aad?: Uint8Array }

/** Encrypts with SM4 (GB/T 32907-2016; modes of GB/T 17964 and NIST SP 800-38D). Refuses `ledger.gm_sm4_key` and `ledger.gm_iv` by their lengths. */
export function encryptSm4(message: Uint8Array, terms: Sm4Terms): Sealed {
  checkLengths(terms)
  if (terms.mode === 'cbc') {
    const cipher = createCipheriv('sm4-cbc', terms.key, terms.iv)
    return { ciphertext: Buffer.concat([cipher.update(message), cipher.final()]) }
  }
  const ciphertext = counted(message, terms)
  return { ciphertext, tag: tagOf(ciphertext, terms) }
}

/** Decrypts what was encrypted with the same terms. Undefined where it cannot be read, for whatever reason: a reason would help who forges. */
export function decryptSm4({ ciphertext, tag }: Sealed, terms: Sm4Terms): Buffer | undefined {
  checkLengths(terms)
  if (terms.mode === 'gcm') {
    const good = tag?.length === BLOCK_BYTES && timingSafeEqual(tag, tagOf(ciphertext, terms))
    return good ? counted(ciphertext, terms) : undefined
  }
  // Padding that does not fit is an answer here, and the same as every other.
  try {
    const decipher = createDecipheriv('sm4-cbc', terms.key, terms.iv)
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  } catch {
    return undefined
  }
}

function checkLengths({ key, mode, iv }: Sm4Terms): void {
  if (key.length !== BLOCK_BYTES) throw new Refusal('unfit', 'ledger.gm_sm4_key')
  if (iv.length !== IV_BYTES[mode]) throw new Refusal('unfit', 'ledger.gm_iv', { bytes: IV_BYTES[mode] })
}

// The OpenSSL inside Node has SM4 without GCM, so GCM is put together here from counter mode and GHASH (NIST SP 800-38D, sections 6 and 7).

/** Counter mode from the second counter on; the first masks the tag. No buffer is long enough for the counter of four bytes to come round. */
const counted = (bytes: Uint8Array, { key, iv }: Sm4Terms): Buffer => createCipheriv('sm4-ctr', key, counterAt(iv, 2)).update(bytes)

function counterAt(iv: Uint8Array, n: number): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES)
  counter.set(iv)
  counter.writeUInt32BE(n, IV_BYTES.gcm)
  return counter
}

function tagOf(ciphertext: Uint8Array, { key, iv, aad = Buffer.alloc(0) }: Sm4Terms): Buffer {
  const cipher = createCipheriv('sm4-ecb', key, null)
  const [hashKey, mask] = [cipher.update(Buffer.alloc(BLOCK_BYTES)), cipher.update(counterAt(iv, 1))]
  const lengths = Buffer.alloc(BLOCK_BYTES)
  lengths.writeBigUInt64BE(BigInt(aad.length) * 8n, 0)
  lengths.writeBigUInt64BE(BigInt(ciphertext.length) * 8n, 8)
  const hash = ghash(hashKey, [aad, ciphertext, lengths])
  return Buffer.from(hash.map((byte, n) => byte ^ mask[n]!))
}

/** GHASH over texts that are each filled up to whole blocks with zeros (section 6.4). */
function ghash(hashKey: Buffer, texts: readonly Uint8Array[]): Buffer {
  const products = productsOf(hashKey)
  let hash: Buffer = Buffer.alloc(BLOCK_BYTES)
  for (const text of texts) {
    for (let at = 0; at < text.length; at += BLOCK_BYTES) {
      let product = 0n
      for (let n = 0; n < BLOCK_BYTES; n++) product ^= products[n]![hash[n]! ^ (text[at + n] ?? 0)]!
      hash = Buffer.from(product.toString(16).padStart(BLOCK_BYTES * 2, '0'), 'hex')
    }
  }
  return hash
}

/** x¹²⁸ + x⁷ + x² + x + 1, its lowest power first as GCM writes bits (section 6.3). */
const REDUCTION = 0xe1n << 120n

/** For each place in a block and each byte there, its product with the hash key: a block is then multiplied by sixteen look-ups. */
function productsOf(hashKey: Buffer): bigint[][] {
  let power = BigInt(`0x${hashKey.toString('hex')}`)
  return Array.from({ length: BLOCK_BYTES }, () => {
    const byBit = Array.from({ length: 8 }, () => {
      const now = power
      power = (power >> 1n) ^ (power & 1n ? REDUCTION : 0n)
      return now
    })
    return Array.from({ length: 256 }, (_, byte) => byBit.reduce((sum, product, bit) => (byte & (0x80 >> bit) ? sum ^ product : sum), 0n))
  })
}
