import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { InclusionClaim, verifyProof } from './claim.ts'
import { emptyRoot, leafHash, nodeHash } from './hash.ts'
import { consistencyRanges, inclusionRanges, proofOver } from './proof.ts'
import { rootOf, splitOf, subtreesOf, foldSubtrees, type Subtree } from './shape.ts'
import { verifyConsistency, verifyInclusion, type Consistency, type Inclusion } from './verify.ts'

const leaf = (n: number): Buffer => leafHash(Buffer.from(`leaf ${n}`))
const LEAVES = Array.from({ length: 301 }, (_, n) => leaf(n))
const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex')

/** The recursive definition of RFC 6962 §2.1, word for word: the measure of everything below. */
function treeHash(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes
  if (!only) return emptyRoot()
  if (hashes.length === 1) return only
  const split = splitOf(hashes.length)
  return nodeHash(treeHash(hashes.slice(0, split)), treeHash(hashes.slice(split)))
}

/** PATH(m, D[n]) of RFC 6962 §2.1.1, word for word. */
function path(m: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length <= 1) return []
  const split = splitOf(hashes.length)
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return m < split ? [...path(m, left), treeHash(right)] : [...path(m - split, right), treeHash(left)]
}

/** SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2, word for word. */
function subproof(m: number, hashes: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === hashes.length) return whole ? [] : [treeHash(hashes)]
  const split = splitOf(hashes.length)
  const [left, right] = [hashes.slice(0, split), hashes.slice(split)]
  return m <= split ? [...subproof(m, left, whole), treeHash(right)] : [...subproof(m - split, right, false), treeHash(left)]
}

const ROOTS = LEAVES.map((_, size) => treeHash(LEAVES.slice(0, size)))
const rootAt = (size: number): Buffer => ROOTS[size] ?? assert.fail()
const known = new Map<string, Buffer>()
const look = ({ level, index }: Subtree): Buffer => {
  const name = `${level}/${index}`
  const hash = known.get(name) ?? rootOf(LEAVES.slice(index * 2 ** level, (index + 1) * 2 ** level))
  known.set(name, hash)
  return hash
}

const inclusion = (leafIndex: number, treeSize: number): Inclusion => ({
  leafHash: leaf(leafIndex), leafIndex, treeSize, rootHash: rootAt(treeSize), proof: proofOver(inclusionRanges(leafIndex, treeSize), look),
})
const consistency = (size1: number, size2: number): Consistency => ({
  size1, size2, root1: rootAt(size1), root2: rootAt(size2), proof: proofOver(consistencyRanges(size1, size2), look),
})

test('the tree has the roots that the reference vectors of RFC 6962 logs have', () => {
  // The eight leaves and roots of certificate-transparency-go and transparency-dev/merkle.
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((text) => leafHash(Buffer.from(text, 'hex')))
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ]
  assert.deepEqual(roots.map((_, size) => hex(rootOf(inputs.slice(0, size)))), roots)
})

test('every root up to 300 leaves is the one of the recursive definition, however it is put together', () => {
  for (let size = 0; size <= 300; size += 1) {
    assert.deepEqual(rootOf(LEAVES.slice(0, size)), rootAt(size))
    assert.deepEqual(foldSubtrees(subtreesOf({ start: 0, end: size }).map(look)), rootAt(size))
  }
})

test('every leaf of every tree up to 300 leaves is proved by the path of the RFC, and the proof holds', () => {
  for (let size = 1; size <= 300; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const claim = inclusion(index, size)
      if (size <= 40 || index % 37 === 0) assert.deepEqual(claim.proof, path(index, LEAVES.slice(0, size)), `${index} of ${size}`)
      assert.ok(verifyInclusion(claim), `${index} of ${size}`)
    }
  }
})

test('every tree up to 300 leaves is shown to begin with every smaller one', () => {
  for (let size2 = 0; size2 <= 300; size2 += 1) {
    for (let size1 = 0; size1 <= size2; size1 += 1) {
      const claim = consistency(size1, size2)
      if (size1 > 0 && (size2 <= 40 || size1 % 37 === 0)) assert.deepEqual(claim.proof, subproof(size1, LEAVES.slice(0, size2), true), `${size1} to ${size2}`)
      assert.ok(verifyConsistency(claim), `${size1} to ${size2}`)
    }
  }
})

const flipped = (hash: Uint8Array, byte: number, bit: number): Buffer => {
  const other = Buffer.from(hash)
  other[byte % other.length]! ^= 1 << bit
  return other
}
const flip = fc.record({ which: fc.nat(), byte: fc.nat(31), bit: fc.nat(7) })

test('an inclusion proof with one bit changed anywhere, or a hash more or less, proves nothing', () => {
  const place = fc.integer({ min: 1, max: 300 }).chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }))
  fc.assert(fc.property(place, flip, ({ size, index }, { which, byte, bit }) => {
    const claim = inclusion(index, size)
    const spots: Inclusion[] = [
      { ...claim, leafHash: flipped(claim.leafHash, byte, bit) },
      { ...claim, rootHash: flipped(claim.rootHash, byte, bit) },
      ...claim.proof.map((hash, n) => ({ ...claim, proof: claim.proof.with(n, flipped(hash, byte, bit)) })),
      { ...claim, proof: [...claim.proof, leaf(which % 300)] },
      ...(claim.proof.length > 0 ? [{ ...claim, proof: claim.proof.slice(1) }, { ...claim, proof: claim.proof.slice(0, -1) }] : []),
    ]
    for (const spot of spots) assert.equal(verifyInclusion(spot), false)
  }), { numRuns: 150 })
})

test('an inclusion proof holds for no other leaf index', () => {
  for (const size of [2, 3, 7, 8, 100, 257]) {
    for (let index = 0; index < size; index += 5) {
      const claim = inclusion(index, size)
      for (let other = 0; other <= size; other += 1) {
        if (other !== index) assert.equal(verifyInclusion({ ...claim, leafIndex: other }), false, `${index} as ${other} of ${size}`)
      }
    }
  }
})

test('a consistency proof with one bit changed anywhere, or a hash more or less, proves nothing', () => {
  const sizes = fc.integer({ min: 1, max: 300 }).chain((size2) => fc.record({ size2: fc.constant(size2), size1: fc.integer({ min: 0, max: size2 }) }))
  fc.assert(fc.property(sizes, flip, ({ size1, size2 }, { which, byte, bit }) => {
    const claim = consistency(size1, size2)
    const spots: Consistency[] = [
      { ...claim, root1: flipped(claim.root1, byte, bit) },
      ...(size1 > 0 ? [{ ...claim, root2: flipped(claim.root2, byte, bit) }] : []),
      ...claim.proof.map((hash, n) => ({ ...claim, proof: claim.proof.with(n, flipped(hash, byte, bit)) })),
      { ...claim, proof: [...claim.proof, leaf(which % 300)] },
      ...(claim.proof.length > 0 ? [{ ...claim, proof: claim.proof.slice(1) }, { ...claim, proof: claim.proof.slice(0, -1) }] : []),
    ]
    for (const spot of spots) assert.equal(verifyConsistency(spot), false)
  }), { numRuns: 150 })
})

test('sizes and indexes that no tree has are refused, not crashed on', () => {
  const claim = inclusion(3, 7)
  for (const odd of [-1, 7, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) assert.equal(verifyInclusion({ ...claim, leafIndex: odd }), false)
  for (const odd of [0, -7, Number.NaN, 2 ** 60]) assert.equal(verifyInclusion({ ...claim, treeSize: odd }), false)
  assert.equal(verifyConsistency({ ...consistency(3, 7), size1: 7, size2: 3 }), false)
  assert.equal(verifyInclusion({ ...claim, rootHash: Buffer.alloc(0) }), false)
})

test('a tree of more leaves than 32 bits can count is proved as well', () => {
  const size = 2 ** 40 + 5
  const at = (subtree: Subtree): Buffer => leafHash(Buffer.from(`${subtree.level}/${subtree.index}`))
  const proof = proofOver(inclusionRanges(2 ** 40 + 3, size), at)
  assert.equal(proof.length, 4)
  const claim = { leafHash: at({ level: 0, index: 2 ** 40 + 3 }), leafIndex: 2 ** 40 + 3, treeSize: size, proof, rootHash: Buffer.alloc(32) }
  const [sibling, pair, last, rest] = proof
  assert.ok(sibling && pair && last && rest)
  const rootHash = nodeHash(rest, nodeHash(nodeHash(pair, nodeHash(sibling, claim.leafHash)), last))
  assert.ok(verifyInclusion({ ...claim, rootHash }))
})

test('a hash in base64 has one spelling: padding left out, or last bits set, is refused', () => {
  const { leafHash: hash, proof, rootHash, ...rest } = inclusion(4, 7)
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
  const claim = InclusionClaim.parse({ ...rest, leafHash: base64(hash), rootHash: base64(rootHash), proof: proof.map(base64) })
  assert.deepEqual(verifyProof(claim), { valid: true })
  assert.deepEqual(verifyProof({ ...claim, leafHash: claim.leafHash.replace('=', '') }), { valid: false, code: 'ledger.hash_form' })
  assert.deepEqual(verifyProof({ ...claim, rootHash: 'AAAA' }), { valid: false, code: 'ledger.hash_form' })
  assert.deepEqual(verifyProof({ ...claim, leafIndex: 5 }), { valid: false, code: 'ledger.proof_wrong' })
})
