// node duel.ts dirA dirB rounds cases
const [, , A, B, R = '8', C = '100'] = process.argv
type W = any
const start = async (dir: string) => {
  process.chdir(dir)
  const m = await import(`${dir}/bench/world.ts`)
  const world = await m.openWorld('medium')
  const people = m.peopleWho(world, `p.hukou like '4403%' and p.born < -5114 and exists (select 1 from cards c where c.person = p.n and c.class = 'I')`)
  const decided = m.watch(world, 'select case_id as id from services.verdicts where case_id = any($1)')
  let next = 0
  const oneCase = async (call: any) => {
    const { id } = await call('POST', '/services/cases', { kind: 'matter', id: 'senior-allowance' })
    await call('PUT', `/services/cases/${id}/groups/payout`, { answers: {} })
    const { digest } = await call('POST', `/services/cases/${id}/confirmation`)
    const t = performance.now()
    await call('POST', `/services/cases/${id}/signature`, { digest })
    await decided(id)
    return performance.now() - t
  }
  const round = async (count: number) => {
    const callers = await Promise.all(people.slice(next, next += count).map(async (one: any) => (await m.signIn(world.url, one.idNumber, one.name)).call))
    await new Promise((r) => setTimeout(r, 300))
    const before = world.cpuMs(); const ds: number[] = []; const t = performance.now()
    await Promise.all(Array.from({ length: 16 }, async () => { for (let c = callers.pop(); c; c = callers.pop()) ds.push(await oneCase(c)) }))
    const per = count * 1000 / (performance.now() - t); const cpu = m.spentPer(count, before, world.cpuMs())
    ds.sort((a, b) => a - b)
    return { per, node: cpu.node, db: cpu.database, p95: ds[Math.floor(ds.length * .95)]! }
  }
  return { round, close: world.close, left: () => people.length - next }
}
const a = await start(A!), b = await start(B!)
for (const w of [a, b, a, b]) await w.round(60)
const ra: any[] = [], rb: any[] = []
for (let n = 0; n < Number(R); n++) {
  const [x, y] = n % 2 ? [await a.round(Number(C)), await b.round(Number(C))] : (([q, p]) => [p, q])([await b.round(Number(C)), await a.round(Number(C))])
  ra.push(x); rb.push(y)
}
const med = (xs: number[]) => xs.toSorted((p, q) => p - q)[Math.floor(xs.length / 2)]!
for (const k of ['per', 'node', 'db', 'p95']) console.log(k, 'A', med(ra.map((r) => r[k])).toFixed(1), 'B', med(rb.map((r) => r[k])).toFixed(1), 'B/A', med(ra.map((r, i) => rb[i][k] / r[k])).toFixed(3))
await a.close(); await b.close()
process.exit(0)
