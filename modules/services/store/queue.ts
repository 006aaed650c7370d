import type { Transaction } from '#kernel/database'

import type { Lamp, Whose } from '../model/queue.ts'

/** Which of the waiting tasks: those of these roles in this agency, in whose hands, under which lamp, of which matter, for which reason, by number. */
export type Wanted = { readonly agency: string; readonly roles: readonly string[]; readonly me: string; readonly whose: Whose; readonly lamp: Lamp | null; readonly matter: string | null; readonly why: string | null; readonly number: string; readonly at: Date }

export type Waiting = { task: string; caseId: string; number: string; definition: string; release: string; role: string; reasons: unknown; holder: string | null; openedAt: Date; dueAt: Date; contest: string | null; here: string[] | null }

/** A window on the queue: from a place, or after the last one seen. */
export type Window = { readonly after: { readonly at: Date; readonly task: string } | null; readonly from: number; readonly limit: number }

/** Those due first on top. The window is found by the index alone; only what stands in it is read, and asked who has it before him. */
export async function waitingByDue(tx: Transaction, w: Wanted, { after, from, limit }: Window): Promise<Waiting[]> {
  return tx<Waiting>`
    select w.task, w.case_id, w.number, w.definition, w.release, w.role, w.reasons, w.holder, w.opened_at, w.due_at, w.contest,
      (select array_agg(p.person) from services.presences p where p.case_id = w.case_id and p.until > ${w.at} and p.person <> ${w.me}) as here
    from (
      select q.task from services.waiting q
      where q.agency = ${w.agency} and q.role = any(${w.roles}) and (q.due_at, q.task) > (${after?.at ?? '-infinity'}::timestamptz, ${after?.task ?? NOTHING}::uuid)
        and (${w.whose} = 'all' or (${w.whose} = 'mine' and q.holder = ${w.me}) or (${w.whose} = 'free' and q.holder is null) or (${w.whose} = 'others' and q.holder <> ${w.me}))
        and (${w.lamp}::text is null or ${w.lamp} = case when q.due_at < ${w.at} then 'red' when q.warn_at <= ${w.at} then 'yellow' else 'green' end)
        and (${w.matter}::text is null or q.definition = ${w.matter}) and (${w.why}::text is null or q.reason = ${w.why}) and (${w.number} = '' or q.number ilike '%' || ${w.number} || '%')
      order by q.due_at, q.task offset ${from} limit ${limit}
    ) found join services.waiting w using (task)
    order by w.due_at, w.task`
}

/** Those that came last on top. */
export async function waitingByAge(tx: Transaction, w: Wanted, { after, from, limit }: Window): Promise<Waiting[]> {
  return tx<Waiting>`
    select w.task, w.case_id, w.number, w.definition, w.release, w.role, w.reasons, w.holder, w.opened_at, w.due_at, w.contest,
      (select array_agg(p.person) from services.presences p where p.case_id = w.case_id and p.until > ${w.at} and p.person <> ${w.me}) as here
    from (
      select q.task from services.waiting q
      where q.agency = ${w.agency} and q.role = any(${w.roles}) and q.opened_at <= ${after?.at ?? 'infinity'}::timestamptz and (q.opened_at < ${after?.at ?? 'infinity'}::timestamptz or q.task > ${after?.task ?? NOTHING}::uuid)
        and (${w.whose} = 'all' or (${w.whose} = 'mine' and q.holder = ${w.me}) or (${w.whose} = 'free' and q.holder is null) or (${w.whose} = 'others' and q.holder <> ${w.me}))
        and (${w.lamp}::text is null or ${w.lamp} = case when q.due_at < ${w.at} then 'red' when q.warn_at <= ${w.at} then 'yellow' else 'green' end)
        and (${w.matter}::text is null or q.definition = ${w.matter}) and (${w.why}::text is null or q.reason = ${w.why}) and (${w.number} = '' or q.number ilike '%' || ${w.number} || '%')
      order by q.opened_at desc, q.task offset ${from} limit ${limit}
    ) found join services.waiting w using (task)
    order by w.opened_at desc, w.task`
}

const NOTHING = '00000000-0000-0000-0000-000000000000'

/** How many wait, by everything that one may ask for at once. */
export type Count = { whose: Exclude<Whose, 'all'>; lamp: Lamp; matter: string; why: string; release: string; words: unknown; count: number; changedAt: Date }

/** The counts of all that waits for these roles, whatever the other wishes; lamps are counted and not grouped by, which would sort every task. */
export async function countsOf(tx: Transaction, w: Pick<Wanted, 'agency' | 'roles' | 'me' | 'number' | 'at'>): Promise<Count[]> {
  return tx<Count>`
    select g.whose, l.lamp, g.matter, g.why, w.release, w.reasons -> 0 -> 'text' as words, l.count, g.changed_at
    from (
      select case when q.holder is null then 'free' when q.holder = ${w.me} then 'mine' else 'others' end as whose, q.definition as matter, q.reason as why, any_value(q.task) as one, max(q.changed_at) as changed_at,
        count(*) filter (where q.due_at < ${w.at}) as red, count(*) filter (where q.due_at >= ${w.at} and q.warn_at <= ${w.at}) as yellow, count(*) filter (where q.due_at >= ${w.at} and q.warn_at > ${w.at}) as green
      from services.waiting q
      where q.agency = ${w.agency} and q.role = any(${w.roles}) and (${w.number} = '' or q.number ilike '%' || ${w.number} || '%')
      group by 1, 2, 3
    ) g join services.waiting w on w.task = g.one cross join lateral (values ('red', g.red), ('yellow', g.yellow), ('green', g.green)) as l(lamp, count)
    where l.count > 0`
}
