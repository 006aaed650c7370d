import type { Transaction } from '#kernel/database'

/** A certificate as a signed file. */
export type Document = { readonly certificate: string; readonly bytes: Buffer; readonly digest: string; readonly entry: string; readonly madeAt: Date; readonly madeBy: string }

/** The file of a certificate, if it was ever made. */
export async function documentOf(tx: Transaction, certificate: string): Promise<Document | undefined> {
  const [row] = await tx<Document>`select certificate, bytes, digest, entry, made_at, made_by from certificates.documents where certificate = ${certificate}`
  return row
}

/** Lets only this act make the file of a certificate until it ends. */
export async function holdDocument(tx: Transaction, certificate: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`document:${certificate}`}::text, 32000))`
}

/** Keeps the file of a certificate. */
export async function addDocument(tx: Transaction, document: Document): Promise<void> {
  await tx`
    insert into certificates.documents (certificate, bytes, digest, entry, made_at, made_by)
    values (${document.certificate}, ${document.bytes}, ${document.digest}, ${document.entry}, ${document.madeAt}, ${document.madeBy})`
}
