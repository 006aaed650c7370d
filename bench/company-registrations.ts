import { brandOf, fill, freeAddresses, LICENSED } from './company.ts'
import { median, percentile, tell } from './figure.ts'
import { atRest, openWorld, peopleWho, spentPer, stranger, watch, type World } from './world.ts'

const CLIENTS = 16
const ROUNDS = 3
const PER_ROUND = Number(process.env['BENCH_CASES'] ?? 48)
const CALLS_PER_COMPANY = 14

const world = await openWorld('medium') // The small city has too few empty premises in one county.
const founders = peopleWho(world, 'p.born between 3000 and 12000')
const addresses = freeAddresses(world)
const licensed = watch(world, LICENSED)
let next = 0

/** Sixteen clients open companies until the round is done; each waits for its licence before it takes the next founder. */
async function companies(count: number): Promise<{ perSecond: number; decisions: number[]; wholes: number[] }> {
  const decisions: number[] = []
  const wholes: number[] = []
  const end = next + count
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (next < end) {
      const [ms, whole] = await oneCompany(world, next++)
      decisions.push(ms)
      wholes.push(whole)
    }
  }))
  return { perSecond: (count * 1000) / (performance.now() - began), decisions, wholes }
}

async function oneCompany(at: World, n: number): Promise<[decision: number, whole: number]> {
  const began = performance.now()
  const { call, id, digest } = await fill(at, { founder: founders[n]!, address: addresses[n % addresses.length]!, brand: brandOf(n + 1) })
  const signed = performance.now()
  await call('POST', `/services/cases/${id}/signature`, { digest })
  // A company that was not granted is told with its reasons: the figure counts licences only.
  await licensed(id).catch(async (late: Error) => {
    const { steps } = await call('GET', `/services/cases/${id}`)
    throw new Error(`${late.message}: ${JSON.stringify(steps.slice(0, 2))}`)
  })
  return [performance.now() - signed, performance.now() - began]
}

/** The peer: as many calls as a company takes that read one row and do nothing, by the same clients. */
async function bareCalls(count: number): Promise<number> {
  const call = stranger(world.url)
  let left = count * CALLS_PER_COMPANY
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, async () => { while (left-- > 0) await call('GET', '/health') }))
  return (count * 1000) / (performance.now() - began)
}

await companies(CLIENTS) // Warm-up.
const rates: number[] = []
const bare: number[] = []
const decisions: number[] = []
const wholes: number[] = []
const cpu: ReturnType<typeof spentPer>[] = []
for (let round = 0; round < ROUNDS; round++) {
  const before = world.cpuMs()
  const done = await companies(PER_ROUND)
  rates.push(done.perSecond)
  decisions.push(...done.decisions)
  wholes.push(...done.wholes)
  await atRest(world)
  cpu.push(spentPer(PER_ROUND, before, world.cpuMs()))
  bare.push(await bareCalls(PER_ROUND))
}
await world.close()
tell({ name: 'company-registrations', value: median(rates), unit: 'licences/s', peer: `${CALLS_PER_COMPANY} calls that do nothing (GET /health), per second`, peerValue: median(bare), runs: ROUNDS },
  { clients: CLIENTS, cpuMsPerCompany: cpu[Math.floor(cpu.length / 2)], signatureToLicenceP50Ms: percentile(decisions, 50), signatureToLicenceP99Ms: percentile(decisions, 99), wholeP50Ms: percentile(wholes, 50), wholeP99Ms: percentile(wholes, 99) })
