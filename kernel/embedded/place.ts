import { accessSync, chmodSync, chownSync, constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { UnfitStart } from '../settings.ts'

/** Where one embedded server keeps its things; every path is absolute and lies in `dataDir`. */
export type Place = Readonly<{
  dataDir: string
  /** The data of PostgreSQL, 0700. */
  cluster: string
  /** The folder of the socket, 0700: who may enter it may connect. */
  socket: string
  /** The password for the loopback address, 0600, used where the socket's path is too long; made with the cluster. */
  password: string
  log: string
}>

/** Names the places of an embedded server in a folder; touches nothing. */
export function placeIn(dataDir: string): Place {
  const folder = resolve(dataDir)
  return {
    dataDir: folder,
    cluster: join(folder, 'postgres'),
    socket: join(folder, 'socket'),
    password: join(folder, 'postgres', 'tongban.password'),
    log: join(folder, 'postgres.log'),
  }
}

/** Makes the data folder; throws `UnfitStart` where it cannot be made or written. */
export function makeDataDir(place: Place): void {
  // Caught to turn the system's code into a sentence a person can act on.
  try {
    mkdirSync(place.dataDir, { recursive: true, mode: isRoot() ? 0o755 : 0o700 })
    accessSync(place.dataDir, constants.W_OK | constants.X_OK)
    readdirSync(place.dataDir)
  } catch (error) {
    throw new UnfitStart(
      `DATA_DIR ${place.dataDir} cannot be made or written (${codeOf(error)}); give this user the folder or set DATA_DIR to another one.`,
      `DATA_DIR ${place.dataDir} 无法创建或写入（${codeOf(error)}），请授予当前用户该目录的权限，或将 DATA_DIR 改为其他目录。`,
    )
  }
  if (!existsSync(place.cluster) || isRoot()) return
  if (statSync(place.cluster).uid === process.getuid?.()) return
  throw new UnfitStart(
    `The database in ${place.cluster} belongs to another user; start Tongban as that user or as root, or set DATA_DIR to another folder.`,
    `${place.cluster} 中的数据库属于其他用户，请以该用户或 root 启动通办，或将 DATA_DIR 改为其他目录。`,
  )
}

/** Whether this process may act as any user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Makes a folder only its owner may enter, and gives it to `owner` where one is named. */
export function makePrivate(folder: string, owner: { uid: number; gid: number } | undefined): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  if (owner) chownSync(folder, owner.uid, owner.gid)
}

/** The system's code of an error, such as EACCES, or its message where it has none. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code)
  return error instanceof Error ? error.message : String(error)
}
