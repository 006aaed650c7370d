/** Bytes that are not the DER that was asked for. It does not leave this room: `readDer` makes an answer of it. */
export class UnfitDer extends Error {
  override name = 'UnfitDer'
}

/** One element: its tag, and what is in it. */
export type Element = { readonly tag: number; readonly body: Buffer }

/** The tags that keys, signatures and ciphertexts are made of (X.690, section 8). */
export const TAGS = { integer: 0x02, bits: 0x03, octets: 0x04, name: 0x06, sequence: 0x30, parameters: 0xa0, publicKey: 0xa1 } as const

/** What a reading gives, or undefined where the bytes are not the DER it asks for. */
export function readDer<T>(read: () => T): T | undefined {
  // Bytes from outside that are no DER are an answer here, not a fault.
  try {
    return read()
  } catch (error) {
    if (error instanceof UnfitDer) return undefined
    throw error
  }
}

/**
 * The parts of the one element that these bytes are, of that tag and nothing after it. Only DER is read (X.690, section 10): lengths are
 * definite and as short as can be, so that nothing signed has a second spelling. Throws UnfitDer.
 */
export function partsOf(bytes: Buffer, tag: number = TAGS.sequence): Element[] {
  const [whole, ...more] = elementsIn(bytes)
  if (more.length > 0) throw new UnfitDer('something stands behind it')
  return elementsIn(bodyOf(whole, tag))
}

/** What is in an element of that tag. Throws UnfitDer where there is none, or another. */
export function bodyOf(element: Element | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new UnfitDer(`no element of tag ${tag}`)
  return element.body
}

/** An integer that is not negative, in its shortest spelling (X.690, section 8.3). Throws UnfitDer. */
export function integerIn(element: Element | undefined): bigint {
  const body = bodyOf(element, TAGS.integer)
  const [first, second] = body
  if (first === undefined || first >= 0x80) throw new UnfitDer('an integer is empty or negative')
  if (first === 0 && second !== undefined && second < 0x80) throw new UnfitDer('an integer has a zero too many')
  return BigInt(`0x${body.toString('hex')}`)
}

/** The bytes of a bit string of whole bytes. Throws UnfitDer. */
export function bitsIn(element: Element | undefined): Buffer {
  const body = bodyOf(element, TAGS.bits)
  if (body[0] !== 0) throw new UnfitDer('a bit string does not end with a byte')
  return body.subarray(1)
}

function elementsIn(bytes: Buffer): Element[] {
  const found: Element[] = []
  for (let rest = bytes; rest.length > 0;) {
    const { start, length } = lengthOf(rest)
    if ((rest[0]! & 0x1f) === 0x1f || rest.length < start + length) throw new UnfitDer('an element is cut off, or its tag is long')
    found.push({ tag: rest[0]!, body: rest.subarray(start, start + length) })
    rest = rest.subarray(start + length)
  }
  return found
}

/** Where the content of the first element starts, and how many bytes it has. */
function lengthOf(bytes: Buffer): { start: number; length: number } {
  const first = bytes[1] ?? 0x80
  if (first < 0x80) return { start: 2, length: first }
  const count = first - 0x80
  // Four bytes say more than a buffer can hold; no byte at all would be the indefinite length of BER.
  if (count < 1 || count > 4 || bytes.length < 2 + count) throw new UnfitDer('a length is indefinite, too long or cut off')
  const length = bytes.readUIntBE(2, count)
  if (length < 0x80 || bytes[2] === 0) throw new UnfitDer('a length is longer than it must be')
  return { start: 2 + count, length }
}

/** The DER of one element with these parts in it. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Uint8Array.of(tag), lengthBytes(body.length), body])
}

/** The DER of an integer that is not negative. */
export function derInteger(value: bigint): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return der(TAGS.integer, bytes[0]! >= 0x80 ? Uint8Array.of(0) : Uint8Array.of(), bytes)
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const hex = length.toString(16)
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
  return Uint8Array.of(0x80 + bytes.length, ...bytes)
}

/**
 * A signature of two numbers side by side, as JOSE has it (RFC 7518, section 3.4), in the DER that X.509 and GM/T 0009 have. OpenSSL speaks DER
 * by itself; to put numbers side by side Node asks the key for the size of its curve, for which OpenSSL 3 copies it into its older form, and that takes as
 * long as the signature.
 */
export function asDer(signature: Uint8Array): Buffer {
  const half = signature.length / 2
  return der(TAGS.sequence, derUnsigned(signature.subarray(0, half)), derUnsigned(signature.subarray(half)))
}

function derUnsigned(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const shortest = first < 0 ? bytes.subarray(-1) : bytes.subarray(first)
  return shortest[0]! < 0x80 ? der(TAGS.integer, shortest) : der(TAGS.integer, Uint8Array.of(0), shortest)
}

/** A signature in DER as two numbers side by side, of so many bytes each. Throws UnfitDer, also where a number has more. */
export function sideBySide(signature: Buffer, bytes: number): Buffer {
  const numbers = partsOf(signature)
  const both = Buffer.alloc(2 * bytes)
  if (numbers.length !== 2) throw new UnfitDer('a signature is two numbers')
  for (const [n, number] of numbers.entries()) {
    const body = bodyOf(number, TAGS.integer)
    const shortest = body[0] === 0 ? body.subarray(1) : body
    if (shortest.length > bytes) throw new UnfitDer('a number of a signature is too long')
    both.set(shortest, (n + 1) * bytes - shortest.length)
  }
  return both
}
