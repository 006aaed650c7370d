import { json, type Transaction } from '#kernel/database'
import { Refusal } from '#kernel/refusal'

import type { Certificate } from '../model/certificate.ts'

/** A certificate as the view has it. */
export type Row = Omit<Certificate, 'case' | 'suspensions'> & { readonly caseId: string; readonly suspendedFrom: Date[] | null; readonly suspendedUntil: (Date | null)[] | null }

/** A certificate out of its row. */
export const fromRow = ({ caseId, suspendedFrom, suspendedUntil, ...row }: Row): Certificate => ({
  ...row,
  case: caseId,
  suspensions: (suspendedFrom ?? []).map((from, n) => ({ from, until: suspendedUntil?.[n] ?? null })),
})

/** The certificate with this id, if there is one. */
export async function find(tx: Transaction, id: string): Promise<Certificate | undefined> {
  const [row] = await tx<Row>`select * from certificates.records where id = ${id}`
  return row && fromRow(row)
}

/** The certificate with this id. Refuses `certificates.absent`. */
export async function get(tx: Transaction, id: string): Promise<Certificate> {
  const certificate = await find(tx, id)
  if (!certificate) throw new Refusal('absent', 'certificates.absent', { id: id.slice(0, 80) })
  return certificate
}

/** As `get`, and nobody else can decide about it until this act ends. */
export async function hold(tx: Transaction, id: string): Promise<Certificate> {
  await tx`select from certificates.certificates where id = ${id} for update`
  return get(tx, id)
}

/** The certificate with this verification code. */
export async function byCode(tx: Transaction, code: string): Promise<Certificate | undefined> {
  const [row] = await tx<Row>`select * from certificates.records where code = ${code}`
  return row && fromRow(row)
}

/** The certificates of these holders, newest first, at most `limit`, before this place in the list. */
export async function ofHolders(tx: Transaction, holders: readonly string[], after: { issuedAt: Date; id: string } | null, limit: number): Promise<Certificate[]> {
  const rows = await tx<Row>`
    select * from certificates.records
    where holder = any(${holders})
      and (${after === null} or (issued_at, id) < (${after?.issuedAt ?? new Date(0)}::timestamptz, ${after?.id ?? ''}))
    order by issued_at desc, id desc limit ${limit}`
  return rows.map(fromRow)
}

/** The certificates of one kind that a holder has, newest first. */
export async function ofKind(tx: Transaction, holder: string, type: string): Promise<Certificate[]> {
  const rows = await tx<Row>`select * from certificates.records where holder = ${holder} and type = ${type} order by issued_at desc, version desc`
  return rows.map(fromRow)
}

/** The certificates of these kinds that bear a number, newest first. */
export async function ofNumber(tx: Transaction, types: readonly string[], number: string): Promise<Certificate[]> {
  const rows = await tx<Row>`select * from certificates.records where type = any(${types}) and number = ${number} order by issued_at desc, version desc`
  return rows.map(fromRow)
}

/** What one issuer gave a holder, newest first. */
export async function ofHolderBy(tx: Transaction, holder: string, issuer: string, limit: number): Promise<Certificate[]> {
  const rows = await tx<Row>`select * from certificates.records where holder = ${holder} and issuer = ${issuer} order by issued_at desc, version desc limit ${limit}`
  return rows.map(fromRow)
}

/** The certificates that came from a case, oldest first. */
export async function ofCases(tx: Transaction, cases: readonly string[]): Promise<Certificate[]> {
  const rows = await tx<Row>`select * from certificates.records where case_id = any(${cases}) order by issued_at, id`
  return rows.map(fromRow)
}

/** The next number of the house. */
export async function nextNumber(tx: Transaction): Promise<number> {
  const [row] = await tx<{ number: number }>`select nextval('certificates.numbers') as number`
  return row!.number
}

/** The next place in the published lists of standings. */
export async function nextStatusNumber(tx: Transaction): Promise<number> {
  const [row] = await tx<{ number: number }>`select nextval('certificates.status_numbers') as number`
  return row!.number
}

/** Keeps a number to this act: two versions of it are made one after the other. */
export async function holdNumber(tx: Transaction, type: string, number: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`certificates ${type} ${number}`}, 0))`
}

/** The last version of a number. */
export async function lastVersion(tx: Transaction, type: string, number: string): Promise<{ version: string; holder: string } | undefined> {
  const [row] = await tx<{ version: string; holder: string }>`
    select version, holder from certificates.certificates where type = ${type} and number = ${number} order by version desc limit 1`
  return row
}

/** A certificate on the day it is made. */
export type NewCertificate = Omit<Certificate, 'revokedAt' | 'suspensions' | 'supersededAt'> & { readonly statusNumber: number }

export async function addCertificate(tx: Transaction, c: NewCertificate): Promise<void> {
  await tx`
    insert into certificates.certificates (id, identifier, type, number, version, code, holder, holder_name, holder_code, holder_code_type,
      issuer, issuer_code, issuer_name, fields, definition, case_id, decision, valid_from, valid_until, issued_at, issued_by, payload, digest, jws, entry, status_number)
    values (${c.id}, ${c.identifier}, ${c.type}, ${c.number}, ${c.version}, ${c.code}, ${c.holder}, ${c.holderName}, ${c.holderCode}, ${c.holderCodeType},
      ${c.issuer}, ${c.issuerCode}, ${json(c.issuerName)}, ${json(c.fields)}, ${c.definition}, ${c.case}, ${c.decision}, ${c.validFrom}, ${c.validUntil},
      ${c.issuedAt}, ${c.issuedBy}, ${c.payload}, ${c.digest}, ${c.jws}, ${c.entry}, ${c.statusNumber})`
}

/** Why, on which law, by whom and when. */
export type Ground = { readonly at: Date; readonly by: string; readonly reason: string; readonly law: string | null }

export async function addRevocation(tx: Transaction, certificate: string, ground: Ground): Promise<void> {
  await tx`
    insert into certificates.revocations (certificate, revoked_at, revoked_by, reason, law)
    values (${certificate}, ${ground.at}, ${ground.by}, ${ground.reason}, ${ground.law})`
}

export async function addSuspension(tx: Transaction, id: string, certificate: string, ground: Ground): Promise<void> {
  await tx`
    insert into certificates.suspensions (id, certificate, suspended_at, suspended_by, reason, law)
    values (${id}, ${certificate}, ${ground.at}, ${ground.by}, ${ground.reason}, ${ground.law})`
}

/** Ends the suspension of a certificate that is open. */
export async function addResumption(tx: Transaction, certificate: string, ground: Ground): Promise<void> {
  await tx`
    insert into certificates.resumptions (suspension, resumed_at, resumed_by, reason, law)
    select s.id, ${ground.at}::timestamptz, ${ground.by}, ${ground.reason}, ${ground.law}
    from certificates.suspensions s
    where s.certificate = ${certificate} and not exists (select from certificates.resumptions r where r.suspension = s.id)`
}

/** One thing that was done to a certificate after it was issued. */
export type Happening = { readonly kind: 'revoked' | 'suspended' | 'resumed'; readonly at: Date; readonly by: string; readonly reason: string; readonly law: string | null }

/** What was done to a certificate after it was issued, oldest first. */
export async function happenings(tx: Transaction, certificate: string): Promise<Happening[]> {
  return tx<Happening>`
    select 'revoked' as kind, revoked_at as at, revoked_by as by, reason, law from certificates.revocations where certificate = ${certificate}
    union all
    select 'suspended', suspended_at, suspended_by, reason, law from certificates.suspensions where certificate = ${certificate}
    union all
    select 'resumed', r.resumed_at, r.resumed_by, r.reason, r.law from certificates.resumptions r join certificates.suspensions s on s.id = r.suspension where s.certificate = ${certificate}
    order by at, kind desc`
}

/** A print, as the holder sees it. */
export type Print = { readonly id: string; readonly place: string; readonly by: string; readonly at: Date; readonly use: string | null }

export async function addPrint(tx: Transaction, certificate: string, print: Print): Promise<void> {
  await tx`
    insert into certificates.prints (id, certificate, place, printed_by, printed_at, use)
    values (${print.id}, ${certificate}, ${print.place}, ${print.by}, ${print.at}, ${print.use})`
}

/** Who printed a certificate and where, oldest first. */
export async function printsOf(tx: Transaction, certificate: string): Promise<Print[]> {
  return tx<Print>`
    select id, place, printed_by as by, printed_at as at, use from certificates.prints where certificate = ${certificate} order by printed_at, id`
}

/** The certificate with this identifier (GB/T 36904-2018). */
export async function byIdentifier(tx: Transaction, identifier: string): Promise<Certificate | undefined> {
  const [row] = await tx<Row>`select * from certificates.records where identifier = ${identifier}`
  return row && fromRow(row)
}
