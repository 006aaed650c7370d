import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'

import { contentBytes, hardBytes } from './bytes.ts'

/** Worked out once and written down, so that every machine these tests run on is another machine. */
const HARD = '205b2b1540cfb85d4b79e21ea2766dd088e2454af74485c2834974811f4ed1df'

test('the same inputs give the same bytes as on the machine where they were first decided', () => {
  assert.equal(hardBytes(), HARD)
})

test('a process with another time zone and language, whose code is only interpreted, decides every table of the content to the byte', () => {
  const here = { hard: HARD, ...contentBytes() }
  const env = { ...process.env, TZ: 'Pacific/Kiritimati', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' }
  const told = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--no-opt', '--no-sparkplug', '--no-maglev', join(import.meta.dirname, 'bytes.ts')], { env, encoding: 'utf8' })
  assert.deepEqual(JSON.parse(told), here)
  assert.ok(Object.keys(here).length > 10)
})
