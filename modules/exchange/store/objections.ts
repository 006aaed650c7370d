import { json, type Transaction } from '#kernel/database'
import type { Place } from '#kernel/shapes'

import type { ObjectionKind } from '../model.ts'

export type Objection = {
  readonly id: string
  readonly number: string
  readonly subject: string
  readonly source: string
  readonly element: string
  readonly fact: string | null
  readonly was: unknown
  readonly case: string | null
  readonly kind: ObjectionKind
  readonly proposed: string
  readonly words: string
  readonly agency: string
  readonly raisedAt: Date
  readonly raisedBy: string
  readonly dueAt: Date
}

/** An objection with what became of it. */
export type ObjectionFile = Objection & { readonly outcome: 'corrected' | 'upheld' | null; readonly answer: string | null; readonly answeredAt: Date | null; readonly withdrawnAt: Date | null }

/** Makes every other act that objects to the same element about the same person wait until this one is kept or undone. */
export async function holdElement(tx: Transaction, subject: string, element: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`objection ${subject} ${element}`}, 0))`
}

export async function addObjection(tx: Transaction, one: Objection): Promise<void> {
  await tx`
    insert into exchange.objections (id, number, subject, source, element, fact, was, case_id, kind, proposed, words, agency, raised_at, raised_by, due_at)
    values (${one.id}, ${one.number}, ${one.subject}, ${one.source}, ${one.element}, ${one.fact}, ${json(one.was ?? null)}, ${one.case}, ${one.kind}, ${one.proposed}, ${one.words},
      ${one.agency}, ${one.raisedAt}, ${one.raisedBy}, ${one.dueAt})`
}

/** One objection, and nobody else can answer it or take it back until this act ends. */
export async function holdObjection(tx: Transaction, id: string): Promise<ObjectionFile | undefined> {
  await tx`select 1 from exchange.objections where id = ${id} for update`
  return (await objectionsWith(tx, { id }, 1))[0]
}

export async function addAnswer(tx: Transaction, id: string, answer: { outcome: string; words: string; at: Date; by: string; post: string | null }): Promise<void> {
  await tx`
    insert into exchange.objection_answers (objection, answered_at, answered_by, post, outcome, words)
    values (${id}, ${answer.at}, ${answer.by}, ${answer.post}, ${answer.outcome}, ${answer.words})`
}

export async function addObjectionWithdrawal(tx: Transaction, id: string, at: Date, by: string): Promise<void> {
  await tx`insert into exchange.objection_withdrawals (objection, withdrawn_at, withdrawn_by) values (${id}, ${at}, ${by})`
}

type Which = { id?: string; subject?: string; agency?: string; overdueAt?: Date; over?: boolean | undefined; after?: Place | undefined }

/**
 * Objections by what is set: one, those of a person, those to an agency; with `overdueAt` also those to any agency
 * that nobody answered by then, with `over` only those that are (or are not) answered or withdrawn. Open ones first, due
 * first; then those that were answered or withdrawn last. With `after` only those that stand after that place.
 */
export async function objectionsWith(tx: Transaction, which: Which, limit: number): Promise<ObjectionFile[]> {
  return tx<ObjectionFile>`
    select o.id, o.number, o.subject, o.source, o.element, o.fact, o.was, o.case_id as "case", o.kind, o.proposed, o.words, o.agency, o.raised_at, o.raised_by, o.due_at,
      a.outcome, a.words as answer, a.answered_at, w.withdrawn_at
    from exchange.objections o left join exchange.objection_answers a on a.objection = o.id left join exchange.objection_withdrawals w on w.objection = o.id
    where (${which.id ?? null}::uuid is null or o.id = ${which.id ?? null}) and (${which.subject ?? null}::text is null or o.subject = ${which.subject ?? null})
      and (${which.over ?? null}::boolean is null or coalesce(a.answered_at, w.withdrawn_at) is not null = ${which.over ?? null})
      and (${which.agency ?? null}::text is null or o.agency = ${which.agency ?? null} or (a.objection is null and w.objection is null and o.due_at < ${which.overdueAt ?? null}::timestamptz))
      and (${which.after === undefined}::boolean or coalesce(a.answered_at, w.withdrawn_at, 'infinity') < ${which.after?.ended ?? 'infinity'}::timestamptz
        or (coalesce(a.answered_at, w.withdrawn_at, 'infinity') = ${which.after?.ended ?? 'infinity'}::timestamptz and (o.due_at, o.id) > (${which.after?.due ?? null}::timestamptz, ${which.after?.id ?? null}::uuid)))
    order by coalesce(a.answered_at, w.withdrawn_at) desc nulls first, o.due_at, o.id limit ${limit}`
}

/** What is disputed about somebody now, by element. */
export async function openAbout(tx: Transaction, subject: string): Promise<{ id: string; number: string; source: string; element: string; dueAt: Date }[]> {
  return tx`select id, number, source, element, due_at from exchange.open_objections where subject = ${subject}`
}
