import { json, type Transaction } from '#kernel/database'

import type { Reason } from '../model/case.ts'

type NewTask = { id: string; caseId: string; number: string; definition: string; release: string; round: number; role: string; agency: string; reasons: readonly Reason[]; at: Date; due: Date; warn: Date; contest?: string }

export async function addTask(tx: Transaction, task: NewTask): Promise<void> {
  await tx`insert into services.tasks (id, case_id, round, role, agency, opened_at, due_at, contest) values (${task.id}, ${task.caseId}, ${task.round}, ${task.role}, ${task.agency}, ${task.at}, ${task.due}, ${task.contest ?? null})`
  await tx`
    insert into services.waiting (task, case_id, number, definition, release, agency, role, reason, reasons, opened_at, warn_at, due_at, changed_at, contest)
    values (${task.id}, ${task.caseId}, ${task.number}, ${task.definition}, ${task.release}, ${task.agency}, ${task.role}, ${task.reasons[0]?.reason ?? ''}, ${json(task.reasons)},
      ${task.at}, ${task.warn}, ${task.due}, ${task.at}, ${task.contest ?? null})`
}

export async function addTaking(tx: Transaction, task: string, person: string, at: Date): Promise<void> {
  await tx`insert into services.takings (task, person, taken_at) values (${task}, ${person}, ${at}) on conflict do nothing`
  await tx`update services.waiting set holder = ${person}, changed_at = ${at} where task = ${task}`
}

export async function addPutBack(tx: Transaction, task: string, person: string, at: Date): Promise<void> {
  await tx`insert into services.put_backs (task, person, put_back_at) values (${task}, ${person}, ${at})`
  await tx`update services.waiting set holder = null, changed_at = ${at} where task = ${task}`
}

export async function addHanding(tx: Transaction, handing: { task: string; by: string; person: string | null; role: string; words: string; at: Date }): Promise<void> {
  await tx`insert into services.handings (task, by_whom, person, role, words, handed_at) values (${handing.task}, ${handing.by}, ${handing.person}, ${handing.role}, ${handing.words}, ${handing.at})`
  await tx`update services.waiting set holder = ${handing.person}, role = ${handing.role}, changed_at = ${handing.at} where task = ${handing.task}`
}

/** Ends a task. Gives false where somebody ended it before. */
export async function endTask(tx: Transaction, task: string, at: Date, by: string, note: string): Promise<boolean> {
  await tx`delete from services.waiting where task = ${task}`
  const ended = await tx`insert into services.task_ends (task, ended_at, ended_by, note) values (${task}, ${at}, ${by}, ${note}) on conflict do nothing returning task`
  return ended.length > 0
}

/** Ends every open task of these cases, because nobody asks for them any more. */
export async function endTasksOf(tx: Transaction, cases: readonly string[], at: Date, by: string): Promise<void> {
  await tx`
    insert into services.task_ends (task, ended_at, ended_by, note)
    select w.task, ${at}, ${by}, '' from services.waiting w where w.task in (select t.id from services.tasks t where t.case_id = any(${cases})) on conflict do nothing`
  await tx`delete from services.waiting where task in (select t.id from services.tasks t where t.case_id = any(${cases}))`
}

/** In whose hands an open task is, and of which role; undefined where it is done. */
export async function holding(tx: Transaction, task: string): Promise<{ holder: string | null; role: string; changedAt: Date } | undefined> {
  const [row] = await tx<{ holder: string | null; role: string; changedAt: Date }>`select holder, role, changed_at from services.waiting where task = ${task}`
  return row
}

/** One thing that was done with a task: who took it, put it back, handed it over, ended it. */
export type Move = { kind: 'taken' | 'put back' | 'handed' | 'ended'; at: Date; by: string; to: string | null; role: string | null; words: string | null }

/** Everything that was done with the tasks of a case, oldest first. */
export async function movesOf(tx: Transaction, caseId: string): Promise<Move[]> {
  return tx<Move>`
    select m.kind, m.at, m.by_whom as by, m.person as "to", m.role, m.words from (
      select task, 'taken' as kind, taken_at as at, person as by_whom, null as person, null as role, null as words from services.takings
      union all select task, 'put back', put_back_at, person, null, null, null from services.put_backs
      union all select task, 'handed', handed_at, by_whom, person, role, words from services.handings
      union all select task, 'ended', ended_at, ended_by, null, null, null from services.task_ends
    ) m where m.task in (select t.id from services.tasks t where t.case_id = ${caseId}) order by m.at`
}
