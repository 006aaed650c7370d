import type pg from 'pg'

/** How a queue is filled: how many tasks wait for the registrars of an agency, and in whose hands every so many of them are. */
export type Filling = { readonly agency: string; readonly count: number; readonly me: string; readonly colleague: string; readonly mineEvery: number; readonly othersEvery: number }

/** A task has five days. Openings lie so far apart that a tenth of all are overdue and a third are yellow, as in a bad week. */
const DAYS = 5
const OPENED_OVER_DAYS = 5.5

const REASONS = JSON.stringify([{
  row: 'address-full', reason: 'company.address_full', field: 'address',
  text: { zh: '该地址已登记 5 家企业，达到上限 5 家，由登记人员核实。', en: '5 firms are registered at this address, the limit being 5; a registrar checks.' },
  law: { zh: '《市场主体登记管理条例》第十一条', en: 'Regulations on the Registration of Market Entities, art. 11' },
}])

/**
 * Writes cases that wait for an officer straight into the database, as the acts would have left them: case, answers, round,
 * verdict, task, who took it, and the index of what waits, which is made from them as its own migration made it. The nth
 * case from the oldest has the number `<agency>-<count - n>`.
 */
export async function fillQueue(look: Pick<pg.ClientBase, 'query'>, { agency, count, me, colleague, mineEvery, othersEvery }: Filling): Promise<void> {
  const { rows: [release] } = await look.query<{ digest: string }>('select digest from kernel.releases order by number desc limit 1')
  await look.query('begin')
  await look.query('create temporary table filling on commit drop as select n, $3::text || \'-\' || n as id, gen_random_uuid() as task, clock_timestamp() - n * ($2::float8 / $1) * interval \'1 day\' as at from generate_series(1, $1::int) n', [count, OPENED_OVER_DAYS, agency])
  for (const [sql, values] of [
    ['insert into services.cases (id, number, kind, definition, release, applicant, opened_by, channel, opened_at) select id, id, \'matter\', \'company-registration\', $1, $2, $2, \'online\', at from filling', [release!.digest, me]],
    ['insert into services.snapshots (case_id, round, answers, digest, typed, picked, confirmed_at, confirmed_by) select id, 1, \'{}\', \'bench\', 0, 0, at, $1 from filling', [me]],
    ['insert into services.submissions (case_id, round, submitted_at, organ) select id, 1, at, $1 from filling', [agency]],
    ['insert into services.verdicts (case_id, round, number, decision, outcome, reasons, decided_at, decided_by) select id, 1, 1, gen_random_uuid(), \'ROUTE\', $1, at, \'house\' from filling', [REASONS]],
    ['insert into services.tasks (id, case_id, round, role, agency, opened_at, due_at) select task, id, 1, \'registrar\', $2, at, at + $1 * interval \'1 day\' from filling', [DAYS, agency]],
    ['insert into services.takings (task, person, taken_at) select task, case when n % $1::int = 0 then $2 else $3 end, at from filling where n % $1::int = 0 or n % $4::int = 0', [mineEvery, me, colleague, othersEvery]],
    [`insert into services.waiting
        select t.id, t.case_id, c.number, c.definition, c.release, t.agency, t.role, coalesce(v.reasons -> 0 ->> 'reason', ''), v.reasons, k.person, t.opened_at, t.opened_at + 0.6 * (t.due_at - t.opened_at), t.due_at, t.opened_at
        from filling f join services.tasks t on t.id = f.task join services.cases c on c.id = t.case_id join services.verdicts v on v.case_id = t.case_id left join services.takings k on k.task = t.id`, []],
  ] as const) await look.query(sql, [...values])
  await look.query('commit')
  await look.query('analyze')
}
