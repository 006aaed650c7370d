import { spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, lchownSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { UnfitStart } from '../settings.ts'
import { isRoot } from './place.ts'
import type { Place } from './place.ts'

/** A user of this machine that may run PostgreSQL. */
export type Account = Readonly<{ name: string; uid: number; gid: number }>

/** What a finished command said: its exit code (null if it never ran or was killed) and its words. */
export type Outcome = Readonly<{ code: number | null; output: string }>

/**
 * Who the server runs as: nobody but ourselves (undefined) for an ordinary user; for root, whom PostgreSQL
 * refuses, the owner of an existing cluster, else `postgres`, else `nobody`. PostgreSQL looks its own user up,
 * so only a user with an entry in /etc/passwd will do. Throws `UnfitStart` where there is none,
 * or where that user cannot pass into the data folder.
 */
export function serverAccount(place: Place): Account | undefined {
  if (!isRoot()) return undefined
  const account = choose(place)
  const entered = entering(place, account)
  if (entered.error) throw cannotChangeUser(account)
  if (entered.status === 0) return account
  throw new UnfitStart(
    `PostgreSQL does not run as root, and user ${account.name} cannot pass into ${place.dataDir}; set DATA_DIR to a folder all of whose parents can be entered by everyone, such as /var/lib/tongban.`,
    `PostgreSQL 不能以 root 运行，而用户 ${account.name} 无法进入 ${place.dataDir}，请将 DATA_DIR 设为各级上级目录均可进入的目录，例如 /var/lib/tongban。`,
  )
}

/** Whether the account that would run the server can pass into the data folder. Always, for an ordinary user. */
export const canEnter = (place: Place): boolean => !isRoot() || entering(place, choose(place)).status === 0

const entering = (place: Place, account: Account) => spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', place.dataDir], { ...asAccount(account), cwd: '/' })

/** Gives a file or a whole folder to the account that runs the server; does nothing for an ordinary user. */
export function handOver(path: string, account: Account | undefined): void {
  if (!account || !existsSync(path)) return
  chownSync(path, account.uid, account.gid)
  if (!statSync(path).isDirectory()) return
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' })) {
    lchownSync(join(path, name), account.uid, account.gid)
  }
}

/** Spawn options that change to an account; none for an ordinary user. */
export function asAccount(account: Account | undefined): { uid: number; gid: number } | Record<never, never> {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

/** A small environment: no PG* variable of the caller reaches the server, and its messages are in one language. */
export function serverEnvironment(): Record<string, string> {
  const { PATH = '/usr/bin:/bin', LD_LIBRARY_PATH } = process.env
  return { PATH, LANG: 'C', TZ: 'UTC', ...(LD_LIBRARY_PATH ? { LD_LIBRARY_PATH } : {}) }
}

/** Runs a command to its end as an account. Never throws: a command that cannot run has code null. */
export function execute(command: string, args: readonly string[], account: Account | undefined): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(command, args, { ...asAccount(account), cwd: '/', env: serverEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => { output += String(chunk); })
    child.stderr.on('data', (chunk) => { output += String(chunk); })
    child.on('error', (error) => done({ code: null, output: error.message }))
    child.on('close', (code) => done({ code, output: output.trim() }))
  })
}

function choose(place: Place): Account {
  const accounts = passwd()
  const owner = existsSync(place.cluster) ? statSync(place.cluster).uid : 0
  const found = accounts.find(({ uid }) => owner !== 0 && uid === owner)
    ?? accounts.find(({ name }) => name === 'postgres')
    ?? accounts.find(({ name }) => name === 'nobody')
  if (found && found.uid !== 0) return found
  throw new UnfitStart(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody; start Tongban as an ordinary user or set DATABASE_URL.',
    'PostgreSQL 不能以 root 运行，而本机没有 postgres 或 nobody 用户，请以普通用户启动通办，或设置 DATABASE_URL。',
  )
}

function passwd(): Account[] {
  if (!existsSync('/etc/passwd')) return []
  return readFileSync('/etc/passwd', 'utf8').split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

function cannotChangeUser(account: Account): UnfitStart {
  return new UnfitStart(
    `PostgreSQL does not run as root, and this root may not become user ${account.name}; start Tongban as an ordinary user or set DATABASE_URL.`,
    `PostgreSQL 不能以 root 运行，而当前 root 无法切换为用户 ${account.name}，请以普通用户启动通办，或设置 DATABASE_URL。`,
  )
}
