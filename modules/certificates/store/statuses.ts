import type { Transaction } from '#kernel/database'

/** The number of a certificate in the lists of standings. */
export async function statusNumberOf(tx: Transaction, id: string): Promise<number> {
  const [row] = await tx<{ number: string }>`select status_number as number from certificates.certificates where id = ${id}`
  return Number(row!.number)
}

/** The id of the certificate with a number in the lists of standings. */
export async function certificateNumbered(tx: Transaction, number: number): Promise<string | undefined> {
  const [row] = await tx<{ id: string }>`select id from certificates.certificates where status_number = ${number}`
  return row?.id
}

/** The last number that was given; -1 before the first. */
export async function lastStatusNumber(tx: Transaction): Promise<number> {
  const [row] = await tx<{ number: string | null }>`select max(status_number) as number from certificates.certificates`
  return Number(row!.number ?? -1)
}

/** The certificates of a stretch of numbers that are not good at a moment, for another reason than their own dates. */
export async function changedBetween(tx: Transaction, from: number, to: number, at: Date): Promise<{ number: number; suspended: boolean }[]> {
  const rows = await tx<{ number: string; suspended: boolean }>`
    select c.status_number as number, false as suspended from certificates.revocations r join certificates.certificates c on c.id = r.certificate
    where c.status_number between ${from} and ${to} and r.revoked_at <= ${at}
    union
    select c.status_number, false from certificates.certificates later
    join certificates.certificates c on c.type = later.type and c.number = later.number and c.version < later.version
    left join certificates.revocations r on r.certificate = later.id
    cross join lateral (select greatest(later.issued_at, later.valid_from::timestamp at time zone 'Asia/Shanghai') as takes_over) t
    where later.version <> '001' and c.status_number between ${from} and ${to} and t.takes_over <= ${at} and (r.revoked_at is null or r.revoked_at > t.takes_over)
    union
    select c.status_number, true from certificates.suspensions s join certificates.certificates c on c.id = s.certificate left join certificates.resumptions r on r.suspension = s.id
    where c.status_number between ${from} and ${to} and s.suspended_at <= ${at} and (r.resumed_at is null or r.resumed_at > ${at})`
  return rows.map(({ number, suspended }) => ({ number: Number(number), suspended }))
}
