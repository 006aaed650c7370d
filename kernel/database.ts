import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'

import pg from 'pg'

import { newBreath, type Answer, type Column } from '#kernel/breath'
import { memory, statementFrom, type Statement } from '#kernel/remembered'

/** Values a statement may carry. Objects for jsonb go through `json`. */
export type Value = string | number | bigint | boolean | Date | Buffer | null | readonly unknown[] | Json
type Json = { readonly toPostgres: () => string }

/**
 * The open transaction, as a tag for SQL: tx<Row>`select …`. Every value becomes a parameter, every text a
 * named prepared statement (measured at half the client cost of an unnamed one). Columns come back in camelCase.
 */
export type Transaction = <Row = Record<string, never>>(text: TemplateStringsArray, ...values: Value[]) => Promise<Row[]>

pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day)

let pool: pg.Pool | undefined

/**
 * Our statements are few and fixed, and ask by key: each is planned once, not at every call that names another number of
 * ids, and by an index even while a table is small. A plan that reads a young table from end to end would stay when it has grown.
 */
const PLANNING = 'set plan_cache_mode = force_generic_plan; set enable_seqscan = off'

/**
 * Acts run side by side on so many connections; further ones wait for the first that is free. More of them only push each
 * other from the processor: each is a process of the server with memory of its own to map. Measured on two cores,
 * 28 against 10: a case cost the database a tenth more, and its decision came a tenth later.
 */
const CONNECTIONS = Math.min(28, Math.max(12, 4 * availableParallelism()))

/** Opens the one pool of this process. Called once by the house, or by the house of the tests. */
export function connect(url: string, size = CONNECTIONS): pg.Pool {
  pool = new pg.Pool({ connectionString: url, max: size, pipeline: true, idleTimeoutMillis: 30_000, allowExitOnIdle: true })
  pool.on('connect', (client) => { void client.query(PLANNING).catch(() => undefined) }) // A connection that is lost already says so at its first statement.
  pool.on('error', () => undefined) // An idle connection lost: the next query opens a new one and says so itself.
  return pool
}

/** The pool, for kernel/act.ts, migrations and health only: a law of the house. */
export function database(): pg.Pool {
  if (pool === undefined) throw new Error('the database is not connected')
  return pool
}

/** How busy the pool of this process is: connections open, idle ones, and acts that wait for one. */
export function connections(): { connections: number; idle: number; waiting: number } {
  const { totalCount, idleCount, waitingCount } = database()
  return { connections: totalCount, idle: idleCount, waiting: waitingCount }
}

/** Closes the pool; open transactions finish first. */
export async function disconnect(): Promise<void> {
  await pool?.end()
  pool = undefined
}

/** Wraps a JavaScript value for a jsonb column. */
export const json = (value: unknown): Json => ({ toPostgres: () => JSON.stringify(value) })

/** What one act says to the database over one connection, from `begin` to the last word. */
export type Conversation = {
  readonly tx: Transaction
  /** Opens a transaction; nobody waits for it. */
  begin(): void
  /** Keeps everything, once every statement was answered well; otherwise refuses with the first fault. */
  commit(): Promise<void>
  /** Undoes everything. */
  rollback(): Promise<void>
}

/** So many statements wait for company at most. */
const UNSENT_MAX = 50

/**
 * Speaks to one client of the pool, with a memory of what was read (kernel/remembered.ts); every reader gets rows of his
 * own. Statements run in the order in which they were asked for, and one does not wait for the answer to the one before:
 * a plain write that returns nothing is answered at once and goes out with the next question, so it costs no round trip
 * of its own. What the database holds against it is thrown by the next statement, or by `commit`; nothing is kept then.
 */
export function converse(client: pg.ClientBase, readsOnly = false): Conversation {
  const { answer } = memory()
  let breath = newBreath()
  let unanswered: Promise<unknown>[] = []
  let fault: unknown
  const flush = (): void => {
    const full = breath
    if (full.size() === 0) return
    breath = newBreath()
    client.query(full.query)
  }
  const say = (name: string, sql: string, values: readonly unknown[] = []): Promise<Answer> => {
    // What broke the transaction is the fault; what is refused after it only says that it is broken.
    const said = breath.add(name, sql, values).catch((error: unknown) => { throw (fault ??= error) })
    if (breath.size() >= UNSENT_MAX) flush()
    return said
  }
  // Not lost: `say` remembers what was wrong, and the next statement or `commit` throws it.
  const sayAside = (name: string, sql: string, values?: readonly unknown[]): void => { unanswered.push(say(name, sql, values).catch(() => undefined)) }
  const ask = (name: string, sql: string, values?: readonly unknown[]): Promise<Answer> => {
    const said = say(name, sql, values)
    queueMicrotask(flush) // Questions asked in one breath go out together.
    return said
  }
  const settle = async (words: 'commit' | 'rollback'): Promise<Answer> => {
    const settled = await ask(words, words)
    await Promise.all(unanswered)
    unanswered = []
    return settled
  }
  const tx = async <Row>(text: TemplateStringsArray, ...values: Value[]) => {
    const statement = statementOf(text)
    if (readsOnly && !/^\s*select\b/i.test(statement.sql)) throw new Error('a look may only read')
    if (statement.isMute) {
      void answer(statement, values, () => Promise.resolve(sayAside(statement.name, statement.sql, values)))
      if (fault !== undefined) throw fault
      return []
    }
    if (statement.goesBack) flush() // In one breath with what fails, it would be passed over.
    const { columns, rows } = await answer(statement, values, () => ask(statement.name, statement.sql, values))
    if (statement.goesBack) fault = undefined
    return rows.map((row) => rowOf(columns, row)) as Row[]
  }
  return {
    tx,
    begin: () => sayAside('begin', 'begin'),
    commit: async () => {
      const { command } = await settle('commit')
      if (fault !== undefined) throw fault
      if (command !== 'COMMIT') throw new Error('the database undid the act')
    },
    rollback: async () => { flush(); fault = undefined; await settle('rollback') },
  }
}

const blanks = new WeakMap<readonly Column[], Record<string, unknown>>()

/** A row of its reader's own. Rows of one statement are built alike, which makes them quick to read. */
function rowOf(columns: readonly Column[], cells: readonly unknown[]): Record<string, unknown> {
  let blank = blanks.get(columns)
  if (blank === undefined) blanks.set(columns, (blank = Object.fromEntries(columns.map(({ name }) => [name, null]))))
  const row = { ...blank }
  for (const [n, { name, isJson }] of columns.entries()) row[name] = ownOf(cells[n], isJson)
  return row
}

/** A value that its reader may change without changing what another reads. */
const ownOf = (cell: unknown, isJson: boolean): unknown => (isJson && typeof cell === 'string' ? JSON.parse(cell) : Array.isArray(cell) ? [...cell] : cell)

const statements = new WeakMap<TemplateStringsArray, Statement>()

function statementOf(text: TemplateStringsArray): Statement {
  const known = statements.get(text)
  if (known !== undefined) return known
  const sql = text.reduce((sum, part, n) => (n === 0 ? part : `${sum}$${n}${part}`), '')
  const made = statementFrom(createHash('sha256').update(sql).digest('hex').slice(0, 24), sql)
  statements.set(text, made)
  return made
}
