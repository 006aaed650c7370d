import { createHash, X509Certificate } from 'node:crypto'
import { inflateSync } from 'node:zlib'

import { holdsAt, signedBy, stampedAt, takenBackIn } from '#modules/ledger'

import { baseOf, digestToSign, firstState, prepareSeal, sealed, withMaterial, type Base, type Prepared, type State } from './revision.ts'

/** What a signed file carries, once everything about it was found good: the certificate's signed text, its proof, who signed the file and when it was stamped. */
export type Signed = { readonly jws: string; readonly proof: string | null; readonly signer: X509Certificate; readonly signedAt: Date; readonly stampedAt: Date }

export type PdfFault = 'certificates.pdf_form' | 'certificates.pdf_changed' | 'certificates.pdf_signature' | 'certificates.pdf_stamp' | 'certificates.pdf_taken_back'

/** Files of ours are some 50 kB. */
export const PDF_MAX = 4_000_000
const ATTACHED_MAX = 200_000

/** Whom the reader trusts. */
export type PdfTrust = {
  /** The authority that certifies agencies and clocks; where nobody gives it, the file's own, which is worth what the signer's key is known to be worth. */
  readonly authority?: X509Certificate | undefined
  /** Lists of certificates taken back that are newer than those in the file. */
  readonly lists?: readonly Buffer[]
}

/**
 * Whether a file is one that an agency under this authority signed, and nothing was changed or added since, not by one byte: the revisions are
 * made again from what they carry and compared. Everything a reader of PDF accepts beside (pages added behind the signature, second
 * spellings, things after the end) is refused. Never throws.
 */
export function verifyPdf(bytes: Buffer, { authority: given, lists = [] }: PdfTrust = {}): Signed | PdfFault {
  if (bytes.length > PDF_MAX || bytes.subarray(0, 9).toString('latin1') !== '%PDF-1.7\n') return 'certificates.pdf_form'
  const found = revisionsIn(bytes)
  if (typeof found === 'string') return found
  const { base, signature, material, stamp } = found
  const authority = given ?? certificateIn(material.certificates[0])
  if (authority === null) return 'certificates.pdf_changed'
  const signer = signedBy(signature.message, { digest: digestToSign(signature.prepared), authority })
  if (signer === null || signer.stamp === null) return 'certificates.pdf_signature'
  const signed = stampedAt(signer.stamp, { digest: sha256(signer.signature), authority })
  const whole = stampedAt(stamp.message, { digest: digestToSign(stamp.prepared), authority })
  if (signed === null || whole === null || whole.at < signed.at || !holdsAt(signer.certificate, signed.at)) return 'certificates.pdf_stamp'
  if (!material.certificates.every((one) => isOfAuthority(one, authority))) return 'certificates.pdf_changed'
  if (!material.lists.some((list) => isInTime(list, signed.at, authority)) || [...material.lists, ...lists].some((list) => takenBack(list, signer.certificate, signed.at, authority))) return 'certificates.pdf_taken_back'
  const jws = attached(base.bytes, 'certificate.jws')
  return jws === null ? 'certificates.pdf_form' : { jws, proof: attached(base.bytes, 'proof.json'), signer: signer.certificate, signedAt: signed.at, stampedAt: whole.at }
}

type Revisions = { readonly base: Base; readonly signature: Found; readonly material: Material; readonly stamp: Found }

/** The file as it was drawn and the three revisions behind it, if they are just what we would have written. */
function revisionsIn(bytes: Buffer): Revisions | PdfFault {
  const ends = endsIn(bytes)
  const base = ends === null ? undefined : baseOf(bytes.subarray(0, ends[0]))
  if (ends === null || base === undefined) return 'certificates.pdf_form'
  const signature = signatureAt(firstState(base), bytes.subarray(0, ends[1]))
  const material = signature && materialAt(signature.state, bytes.subarray(0, ends[2]))
  const stamp = material && stampAt(material.state, bytes)
  return signature === null || material === null || stamp === null ? 'certificates.pdf_changed' : { base, signature, material, stamp }
}

function certificateIn(bytes: Buffer | undefined): X509Certificate | null {
  // Bytes that are no certificate are an answer here, not a fault.
  try {
    return bytes === undefined ? null : new X509Certificate(bytes)
  } catch {
    return null
  }
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
const REVISIONS = 4

/** Where each of the four revisions ends, from their tables; null where there are not just four, one behind the other, to the end of the file. */
function endsIn(bytes: Buffer): number[] | null {
  const ends: number[] = []
  let end = bytes.length
  while (ends.length < REVISIONS) {
    ends.unshift(end)
    const table = Number(/startxref\n(\d{1,10})\n%%EOF\n$/.exec(bytes.subarray(Math.max(0, end - 60), end).toString('latin1'))?.[1] ?? -1)
    if (table < 0 || table >= end || end - table > 20_000) return null
    const previous = /\n\/Prev (\d{1,10})\n/.exec(bytes.subarray(table, end).toString('latin1'))?.[1]
    if (previous === undefined) break
    const mark = bytes.indexOf('%%EOF\n', Number(previous))
    if (mark < 0 || mark + 6 >= end) return null
    end = mark + 6
  }
  return ends.length === REVISIONS ? ends : null
}

type Found = { readonly state: State; readonly prepared: Prepared; readonly message: Buffer }

/** The signature of the issuer, if this revision is just what we would have written. */
function signatureAt(state: State, bytes: Buffer): Found | null {
  const added = bytes.subarray(state.bytes.length).toString('latin1')
  const [, time, name] = /\/M \(D:(\d{14})Z\)\n\/Name <feff((?:[0-9a-f]{4}){1,100})>/.exec(added) ?? []
  if (time === undefined || name === undefined) return null
  const at = new Date(time.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'))
  if (Number.isNaN(at.getTime())) return null
  return again(prepareSeal(state, { kind: 'signature', at, name: Buffer.from(name, 'hex').swap16().toString('utf16le') }), bytes)
}

const stampAt = (state: State, bytes: Buffer): Found | null => again(prepareSeal(state, { kind: 'stamp' }), bytes)

/** The signature that stands in the room for it, if everything around is what we would have written. */
function again({ prepared, state }: { readonly prepared: Prepared; readonly state: State }, bytes: Buffer): Found | null {
  if (bytes.length !== prepared.bytes.length) return null
  const room = bytes.subarray(prepared.hole + 1, prepared.hole + 1 + 2 * prepared.room).toString('latin1')
  const length = lengthOfDer(Buffer.from(room.slice(0, 12), 'hex'))
  const message = Buffer.from(room.slice(0, 2 * length), 'hex')
  return message.length === length && sealed(prepared, message).equals(bytes) ? { state: { ...state, bytes }, prepared, message } : null
}

/** How long the DER is that begins so; 0 where it is longer than two bytes can say. */
function lengthOfDer(head: Buffer): number {
  if (head.length < 4 || head[0] !== 0x30) return 0
  if (head[1]! < 0x80) return 2 + head[1]!
  return head[1] === 0x81 ? 3 + head[2]! : head[1] === 0x82 ? 4 + head.readUInt16BE(2) : 0
}

type Material = { readonly state: State; readonly certificates: readonly Buffer[]; readonly lists: readonly Buffer[] }

/** The certificates and lists that were added, if this revision is just what we would have written. */
function materialAt(state: State, bytes: Buffer): Material | null {
  const added = bytes.subarray(state.bytes.length)
  const text = added.toString('latin1')
  const streams: Buffer[] = []
  const count = (name: string): number => (new RegExp(`\\n/${name} \\[([^\\]]*)\\]\\n`).exec(text)?.[1]?.match(/ 0 R/g) ?? []).length
  for (let at = 0; ;) {
    const [head, length] = /^\d+ 0 obj\n<<\n\/Length (\d{1,6})\n>>\nstream\n/.exec(text.slice(at, at + 80)) ?? []
    if (head === undefined) break
    streams.push(added.subarray(at + head.length, at + head.length + Number(length)))
    at += head.length + Number(length) + '\nendstream\nendobj\n'.length
  }
  const certificates = count('Certs')
  if (streams.length === 0 || certificates + count('CRLs') !== streams.length) return null
  const material = { certificates: streams.slice(0, certificates), lists: streams.slice(certificates) }
  const made = withMaterial(state, material)
  return made.bytes.equals(bytes) ? { state: { ...made, bytes }, ...material } : null
}

/** Whether a list was in its days at a moment: one from long before cannot know what had been taken back by then. */
function isInTime(list: Buffer, at: Date, authority: X509Certificate): boolean {
  const read = takenBackIn(list, authority)
  return read !== null && read.from <= at && at <= read.until
}

/** Whether a certificate in the material is the authority's or one that it issued: nobody else has anything to add. */
function isOfAuthority(bytes: Buffer, authority: X509Certificate): boolean {
  const one = certificateIn(bytes)
  return one !== null && one.raw.equals(bytes) && (one.raw.equals(authority.raw) || one.checkIssued(authority) && one.verify(authority.publicKey))
}

/** Whether a list takes this certificate back before a moment; a list that the authority did not sign is worth nothing, and so is the file. */
function takenBack(list: Buffer, certificate: X509Certificate, at: Date, authority: X509Certificate): boolean {
  const taken = takenBackIn(list, authority)
  const since = taken?.taken.get(certificate.serialNumber.padStart(32, '0'))
  return taken === null || (since !== undefined && since <= at)
}

/** What was attached to the drawn file under a name; null where nothing was, or it unpacks to too much. */
function attached(bytes: Buffer, name: string): string | null {
  const text = bytes.toString('latin1')
  const place = new RegExp(`\\n/F \\(${name.replace('.', '\\.')}\\)\\n/EF <<\\n/F (\\d+) 0 R\\n`).exec(text)?.[1]
  const start = place === undefined ? -1 : text.indexOf(`\n${place} 0 obj\n`)
  const [head, length] = start < 0 ? [] : (/^\n\d+ 0 obj\n<<[\s\S]{1,600}?\/Length (\d+)[\s\S]{0,200}?>>\nstream\n/.exec(text.slice(start, start + 1000)) ?? [])
  if (head === undefined || length === undefined) return null
  const packed = bytes.subarray(start + head.length, start + head.length + Number(length))
  // Bytes that do not unpack, or to too much, are an answer here, not a fault.
  try {
    return inflateSync(packed, { maxOutputLength: ATTACHED_MAX }).toString('utf8')
  } catch {
    return null
  }
}
