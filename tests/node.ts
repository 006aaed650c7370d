import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** A node started as people start it, in a process of its own. */
export type RunningNode = {
  /** Resolves when it says that it is ready; rejects where it ends before. */
  readonly ready: Promise<void>
  /** Ends it as a power cut would: nothing of it runs on. Resolves when it is gone; false where it was gone already. */
  readonly cut: () => Promise<boolean>
  /** Asks it to stop and gives its exit code. */
  readonly stop: () => Promise<number | null>
  /** What it wrote to standard error so far. */
  readonly said: () => string
}

const spawned = (words: readonly string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'house.ts', ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_ENV: 'test', NODE_NAME: 'guangdong', DATABASE_URL: '', LOG_LEVEL: 'error', ...env } })

/** Runs a command of the program on a folder and gives what it wrote. */
export async function runCommand(dataDir: string, words: readonly string[]): Promise<{ code: number | null; out: string }> {
  const child = spawned(words, { DATA_DIR: dataDir })
  const out: string[] = []
  child.stdout!.on('data', (part: Buffer) => out.push(part.toString()))
  await once(child, 'close')
  return { code: child.exitCode, out: out.join('') }
}

/** Starts the program on a folder and a port, with the city that is given. */
export function startNode(settings: { readonly dataDir: string; readonly port: number; readonly city: string; readonly env?: Readonly<Record<string, string>> }): RunningNode {
  const child = spawned(['start'], { DATA_DIR: settings.dataDir, PORT: String(settings.port), CITY_URL: settings.city, ...settings.env })
  const said: string[] = []
  child.stderr!.on('data', (part: Buffer) => said.push(part.toString()))
  return { ready: readyOf(child, said), cut: () => ended(child, 'SIGKILL').then(({ was }) => was), stop: () => ended(child, 'SIGTERM').then(({ code }) => code), said: () => said.join('') }
}

function readyOf(child: ChildProcess, said: readonly string[]): Promise<void> {
  const ready = new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => reject(new Error(`the node ended with ${signal ?? code} before it was ready: ${said.join('').slice(-2000)}`)))
    child.stdout!.on('data', (part: Buffer) => { if (/^ready /m.test(part.toString())) resolve() })
  })
  ready.catch(() => undefined) // A node that is cut while it starts is never ready; whoever waits is told.
  return ready
}

async function ended(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<{ was: boolean; code: number | null }> {
  if (child.exitCode !== null || child.signalCode !== null) return { was: false, code: child.exitCode }
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
  return { was: true, code: child.exitCode }
}

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
