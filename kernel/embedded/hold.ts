import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import { UnfitStart } from '../settings.ts'

/** The house is held until `release`; releasing twice is once. */
export type Hold = Readonly<{ release: () => Promise<void> }>

/** The driver can let go of the event loop; its types do not say so. */
type Client = pg.Client & { ref: () => void; unref: () => void }

/** The letters "tongban" as a number: one lock a database, and no other program's. */
const lockKey = '32773617270022510'
/** After kill -9 the server may need a moment to notice that the old holder's connection is closed. */
const patienceMs = 3_000

/**
 * Makes this process the only Tongban on a database, for as long as it lives: a session lock of PostgreSQL on a
 * connection of its own, so kill -9 frees it too. Retries for 3 seconds, then throws `UnfitStart` naming the holder.
 * `lost` is called once if the connection breaks before `release`: from then on another process may hold the house.
 * The connection must be direct; a pooler that shares sessions between clients (PgBouncer in transaction mode) would break the promise.
 */
export async function holdHouse(url: string, lost: (reason: Error) => void = () => undefined): Promise<Hold> {
  const client = new pg.Client({
    connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true, application_name: `tongban ${hostname()} ${process.pid}`,
  }) as Client
  const state = { held: false }
  const breaks = (reason: Error): void => {
    if (!state.held) return
    state.held = false
    lost(reason)
  }
  client.on('error', breaks)
  client.on('end', () => breaks(new Error('the connection that holds the house was closed')))
  await taken(client)
  state.held = true
  client.unref() // The hold alone keeps no process alive.
  return {
    release: async () => {
      if (!state.held) return
      state.held = false
      client.ref()
      await client.end()
    },
  }
}

async function taken(client: Client): Promise<void> {
  // Caught only to close the connection of an attempt that failed; the error goes on.
  try {
    await client.connect()
    // An idle session is this one's whole purpose, and a holder whose machine vanished is noticed within a minute.
    await client.query('set idle_session_timeout = 0; set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 4')
    await lock(client)
  } catch (error) {
    await client.end().catch(() => undefined) // The first error is the one to tell.
    throw error
  }
}

async function lock(client: pg.Client): Promise<void> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1::bigint) as mine', [lockKey])
    if (rows[0]?.mine) return
    await pause(100)
  }
  const who = await holder(client)
  throw new UnfitStart(
    `Another Tongban${who.english} is already running on this database; stop it, or set DATA_DIR or DATABASE_URL to another one.`,
    `另一个通办${who.chinese}正在使用此数据库，请先停止它，或将 DATA_DIR 或 DATABASE_URL 改为其他数据库。`,
  )
}

/** PostgreSQL keeps a bigint lock key as two halves. */
async function holder(client: pg.Client): Promise<{ english: string; chinese: string }> {
  const { rows } = await client.query<{ name: string }>(
    `select a.application_name as name
       from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.database = (select oid from pg_database where datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint`, [lockKey],
  )
  const [, host, pid] = /^tongban (\S+) (\d+)$/.exec(rows[0]?.name ?? '') ?? []
  if (host === undefined || pid === undefined) return { english: '', chinese: '' }
  return { english: ` (process ${pid} on ${host})`, chinese: `（主机 ${host} 的进程 ${pid}）` }
}
