import { createHash } from 'node:crypto'
import { join } from 'node:path'

import pg from 'pg'

import { canEnter, serverAccount } from './embedded/account.ts'
import { findBinaries } from './embedded/binaries.ts'
import { makeCluster } from './embedded/cluster.ts'
import { holdHouse } from './embedded/hold.ts'
import type { Hold } from './embedded/hold.ts'
import { makeDataDir, placeIn } from './embedded/place.ts'
import type { Place } from './embedded/place.ts'
import { lower, raise } from './embedded/server.ts'
import type { Server } from './embedded/server.ts'
import { UnfitStart } from './settings.ts'

export { holdHouse } from './embedded/hold.ts'
export type { Hold } from './embedded/hold.ts'
export { probeDatabase } from './embedded/probe.ts'

/** A PostgreSQL of our own: the address of its database `tongban`, its process, and how to stop it (twice is once). */
export type Embedded = Readonly<{ url: string; pid: number; stop: () => Promise<void> }>

/**
 * Starts the real PostgreSQL that comes with Tongban on `dataDir`, making the database on the first start, and takes
 * over a server whose house was killed. Works for an ordinary user and for root (as the user postgres or nobody).
 * It listens on a socket only its owner can reach; where that path would be too long for the system,
 * on 127.0.0.1 with a random password. Only one process may have a folder at a time.
 * `throwaway` is for tests: nothing is synced to disk.
 * Throws `UnfitStart`: folder not usable or in use, cluster of another version, server does not come up.
 */
export async function startEmbedded({ dataDir, throwaway = false }: { dataDir: string; throwaway?: boolean }): Promise<Embedded> {
  const place = passablePlace(dataDir)
  const account = serverAccount(place)
  const binaries = await findBinaries(place, account)
  await makeCluster(place, binaries, account, throwaway)
  const start = (): Promise<Held> => raiseAndHold(() => raise(place, binaries, account, throwaway))

  let held = await start()
  if (held.server.version !== binaries.version) {
    await lower(place, held.server)
    held = await start()
  }
  const { server, hold } = held
  await makeDatabase(server, 'tongban')

  // The hold ends with the server: released earlier, a house waiting for it could take a server about to stop.
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => lower(place, server).finally(hold.release)
  return { url: server.url('tongban'), pid: server.pid, stop: () => (stopped ??= stop()) }
}

/**
 * The PostgreSQL of a data folder for a look at it: the running one where a house is up, else one started for the time
 * of the visit. `stop` stops only what was started here. Throws `UnfitStart` as `startEmbedded` does.
 */
export async function visitEmbedded({ dataDir }: { dataDir: string }): Promise<Embedded> {
  // A house that is up holds its server; its refusal means that there is one to visit.
  try {
    return await startEmbedded({ dataDir })
  } catch (error) {
    if (!(error instanceof UnfitStart)) throw error
    const place = passablePlace(dataDir)
    const account = serverAccount(place)
    const server = await raise(place, await findBinaries(place, account), account, false)
    return { url: server.url('tongban'), pid: server.pid, stop: async () => undefined }
  }
}

/**
 * The place for a data folder. Where root runs us below a folder only root may enter (a checkout in /root), the server,
 * which never runs as root, gets a folder of its own in /var/lib instead, named after the data folder.
 */
function passablePlace(dataDir: string): Place {
  const place = placeIn(dataDir)
  makeDataDir(place)
  if (canEnter(place)) return place
  const refuge = placeIn(join('/var/lib/tongban', createHash('sha256').update(place.dataDir).digest('hex').slice(0, 12)))
  makeDataDir(refuge)
  process.stderr.write(`The database of ${place.dataDir} is kept in ${refuge.dataDir}, because PostgreSQL cannot pass into the first. 数据库存放在 ${refuge.dataDir}。\n`)
  return refuge
}

type Held = Readonly<{ server: Server; hold: Hold }>

/** Whoever is refused the hold leaves the server alone: it is another house's. */
async function raiseAndHold(start: () => Promise<Server>): Promise<Held> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await start()
    // Caught because the server found may be the one an ending house is just stopping; the next round starts a new one.
    try {
      return { server, hold: await holdHouse(server.url('postgres')) }
    } catch (error) {
      if (error instanceof UnfitStart || attempt === 5) throw error
    }
  }
}

async function makeDatabase(server: Server, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') })
  await client.connect()
  const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
  if (rowCount === 0) await client.query(`create database ${name}`)
  await client.end()
}
