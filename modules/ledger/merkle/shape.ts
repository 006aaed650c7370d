import { strict as assert } from 'node:assert'

import { emptyRoot, nodeHash } from './hash.ts'

/** A complete subtree: the hash over leaves [index × 2^level, (index + 1) × 2^level). */
export type Subtree = { readonly level: number; readonly index: number }

/** Leaves from `start` up to, not including, `end`. */
export type Range = { readonly start: number; readonly end: number }

/** The largest power of two smaller than `size`, for size ≥ 2: where RFC 6962 §2.1 splits a tree. */
export function splitOf(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/**
 * The complete subtrees that cover a range, left to right.
 * `start` must be a multiple of the range's first subtree, which holds for every range RFC 6962 splits off.
 */
export function subtreesOf({ start, end }: Range): Subtree[] {
  const subtrees: Subtree[] = []
  let from = start
  while (from < end) {
    let [level, leaves] = [0, 1]
    while (leaves * 2 <= end - from && from % (leaves * 2) === 0) [level, leaves] = [level + 1, leaves * 2]
    subtrees.push({ level, index: from / leaves })
    from += leaves
  }
  return subtrees
}

/** The hash over a run of complete subtrees given left to right, as RFC 6962 §2.1 nests them; the empty root for none. */
export function foldSubtrees(hashes: readonly Uint8Array[]): Buffer {
  const last = hashes.at(-1)
  if (!last) return emptyRoot()
  return hashes.slice(0, -1).reduceRight<Buffer>((folded, hash) => nodeHash(hash, folded), Buffer.from(last))
}

/** The root over hashes that all stand on one level: MTH of RFC 6962 §2.1 with the leaves already hashed. */
export function rootOf(hashes: readonly Uint8Array[]): Buffer {
  if (hashes.length === 0) return emptyRoot()
  let row: readonly Uint8Array[] = hashes
  while (row.length > 1) row = pairUp(row)
  const [root] = row
  assert(root)
  return Buffer.from(root)
}

// A lone last hash climbs unchanged: this is the same tree as the recursive definition.
function pairUp(row: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = []
  for (let n = 0; n < row.length; n += 2) {
    const [left, right] = [row[n], row[n + 1]]
    assert(left)
    above.push(right ? nodeHash(left, right) : left)
  }
  return above
}
