import { json, type Transaction } from '#kernel/database'

export type Ending = 'effective' | 'lapsed' | 'input_changed' | 'facts_changed'

export type Dormant = {
  readonly id: string
  readonly receipt: string
  readonly caseId: string
  readonly tableId: string
  readonly triggerFact: string
  readonly triggerWhere: Readonly<Record<string, string | number | boolean>>
  readonly until: Date
  readonly inputDigest: string
  readonly begunAt: Date
  readonly begunBy: string
  readonly triggeredAt: Date | null
  readonly ending: Ending | null
  readonly endedAt: Date | null
}

export async function addDormant(tx: Transaction, one: Omit<Dormant, 'triggeredAt' | 'ending' | 'endedAt'>): Promise<void> {
  await tx`
    insert into decisions.dormant (id, receipt, case_id, table_id, trigger_fact, trigger_where, until, input_digest, begun_at, begun_by)
    values (${one.id}, ${one.receipt}, ${one.caseId}, ${one.tableId}, ${one.triggerFact}, ${json(one.triggerWhere)}, ${one.until}, ${one.inputDigest}, ${one.begunAt}, ${one.begunBy})`
}

/** A dormant decision, held until this act is over, so that it ends once. */
export async function holdDormant(tx: Transaction, id: string): Promise<Dormant | undefined> {
  const [found] = await tx<Dormant>`
    select d.id, d.receipt, d.case_id, d.table_id, d.trigger_fact, d.trigger_where, d.until, d.input_digest, d.begun_at, d.begun_by, t.triggered_at, a.kind as ending, a.ended_at
    from decisions.dormant d left join decisions.triggers t on t.dormant = d.id left join decisions.awakenings a on a.dormant = d.id where d.id = ${id} for update of d`
  return found
}

/** The dormant decisions of a case, oldest first. */
export async function dormantOfCase(tx: Transaction, caseId: string): Promise<Dormant[]> {
  return tx<Dormant>`
    select d.id, d.receipt, d.case_id, d.table_id, d.trigger_fact, d.trigger_where, d.until, d.input_digest, d.begun_at, d.begun_by, t.triggered_at, a.kind as ending, a.ended_at
    from decisions.dormant d left join decisions.triggers t on t.dormant = d.id left join decisions.awakenings a on a.dormant = d.id where d.case_id = ${caseId} order by d.begun_at, d.id`
}

/** The types of facts that any decision waits for now. */
export async function awaited(tx: Transaction): Promise<string[]> {
  const rows = await tx<{ type: string }>`
    select distinct d.trigger_fact as type from decisions.dormant d
    where not exists (select 1 from decisions.triggers t where t.dormant = d.id) and not exists (select 1 from decisions.awakenings a where a.dormant = d.id)`
  return rows.map(({ type }) => type)
}

/** The decisions that a fact wakes: those that wait for its type and whose every condition it meets. */
export async function wokenBy(tx: Transaction, fact: { type: string; at: Date; known: Readonly<Record<string, unknown>> }): Promise<{ id: string; caseId: string }[]> {
  return tx<{ id: string; caseId: string }>`
    select d.id, d.case_id from decisions.dormant d
    where d.trigger_fact = ${fact.type} and ${json(fact.known)}::jsonb @> d.trigger_where and d.begun_at <= ${fact.at} and d.until >= ${fact.at}
      and not exists (select 1 from decisions.triggers t where t.dormant = d.id) and not exists (select 1 from decisions.awakenings a where a.dormant = d.id)
    order by d.id`
}

export async function addTrigger(tx: Transaction, one: { dormant: string; entry: string; at: Date }): Promise<boolean> {
  const added = await tx<{ dormant: string }>`
    insert into decisions.triggers (dormant, entry, triggered_at) values (${one.dormant}, ${one.entry}, ${one.at}) on conflict (dormant) do nothing returning dormant`
  return added.length === 1
}

export async function addAwakening(tx: Transaction, one: { dormant: string; kind: Ending; receipt: string | null; at: Date; by: string }): Promise<void> {
  await tx`insert into decisions.awakenings (dormant, kind, receipt, ended_at, ended_by) values (${one.dormant}, ${one.kind}, ${one.receipt}, ${one.at}, ${one.by})`
}
