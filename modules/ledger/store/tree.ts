import { strict as assert } from 'node:assert'

import type { Transaction } from '#kernel/database'

import { hashesIn, levelsOf, TILE_WIDTH, hashesAt, widthOf, type Edge, type FullTile } from '../tiles/tiles.ts'
import type { EntryPlace } from './entries.ts'

// Any number, as long as every process of one database uses the same: RFC 6962 and an l for ledger.
const SEQUENCER = 6_962_108

/** Makes this transaction the only one that extends the tree; waits for another that does. */
export async function holdSequence(tx: Transaction): Promise<void> {
  await tx`select pg_advisory_xact_lock(${SEQUENCER}::bigint)`
}

/** A signed checkpoint as it is stored. */
export type StoredCheckpoint = EntryPlace & { readonly size: number; readonly root: Buffer; readonly note: string; readonly key: string }

/** The newest checkpoint; `isAhead` where its place lies ahead of every transaction, as after a restore. */
export async function latestCheckpoint(tx: Transaction): Promise<(StoredCheckpoint & { isAhead: boolean }) | undefined> {
  const [checkpoint] = await tx<StoredCheckpoint & { isAhead: boolean }>`
    select size, root, note, key, written::text, position, written >= pg_snapshot_xmax(pg_current_snapshot()) as is_ahead
    from ledger.checkpoints order by size desc limit 1`
  return checkpoint
}

/** The checkpoints with a size from `from` (inclusive) to `to` (inclusive), oldest first. */
export async function checkpointsBetween(tx: Transaction, from: number, to: number): Promise<StoredCheckpoint[]> {
  return tx<StoredCheckpoint>`
    select size, root, note, key, written::text, position from ledger.checkpoints
    where size between ${from} and ${to} order by size`
}

/** Adds a checkpoint. */
export async function addCheckpoint(tx: Transaction, checkpoint: StoredCheckpoint & { at: Date }): Promise<void> {
  await tx`
    insert into ledger.checkpoints (size, root, note, key, written, position, signed_at)
    values (${checkpoint.size}, ${checkpoint.root}, ${checkpoint.note}, ${checkpoint.key},
      ${checkpoint.written}::xid8, ${checkpoint.position}, ${checkpoint.at})`
}

/** Gives entries their leaves, from leaf index `first` on. */
export async function addLeaves(tx: Transaction, first: number, leaves: readonly { entry: string; leafHash: Buffer }[]): Promise<void> {
  await tx`
    insert into ledger.leaves (leaf_index, entry, leaf_hash)
    select ${first}::bigint + l.ordinality - 1, l.entry, l.leaf_hash
    from unnest(${leaves.map((leaf) => leaf.entry)}::uuid[], ${leaves.map((leaf) => leaf.leafHash)}::bytea[])
      with ordinality as l (entry, leaf_hash, ordinality)`
}

/** Adds tiles that became full. */
export async function addTiles(tx: Transaction, tiles: readonly FullTile[]): Promise<void> {
  await tx`
    insert into ledger.tiles (level, n, hashes, root)
    select * from unnest(${tiles.map((tile) => tile.level)}::int[], ${tiles.map((tile) => tile.n)}::bigint[],
      ${tiles.map((tile) => tile.hashes)}::bytea[], ${tiles.map((tile) => tile.root)}::bytea[])`
}

/** Where an entry stands in the tree. */
export async function leafOfEntry(tx: Transaction, entry: string): Promise<{ leafIndex: number; leafHash: Buffer } | undefined> {
  const [leaf] = await tx<{ leafIndex: number; leafHash: Buffer }>`
    select leaf_index, leaf_hash from ledger.leaves where entry = ${entry}::uuid`
  return leaf
}

/** A leaf with the entry it stands for, if there is one. */
export type LeafRow = {
  readonly leafIndex: number
  readonly leafHash: Buffer
  readonly entry: string
  readonly kind: string
  readonly about: string
  readonly digest: Buffer
  readonly salt: Buffer
  readonly commitment: Buffer
  readonly issuer: string | null
}

/** The leaves [from, to) with their entries, in order. */
export async function leavesBetween(tx: Transaction, from: number, to: number): Promise<LeafRow[]> {
  return tx<LeafRow>`
    select l.leaf_index, l.leaf_hash, l.entry, e.kind, e.about, e.digest, e.salt, e.commitment, e.issuer
    from ledger.leaves l join ledger.entries e on e.id = l.entry
    where l.leaf_index >= ${from} and l.leaf_index < ${to} order by l.leaf_index`
}

/** How many leaves lie beyond the newest checkpoint, asked in one statement because the tree may grow meanwhile: there should be none. */
export async function leavesUnsigned(tx: Transaction): Promise<number> {
  const [row] = await tx<{ count: number }>`
    select count(*) from ledger.leaves
    where leaf_index >= (select coalesce(max(size), 0) from ledger.checkpoints)`
  return row?.count ?? 0
}

/** Full tiles by level and number. */
export async function fullTiles(tx: Transaction, wanted: readonly { level: number; n: number }[]): Promise<FullTile[]> {
  return tx<FullTile>`
    select t.level, t.n, t.hashes, t.root from ledger.tiles t
    join unnest(${wanted.map((tile) => tile.level)}::int[], ${wanted.map((tile) => tile.n)}::bigint[]) as w (level, n)
      on w.level = t.level and w.n = t.n`
}

/** The first `width` hashes of a tile, full or not. The tree must reach that far. */
export async function tileHashes(tx: Transaction, tile: { level: number; n: number; width: number }): Promise<Buffer[]> {
  const { level, n, width } = tile
  if (width === TILE_WIDTH) {
    const [full] = await fullTiles(tx, [{ level, n }])
    assert(full, `the ledger has lost tile ${level}/${n}`)
    return hashesIn(full.hashes)
  }
  const from = n * TILE_WIDTH
  const rows = level === 0 ? await leafHashes(tx, from, from + width) : await tileRoots(tx, level - 1, from, from + width)
  assert(rows.length === width, `the ledger has lost hashes of tile ${level}/${n}`)
  return rows.map((row) => row.hash)
}

async function leafHashes(tx: Transaction, from: number, to: number): Promise<{ hash: Buffer }[]> {
  return tx<{ hash: Buffer }>`
    select leaf_hash as hash from ledger.leaves where leaf_index >= ${from} and leaf_index < ${to} order by leaf_index`
}

async function tileRoots(tx: Transaction, level: number, from: number, to: number): Promise<{ hash: Buffer }[]> {
  return tx<{ hash: Buffer }>`
    select root as hash from ledger.tiles where level = ${level} and n >= ${from} and n < ${to} order by n`
}

/** The unfinished right edge of the tree of this size. */
export async function edgeOf(tx: Transaction, size: number): Promise<Edge> {
  const edge: Buffer[][] = []
  for (let level = 0; level < levelsOf(size); level += 1) {
    const n = Math.floor(hashesAt(level, size) / TILE_WIDTH)
    edge.push(await tileHashes(tx, { level, n, width: widthOf(level, n, size) }))
  }
  return edge
}

/** Where the log stands: its size and when that was signed, how many entries wait for their place, and the last audit. */
export async function logState(tx: Transaction): Promise<{ size: number; signedAt: Date | null; waiting: number; oldest: Date | null; audit: { at: string; entries: number; faults: number } | null }> {
  const [row] = await tx<{ size: number; signedAt: Date | null; waiting: number; oldest: Date | null; audit: { at: string; entries: number; faults: number } | null }>`
    select coalesce(c.size, 0) as size, c.signed_at, w.waiting, w.oldest,
      (select jsonb_build_object('at', a.at, 'entries', a.entries, 'faults', a.faults) from ledger.audits a order by a.at desc limit 1) as audit
    from (select 1) one
    left join lateral (select size, signed_at, written, position from ledger.checkpoints order by size desc limit 1) c on true
    left join lateral (
      select count(*) as waiting, min(e.entered_at) as oldest from ledger.entries e where c.size is null or (e.written, e.position) > (c.written, c.position)) w on true`
  return row!
}

/** Notes an audit. */
export async function addAudit(tx: Transaction, audit: { at: Date; by: string; entries: number; faults: number }): Promise<void> {
  await tx`insert into ledger.audits (at, by, entries, faults) values (${audit.at}, ${audit.by}, ${audit.entries}, ${audit.faults})`
}
