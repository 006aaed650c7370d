import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { leafHash } from '../merkle/hash.ts'
import { rootOf } from '../merkle/shape.ts'
import { numberPath, parseTilePath, tilePath } from './paths.ts'
import { bundleOf, grow, hashInTile, levelsOf, nodesOfTile, rootOfEdge, tileOf, widthOf, type Edge, type FullTile } from './tiles.ts'

const LEAVES = Array.from({ length: 66_000 }, (_, n) => leafHash(Buffer.from(String(n))))

function grown(steps: readonly number[]): { edge: Edge; full: FullTile[]; size: number } {
  let [edge, size, full]: [Edge, number, FullTile[]] = [[], 0, []]
  for (const step of steps) {
    const next = grow(edge, size, LEAVES.slice(size, size + step))
    ;[edge, size, full] = [next.edge, Math.min(size + step, LEAVES.length), [...full, ...next.full]]
  }
  return { edge, size, full }
}

test('a tile number is written in threes, as the C2SP example has it', () => {
  assert.equal(numberPath(1_234_067), 'x001/x234/067')
  assert.equal(numberPath(0), '000')
  assert.equal(tilePath({ level: 0, n: 1_234_067, width: 256 }), '0/x001/x234/067')
  assert.equal(tilePath({ level: 1, n: 1000, width: 8 }), '1/x001/000.p/8')
})

test('every tile has one path, and no other spelling is read', () => {
  fc.assert(fc.property(fc.oneof(fc.nat(63), fc.constant('entries' as const)), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, n, width) => {
    assert.deepEqual(parseTilePath(tilePath({ level, n, width })), { level, n, width })
  }))
  for (const path of ['00/000', '64/000', '0/0', '0/x000/001', '0/001/x002', '0/000.p/0', '0/000.p/256', '0/000.p/08', '0/000/', '../0/000', '0/000.p/5/', '']) assert.equal(parseTilePath(path), undefined, path)
})

test('the tree grown in any steps has the root and the tiles of the tree built at once', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 8 }), (steps) => {
    const { edge, size, full } = grown(steps)
    assert.deepEqual(rootOfEdge(edge), rootOf(LEAVES.slice(0, size)))
    assert.deepEqual(full, grown([size]).full)
    assert.equal(full.filter((tile) => tile.level === 0).length, Math.floor(size / 256))
  }), { numRuns: 60 })
})

test('a tree of more than 256 tiles has a full tile one level up, and its root is the root', () => {
  const { edge, full } = grown([65_536 + 300])
  assert.deepEqual(full.filter((tile) => tile.level === 1).map((tile) => tile.n), [0])
  assert.deepEqual(rootOfEdge(edge), rootOf(LEAVES.slice(0, 65_836)))
  assert.deepEqual(full.at(-1)?.root, rootOf(LEAVES.slice(0, 65_536)))
  assert.equal(levelsOf(65_836), 3)
})

test('the hash of a subtree is found in its tile', () => {
  const { full } = grown([65_536])
  const hashesOf = ({ level, n }: { level: number; n: number }) => nodesOfTile(full.find((tile) => tile.level === level && tile.n === n)?.hashes ?? assert.fail())
  for (const subtree of [{ level: 0, index: 300 }, { level: 3, index: 77 }, { level: 7, index: 5 }, { level: 8, index: 9 }, { level: 12, index: 3 }, { level: 15, index: 1 }]) {
    const leaves = LEAVES.slice(subtree.index * 2 ** subtree.level, (subtree.index + 1) * 2 ** subtree.level)
    assert.deepEqual(hashInTile(subtree, hashesOf(tileOf(subtree))), rootOf(leaves))
  }
})

test('a tile is as wide as the tree reaches', () => {
  assert.deepEqual([0, 1, 2].map((n) => widthOf(0, n, 300)), [256, 44, 0])
  assert.deepEqual([0, 1].map((n) => widthOf(1, n, 65_536 + 300)), [256, 1])
  // The example of C2SP tlog-tiles, "Partial Tiles".
  assert.deepEqual([widthOf(0, 272, 70_000), widthOf(0, 273, 70_000), widthOf(1, 0, 70_000), widthOf(1, 1, 70_000), widthOf(2, 0, 70_000)], [256, 112, 256, 17, 1])
  assert.deepEqual([widthOf(0, 0, 256), widthOf(0, 1, 256), widthOf(1, 0, 256)], [256, 0, 1])
})

test('a bundle gives each leaf after its length', () => {
  assert.equal(bundleOf([Buffer.from('ab'), Buffer.from('')]).toString('hex'), '000261620000')
})
