import type { Transaction } from '#kernel/database'

/** The clocks that run, by what was asked for, who answers for it, and how late they are; those due more than a year ago are somebody else's question. */
export async function runningClocks(tx: Transaction, at: Date): Promise<{ kind: string; definition: string; owner: string; name: string; running: number; yellow: number; red: number; firstDue: Date }[]> {
  return tx`
    select c.kind, c.definition, k.owner, k.name, count(*) as running,
      count(*) filter (where ${at} <= k.due_at and ${at} >= k.started_at + 0.6 * (k.due_at - k.started_at)) as yellow,
      count(*) filter (where ${at} > k.due_at) as red, min(k.due_at) as first_due
    from services.clocks k join services.cases c on c.id = k.case_id
    where k.due_at > ${at}::timestamptz - interval '1 year'
      and not exists (select 1 from services.clock_stops s where s.case_id = k.case_id and s.name = k.name and s.round = k.round)
    group by c.kind, c.definition, k.owner, k.name order by red desc, yellow desc, running desc, c.definition, k.name limit 300`
}

/** The running clocks of one agency and definition that are due first. */
export async function firstDue(tx: Transaction, about: { definition: string; owner: string; name: string }, at: Date, limit: number): Promise<{ number: string; startedAt: Date; dueAt: Date; waits: string | null }[]> {
  return tx`
    select c.number, k.started_at, k.due_at,
      (select t.role from services.tasks t left join services.task_ends e on e.task = t.id where t.case_id = c.id and t.round = k.round and e.task is null) as waits
    from services.clocks k join services.cases c on c.id = k.case_id
    where c.definition = ${about.definition} and k.owner = ${about.owner} and k.name = ${about.name} and k.due_at > ${at}::timestamptz - interval '1 year'
      and not exists (select 1 from services.clock_stops s where s.case_id = k.case_id and s.name = k.name and s.round = k.round)
    order by k.due_at, c.number limit ${limit}`
}
