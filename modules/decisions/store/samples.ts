import type { Transaction } from '#kernel/database'

import type { Receipt } from './receipts.ts'

export type Sample = { readonly id: string; readonly receipt: string; readonly tableId: string; readonly drawnOn: string; readonly why: 'random' | 'boundary'; readonly seed: string; readonly drawnAt: Date }

/** What the machine granted or returned within a time, by table: what a lot is drawn from. */
export async function decidedBetween(tx: Transaction, from: Date, to: Date): Promise<Pick<Receipt, 'id' | 'tableId' | 'decision'>[]> {
  return tx<Pick<Receipt, 'id' | 'tableId' | 'decision'>>`
    select id, table_id, decision from decisions.receipts
    where mode = 'machine' and outcome in ('GRANT', 'RETURN') and decided_at >= ${from} and decided_at < ${to} order by table_id, id`
}

export async function addSamples(tx: Transaction, samples: readonly Sample[]): Promise<void> {
  await tx`
    insert into decisions.samples (id, receipt, table_id, drawn_on, why, seed, drawn_at)
    select * from unnest(${samples.map((one) => one.id)}::uuid[], ${samples.map((one) => one.receipt)}::uuid[], ${samples.map((one) => one.tableId)}::text[], ${samples.map((one) => one.drawnOn)}::date[],
      ${samples.map((one) => one.why)}::text[], ${samples.map((one) => one.seed)}::text[], ${samples.map((one) => one.drawnAt)}::timestamptz[]) on conflict (receipt) do nothing`
}

export type OpenSample = Sample & { readonly caseId: string; readonly agency: string | null }

/** The samples that wait for a second look, the oldest first. Whose case it is and what was decided is not among what they say. */
export async function openSamples(tx: Transaction, limit: number): Promise<OpenSample[]> {
  return tx<OpenSample>`
    select s.id, s.receipt, s.table_id, s.drawn_on, s.why, s.seed, s.drawn_at, r.case_id, r.agency
    from decisions.samples s join decisions.receipts r on r.id = s.receipt
    where not exists (select 1 from decisions.second_looks l where l.sample = s.id) order by s.drawn_on, s.table_id, s.id limit ${limit}`
}

/** A sample, held until this act is over, so that it is looked at once. */
export async function holdSample(tx: Transaction, id: string): Promise<(OpenSample & { outcome: string | null }) | undefined> {
  const [found] = await tx<OpenSample & { outcome: string | null }>`
    select s.id, s.receipt, s.table_id, s.drawn_on, s.why, s.seed, s.drawn_at, r.case_id, r.agency, r.outcome
    from decisions.samples s join decisions.receipts r on r.id = s.receipt where s.id = ${id} for update of s`
  return found
}

export async function addSecondLook(tx: Transaction, one: { sample: string; outcome: 'GRANT' | 'RETURN'; agrees: boolean; note: string; at: Date; by: string }): Promise<boolean> {
  const added = await tx<{ sample: string }>`
    insert into decisions.second_looks (sample, outcome, agrees, note, decided_at, decided_by) values (${one.sample}, ${one.outcome}, ${one.agrees}, ${one.note}, ${one.at}, ${one.by})
    on conflict (sample) do nothing returning sample`
  return added.length === 1
}

export type Rate = { readonly tableId: string; readonly looked: number; readonly errors: number; readonly open: number }

/** How many of the drawn decisions of each table were looked at since a day and found wrong. Only lots count: what lies near a limit is looked at to learn, and would weigh too much. */
export async function ratesSince(tx: Transaction, table: string | null, since: Date): Promise<Rate[]> {
  return tx<Rate>`
    select s.table_id, count(l.sample) filter (where s.why = 'random')::int as looked, count(*) filter (where s.why = 'random' and not l.agrees)::int as errors, count(*) filter (where l.sample is null)::int as open
    from decisions.samples s left join decisions.second_looks l on l.sample = s.id
    where s.drawn_at >= ${since} and (${table}::text is null or s.table_id = ${table}) group by s.table_id order by s.table_id`
}

/** What a table decided since it last went on deciding: the cases to look through when it is halted. */
export async function affectedSince(tx: Transaction, table: string, { until, after, limit }: { until: Date; after: string | null; limit: number }): Promise<{ receipt: string; caseId: string; agency: string | null; outcome: string; decidedAt: Date; version: string | null }[]> {
  return tx<{ receipt: string; caseId: string; agency: string | null; outcome: string; decidedAt: Date; version: string | null }>`
    with good as (
      select greatest(
        coalesce((select max(r.resumed_at) from decisions.resumptions r join decisions.halts h on h.id = r.halt where h.table_id = ${table} and r.resumed_at < ${until}), '-infinity'),
        coalesce((select min(x.decided_at) from decisions.receipts x where x.table_id = ${table} and x.version = (select y.version from decisions.receipts y where y.table_id = ${table} and y.mode = 'machine' and y.decided_at <= ${until} order by y.decided_at desc, y.id limit 1)), '-infinity')) as since)
    select id as receipt, case_id, agency, outcome, decided_at, version from decisions.receipts, good
    where table_id = ${table} and mode = 'machine' and outcome in ('GRANT', 'RETURN') and decided_at >= good.since and decided_at <= ${until} and (${after}::uuid is null or id > ${after}) order by id limit ${limit}`
}
