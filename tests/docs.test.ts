// The code in the documents is run, so that nobody is sent the wrong way.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'

import { checkRelease, digestOf, releaseOf } from '#kernel/content'
import { kindsOf } from '#kernel/house'
import { readPacks } from '#kernel/releases'
import { caller, type Caller } from '#tests/caller'
import { testHouse, type TestHouse } from '#tests/house'

import { modules } from '../house.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The files that a guide writes down, in its order: blocks opened by ```yaml path=… */
const filesOf = (guide: string): { path: string; text: string }[] => [...read(guide).matchAll(/^```yaml path=(\S+)\n([\s\S]*?)^```/gm)].map(([, path, text]) => ({ path: path!, text: text! }))

const files = filesOf('docs/guides/add-a-service.md')

let house: TestHouse
before(async () => {
  house = await testHouse()
})

test('the files of the guide “add a service” pass the content check in a pack of Jiangmen', () => {
  assert.deepEqual(files.map(({ path }) => path), ['matters/senior-bus-pass/decision.table.yaml', 'matters/senior-bus-pass/matter.yaml'])
  const all = new Map([...readPacks(join(root, 'content'), 'jiangmen'), ...files.map(({ path, text }) => [path, text] as const)])
  const texts = new Map([...all.values()].map((text) => [digestOf(text), text]))
  const release = releaseOf(Object.fromEntries([...all].map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))
  assert.deepEqual(checkRelease(release, kindsOf(modules)), [])
})

test('published over the counter by two people, the new matter grants and returns', async () => {
  const author = await caller(house, 'author')
  const reviewer = await caller(house, 'reviewer')
  for (const { path, text } of files) {
    const { id } = await author.post('/content/drafts', { path, text, reason: 'a new matter' }, 201)
    await author.post(`/content/drafts/${id}/publication`, undefined, 403)
    await reviewer.post(`/content/drafts/${id}/publication`, undefined, 201)
  }
  assert.equal((await apply(await caller(house, 'allowance-elsewhere'))).verdict.reasons[0].reason, 'bus-pass.granted')
  const young = await apply(await caller(house, 'employee-one'))
  assert.equal(young.stage, 'returned')
  assert.deepEqual(young.verdict.reasons.map((one: { reason: string }) => one.reason), ['bus-pass.too_young'])
  assert.equal(young.form.typed, 0)
})

async function apply(who: Caller) {
  const opened = await who.post('/services/cases', { kind: 'matter', id: 'senior-bus-pass' }, 201)
  await who.put(`/services/cases/${opened.id}/groups/holder`, { answers: {} })
  await who.confirmAndSign(opened.id)
  await house.settle()
  return who.get(`/services/cases/${opened.id}`)
}

test('a draft with a fault is refused with its places, as the guide says', async () => {
  const author = await caller(house, 'author')
  const { id } = await author.post('/content/drafts', { path: 'matters/senior-bus-pass/matter.yaml', text: 'titel: x', reason: 'a slip' }, 201)
  const refused = await (await caller(house, 'reviewer')).post(`/content/drafts/${id}/publication`, undefined, 422)
  assert.equal(refused.code, 'kernel.content_unfit')
  assert.ok(refused.errors.length > 0)
})

test('the commands and settings of the reference are those of the program, and the demo people of the documents exist', async () => {
  const reference = read('docs/reference/commands.md')
  const { kernelCommands } = await import('#kernel/commands')
  for (const name of [...Object.keys(kernelCommands), 'try company', 'ledger audit', 'ledger verify-proof', 'jws verify', 'certificates verify', 'decisions evaluate', 'gm digest', 'gm key', 'gm sign', 'gm verify', 'gm encrypt', 'gm decrypt']) assert.ok(reference.includes(`tongban ${name}`), name)
  for (const [, name] of read('kernel/settings.ts').matchAll(/env, '([A-Z_]+)'/g)) assert.ok(reference.includes(`\`${name}\``), name)
  const { CAST } = await import('#city/cast')
  const keys = new Set(CAST.map((one) => one.key))
  for (const page of ['README.md', 'docs/start.md']) for (const [, key] of read(page).matchAll(/\*\*(?:\S+ · )?([a-z]+-[a-z-]+)\*\*/g)) assert.ok(keys.has(key!), `${page}: ${key}`)
})

test('every kind of content stands in the reference', () => {
  const reference = read('docs/reference/content.md')
  const kinds = kindsOf(modules)
  assert.ok(kinds.length > 10)
  for (const { path } of kinds) assert.match(reference, new RegExp(`^\\| \`[^|]*${/[a-z]{4,}/.exec(path.source)![0]}`, 'm'))
})

test('the paths that a newcomer is sent to are paths of the portal', async () => {
  const { paths } = await import('#apps/paths')
  const known = new Set([paths.matter('bundle', 'start-company'), paths.wallet(), paths.verify(), paths.myData(), paths.desk(), `${paths.desk()}/window`, `${paths.desk()}/operations`, paths.windowCode(), paths.screens(), paths.design(), '/'])
  for (const [, path] of read('docs/start.md').matchAll(/<http:\/\/localhost:8080([^>]*)>/g)) assert.ok(known.has(path === '' ? '/' : path!), path)
})
