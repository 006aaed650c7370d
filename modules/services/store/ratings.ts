import type { Transaction } from '#kernel/database'

import type { Finding, Grade } from '../model/rating.ts'

/** A rating with what is owed for it and what came of that. */
export type RatingRow = {
  id: string; caseId: string; grade: Grade; words: string; agency: string; ratedAt: Date
  openedAt: Date | null; dueAt: Date | null; finding: Finding | null; answer: string | null; answeredAt: Date | null
}

type NewRating = { readonly id: string; readonly caseId: string; readonly grade: Grade; readonly words: string; readonly agency: string; readonly at: Date; readonly by: string }

/** Writes a rating. Gives false where the case was rated before. */
export async function addRating(tx: Transaction, rating: NewRating): Promise<boolean> {
  const added = await tx`
    insert into services.ratings (id, case_id, grade, words, agency, rated_at, rated_by)
    values (${rating.id}, ${rating.caseId}, ${rating.grade}, ${rating.words}, ${rating.agency}, ${rating.at}, ${rating.by})
    on conflict (case_id) do nothing returning id`
  return added.length > 0
}

export async function addDuty(tx: Transaction, duty: { rating: string; agency: string; at: Date; due: Date }): Promise<void> {
  await tx`insert into services.rating_duties (rating, agency, opened_at, due_at) values (${duty.rating}, ${duty.agency}, ${duty.at}, ${duty.due})`
}

/** Writes the agency's answer. Gives false where somebody answered before. */
export async function addAnswer(tx: Transaction, answer: { rating: string; finding: Finding; words: string; at: Date; by: string }): Promise<boolean> {
  const added = await tx`
    insert into services.rating_answers (rating, finding, words, answered_at, answered_by)
    values (${answer.rating}, ${answer.finding}, ${answer.words}, ${answer.at}, ${answer.by})
    on conflict do nothing returning rating`
  return added.length > 0
}

/** The rating of a case. */
export async function ratingOf(tx: Transaction, caseId: string): Promise<RatingRow | undefined> {
  const [row] = await tx<RatingRow>`
    select r.id, r.case_id, r.grade, r.words, r.agency, r.rated_at, d.opened_at, d.due_at, a.finding, a.words as answer, a.answered_at
    from services.ratings r left join services.rating_duties d on d.rating = r.id left join services.rating_answers a on a.rating = r.id
    where r.case_id = ${caseId}`
  return row
}

/** One rating by its id. */
export async function ratingWith(tx: Transaction, id: string): Promise<RatingRow | undefined> {
  const [row] = await tx<RatingRow>`
    select r.id, r.case_id, r.grade, r.words, r.agency, r.rated_at, d.opened_at, d.due_at, a.finding, a.words as answer, a.answered_at
    from services.ratings r left join services.rating_duties d on d.rating = r.id left join services.rating_answers a on a.rating = r.id
    where r.id = ${id}`
  return row
}

/** The poor ratings of an agency, those due first on top: the ones that wait for an answer, or those that were answered. */
export async function dutiesOf(tx: Transaction, agency: string, answered: boolean, after: { due: Date; id: string }, limit: number): Promise<RatingRow[]> {
  return tx<RatingRow>`
    select r.id, r.case_id, r.grade, r.words, r.agency, r.rated_at, d.opened_at, d.due_at, a.finding, a.words as answer, a.answered_at
    from services.rating_duties d join services.ratings r on r.id = d.rating left join services.rating_answers a on a.rating = d.rating
    where d.agency = ${agency} and (a.rating is not null) = ${answered} and (d.due_at, d.rating) > (${after.due}, ${after.id}::uuid)
    order by d.due_at, d.rating limit ${limit}`
}

/** How often somebody decided in a case or in the cases of its steps. */
export async function decidedBy(tx: Transaction, caseId: string, person: string): Promise<number> {
  const [row] = await tx<{ count: number }>`
    select count(*)::int as count from services.verdicts v join services.cases c on c.id = v.case_id
    where (c.id = ${caseId} or c.parent = ${caseId}) and v.decided_by = ${person}`
  return row!.count
}

/** The newest so many cases are looked at, so that the page of a matter that is asked for a million times stays quick. */
const MEASURED_MAX = 5000

/** How long granted cases took from the last signature to the last thing done, in seconds. */
export type Measured = { count: number; medianSeconds: number | null; slowSeconds: number | null }

/** The median and the 90th percentile of the cases done since a moment. A bundle is done when its kit was ready. */
export async function measuredOf(tx: Transaction, kind: string, definition: string, since: Date): Promise<Measured> {
  const [row] = await tx<Measured>`
    select count(*)::int as count, percentile_cont(0.5) within group (order by took) as median_seconds, percentile_cont(0.9) within group (order by took) as slow_seconds
    from (
      select extract(epoch from done.at - sent.at)::float8 as took
      from (select id, kind from services.cases where definition = ${definition} and kind = ${kind} order by opened_at desc limit ${MEASURED_MAX}) c
      cross join lateral (select min(u.submitted_at) as at from services.submissions u where u.case_id = c.id) sent
      cross join lateral (
        select case when c.kind = 'matter' then (select x.closed_at from services.closures x where x.case_id = c.id and x.ending = 'granted')
          else (select max(x.closed_at) from services.receipts k join services.cases s on s.parent = c.id join services.closures x on x.case_id = s.id
            where k.case_id = c.id and x.ending = 'granted' and x.closed_at <= k.signed_at) end as at) done
      where done.at >= ${since} and sent.at is not null) times`
  return row!
}

/** How many cases ended, how many of them were rated and how, and what became of the poor ratings. */
export type RatingFigures = { ended: number; rated: number; grades: Record<string, number>; owed: number; answered: number; late: number }

/** The figures of a matter or bundle since a moment. */
export async function ratingFigures(tx: Transaction, kind: string, definition: string, since: Date, at: Date): Promise<RatingFigures> {
  const [row] = await tx<RatingFigures>`
    with recent as (select id from services.cases where definition = ${definition} and kind = ${kind} and parent is null order by opened_at desc limit ${MEASURED_MAX}),
    ended as (
      select c.id from recent c left join services.closures x on x.case_id = c.id left join services.receipts k on k.case_id = c.id left join services.ratings r on r.case_id = c.id
      where coalesce(x.closed_at, k.signed_at, r.rated_at) >= ${since}),
    rated as (
      select r.grade, d.due_at, a.answered_at from ended e join services.ratings r on r.case_id = e.id
      left join services.rating_duties d on d.rating = r.id left join services.rating_answers a on a.rating = r.id)
    select (select count(*)::int from ended) as ended, count(*)::int as rated,
      jsonb_build_object('5', count(*) filter (where grade = 5), '4', count(*) filter (where grade = 4), '3', count(*) filter (where grade = 3), '2', count(*) filter (where grade = 2), '1', count(*) filter (where grade = 1)) as grades,
      count(due_at)::int as owed, count(answered_at)::int as answered, (count(*) filter (where coalesce(answered_at, ${at}) > due_at))::int as late
    from rated`
  return row!
}
