import type { Transaction } from '#kernel/database'

export async function addTask(tx: Transaction, task: { id: string; caseId: string; round: number; role: string; agency: string; at: Date; due: Date }): Promise<void> {
  await tx`insert into services.tasks (id, case_id, round, role, agency, opened_at, due_at) values (${task.id}, ${task.caseId}, ${task.round}, ${task.role}, ${task.agency}, ${task.at}, ${task.due})`
}

export async function addTaking(tx: Transaction, task: string, person: string, at: Date): Promise<void> {
  await tx`insert into services.takings (task, person, taken_at) values (${task}, ${person}, ${at}) on conflict do nothing`
}

/** Ends a task. Gives false where somebody ended it before. */
export async function endTask(tx: Transaction, task: string, at: Date, by: string, note: string): Promise<boolean> {
  const ended = await tx`insert into services.task_ends (task, ended_at, ended_by, note) values (${task}, ${at}, ${by}, ${note}) on conflict do nothing returning task`
  return ended.length > 0
}

export type TaskShown = { id: string; caseId: string; role: string; agency: string; openedAt: Date; dueAt: Date; takenBy: string | null; number: string; definition: string; release: string; reasons: unknown }

/** The tasks that wait for these roles in this agency, those due first on top, after a due time and id. */
export async function openTasks(tx: Transaction, agency: string, roles: readonly string[], after: { due: Date; id: string }, limit: number): Promise<TaskShown[]> {
  return tx<TaskShown>`
    select t.id, t.case_id, t.role, t.agency, t.opened_at, t.due_at, c.number, c.definition, c.release,
      (select k.person from services.takings k where k.task = t.id order by k.taken_at desc limit 1) as taken_by,
      (select v.reasons from services.verdicts v where v.case_id = t.case_id and v.round = t.round order by v.number desc limit 1) as reasons
    from services.tasks t join services.cases c on c.id = t.case_id left join services.task_ends e on e.task = t.id
    where e.task is null and t.agency = ${agency} and t.role = any(${roles}) and (t.due_at, t.id) > (${after.due}, ${after.id}::uuid)
    order by t.due_at, t.id limit ${limit}`
}
