import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { WorkYears } from '#kernel/calendar'
import type { ContentKind } from '#kernel/content'
import { connect, disconnect } from '#kernel/database'
import { Separations } from '#kernel/duties'
import { serve, type Server, type WhoIs } from '#kernel/http'
import { freeLeases, startWorkers } from '#kernel/jobs'
import { declareFacts } from '#kernel/journal'
import { Sentences } from '#kernel/language'
import { kernelRoutes } from '#kernel/operation'
import { migrate } from '#kernel/migrate'
import type { Module } from '#kernel/module'
import { setPorts } from '#kernel/ports'
import { knowReaders, startReaders } from '#kernel/reader'
import { publishFiles, readPacks } from '#kernel/releases'

/** What a house is opened with. `root` is the folder of the program. */
export type Opening = {
  readonly root: string
  readonly url: string
  readonly node: string
  readonly dataDir: string
  readonly publicAddress: string
  readonly demo: boolean
  readonly modules: readonly Module[]
  readonly whoIs: WhoIs
  readonly addressOf: (system: string) => string
  readonly only?: 'web' | 'worker' | undefined
  /** The kinds of content to check against; those of the modules unless told. */
  readonly kinds?: readonly ContentKind[]
  /** True where no other process may own this database: leases left by a dead one are freed at once. */
  readonly alone: boolean
}

/** An open house. `close` lets everything in hand end first. */
export type House = { readonly server: Server; readonly close: () => Promise<void>; readonly kinds: readonly ContentKind[] }

/** The kinds of content the kernel itself reads. */
const KERNEL_KINDS = [Sentences, WorkYears, Separations] as readonly ContentKind[]

/** Every kind of content these modules and the kernel know. */
export const kindsOf = (modules: readonly Module[]): readonly ContentKind[] => [...KERNEL_KINDS, ...modules.flatMap((module) => module.content ?? [])]

/** Opens the house: database, schema, content, modules, HTTP, workers. Listening is the caller's. */
export async function openHouse(opening: Opening): Promise<House> {
  const { modules, root } = opening
  connect(opening.url)
  setPorts({ addressOf: opening.addressOf, masterKey: masterKeyIn(opening.dataDir), publicAddress: opening.publicAddress, node: opening.node, demo: opening.demo })
  await migrate(root, ['kernel', ...modules.map((module) => `modules/${module.name}`)])
  for (const { facts } of modules) if (facts) declareFacts(facts)
  const kinds = opening.kinds ?? kindsOf(modules)
  await perform(house('start'), async (act) => {
    if (opening.alone) await freeLeases(act)
    await publishFiles(act, readPacks(join(root, 'content'), opening.node), kinds)
  })
  for (const { opening: open } of modules) if (open) await perform(house('start'), open)
  const server = await serve(modules, opening.whoIs)
  kernelRoutes(server, kinds, modules)
  for (const { doors } of modules) await doors?.(server)
  knowReaders(readersOf(modules))
  const running = opening.only === 'web' ? [] : startRunning(modules)
  return {
    server, kinds,
    close: async () => {
      await server.close()
      await Promise.all(running.map((one) => one.stop()))
      await disconnect()
    },
  }
}

const readersOf = (modules: readonly Module[]) => modules.flatMap(({ name, reactions }) => (reactions ? [{ name, reactions }] : []))

function startRunning(modules: readonly Module[]): { stop(): Promise<void> }[] {
  const jobs = Object.assign({}, ...modules.map((module) => module.jobs ?? {})) as Parameters<typeof startWorkers>[0]
  return [startWorkers(jobs), startReaders(readersOf(modules)), ...modules.flatMap(({ running }) => (running ? [running()] : []))]
}

/** The key that wraps all others: made once, readable by nobody else. Losing it loses every signing key. */
export function masterKeyIn(dataDir: string): () => Buffer {
  const folder = join(dataDir, 'keys')
  const file = join(folder, 'master')
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' })
  }
  const key = readFileSync(file)
  return () => key
}
