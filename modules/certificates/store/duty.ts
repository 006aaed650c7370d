import type { Transaction } from '#kernel/database'

import type { DutyCopy } from '../model/duty.ts'

/** The next number of an agency's copies; two officers of one agency wait for each other here. */
export async function nextDutyNumber(tx: Transaction, agency: string): Promise<number> {
  const [row] = await tx<{ last: number }>`
    insert into certificates.duty_counters (agency, last) values (${agency}, 1) on conflict (agency) do update set last = certificates.duty_counters.last + 1 returning last`
  return row!.last
}

export async function addDutyCopy(tx: Transaction, one: DutyCopy): Promise<void> {
  await tx`
    insert into certificates.duty_copies (id, certificate, agency, number, made_at, made_by, post, purpose, case_id, fields, keep_until, use)
    values (${one.id}, ${one.certificate}, ${one.agency}, ${one.number}, ${one.madeAt}, ${one.madeBy}, ${one.post}, ${one.purpose}, ${one.case}, ${one.fields}, ${one.keepUntil}, ${one.use})`
}

/** The copies that officers made of these certificates, newest first. */
export async function dutyCopiesOf(tx: Transaction, certificates: readonly string[], limit: number | null = null): Promise<DutyCopy[]> {
  return tx<DutyCopy>`
    select id, certificate, agency, number, made_at, made_by, post, purpose, case_id as "case", fields, keep_until, use
    from certificates.duty_copies where certificate = any(${certificates}) order by made_at desc, number desc limit ${limit}`
}

/** Which of these copies there are, each of a certificate there is. */
export async function dutyCopiesAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ id: string }>`select d.id::text from certificates.duty_copies d join certificates.certificates c on c.id = d.certificate where d.id = any(${ids}::uuid[])`).map(({ id }) => id)
}

/** Where the numbers of an agency's copies break, and where the count says another last number than the copies do. */
export async function dutyGaps(tx: Transaction): Promise<{ agency: string; copies: number; last: number; counted: number | null }[]> {
  return tx`
    select coalesce(k.agency, c.agency) as agency, coalesce(k.copies, 0) as copies, coalesce(k.last, 0) as last, c.last as counted
    from (select agency, count(*) as copies, max(number) as last from certificates.duty_copies group by agency) k
    full join certificates.duty_counters c on c.agency = k.agency
    where k.copies is distinct from k.last or k.last is distinct from c.last`
}
