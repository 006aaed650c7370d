import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { before, describe, test } from 'node:test'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { declareFacts } from '#kernel/journal'
import { readOn } from '#kernel/reader'
import { testHouse } from '#tests/house'

const tester = house('tester')
const happened = (subject: string) => perform(tester, (act) => act.record({ type: 'test.happened', subject }))
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

describe('the journal', () => {
  before(async () => {
    await testHouse(['parties'])
    declareFacts({ 'test.happened': ['note'], 'test.broke': [] })
  })

  /** Reads what there is for a reader of this name, into `seen`. */
  const readAll = async (name: string, seen: string[], reactions: Parameters<typeof readOn>[1] = {}): Promise<void> => {
    while ((await readOn(name, { 'test.happened': async (_, entry) => { seen.push(entry.subject) }, ...reactions })) > 0);
  }

  /** Reads until these were seen: a transaction of any other database of the server holds a reader up too. */
  const readUntil = async (name: string, seen: string[], wanted: readonly string[], reactions: Parameters<typeof readOn>[1] = {}): Promise<void> => {
    for (let turns = 0; turns < 500; turns++) {
      await readAll(name, seen, reactions)
      if (wanted.every((one) => seen.includes(one))) return
      await soon()
    }
  }

  test('a fact that commits late is not skipped by a reader that has seen a later one', async () => {
    const [reader, first, second] = [`spy-${randomUUID()}`, randomUUID(), randomUUID()]
    const seen: string[] = []
    const held = Promise.withResolvers<void>()
    const written = Promise.withResolvers<void>()
    const slow = perform(tester, async (act) => {
      await act.record({ type: 'test.happened', subject: first })
      await act.tx`select 1 from kernel.journal limit 1` // Whoever reads the journal has the facts of his act written first.
      written.resolve()
      await held.promise
    })
    await written.promise
    await happened(second)
    // The slow act must end whatever the assertion says.
    try {
      await readAll(reader, seen)
      assert.ok(!seen.includes(second), 'nothing is read past a transaction still running')
    } finally {
      held.resolve()
      await slow
    }
    await readUntil(reader, seen, [first, second])
    assert.deepEqual(seen.filter((one) => one === first || one === second), [first, second])
  })

  test('the reader goes on when transaction ids gain a digit', async () => {
    // As text 999 comes after 1000; the order must be that of numbers. Ids are used up until the next power of ten is crossed.
    const xid = async (): Promise<number> => Number((await perform(tester, (act) => act.tx<{ xid: string }>`select pg_current_xact_id()::text as xid`))[0]!.xid)
    const [reader, before, after] = [`digits-${randomUUID()}`, randomUUID(), randomUUID()]
    await happened(before)
    const digits = String(await xid()).length
    if (10 ** digits - (await xid()) < 3000) while (String(await xid()).length === digits);
    await happened(after)
    const seen: string[] = []
    await readUntil(reader, seen, [before, after])
    assert.deepEqual(seen.filter((one) => one === before || one === after), [before, after])
  })

  test('however many workers read for one reader, each fact is reacted to once', async () => {
    const reader = `crowd-${randomUUID()}`
    const subjects = Array.from({ length: 40 }, () => randomUUID())
    for (const subject of subjects) await happened(subject)
    const seen: string[] = []
    await Promise.all(Array.from({ length: 5 }, () => readUntil(reader, seen, subjects)))
    await readUntil(reader, seen, subjects)
    assert.deepEqual(subjects.map((subject) => seen.filter((one) => one === subject).length), subjects.map(() => 1))
  })

  test('a fact that cannot be taken in is parked with its reason and does not stop the rest', async () => {
    const [reader, bad, good] = [`careful-${randomUUID()}`, randomUUID(), randomUUID()]
    const seen: string[] = []
    await perform(tester, (act) => act.record({ type: 'test.broke', subject: bad }))
    await happened(good)
    await readUntil(reader, seen, [good], { 'test.broke': async (act) => { await act.tx`select 1 / 0` } })
    assert.ok(seen.includes(good))
    const [parked] = await perform(tester, (act) => act.tx<{ reason: string }>`select reason from kernel.parked where reader = ${reader}`)
    assert.match(parked!.reason, /division by zero/)
  })

  test('what a fact does not declare is refused, and so is a fact nobody declares', async () => {
    await assert.rejects(perform(tester, (act) => act.record({ type: 'test.happened', subject: 'x', data: { name: '某人' } })), /may not carry name/)
    await assert.rejects(perform(tester, (act) => act.record({ type: 'test.unheard_of', subject: 'x' })), /no module declares/)
  })

  test('the journal cannot be rewritten', async () => {
    await happened(randomUUID())
    await assert.rejects(perform(tester, (act) => act.tx`update kernel.journal set actor = 'nobody'`), /append-only/)
    await assert.rejects(perform(tester, (act) => act.tx`delete from kernel.journal`), /append-only/)
  })

  test('an act that fails leaves neither its facts nor its jobs behind', async () => {
    const subject = randomUUID()
    await assert.rejects(perform(tester, async (act) => {
      await act.record({ type: 'test.happened', subject })
      await act.later({ kind: 'test.never', key: subject, payload: {} })
      throw new Error('on purpose')
    }), /on purpose/)
    const [left] = await perform(tester, (act) => act.tx<{ facts: number; jobs: number }>`
      select (select count(*) from kernel.journal where subject = ${subject}) as facts, (select count(*) from kernel.jobs where key = ${subject}) as jobs`)
    assert.deepEqual(left, { facts: 0, jobs: 0 })
  })
})
