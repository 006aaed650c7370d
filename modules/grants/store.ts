import { json, type Transaction } from '#kernel/database'
import type { Bilingual, Place } from '#kernel/shapes'

import type { Grant, UseRequest, UseRow, Wanted } from './model.ts'

type NewGrant = Omit<Grant, 'uses' | 'withdrawnAt'> & { readonly givenBy: string }

export async function addGrant(tx: Transaction, grant: NewGrant): Promise<void> {
  await tx`
    insert into grants.grants (id, basis, grantor, grantee, elements, purpose, case_id, law, given_by, given_at, not_after, max_uses)
    values (${grant.id}, ${grant.basis}, ${grant.grantor}, ${grant.grantee}, ${grant.elements}, ${grant.purpose}, ${grant.case},
      ${grant.law === null ? null : json(grant.law)}, ${grant.givenBy}, ${grant.givenAt}, ${grant.notAfter}, ${grant.maxUses})`
}

/** The grants about these people that could matter to these cases, newest first. */
export async function grantsAbout(tx: Transaction, grantors: readonly string[], cases: readonly (string | null)[]): Promise<Grant[]> {
  return tx<Grant>`
    select g.id, g.basis, g.grantor, g.grantee, g.elements, g.purpose, g.case_id as "case", g.law, g.given_at, g.not_after, g.max_uses,
      case when g.max_uses is null then 0 else (select count(*) from grants.uses u where u.subject = g.grantor and u.grant_id = g.id) end as uses,
      w.withdrawn_at
    from grants.grants g left join grants.withdrawals w on w.grant_id = g.id
    where g.grantor = any(${grantors}) and (g.case_id is null or g.case_id = any(${cases}))
    order by g.given_at desc`
}

/** The grants a person gave or that a law gave about him, newest first, those given before a moment. */
export async function grantsOf(tx: Transaction, grantor: string, before: { at: Date; id: string }, limit: number): Promise<Grant[]> {
  return tx<Grant>`
    select g.id, g.basis, g.grantor, g.grantee, g.elements, g.purpose, g.case_id as "case", g.law, g.given_at, g.not_after, g.max_uses,
      (select count(*) from grants.uses u where u.subject = g.grantor and u.grant_id = g.id) as uses, w.withdrawn_at
    from grants.grants g left join grants.withdrawals w on w.grant_id = g.id
    where g.grantor = ${grantor} and (g.given_at, g.id) < (${before.at}, ${before.id}::uuid) order by g.given_at desc, g.id desc limit ${limit}`
}

/** Whether a grant stands at a moment: it is not over and nobody took it back. */
export async function standsOn(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const [row] = await tx`select 1 from grants.grants g left join grants.withdrawals w on w.grant_id = g.id where g.id = ${id} and g.not_after > ${at} and w.grant_id is null`
  return row !== undefined
}

/** One grant, and nobody else can take it back until this act ends. */
export async function holdGrant(tx: Transaction, id: string): Promise<Grant | undefined> {
  await tx`select 1 from grants.grants where id = ${id} for update`
  const [held] = await tx<Grant>`
    select g.id, g.basis, g.grantor, g.grantee, g.elements, g.purpose, g.case_id as "case", g.law, g.given_at, g.not_after, g.max_uses,
      (select count(*) from grants.uses u where u.subject = g.grantor and u.grant_id = g.id) as uses, w.withdrawn_at
    from grants.grants g left join grants.withdrawals w on w.grant_id = g.id where g.id = ${id}`
  return held
}

export async function addWithdrawal(tx: Transaction, grant: string, at: Date, by: string, reason: string): Promise<void> {
  await tx`insert into grants.withdrawals (grant_id, withdrawn_at, withdrawn_by, reason) values (${grant}, ${at}, ${by}, ${reason})`
}

/** Keeps the use logs of these people to this act until it ends. */
export async function holdLogs(tx: Transaction, subjects: readonly string[]): Promise<void> {
  await tx`
    insert into grants.counters (subject, last) select subject, 0 from unnest(${[...subjects].sort()}::text[]) as subject
    on conflict (subject) do update set last = grants.counters.last`
}

/** Writes uses with the next numbers of each person. Two acts about one person wait for each other here. */
export async function addUses(tx: Transaction, uses: readonly UseRow[]): Promise<void> {
  const counts = new Map<string, number>()
  for (const use of uses) counts.set(use.subject, (counts.get(use.subject) ?? 0) + 1)
  const subjects = [...counts.keys()].sort() // Always in one order, or two acts could wait for each other for ever.
  // Not waited for here: a second look of this act would come between, and take the numbers of this one.
  const counted = tx`
    insert into grants.counters (subject, last)
    select * from unnest(${subjects}::text[], ${subjects.map((subject) => counts.get(subject)!)}::bigint[])
    on conflict (subject) do update set last = grants.counters.last + excluded.last`
  // The database works the numbers out, so that nobody waits for them: the last use has the last number, each before it one less.
  const rows = uses.map((use) => {
    const after = counts.get(use.subject)! - 1
    counts.set(use.subject, after)
    return { subject: use.subject, after, id: use.id, grant_id: use.grant, grantee: use.grantee, actor: use.actor, post: use.post, elements: use.elements, purpose: use.purpose, case_id: use.case, source: use.source, used_at: use.at }
  })
  const written = tx`
    insert into grants.uses (subject, number, id, grant_id, grantee, actor, post, elements, purpose, case_id, source, used_at)
    select u.subject, c.last - u.after, u.id, u.grant_id, u.grantee, u.actor, u.post, u.elements, u.purpose, u.case_id, u.source, u.used_at
    from grants.counters c join jsonb_to_recordset(${json(rows)}::jsonb) as u (subject text, after bigint, id uuid, grant_id uuid, grantee text, actor text, post text,
      elements text[], purpose text, case_id text, source text, used_at timestamptz) on u.subject = c.subject
    where c.subject = any(${subjects}::text[])`
  await Promise.all([counted, written])
}

export type UseShown = {
  readonly subject: string
  readonly number: number
  readonly id: string
  readonly grant: string
  readonly grantee: string
  readonly actor: string
  readonly post: string | null
  readonly elements: string[]
  readonly purpose: string
  readonly case: string | null
  readonly source: string
  readonly at: Date
  readonly basis: string
  /** When the ground of the look was given. */
  readonly givenAt: Date
  readonly law: Bilingual | null
}

/** Who looked at this person, newest first, before number `before`, of the looks that are wanted. */
export async function usesOf(tx: Transaction, subject: string, wanted: Wanted, before: number, limit: number): Promise<UseShown[]> {
  return tx<UseShown>`
    select u.subject, u.number, u.id, u.grant_id as "grant", u.grantee, u.actor, u.post, u.elements, u.purpose, u.case_id as "case", u.source, u.used_at as at, g.basis, g.given_at as "givenAt", g.law
    from grants.uses u join grants.grants g on g.id = u.grant_id
    where u.subject = ${subject} and u.number < ${before}
      and (${wanted.agency ?? null}::text is null or u.grantee = ${wanted.agency ?? null})
      and (${wanted.source ?? null}::text is null or u.source = ${wanted.source ?? null})
      and (${wanted.element ?? null}::text is null or ${wanted.element ?? null} = any(u.elements))
      and (${wanted.case ?? null}::text is null or u.case_id = ${wanted.case ?? null})
      and (${wanted.from ?? null}::timestamptz is null or u.used_at >= ${wanted.from ?? null})
      and (${wanted.until ?? null}::timestamptz is null or u.used_at < ${wanted.until ?? null})
      and (${wanted.numberSources ?? null}::text[] is null or u.source = any(${wanted.numberSources ?? null}) or 'idNumber' = any(u.elements))
    order by u.number desc limit ${limit}`
}

/** One look at this person. */
export async function useOf(tx: Transaction, subject: string, id: string): Promise<UseShown | undefined> {
  const [found] = await tx<UseShown>`
    select u.subject, u.number, u.id, u.grant_id as "grant", u.grantee, u.actor, u.post, u.elements, u.purpose, u.case_id as "case", u.source, u.used_at as at, g.basis, g.given_at as "givenAt", g.law
    from grants.uses u join grants.grants g on g.id = u.grant_id where u.subject = ${subject} and u.id = ${id}`
  return found
}

/** How often each agency looked into each source about this person, for his own number or without it, and when last. */
export async function countsOf(tx: Transaction, subject: string, since: Date): Promise<{ grantee: string; source: string; count: number; lately: number; elements: number; numbered: boolean; last: Date }[]> {
  return tx`
    select grantee, source, count(*) as count, count(*) filter (where used_at >= ${since}) as lately, sum(cardinality(elements))::bigint as elements, bool_or('idNumber' = any(elements)) as numbered, max(used_at) as last
    from grants.uses where subject = ${subject} group by grantee, source order by max(used_at) desc, grantee, source`
}

/** How many looks there were on each day since a moment; days without any are left out. Days are those of Shanghai. */
export async function daysOf(tx: Transaction, subject: string, since: Date): Promise<{ day: string; count: number; own: number }[]> {
  return tx`
    select to_char(used_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day, count(*) as count, count(*) filter (where grantee = subject) as own
    from grants.uses where subject = ${subject} and used_at >= ${since} group by 1 order by 1`
}

/** How often each element of each source was looked at by others than the person, and when last. */
export async function elementCounts(tx: Transaction, subject: string): Promise<{ element: string; count: number; last: Date }[]> {
  return tx`
    select u.source || '.' || e.name as element, count(*) as count, max(u.used_at) as last
    from grants.uses u cross join lateral unnest(u.elements) as e (name) where u.subject = ${subject} and u.grantee <> u.subject group by 1`
}

export type DisputeRow = {
  readonly id: string
  readonly number: string
  readonly subject: string
  readonly use: string
  readonly agency: string
  readonly words: string
  readonly at: Date
  readonly dueAt: Date
  readonly outcome: 'explained' | 'unlawful' | null
  readonly answer: string | null
  readonly answeredAt: Date | null
}

/** Adds a dispute. Gives false where this look was disputed before. */
export async function addDispute(tx: Transaction, one: Pick<DisputeRow, 'id' | 'number' | 'subject' | 'use' | 'agency' | 'words' | 'at' | 'dueAt'> & { readonly by: string }): Promise<boolean> {
  const added = await tx`
    insert into grants.disputes (id, number, subject, use_id, agency, words, disputed_at, disputed_by, due_at)
    values (${one.id}, ${one.number}, ${one.subject}, ${one.use}, ${one.agency}, ${one.words}, ${one.at}, ${one.by}, ${one.dueAt})
    on conflict (subject, use_id) do nothing returning id`
  return added.length > 0
}

/** Adds the one answer to a dispute. Gives false where it was answered before. */
export async function addDisputeAnswer(tx: Transaction, dispute: string, answer: { outcome: string; words: string; at: Date; by: string; post: string | null }): Promise<boolean> {
  const added = await tx`
    insert into grants.dispute_answers (dispute, answered_at, answered_by, post, outcome, words)
    values (${dispute}, ${answer.at}, ${answer.by}, ${answer.post}, ${answer.outcome}, ${answer.words}) on conflict do nothing returning dispute`
  return added.length > 0
}

/** Disputes by what is set: one, those about these looks of a person, all of a person, or those of an agency; with `answered` only those that are, or are not; with `after` only those after that place. Without an answer first, due first; then answered last. */
export async function disputesWith(tx: Transaction, which: { id?: string; subject?: string; uses?: readonly string[]; agency?: string; answered?: boolean | undefined; after?: Place | undefined }, limit: number): Promise<DisputeRow[]> {
  return tx<DisputeRow>`
    select d.id, d.number, d.subject, d.use_id as "use", d.agency, d.words, d.disputed_at as at, d.due_at, a.outcome, a.words as answer, a.answered_at
    from grants.disputes d left join grants.dispute_answers a on a.dispute = d.id
    where (${which.id ?? null}::uuid is null or d.id = ${which.id ?? null}) and (${which.subject ?? null}::text is null or d.subject = ${which.subject ?? null})
      and (${which.agency ?? null}::text is null or d.agency = ${which.agency ?? null}) and (${which.uses ?? null}::uuid[] is null or d.use_id = any(${which.uses ?? null}))
      and (${which.answered ?? null}::boolean is null or a.dispute is not null = ${which.answered ?? null})
      and (${which.after === undefined}::boolean or coalesce(a.answered_at, 'infinity') < ${which.after?.ended ?? 'infinity'}::timestamptz
        or (coalesce(a.answered_at, 'infinity') = ${which.after?.ended ?? 'infinity'}::timestamptz and (d.due_at, d.id) > (${which.after?.due ?? null}::timestamptz, ${which.after?.id ?? null}::uuid)))
    order by a.answered_at desc nulls first, d.due_at, d.id limit ${limit}`
}

/** The uses after a person and a number, by person and number. */
export async function usesAfter(tx: Transaction, after: { subject: string; number: number }, limit: number): Promise<(UseRow & { readonly number: number })[]> {
  return tx<UseRow & { number: number }>`
    select subject, number, id::text, grant_id::text as "grant", grantee, actor, post, elements, purpose, case_id as "case", source, used_at as at
    from grants.uses where (subject, number) > (${after.subject}, ${after.number}::bigint) order by subject, number limit ${limit}`
}

/** Which of these uses there are. */
export async function usesAmong(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  return (await tx<{ id: string }>`select id::text from grants.uses where id = any(${ids}::uuid[])`).map(({ id }) => id)
}

/** What a look was: at whom, by whom, at what, for what. */
export type Look = Pick<UseRow, 'id' | 'subject' | 'grantee' | 'source' | 'elements' | 'purpose'>

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The looks at these people with these ids; what can be no id finds none. */
export async function usesAt(tx: Transaction, subjects: readonly string[], ids: readonly string[]): Promise<Look[]> {
  return tx<Look>`select id::text, subject, grantee, source, elements, purpose from grants.uses where subject = any(${subjects}) and id = any(${ids.filter((id) => UUID.test(id))}::uuid[])`
}

/** A look that was refused with an alarm. */
export type Alarm = UseRequest & { readonly id: string; readonly actor: string; readonly post: string | null; readonly why: string; readonly at: Date }

export async function addAlarm(tx: Transaction, one: Alarm): Promise<void> {
  await tx`
    insert into grants.alarms (id, subject, grantee, actor, post, source, elements, purpose, case_id, why, alarmed_at)
    values (${one.id}, ${one.subject}, ${one.grantee}, ${one.actor}, ${one.post}, ${one.source}, ${one.elements}, ${one.purpose}, ${one.case}, ${one.why}, ${one.at})`
}

/** The refused looks at one person, or at everybody, newest first, those before a place. */
export async function alarmsOf(tx: Transaction, subject: string | null, before: { at: Date; id: string }, limit: number): Promise<Alarm[]> {
  return tx<Alarm>`
    select id, subject, grantee, actor, post, source, elements, purpose, case_id as "case", why, alarmed_at as at
    from grants.alarms where (${subject}::text is null or subject = ${subject}) and (alarmed_at, id) < (${before.at}, ${before.id}::uuid)
    order by alarmed_at desc, id desc limit ${limit}`
}
