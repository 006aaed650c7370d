// Which certificates stand in for which materials of which matters, at the size of a city that did it: 5,528 matters and 393 kinds.
import { digestOf, releaseOf } from '#kernel/content'
import { readPacks } from '#kernel/releases'
import { wholeFrom } from '#tests/chance'

import { mappingsFor, mappingsIn } from '../modules/services/model/mapping.ts'
import { percentile, tell } from './figure.ts'

const MATTERS = 5528
const KINDS = 393
const QUERIES = 20_000
const PAGE = 50
const PROMISE_MS = 5

const random = wholeFrom(20_261_128)

const materials = ['household-register', 'retirement-certificate', 'bank-card-copy', 'name-notice', 'business-licence-copy']
const matterAt = (n: number): string => `matter-${String(n).padStart(4, '0')}`
const kindAt = (n: number): string => `kind-${String(n).padStart(3, '0')}`
// Few kinds are wanted by very many matters and most by few, as identity cards and licences are.
const rows = Array.from({ length: MATTERS }, (_, n) => Array.from({ length: 1 + random(5) }, () => ({
  matter: matterAt(n), title: { zh: `事项${n}`, en: `Matter ${n}` }, material: materials[random(materials.length)]!, kind: kindAt(Math.floor(random(KINDS) * random(1000) / 1000)), fields: ['name', 'number'],
}))).flat()
const files = new Map([...readPacks('content', 'guangdong'), ['mappings/generated.json', JSON.stringify(rows)]])
const texts = new Map([...files.values()].map((text) => [digestOf(text), text]))
const release = releaseOf(Object.fromEntries([...files].map(([path, text]) => [path, digestOf(text)])), (digest) => texts.get(digest))

const began = performance.now()
const links = mappingsIn(release).all.length
const made = performance.now() - began

const spent: number[] = []
for (let n = 0; n < QUERIES; n++) {
  const [matter, kind, material] = [matterAt(random(MATTERS)), kindAt(random(KINDS)), materials[random(materials.length)]!]
  const wish = [{ matter }, { kind }, { matter, kind }, { kind, material }, { material }][n % 5]!
  const start = performance.now()
  const { items, total } = mappingsFor(release, wish, 0, PAGE)
  spent.push(performance.now() - start)
  // No figure counts a wrong answer.
  if (items.length > PAGE || items.some((one) => ('matter' in wish && one.matter !== wish.matter) || ('kind' in wish && one.kind !== wish.kind) || ('material' in wish && one.material !== wish.material)) || (n < 500 && total !== mappingsIn(release).all.filter((one) => (!('matter' in wish) || one.matter === wish.matter) && (!('kind' in wish) || one.kind === wish.kind) && (!('material' in wish) || one.material === wish.material)).length)) throw new Error(`a wrong answer for ${JSON.stringify(wish)}`)
}
tell({ name: 'licence-mappings', value: percentile(spent, 95), unit: 'ms, 95th percentile of a query', peer: 'the promise', peerValue: PROMISE_MS, runs: QUERIES }, { matters: MATTERS, kinds: KINDS, links, p50: percentile(spent, 50), slowest: percentile(spent, 100), indexMs: made })
