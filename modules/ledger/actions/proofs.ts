import { strict as assert } from 'node:assert'

import type { Act } from '#kernel/act'
import type { Transaction } from '#kernel/database'
import { permit, Refusal } from '#kernel/refusal'

import { emptyRoot } from '../merkle/hash.ts'
import { consistencyRanges, inclusionRanges, proofOver, subtreesNeeded } from '../merkle/proof.ts'
import { foldSubtrees, subtreesOf, type Range, type Subtree } from '../merkle/shape.ts'
import { leafOf, type ConsistencyProof, type InclusionProof, type LedgerEntry } from '../model.ts'
import { mayOpen, powers } from '../policy.ts'
import { aboutOfKind, enteredAbout as findEntered, entriesAbout as findAbout, entryById, type Entered, type EntryPlace } from '../store/entries.ts'
import { fullTiles, latestCheckpoint, leafOfEntry, leavesBetween, tileHashes, type StoredCheckpoint } from '../store/tree.ts'
import { parseTilePath } from '../tiles/paths.ts'
import { bundleOf, edgeNodes, hashInTile, nodesOfTile, TILE_WIDTH, tileOf, widthOf } from '../tiles/tiles.ts'

/** The newest checkpoint. Refuses `ledger.checkpoint_absent` before the first round. */
export async function currentCheckpoint(act: Act): Promise<StoredCheckpoint> {
  const checkpoint = await latestCheckpoint(act.tx)
  if (!checkpoint) throw new Refusal('absent', 'ledger.checkpoint_absent')
  return checkpoint
}

/**
 * The proof that an entry is in the tree of the newest checkpoint. It names nobody and may be shown to anyone.
 * Refuses `ledger.entry_absent`, and `ledger.entry_waiting` until the next round has given it its place.
 */
export async function proofOf(act: Act, entryId: string): Promise<InclusionProof> {
  const [entry, leaf, checkpoint] = await Promise.all([existing(act.tx, entryId), UUID.test(entryId) ? leafOfEntry(act.tx, entryId) : undefined, latestCheckpoint(act.tx)])
  if (!leaf || !checkpoint) throw new Refusal('conflict', 'ledger.entry_waiting', { id: entryId })
  const proof = await hashesOf(act.tx, inclusionRanges(leaf.leafIndex, checkpoint.size), checkpoint)
  return {
    kind: 'inclusion',
    entry: entryId,
    leaf: leafOf(entry).toString('utf8'),
    leafHash: leaf.leafHash.toString('base64'),
    leafIndex: leaf.leafIndex,
    treeSize: checkpoint.size,
    proof: proof.map((hash) => hash.toString('base64')),
    rootHash: checkpoint.root.toString('base64'),
    checkpoint: checkpoint.note,
  }
}

/** The proof that the tree of size2 begins with the tree of size1. Refuses `ledger.size_form` beyond the newest checkpoint. */
export async function consistencyOf(act: Act, { size1, size2 }: { size1: number; size2: number }): Promise<ConsistencyProof> {
  const checkpoint = await currentCheckpoint(act)
  const { size } = checkpoint
  const sound = Number.isSafeInteger(size1) && Number.isSafeInteger(size2) && 0 <= size1 && size1 <= size2 && size2 <= size
  if (!sound) throw new Refusal('unfit', 'ledger.size_form', { size })
  const [proof, root1, root2] = [await hashesOf(act.tx, consistencyRanges(size1, size2), checkpoint), await rootAt(act.tx, size1, checkpoint), await rootAt(act.tx, size2, checkpoint)]
  return { kind: 'consistency', size1, size2, root1: root1.toString('base64'), root2: root2.toString('base64'), proof: proof.map((hash) => hash.toString('base64')) }
}

/** The hashes that show that the tree of size2 begins with the tree of size1; both at most the size of the newest checkpoint. */
export async function consistencyBetween(tx: Transaction, size1: number, size2: number): Promise<Buffer[]> {
  const newest = await latestCheckpoint(tx)
  return hashesOf(tx, consistencyRanges(size1, size2), newest ?? EMPTY)
}

/** What an entry stands for. Refuses `not_permitted` and `ledger.entry_absent`. */
export async function entryOf(act: Act, entryId: string): Promise<LedgerEntry> {
  permit(mayOpen(act.actor), powers.open)
  return existing(act.tx, entryId)
}

/**
 * The bytes at a path under tile/ (C2SP tlog-tiles): hashes of a tile, or the leaves of a bundle; `whole` when the
 * tile is full and can never change. Refuses `ledger.tile_absent` where the signed tree does not reach.
 */
export async function tileAt(act: Act, path: string): Promise<{ bytes: Buffer; whole: boolean }> {
  const wanted = parseTilePath(path)
  const absent = new Refusal('absent', 'ledger.tile_absent', { path: path.slice(0, 100) })
  if (!wanted) throw absent
  const { size } = await currentCheckpoint(act)
  const { n, width } = wanted
  const level = wanted.level === 'entries' ? 0 : wanted.level
  if (widthOf(level, n, size) < width) throw absent
  const whole = width === TILE_WIDTH
  if (wanted.level !== 'entries') return { bytes: Buffer.concat(await tileHashes(act.tx, { level, n, width })), whole }
  return { bytes: bundleOf((await leavesBetween(act.tx, n * TILE_WIDTH, n * TILE_WIDTH + width)).map(leafOf)), whole }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function existing(tx: Transaction, id: string): Promise<LedgerEntry> {
  const entry = UUID.test(id) ? await entryById(tx, id) : undefined
  if (!entry) throw new Refusal('absent', 'ledger.entry_absent', { id: id.slice(0, 80) })
  return entry
}

/** The tree that proofs are about: its size, and its root, which no other tree has. */
type Tree = Pick<StoredCheckpoint, 'size' | 'root'>
const EMPTY: Tree = { size: 0, root: emptyRoot() }

async function rootAt(tx: Transaction, size: number, tree: Tree): Promise<Buffer> {
  const range = { start: 0, end: size }
  const look = await looker(tx, subtreesOf(range), tree)
  return foldSubtrees(subtreesOf(range).map(look))
}

async function hashesOf(tx: Transaction, ranges: readonly Range[], tree: Tree): Promise<Buffer[]> {
  return proofOver(ranges, await looker(tx, subtreesNeeded(ranges), tree))
}

type Place = { readonly level: number; readonly n: number }

/** Fetches the tiles in which the wanted subtrees stand, and then answers from them. */
async function looker(tx: Transaction, wanted: readonly Subtree[], { size, root }: Tree): Promise<(subtree: Subtree) => Buffer> {
  const places = new Map(wanted.map(tileOf).map((tile) => [`${tile.level}/${tile.n}`, tile]))
  const [full, edge] = [[] as Place[], [] as Place[]]
  for (const place of places.values()) (widthOf(place.level, place.n, size) === TILE_WIDTH ? full : edge).push(place)
  // Asked in one breath: all of them cost one way to the database.
  const [kept, ...partial] = await Promise.all([
    full.length === 0 ? [] : fullTiles(tx, full),
    ...edge.map(({ level, n }) => edgeNodes(`${root.toString('base64')}/${level}`, async () => Buffer.concat(await tileHashes(tx, { level, n, width: widthOf(level, n, size) })))),
  ])
  const tiles = new Map(kept.map(({ level, n, hashes }) => [`${level}/${n}`, nodesOfTile(hashes)]))
  for (const [at, { level, n }] of edge.entries()) tiles.set(`${level}/${n}`, partial[at]!)
  return (subtree) => {
    const { level, n } = tileOf(subtree)
    const nodes = tiles.get(`${level}/${n}`)
    assert(nodes, `the ledger has lost tile ${level}/${n}`)
    return hashInTile(subtree, nodes)
  }
}

/** What the ledger holds about these things, each with its proof once it has its place. Whoever calls this has made sure that the reader may know of them. */
export async function entriesAbout(act: Act, about: readonly string[]) {
  const entries = await findAbout(act.tx, about)
  return Promise.all(entries.map(async (entry) => ({ ...entry, proof: entry.leafIndex === null ? null : await proofOf(act, entry.id) })))
}

/** What the ledger has about these things, for whoever compares it with what he keeps; oldest first. */
export async function enteredAbout(act: Act, about: readonly string[]): Promise<Entered[]> {
  return findEntered(act.tx, about)
}

const STRETCH = 5000

/** Of what the entries of a kind are about, that which `kept` does not know any more: it was entered, and is lost. */
export async function lostOfKind(act: Act, kind: string, kept: (about: readonly string[]) => Promise<readonly string[]>): Promise<string[]> {
  const lost: string[] = []
  for (let after: EntryPlace = { written: '0', position: 0 }; ; ) {
    const stretch = await aboutOfKind(act.tx, kind, after, STRETCH)
    const known = new Set(await kept(stretch.map(({ about }) => about)))
    lost.push(...stretch.filter(({ about }) => !known.has(about)).map(({ about }) => about))
    if (stretch.length < STRETCH) return lost
    after = stretch.at(-1)!
  }
}

/** The ids of the entries about these things, by thing; whoever has one can ask for its proof. */
export async function entryIdsAbout(act: Act, about: readonly string[]): Promise<Map<string, string>> {
  return new Map((await findAbout(act.tx, about)).map((entry) => [entry.about, entry.id]))
}
