import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'

import pg from 'pg'

import { holdHouse, probeDatabase, startEmbedded } from '#kernel/embedded'
import { UnfitStart } from '#kernel/settings'
import { freshDatabase, temporaryFolder } from '#tests/database'

const root = process.getuid?.() === 0
const rootFolder = join(import.meta.dirname, '..')
const folders: string[] = []

suite('the embedded database', () => {
  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

  test('keeps what was written over a stop and a start, on a socket only its owner can reach', async () => {
    const dataDir = folder()
    const first = await startEmbedded({ dataDir })
    assert.match(first.url, /^postgres:\/\/tongban@\/tongban\?host=/)
    await ask(first.url, 'create table kept (word text); insert into kept values (\'留存\')')
    assert.deepEqual(await ask(first.url, 'show fsync'), [{ fsync: 'on' }])
    assert.deepEqual(await ask(first.url, 'show wal_compression'), [{ wal_compression: 'off' }])
    await Promise.all([first.stop(), first.stop()])
    await assert.rejects(ask(first.url, 'select 1'))

    const second = await startEmbedded({ dataDir })
    assert.deepEqual(await ask(second.url, 'select word from kept'), [{ word: '留存' }])
    await second.stop()
  })

  test('finds Chinese words by trigram and sorts by code point', async () => {
    const { url, drop } = await freshDatabase()
    await ask(url, 'create extension pg_trgm; create extension btree_gist; create extension pgcrypto')
    assert.deepEqual(await ask(url, `select similarity('设立有限公司', '有限公司设立') > 0 as alike, lower('É') as small, 'Z' < 'a' as points`),
      [{ alike: true, small: 'é', points: true }])
    await drop()
  })

  test('is refused to a second house while the first lives, and goes on serving the first', async () => {
    const dataDir = folder()
    const first = await startEmbedded({ dataDir, throwaway: true })
    await assert.rejects(startEmbedded({ dataDir, throwaway: true }), unfit(/Another Tongban \(process \d+ on .*\) is already running/))
    assert.deepEqual(await ask(first.url, 'select 1 as one'), [{ one: 1 }])
    await first.stop()
  })

  test('is taken over, running, from a house that was killed', async () => {
    const dataDir = folder()
    const { child, pid, url } = await houseOf(dataDir)
    await ask(url, 'create table kept as select 7 as seven')
    child.kill('SIGKILL')
    const next = await startEmbedded({ dataDir, throwaway: true })
    assert.equal(next.pid, pid)
    assert.deepEqual(await ask(next.url, 'select seven from kept'), [{ seven: 7 }])
    await next.stop()
  })

  test('recovers after the house and the database were both killed, and its number went to another program', async () => {
    const dataDir = folder()
    const { child, pid, url } = await houseOf(dataDir, false)
    await ask(url, 'create table kept as select 7 as seven')
    child.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    const file = join(dataDir, 'postgres', 'postmaster.pid')
    const next = await startEmbedded({ dataDir, throwaway: true })
    assert.notEqual(next.pid, pid)
    await next.stop()
    writeFileSync(file, `${process.pid}\n${join(dataDir, 'postgres')}\n1\n5432\n${join(dataDir, 'socket')}\n\n1 1\nready\n`)
    chmodSync(file, 0o666)
    const last = await startEmbedded({ dataDir, throwaway: true })
    assert.deepEqual(await ask(last.url, 'select seven from kept'), [{ seven: 7 }])
    await last.stop()
  })

  test('listens on the loopback address with a password where the path of the socket would be too long', async () => {
    const dataDir = join(folder(), 'x'.repeat(90), '通办 ,"%41\'')
    const embedded = await startEmbedded({ dataDir, throwaway: true })
    assert.match(embedded.url, /^postgres:\/\/tongban:[\w-]{32}@127\.0\.0\.1:\d+\/tongban$/)
    await assert.rejects(probeDatabase(embedded.url.replace(/:[\w-]{32}@/, ':wrong@')), unfit(/refused user "tongban" or its password/))
    await assert.rejects(probeDatabase(embedded.url.replace(/:[\w-]{32}@/, '@')), unfit(/refused user "tongban" or its password/))
    await embedded.stop()
  })

  test('says in one sentence why a folder will not do', async () => {
    const blocked = join(folder(), 'file')
    writeFileSync(blocked, '')
    await assert.rejects(startEmbedded({ dataDir: join(blocked, 'data') }), unfit(/cannot be made or written \(ENOTDIR\)/))
    const older = folder()
    mkdirSync(join(older, 'postgres'))
    await assert.rejects(startEmbedded({ dataDir: older }), unfit(/is not a PostgreSQL cluster/))
    writeFileSync(join(older, 'postgres', 'PG_VERSION'), '16\n')
    await assert.rejects(startEmbedded({ dataDir: older }), unfit(/is of PostgreSQL 16 and this Tongban brings 18/))
  })

  test('gives root below a closed folder a place the server can pass into', { skip: !root && 'needs root' }, async () => {
    const closed = folder()
    chmodSync(closed, 0o700)
    const embedded = await startEmbedded({ dataDir: join(closed, 'data'), throwaway: true })
    assert.match(embedded.url, /var%2Flib%2Ftongban|\/var\/lib\/tongban|127\.0\.0\.1/)
    await embedded.stop()
  })

  test('works for an ordinary user, to whom root\'s database is refused', { skip: ordinaryUser() === undefined && 'needs root and a user nobody who can read this folder' }, async () => {
    const dataDir = folder()
    const user = ordinaryUser() ?? { uid: 0, gid: 0 }
    const run = `import { startEmbedded } from '#kernel/embedded'
      const embedded = await startEmbedded({ dataDir: process.argv[1], throwaway: true })
      console.log(embedded.url)
      await embedded.stop()`
    const started = (): { stdout: string; stderr: string } =>
      spawnSync(process.execPath, ['--input-type=module', '-e', run, dataDir], { ...user, cwd: rootFolder, encoding: 'utf8', env: {} })
    chmodSync(dataDir, 0o777)
    const { stdout, stderr } = started()
    assert.match(stdout, /^postgres:\/\/tongban@/, stderr)
    await (await startEmbedded({ dataDir, throwaway: true })).stop() // Root serves it as its owner…
    assert.match(started().stdout, /^postgres:\/\/tongban@/) // … who can still use it.
    rmSync(join(dataDir, 'postgres'), { recursive: true })
    await (await startEmbedded({ dataDir, throwaway: true })).stop()
    assert.match(started().stderr, /UnfitStart: .*postgres belongs to another user/)
  })
})

suite('a hold on the house', () => {
  test('is one on any database, and free after release', async () => {
    const { url, drop } = await freshDatabase()
    const first = await holdHouse(url)
    await assert.rejects(holdHouse(url), unfit(new RegExp(`process ${process.pid} on `)))
    await first.release()
    await first.release()
    await (await holdHouse(url)).release()
    await drop()
  })

  test('tells its owner when the connection is lost, and only then', async () => {
    const { url, drop } = await freshDatabase()
    const losses: Error[] = []
    const quiet = await holdHouse(url, (reason) => losses.push(reason))
    await quiet.release()
    assert.equal(losses.length, 0)
    const awake = setTimeout(() => undefined, 10_000) // A hold alone keeps no process alive.
    await new Promise<void>((lost, failed) => {
      const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'tongban %'`
      holdHouse(url, () => lost()).then(() => ask(url, cut)).catch(failed)
    })
    clearTimeout(awake)
    await (await holdHouse(url)).release()
    await drop()
  })
})

suite('a look at a database', () => {
  test('gives the version of one that will do', async () => {
    const { url, drop } = await freshDatabase()
    assert.ok(await probeDatabase(url) >= 150_000)
    await drop()
  })

  test('says in one sentence what is wrong with another, and never the password', async () => {
    const { url, name, drop } = await freshDatabase()
    await assert.rejects(probeDatabase('postgres://a:geheim@127.0.0.1:1/x'), unfit(/127\.0\.0\.1:1 cannot be used \(.*ECONNREFUSED/))
    await assert.rejects(probeDatabase('postgres://a:geheim@nowhere.invalid/x'), unfit(/nowhere\.invalid:5432 cannot be used/))
    await assert.rejects(probeDatabase('postgres://a:geheim@[::1/x'), unfit(/cannot be read as an address/))
    await assert.rejects(probeDatabase(url.replace(name, 'missing')), unfit(/Database "missing" does not exist/))
    await ask(url, `create database ${name}_latin encoding 'LATIN1' locale_provider libc locale 'C' template template0`)
    await assert.rejects(probeDatabase(url.replace(name, `${name}_latin`)), unfit(/keeps text as LATIN1/))
    await ask(url, `drop database ${name}_latin`)
    await drop()
  })
})

function folder(): string {
  const made = temporaryFolder()
  folders.push(made)
  return made
}

/** A house in a process of its own, which can be killed. */
function houseOf(dataDir: string, throwaway = true): Promise<{ child: ChildProcess; pid: number; url: string }> {
  const run = `import { startEmbedded } from '#kernel/embedded'
    const { url, pid } = await startEmbedded({ dataDir: process.argv[1], throwaway: ${throwaway} })
    console.log(JSON.stringify({ url, pid }))
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', run, dataDir], { cwd: rootFolder, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((up, failed) => {
    child.on('exit', () => failed(new Error('the house ended')))
    child.stdout.once('data', (line) => up({ child, ...JSON.parse(String(line)) as { pid: number; url: string } }))
  })
}

function ordinaryUser(): { uid: number; gid: number } | undefined {
  if (!root) return undefined
  const user = { uid: 65_534, gid: 65_534 }
  const reads = spawnSync(process.execPath, ['--input-type=module', '-e', `import '#kernel/embedded'`], { ...user, cwd: rootFolder, env: {} })
  return reads.status === 0 ? user : undefined
}

function unfit(sentence: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof UnfitStart, String(error))
    assert.match(error.message, sentence)
    assert.match(error.message, /^[^\n]*\. [^\n]*\p{Script=Han}[^\n]*。$/u)
    assert.doesNotMatch(error.message, /geheim/)
    return true
  }
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  // No catch: only the connection must not outlive a failure.
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
