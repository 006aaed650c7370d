import { createHash, createPublicKey, X509Certificate, type JsonWebKey } from 'node:crypto'

import { der, derInteger, TAGS } from '../gm/der.ts'
import { ECDSA, NAMES } from './names.ts'
import { bare, bits, MORE, octets, sequence, setOf, tagged, timeOf, utf8, YES } from './values.ts'

/** Signs bytes with ECDSA on P-256 over SHA-256 and gives the signature in DER (RFC 3279, section 2.2.3). Whose key it is, the caller knows. */
export type Signer = (bytes: Buffer) => Promise<Buffer>

/** Whose certificate it is: an agency by its name and social credit code, or a service of this house by its name. */
export type Subject = { readonly name: string; readonly organisationCode?: string }

/** What a certificate is for. An authority signs certificates, an agency documents, a clock time stamps. */
export type Purpose = 'authority' | 'documents' | 'timestamps'

type Wish = {
  readonly purpose: Purpose
  readonly subject: Subject
  readonly jwk: JsonWebKey
  readonly from: Date
  readonly until: Date
  /** The certificate of the authority; an authority signs its own and leaves it out. */
  readonly issuer?: Buffer
  /** Where the list of certificates that were taken back is published. */
  readonly listAt: string
}

/** A certificate by RFC 5280, in DER. Its serial number follows from the key, so that one key never gets two certificates that look like one another. */
export async function certificateOf(wish: Wish, sign: Signer): Promise<Buffer> {
  const spki = createPublicKey({ key: wish.jwk, format: 'jwk' }).export({ type: 'spki', format: 'der' })
  const issuer = wish.issuer === undefined ? undefined : partsOfAuthority(wish.issuer)
  const subject = nameOf(wish.subject)
  const body = sequence(
    tagged(0, derInteger(2n)), serialOf(spki), ECDSA, issuer?.subject ?? subject,
    sequence(timeOf(wish.from), timeOf(wish.until)), subject, spki,
    tagged(3, sequence(...extensionsOf(wish, keyIdOf(spki), issuer?.keyId ?? keyIdOf(spki)))),
  )
  return sequence(body, ECDSA, bits(await sign(body)))
}

/** The serial number of the certificate of a key: 126 bits of its digest (RFC 5280, section 4.1.2.2: positive, at most 20 bytes). */
const serialOf = (spki: Buffer): Buffer => derInteger(BigInt(`0x${createHash('sha256').update(spki).digest('hex').slice(0, 32)}`) & SERIAL_BITS | SERIAL_TOP)
const SERIAL_BITS = (1n << 126n) - 1n
const SERIAL_TOP = 1n << 125n

/** The key identifier: SHA-1 of the key, which names it and protects nothing (RFC 5280, section 4.2.1.2, method 1). */
const keyIdOf = (spki: Buffer): Buffer => createHash('sha1').update(spki.subarray(-65)).digest()

function nameOf({ name, organisationCode }: Subject): Buffer {
  const part = (type: Buffer, value: Buffer): Buffer => setOf(sequence(type, value))
  // ETSI EN 319 412-1, section 5.1.4: the register of taxpayers and firms of a country, then the code in it.
  const code = organisationCode === undefined ? [] : [part(NAMES.organisationIdentifier, utf8(`NTRCN-${organisationCode}`))]
  return sequence(part(NAMES.country, der(MORE.printable, Buffer.from('CN'))), part(NAMES.organisation, utf8(name)), ...code, part(NAMES.commonName, utf8(name)))
}

/** The bits of a key's usage (RFC 5280, section 4.2.1.3), with how many of the last byte mean nothing. */
const USAGE = { authority: [1, 0b0000_0110], documents: [6, 0b1100_0000], timestamps: [7, 0b1000_0000] } as const

function extensionsOf({ purpose, listAt }: Wish, own: Buffer, authority: Buffer): Buffer[] {
  const extension = (name: Buffer, value: Buffer, critical = false): Buffer => sequence(name, ...(critical ? [YES] : []), octets(value))
  return [
    extension(NAMES.basicConstraints, purpose === 'authority' ? sequence(YES, derInteger(0n)) : sequence(), true),
    extension(NAMES.keyUsage, der(TAGS.bits, Uint8Array.of(...USAGE[purpose])), true),
    // RFC 3161, section 2.3: this use alone, and critical.
    ...(purpose === 'timestamps' ? [extension(NAMES.extendedUsage, sequence(NAMES.timeStamping), true)] : []),
    extension(NAMES.subjectKey, octets(own)),
    extension(NAMES.authorityKey, sequence(bare(0, authority))),
    ...(purpose === 'authority' ? [] : [extension(NAMES.distributionPoints, sequence(sequence(tagged(0, tagged(0, bare(6, Buffer.from(listAt))))))) ]),
  ]
}

function partsOfAuthority(certificate: Buffer): { subject: Buffer; keyId: Buffer } {
  const { subject } = namesIn(certificate)
  return { subject, keyId: keyIdOf(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' })) }
}

/** The issuer, subject and serial number of a certificate as they stand in it, in DER. The certificate is one of ours or was read by X509Certificate. */
export function namesIn(certificate: Buffer): { readonly issuer: Buffer; readonly subject: Buffer; readonly serial: Buffer } {
  const [, serial, , issuer, , subject] = elements(inside(elements(inside(certificate))[0]!))
  return { issuer: issuer!, subject: subject!, serial: serial! }
}

/** The elements that lie side by side in these bytes, whole. */
export function elements(bytes: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let rest = bytes; rest.length > 1;) {
    const end = headOf(rest) + bodyLength(rest)
    found.push(rest.subarray(0, end))
    rest = rest.subarray(end)
  }
  return found
}

/** What is in the one element that these bytes are. */
export const inside = (element: Buffer): Buffer => element.subarray(headOf(element), headOf(element) + bodyLength(element))

const headOf = (bytes: Buffer): number => (bytes[1]! < 0x80 ? 2 : 2 + bytes[1]! - 0x80)
const bodyLength = (bytes: Buffer): number => (bytes[1]! < 0x80 ? bytes[1]! : bytes.readUIntBE(2, Math.min(4, bytes[1]! - 0x80)))
