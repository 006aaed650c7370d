import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { UnfitStart } from '../settings.ts'
import { execute, handOver } from './account.ts'
import type { Account, Outcome } from './account.ts'
import type { Binaries } from './binaries.ts'
import { codeOf, makePrivate } from './place.ts'
import type { Place } from './place.ts'

/** The owner of everything in an embedded server. */
export const owner = 'tongban'

/**
 * Makes the cluster on the first start and checks it on every later one: right major version, right owner.
 * Throws `UnfitStart` for a cluster of another major version, for a folder that holds something else,
 * and where initdb fails. With `throwaway` nothing is synced to disk.
 */
export async function makeCluster(place: Place, binaries: Binaries, account: Account | undefined, throwaway: boolean): Promise<void> {
  clearHalfMade(place)
  if (!existsSync(place.cluster)) await initialise(place, binaries, account, throwaway)
  checkVersion(place, binaries)
  makePrivate(place.socket, account)
  if (account && statSync(place.cluster).uid !== account.uid) handOver(place.cluster, account)
}

function checkVersion(place: Place, binaries: Binaries): void {
  const file = join(place.cluster, 'PG_VERSION')
  if (!existsSync(file)) {
    throw new UnfitStart(
      `${place.cluster} is not a PostgreSQL cluster; move it away or set DATA_DIR to another folder.`,
      `${place.cluster} 不是 PostgreSQL 数据目录，请将其移走，或将 DATA_DIR 改为其他目录。`,
    )
  }
  const major = readFileSync(file, 'utf8').trim()
  if (major === String(binaries.major)) return
  throw new UnfitStart(
    `The database in ${place.cluster} is of PostgreSQL ${major} and this Tongban brings ${binaries.major}; move it over with a dump and restore, start the Tongban it was made with, or set DATA_DIR to another folder.`,
    `${place.cluster} 中的数据库属于 PostgreSQL ${major}，而本版通办自带 ${binaries.major}，请先导出再导入，或使用创建它的通办版本，或将 DATA_DIR 改为其他目录。`,
  )
}

/**
 * Everything is made under another name and renamed at the end: a start that was killed leaves no half cluster,
 * and of two first starts at once one wins and the other uses what the winner made.
 */
async function initialise(place: Place, binaries: Binaries, account: Account | undefined, throwaway: boolean): Promise<void> {
  const half = `${place.cluster}.new-${process.pid}`
  makePrivate(half, account)
  const password = writePassword(place, account)
  const outcome = await execute(binaries.initdb, [
    '-D', half, '-U', owner, `--pwfile=${password}`, '--auth-local=trust', '--auth-host=scram-sha-256',
    '--encoding=UTF8', '--no-instructions', ...(throwaway ? ['--no-sync'] : []), ...await locale(binaries, account, place),
  ], account)
  if (outcome.code !== 0) {
    clear(half, password)
    throw initdbFailed(place, outcome)
  }
  // Caught because another process may have won the race; its cluster is as good.
  try {
    renameSync(password, join(half, basename(place.password)))
    renameSync(half, place.cluster)
  } catch (error) {
    clear(half, password)
    if (!existsSync(place.cluster)) throw error
  }
}

function clear(...paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { recursive: true, force: true })
}

function writePassword(place: Place, account: Account | undefined): string {
  const file = `${place.cluster}.password.new-${process.pid}`
  writeFileSync(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  chmodSync(file, 0o600)
  handOver(file, account)
  return file
}

/**
 * Texts sort by code point and the same on every machine and in every later version (provider builtin), while
 * the character classes are Unicode's: with ctype "C" pg_trgm would take no Chinese character for a letter.
 */
async function locale(binaries: Binaries, account: Account | undefined, place: Place): Promise<string[]> {
  const fixed = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  for (const ctype of ['C.UTF-8', 'en_US.UTF-8', 'UTF-8']) {
    const tried = await execute(binaries.initdb, ['--show', '-D', `${place.cluster}.show`, '-U', owner, ...fixed, `--lc-ctype=${ctype}`], account)
    if (!/invalid locale/.test(tried.output)) return [...fixed, `--lc-ctype=${ctype}`]
  }
  return fixed
}

/** Left behind by a start that was killed while it made the cluster. */
function clearHalfMade(place: Place): void {
  for (const name of readdirSync(place.dataDir)) {
    const pid = /^postgres(?:\.password|-programs-[^/]+)?\.(?:new-)?(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !lives(Number(pid))) clear(join(place.dataDir, name))
  }
}

/** Whether there is a process with this number; one of another user counts. */
export function lives(pid: number): boolean {
  // Caught because the system answers with an error code here.
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function initdbFailed(place: Place, outcome: Outcome): UnfitStart {
  const lines = outcome.output.split('\n')
  const reason = lines.find((line) => /error:|FATAL:|No space left/.test(line)) ?? lines.at(-1) ?? ''
  return new UnfitStart(
    `The embedded database could not be made in ${place.cluster} (${reason.trim()}); see to that, or set DATABASE_URL to a PostgreSQL server.`,
    `无法在 ${place.cluster} 创建内置数据库（${reason.trim()}），请先解决该问题，或将 DATABASE_URL 设为一个 PostgreSQL 服务器。`,
  )
}
