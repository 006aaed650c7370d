import { strict as assert } from 'node:assert'
import { hash } from 'node:crypto'

import { HASH_BYTES, nodeHash } from '../merkle/hash.ts'
import { foldSubtrees, rootOf, subtreesOf, type Subtree } from '../merkle/shape.ts'

/** Levels of the tree in one tile; C2SP tlog-tiles fixes it at 8. */
export const TILE_HEIGHT = 8

/** Hashes in a full tile: 2^8. */
export const TILE_WIDTH = 256

/** One tile: hashes [n × 256, n × 256 + width) of tree level 8 × level. `width` is 256 for a full tile. */
export type Tile = { readonly level: number; readonly n: number; readonly width: number }

/** A full tile as it is kept for ever, with the root over its 256 hashes. */
export type FullTile = { readonly level: number; readonly n: number; readonly hashes: Buffer; readonly root: Buffer }

/** The unfinished right edge: for each tile level the hashes of the tile that is not yet full. */
export type Edge = readonly (readonly Buffer[])[]

/** How many hashes the tree of this size has on a tile level, in full and partial tiles together. */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level)
}

/** How wide the tile is in a tree of this size: 256, or less at the right edge, or 0 where there is none. */
export function widthOf(level: number, n: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, hashesAt(level, size) - n * TILE_WIDTH))
}

/** How many tile levels a tree of this size has. */
export function levelsOf(size: number): number {
  let levels = 0
  while (hashesAt(levels, size) > 0) levels += 1
  return levels
}

/** The tile in which a subtree's hash stands, or from whose hashes it is worked out. */
export function tileOf({ level, index }: Subtree): { level: number; n: number } {
  const tileLevel = Math.floor(level / TILE_HEIGHT)
  const firstHash = index * 2 ** (level % TILE_HEIGHT)
  return { level: tileLevel, n: Math.floor(firstHash / TILE_WIDTH) }
}

/** Every complete subtree of a tile: for each of the eight levels in it their hashes one after the other, the tile's own lowest. */
export type TileNodes = readonly Buffer[]

const worked = new Map<string, TileNodes>()
/** 16 kB each, at most 32 MB for both. The upper tiles of a tree are in every proof, and what is proved once is often proved again. */
const WORKED_MAX = 1000

/**
 * The subtrees of a tile out of its bytes, full or not. Working them out takes 255 hashes, most of the time of a proof, so those of the
 * tiles used last stay in memory, each known by the digest of its bytes: of a tile with another bit they are worked out anew.
 */
export function nodesOfTile(bytes: Buffer): TileNodes {
  const name = hash('sha256', bytes, 'base64')
  return keptLast(worked, name, worked.get(name) ?? workOut(bytes))
}

const edges = new Map<string, TileNodes>()

/**
 * The subtrees of the unfinished tile on a level of a tree, which has a root that no other tree has: read once for all proofs under one
 * checkpoint (`name`: the root and the level), since they are gathered from up to 255 rows.
 */
export async function edgeNodes(name: string, read: () => Promise<Buffer>): Promise<TileNodes> {
  return keptLast(edges, name, edges.get(name) ?? workOut(await read()))
}

/** Puts it last, and lets go of what was asked for longest ago. */
function keptLast(kept: Map<string, TileNodes>, name: string, nodes: TileNodes): TileNodes {
  kept.delete(name)
  kept.set(name, nodes)
  if (kept.size > WORKED_MAX) kept.delete(kept.keys().next().value!)
  return nodes
}

function workOut(bytes: Buffer): TileNodes {
  const nodes = [bytes]
  for (let level = 1; level < TILE_HEIGHT; level++) {
    const below = nodes[level - 1]!
    const row = Buffer.allocUnsafe(Math.floor(below.length / (2 * HASH_BYTES)) * HASH_BYTES)
    for (let at = 0; at < row.length; at += HASH_BYTES) nodeHash(hashAt(below, 2 * at), hashAt(below, 2 * at + HASH_BYTES)).copy(row, at)
    nodes.push(row)
  }
  return nodes
}

const hashAt = (row: Buffer, at: number): Buffer => row.subarray(at, at + HASH_BYTES)

/** The hash of a subtree out of its tile (`tileOf`). The tile must reach far enough. */
export function hashInTile({ level, index }: Subtree, nodes: TileNodes): Buffer {
  const row = nodes[level % TILE_HEIGHT]!
  const at = (index % (TILE_WIDTH >> (level % TILE_HEIGHT))) * HASH_BYTES
  assert(row.length >= at + HASH_BYTES, 'the tile does not reach to the subtree')
  return hashAt(row, at)
}

/** The root of the tree of this size, from its unfinished edge alone. */
export function rootOfEdge(edge: Edge): Buffer {
  const peaks = edge.toReversed().flatMap((hashes) =>
    subtreesOf({ start: 0, end: hashes.length }).map(({ level, index }) =>
      rootOf(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    ),
  )
  return foldSubtrees(peaks)
}

/** The edge after more leaf hashes were added on the right, and the tiles that became full, lowest level first. */
export function grow(edge: Edge, size: number, leafHashes: readonly Buffer[]): { edge: Edge; full: FullTile[] } {
  const grown: Buffer[][] = []
  const full: FullTile[] = []
  let arriving: readonly Buffer[] = leafHashes
  for (let level = 0; level < edge.length || arriving.length > 0; level += 1) {
    const row = [...(edge[level] ?? []), ...arriving]
    const firstTile = Math.floor(hashesAt(level, size) / TILE_WIDTH)
    const tiles = fullTilesOf(level, firstTile, row)
    grown.push(row.slice(tiles.length * TILE_WIDTH))
    full.push(...tiles)
    arriving = tiles.map((tile) => tile.root)
  }
  return { edge: grown, full }
}

function fullTilesOf(level: number, firstTile: number, row: readonly Buffer[]): FullTile[] {
  return Array.from({ length: Math.floor(row.length / TILE_WIDTH) }, (_, n) => {
    const hashes = row.slice(n * TILE_WIDTH, (n + 1) * TILE_WIDTH)
    return { level, n: firstTile + n, hashes: Buffer.concat(hashes), root: rootOf(hashes) }
  })
}

/** The 32-byte hashes that stand one after the other in a tile's bytes. */
export function hashesIn(bytes: Uint8Array): Buffer[] {
  assert(bytes.length % 32 === 0)
  return Array.from({ length: bytes.length / 32 }, (_, n) => Buffer.from(bytes.subarray(n * 32, (n + 1) * 32)))
}

/** An entry bundle: each leaf's bytes after its length in two big-endian bytes (C2SP tlog-tiles, "Log Entries"). */
export function bundleOf(leaves: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    leaves.flatMap((leaf) => {
      assert(leaf.length < 65_536)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(leaf.length)
      return [length, leaf]
    }),
  )
}
