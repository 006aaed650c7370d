// npm run bench [name…]: each figure in a process of its own, one line of JSON for each on standard output.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** What the figures stand on, and no figures themselves. */
const GROUND = new Set(['run.ts', 'world.ts', 'figure.ts', 'company.ts', 'queue.ts', 'thirty-rules.ts', 'rule-engines.ts', 'ledger-ground.ts', 'ledger-fill.ts'])

const figures = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !GROUND.has(file)).map((file) => file.slice(0, -3))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !figures.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`There is no figure ${unknown.join(', ')}; there are ${figures.join(', ')}. 没有这个指标。\n`)
  process.exitCode = 2
} else {
  for (const name of wanted.length > 0 ? wanted : figures) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, `${name}.ts`)], { stdio: ['ignore', 'inherit', 'inherit'] })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) process.exitCode = 3
  }
}
