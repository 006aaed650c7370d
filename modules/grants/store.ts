import { json, type Transaction } from '#kernel/database'
import type { Bilingual } from '#kernel/shapes'

import type { Grant, UseRequest } from './model.ts'

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

/** Every grant a person gave or that a law gave about him, newest first. */
export async function grantsOf(tx: Transaction, grantor: string, limit: number): Promise<Grant[]> {
  return tx<Grant>`
    select g.id, g.basis, g.grantor, g.grantee, g.elements, g.purpose, g.case_id as "case", g.law, g.given_at, g.not_after, g.max_uses,
      (select count(*) from grants.uses u where u.subject = g.grantor and u.grant_id = g.id) as uses, w.withdrawn_at
    from grants.grants g left join grants.withdrawals w on w.grant_id = g.id
    where g.grantor = ${grantor} order by g.given_at desc limit ${limit}`
}

/** Whether a grant stands at a moment: it is not over and nobody took it back. */
export async function standsOn(tx: Transaction, id: string, at: Date): Promise<boolean> {
  const [row] = await tx`select 1 from grants.grants g left join grants.withdrawals w on w.grant_id = g.id where g.id = ${id} and g.not_after > ${at} and w.grant_id is null`
  return row !== undefined
}

/** One grant, and nobody else can take it back until this act ends. */
export async function holdGrant(tx: Transaction, id: string): Promise<Grant | undefined> {
  const [held] = await tx<{ grantor: string }>`select grantor from grants.grants where id = ${id} for update`
  return held ? (await grantsOf(tx, held.grantor, 10_000)).find((grant) => grant.id === id) : undefined
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

export type NewUse = UseRequest & { readonly id: string; readonly grant: string; readonly actor: string; readonly at: Date }

/** Writes uses with the next numbers of each person. Two acts about one person wait for each other here. */
export async function addUses(tx: Transaction, uses: readonly NewUse[]): Promise<void> {
  const counts = new Map<string, number>()
  for (const use of uses) counts.set(use.subject, (counts.get(use.subject) ?? 0) + 1)
  const subjects = [...counts.keys()].sort() // Always in one order, or two acts could wait for each other for ever.
  const last = await tx<{ subject: string; last: number }>`
    insert into grants.counters (subject, last)
    select * from unnest(${subjects}::text[], ${subjects.map((subject) => counts.get(subject)!)}::bigint[])
    on conflict (subject) do update set last = grants.counters.last + excluded.last
    returning subject, last`
  const next = new Map(last.map((row) => [row.subject, row.last - counts.get(row.subject)!]))
  const rows = uses.map((use) => {
    const number = next.get(use.subject)! + 1
    next.set(use.subject, number)
    return { subject: use.subject, number, id: use.id, grant_id: use.grant, grantee: use.grantee, actor: use.actor, elements: use.elements, purpose: use.purpose, case_id: use.case, source: use.source, used_at: use.at }
  })
  await tx`
    insert into grants.uses (subject, number, id, grant_id, grantee, actor, elements, purpose, case_id, source, used_at)
    select subject, number, id, grant_id, grantee, actor, elements, purpose, case_id, source, used_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as u (subject text, number bigint, id uuid, grant_id uuid, grantee text, actor text,
      elements text[], purpose text, case_id text, source text, used_at timestamptz)`
}

export type UseShown = {
  readonly number: number
  readonly id: string
  readonly grant: string
  readonly grantee: string
  readonly actor: string
  readonly elements: string[]
  readonly purpose: string
  readonly case: string | null
  readonly source: string
  readonly at: Date
  readonly basis: string
  readonly law: Bilingual | null
}

/** Who looked at this person, newest first, before number `before`. */
export async function usesOf(tx: Transaction, subject: string, before: number, limit: number): Promise<UseShown[]> {
  return tx<UseShown>`
    select u.number, u.id, u.grant_id as "grant", u.grantee, u.actor, u.elements, u.purpose, u.case_id as "case", u.source, u.used_at as at, g.basis, g.law
    from grants.uses u join grants.grants g on g.id = u.grant_id
    where u.subject = ${subject} and u.number < ${before}
    order by u.number desc limit ${limit}`
}
