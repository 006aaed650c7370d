// npm test: types, lint, then every test there is, on a real PostgreSQL. The last line is the sum.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { startTestServer } from '#tests/database'
import type { Tally } from '#tests/reporter'
import { SHORT_LIVED } from '#tests/short-lived'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules', '.bin')
/** The temporary folder of everything a run starts, so that nothing of it outlives the run; a database goes there under a name of its own. */
const scratch = mkdtempSync(join(tmpdir(), 'tongban-run-'))
chmodSync(scratch, 0o755)
/** A process of tests that has told its result gets this long to end. */
const graceMs = 10_000
const testMsMax = 480_000
/** Each process reads hundreds of the same modules; what one has made of them the others take. */
const COMPILED = join(root, 'node_modules', '.cache', 'compiled')

const patterns = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const total: Tally = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] }
const running = new Set<ChildProcess>()
let interrupted = false

process.chdir(root)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
await everything()
rmSync(scratch, { recursive: true, force: true })
conclude()

async function everything(): Promise<void> {
  const ordinary = filesOf(['kernel/**/*.test.ts', 'modules/**/*.test.ts', 'city/**/*.test.ts', 'apps/**/*.test.ts', 'bench/**/*.test.ts', 'tests/*.test.ts', 'tests/conformance/*.test.ts'])
  const journeys = filesOf(['tests/journeys/**/*.test.ts'])
  if (patterns.length > 0 && ordinary.length + journeys.length === 0) add(failure(`no test file has ${patterns.join(' or ')} in its name`))
  if (ordinary.length + journeys.length === 0) return checks()

  const given = process.env['TEST_DATABASE_URL']
  const server = given === undefined ? await startTestServer() : undefined
  const database = given ?? server?.url ?? ''
  // No catch: only the server must not outlive the tests.
  try {
    // What needs no house shares one process (twelve times faster), with types and lint on the other core; whoever opens a house gets a process of his own.
    const open = [...ordinary.filter(opensHouse), ...journeys]
    const checked = checks()
    await tests('units', ordinary.filter((file) => !opensHouse(file)), database, ['--test', '--test-isolation=none', '--test-force-exit', `--test-timeout=${testMsMax}`, `--test-reporter=${join(root, 'tests', 'reporter.ts')}`])
    await checked
    if (open.length > 1) Object.assign(process.env, await prepared(database))
    // One list, so that neither core waits for the end of one kind before the next begins; three at once, for each waits a quarter of its time for something.
    await tests('houses and journeys', open.toSorted((a, b) => weightOf(b) - weightOf(a)), database, [join(root, 'tests', 'in-order.ts'), '3', String(testMsMax)])
  } finally {
    await server?.stop()
  }
}

function filesOf(globs: readonly string[]): string[] {
  const files = globSync(globs, { exclude: (name) => name === 'node_modules' }).toSorted()
  return patterns.length === 0 ? files : files.filter((file) => patterns.some((pattern) => file.includes(pattern)))
}

/** Whether a test file opens a house or a database: the clock, the pool and the ports of a process are one house's. */
function opensHouse(file: string): boolean {
  return /from '(?:#tests\/(?:house|database|company|caller|city|node|prepared)|\.\/cast\.test\.ts|#kernel\/embedded)/.test(readFileSync(file, 'utf8'))
}

/** What is begun first: journeys and what kills nodes take longest, and of the others the longer text does. */
function weightOf(file: string): number {
  return statSync(file).size + (/^tests\/(?:journeys|crash)/.test(file) ? 1_000_000 : 0)
}

async function checks(): Promise<void> {
  await tool('types', 'tsc', ['--noEmit'])
  await tool('lint', 'oxlint', ['--deny-warnings'])
}

/** A tool counts as one test. With a pattern it is left out, and said to be. */
async function tool(name: string, command: string, args: readonly string[]): Promise<void> {
  if (interrupted) return
  if (patterns.length > 0) {
    add({ ...nothing(), skipped: 1, skips: [`${name}: a pattern was given`] })
    return
  }
  heading(name)
  const { code, output } = await run(join(bin, command), args)
  if (code !== 0) console.log(output.trim())
  add(code === 0 ? { ...nothing(), passed: 1 } : failure(`${name} (${command} ${args.join(' ')})`))
}

async function tests(name: string, files: readonly string[], database: string, how: readonly string[]): Promise<void> {
  if (files.length === 0 || interrupted) return
  heading(`${name}: ${files.length} ${files.length === 1 ? 'file' : 'files'}`)
  const file = join(scratch, `${name.replaceAll(' ', '-')}.json`)
  const child = spawn(process.execPath, [...SHORT_LIVED, ...how, ...files],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, NODE_ENV: 'test', TEST_DATABASE_URL: database, TEST_TALLY: file, TMPDIR: scratch, NODE_COMPILE_CACHE: COMPILED } })
  await endOf(child, file)
  if (!existsSync(file)) {
    add(failure(`${name}: the process of the tests ended before its last test (${child.signalCode ?? `exit ${child.exitCode}`})`))
    return
  }
  const tally = JSON.parse(readFileSync(file, 'utf8')) as Tally
  add(tally)
  if (child.signalCode !== null) add(failure(`${name}: the process of the tests did not end by itself; a test left something running`))
  else if (child.exitCode !== 0 && tally.failed === 0) add(failure(`${name}: the process of the tests ended with exit ${child.exitCode}`))
}

/** Waits for the process; ends it where it has told its tally and still does not go. */
async function endOf(child: ChildProcess, tallyFile: string): Promise<void> {
  running.add(child)
  let told: number | undefined
  while (child.exitCode === null && child.signalCode === null) {
    await pause(50)
    if (existsSync(tallyFile)) told ??= performance.now()
    if (told !== undefined && performance.now() - told > graceMs) child.kill('SIGKILL')
  }
  running.delete(child)
}

/** A whole house made ready once for those that begin as a copy of it; where that fails each makes its own, and shows why. */
async function prepared(database: string): Promise<Record<string, string>> {
  const { code, output } = await run(process.execPath, [...SHORT_LIVED, join(root, 'tests', 'prepared.ts'), scratch], { NODE_ENV: 'test', TEST_DATABASE_URL: database, NODE_COMPILE_CACHE: COMPILED })
  const told = /^\{"TEST_TEMPLATE".*\}$/m.exec(output)
  if (code === 0 && told) return JSON.parse(told[0]) as Record<string, string>
  add(failure(`the house that others begin as a copy of\n${output}`))
  return {}
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
    running.add(child)
    let output = ''
    child.stdout.on('data', (chunk) => { output += String(chunk) })
    child.stderr.on('data', (chunk) => { output += String(chunk) })
    child.on('error', (error) => done({ code: null, output: error.message }))
    child.on('close', (code) => {
      running.delete(child)
      done({ code, output })
    })
  })
}

/** Ends what runs; the sum is still said, and is a failure. */
function interrupt(): void {
  if (!interrupted) add(failure('interrupted'))
  interrupted = true
  for (const child of running) child.kill('SIGKILL')
}

function nothing(): Tally {
  return { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] }
}

function failure(name: string): Tally {
  return { ...nothing(), failed: 1, failures: [name] }
}

function add(tally: Tally): void {
  total.passed += tally.passed
  total.failed += tally.failed
  total.skipped += tally.skipped
  total.failures.push(...tally.failures)
  total.skips.push(...tally.skips)
}

function heading(text: string): void {
  console.log(`\n── ${text} ──`)
}

function conclude(): void {
  if (total.skips.length > 0) heading('skipped')
  for (const skip of total.skips) console.log(`- ${skip}`)
  if (total.failures.length > 0) heading('failed')
  for (const text of total.failures) console.log(`✗ ${text}`)
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  process.exitCode = total.failed === 0 ? 0 : 1
}
