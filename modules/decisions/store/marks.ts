import type { Transaction } from '#kernel/database'

/** In how many other cases a table decided under each of these marks since a moment of its own; in their order. */
export async function countsOf(tx: Transaction, { table, case: caseId }: { table: string; case: string }, marks: readonly { digest: string; since: Date }[]): Promise<number[]> {
  const rows = await tx<{ count: number }>`
    select (select count(distinct k.case_id)::int from decisions.marks k where k.digest = m.digest and k.table_id = ${table} and k.case_id <> ${caseId} and k.marked_at > m.since) as count
    from unnest(${marks.map((one) => one.digest)}::text[], ${marks.map((one) => one.since)}::timestamptz[]) with ordinality as m (digest, since, place) order by m.place`
  return rows.map((row) => row.count)
}

export async function addMarks(tx: Transaction, { receipt, table, case: caseId, at }: { receipt: string; table: string; case: string; at: Date }, digests: readonly string[]): Promise<void> {
  await tx`insert into decisions.marks (receipt, table_id, case_id, digest, marked_at) select ${receipt}, ${table}, ${caseId}, d, ${at} from unnest(${digests}::text[]) d on conflict do nothing`
}
