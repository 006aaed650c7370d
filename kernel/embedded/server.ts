import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import pg from 'pg'

import { UnfitStart } from '../settings.ts'
import { asAccount, serverEnvironment } from './account.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { lives, owner } from './cluster.ts'
import { codeOf } from './place.ts'
import type { Place } from './place.ts'

/** A server that answers: its process, its version such as "18.4", and how to reach one of its databases. */
export type Server = Readonly<{ pid: number; version: string; url: (database: string) => string }>

/** The longest socket path, in bytes: the systems end between 103 and 107. */
const socketPathBytesMax = 100
/** Recovery after a crash replays at most a few gigabytes of log; longer than this is a fault. */
const patienceMs = 5 * 60_000
const pollMs = 25
/** The processes of a server that was killed see it within a moment and end. */
const lastBackendMs = 10_000
const logBytesMax = 16 * 1024 * 1024
/** The server's own choice, sixteen, is memory that every process of it must map page by page: measured, an eighth of a case. A commit empties it. */
const WAL_BUFFERS_MB = 1

/**
 * The server of this cluster, running and answering: the one that runs already (its house may have been killed
 * and left it), else a new one. Throws `UnfitStart` with PostgreSQL's own reason where it does not come up.
 */
export async function raise(place: Place, binaries: Binaries, account: Account | undefined, throwaway: boolean): Promise<Server> {
  const until = performance.now() + lastBackendMs
  for (;;) {
    const standing = await awaitServer(place, undefined)
    if (standing) return standing
    const from = rotatedLogBytes(place)
    const child = await launch(place, binaries, account, throwaway)
    const raised = await awaitServer(place, child)
    if (raised) return raised
    const reason = lastWords(place, from)
    // Processes of a killed server still hold its memory, or another start was quicker: both pass.
    if (!/shared memory block|lock file .* already exists/.test(reason) || performance.now() > until) throw notStarted(place, reason)
    await pause(4 * pollMs)
  }
}

function notStarted(place: Place, reason: string): UnfitStart {
  return new UnfitStart(
    `PostgreSQL did not start in ${place.cluster} (${reason}); see ${place.log}.`,
    `PostgreSQL 未能在 ${place.cluster} 启动（${reason}），详见 ${place.log}。`,
  )
}

/** Ends a server: open transactions are rolled back, everything is written. Returns when the process is gone. */
export async function lower(place: Place, server: Server): Promise<void> {
  signal(server.pid, 'SIGINT')
  if (await gone(server.pid, 60_000)) return
  // A server that does not shut down is made to stop at once; it recovers from its log at the next start.
  signal(server.pid, 'SIGQUIT')
  if (await gone(server.pid, 10_000)) return
  throw new Error(`PostgreSQL ${server.pid} of ${place.cluster} does not stop`)
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs
  while (isPostgres(pid)) {
    if (performance.now() > until) return false
    await pause(pollMs)
  }
  return true
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  // Caught because a server that is already gone is what was wanted.
  try {
    process.kill(pid, name)
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error
  }
}

/** Waits while a server is coming up; undefined as soon as nothing is left to wait for. */
async function awaitServer(place: Place, child: ChildProcess | undefined): Promise<Server | undefined> {
  const until = performance.now() + patienceMs
  while (performance.now() < until) {
    const postmaster = readPostmaster(place)
    const running = postmaster !== undefined && isPostgres(postmaster.pid)
    if (!running && (child === undefined || ended(child))) return undefined
    const version = running ? await ask(place, postmaster) : undefined
    if (running && version !== undefined) return { pid: postmaster.pid, version, url: (name) => address(place, postmaster, name) }
    await pause(pollMs)
  }
  return undefined
}

function ended(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

type Postmaster = Readonly<{ pid: number; port: number; socket: string }>

/** PostgreSQL writes down who runs a cluster and where it listens (postmaster.pid: pid, folder, start, port, socket, …). */
function readPostmaster(place: Place): Postmaster | undefined {
  const file = join(place.cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = text(file).split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, port: Number(lines[3] ?? 0), socket: (lines[4] ?? '').trim() } : undefined
}

function text(file: string): string {
  // Caught because the file may vanish between the look and the reading: a server that has just ended.
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** After a reboot or in a new container the number may be another program's, or that of a process not yet reaped. */
function isPostgres(pid: number): boolean {
  if (!lives(pid)) return false
  const file = `/proc/${pid}/cmdline`
  return existsSync(file) ? /postgres/.test(text(file)) : !existsSync('/proc/self/cmdline')
}

/** The version of the server of this very cluster, or undefined while it does not answer yet. */
async function ask(place: Place, postmaster: Postmaster): Promise<string | undefined> {
  if (postmaster.port === 0) return undefined
  const client = new pg.Client({ connectionString: address(place, postmaster, 'postgres'), connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  // Caught because "starting up" and "not listening yet" are told as errors.
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; folder: string }>(
      `select split_part(current_setting('server_version'), ' ', 1) as version, current_setting('data_directory') as folder`,
    )
    return rows[0] && sameFolder(rows[0].folder, place.cluster) ? rows[0].version : undefined
  } catch {
    return undefined
  } finally {
    await client.end().catch(() => undefined) // The answer is known; how the connection ends does not change it.
  }
}

function sameFolder(one: string, other: string): boolean {
  if (!existsSync(one) || !existsSync(other)) return false
  const [a, b] = [statSync(one), statSync(other)]
  return a.dev === b.dev && a.ino === b.ino
}

function address(place: Place, postmaster: Postmaster, database: string): string {
  if (postmaster.socket !== '') {
    return `postgres://${owner}@/${database}?host=${encodeURIComponent(place.socket)}&port=${postmaster.port}`
  }
  return `postgres://${owner}:${text(place.password).trim()}@127.0.0.1:${postmaster.port}/${database}`
}

/**
 * The server gets a process group of its own, so that Ctrl-C reaches the house alone and the house
 * finishes its requests before it stops the database.
 */
async function launch(place: Place, binaries: Binaries, account: Account | undefined, throwaway: boolean): Promise<ChildProcess> {
  disownForeignPid(place)
  const log = openSync(place.log, 'a', 0o600)
  const child = spawn(binaries.postgres, ['-D', place.cluster, ...await options(place, throwaway)], {
    ...asAccount(account), cwd: '/', detached: true, env: serverEnvironment(), stdio: ['ignore', log, log],
  })
  child.on('error', () => undefined) // Told by `ended`: a child that never ran has no pid.
  child.unref()
  closeSync(log)
  return child
}

/**
 * PostgreSQL takes any living process with the number in its lock files for itself and would refuse to start,
 * after a reboot for instance. Our own number is the one it knows to be stale, being its parent's; the rest of
 * the file stays, for it is how PostgreSQL finds processes of a killed server that still write.
 */
function disownForeignPid(place: Place): void {
  for (const file of [join(place.cluster, 'postmaster.pid'), join(place.socket, '.s.PGSQL.5432.lock')]) {
    const [first, ...rest] = existsSync(file) ? text(file).split('\n') : []
    if (first !== undefined && Number(first) > 0 && !isPostgres(Number(first))) writeFileSync(file, [process.pid, ...rest].join('\n'))
  }
}

async function options(place: Place, throwaway: boolean): Promise<string[]> {
  const settings = {
    ...await listening(place),
    max_connections: '60',
    shared_buffers: `${throwaway ? 128 : sharedBuffersMb()}MB`,
    wal_compression: 'off',
    wal_buffers: `${WAL_BUFFERS_MB}MB`,
    max_wal_size: '2GB',
    fsync: throwaway ? 'off' : 'on',
    synchronous_commit: throwaway ? 'off' : 'on',
    full_page_writes: throwaway ? 'off' : 'on',
    update_process_title: 'off',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    log_timezone: 'UTC',
    timezone: 'UTC',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function listening(place: Place): Promise<Record<string, string>> {
  if (Buffer.byteLength(join(place.socket, '.s.PGSQL.5432')) <= socketPathBytesMax) {
    return { listen_addresses: '', port: '5432', unix_socket_directories: `"${place.socket.replaceAll('"', '""')}"`, unix_socket_permissions: '0700' }
  }
  return { listen_addresses: '127.0.0.1', port: String(await freePort()), unix_socket_directories: '' }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => found(port))
    })
  })
}

/** A sixteenth of the memory: the machine is shared with the house, the city and a browser. */
function sharedBuffersMb(): number {
  return Math.min(1024, Math.max(128, Math.floor(totalmem() / 16 / 1024 / 1024)))
}

function rotatedLogBytes(place: Place): number {
  if (!existsSync(place.log)) return 0
  const { size } = statSync(place.log)
  if (size < logBytesMax) return size
  renameSync(place.log, `${place.log}.1`)
  return 0
}

function lastWords(place: Place, from: number): string {
  if (!existsSync(place.log)) return 'it could not be run'
  const lines = readFileSync(place.log).subarray(from).toString('utf8').split('\n').filter((line) => line.trim() !== '')
  const fatal = lines.filter((line) => /FATAL|PANIC|ERROR/.test(line)).at(-1) ?? lines.at(-1) ?? 'it said nothing'
  return fatal.replace(/^.*?(FATAL|PANIC|ERROR):\s*/, '')
}
