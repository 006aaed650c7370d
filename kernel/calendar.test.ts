import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { addDays, dayOf, dueAt, isWorkingDay, lampOf, startOf } from '#kernel/calendar'
import { releaseFromFiles } from '#kernel/releases'

const release = releaseFromFiles('content', 'guangdong')
const at = (text: string): Date => new Date(`${text}+08:00`)
const local = (moment: Date): string => new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 16)

test('the National Day holiday of 2026 is free, and the weekend days worked for it are not', () => {
  assert.equal(isWorkingDay(release, '2026-10-01'), false)
  assert.equal(isWorkingDay(release, '2026-11-23'), true)
  assert.equal(isWorkingDay(release, '2026-11-22'), false)
})

test('half a working day runs only inside office hours', () => {
  const half = { amount: 0.5, unit: 'working-day' as const }
  assert.equal(local(dueAt(release, at('2026-11-23T08:59:00'), half)), local(dueAt(release, at('2026-11-23T09:00:00'), half)), 'before opening counts from opening')
  assert.ok(dueAt(release, at('2026-11-23T08:59:00'), half) <= at('2026-11-23T18:00:00'))
  assert.equal(dayOf(dueAt(release, at('2026-11-27T17:59:00'), half)), '2026-11-30', 'a Friday evening runs on to Monday')
})

test('three working days begin the day after and end with the office hours of the last', () => {
  const due = dueAt(release, at('2026-11-20T10:00:00'), { amount: 3, unit: 'working-day' })
  assert.equal(dayOf(due), '2026-11-25')
})

test('a limit never runs out before it starts, and a longer one never before a shorter one', () => {
  const moment = fc.integer({ min: Date.parse('2022-01-01'), max: Date.parse('2027-06-01') }).map((ms) => new Date(ms))
  const unit = fc.constantFrom('working-day', 'day', 'working-hour', 'minute')
  fc.assert(fc.property(moment, fc.integer({ min: 1, max: 30 }), unit, (from, amount, of) => {
    const due = dueAt(release, from, { amount, unit: of as 'day' })
    const later = dueAt(release, from, { amount: amount + 1, unit: of as 'day' })
    assert.ok(due > from && later >= due)
  }), { numRuns: 150 })
})

test('a day is its own day in Shanghai from its first moment to its last', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }), (days) => {
    const day = addDays('1950-01-01', days)
    assert.equal(dayOf(startOf(day)), day)
    assert.equal(dayOf(new Date(startOf(addDays(day, 1)).getTime() - 1)), day)
  }), { numRuns: 200 })
})

test('the lamp is green under 60 per cent, yellow from there, red once over', () => {
  const [from, due] = [new Date(0), new Date(100_000)]
  assert.deepEqual([59_999, 60_000, 100_000, 100_001].map((ms) => lampOf(from, due, new Date(ms))), ['green', 'yellow', 'yellow', 'red'])
})
