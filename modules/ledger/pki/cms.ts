import { createHash } from 'node:crypto'

import { derInteger } from '../gm/der.ts'
import { namesIn, type Signer } from './certificate.ts'
import { DIGESTS, ECDSA, NAMES } from './names.ts'
import { octets, sequence, setOf, tagged } from './values.ts'

type Wish = {
  /** What kind of content it is, as DER. */
  readonly contentType: Buffer
  /** The content itself where it travels along; else only its digest does. */
  readonly content?: Buffer
  /** SHA-256 of the content. */
  readonly digest: Buffer
  readonly certificate: Buffer
  /** Further certificates that are sent along, such as those of a chain. */
  readonly along?: readonly Buffer[]
  /** False where the receiver has the certificate and asked for none. */
  readonly certified?: boolean
  /** What is added beside the signature once it is known, such as its time stamp: gets the signature, gives an attribute. */
  readonly unsigned?: (signature: Buffer) => Promise<Buffer>
}

/** An attribute with one value (RFC 5652, section 5.3). */
export const attribute = (name: Buffer, value: Buffer): Buffer => sequence(name, setOf(value))

/**
 * A message signed by one (RFC 5652, section 5), in DER, with the signer's certificate bound in (RFC 5035): CAdES as PAdES wants it
 * (ETSI EN 319 142-1, section 6.3) or, with the content inside, a time stamp.
 */
export async function signedData(wish: Wish, sign: Signer): Promise<Buffer> {
  const { contentType, content, digest, certificate, along = [], certified = true, unsigned } = wish
  const attributes = setOf(
    attribute(NAMES.contentType, contentType),
    attribute(NAMES.messageDigest, octets(digest)),
    attribute(NAMES.signingCertificate, sequence(sequence(sequence(octets(createHash('sha256').update(certificate).digest()))))),
  )
  const signature = await sign(attributes)
  const { issuer, serial } = namesIn(certificate)
  const signer = sequence(
    derInteger(1n), sequence(issuer, serial), DIGESTS.sha256, retagged(0xa0, attributes), ECDSA, octets(signature),
    ...(unsigned === undefined ? [] : [retagged(0xa1, setOf(await unsigned(signature)))]),
  )
  return sequence(NAMES.signedData, tagged(0, sequence(
    derInteger(content === undefined ? 1n : 3n), setOf(DIGESTS.sha256),
    sequence(contentType, ...(content === undefined ? [] : [tagged(0, octets(content))])),
    ...(certified ? [retagged(0xa0, setOf(certificate, ...along))] : []),
    setOf(signer),
  )))
}

/** A set under an IMPLICIT tag; the signature is over the set itself (RFC 5652, section 5.4). */
function retagged(tag: number, set: Buffer): Buffer {
  const copy = Buffer.from(set)
  copy[0] = tag
  return copy
}

