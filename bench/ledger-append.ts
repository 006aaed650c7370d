// How many entries a second are durable in the ledger, and how many have their place in a signed tree, on a database that syncs every commit.
import { randomUUID } from 'node:crypto'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { digestOf } from '#kernel/content'
import { enterAll, sequence } from '#modules/ledger'

import { median, tell } from './figure.ts'
import { bareLedger } from './ledger-ground.ts'

const ROUNDS = 7
/** Entries of one act: as many as an act of many receipts or uses brings, far below what one statement may carry. */
const PER_ACT = 250
const ACTS = 40
const AT_ONCE = 4

const { pool, close } = await bareLedger({ connections: AT_ONCE + 1 })
await pool.query(`create table public.bare (id uuid primary key, kind text not null, about text not null, digest bytea not null, salt bytea not null, commitment bytea not null, at timestamptz not null, by text not null)`)

/** The work, made before the clock runs for both sides alike. */
const entriesOf = (act: number) => Array.from({ length: PER_ACT }, (_, n) => ({ kind: 'certificate', about: `c_${act}_${n}`, digest: digestOf(`${act} ${n}`), issuer: '11440000MBTB0002XM' }))
const work = Array.from({ length: ACTS }, (_, act) => entriesOf(act))

async function inTurns(turn: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const began = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (next < ACTS) await turn(next++) }))
  return (ACTS * PER_ACT * 1000) / (performance.now() - began)
}

const enter = () => inTurns((n) => perform(house('bench'), (act) => enterAll(act, work[n]!)))

/** The peer: rows with as many bytes by one INSERT of many rows to a transaction, with nothing worked out. */
const bare = () => inTurns(async (n) => {
  const rows = work[n]!
  const [digests, salt] = [rows.map(({ digest }) => Buffer.from(digest, 'hex')), Buffer.alloc(16)]
  await pool.query({ name: 'bare', text: `insert into public.bare select b.*, $7::timestamptz, $8 from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[]) b`,
    values: [rows.map(() => randomUUID()), rows.map(({ kind }) => kind), rows.map(({ about }) => about), digests, rows.map(() => salt), digests, new Date(0), 'house:bench'] })
})

/** Enters, and takes the entries into the signed tree beside it, as the sequencer does, until none waits. */
async function sealed(): Promise<number> {
  const before = (await perform(house('bench'), (act) => sequence(act))).size
  let [size, entering] = [before, true]
  const began = performance.now()
  const entered = enter().finally(() => { entering = false })
  while (entering || size < before + ACTS * PER_ACT) ({ size } = await perform(house('bench'), (act) => sequence(act)))
  await entered
  return (ACTS * PER_ACT * 1000) / (performance.now() - began)
}

const rounds: Record<'enter' | 'bare' | 'sealed', number[]> = { enter: [], bare: [], sealed: [] }
for (let round = -1; round < ROUNDS; round++) {
  const measured = { enter: await enter(), bare: await bare(), sealed: await sealed() }
  if (round >= 0) for (const [name, value] of Object.entries(measured)) rounds[name as keyof typeof rounds].push(value) // The first round only warms up.
  for (let waiting = 1; waiting > 0;) waiting = (await perform(house('bench'), (act) => sequence(act))).added
}
await close()
const peer = { peer: 'one bare INSERT of as many rows and bytes to a transaction', peerValue: median(rounds.bare), runs: ROUNDS }
tell({ name: 'ledger-append', value: median(rounds.enter), unit: 'durable entries/s', ...peer })
tell({ name: 'ledger-append-sealed', value: median(rounds.sealed), unit: 'entries/s in a signed tree', ...peer })
