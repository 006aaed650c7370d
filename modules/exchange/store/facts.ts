import { json, type Transaction } from '#kernel/database'

import type { State } from '../model.ts'

export type NewAnswer = { id: string; caseId: string | null; round: string; alias: string; position: number | null; source: string; subject: string | null; state: State; why: string | null; asOf: string | null; obtainedAt: Date; ms: number; grant: string | null; use: string | null }
export type NewFact = { subject: string; id: string; element: string; value: unknown; validFrom: string | null; source: string; grade: string; grant: string | null; use: string | null; answer: string }

export async function addAnswers(tx: Transaction, answers: readonly NewAnswer[]): Promise<void> {
  await tx`
    insert into exchange.answers (id, case_id, round, alias, position, source, subject, state, why, as_of, obtained_at, ms, grant_id, use_id)
    select a.id, a."caseId", a.round, a.alias, a.position, a.source, a.subject, a.state, a.why, a."asOf", a."obtainedAt", a.ms, a."grant", a."use"
    from jsonb_to_recordset(${json(answers)}::jsonb) as a (id uuid, "caseId" text, round text, alias text, position int, source text, subject text,
      state text, why text, "asOf" timestamptz, "obtainedAt" timestamptz, ms int, "grant" uuid, "use" uuid)`
}

export async function addFacts(tx: Transaction, caseId: string | null, at: Date, facts: readonly NewFact[]): Promise<void> {
  if (facts.length === 0) return
  await tx`
    insert into exchange.facts (subject, id, element, value, valid_from, obtained_at, source, grade, grant_id, use_id, case_id, answer)
    select f.subject, f.id, f.element, f.value, f."validFrom", ${at}, f.source, f.grade, f."grant", f."use", ${caseId}, f.answer
    from jsonb_to_recordset(${json(facts)}::jsonb) as f (subject text, id uuid, element text, value jsonb, "validFrom" timestamptz,
      source text, grade text, "grant" uuid, "use" uuid, answer uuid)`
}

/** `disputed`: the objection of the person that still waits for an answer. */
export type FactShown = { id: string; subject: string; element: string; value: unknown; validFrom: Date | null; obtainedAt: Date; source: string; grade: string; grant: string | null; use: string | null; answer: string; alias: string; position: number | null; round: string; disputed: string | null }

export type AnswerShown = { id: string; alias: string; position: number | null; round: string; source: string; subject: string | null; state: State; why: string | null; asOf: Date | null; obtainedAt: Date; ms: number; grant: string | null; use: string | null }

export async function addOrder(tx: Transaction, order: { key: string; caseId: string; name: string; alias: string; position: number; answer: unknown; declined: string | null; at: Date }): Promise<boolean> {
  const added = await tx`
    insert into exchange.orders (key, case_id, name, alias, position, answer, declined, ordered_at)
    values (${order.key}, ${order.caseId}, ${order.name}, ${order.alias}, ${order.position}, ${json(order.answer)}, ${order.declined}, ${order.at})
    on conflict (key) do nothing returning key`
  return added.length > 0
}

/** The facts of some answers. */
export async function factsOfAnswers(tx: Transaction, answers: readonly string[]): Promise<{ answer: string; element: string; value: unknown }[]> {
  return tx<{ answer: string; element: string; value: unknown }>`select answer, element, value from exchange.facts where answer = any(${answers}::uuid[])`
}

export type OrderShown = { key: string; name: string; alias: string; position: number; answer: Record<string, unknown>; declined: string | null; orderedAt: Date }

type Looked = Omit<AnswerShown, 'id'> & { answer: string } & Pick<FactShown, 'element' | 'value' | 'validFrom' | 'grade' | 'disputed'> & { fact: string | null; factOf: string }

/** Everything a case looked at and ordered: two statements in one breath, for this is read more often than anything else of a case. */
export async function ofCase(tx: Transaction, caseId: string): Promise<{ facts: FactShown[]; answers: AnswerShown[]; orders: OrderShown[] }> {
  const [looked, orders] = await Promise.all([
    tx<Looked>`
      select a.id as answer, a.alias, a.position, a.round, a.source, a.subject, a.state, a.why, a.as_of, a.obtained_at, a.ms, a.grant_id as "grant", a.use_id as "use",
        f.id as fact, f.subject as fact_of, f.element, f.value, f.valid_from, f.grade,
        (select o.id from exchange.open_objections o where o.subject = f.subject and o.source = f.source and f.element = o.source || '.' || o.element limit 1) as disputed
      from exchange.answers a left join exchange.facts f on f.case_id = a.case_id and f.answer = a.id
      where a.case_id = ${caseId} order by a.obtained_at, a.alias, a.position, a.id, f.id`,
    tx<OrderShown>`
      select o.key, o.name, o.alias, o.position, o.answer, o.declined, o.ordered_at
      from exchange.orders o where o.case_id = ${caseId} order by o.ordered_at, o.alias, o.position`,
  ])
  return { ...factsAndAnswers(looked), orders }
}

/** One row for each fact, and one for each answer without any, taken apart. */
function factsAndAnswers(looked: readonly Looked[]): { facts: FactShown[]; answers: AnswerShown[] } {
  const answers = new Map<string, AnswerShown>()
  const facts: FactShown[] = []
  for (const { answer, fact, factOf, element, value, validFrom, grade, disputed, ...rest } of looked) {
    answers.set(answer, { id: answer, ...rest })
    const { alias, position, round, obtainedAt, source, grant, use } = rest
    if (fact !== null) facts.push({ id: fact, subject: factOf, element, value, validFrom, grade, answer, alias, position, round, obtainedAt, source, grant, use, disputed })
  }
  return { facts, answers: [...answers.values()] }
}

/** The last answers of each source since a moment, at most `limit` of each: bounded, however many a day brings. */
export async function lately(tx: Transaction, sources: readonly string[], since: Date, limit: number): Promise<{ source: string; state: State | null; count: number; p50: number; p95: number; last: Date }[]> {
  return tx`
    select s.source, a.state, count(*) as count, percentile_disc(0.5) within group (order by a.ms) as p50, percentile_disc(0.95) within group (order by a.ms) as p95, max(a.obtained_at) as last
    from unnest(${sources}::text[]) as s (source)
    cross join lateral (
      select state, ms, obtained_at from exchange.answers where source = s.source and obtained_at >= ${since} order by obtained_at desc limit ${limit}) a
    group by grouping sets ((s.source, a.state), (s.source)) order by s.source, a.state nulls first`
}

/** The last answers of a source that were no hit, newest first. */
export async function troubles(tx: Transaction, source: string, limit: number): Promise<{ at: Date; state: State; why: string | null; ms: number; case: string | null }[]> {
  return tx`
    select obtained_at as at, state, why, ms, case_id as "case" from exchange.answers
    where source = ${source} and state <> 'hit' order by obtained_at desc limit ${limit}`
}

/** How each source has answered since a moment: counts by state and the median and 95th percentile of its time. */
export async function health(tx: Transaction, since: Date): Promise<{ source: string; state: State; count: number; p50: number; p95: number }[]> {
  return tx`
    select source, state, count(*) as count, percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.95) within group (order by ms) as p95
    from exchange.answers where obtained_at >= ${since} group by source, state order by source, state`
}

export type KnownFact = { id: string; element: string; value: unknown; validFrom: Date | null; obtainedAt: Date; source: string; grade: string; case: string | null }

/** The newest fact of each element about somebody. */
export async function newestFacts(tx: Transaction, subject: string): Promise<KnownFact[]> {
  return tx<KnownFact>`
    select distinct on (element) id, element, value, valid_from, obtained_at, source, grade, case_id as "case"
    from exchange.facts where subject = ${subject} order by element, obtained_at desc, id`
}

/** How the newest asking of each source about somebody went. */
export async function newestAnswers(tx: Transaction, subject: string): Promise<{ source: string; state: State; obtainedAt: Date; asOf: Date | null }[]> {
  return tx`
    select distinct on (source) source, state, obtained_at, as_of
    from exchange.answers where subject = ${subject} order by source, obtained_at desc, id`
}

/** The sources that somebody asked about himself since a moment. */
export async function ownAsksSince(tx: Transaction, subject: string, since: Date): Promise<{ source: string }[]> {
  return tx`select distinct source from exchange.answers where subject = ${subject} and case_id is null and round like 'own %' and obtained_at > ${since}`
}

/** Whether something about somebody was looked at in a case. */
export async function isInCase(tx: Transaction, subject: string, caseId: string): Promise<boolean> {
  return (await tx`select 1 from exchange.facts where case_id = ${caseId} and subject = ${subject} limit 1`).length > 0
}

/** The cases that looked at an element about somebody before a moment, each with the name it has there. */
export async function casesThatSaw(tx: Transaction, subject: string, element: string, until: Date): Promise<{ case: string; alias: string }[]> {
  return tx<{ case: string; alias: string }>`
    select distinct f.case_id as "case", a.alias from exchange.facts f join exchange.answers a on a.id = f.answer
    where f.subject = ${subject} and f.element = ${element} and f.case_id is not null and f.obtained_at <= ${until} order by 1, 2`
}
