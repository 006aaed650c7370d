// Runs test files in the order they are given, three at once, each in a process of its own: `node --test` sorts them by name, and then the longest comes last and alone.
import { run } from 'node:test'

import report from '#tests/reporter'
import { SHORT_LIVED } from '#tests/short-lived'

const [concurrency, timeout, ...files] = process.argv.slice(2)
const told = report(run({ files, concurrency: Number(concurrency), timeout: Number(timeout), isolation: 'process', forceExit: true, execArgv: SHORT_LIVED }))
for await (const text of told) process.stdout.write(text)
