import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { inspect } from 'node:util'

/** What one process of tests came to; `failures` and `skips` name each test with its error or reason. */
export type Tally = { passed: number; failed: number; skipped: number; failures: string[]; skips: string[] }

/** The part of a node:test event that is read here. */
type Verdict = {
  type: string
  data: {
    name?: string
    file?: string
    line?: number
    message?: string
    duration_ms?: number
    skip?: string | boolean
    todo?: string | boolean
    details?: { type?: string; duration_ms?: number; error?: Error & { cause?: unknown; failureType?: string } }
  }
}

/** So many of the files that took longest are named. */
const LONGEST = 20
/** Tests slower than this are named, in milliseconds. */
const slowMs = 2_000

/**
 * A reporter for node:test: silent about what passes, loud about the rest, and at the end it writes a `Tally`
 * as JSON to the file named in TEST_TALLY. Suites are not counted, a failing suite is.
 */
export default async function* report(events: AsyncIterable<Verdict>): AsyncGenerator<string> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [], skips: [] }
  const files: { file: string; ms: number }[] = []
  for await (const event of events) {
    if (event.type === 'test:pass' || event.type === 'test:fail') yield judged(event, tally)
    if (event.type === 'test:stderr') yield event.data.message ?? ''
    if (event.type === 'test:summary' && event.data.file !== undefined) files.push({ file: relative(process.cwd(), event.data.file), ms: event.data.duration_ms ?? 0 })
  }
  if (files.length > LONGEST) yield `  longest: ${files.toSorted((a, b) => b.ms - a.ms).slice(0, LONGEST).map(({ file: name, ms }) => `${name} ${Math.round(ms / 1000)} s`).join(', ')}\n`
  const file = process.env['TEST_TALLY']
  if (file !== undefined) writeFileSync(file, JSON.stringify(tally))
}

function judged({ type, data }: Verdict, tally: Tally): string {
  const name = `${data.name ?? '(no name)'} (${where(data)})`
  const suite = data.details?.type === 'suite'
  if (isSet(data.skip) || isSet(data.todo)) {
    tally.skipped += 1
    tally.skips.push(`${name}: ${reason(data)}`)
    return ''
  }
  if (type === 'test:pass') {
    if (!suite) tally.passed += 1
    const took = Math.round(data.details?.duration_ms ?? 0)
    return took > slowMs && !suite ? `  slow: ${name}: ${took} ms\n` : ''
  }
  // A test whose subtests failed only repeats them.
  if (data.details?.error?.failureType === 'subtestsFailed') return ''
  tally.failed += 1
  const text = `${name}\n${explained(data.details?.error)}`
  tally.failures.push(text)
  return `✗ ${text}\n`
}

function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false
}

function reason({ skip, todo }: Verdict['data']): string {
  if (typeof skip === 'string' && skip !== '') return skip
  if (isSet(todo)) return typeof todo === 'string' && todo !== '' ? `to do: ${todo}` : 'to do'
  return 'no reason given'
}

function where({ file, line }: Verdict['data']): string {
  return file === undefined ? 'no file' : `${relative(process.cwd(), file)}:${line ?? 0}`
}

function explained(error: (Error & { cause?: unknown }) | undefined): string {
  const cause = error?.cause ?? error
  const text = cause instanceof Error ? cause.stack ?? cause.message : inspect(cause)
  return text.split('\n').filter((line) => !/node:internal|node_modules/.test(line)).map((line) => `    ${line}`).join('\n')
}
