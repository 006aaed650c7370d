import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { releaseFromFiles } from '#kernel/releases'
import { testHouse, type TestHouse } from '#tests/house'

import { closeSandbox } from './dmn/sandbox.ts'
import { ExamplesKind } from './model.ts'

let house: TestHouse
before(async () => { house = await testHouse() })
after(closeSandbox)

type Answered = { readonly status: number; readonly body: { value?: Record<string, unknown>; outcome?: string; reasons?: { rule: string; text: string; law: string | null }[]; version?: string; code?: string; detail?: string } }
const post = async (url: string, payload: object): Promise<Answered> => {
  const { statusCode, body } = await house.server.inject({ method: 'POST', url, payload, headers: { 'accept-language': 'zh' } })
  return { status: statusCode, body: JSON.parse(body) as Answered['body'] }
}

test('the six benefit rules answer their examples over the wire, with the row, its words and its law', async () => {
  const files = releaseFromFiles('content', 'guangdong').all(ExamplesKind).filter(({ path }) => path.startsWith('rules/'))
  assert.equal(files.reduce((sum, { value }) => sum + value.examples.length, 0), 43)
  for (const { value: { table, examples } } of files) {
    for (const { asOf, given, expect } of examples) {
      const { status, body } = await post(`/decisions/${table}/evaluate`, { asOf, input: given })
      assert.equal(status, 200, JSON.stringify(body))
      assert.ok(Math.abs(Number(body.value?.['amount']) - Number(expect.values?.['amount'])) <= 1, `${table} ${JSON.stringify(given)}: ${JSON.stringify(body)}`)
      assert.ok(body.reasons?.every(({ rule, text, law }) => rule !== '' && text !== '' && law !== null))
    }
  }
})

test('an amount follows the table and the numbers in force on the day', async () => {
  const amount = async (table: string, asOf: string, input: object): Promise<unknown> => (await post(`/decisions/${table}/evaluate`, { asOf, input })).body.value?.['amount']
  assert.deepEqual([await amount('employment-deduction', '2019-12-31', { salary: 1_700_000 }), await amount('employment-deduction', '2020-01-01', { salary: 1_700_000 })], [680_000, 580_000])
  const rates = { combinedIncome: 20_000, dependants: 0, ratesTotal: 3000 }
  assert.deepEqual([await amount('nz-rates-rebate', '2016-06-30', rates), await amount('nz-rates-rebate', '2017-07-01', rates), await amount('nz-rates-rebate', '2024-01-01', rates)], [610, 620, 640])
  const before = await post('/decisions/employment-deduction/evaluate', { asOf: '2016-12-31', input: { salary: 1 } })
  assert.deepEqual([before.status, before.body.code], [404, 'decisions.no_table'])
})

test('what is missing or of the wrong kind gives no amount, and is named', async () => {
  for (const input of [{}, { disasterReliefActApplies: true, deceasedMembers: 1.5, breadwinnerDied: true }, { disasterReliefActApplies: 'yes', deceasedMembers: 1, breadwinnerDied: true }, { disasterReliefActApplies: null, deceasedMembers: 1, breadwinnerDied: true }]) {
    const { status, body } = await post('/decisions/condolence-grant/evaluate', { asOf: '2024-01-01', input })
    assert.deepEqual([status, body.outcome, body.value], [200, 'ROUTE', {}], JSON.stringify(input))
    assert.ok(body.reasons!.length > 0)
  }
})

test('a DMN model of anybody’s is evaluated over the wire; what is wrong with it is a sentence', async () => {
  const xml = readFileSync('tests/conformance/dmn-tck/models/L2-0004-simpletable-U/0004-simpletable-U.dmn', 'utf8')
  const inputs = { Age: 18, RiskCategory: 'Medium', isAffordable: true }
  assert.deepEqual((await post('/decisions/evaluate-dmn', { xml, decision: 'Approval Status', inputs })).body, { value: 'Approved' })
  const none = await post('/decisions/evaluate-dmn', { xml, decision: 'Another', inputs })
  assert.deepEqual([none.status, none.body.code], [422, 'decisions.dmn'])
  assert.match(none.body.detail!, /Approval Status/)
  const evil = await post('/decisions/evaluate-dmn', { xml: `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${xml}`, decision: 'Approval Status' })
  assert.deepEqual([evil.status, evil.body.code], [422, 'decisions.dmn'])
  assert.equal((await post('/decisions/evaluate-dmn', { xml, inputs })).status, 422)
})
