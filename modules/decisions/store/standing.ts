import type { Transaction } from '#kernel/database'

/** What bears on a table's decisions at a moment: whether it is halted, and which changed tables decide silently beside it. */
export type Standing = { readonly halt: string | null; readonly shadows: readonly string[] }

/** What bears on a table now. One statement, so that it can be asked ahead and costs a decision nothing. */
export async function standingOf(tx: Transaction, table: string, at: Date): Promise<Standing> {
  const [found] = await tx<Standing>`
    select
      (select h.id from decisions.halts h where h.table_id = ${table} and not exists (select 1 from decisions.resumptions r where r.halt = h.id) order by h.halted_at limit 1) as halt,
      (select coalesce(array_agg(s.id order by s.id), '{}') from decisions.shadows s where s.table_id = ${table} and s.begun_at <= ${at} and s.until > ${at})::text[] as shadows`
  return found!
}

/** The tables that are halted now. */
export async function haltedTables(tx: Transaction): Promise<string[]> {
  return (await tx<{ tableId: string }>`select distinct h.table_id from decisions.halts h where not exists (select 1 from decisions.resumptions r where r.halt = h.id)`).map(({ tableId }) => tableId)
}

export type Halt = {
  readonly id: string
  readonly tableId: string
  readonly kind: 'hand' | 'quality'
  readonly reason: string
  readonly haltedAt: Date
  readonly haltedBy: string
  readonly resumedAt: Date | null
  readonly resumedBy: string | null
  readonly resumption: string | null
}

export async function addHalt(tx: Transaction, one: Pick<Halt, 'id' | 'tableId' | 'kind' | 'reason' | 'haltedAt' | 'haltedBy'>): Promise<void> {
  await tx`
    insert into decisions.halts (id, table_id, kind, reason, halted_at, halted_by)
    values (${one.id}, ${one.tableId}, ${one.kind}, ${one.reason}, ${one.haltedAt}, ${one.haltedBy})`
}

export async function addResumption(tx: Transaction, one: { halt: string; reason: string; at: Date; by: string }): Promise<void> {
  await tx`insert into decisions.resumptions (halt, reason, resumed_at, resumed_by) values (${one.halt}, ${one.reason}, ${one.at}, ${one.by})`
}

/** The halts of a table, or of all, the newest first; those that stand before those that are over. */
export async function haltsOf(tx: Transaction, table: string | null): Promise<Halt[]> {
  return tx<Halt>`
    select h.id, h.table_id, h.kind, h.reason, h.halted_at, h.halted_by, r.resumed_at, r.resumed_by, r.reason as resumption
    from decisions.halts h left join decisions.resumptions r on r.halt = h.id
    where ${table}::text is null or h.table_id = ${table} order by r.resumed_at is not null, h.halted_at desc, h.id limit 200`
}

/** A halt, held until this act is over, so that it is resumed once. */
export async function holdHalt(tx: Transaction, id: string): Promise<Halt | undefined> {
  const [found] = await tx<Halt>`
    select h.id, h.table_id, h.kind, h.reason, h.halted_at, h.halted_by, r.resumed_at, r.resumed_by, r.reason as resumption
    from decisions.halts h left join decisions.resumptions r on r.halt = h.id where h.id = ${id} for update of h`
  return found
}
