import type { Transaction } from '#kernel/database'

import type { Certificate } from '../model/certificate.ts'
import type { Sighting } from '../model/showing.ts'
import type { Document } from './documents.ts'
import { fromRow, type Print, type Row } from './records.ts'
import type { NewShowing } from './showings.ts'

/** A certificate with every column of its row. */
export type WholeRow = Certificate & { readonly statusNumber: number }

/** Certificates after an id, by id. */
export async function certificatesAfter(tx: Transaction, id: string, limit: number): Promise<WholeRow[]> {
  const rows = await tx<Row & { statusNumber: number }>`
    select r.*, c.status_number from certificates.records r join certificates.certificates c on c.id = r.id where r.id > ${id} order by r.id limit ${limit}`
  return rows.map((row) => ({ ...fromRow(row), statusNumber: row.statusNumber }))
}

/** One thing that was done to a certificate, with the name of its row. */
export type HappeningRow = { readonly certificate: string; readonly row: string; readonly kind: 'revoked' | 'suspended' | 'resumed'; readonly at: Date; readonly by: string; readonly reason: string; readonly law: string | null }

/** What was done to these certificates after they were issued. */
export async function happeningsOf(tx: Transaction, certificates: readonly string[]): Promise<HappeningRow[]> {
  return tx<HappeningRow>`
    select certificate, certificate as row, 'revoked' as kind, revoked_at as at, revoked_by as by, reason, law from certificates.revocations where certificate = any(${certificates})
    union all
    select certificate, id::text, 'suspended', suspended_at, suspended_by, reason, law from certificates.suspensions where certificate = any(${certificates})
    union all
    select s.certificate, r.suspension::text, 'resumed', r.resumed_at, r.resumed_by, r.reason, r.law
    from certificates.resumptions r join certificates.suspensions s on s.id = r.suspension where s.certificate = any(${certificates})`
}

/** The prints of these certificates. */
export async function printsOfAll(tx: Transaction, certificates: readonly string[]): Promise<(Print & { readonly certificate: string })[]> {
  return tx`select id, certificate, place, printed_by as by, printed_at as at, use from certificates.prints where certificate = any(${certificates})`
}

/** The showings of these certificates, each with the use that was made of it. */
export async function showingsOfAll(tx: Transaction, certificates: readonly string[]): Promise<(NewShowing & { readonly sighting: Sighting | null })[]> {
  const rows = await tx<NewShowing & Omit<Sighting, 'showing' | 'seenAt'> & { readonly seenAt: Date | null }>`
    select s.id, s.certificate, s.fields, s.purpose, s.viewer, s.shown_by, s.shown_at, s.ends_at, s.consent, s.code_digest, s.digits_digest,
      g.seen_at, g.seen_by, g.agency, g.viewer_name, g.keep_until, g.use
    from certificates.showings s left join certificates.sightings g on g.showing = s.id where s.certificate = any(${certificates})`
  return rows.map(({ seenAt, seenBy, agency, viewerName, keepUntil, use, ...showing }) => ({ ...showing, sighting: seenAt && { showing: showing.id, seenAt, seenBy, agency, viewerName, keepUntil, use } }))
}

/** Which of these certificates there are. */
export async function certificatesAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ id: string }>`select id from certificates.certificates where id = any(${ids})`).map(({ id }) => id)
}

/** Which of these prints there are, each of a certificate there is. */
export async function printsAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ id: string }>`select p.id::text from certificates.prints p join certificates.certificates c on c.id = p.certificate where p.id = any(${ids}::uuid[])`).map(({ id }) => id)
}

/** Which of these showings there are, each of a certificate there is. */
export async function showingsAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ id: string }>`select s.id::text from certificates.showings s join certificates.certificates c on c.id = s.certificate where s.id = any(${ids}::uuid[])`).map(({ id }) => id)
}

/** Which of these showings were used. */
export async function sightingsAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ id: string }>`select showing::text as id from certificates.sightings where showing = any(${ids}::uuid[])`).map(({ id }) => id)
}

/** The copies and prints that name a look which another names as well. */
export async function copiesOfOneUse(tx: Transaction): Promise<string[]> {
  const rows = await tx<{ id: string }>`
    select id from (select id, count(*) over (partition by use) as together from (
      select id::text, use::text from certificates.prints where use is not null
      union all select showing::text, use::text from certificates.sightings
      union all select id::text, use::text from certificates.duty_copies) copies) counted
    where together > 1 order by id`
  return rows.map(({ id }) => id)
}

/** The files of these certificates. */
export async function documentsOf(tx: Transaction, certificates: readonly string[]): Promise<Document[]> {
  return tx<Document>`select certificate, bytes, digest, entry, made_at, made_by from certificates.documents where certificate = any(${certificates})`
}

/** Which of these certificates have a file. */
export async function documentsAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ certificate: string }>`select certificate from certificates.documents where certificate = any(${ids})`).map(({ certificate }) => certificate)
}
