import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import pg from 'pg'

import { startEmbedded } from '#kernel/embedded'

const root = join(import.meta.dirname, '..')

/** A node as `npm start` runs it, on a database and a city of its own; departments answer without delay. */
export type World = {
  readonly url: string
  /** Where the database is, for a figure that needs it bare. */
  readonly address: { readonly connectionString: string }
  /** A look into the node's database: what was decided is counted there, so that looking costs the node nothing. */
  readonly look: pg.Client
  /** The truth of the city, to find people who fit. */
  readonly truth: DatabaseSync
  /** Milliseconds of processor that node, database, city and client have used, on Linux; figures that other programs on the machine do not blur. */
  readonly cpuMs: () => Readonly<Record<Spender, number>>
  readonly close: () => Promise<void>
}

/** Who spends the processor time of a figure. */
export type Spender = 'node' | 'database' | 'city' | 'client'

/** What each spent between two readings, for each of `count`. */
export const spentPer = (count: number, before: Readonly<Record<Spender, number>>, after: Readonly<Record<Spender, number>>): Record<Spender, number> =>
  Object.fromEntries(Object.entries(after).map(([who, ms]) => [who, Math.round(((ms - before[who as Spender]) / count) * 10) / 10])) as Record<Spender, number>

/** Starts all of it: PostgreSQL with every write synced, the city at `scale`, and the node as a process of its own. */
export async function openWorld(scale: 'small' | 'medium' = 'small'): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
  if (process.getuid?.() === 0) chmodSync(folder, 0o755)
  const database = await startEmbedded({ dataDir: join(folder, 'database') })
  process.once('exit', () => { try { process.kill(database.pid, 'SIGQUIT') } catch { /* It ended before us, as it should. */ } })
  const city = launch(['city/serve.ts', '--port', '0', '--folder', join(folder, 'city'), '--scale', scale, '--seed', '1', '--follow-parent'], {})
  const cityUrl = await said(city, /city ready (\S+)/)
  copyFileSync(join(folder, 'city', 'city.sqlite'), join(folder, 'truth.sqlite')) // The city keeps its own file to itself.
  const port = await freePort()
  const node = launch(['house.ts', 'start'], { PORT: String(port), DATA_DIR: join(folder, 'node'), DATABASE_URL: database.url, CITY_URL: cityUrl, NODE_NAME: 'guangdong', DEMO: '1', LOG_LEVEL: 'error' })
  await said(node, /^ready (\S+)/m)
  const look = new pg.Client({ connectionString: database.url })
  await look.connect()
  const truth = new DatabaseSync(join(folder, 'truth.sqlite'))
  const close = async (): Promise<void> => {
    truth.close()
    await look.end()
    node.kill('SIGTERM')
    await once(node, 'exit')
    city.stdin?.end()
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { url: `http://127.0.0.1:${port}`, address: { connectionString: database.url }, look, truth, cpuMs: () => ({ node: cpuMsOf(node.pid!), database: cpuMsUnder(database.pid), city: cpuMsOf(city.pid!), client: cpuMsOf(process.pid) }), close }
}

const TICK_MS = 10

/** A server and its children: one for each connection, and those that write and clean. */
function cpuMsUnder(pid: number): number {
  const children = `/proc/${pid}/task/${pid}/children`
  if (!existsSync(children)) return Number.NaN
  return readFileSync(children, 'utf8').trim().split(' ').filter((child) => child !== '').reduce((sum, child) => sum + (cpuMsOf(Number(child)) || 0), cpuMsOf(pid))
}

function cpuMsOf(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  const [user, system] = readFileSync(file, 'utf8').split(') ')[1]!.split(' ').slice(11, 13).map(Number)
  return (user! + system!) * TICK_MS
}

/** What `npm start` says to Node. */
const AS_STARTED = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ').filter((word) => word.startsWith('--'))

function launch(words: readonly string[], env: Record<string, string>): ChildProcess {
  const profile = process.env['BENCH_PROFILE'] !== undefined && words[0] === 'house.ts' ? ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_PROFILE']}`] : []
  const child = spawn(process.execPath, [...(words[0] === 'house.ts' ? AS_STARTED : []), '--disable-warning=ExperimentalWarning', ...profile, ...words], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  process.once('exit', () => child.kill('SIGKILL')) // A figure that failed leaves nothing behind.
  return child
}

function said(child: ChildProcess, sentence: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)))
    child.stdout!.on('data', (part: Buffer) => {
      text += part.toString()
      const match = sentence.exec(text)
      if (match) resolve(match[1]!)
    })
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

// What comes over HTTP is whatever the node says; whoever reads it knows its shape.
// oxlint-disable-next-line typescript/no-explicit-any -- see above.
export type Heard = any

/** Calls one node with the token of one person. A refusal is an error: no figure counts refused work. */
export type Call = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => Promise<Heard>

const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Somebody without a token. */
export const stranger = (url: string, headers: Record<string, string> = {}): Call => (method, path, body) => new Promise((resolve, reject) => {
  const text = body === undefined ? '' : JSON.stringify(body)
  const sent = request(url + path, { method, agent, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) } }, (answer) => {
    let read = ''
    answer.setEncoding('utf8').on('data', (part: string) => { read += part }).on('end', () => {
      if ((answer.statusCode ?? 500) >= 300) reject(new Error(`${method} ${path} answered ${answer.statusCode}: ${read.slice(0, 400)}`))
      else resolve(read === '' ? null : JSON.parse(read))
    })
  })
  sent.on('error', reject)
  sent.end(text)
})

/** Signs in a person of the demo (by key) or of the city (by number and name). */
export async function signIn(url: string, person: string, name?: string): Promise<{ call: Call; party: string }> {
  const given = await stranger(url)('POST', '/demo/token', { person, ...(name === undefined ? {} : { name }) })
  return { call: stranger(url, { authorization: `Bearer ${given.access_token}`, prefer: 'return=minimal' }), party: given.party }
}

/** People of the city, in its own order, who fit a condition on `people p`; none with a fault in some record. */
export const peopleWho = (world: World, condition: string): { idNumber: string; name: string }[] => world.truth.prepare(`
  select p.id_number as idNumber, p.name from people p
  where p.died is null and p.capacity is null and ${condition}
    and not exists (select 1 from overlays o where o.id_number = p.id_number)
    and p.n not in (select person from dishonest) and p.n not in (select person from crimes)
    and p.n not in (select responsible from firms where responsible is not null)
  order by p.n desc`).all() as { idNumber: string; name: string }[]

/**
 * Gives a function that waits for one id to be found by a statement, which takes the ids waited for and gives those found.
 * One statement every 10 ms looks for all that wait: looking must not cost what is measured.
 */
export function watch(world: World, sql: string, patienceMs = 60_000): (id: string) => Promise<void> {
  const waiting = new Map<string, { found: () => void; lost: (why: Error) => void; began: number }>()
  let looking = false
  const look = async (): Promise<void> => {
    looking = true
    while (waiting.size > 0) {
      const { rows } = await world.look.query<{ id: string }>({ name: sql.slice(0, 60), text: sql, values: [[...waiting.keys()]] })
      for (const { id } of rows) { waiting.get(id)?.found(); waiting.delete(id) }
      for (const [id, { lost, began }] of waiting) if (performance.now() - began > patienceMs) { lost(new Error(`${id} was not decided as it should be within ${patienceMs} ms`)); waiting.delete(id) }
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    looking = false
  }
  return (id) => new Promise((found, lost) => {
    waiting.set(id, { found, lost, began: performance.now() })
    if (!looking) void look().catch(lost)
  })
}

/** Waits until no job of the node is due. */
export async function atRest(world: World): Promise<void> {
  for (;;) {
    const { rows } = await world.look.query<{ due: string }>('select count(*) as due from kernel.jobs where done_at is null and parked_at is null and due_at < clock_timestamp() and attempts < 3')
    if (Number(rows[0]!.due) === 0) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
