import assert from 'node:assert/strict'
import { test } from 'node:test'

import { workedWhenAsked } from './worked.ts'

const TEXTS = [['first', 'a'], ['second', 'b'], ['third', 'c']] as const

test('a value is worked out when it is asked for, and once', () => {
  const asked: string[] = []
  const worked = workedWhenAsked(TEXTS, (text) => { asked.push(text); return text.toUpperCase() })
  assert.equal(worked.get('second'), 'B')
  assert.equal(worked.get('second'), 'B')
  assert.equal(worked.get('nobody'), undefined)
  assert.deepEqual(asked, ['b'])
})

test('whoever goes through all of them gets all of them, in their order', () => {
  const worked = workedWhenAsked(TEXTS, (text) => text)
  worked.get('third')
  const all = [['first', 'a'], ['second', 'b'], ['third', 'c']]
  assert.deepEqual([...worked], all)
  assert.deepEqual([...worked.values()], ['a', 'b', 'c'])
  assert.deepEqual([...worked.keys()], ['first', 'second', 'third'])
  assert.equal(worked.size, 3)
  const told: unknown[] = []
  worked.forEach((value, name) => told.push([name, value]))
  assert.deepEqual(told, all)
})

test('a value that rests on itself is null, and what rests on another finds it', () => {
  const worked: ReturnType<typeof workedWhenAsked> = workedWhenAsked([['loop', 'loop'], ['sum', 'loop']], (text) => worked.get(text) ?? null)
  assert.equal(worked.get('loop'), null)
  assert.equal(worked.get('sum'), null)
})
