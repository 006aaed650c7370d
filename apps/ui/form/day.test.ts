import assert from 'node:assert/strict'
import { test } from 'node:test'

import { dayIn, partsOf, wrongIn } from './day.ts'

const written = (year: string, month: string, day: string) => new Map([['f.d~year', [year]], ['f.d~month', [month]], ['f.d~day', [day]]])

test('a day is put together from three parts as people write them, and taken apart again', () => {
  assert.equal(dayIn(written('2026', '3', '9'), 'f.d'), '2026-03-09')
  assert.equal(dayIn(written('２０２６', '１２', ' 31 '), 'f.d'), '2026-12-31')
  assert.equal(dayIn(written('', '', ''), 'f.d'), '')
  assert.equal(dayIn(new Map([['f.d', ['2026-03-09']]]), 'f.d'), '2026-03-09')
  assert.deepEqual(new Map(partsOf('f.d', '2026-03-09')), written('2026', '3', '9'))
})

const WRONG: readonly (readonly [parts: readonly [string, string, string], said: string])[] = [
  [['', '', ''], ''], [['2026', '2', '28'], ''], [['2028', '2', '29'], ''], [['2026', '2', '29'], 'day day 28'], [['2026', '', '1'], 'missing month 31'], [['', '', '1'], 'missing year,month 31'],
  [['26', '2', '1'], 'year year 29'], [['2026', '13', '1'], 'month month 31'], [['2026', '0', '1'], 'month month 31'], [['2026', '4', '31'], 'day day 30'], [['2026', '四', '1'], 'month month 31'], [['2026', '4', '0'], 'day day 30'],
]

test('what is wrong with a day is said at its part', () => {
  for (const [parts, said] of WRONG) {
    const wrong = wrongIn(written(...parts), 'f.d')
    assert.equal(wrong === null ? '' : `${wrong.why} ${wrong.parts.join()} ${wrong.last}`, said, parts.join('-'))
  }
})
