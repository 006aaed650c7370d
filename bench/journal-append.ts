import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { connect, database, disconnect } from '#kernel/database'
import { startEmbedded } from '#kernel/embedded'
import { declareFacts } from '#kernel/journal'
import { migrate } from '#kernel/migrate'

import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { median, tell } from './figure.ts'

const ROUNDS = 5
const FACTS = 2_001
/** An act of the journey records about three facts, which are written in one statement. */
const PER_ACT = 3
const AT_ONCE = 4

const folder = mkdtempSync(join(tmpdir(), 'tongban-bench-'))
if (process.getuid?.() === 0) chmodSync(folder, 0o755)
const embedded = await startEmbedded({ dataDir: folder })
const pool = connect(embedded.url, AT_ONCE)
await migrate(join(import.meta.dirname, '..'), ['kernel'])
await pool.query('create table public.bare (id bigint generated always as identity primary key, at timestamptz not null, text text not null)')
declareFacts({ 'kernel.measured': ['n'] })

/** Facts as acts record them. */
const facts = (): Promise<void> => inTurns((n) => perform(house('bench'), async (act) => {
  for (let k = 0; k < PER_ACT; k++) await act.record({ type: 'kernel.measured', subject: `bench:${n}`, data: { n: k } })
}).then(() => undefined))

/** The peer: as many bare rows to a transaction, one statement a row, by the same pool. */
const rows = (): Promise<void> => inTurns(async (n) => {
  const client = await database().connect()
  await client.query('begin')
  for (let k = 0; k < PER_ACT; k++) await client.query({ name: 'bare', text: 'insert into public.bare (at, text) values ($1, $2)', values: [new Date(0), `bench:${n}:${k}`] })
  await client.query('commit')
  client.release()
})

async function inTurns(turn: (n: number) => Promise<void>): Promise<void> {
  let left = FACTS / PER_ACT
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (left-- > 0) await turn(left) }))
}

async function perSecond(work: () => Promise<void>): Promise<number> {
  const began = performance.now()
  await work()
  return (FACTS * 1000) / (performance.now() - began)
}

await facts()
await rows()
const ours: number[] = []
const bare: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  ours.push(await perSecond(facts))
  bare.push(await perSecond(rows))
}
await disconnect()
await embedded.stop()
rmSync(folder, { recursive: true, force: true })
tell({ name: 'journal-append', value: median(ours), unit: 'facts/s', peer: 'a bare INSERT of one row on the same database', peerValue: median(bare), runs: ROUNDS })
