import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'

import pg from 'pg'

import { freshDatabase, temporaryFolder } from '#tests/database'

type Ended = { readonly code: number | null; readonly said: string }

/** Starts the house with these settings and waits for it to end by itself, or for `ready`, upon which it is stopped. */
async function start(settings: Readonly<Record<string, string>>): Promise<Ended & { readonly ready: boolean }> {
  const { DATABASE_URL: _, TEST_DATABASE_URL: __, ...env } = process.env
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'house.ts', 'start'], { env: { ...env, PORT: '0', DEMO: '0', DATA_DIR: temporaryFolder(), ...settings } })
  let said = ''
  let ready = false
  child.stderr.on('data', (part: Buffer) => { said += part.toString() })
  child.stdout.on('data', (part: Buffer) => { if (/^ready /m.test(part.toString())) { ready = true; child.kill('SIGTERM') } })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, said, ready }
}

/** One sentence for a person: one line, in both languages, and never a stack. */
function assertOneSentence({ code, said }: Ended, about: RegExp): void {
  assert.equal(code, 2, said)
  assert.match(said, about)
  assert.equal(said.trim().split('\n').length, 1, said)
  assert.doesNotMatch(said, /\n\s+at /)
}

describe('a start that cannot go on says in one sentence what to do', () => {
  test('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const ended = await start({ PORT: String((taken.address() as AddressInfo).port) })
    taken.close()
    assertOneSentence(ended, /is taken by another program; stop it, or set PORT/)
  })

  test('a DATABASE_URL where nobody answers', async () => {
    assertOneSentence(await start({ DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:9/none' }), /database/i)
    assert.doesNotMatch((await start({ DATABASE_URL: 'postgres://nobody:secret-word@127.0.0.1:9/none' })).said, /secret-word/)
  })

  test('a DATA_DIR that is no folder', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    assertOneSentence(await start({ DATA_DIR: join(file, 'data') }), /DATA_DIR .* cannot be made or written/)
  })

  test('a setting that cannot be meant', async () => {
    assertOneSentence(await start({ NODE_NAME: 'atlantis' }), /NODE_NAME is "?atlantis"?; set it to one of/)
  })

  test('a schema that is half migrated', async () => {
    const { url, drop } = await freshDatabase()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('create schema kernel; create table kernel.journal (id bigint)')
    await client.end()
    const ended = await start({ DATABASE_URL: url })
    await drop()
    assert.equal(ended.code, 2, ended.said)
    assert.match(ended.said, /half migrated.*restore a whole backup, or empty the database/)
  })

  test('a database that a newer Tongban made', async () => {
    const { url, drop } = await freshDatabase()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("create table public.tongban_migrations (name text primary key, digest text not null, ran_at timestamptz not null default now()); insert into public.tongban_migrations values ('modules/future/0001_future.sql', 'x')")
    await client.end()
    const ended = await start({ DATABASE_URL: url })
    await drop()
    assertOneSentence(ended, /made by a newer Tongban/)
  })
})
