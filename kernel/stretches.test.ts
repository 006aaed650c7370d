import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { inStretches } from './stretches.ts'

test('every row comes once and in order, in stretches that are never empty nor longer than asked for', async () => {
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1 }), { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), async (all, size) => {
    const rows = all.toSorted((a, b) => a - b)
    let reads = 0
    const given: (readonly number[])[] = []
    const read = async (after: number, limit: number): Promise<number[]> => { reads++; return rows.filter((one) => one > after).slice(0, limit) }
    for await (const stretch of inStretches(0, size, read, (row) => row)) given.push(stretch)
    assert.deepEqual(given.flat(), rows)
    assert.ok(given.every(({ length }) => length > 0 && length <= size))
    assert.ok(reads <= rows.length / size + 1)
  }))
})
