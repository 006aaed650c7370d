import type { Transaction } from '#kernel/database'

import type { KeyOwner, PublicJwk } from '../model.ts'

/** The certificate of a key, in DER. */
export async function certificateOfKey(tx: Transaction, key: string): Promise<Buffer | undefined> {
  const [row] = await tx<{ certificate: Buffer }>`select certificate from ledger.key_certificates where key = ${key}`
  return row?.certificate
}

/** Keeps the certificate of a key; false where another act was first. */
export async function addCertificate(tx: Transaction, row: { key: string; certificate: Buffer; at: Date; by: string }): Promise<boolean> {
  const added = await tx`
    insert into ledger.key_certificates (key, certificate, made_at, made_by) values (${row.key}, ${row.certificate}, ${row.at}, ${row.by})
    on conflict (key) do nothing returning key`
  return added.length > 0
}

/** The certificates whose keys were retired, with the moment, oldest first. */
export async function certificatesTakenBack(tx: Transaction): Promise<{ certificate: Buffer; at: Date }[]> {
  return tx<{ certificate: Buffer; at: Date }>`
    select c.certificate, r.retired_at as at from ledger.key_certificates c join ledger.retirements r on r.key = c.key order by r.retired_at, c.key`
}

/** Every certificate with its key's owner and public half, null where there is no such key; for whoever audits them. */
export async function allCertificates(tx: Transaction): Promise<{ key: string; owner: KeyOwner | null; certificate: Buffer; jwk: PublicJwk | null }[]> {
  return tx<{ key: string; owner: KeyOwner | null; certificate: Buffer; jwk: PublicJwk | null }>`
    select c.key, k.owner, c.certificate, k.public_jwk as jwk from ledger.key_certificates c left join ledger.keys k on k.id = c.key order by c.made_at, c.key`
}
