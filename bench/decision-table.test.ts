import assert from 'node:assert/strict'
import { test } from 'node:test'

import { cel, closures, feelin, ours, ruleOf, traceByReference, zen } from './rule-engines.ts'
import { cases, expected, inputs, rules } from './thirty-rules.ts'

test('The table that engines are compared on has 30 rules of 3 to 6 conditions over 25 inputs, and nearly every case meets one', () => {
  assert.deepEqual([rules.length, inputs.length, cases.length], [30, 25, 1_000])
  assert.ok(rules.every(({ conditions }) => conditions.length >= 3 && conditions.length <= 6))
  assert.ok(expected.filter((rule) => rule !== null).length > 950)
})

test('Every engine names the rule that the reference names, in all cases', async () => {
  const [own, byHand, byZen] = [ours(), closures(), zen(true)]
  const late: (string | null)[] = []
  for (const one of cases) late.push(await byZen(one))
  const named = { ours: cases.map((one) => ruleOf(own(one))), closures: cases.map((one) => byHand(one).rule), feelin: cases.map(feelin()), cel: cases.map(cel()), zen: late }
  for (const [engine, answers] of Object.entries(named)) assert.deepEqual(answers, expected, engine)
})

test('Ours and the closures by hand trace every cell of every tested rule alike, as the reference does', () => {
  const [own, byHand] = [ours(), closures()]
  for (const one of cases) {
    assert.deepEqual(own(one).trace, traceByReference(one))
    assert.deepEqual(byHand(one).trace, traceByReference(one))
  }
})
