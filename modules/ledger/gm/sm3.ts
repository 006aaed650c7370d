import { createHash, createHmac } from 'node:crypto'

/** The SM3 of these bytes laid end to end, 32 bytes (GB/T 32905-2016). */
export function sm3(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sm3')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** HMAC over SM3, 32 bytes (RFC 2104; GB/T 15852.2). */
export function hmacSm3(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac('sm3', key)
  for (const part of parts) mac.update(part)
  return mac.digest()
}

/**
 * As many bytes as asked for, drawn from a secret: SM3 over the secret and a counter of four bytes that begins at one
 * (GB/T 32918.4-2016, section 5.4.3; the standard speaks of bits, we of whole bytes).
 */
export function keyStream(secret: Uint8Array, length: number): Buffer {
  const blocks: Buffer[] = []
  for (let n = 1; blocks.length * 32 < length; n++) {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(n)
    blocks.push(sm3(secret, counter))
  }
  return Buffer.concat(blocks, length)
}
