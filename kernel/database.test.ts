import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'

import { look, perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { openDatabase } from '#tests/database'

const tester = house('tester')
const act = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(tester, deed)
const put = (a: Act, n: number) => a.tx`insert into kernel.bookmarks (reader, id) values (${`r${n}`}, ${n})`
const kept = async (): Promise<number> => (await act((a) => a.tx<{ count: number }>`select count(*) as count from kernel.bookmarks`))[0]!.count

suite('what an act says to the database', () => {
  let close = async (): Promise<void> => undefined
  before(async () => { close = await openDatabase(['kernel']) })
  after(() => close())

  test('a write that nobody waits for is seen by the next question and kept with the act', async () => {
    const seen = await act(async (a) => { await put(a, 1); await put(a, 2); return a.tx<{ id: number }>`select id from kernel.bookmarks order by id` })
    assert.deepEqual(seen, [{ id: 1 }, { id: 2 }])
    assert.equal(await kept(), 2)
  })

  test('a write that the database refuses undoes its act, even where it was the last word', async () => {
    await assert.rejects(act(async (a) => { await put(a, 3); await put(a, 1) }), /duplicate key/)
    assert.equal(await kept(), 2)
  })

  test('the next question throws the fault of the write before it, not that of a broken transaction', async () => {
    await assert.rejects(act(async (a) => { await put(a, 1); await a.tx`select 1` }), /duplicate key/)
  })

  test('an act that swallowed the fault of a question is not kept', async () => {
    await assert.rejects(act(async (a) => { await put(a, 4); await a.tx`select 1 / 0`.catch(() => []) }), /division by zero/)
    assert.equal(await kept(), 2)
  })

  test('what a savepoint takes back is forgiven, and the rest is kept', async () => {
    await act(async (a) => {
      await put(a, 5)
      await a.tx`savepoint here`
      await put(a, 1)
      await assert.rejects(a.tx`release savepoint here`, /duplicate key/)
      await a.tx`rollback to savepoint here`
      await put(a, 6)
    })
    assert.equal(await kept(), 4)
  })

  test('many writes without a question between them go out in parts, in order', async () => {
    await act(async (a) => { for (let n = 100; n < 400; n++) await put(a, n) })
    assert.equal(await kept(), 304)
  })

  test('a lock held already is not asked for again; one given back with a savepoint is', async () => {
    const hold = (a: Act) => a.tx`select pg_advisory_xact_lock(${7}::bigint)`
    const held = async (a: Act): Promise<number> => (await a.tx<{ count: number }>`select count(*) as count from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`)[0]!.count
    await act(async (a) => {
      await a.tx`savepoint here`
      await hold(a)
      await hold(a)
      assert.equal(await held(a), 1)
      await a.tx`rollback to savepoint here`
      assert.equal(await held(a), 0)
      await hold(a)
      assert.equal(await held(a), 1)
    })
  })

  test('a look reads and writes nothing', async () => {
    assert.equal((await look(tester, (a) => a.tx<{ one: number }>`select 1 as one`))[0]!.one, 1)
    await assert.rejects(look(tester, (a) => put(a, 9)), /may only read/)
  })
})
