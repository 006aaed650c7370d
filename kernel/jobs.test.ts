import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { startWorkers, work } from '#kernel/jobs'
import { declareFacts } from '#kernel/journal'
import { testHouse } from '#tests/house'
import { until } from '#tests/until'

const tester = house('tester')
const promise = (kind: string, key: string, payload = {}) => perform(tester, (act) => act.later({ kind, key, payload }))
const doneAt = async (kind: string, key: string): Promise<Date | null> => {
  const [job] = await perform(tester, (act) => act.tx<{ doneAt: Date | null }>`select done_at from kernel.jobs where kind = ${kind} and key = ${key}`)
  return job?.doneAt ?? null
}

describe('jobs', () => {
  before(async () => {
    await testHouse(['parties'])
    declareFacts({ 'test.promised': [] })
  })

  test('a job is prepared, reaches outside without a transaction, and is concluded once', async () => {
    const [kind, key] = [`test.steps-${randomUUID()}`, randomUUID()]
    const steps: string[] = []
    const workers = startWorkers({ [kind]: work<string, string>({
      prepare: async () => { steps.push('prepare'); return 'prepared' },
      reach: async (prepared) => { steps.push(`reach ${prepared}`); return 'reached' },
      conclude: async (_, __, reached) => { steps.push(`conclude ${reached}`) },
    }) })
    await promise(kind, key)
    await promise(kind, key)
    await until('the job is done', () => doneAt(kind, key))
    await workers.stop()
    assert.deepEqual(steps, ['prepare', 'reach prepared', 'conclude reached'])
  })

  test('an outage is tried again with the same job id, and ends in one conclusion', async () => {
    const [kind, key] = [`test.outage-${randomUUID()}`, randomUUID()]
    const ids = new Set<string>()
    let tries = 0
    let concluded = 0
    const workers = startWorkers({ [kind]: work({
      reach: async (_, job) => { ids.add(job.id); if (++tries < 3) throw new Error('the department is down') },
      conclude: async () => { concluded++ },
    }) })
    await promise(kind, key)
    await until('the job is done', () => doneAt(kind, key))
    await workers.stop()
    assert.deepEqual({ tries, concluded, ids: ids.size }, { tries: 3, concluded: 1, ids: 1 })
  })

  test('a worker whose lease ran out concludes nothing', async () => {
    const [kind, key] = [`test.lease-${randomUUID()}`, randomUUID()]
    let concluded = 0
    let reached = (): void => undefined
    const atTheDoor = new Promise<void>((resolve) => { reached = resolve })
    let goOn = (): void => undefined
    const workers = startWorkers({ [kind]: work({
      reach: async () => { reached(); await new Promise<void>((resolve) => { goOn = resolve }) },
      conclude: async () => { concluded++ },
    }) })
    await promise(kind, key)
    await atTheDoor
    // Another worker takes it over: the lease is now somebody else's.
    await perform(tester, (act) => act.tx`update kernel.jobs set lease = ${randomUUID()}, lease_until = now() + interval '1 minute' where kind = ${kind} and key = ${key}`)
    goOn()
    await workers.stop()
    assert.equal(concluded, 0)
    assert.equal(await doneAt(kind, key), null)
  })

  test('a conclusion that fails undoes what it wrote and the job stays', async () => {
    const [kind, key] = [`test.undo-${randomUUID()}`, randomUUID()]
    let tries = 0
    const workers = startWorkers({ [kind]: work({
      conclude: async (act) => {
        await act.later({ kind: 'test.follow', key, payload: {} })
        if (++tries === 1) throw new Error('on purpose')
      },
    }) })
    await promise(kind, key)
    await until('the job is done', () => doneAt(kind, key))
    await workers.stop()
    const rows = await perform(tester, (act) => act.tx`select id from kernel.jobs where kind = 'test.follow' and key = ${key}`)
    assert.deepEqual({ tries, follow: rows.length }, { tries: 2, follow: 1 })
  })

  /** Workers for one kind of job that note what they do; with them the promise that prepares it. */
  function noted(): { kind: string; steps: string[]; workers: ReturnType<typeof startWorkers>; promiseNow: (key: string, prepare?: (act: Act) => Promise<unknown>) => Promise<void> } {
    const kind = `test.now-${randomUUID()}`
    const steps: string[] = []
    const workers = startWorkers({ [kind]: work<string, string>({
      prepare: async () => { steps.push('prepare'); return 'later' },
      reach: async (prepared, job) => { steps.push(`reach ${prepared} ${job.attempts}`); return prepared },
      conclude: async () => { steps.push('conclude') },
    }) })
    const promiseNow = (key: string, prepare = async (act: Act): Promise<unknown> => { steps.push(`prepare ${act.actor.id.split('-')[0]}`); return 'now' }): Promise<void> =>
      perform(tester, (act) => act.later({ kind, key, payload: {} }, prepare))
    return { kind, steps, workers, promiseNow }
  }

  test('a job that is prepared with its promise is not prepared again, and is done once', async () => {
    const { kind, steps, workers, promiseNow } = noted()
    const key = randomUUID()
    await promiseNow(key)
    await promiseNow(key)
    await until('the job is done', () => doneAt(kind, key))
    await workers.stop()
    assert.deepEqual(steps.filter((step) => !step.startsWith('prepare')), ['reach now 1', 'conclude'])
    assert.equal(steps[0], 'prepare house:job:test.now')
  })

  test('a promise that is undone leaves no job, and its hand is free again', async () => {
    const { kind, steps, workers } = noted()
    for (let n = 0; n < 13; n++) { // One more than there are hands.
      await assert.rejects(perform(tester, async (act) => {
        await act.later({ kind, key: 'undone', payload: {} }, async () => { steps.push('prepared at once') })
        throw new Error('on purpose')
      }), /on purpose/)
    }
    await workers.stop()
    assert.deepEqual(steps, Array.from({ length: 13 }, () => 'prepared at once'))
    assert.equal((await perform(tester, (act) => act.tx`select id from kernel.jobs where kind = ${kind}`)).length, 0)
  })

  test('a job that a savepoint takes back is not begun, and one from before it is', async () => {
    const { kind, steps, workers } = noted()
    const key = randomUUID()
    await perform(tester, async (act) => {
      await act.later({ kind, key, payload: {} }, async () => 'before')
      await act.tx`savepoint reaction`
      await act.later({ kind, key: `${key} again`, payload: {} }, async () => 'after')
      await act.tx`rollback to savepoint reaction`
    })
    await until('the job is done', () => doneAt(kind, key))
    await workers.stop()
    assert.deepEqual(steps, ['reach before 1', 'conclude'])
  })

  test('what is found while a job is prepared with its promise is told by the job, not by who promised it', async () => {
    const { kind, workers } = noted()
    const key = randomUUID()
    await perform(tester, async (act) => {
      await act.later({ kind, key, payload: {} }, (within) => within.record({ type: 'test.promised', subject: key }))
      await act.record({ type: 'test.promised', subject: key })
    })
    await workers.stop()
    const facts = await perform(tester, (act) => act.tx<{ actor: string }>`select actor from kernel.journal where subject = ${key} order by id`)
    assert.deepEqual(facts.map(({ actor }) => actor), [`house:job:${kind}`, 'house:tester'])
  })

  test('what cannot be prepared with its promise is undone alone, and the job is one like any other', async () => {
    const { kind, steps, workers } = noted()
    const key = randomUUID()
    await perform(tester, async (act) => {
      await act.record({ type: 'test.promised', subject: `before ${key}` })
      await act.later({ kind, key, payload: {} }, async (within) => {
        await within.record({ type: 'test.promised', subject: `within ${key}` })
        await within.tx`select 1 from kernel.journal limit 1` // Both facts are written by now.
        await within.tx`select 1 / 0`
      })
      await act.record({ type: 'test.promised', subject: `after ${key}` })
    })
    await until('the job is done', () => doneAt(kind, key))
    await workers.stop()
    assert.deepEqual(steps, ['prepare', 'reach later 1', 'conclude'])
    const facts = await perform(tester, (act) => act.tx<{ subject: string }>`select subject from kernel.journal where subject like ${`%${key}`} order by id`)
    assert.deepEqual(facts.map(({ subject }) => subject), [`before ${key}`, `after ${key}`])
  })

  test('where no worker does this kind, nothing is prepared with the promise', async () => {
    const [kind, key] = [`test.elsewhere-${randomUUID()}`, randomUUID()]
    await perform(tester, (act) => act.later({ kind, key, payload: {} }, () => assert.fail('it was prepared')))
    const [job] = await perform(tester, (act) => act.tx<{ lease: string | null; attempts: number }>`select lease, attempts from kernel.jobs where kind = ${kind} and key = ${key}`)
    assert.deepEqual(job, { lease: null, attempts: 0 })
  })
})
