import { createHash, verify, X509Certificate } from 'node:crypto'

import { bitsIn, bodyOf, der, derInteger, integerIn, partsOf, readDer, TAGS, UnfitDer, type Element } from '../gm/der.ts'
import { namesIn } from './certificate.ts'
import { DIGESTS, ECDSA, NAMES } from './names.ts'
import { MORE, momentIn, sequence } from './values.ts'

/** A signed message taken apart. Everything is read as DER, so that no byte of it has a second spelling. */
type Message = {
  readonly content: Buffer | null
  readonly certificates: readonly Buffer[]
  readonly signer: { readonly name: Buffer; readonly attributes: Buffer; readonly signature: Buffer; readonly stamp: Buffer | null }
}

/** Who signed something and with which certificate; `stamp` is the time stamp that the signature carries, still to be checked. */
export type SignedBy = { readonly certificate: X509Certificate; readonly signature: Buffer; readonly stamp: Buffer | null }

/** When something was there, by a clock that the authority certified. */
export type StampedAt = { readonly at: Date; readonly certificate: X509Certificate }

/**
 * Who signed what has this SHA-256; null where the message is not DER of just this form, or anything in it does not fit: the digest, the
 * certificate bound in, the signature, or the authority's signature over that certificate.
 */
export function signedBy(message: Buffer, { contentType = NAMES.data, digest, authority }: { readonly contentType?: Buffer; readonly digest: Buffer; readonly authority: X509Certificate }): SignedBy | null {
  const read = readDer(() => messageIn(message, contentType))
  const certificate = read?.certificates.find((one) => nameOf(one)?.equals(read.signer.name) === true)
  if (read === undefined || certificate === undefined) return null
  const { attributes, signature, stamp } = read.signer
  const stated = readDer(() => statementsIn(attributes))
  const fits = stated !== undefined && stated.contentType.equals(contentType) && stated.digest.equals(digest) && stated.certificate.equals(createHash('sha256').update(certificate).digest())
  const known = new X509Certificate(certificate)
  return fits && issuedBy(known, authority) && verify('sha256', attributes, known.publicKey, signature) ? { certificate: known, signature, stamp } : null
}

/** The moment of a time stamp over this digest (SHA-256); null where the stamp is not good, or not from a clock of this authority. */
export function stampedAt(stamp: Buffer, { digest, authority }: { readonly digest: Buffer; readonly authority: X509Certificate }): StampedAt | null {
  const content = readDer(() => messageIn(stamp, NAMES.stamped).content)
  const info = content === undefined || content === null ? undefined : readDer(() => momentOver(content, digest))
  if (content === undefined || content === null || info === undefined) return null
  const signer = signedBy(stamp, { contentType: NAMES.stamped, digest: createHash('sha256').update(content).digest(), authority })
  const sound = signer !== null && signer.certificate.keyUsage?.join() === '1.3.6.1.5.5.7.3.8' && holdsAt(signer.certificate, info)
  return sound ? { at: info, certificate: signer.certificate } : null
}

/** Whether a certificate is in its days at a moment. */
export const holdsAt = (certificate: X509Certificate, at: Date): boolean => new Date(certificate.validFrom) <= at && at <= new Date(certificate.validTo)

const issuedBy = (certificate: X509Certificate, authority: X509Certificate): boolean => !certificate.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey)

/** Issuer and serial number of a certificate as a signer names it. */
function nameOf(certificate: Buffer): Buffer | undefined {
  // Bytes that are no certificate are an answer here, not a fault.
  try {
    const { issuer, serial } = namesIn(new X509Certificate(certificate).raw)
    return sequence(issuer, serial)
  } catch {
    return undefined
  }
}

const whole = ({ tag, body }: Element): Buffer => der(tag, body)
const exactly = (element: Element | undefined, bytes: Buffer): void => {
  if (element === undefined || !whole(element).equals(bytes)) throw new UnfitDer('something else stands here')
}
const inside = (element: Element | undefined, tag: number): Element[] => partsOf(der(TAGS.sequence, bodyOf(element, tag)))

/** ContentInfo with SignedData by one signer (RFC 5652, sections 3 and 5), in just the form that `signedData` writes. */
function messageIn(bytes: Buffer, contentType: Buffer): Message {
  const [type, outer, ...more] = partsOf(bytes)
  exactly(type, NAMES.signedData)
  const [data, ...others] = inside(outer, 0xa0)
  const parts = inside(data, TAGS.sequence)
  if (more.length > 0 || others.length > 0 || parts.length !== 5) throw new UnfitDer('a signed message has five parts')
  const [version, digests, content, certificates, signers] = parts
  exactly(version, derInteger(contentType === NAMES.data ? 1n : 3n))
  exactly(digests, der(MORE.set, DIGESTS.sha256))
  const [kind, held] = inside(content, TAGS.sequence)
  exactly(kind, contentType)
  const [signer, second] = inside(signers, MORE.set)
  if (second !== undefined) throw new UnfitDer('more than one signed')
  return { content: held === undefined ? null : bodyOf(inside(held, 0xa0)[0], TAGS.octets), certificates: inside(certificates, 0xa0).map(whole), signer: signerIn(signer) }
}

function signerIn(element: Element | undefined): Message['signer'] {
  const [version, name, digest, attributes, algorithm, signature, unsigned, ...more] = inside(element, TAGS.sequence)
  if (more.length > 0) throw new UnfitDer('a signer says more than we know')
  exactly(version, derInteger(1n))
  exactly(digest, DIGESTS.sha256)
  exactly(algorithm, ECDSA)
  return { name: der(TAGS.sequence, bodyOf(name, TAGS.sequence)), attributes: der(MORE.set, bodyOf(attributes, 0xa0)), signature: bodyOf(signature, TAGS.octets), stamp: unsigned === undefined ? null : stampIn(unsigned) }
}

function stampIn(unsigned: Element): Buffer {
  const [attribute, second] = inside(unsigned, 0xa1)
  const [name, values] = inside(attribute, TAGS.sequence)
  exactly(name, NAMES.timeStamp)
  const [stamp] = inside(values, MORE.set)
  if (second !== undefined || stamp === undefined) throw new UnfitDer('a signature carries one time stamp')
  return whole(stamp)
}

/** The three things that a signer states (RFC 5652, section 11; RFC 5035, section 3). */
function statementsIn(attributes: Buffer): { contentType: Buffer; digest: Buffer; certificate: Buffer } {
  const stated = new Map(partsOf(attributes, MORE.set).map((attribute) => {
    const [name, values] = inside(attribute, TAGS.sequence)
    return [whole(name!).toString('hex'), inside(values, MORE.set)[0]] as const
  }))
  const value = (name: Buffer): Element => stated.get(name.toString('hex')) ?? fail()
  const [certificates] = inside(value(NAMES.signingCertificate), TAGS.sequence)
  const [first] = inside(certificates, TAGS.sequence)
  return { contentType: whole(value(NAMES.contentType)), digest: bodyOf(value(NAMES.messageDigest), TAGS.octets), certificate: bodyOf(inside(first, TAGS.sequence)[0], TAGS.octets) }
}

const fail = (): never => {
  throw new UnfitDer('a statement is missing')
}

/** The moment in a TSTInfo (RFC 3161, section 2.4.2), where it is over this digest. */
function momentOver(content: Buffer, digest: Buffer): Date {
  const [, policy, imprint, , time] = partsOf(content)
  exactly(policy, NAMES.stampPolicy)
  const [algorithm, value] = inside(imprint, TAGS.sequence)
  exactly(algorithm, DIGESTS.sha256)
  if (!bodyOf(value, TAGS.octets).equals(digest)) throw new UnfitDer('it is over something else')
  return momentIn(bodyOf(time, MORE.time), MORE.time) ?? fail()
}

/** A list of certificates taken back: by serial number in hex with the moment, and the days in which the list holds. */
export type TakenBackList = { readonly taken: ReadonlyMap<string, Date>; readonly from: Date; readonly until: Date }

/** What a list of certificates taken back says; null where it is not just DER, or not signed by this authority (RFC 5280, section 5). */
export function takenBackIn(list: Buffer, authority: X509Certificate): TakenBackList | null {
  const read = readDer(() => {
    const [body, algorithm, signature, ...more] = partsOf(list)
    exactly(algorithm, ECDSA)
    if (more.length > 0 || body === undefined) throw new UnfitDer('a list has three parts')
    const [, , , from, until, entries] = inside(body, TAGS.sequence)
    return { body: whole(body), signature: bitsIn(signature), from: momentAt(from), until: momentAt(until), entries: entries?.tag === TAGS.sequence ? inside(entries, TAGS.sequence) : [] }
  })
  if (read === undefined || !verify('sha256', read.body, authority.publicKey, read.signature)) return null
  const taken = readDer(() => new Map(read.entries.map((entry) => {
    const [serial, time] = inside(entry, TAGS.sequence)
    return [integerIn(serial).toString(16).toUpperCase().padStart(32, '0'), momentAt(time)] as const
  })))
  return taken === undefined ? null : { taken, from: read.from, until: read.until }
}

const momentAt = (element: Element | undefined): Date => momentIn(element?.body ?? Buffer.alloc(0), element?.tag ?? 0) ?? fail()
