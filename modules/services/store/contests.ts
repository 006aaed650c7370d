import type { Transaction } from '#kernel/database'

import type { Contest } from '../model/contest.ts'

type NewContest = Omit<Contest, 'task' | 'outcome' | 'corrected' | 'answer' | 'endedAt'>

/** Keeps a contest. Gives false where the same side contested this decision before, or the same cause led to it. */
export async function addContest(tx: Transaction, one: NewContest): Promise<boolean> {
  const added = await tx`
    insert into services.contests (id, case_id, round, decision, ground, cause, contested_by, raised_by, words, condition, agency, opened_at, due_at)
    values (${one.id}, ${one.caseId}, ${one.round}, ${one.decision}, ${one.ground}, ${one.cause}, ${one.contestedBy}, ${one.raisedBy}, ${one.words}, ${one.condition}, ${one.agency}, ${one.openedAt}, ${one.dueAt})
    on conflict do nothing returning id`
  return added.length > 0
}

/** Ends a contest. Gives false where it was ended before. */
export async function endContest(tx: Transaction, id: string, end: { outcome: 'upheld' | 'corrected'; decision: string | null; words: string; at: Date; by: string }): Promise<boolean> {
  const ended = await tx`
    insert into services.contest_ends (contest, outcome, decision, words, ended_at, ended_by) values (${id}, ${end.outcome}, ${end.decision}, ${end.words}, ${end.at}, ${end.by})
    on conflict do nothing returning contest`
  return ended.length > 0
}

/** Drops every open contest of these cases, because nobody asks for them any more. */
export async function dropContests(tx: Transaction, cases: readonly string[], at: Date, by: string): Promise<void> {
  await tx`
    insert into services.contest_ends (contest, outcome, words, ended_at, ended_by)
    select id, 'dropped', '', ${at}, ${by} from services.contests where case_id = any(${cases}) on conflict do nothing`
}

/** The contests of a case, oldest first. */
export async function contestsOf(tx: Transaction, caseId: string): Promise<Contest[]> {
  return tx<Contest>`
    select c.id, c.case_id, c.round, c.decision, c.ground, c.cause, c.contested_by, c.raised_by, c.words, c.condition, c.agency, c.opened_at, c.due_at,
      t.id as task, e.outcome, e.decision as corrected, e.words as answer, e.ended_at
    from services.contests c join services.tasks t on t.contest = c.id left join services.contest_ends e on e.contest = c.id
    where c.case_id = ${caseId} order by c.opened_at, c.id`
}

/** Whose case a contest is about; undefined where there is no such contest. */
export async function caseOfContest(tx: Transaction, id: string): Promise<string | undefined> {
  const [found] = await tx<{ caseId: string }>`select case_id from services.contests where id = ${id}`
  return found?.caseId
}

/** The cases that a correction led to, with how each stands. */
export async function causedBy(tx: Transaction, cause: string): Promise<{ caseId: string; outcome: Contest['outcome'] }[]> {
  return tx<{ caseId: string; outcome: Contest['outcome'] }>`
    select c.case_id, e.outcome from services.contests c left join services.contest_ends e on e.contest = c.id where c.cause = ${cause} order by c.opened_at, c.id`
}

/** The cases decided after a moment that are of the same bundle, or asked for by one of these parties, first decided first. */
export async function decidedAfter(tx: Transaction, since: Date, { family, parties, but, limit }: { family: string | null; parties: readonly string[]; but: string; limit: number }): Promise<string[]> {
  const rows = await tx<{ id: string }>`
    select c.id from services.cases c join services.verdicts v on v.case_id = c.id
    where c.id <> ${but} and v.decided_at > ${since} and (c.parent = ${family} or c.applicant = any(${parties}))
    group by c.id order by min(v.decided_at), c.id limit ${limit}`
  return rows.map(({ id }) => id)
}
