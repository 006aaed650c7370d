import { strict as assert } from 'node:assert'

import { foldSubtrees, splitOf, subtreesOf, type Range, type Subtree } from './shape.ts'

/** Gives the hash of a complete subtree of the tree at hand. */
export type Look = (subtree: Subtree) => Uint8Array

/**
 * What an inclusion proof is made of: one range of leaves for each of its hashes, in the order of the proof.
 * PATH(m, D[n]) of RFC 6962 §2.1.1. Promises at most ⌈log2(size)⌉ ranges.
 */
export function inclusionRanges(leafIndex: number, size: number): Range[] {
  assert(Number.isSafeInteger(leafIndex) && Number.isSafeInteger(size) && 0 <= leafIndex && leafIndex < size)
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (leafIndex < middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  return ranges.reverse()
}

/**
 * What a consistency proof from `size1` to `size2` is made of, in the order of the proof.
 * PROOF(m, D[n]) of RFC 6962 §2.1.2; empty when the sizes are equal or the older tree is empty.
 */
export function consistencyRanges(size1: number, size2: number): Range[] {
  assert(Number.isSafeInteger(size1) && Number.isSafeInteger(size2) && 0 <= size1 && size1 <= size2)
  if (size1 === 0 || size1 === size2) return []
  const ranges: Range[] = []
  let [start, end] = [0, size2]
  while (size1 !== end) {
    const middle = start + splitOf(end - start)
    if (size1 <= middle) {
      ranges.push({ start: middle, end })
      end = middle
    } else {
      ranges.push({ start, end: middle })
      start = middle
    }
  }
  // The older tree's own root is known to whoever asks, unless it is a part that begins further right.
  if (start > 0) ranges.push({ start, end })
  return ranges.reverse()
}

/** The complete subtrees whose hashes are needed to write down a proof over these ranges. */
export function subtreesNeeded(ranges: readonly Range[]): Subtree[] {
  return ranges.flatMap(subtreesOf)
}

/** The hashes of a proof over these ranges, 32 bytes each. */
export function proofOver(ranges: readonly Range[], look: Look): Buffer[] {
  return ranges.map((range) => foldSubtrees(subtreesOf(range).map(look)))
}
