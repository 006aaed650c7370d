import { emptyRoot, HASH_BYTES, nodeHash, sameBytes } from './hash.ts'

/** The claim that a leaf stands at an index of the tree with this size and root; all hashes 32 bytes. */
export type Inclusion = {
  readonly leafHash: Uint8Array
  readonly leafIndex: number
  readonly treeSize: number
  readonly proof: readonly Uint8Array[]
  readonly rootHash: Uint8Array
}

/** The claim that the tree (size2, root2) begins with the whole of the tree (size1, root1). */
export type Consistency = {
  readonly size1: number
  readonly size2: number
  readonly root1: Uint8Array
  readonly root2: Uint8Array
  readonly proof: readonly Uint8Array[]
}

const isCount = (n: number) => Number.isSafeInteger(n) && n >= 0
const isOdd = (n: number) => n % 2 === 1
const half = (n: number) => Math.floor(n / 2)
const areHashes = (hashes: readonly Uint8Array[]) => hashes.every((hash) => hash.length === HASH_BYTES)

/** True only when the proof shows the leaf at that index under that root (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion(claim: Inclusion): boolean {
  const { leafHash, leafIndex, treeSize, proof, rootHash } = claim
  if (!isCount(leafIndex) || !isCount(treeSize) || leafIndex >= treeSize) return false
  if (!areHashes([leafHash, rootHash, ...proof])) return false

  let [at, last] = [leafIndex, treeSize - 1]
  let hash = leafHash
  for (const sibling of proof) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = nodeHash(hash, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && sameBytes(hash, rootHash)
}

/**
 * True only when the proof shows that nothing of the older tree was changed or left out (RFC 9162 §2.1.4.2).
 * Equal sizes need equal roots and an empty proof; an empty older tree needs the empty root and an empty proof.
 * Never throws.
 */
export function verifyConsistency(claim: Consistency): boolean {
  const { size1, size2, root1, root2, proof } = claim
  if (!isCount(size1) || !isCount(size2) || size1 > size2) return false
  if (!areHashes([root1, root2, ...proof])) return false
  if (size1 === 0 && !sameBytes(root1, emptyRoot())) return false
  if (size1 === size2) return proof.length === 0 && sameBytes(root1, root2)
  if (size1 === 0) return proof.length === 0
  return climb(claim)
}

function climb({ size1, size2, root1, root2, proof }: Consistency): boolean {
  let [at, last] = [size1 - 1, size2 - 1]
  while (isOdd(at)) [at, last] = [half(at), half(last)]

  // After the shifts `at` is 0 exactly when size1 is a power of two: then the older root itself begins the path.
  const [first, ...rest] = at === 0 ? [root1, ...proof] : proof
  if (!first) return false
  let [older, newer] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      newer = nodeHash(newer, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && sameBytes(older, root1) && sameBytes(newer, root2)
}
