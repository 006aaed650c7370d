import type { Socket } from 'node:net'

import pg from 'pg'
import { serialize } from 'pg-protocol'
import { prepareValue } from 'pg/lib/utils.js'

/** A column of an answer: its name as our code writes it, and how its text becomes a value. JSON stays text. */
export type Column = { readonly name: string; readonly isJson: boolean; readonly parse: (text: string) => unknown }

/** What the database answers to one statement; `command` is the first word of what it says it did. */
export type Answer = { readonly columns: readonly Column[]; readonly rows: readonly (readonly unknown[])[]; readonly command: string }

/** One statement of a breath, ready for the wire, and whoever waits for its answer. */
type Said = {
  readonly name: string
  readonly sql: string
  readonly bound: Buffer
  readonly answered: (answer: Answer) => void
  readonly failed: (error: Error) => void
  columns: readonly Column[] | undefined
  rows: unknown[][]
  command: string
}

/**
 * What the server of one connection knows of a statement: its columns, once it answered; `sent` until then; `doubtful`
 * where a fault left open whether it was planned.
 */
type Standing = readonly Column[] | 'sent' | 'doubtful'
const standings = new WeakMap<Wire, Map<string, Standing>>()

/** The connection of the driver, as a query that speaks for itself is handed it. */
type Wire = { readonly stream: Socket }
type Described = { readonly name: string; readonly dataTypeID: number }

/**
 * Statements that go to the database together and are answered together: one packet there, one packet back. The driver
 * would end each of them with a Sync of its own, which the server answers in a packet of its own that wakes us once more;
 * measured on a case decided by the machine: 98 packets back instead of 32. A statement that was described once on a
 * connection is not described again. Where one fails, the server passes over those after it, and all fail with its fault.
 * PostgreSQL 18, "Message Flow", sections 54.2.3 and 54.2.4.
 */
export type Breath = {
  /** How many statements it holds. */
  size(): number
  /** Adds a statement under the name it is planned by. Its values are taken as they are now. */
  add(name: string, sql: string, values: readonly unknown[]): Promise<Answer>
  /** What the driver is given to send. */
  readonly query: pg.Submittable
}

/** A breath in which nothing is said yet. */
export function newBreath(): Breath {
  const said: Said[] = []
  return {
    size: () => said.length,
    add: (name, sql, values) => {
      const bound = serialize.bind({ statement: name, values: values as unknown[], valueMapper: prepareValue })
      return new Promise((answered, failed) => { said.push({ name, sql, bound, answered, failed, columns: undefined, rows: [], command: '' }) })
    },
    // The driver takes only its own kind of query while it sends without waiting; this one speaks for itself.
    query: Object.assign(new pg.Query({ text: ' ' }), speaking(said)),
  }
}

/** What the driver calls: `submit` when the turn comes, and then one of the others for each message of the answer. */
function speaking(said: readonly Said[]) {
  let at = 0
  let known: Map<string, Standing> | undefined
  return {
    submit: (wire: Wire): null => {
      known = standings.get(wire)
      if (known === undefined) standings.set(wire, (known = new Map()))
      wire.stream.write(packetOf(said, known))
      return null
    },
    handleRowDescription: ({ fields }: { readonly fields: readonly Described[] }): void => { said[at]!.columns = fields.map(columnOf) },
    handleDataRow: ({ fields }: { readonly fields: readonly (string | null)[] }): void => {
      const { rows, columns } = said[at]!
      rows.push(fields.map((text, n) => (text === null ? null : columns![n]!.parse(text))))
    },
    handleCommandComplete: ({ text }: { readonly text: string }): void => {
      const one = said[at++]!
      one.command = text.split(' ', 1)[0]!
      known!.set(one.name, (one.columns ??= []))
    },
    handleReadyForQuery: (): void => { for (const one of said) one.answered(answerOf(one)) },
    handleError: (error: Error): void => {
      for (const [n, one] of said.entries()) {
        if (n < at) { one.answered(answerOf(one)); continue }
        if (n === at || known?.get(one.name) === 'sent') known?.set(one.name, 'doubtful')
        one.failed(error)
      }
    },
  }
}

const answerOf = ({ columns, rows, command }: Said): Answer => ({ columns: columns!, rows, command })

/** All statements for the wire, and one Sync. */
function packetOf(said: readonly Said[], known: Map<string, Standing>): Buffer {
  const parts: Buffer[] = []
  for (const one of said) {
    const standing = known.get(one.name)
    if (standing === 'doubtful') parts.push(serialize.close({ type: 'S', name: one.name }))
    if (standing === 'doubtful' || standing === undefined) {
      parts.push(serialize.parse({ name: one.name, text: one.sql }))
      known.set(one.name, 'sent')
    }
    parts.push(one.bound)
    if (Array.isArray(standing)) one.columns = standing
    else parts.push(serialize.describe({ type: 'P' }))
    parts.push(serialize.execute())
  }
  return Buffer.concat([...parts, serialize.sync()])
}

const JSON_TYPES: ReadonlySet<number> = new Set([pg.types.builtins.JSON, pg.types.builtins.JSONB])
const asText = (text: string): string => text

/** JSON stays text until a reader wants it, so that each can have a value of his own. */
function columnOf({ name, dataTypeID }: Described): Column {
  const isJson = JSON_TYPES.has(dataTypeID)
  return { name: camel(name), isJson, parse: isJson ? asText : (pg.types.getTypeParser(dataTypeID) as (text: string) => unknown) }
}

const names = new Map<string, string>()

function camel(column: string): string {
  let name = names.get(column)
  if (name === undefined) names.set(column, (name = column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())))
  return name
}
