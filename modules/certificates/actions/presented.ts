import { createPublicKey, type JsonWebKey, type X509Certificate } from 'node:crypto'

import { looksCompact } from '../compact/form.ts'
import { verifyCompact, type TrustedKeys } from '../compact/verify.ts'
import { verifyPdf, type PdfTrust } from '../pdf/verify.ts'
import { verifySdJwt } from '../sdjwt/verify.ts'
import { verifyJws, type Jwk } from './offline.ts'

/** What is known of a document in hand: whether it is good, what it says, and the sentence that says why. */
export type Presented = {
  readonly valid: boolean
  readonly code: string
  readonly claims: Readonly<Record<string, unknown>> | null
  /** What the document is. */
  readonly form: 'pdf' | 'code' | 'sd-jwt'
  /** Where in an SD-JWT the fault lies. */
  readonly at?: string
  /** The signed text of the certificate in it, where it was found good. */
  readonly jws?: string
  /** Whether the log's proof that came along was checked. */
  readonly proven?: boolean
  readonly signedAt?: string
}

/** Which form a document has, by its first bytes. */
export const formOf = (bytes: Buffer): Presented['form'] =>
  bytes.subarray(0, 5).toString('latin1') === '%PDF-' ? 'pdf' : looksCompact(bytes.subarray(0, 200).toString('latin1')) ? 'code' : 'sd-jwt'

/** Checks a document in hand as of a moment without asking anybody: a file, the text of a printed code, or an SD-JWT credential. Never throws. */
export async function verifyPresented(bytes: Buffer, trusted: TrustedKeys & PdfTrust, at: Date): Promise<Presented> {
  const form = formOf(bytes)
  if (form === 'pdf') return { form, ...(await verifyFile(bytes, trusted, at)) }
  const text = bytes.toString('utf8').trim()
  if (form === 'code') return { form, ...(await verifyCompact(text, trusted, at)) }
  const key = await trusted.issuerKey(keyIdIn(text))
  if (key === undefined) return { form, valid: false, code: 'certificates.paper_key', claims: null }
  return { form, ...(await verifySdJwt(text, { key, at })) }
}

async function verifyFile(bytes: Buffer, trusted: TrustedKeys & PdfTrust, at: Date): Promise<Omit<Presented, 'form'>> {
  const file = verifyPdf(bytes, trusted)
  if (typeof file === 'string') return { valid: false, code: file, claims: null }
  const key = await trusted.issuerKey(keyIdIn(file.jws))
  if (key === undefined) return { valid: false, code: 'certificates.paper_key', claims: null }
  const verdict = await verifyJws(file.jws, { key, at })
  if (!signsFor(file.signer, key, verdict.claims?.issuerCode)) return { valid: false, code: 'certificates.pdf_other_signer', claims: null }
  return { ...verdict, jws: file.jws, signedAt: file.signedAt.toISOString() }
}

/** Whether the file was signed by who issued the certificate: with the same key, or with a later one of the agency that bears the same code. */
function signsFor(signer: X509Certificate, key: Jwk, issuerCode: string | undefined): boolean {
  const same = createPublicKey({ key: key as JsonWebKey, format: 'jwk' }).equals(signer.publicKey)
  return same || (issuerCode !== undefined && signer.subject.split('\n').includes(`organizationIdentifier=NTRCN-${issuerCode}`))
}

/** The id of the key that a signed text names; empty where it names none. */
function keyIdIn(jws: string): string {
  // A header that is no JSON names no key.
  try {
    const { kid } = JSON.parse(Buffer.from(jws.slice(0, jws.indexOf('.')), 'base64url').toString('utf8')) as { kid?: unknown }
    return typeof kid === 'string' ? kid : ''
  } catch {
    return ''
  }
}
