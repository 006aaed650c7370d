import { randomUUID } from 'node:crypto'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { json, type Transaction } from '#kernel/database'
import { log } from '#kernel/log'

/** Work promised in an act: its kind, a key that makes it happen once, and what it needs to know (ids, not texts). */
export type Job = {
  readonly kind: string
  readonly key: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly due?: Date
}

/** A job that a worker has in hand. `id` is stable over retries: give it to the outside as idempotency key. */
export type TakenJob = { readonly id: string; readonly kind: string; readonly key: string; readonly payload: Record<string, unknown>; readonly attempts: number }

type LeasedJob = TakenJob & { readonly lease: string }

/**
 * How one kind of job is done: `prepare` reads what it needs and writes what must be known before (an act),
 * `reach` talks to the outside (no transaction is open), `conclude` writes what came of it (an act, once).
 */
export type Work<Prepared = unknown, Reached = unknown> = {
  readonly prepare?: (act: Act, job: TakenJob) => Promise<Prepared>
  readonly reach?: (prepared: Prepared, job: TakenJob) => Promise<Reached>
  readonly conclude: (act: Act, job: TakenJob, reached: Reached) => Promise<void>
}

/** Gives each kind of work its types back. */
export const work = <P, R>(made: Work<P, R>): Work => made as Work

const LEASE_SECONDS = 15
const ATTEMPTS_MAX = 40

/** Writes the job in the caller's transaction. A second job of the same kind and key is the same job. */
export async function enqueue(tx: Transaction, at: Date, job: Job): Promise<void> {
  await tx`
    insert into kernel.jobs (kind, key, payload, due_at)
    values (${job.kind}, ${job.key}, ${json(job.payload)}, ${job.due ?? at})
    on conflict (kind, key) do nothing`
}

/** A job that a worker of this process has in hand while the act that promises it still runs. */
export type Begun = {
  /** The act was kept: the worker goes on. */
  readonly goOn: () => void
  /** The act was undone, and the job with it. */
  readonly letGo: () => void
}

/**
 * Takes a job in the act that promises it, and prepares it there: one act instead of three. Gives undefined where no
 * worker has a free hand, where the job was promised before, or where it cannot be prepared; then it is a job like any other.
 */
export async function beginAtOnce(act: Act, job: Job, prepare: (act: Act) => Promise<unknown>): Promise<Begun | undefined> {
  const hand = job.due === undefined ? freeHand(job.kind) : undefined
  if (hand === undefined) return undefined
  const lease = randomUUID()
  const marked = act.tx`savepoint begun` // Given up with the act.
  const promised = act.tx<{ id: string }>`
    insert into kernel.jobs (kind, key, payload, due_at, attempts, lease, lease_until)
    values (${job.kind}, ${job.key}, ${json(job.payload)}, ${act.at}, 1, ${lease}, clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}))
    on conflict (kind, key) do nothing returning id::text`
  const [prepared, inserted] = await Promise.allSettled([prepare(act), promised, marked])
  const id = inserted.status === 'fulfilled' ? inserted.value[0]?.id : undefined
  if (id === undefined || prepared.status === 'rejected') {
    hand.letGo()
    await act.tx`rollback to savepoint begun`
    if (prepared.status === 'rejected') log.warn({ kind: job.kind, fault: String(prepared.reason) }, 'a job could not be prepared at once')
    return undefined
  }
  return { goOn: () => hand.goOn({ ...job, payload: { ...job.payload }, id, attempts: 1, lease }, prepared.value), letGo: hand.letGo }
}

/** A worker's hand that is kept free for one job. */
type Hand = { goOn(job: LeasedJob, prepared: unknown): void; letGo(): void }

/** The workers of this process; each gives a hand where it does this kind of job and has one free. */
const workers = new Set<(kind: string) => Hand | undefined>()

function freeHand(kind: string): Hand | undefined {
  for (const worker of workers) {
    const hand = worker(kind)
    if (hand) return hand
  }
  return undefined
}

type Waker = () => void
const wakers = new Set<Waker>()

/** Tells the workers of this process that something may be due. */
export const wakeWorkers = (): void => wakers.forEach((wake) => wake())

/** Workers that take jobs until `stop`, which waits for those in hand. */
export function startWorkers(kinds: Readonly<Record<string, Work>>, width = 12): { stop(): Promise<void>; idle(): Promise<void> } {
  const inHand = new Set<Promise<void>>()
  let keptFree = 0
  let stopped = false
  let stirred = true
  let more = false
  let nudge: Waker = () => undefined
  const wake: Waker = () => { stirred = true; nudge() }
  wakers.add(wake)

  const takeInHand = (job: LeasedJob, begun?: { readonly prepared: unknown }): void => {
    const doing = carryOut(kinds[job.kind]!, job, begun).finally(() => { inHand.delete(doing); if (more) wake() })
    inHand.add(doing)
  }
  const handFor = (kind: string): Hand | undefined => {
    if (stopped || kinds[kind] === undefined || inHand.size + keptFree >= width) return undefined
    keptFree += 1
    return {
      goOn: (job, prepared) => { keptFree -= 1; takeInHand(job, { prepared }) },
      letGo: () => { keptFree -= 1 },
    }
  }
  workers.add(handFor)

  async function loop(): Promise<void> {
    while (!stopped) {
      stirred = false
      const room = width - inHand.size - keptFree
      const jobs = room > 0 ? await take(room, Object.keys(kinds)) : []
      more = room <= 0 || jobs.length === room // Somebody may still wait for a free hand.
      for (const job of jobs) takeInHand(job)
      if (!stopped && !stirred && jobs.length < room) await pause((resolve) => { nudge = resolve })
      if (room <= 0 && !stirred) await (inHand.size > 0 ? Promise.race(inHand) : pause((resolve) => { nudge = resolve }))
    }
  }
  const idle = async (): Promise<void> => { while (inHand.size > 0) await Promise.all(inHand) }
  const running = loop()
  return { stop: async () => { stopped = true; nudge(); wakers.delete(wake); workers.delete(handFor); await running; await idle() }, idle }
}

/** Waits half a second, or until woken: the poll finds jobs of other processes and jobs that fall due. */
const pause = (waiting: (resolve: () => void) => void): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, 500)
    waiting(() => { clearTimeout(timer); resolve() })
  })

async function take(count: number, kinds: string[]): Promise<LeasedJob[]> {
  const lease = randomUUID()
  // A lost connection must not end the loop: the next round asks again.
  const taken = await perform(house('worker'), (act) => act.tx<TakenJob>`
    update kernel.jobs set lease = ${lease}, lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), attempts = attempts + 1
    where id in (
      select id from kernel.jobs
      where done_at is null and parked_at is null and due_at <= ${act.at} and kind = any(${kinds})
        and (lease_until is null or lease_until < clock_timestamp())
      order by due_at, id limit ${count} for update skip locked)
    returning id::text, kind, key, payload, attempts`).catch((lost: Error) => { log.warn({ fault: lost.message }, 'jobs could not be taken'); return [] })
  return taken.map((job) => ({ ...job, lease }))
}

async function carryOut(how: Work, job: LeasedJob, begun?: { readonly prepared: unknown }): Promise<void> {
  const actor = house(`job:${job.kind}`)
  // Whatever goes wrong, refusal, fault or outage, the job stays and is tried again later, or is parked with the reason.
  try {
    const prepared = begun ? begun.prepared : how.prepare && await perform(actor, (act) => how.prepare!(act, job))
    const reached = how.reach ? await how.reach(prepared, job) : prepared
    await perform(actor, async (act) => {
      const mine = await act.tx`
        update kernel.jobs set done_at = ${act.at}, lease = null, lease_until = null
        where id = ${job.id} and lease = ${job.lease} and done_at is null returning id`
      if (mine.length > 0) await how.conclude(act, job, reached)
    })
  } catch (error) {
    log.warn({ job: job.id, kind: job.kind, attempts: job.attempts, fault: String(error), faults: (error as { faults?: unknown }).faults, stack: (error as Error).stack }, 'a job will be tried again')
    await putOff(job, String(error)).catch(() => undefined) // Even this may fail; the lease then runs out.
  }
}

/** Doubles the wait from 0.2 s to 30 s; a job that failed 40 times is parked for an operator. */
async function putOff(job: LeasedJob, fault: string): Promise<void> {
  const wait = Math.min(30, 0.2 * 2 ** (job.attempts - 1))
  await perform(house('worker'), (act) => act.tx`
    update kernel.jobs set lease = null, lease_until = null, last_fault = ${fault.slice(0, 500)},
      due_at = ${new Date(act.at.getTime() + wait * 1000)},
      parked_at = case when attempts >= ${ATTEMPTS_MAX} then ${act.at}::timestamptz end
    where id = ${job.id} and lease = ${job.lease}`)
}

/** Frees the jobs of a process that is surely dead: called at start where nobody else may own the database. An attempt that was cut short has not failed, so it does not count. */
export async function freeLeases(act: Act): Promise<void> {
  await act.tx`update kernel.jobs set lease = null, lease_until = null, attempts = greatest(attempts - 1, 0), due_at = least(due_at, ${act.at}) where done_at is null and lease is not null`
}
