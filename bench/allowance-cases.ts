import pg from 'pg'

import { median, percentile, tell } from './figure.ts'
import { openWorld, peopleWho, signIn, spentPer, watch, type Call } from './world.ts'

const CLIENTS = 16
const ROUNDS = 3
const PER_ROUND = Number(process.env['BENCH_CASES'] ?? 200)
/** What a city of seventeen million needs on its worst morning, with room to spare. */
const CASES_PER_SECOND_MIN = 50

const world = await openWorld('medium')
const DAY_1956 = -5114 // 1956-01-01, as days from 1970: seventy in 2026.
const people = peopleWho(world, `p.hukou like '4403%' and p.born < ${DAY_1956} and exists (select 1 from cards c where c.person = p.n and c.class = 'I')`)
const decided = watch(world, 'select case_id as id from services.verdicts where case_id = any($1)')
let next = 0

/** Signing in is no part of a case: everybody has his token before the clock runs. */
const signedIn = (count: number): Promise<Call[]> => Promise.all(people.slice(next, next += count).map(async (one) => (await signIn(world.url, one.idNumber, one.name)).call))

async function cases(count: number): Promise<{ perSecond: number; decisions: number[]; cpuMs: ReturnType<typeof spentPer> }> {
  const callers = await signedIn(count)
  const before = world.cpuMs()
  const decisions: number[] = []
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (let call = callers.pop(); call; call = callers.pop()) decisions.push(await oneCase(call))
  }))
  return { perSecond: (count * 1000) / (performance.now() - began), decisions, cpuMs: spentPer(count, before, world.cpuMs()) }
}

/** Open, look, confirm, sign, and the verdict: milliseconds from the signature to the verdict. */
async function oneCase(call: Call): Promise<number> {
  const { id } = await call('POST', '/services/cases', { kind: 'matter', id: 'senior-allowance' })
  await call('PUT', `/services/cases/${id}/groups/payout`, { answers: {} })
  const { digest } = await call('POST', `/services/cases/${id}/confirmation`)
  const signed = performance.now()
  await call('POST', `/services/cases/${id}/signature`, { digest })
  await decided(id)
  return performance.now() - signed
}

const ACTS_PER_CASE = 9
const STATEMENTS_PER_ACT = 10

/** The limit beside it: as many transactions with as many statements by key, durable, that decide nothing. */
async function bareCases(count: number): Promise<number> {
  const pool = new pg.Pool({ ...world.address, max: CLIENTS, allowExitOnIdle: true })
  await pool.query('create table if not exists public.bare (id bigint generated always as identity primary key, value text)')
  let left = count
  const began = performance.now()
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (left-- > 0) for (let n = 0; n < ACTS_PER_CASE; n++) {
      const client = await pool.connect()
      await client.query('begin')
      for (let m = 0; m < STATEMENTS_PER_ACT; m++) await client.query(m % 2 === 0 ? { name: 'in', text: 'insert into public.bare (value) values ($1)', values: ['some value'] } : { name: 'out', text: 'select value from public.bare where id = $1', values: [m] })
      await client.query('commit')
      client.release()
    }
  }))
  const perSecond = (count * 1000) / (performance.now() - began)
  await pool.end()
  return perSecond
}

/** A node serves for weeks; what its first seconds cost, while its code is still being compiled, is no part of this figure. */
const WARM_UP = 300
await cases(WARM_UP)
const rates: number[] = []
const bare: number[] = []
const decisions: number[] = []
const cpu: ReturnType<typeof spentPer>[] = []
for (let round = 0; round < ROUNDS; round++) {
  const done = await cases(PER_ROUND)
  rates.push(done.perSecond)
  decisions.push(...done.decisions)
  cpu.push(done.cpuMs)
  bare.push(await bareCases(PER_ROUND))
}
const { rows } = await world.look.query(`select count(*) filter (where outcome = 'GRANT')::float / count(*) as share from services.verdicts`)
await world.close()
tell({ name: 'allowance-cases', value: median(rates), unit: 'cases/s', peer: 'the promise', peerValue: CASES_PER_SECOND_MIN, runs: ROUNDS },
  { clients: CLIENTS, cpuMsPerCase: cpu[Math.floor(ROUNDS / 2)], decisionP50Ms: percentile(decisions, 50), decisionP95Ms: percentile(decisions, 95), decisionP99Ms: percentile(decisions, 99), bareCasesPerSecond: median(bare), granted: Number(rows[0].share) })
