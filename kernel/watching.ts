import type { Act } from '#kernel/act'
import { connections } from '#kernel/database'
import { Refusal } from '#kernel/refusal'
import { readersKnown } from '#kernel/reader'

/** Work of one kind, by how it stands. `oldest`: since when the longest overdue waits. */
export type Queue = { readonly kind: string; readonly due: number; readonly running: number; readonly retrying: number; readonly later: number; readonly parked: number; readonly oldest: Date | null; readonly lastFault: string | null }

/** A job that waits for an operator. */
export type ParkedJob = { readonly id: string; readonly kind: string; readonly attempts: number; readonly parkedAt: Date; readonly reason: string }

/** How far a reader of the journal is. `unread` counts the facts it reacts to, up to UNREAD_MAX. */
export type ReaderState = { readonly reader: string; readonly unread: number; readonly oldest: Date | null; readonly parked: number }

/** A fact that a reader could not take in. */
export type ParkedFact = { readonly reader: string; readonly entry: string; readonly type: string; readonly parkedAt: Date; readonly reason: string }

/** What the database holds and how busy this process keeps it. */
export type DatabaseState = { readonly bytes: number; readonly facts: number; readonly connections: number; readonly idle: number; readonly waiting: number; readonly connectionsMax: number }

const PARKED_MAX = 100
/** Beyond so many it does not matter how many more: the reader is behind. */
const UNREAD_MAX = 1000

/** The queues that are not empty; what is done long since is not touched. */
export async function queues(act: Act): Promise<Queue[]> {
  return act.tx<Queue>`
    select kind,
      count(*) filter (where parked_at is null and due_at <= ${act.at} and (lease_until is null or lease_until < clock_timestamp())) as due,
      count(*) filter (where parked_at is null and lease_until >= clock_timestamp()) as running,
      count(*) filter (where parked_at is null and last_fault is not null) as retrying,
      count(*) filter (where parked_at is null and due_at > ${act.at} and last_fault is null) as later,
      count(*) filter (where parked_at is not null) as parked,
      min(due_at) filter (where parked_at is null and due_at <= ${act.at}) as oldest,
      (array_agg(last_fault order by due_at desc) filter (where last_fault is not null))[1] as last_fault
    from kernel.jobs where done_at is null group by kind order by kind`
}

/** The jobs that wait for an operator, the newest first. */
export async function parkedJobs(act: Act): Promise<ParkedJob[]> {
  return act.tx<ParkedJob>`
    select id::text, kind, attempts, parked_at, coalesce(last_fault, '') as reason from kernel.jobs
    where parked_at is not null and done_at is null order by parked_at desc limit ${PARKED_MAX}`
}

/** How far each reader of this house is. */
export async function readerStates(act: Act): Promise<ReaderState[]> {
  const states: ReaderState[] = []
  for (const [reader, types] of readersKnown()) {
    const [row] = await act.tx<{ unread: number; oldest: Date | null; parked: number }>`
      select count(*) as unread, min(u.at) as oldest, (select count(*) from kernel.parked where reader = ${reader}) as parked
      from (
        select j.at from kernel.bookmarks b join kernel.journal j on (j.written, j.id) > (b.written, b.id)
        where b.reader = ${reader} and j.type = any(${types}) order by j.written, j.id limit ${UNREAD_MAX}) u`
    states.push({ reader, ...row! })
  }
  return states
}

/** The facts that readers could not take in, the newest first. */
export async function parkedFacts(act: Act): Promise<ParkedFact[]> {
  return act.tx<ParkedFact>`
    select p.reader, p.entry::text, j.type, p.parked_at, p.reason from kernel.parked p join kernel.journal j on j.id = p.entry
    order by p.parked_at desc limit ${PARKED_MAX}`
}

/** The size of the database and the state of this process's connections. */
export async function databaseState(act: Act): Promise<DatabaseState> {
  const [row] = await act.tx<{ bytes: number; facts: number; connectionsMax: number }>`
    select pg_database_size(current_database()) as bytes, (select coalesce(max(id), 0) from kernel.journal) as facts, current_setting('max_connections')::int as connections_max`
  return { ...row!, ...connections() }
}

/** Brings a parked job back: it is due now and may fail as often as a new one. Refuses (absent) `kernel.job_absent`. */
export async function releaseJob(act: Act, id: string, reason: string): Promise<void> {
  const [released] = await act.tx<{ kind: string }>`
    update kernel.jobs set parked_at = null, attempts = 0, due_at = ${act.at}, lease = null, lease_until = null
    where id = ${id}::bigint and parked_at is not null and done_at is null returning kind`
  if (!released) throw new Refusal('absent', 'kernel.job_absent')
  await act.tx`insert into kernel.brought_back (what, reader, item, at, by, reason) values ('job', null, ${id}::bigint, ${act.at}, ${act.actor.id}, ${reason})`
  await act.record({ type: 'kernel.job_released', subject: `job:${id}`, data: { kind: released.kind } })
}

/** Notes that an operator wants a reader to try a parked fact again; `takeAgain` then does, in an act of the reader's own. Refuses (absent) `kernel.fact_absent`. */
export async function releaseFact(act: Act, reader: string, entry: string, reason: string): Promise<void> {
  const [parked] = await act.tx`select 1 from kernel.parked where reader = ${reader} and entry = ${entry}::bigint`
  if (!parked) throw new Refusal('absent', 'kernel.fact_absent')
  await act.tx`insert into kernel.brought_back (what, reader, item, at, by, reason) values ('fact', ${reader}, ${entry}::bigint, ${act.at}, ${act.actor.id}, ${reason})`
  await act.record({ type: 'kernel.fact_released', subject: `fact:${entry}`, data: { reader } })
}
