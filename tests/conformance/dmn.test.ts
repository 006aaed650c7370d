import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { compileDmn, evaluateDmn, type DmnModel } from '../../modules/decisions/dmn/evaluate.ts'

type Case = { readonly suite: string; readonly model: string; readonly id: string; readonly node: string; readonly errorResult: boolean; readonly inputs: Record<string, unknown>; readonly expected: unknown }

const kit = join(import.meta.dirname, 'dmn-tck')
const cases = JSON.parse(readFileSync(join(kit, 'cases.json'), 'utf8')) as Case[]
const models = new Map<string, DmnModel>()
const asOf = { kind: 'date and time', day: 20_454, nanos: 0, offset: 0, zone: null } as const

/** A value of the kit as JSON: what XML has types for is its text. */
function plain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(plain)
  return '__t' in value ? (value as { s?: unknown })['s'] : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

// Numbers to the eighth place, as the kit has them.
function same(found: unknown, wanted: unknown): boolean {
  if (typeof wanted === 'number') return Math.abs(Number(found) - wanted) <= 1e-8 * Math.max(1, Math.abs(wanted)) && found !== null && typeof found !== 'boolean'
  if (Array.isArray(wanted)) return Array.isArray(found) && found.length === wanted.length && wanted.every((one, index) => same(found[index], one))
  if (wanted === null || typeof wanted !== 'object') return found === wanted || (typeof found === 'string' && typeof wanted === 'string' && found === wanted.replace('+00:00', 'Z'))
  return typeof found === 'object' && found !== null && Object.keys({ ...found, ...wanted }).every((name) => same((found as Record<string, unknown>)[name], (wanted as Record<string, unknown>)[name]))
}

function answerTo(one: Case): unknown {
  let model = models.get(one.model)
  if (model === undefined) models.set(one.model, (model = compileDmn(readFileSync(join(kit, 'models', one.model), 'utf8'))))
  return evaluateDmn(model, { decision: one.node }, plain(one.inputs) as Record<string, unknown>, asOf)
}

for (const suite of new Set(cases.map((one) => one.suite))) {
  test(`DMN test kit: ${suite}`, () => {
    const wrong = cases.filter((one) => one.suite === suite).flatMap((one) => {
      const found = answerTo(one)
      return same(found, plain(one.expected)) ? [] : [`${one.id} ${one.node}: ${JSON.stringify(found)} instead of ${JSON.stringify(plain(one.expected))}`]
    })
    assert.deepEqual(wrong, [])
  })
}
