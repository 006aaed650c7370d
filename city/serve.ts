/**
 * Starts the city in a box as a process of its own:
 * `node city/serve.ts --port 0 --folder DIR --scale small|medium|full --seed 1 [--today 2026-11-23] [--follow-parent]`.
 * Prints `city ready http://127.0.0.1:PORT` on standard output; ends on SIGINT, SIGTERM, or with its parent.
 * This is the only file of the city that looks at the clock.
 */
import { parseArgs } from 'node:util'
import { SCALES } from './generate/city.ts'
import type { Progress, Scale } from './generate/city.ts'
import { instantOf } from './moments.ts'
import { startCity } from './server.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    folder: { type: 'string', default: '.data/city' },
    scale: { type: 'string', default: 'small' },
    seed: { type: 'string', default: '1' },
    today: { type: 'string' },
    'follow-parent': { type: 'boolean', default: false },
  },
})

const scale = scaleIn(values.scale)
const city = await startCity({
  port: wholeNumber('port', values.port),
  choice: { folder: values.folder, scale, seed: wholeNumber('seed', values.seed) },
  clock: clockFrom(values.today),
  wallClock: () => Date.now(),
  progress: progressBar(),
})
process.stdout.write(`city ready ${city.url}\n`)
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
// A pipe ends and closes, a file or /dev/null only ends.
if (values['follow-parent']) process.stdin.resume().once('end', stop).once('close', stop)

let isStopping = false

function stop(): void {
  if (isStopping) return
  isStopping = true
  // Once the server is closed nothing keeps the process but its standard input.
  void city.close().then(() => process.exit(0))
}

function scaleIn(text: string): Scale {
  if (!(text in SCALES)) end(`--scale must be one of ${Object.keys(SCALES).join(', ')}, not "${text}".`)
  return text as Scale
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) end(`--${name} must be a whole number, not "${text}".`)
  return Number(text)
}

/** The city's clock: real, or started at the chosen day and running on from there. */
function clockFrom(today: string | undefined): () => number {
  if (today === undefined) return () => Date.now()
  const start = instantOf(today) ?? end(`--today must be an ISO day or time, not "${today}".`)
  const began = performance.now()
  return () => start + (performance.now() - began)
}

function progressBar(): Progress {
  if (scale === 'small') return () => {}
  return (step, fraction) => {
    const filled = Math.round(Math.min(Math.max(fraction, 0), 1) * 30)
    const bar = '█'.repeat(filled) + '░'.repeat(30 - filled)
    process.stderr.write(`\rcity: ${step.padEnd(8)} ${bar} ${Math.floor(fraction * 100)} %${fraction >= 1 ? '\n' : ''}`)
  }
}

function end(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}
