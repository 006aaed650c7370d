import { perform, type Act } from '#kernel/act'
import type { Actor } from '#kernel/actor'
import { kindsOf, openHouse, type House } from '#kernel/house'
import type { Module } from '#kernel/module'
import { readersKnown } from '#kernel/reader'
import { freshDatabase, temporaryFolder } from '#tests/database'
import { testCity } from '#tests/city'
import { ground } from '#tests/prepared'

/** A house for tests: every migration run, content published, workers at work, on a database of its own. */
export type TestHouse = House & {
  readonly act: <T>(actor: Actor, deed: (act: Act) => Promise<T>) => Promise<T>
  readonly settle: () => Promise<void>
  readonly city: string
}

let opened: Promise<TestHouse> | undefined

/**
 * The one house that all tests of a run share; they use ids of their own and never assume empty tables.
 * `only` limits the modules where one test file is run alone.
 */
export function testHouse(only?: readonly string[]): Promise<TestHouse> {
  opened ??= open(process.env['TEST_WHOLE'] === '1' ? undefined : only)
  return opened
}

async function open(only: readonly string[] | undefined): Promise<TestHouse> {
  const { url, dataDir } = only === undefined ? await ground() : { url: (await freshDatabase()).url, dataDir: temporaryFolder() }
  const city = only === undefined || only.includes('services') || only.includes('exchange') ? await testCity() : 'http://127.0.0.1:9'
  const modules = await modulesFor(only)
  const whoIs = modules.some(({ name }) => name === 'identity') ? (await import('#modules/identity')).whoIs : async () => { throw new Error('this test has no identity') }
  const house = await openHouse({
    root: process.cwd(), url, node: 'guangdong', dataDir, publicAddress: 'http://localhost:8080',
    demo: true, modules, kinds: kindsOf((await import('../house.ts')).modules), whoIs, addressOf: (system) => `${city}/${system}`, alone: true,
  })
  if (only === undefined) {
    const { settleCast } = await import('#city/settle')
    await settleCast()
  }
  return { ...house, act: perform, settle, city }
}

async function modulesFor(only: readonly string[] | undefined): Promise<readonly Module[]> {
  if (only === undefined) return (await import('../house.ts')).modules
  const found = await Promise.all(only.map((name) => import(`../modules/${name}/index.ts`) as Promise<Record<string, Module>>))
  return found.map((faces, n) => faces[only[n]!]!)
}

/** Waits until no job is due and no fact is unread, at most 20 s. */
async function settle(): Promise<void> {
  const { house } = await import('#kernel/actor')
  const heeded = readersKnown().flatMap(([reader, types]) => types.map((type) => [reader, type] as const))
  for (let quiet = 0, turns = 0; quiet < 3; turns++) {
    if (turns > 2000) throw new Error('the house does not come to rest')
    const [row] = await perform(house('tests'), (act) => act.tx<{ due: number }>`
      select (select count(*) from kernel.jobs where done_at is null and parked_at is null and due_at <= ${act.at})
        + (select count(*) from unnest(${heeded.map(([reader]) => reader)}::text[], ${heeded.map(([, type]) => type)}::text[]) as h (reader, type)
          join kernel.bookmarks b on b.reader = h.reader join kernel.journal j on j.type = h.type and (j.written, j.id) > (b.written, b.id)) as due`)
    quiet = row!.due === 0 ? quiet + 1 : 0
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
