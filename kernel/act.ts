import { house, type Actor } from '#kernel/actor'
import { converse, database, type Transaction } from '#kernel/database'
import { pendingFacts, type Fact } from '#kernel/journal'
import { beginAtOnce, enqueue, wakeWorkers, type Begun, type Job } from '#kernel/jobs'
import { wakeReaders } from '#kernel/reader'
import { gathered } from '#kernel/savepoint'

/**
 * One actor doing one thing at one moment, in one transaction.
 * Whoever is handed the act can write; whoever is not, cannot.
 */
export type Act = {
  readonly actor: Actor
  readonly at: Date
  readonly tx: Transaction
  /** Writes what happened beside what changed: both are kept, or neither is. The facts of an act are written together, in order. */
  record(fact: Fact): Promise<void>
  /**
   * Puts off work that reaches outside or takes long. The job exists exactly if this act is kept. `prepare` does what the
   * job's own `prepare` would do, from what this act knows: where a worker of this process has a free hand, the job is
   * prepared here, by the actor of the job, and reaches outside as soon as this act is kept.
   */
  later(job: Job, prepare?: (act: Act) => Promise<unknown>): Promise<void>
}

let offsetMs = 0

/** The time of the house: the machine's clock, moved by `moveClock` where the house is a demo. */
export const now = (): Date => new Date(Date.now() + offsetMs)

/** Moves the time of a demo or a test house so that `now()` is `to`. `null` gives the machine's time back. */
export function moveClock(to: Date | null): void {
  offsetMs = to === null ? 0 : to.getTime() - Date.now()
}

/** Runs `deed` as one act. A refusal or a fault inside it undoes everything it wrote. */
export async function perform<T>(actor: Actor, deed: (act: Act) => Promise<T>): Promise<T> {
  const client = await database().connect()
  const at = now()
  const said = converse(client)
  const begun = gathered<Begun>()
  const facts = pendingFacts(said.tx, at, (mark) => { for (const one of begun.heed(mark)) one.letGo() })
  const { tx } = facts
  const told = new Set<string>()
  let left = false
  const actOf = (who: Actor): Act => ({
    actor: who, at, tx,
    record: async (fact) => { facts.add(fact, who); told.add(fact.type) },
    later: async (job, prepare) => {
      const taken = prepare && await beginAtOnce(actOf(house(`job:${job.kind}`)), job, prepare)
      if (taken) { begun.add(taken); return }
      left = true
      await enqueue(tx, at, job)
    },
  })
  let broken: Error | undefined
  try {
    said.begin()
    const result = await deed(actOf(actor))
    await facts.write()
    await said.commit()
    for (const one of begun.take()) one.goOn()
    if (left) wakeWorkers()
    wakeReaders(told)
    return result
  } catch (error) {
    // The one catch of this file: whatever was thrown goes on, after the transaction is undone.
    await said.rollback().catch((lost: Error) => { broken = lost })
    for (const one of begun.take()) one.letGo()
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Looks something up in one statement or a few, without a transaction: for who is at the door, on every request.
 * Nothing can be written or locked here.
 */
export async function look<T>(actor: Actor, deed: (act: Act) => Promise<T>): Promise<T> {
  const client = await database().connect()
  const never = (): never => { throw new Error('a look writes nothing') }
  try {
    return await deed({ actor, at: now(), tx: converse(client, true).tx, record: never, later: never })
  } finally {
    client.release()
  }
}
