import type { Transaction } from '#kernel/database'

export type Shadow = { readonly id: string; readonly tableId: string; readonly draft: string; readonly textDigest: string; readonly text: string; readonly begunAt: Date; readonly begunBy: string; readonly until: Date }

export async function addShadow(tx: Transaction, one: Shadow): Promise<void> {
  await tx`
    insert into decisions.shadows (id, table_id, draft, text_digest, text, begun_at, begun_by, until)
    values (${one.id}, ${one.tableId}, ${one.draft}, ${one.textDigest}, ${one.text}, ${one.begunAt}, ${one.begunBy}, ${one.until})`
}

export async function shadowsWith(tx: Transaction, ids: readonly string[]): Promise<Shadow[]> {
  return tx<Shadow>`select id, table_id, draft, text_digest, text, begun_at, begun_by, until from decisions.shadows where id = any(${ids}::uuid[]) order by id`
}

export async function addShadowResults(tx: Transaction, results: readonly { shadow: string; receipt: string; outcome: string | null; reason: string | null }[]): Promise<void> {
  await tx`
    insert into decisions.shadow_results (shadow, receipt, outcome, reason)
    select * from unnest(${results.map((one) => one.shadow)}::uuid[], ${results.map((one) => one.receipt)}::uuid[], ${results.map((one) => one.outcome)}::text[], ${results.map((one) => one.reason)}::text[])`
}

/** A shadow with how many decisions it was compared with, how often it agreed, and how many cases are still with a person. */
export type Compared = Omit<Shadow, 'text'> & { readonly compared: number; readonly agreed: number; readonly open: number }

/** The newest shadows: of a table, of one text of it, of a draft, or all. */
export async function shadowsOf(tx: Transaction, { table = null, textDigest = null, draft = null, id = null }: { readonly table?: string | null; readonly textDigest?: string | null; readonly draft?: string | null; readonly id?: string | null }): Promise<Compared[]> {
  return tx<Compared>`
    with found as (
      select id, table_id, draft, text_digest, begun_at, begun_by, until from decisions.shadows
      where (${table}::text is null or table_id = ${table}) and (${textDigest}::text is null or text_digest = ${textDigest})
        and (${draft}::uuid is null or draft = ${draft}) and (${id}::uuid is null or id = ${id})
      order by begun_at desc, id limit 50)
    select f.id, f.table_id, f.draft, f.text_digest, f.begun_at, f.begun_by, f.until, c.compared, c.agreed, c.open
    from found f cross join lateral (
      select count(decided)::int as compared, count(*) filter (where decided = outcome)::int as agreed, count(*) filter (where decided is null)::int as open
      from decisions.comparisons where shadow = f.id) c
    order by f.begun_at desc, f.id`
}

/** What a shadow said and what was decided instead, why the shadow said so, and who decided. */
export type Disagreement = { readonly shadow: string | null; readonly decided: string; readonly reason: string | null; readonly by: 'machine' | 'person' }

/** Where a shadow does not agree with what was decided, the most first. */
export async function disagreementsOf(tx: Transaction, shadow: string): Promise<(Disagreement & { readonly count: number })[]> {
  return tx<Disagreement & { count: number }>`
    select outcome as shadow, decided, reason, by, count(*)::int as count from decisions.comparisons
    where shadow = ${shadow} and decided is not null and outcome is distinct from decided
    group by outcome, decided, reason, by order by count(*) desc, outcome, decided, reason, by limit 200`
}

/** A page of the cases in which a shadow disagreed in one way, by receipt. */
export async function casesOf(tx: Transaction, shadow: string, way: Disagreement, { after, limit }: { after: string | null; limit: number }): Promise<{ receipt: string; caseId: string; caseNumber: string | null; agency: string | null; decidedAt: Date }[]> {
  return tx<{ receipt: string; caseId: string; caseNumber: string | null; agency: string | null; decidedAt: Date }>`
    select receipt, case_id, case_number, agency, decided_at from decisions.comparisons
    where shadow = ${shadow} and outcome is not distinct from ${way.shadow} and decided = ${way.decided} and reason is not distinct from ${way.reason} and by = ${way.by}
      and outcome is distinct from decided and (${after}::uuid is null or receipt > ${after}) order by receipt limit ${limit}`
}
