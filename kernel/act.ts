import type { Actor } from '#kernel/actor'
import { converse, database, type Transaction } from '#kernel/database'
import { pendingFacts, type Fact } from '#kernel/journal'
import { enqueue, wakeWorkers, type Job } from '#kernel/jobs'
import { isAwaited, wakeReaders } from '#kernel/reader'

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
  /** Puts off work that reaches outside or takes long. The job exists exactly if this act is kept. */
  later(job: Job): Promise<void>
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
  const facts = pendingFacts(said.tx, actor, at)
  const { tx } = facts
  let told = false
  let left = false
  const act: Act = {
    actor, at, tx,
    record: async (fact) => { facts.add(fact); told ||= isAwaited(fact.type) },
    later: (job) => { left = true; return enqueue(tx, at, job) },
  }
  let broken: Error | undefined
  try {
    said.begin()
    const result = await deed(act)
    await facts.write()
    await said.commit()
    if (left) wakeWorkers()
    if (told) wakeReaders()
    return result
  } catch (error) {
    // The one catch of this file: whatever was thrown goes on, after the transaction is undone.
    await said.rollback().catch((lost: Error) => { broken = lost })
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
