import { bytesDrawn, newDocument } from './pen.ts'
import { drawCheckSheet, type CheckSheet } from './check.ts'
import { baseOf, digestToSign, firstState, prepareSeal, sealed, withMaterial } from './revision.ts'
import { drawSheet, type Sheet } from './sheet.ts'

/** What goes into the file of a certificate. */
export type Contents = {
  readonly title: string
  readonly author: string
  readonly subject: string
  readonly at: Date
  readonly sheet: Sheet
  readonly check: CheckSheet
  /** The certificate's signed text, and its proof where it has its place in the log. */
  readonly jws: string
  readonly proof: string | null
}

/** How the file is signed: by the issuer, by the clock, and with what a reader needs long after. */
export type Signing = {
  readonly signer: string
  readonly sign: (digest: Buffer) => Promise<Buffer>
  readonly stamp: (digest: Buffer) => Promise<Buffer>
  readonly material: () => Promise<{ readonly certificates: readonly Buffer[]; readonly lists: readonly Buffer[] }>
}

/** The drawn file, PDF/A-3b, with the certificate's signed text and proof attached as data. */
export async function drawDocument({ title, author, subject, at, sheet, check, jws, proof }: Contents): Promise<Buffer> {
  const pen = await newDocument({ title, author, subject, at })
  drawSheet(pen, sheet)
  drawCheckSheet(pen, check)
  const attach = (name: string, type: string, text: string): void => {
    const how: PDFKit.Mixins.PDFAttachmentOptions & { readonly relationship: string } = { name, type, relationship: 'Data', creationDate: at, modifiedDate: at, description: name }
    pen.file(Buffer.from(text), how)
  }
  attach('certificate.jws', 'application/jose', jws)
  if (proof !== null) attach('proof.json', 'application/json', proof)
  return bytesDrawn(pen)
}

/** Signs a drawn file: signature with time stamp, material, and a time stamp over everything (PAdES B-LTA, ETSI EN 319 142-1, section 6.3). */
export async function signFile(bytes: Buffer, at: Date, { signer, sign, stamp, material }: Signing): Promise<Buffer> {
  const base = baseOf(bytes)
  if (base === undefined) throw new RangeError('a drawn file can be read again')
  const first = prepareSeal(firstState(base), { kind: 'signature', at, name: signer })
  const signed = sealed(first.prepared, await sign(digestToSign(first.prepared)))
  const second = withMaterial({ ...first.state, bytes: signed }, await material())
  const third = prepareSeal(second, { kind: 'stamp' })
  return sealed(third.prepared, await stamp(digestToSign(third.prepared)))
}
