import assert from 'node:assert/strict'
import { test } from 'node:test'

import { memory, statementFrom } from '#kernel/remembered'

const read = statementFrom('r', 'select name from parties.parties p join parties.names n on n.party = p.id where p.id = $1')
const write = (table: string) => statementFrom(`w ${table}`, `insert into ${table} (id) values ($1) returning id`)

/** A memory and a database that counts what it is asked. */
function asking() {
  const { answer } = memory()
  let asked = 0
  return { ask: (statement: ReturnType<typeof statementFrom>, ...values: unknown[]) => answer(statement, values, async () => ++asked), asked: () => asked }
}

test('an act that asks the same twice is answered once by the database', async () => {
  const { ask, asked } = asking()
  assert.deepEqual(await Promise.all([ask(read, 'p_1'), ask(read, 'p_1')]), [1, 1])
  await ask(read, 'p_2')
  assert.equal(asked(), 2)
})

test('what was read is forgotten when the act writes in that schema, and only then', async () => {
  const { ask } = asking()
  await ask(read, 'p_1')
  await ask(write('kernel.journal'), 'x')
  assert.equal(await ask(read, 'p_1'), 1)
  await ask(write('parties.endings'), 'x')
  assert.equal(await ask(read, 'p_1'), 4)
})

for (const sql of ['select 1 from services.cases where id = $1 for update', 'select pg_advisory_xact_lock($1)', 'rollback to savepoint reaction', 'select pg_try_advisory_lock($1)', 'with gone as (delete from a.b returning 1) select 1']) {
  test(`after “${sql}” nothing is taken as known`, async () => {
    const { ask } = asking()
    await ask(read, 'p_1')
    await ask(statementFrom('held', sql), 'p_1')
    assert.equal(await ask(read, 'p_1'), 3)
  })
}

for (const sql of ['savepoint reaction', 'release savepoint reaction', "select nextval('certificates.numbers') as number"]) {
  test(`“${sql}” takes nothing away of what is known`, async () => {
    const { ask } = asking()
    await ask(read, 'p_1')
    await ask(statementFrom('aside', sql), 'p_1')
    assert.equal(await ask(read, 'p_1'), 1)
  })
}

test('a question whose answer differs by itself, or whose values JSON cannot tell apart, is asked each time', async () => {
  const { ask } = asking()
  const next = statementFrom('n', "select nextval('certificates.numbers')")
  assert.notEqual(await ask(next), await ask(next))
  assert.notEqual(await ask(read, { toPostgres: () => '1' }), await ask(read, { toPostgres: () => '2' }))
})
