import type { X509Certificate } from 'node:crypto'

import { keyNamedIn } from '#modules/ledger'

import { looksCompact } from '../compact/form.ts'
import { inOwnName, verifyCompact, type TrustedKeys } from '../compact/verify.ts'
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
  const key = await trusted.issuerKey(keyNamedIn(text))
  if (key === undefined) return { form, valid: false, code: 'certificates.paper_key', claims: null }
  const verdict = await verifySdJwt(text, { key: key.jwk, at })
  const foreign = verdict.valid && key.agency !== null && !String(verdict.claims['iss']).endsWith(`/issuers/${key.agency}`)
  return { form, ...(foreign ? { valid: false, code: 'certificates.signature_wrong', claims: null } : verdict) }
}

async function verifyFile(bytes: Buffer, trusted: TrustedKeys & PdfTrust, at: Date): Promise<Omit<Presented, 'form'>> {
  const file = verifyPdf(bytes, trusted)
  if (typeof file === 'string') return { valid: false, code: file, claims: null }
  const key = await trusted.issuerKey(keyNamedIn(file.jws))
  if (key === undefined) return { valid: false, code: 'certificates.paper_key', claims: null }
  const verdict = inOwnName(await verifyJws(file.jws, { key: key.jwk, at }), key)
  if (verdict.claims === null) return verdict
  // Without an authority of the reader's, neither a name in the file's certificates nor its clock is worth anything: only the key is.
  const known = trusted.authority !== undefined
  if (!isSameKey(file.signer, key.jwk) && !(known && bearsCode(file.signer, verdict.claims.issuerCode))) return { valid: false, code: 'certificates.pdf_other_signer', claims: null }
  return { ...verdict, jws: file.jws, ...(known ? { signedAt: file.signedAt.toISOString() } : {}) }
}

/** Compared by their members: a key of another kind is read by nobody here. */
function isSameKey(signer: X509Certificate, { kty, crv, x, y }: Jwk): boolean {
  const own = signer.publicKey.export({ format: 'jwk' })
  return own.kty === kty && own.crv === crv && own.x === x && own.y === y
}

/** Whether the authority certified the signer as the agency with this code: it may sign with a later key than the certificate in the file. */
const bearsCode = (signer: X509Certificate, code: string): boolean => signer.subject.split('\n').includes(`organizationIdentifier=NTRCN-${code}`)
