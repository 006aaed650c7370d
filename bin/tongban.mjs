#!/usr/bin/env node
// Runs on whatever Node the machine has and hands over to the Node 24 that npm installed: house.ts needs type stripping.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const ours = at('node_modules/.bin/node')

if (!existsSync(ours)) {
  console.error('Tongban is not installed; run npm ci in its folder. 通办尚未安装，请在其目录中运行 npm ci。')
  process.exit(3)
}

// What was compiled once is not compiled again: measured, a command starts in two thirds of the time.
// Room for what an act makes and forgets, as in `npm start`: measured, a twelfth of the node's work was moving it about.
const child = spawn(ours, ['--max-semi-space-size=64', '--disable-warning=ExperimentalWarning', at('house.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env: { NODE_COMPILE_CACHE: at('node_modules/.cache/node'), ...process.env } })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(error.message)
  process.exit(3)
})
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
