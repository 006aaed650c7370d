import { randomBytes } from 'node:crypto'
import { mkdtempSync, chmodSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import pg from 'pg'

import { connect, disconnect } from '#kernel/database'
import { startEmbedded } from '#kernel/embedded'
import { migrate } from '#kernel/migrate'

/** A database of one test's own: its address, and how to be rid of it (open connections are cut). */
export type FreshDatabase = Readonly<{ url: string; name: string; drop: () => Promise<void> }>

/** A server for one run of tests in a temporary folder; `stop` removes the folder too. */
export type TestServer = Readonly<{ url: string; stop: () => Promise<void> }>

/**
 * Makes a new database on the server of TEST_DATABASE_URL, empty or as a copy of `template`, a database of that server
 * nobody is connected to. Where TEST_DATABASE_URL is not set, an embedded server is started once for this process
 * and stopped at its end, so that one test file can be run alone.
 */
export async function freshDatabase({ template }: { template?: string } = {}): Promise<FreshDatabase> {
  const server = process.env['TEST_DATABASE_URL'] ?? (await ownServer()).url
  const name = `test_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name}${template === undefined ? '' : ` template ${pg.escapeIdentifier(template)}`}`)
  return {
    url: addressOf(server, name),
    name,
    drop: () => administer(server, `drop database if exists ${name} with (force)`),
  }
}

/**
 * Opens the kernel's pool on a fresh database with the migrations of these places (such as `kernel`, `modules/ledger`).
 * Gives the function that closes the pool and drops the database.
 */
export async function openDatabase(places: readonly string[]): Promise<() => Promise<void>> {
  const { url, drop } = await freshDatabase()
  connect(url)
  await migrate(join(import.meta.dirname, '..'), places)
  return async () => {
    await disconnect()
    await drop()
  }
}

/** Starts an embedded server that keeps nothing; its process ends with `stop`, or with this process at the latest. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = temporaryFolder()
  const embedded = await startEmbedded({ dataDir, throwaway: true })
  const abandon = (): void => {
    process.kill(embedded.pid, 'SIGQUIT')
    rmSync(dataDir, { recursive: true, force: true })
  }
  process.once('exit', abandon)
  return {
    url: embedded.url,
    stop: async () => {
      process.off('exit', abandon)
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A new folder that the user who runs PostgreSQL can pass into, also where root starts the tests. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-test-'))
  if (process.getuid?.() === 0) chmodSync(folder, 0o755)
  return folder
}

let own: Promise<TestServer> | undefined

function ownServer(): Promise<TestServer> {
  own ??= startTestServer().then((server) => {
    process.once('beforeExit', () => void server.stop())
    return server
  })
  return own
}

/** The same server, another database; works for socket addresses too, which the URL class cannot read. */
function addressOf(server: string, database: string): string {
  const parts = /^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(server)
  if (!parts) throw new Error('TEST_DATABASE_URL is no PostgreSQL address')
  return `${parts[1]}/${database}${parts[2] ?? ''}`
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  // No catch: only the connection must not outlive a failure.
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
