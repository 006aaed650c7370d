import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'

import pg from 'pg'

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

/** Opens the one pool of this process. Called once by the house, or by the house of the tests. */
export function connect(url: string, size = 28): pg.Pool {
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
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  let unsent = 0
  let unanswered: Promise<unknown>[] = []
  let fault: unknown
  const flush = (): void => {
    if (unsent > 0) stream.uncork()
    unsent = 0
  }
  const say = (words: pg.QueryArrayConfig | string): Promise<pg.QueryArrayResult> => {
    if (unsent === 0) stream.cork()
    unsent += 1
    // What broke the transaction is the fault; what is refused after it only says that it is broken.
    const said = client.query(words as pg.QueryArrayConfig).catch((error: unknown) => { throw (fault ??= error) })
    if (unsent >= UNSENT_MAX) flush()
    return said
  }
  // Not lost: `say` remembers what was wrong, and the next statement or `commit` throws it.
  const sayAside = (words: pg.QueryArrayConfig | string): void => { unanswered.push(say(words).catch(() => undefined)) }
  const ask = (words: pg.QueryArrayConfig | string): Promise<pg.QueryArrayResult> => {
    const said = say(words)
    queueMicrotask(flush) // Questions asked in one breath go out together.
    return said
  }
  const settle = async (words: string): Promise<pg.QueryArrayResult> => {
    const settled = await ask(words)
    await Promise.all(unanswered)
    unanswered = []
    return settled
  }
  const tx = async <Row>(text: TemplateStringsArray, ...values: Value[]) => {
    const { statement, fixed } = statementOf(text)
    if (readsOnly && !/^\s*select\b/i.test(statement.sql)) throw new Error('a look may only read')
    const words = Object.assign(Object.create(fixed) as pg.QueryArrayConfig, { values: values as unknown[] }) // The driver copies what is an object's own.
    if (statement.isMute) {
      void answer(statement, values, () => Promise.resolve(sayAside(words)))
      if (fault !== undefined) throw fault
      return []
    }
    const { fields, rows } = await answer(statement, values, () => ask(words))
    if (statement.goesBack) fault = undefined
    const columns = fields.map((field) => ({ name: camel(field.name), isJson: JSON_TYPES.has(field.dataTypeID) }))
    return (rows as unknown[][]).map((row) => Object.fromEntries(row.map((cell, n) => [columns[n]!.name, ownOf(cell, columns[n]!.isJson)]))) as Row[]
  }
  return {
    tx,
    begin: () => sayAside('begin'),
    commit: async () => {
      const { command } = await settle('commit')
      if (fault !== undefined) throw fault
      if (command !== 'COMMIT') throw new Error('the database undid the act')
    },
    rollback: async () => { fault = undefined; await settle('rollback') },
  }
}

const JSON_TYPES: ReadonlySet<number> = new Set([pg.types.builtins.JSON, pg.types.builtins.JSONB])

/** JSON stays text until a reader wants it, so that each can have a value of his own. */
const RAW_JSON: pg.CustomTypesConfig = { getTypeParser: (type: number, format?: string) => (JSON_TYPES.has(type) ? (text: unknown) => text : pg.types.getTypeParser(type, format as 'text')) }

/** A value that its reader may change without changing what another reads. */
const ownOf = (cell: unknown, isJson: boolean): unknown => (isJson && typeof cell === 'string' ? JSON.parse(cell) : Array.isArray(cell) ? [...cell] : cell)

type Worded = { readonly statement: Statement; readonly fixed: pg.QueryArrayConfig }
const statements = new WeakMap<TemplateStringsArray, Worded>()

function statementOf(text: TemplateStringsArray): Worded {
  const known = statements.get(text)
  if (known !== undefined) return known
  const sql = text.reduce((sum, part, n) => (n === 0 ? part : `${sum}$${n}${part}`), '')
  const name = createHash('sha256').update(sql).digest('hex').slice(0, 24)
  const made: Worded = { statement: statementFrom(name, sql), fixed: { name, text: sql, rowMode: 'array', types: RAW_JSON } }
  statements.set(text, made)
  return made
}

const names = new Map<string, string>()

function camel(column: string): string {
  let name = names.get(column)
  if (name === undefined) names.set(column, (name = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())))
  return name
}
