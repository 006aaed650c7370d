import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { startWorkers, work } from '#kernel/jobs'
import { testHouse } from '#tests/house'

const tester = house('tester')
const promise = (kind: string, key: string, payload = {}) => perform(tester, (act) => act.later({ kind, key, payload }))
const doneAt = async (kind: string, key: string): Promise<Date | null> => {
  const [job] = await perform(tester, (act) => act.tx<{ doneAt: Date | null }>`select done_at from kernel.jobs where kind = ${kind} and key = ${key}`)
  return job?.doneAt ?? null
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  assert.fail('it did not come about in ten seconds')
}

describe('jobs', () => {
  before(() => testHouse(['parties']))

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
    await until(async () => (await doneAt(kind, key)) !== null)
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
    await until(async () => (await doneAt(kind, key)) !== null)
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
    await until(async () => (await doneAt(kind, key)) !== null)
    await workers.stop()
    const rows = await perform(tester, (act) => act.tx`select id from kernel.jobs where kind = 'test.follow' and key = ${key}`)
    assert.deepEqual({ tries, follow: rows.length }, { tries: 2, follow: 1 })
  })
})
