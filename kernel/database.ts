import { createHash } from 'node:crypto'

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

/** Opens the one pool of this process. Called once by the house, or by the house of the tests. */
export function connect(url: string, size = 16): pg.Pool {
  pool = new pg.Pool({ connectionString: url, max: size, idleTimeoutMillis: 30_000, allowExitOnIdle: true })
  pool.on('error', () => undefined) // An idle connection lost: the next query opens a new one and says so itself.
  return pool
}

/** The pool, for kernel/act.ts, migrations and health only: a law of the house. */
export function database(): pg.Pool {
  if (pool === undefined) throw new Error('the database is not connected')
  return pool
}

/** Closes the pool; open transactions finish first. */
export async function disconnect(): Promise<void> {
  await pool?.end()
  pool = undefined
}

/** Wraps a JavaScript value for a jsonb column. */
export const json = (value: unknown): Json => ({ toPostgres: () => JSON.stringify(value) })

/**
 * Makes the SQL tag for one client, with a memory of what was read (kernel/remembered.ts). Statements asked for at once
 * run one after the other: a connection does one thing at a time. Every reader gets rows of his own.
 */
export function tagFor(client: pg.ClientBase, readsOnly = false): Transaction {
  let last: Promise<unknown> = Promise.resolve()
  const { answer } = memory()
  return async <Row>(text: TemplateStringsArray, ...values: Value[]) => {
    const statement = statementOf(text)
    if (readsOnly && !/^\s*select\b/i.test(statement.sql)) throw new Error('a look may only read')
    const { fields, rows } = await answer(statement, values, () => {
      const running = last.then(() => client.query({ name: statement.name, text: statement.sql, values: values as unknown[], rowMode: 'array', types: RAW_JSON }))
      last = running.catch(() => undefined) // Whoever asked is told; the next statement still gets its turn.
      return running
    })
    const columns = fields.map((field) => ({ name: camel(field.name), isJson: JSON_TYPES.has(field.dataTypeID) }))
    return (rows as unknown[][]).map((row) => Object.fromEntries(row.map((cell, n) => [columns[n]!.name, ownOf(cell, columns[n]!.isJson)]))) as Row[]
  }
}

const JSON_TYPES: ReadonlySet<number> = new Set([pg.types.builtins.JSON, pg.types.builtins.JSONB])

/** JSON stays text until a reader wants it, so that each can have a value of his own. */
const RAW_JSON: pg.CustomTypesConfig = { getTypeParser: (type: number, format?: string) => (JSON_TYPES.has(type) ? (text: unknown) => text : pg.types.getTypeParser(type, format as 'text')) }

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

const names = new Map<string, string>()

function camel(column: string): string {
  let name = names.get(column)
  if (name === undefined) names.set(column, (name = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())))
  return name
}
