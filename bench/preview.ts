// How fast a changed table is tried on everything its predecessor decided, with every difference written down.
import { randomUUID } from 'node:crypto'

import { stringify } from 'yaml'

import { median, tell } from './figure.ts'
import { ours, table } from './rule-engines.ts'
import { cases } from './thirty-rules.ts'
import { openWorld, signIn } from './world.ts'

const RECEIPTS = 20_000
const ROUNDS = 3
const BATCH = 5_000
/** What the promise asks for: a hundred thousand in a minute. */
const WANTED = 1_600

const world = await openWorld()
const [author, reviewer] = [await signIn(world.url, 'author'), await signIn(world.url, 'reviewer')]
const path = 'rules/thirty-rules.table.yaml'
const law = { zh: '试验', en: 'Trial' }
const text = (rows = table.rows): string => stringify({ ...table, routeTo: 'registrar', rows: [...rows, { id: 'rest', outcome: 'ROUTE', reason: 'bench.rest', law }] }, { aliasDuplicateObjects: false })
const draft = async (body: string): Promise<string> => ((await author.call('POST', '/content/drafts', { path, text: body, reason: 'bench' })) as { id: string }).id
await reviewer.call('POST', `/content/drafts/${await draft(text())}/publication`)
await fill()

const changed = await draft(text(table.rows.filter((_row, index) => index % 2 === 0)))
const rates: number[] = []
let flips = 0
for (let round = 0; round < ROUNDS; round++) {
  const began = performance.now()
  const { id } = (await author.call('POST', '/decisions/previews', { draft: changed })) as { id: string }
  for (;;) {
    const [row] = (await world.look.query('select ended_at, done, unchanged from decisions.previews where id = $1', [id])).rows as { ended_at: Date | null; done: number; unchanged: number }[]
    if (row!.ended_at !== null) {
      flips = row!.done - row!.unchanged
      break
    }
    await new Promise((resolve) => { setTimeout(resolve, 20) })
  }
  rates.push((RECEIPTS / (performance.now() - began)) * 1000)
}
tell({ name: 'preview', value: median(rates), unit: 'past cases/s tried on a changed table, differences kept', peer: 'the promise: a hundred thousand in a minute', peerValue: WANTED, runs: ROUNDS }, { cases: RECEIPTS, rules: table.rows.length, inputs: table.inputs.length, flips })
await world.close()

// Receipts as the machine would have left them, without what no preview reads: their signature and their entry in the ledger.
async function fill(): Promise<void> {
  const decide = ours()
  const made = cases.map((one) => {
    const { outcome, ...decision } = decide(one)
    return { answers: JSON.stringify({ form: { state: 'hit', value: one } }), outcome: outcome ?? 'ROUTE', decision: JSON.stringify({ outcome, ...decision }) }
  })
  for (let from = 0; from < RECEIPTS; from += BATCH) {
    const some = Array.from({ length: BATCH }, (_, index) => made[(from + index) % made.length]!)
    await world.look.query(
      `insert into decisions.receipts (id, case_id, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by)
       select id, 'bench-' || id, 'machine', $5, 'bench', 'bench', '2026-01-01', answers, outcome, decision, 'bench', id, now(), 'bench' from unnest($1::uuid[], $2::jsonb[], $3::text[], $4::jsonb[]) as r (id, answers, outcome, decision)`,
      [some.map(() => randomUUID()), some.map((one) => one.answers), some.map((one) => one.outcome), some.map((one) => one.decision), table.table])
  }
  await world.look.query('analyze decisions.receipts')
}
