import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { kindsOf, openHouse } from '#kernel/house'
import { freshDatabase, temporaryFolder } from '#tests/database'

/** Where a house stands: the address of its database, the folder with the key that its other keys are sealed under, and how to be rid of both. */
export type Ground = { readonly url: string; readonly dataDir: string; readonly clear: () => Promise<void> }

/**
 * Ground of its own for a house of every module: a copy of the one that was prepared for this run of tests, which saves each file
 * the migrations, the publishing of all content and the settling of the cast; where none was prepared, empty.
 */
export async function ground(): Promise<Ground> {
  const [template, keys] = [process.env['TEST_TEMPLATE'], process.env['TEST_KEYS']]
  const dataDir = temporaryFolder()
  if (keys !== undefined) cpSync(keys, join(dataDir, 'keys'), { recursive: true })
  const { url, drop } = await freshDatabase(template === undefined ? {} : { template })
  return { url, dataDir, clear: async () => { await drop(); rmSync(dataDir, { recursive: true, force: true }) } }
}

/** Prepares that house on the server of TEST_DATABASE_URL, with its keys in a folder that stays the caller's, and tells what the tests are to be given. Nothing works in it, so that every file begins with the jobs of a first start. */
async function prepare(dataDir: string): Promise<void> {
  const { modules } = await import('../house.ts')
  const { settleCast } = await import('#city/settle')
  const { whoIs } = await import('#modules/identity')
  const { url, name } = await freshDatabase()
  const house = await openHouse({ root: process.cwd(), url, node: 'guangdong', dataDir, publicAddress: 'http://localhost:8080', demo: true, modules, kinds: kindsOf(modules), whoIs, addressOf: () => '', only: 'web', alone: true })
  await settleCast()
  await house.close()
  process.stdout.write(JSON.stringify({ TEST_TEMPLATE: name, TEST_KEYS: join(dataDir, 'keys') }))
}

if (import.meta.main) await prepare(process.argv[2]!)
