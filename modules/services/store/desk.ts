import { json, type Transaction } from '#kernel/database'

import type { Fix } from '../model/queue.ts'

export async function addNote(tx: Transaction, note: { id: string; caseId: string; author: string; words: string; at: Date }): Promise<void> {
  await tx`insert into services.notes (id, case_id, author, words, written_at) values (${note.id}, ${note.caseId}, ${note.author}, ${note.words}, ${note.at})`
}

/** What officers noted on a case, oldest first. */
export async function notesOf(tx: Transaction, caseId: string): Promise<{ id: string; author: string; words: string; writtenAt: Date }[]> {
  return tx`select id, author, words, written_at from services.notes where case_id = ${caseId} order by written_at, id`
}

/** A decision in preparation. */
export type Deliberation = { readonly outcome: 'GRANT' | 'RETURN' | null; readonly rows: readonly string[]; readonly words: string; readonly fixes: readonly Fix[] }

export async function putDeliberation(tx: Transaction, task: string, person: string, { outcome, rows, words, fixes }: Deliberation, at: Date): Promise<void> {
  await tx`
    insert into services.deliberations (task, person, outcome, rows, words, fixes, saved_at) values (${task}, ${person}, ${outcome}, ${rows}, ${words}, ${json(fixes)}, ${at})
    on conflict (task, person) do update set outcome = excluded.outcome, rows = excluded.rows, words = excluded.words, fixes = excluded.fixes, saved_at = excluded.saved_at`
}

/** What an officer prepared for a task and has not decided. */
export async function deliberationOf(tx: Transaction, task: string, person: string): Promise<(Deliberation & { savedAt: Date }) | undefined> {
  const [row] = await tx<Deliberation & { savedAt: Date }>`select outcome, rows, words, fixes, saved_at from services.deliberations where task = ${task} and person = ${person}`
  return row
}

export async function putPresence(tx: Transaction, one: { caseId: string; person: string; doing: 'looking' | 'deciding'; until: Date }): Promise<void> {
  await tx`
    insert into services.presences (case_id, person, doing, until) values (${one.caseId}, ${one.person}, ${one.doing}, ${one.until})
    on conflict (case_id, person) do update set doing = excluded.doing, until = excluded.until`
}

/** Who else has a case before him. */
export async function presencesOf(tx: Transaction, caseId: string, but: string, at: Date): Promise<{ person: string; doing: 'looking' | 'deciding' }[]> {
  return tx`select person, doing from services.presences where case_id = ${caseId} and person <> ${but} and until > ${at} order by person`
}

/** How a task was ended, and by whom; undefined where it goes on. */
export async function endOf(tx: Transaction, task: string): Promise<{ by: string; at: Date; outcome: string | null; words: string } | undefined> {
  const [row] = await tx<{ by: string; at: Date; outcome: string | null; words: string }>`
    select e.ended_by as by, e.ended_at as at, e.note as words,
      (select v.outcome from services.verdicts v join services.tasks t on t.case_id = v.case_id and t.round = v.round where t.id = e.task and v.decided_by = e.ended_by order by v.number desc limit 1) as outcome
    from services.task_ends e where e.task = ${task}`
  return row
}

/** The earlier requests of an applicant for matters that an agency decides, newest first. */
export async function earlierOf(tx: Transaction, applicant: string, agency: string, but: readonly string[], limit: number): Promise<{ id: string }[]> {
  return tx`
    select c.id from services.cases c
    where c.applicant = ${applicant} and c.id <> all(${but}) and exists (select 1 from services.submissions s where s.case_id = c.id and s.organ = ${agency})
    order by c.opened_at desc limit ${limit}`
}

/** What was asked of an agency for a place in other cases, newest first. */
export async function earlierAt(tx: Transaction, place: string, agency: string, but: readonly string[], limit: number): Promise<{ id: string }[]> {
  return tx`
    select s.case_id as id from services.submissions s where s.organ = ${agency} and s.place = ${place} and s.case_id <> all(${but})
    group by s.case_id order by min(s.submitted_at) desc, s.case_id limit ${limit}`
}
