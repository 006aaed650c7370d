import assert from 'node:assert/strict'
import { test } from 'node:test'

import { releaseFromFiles } from '#kernel/releases'

import { ExamplesKind, hits, Tables } from '../model.ts'
import { checkTable } from '../table/check.ts'
import { compileTable } from '../table/compile.ts'
import { evaluateTable } from '../table/decide.ts'
import { tableInForce, versionOf } from '../table/read.ts'
import type { Table } from '../table/schema.ts'
import { compileDmn, evaluateDmn } from './evaluate.ts'
import { DECIDES, exportTable } from './export.ts'
import { importTable } from './import.ts'

const release = releaseFromFiles('content', 'guangdong')
const tables = release.all(Tables).map(({ value }) => value)
/** A test of everything is the same as none. */
const withoutDashes = (table: Table): Table => ({ ...table, rows: table.rows.map((row) => ({ ...row, when: Object.fromEntries(Object.entries(row.when).filter(([, cell]) => cell.trim() !== '-')) })) })

test('every table goes to DMN and comes back the same, with its words, laws, days and numbers', () => {
  assert.ok(tables.length >= 15)
  for (const table of tables) assert.equal(versionOf(importTable(exportTable(table), '2000-01-01')), versionOf(withoutDashes(table)), table.table)
})

test('a table that was exported decides in any engine as it does here', () => {
  const models = new Map<Table, ReturnType<typeof compileDmn>>()
  let tried = 0
  for (const { value: { table: id, examples } } of release.all(ExamplesKind)) {
    for (const { asOf, given } of examples) {
      const table = tableInForce(tables, id, asOf)!
      const model = models.get(table) ?? compileDmn(exportTable(table))
      models.set(table, model)
      assert.deepEqual(model.problems, [])
      const { values } = evaluateTable(compileTable(table).compiled!, hits(given), asOf)
      assert.deepEqual(evaluateDmn(model, { decision: DECIDES }, { ...given, asOf }), values['amount'], `${id} ${JSON.stringify(given)}`)
      tried++
    }
  }
  assert.equal(tried, 43)
})

test('a model made elsewhere becomes a table that still has to say its laws', () => {
  const xml = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" namespace="x" name="x"><inputData id="a" name="Applicant Age"><variable name="Applicant Age" typeRef="number"/></inputData>
    <decision id="d" name="Fee Class"><variable name="Fee Class" typeRef="string"/><informationRequirement><requiredInput href="#a"/></informationRequirement>
    <decisionTable hitPolicy="UNIQUE"><input label="Age"><inputExpression typeRef="number"><text>Applicant Age</text></inputExpression></input><output typeRef="string"/>
    <rule><inputEntry><text>&lt; 18</text></inputEntry><outputEntry><text>"child"</text></outputEntry></rule><rule><inputEntry><text>&gt;= 18</text></inputEntry><outputEntry><text>"adult"</text></outputEntry></rule></decisionTable></decision></definitions>`
  const table = importTable(xml, '2026-01-01')
  assert.deepEqual([table.table, table.effective.from, table.inputs.map(({ id, is, type }) => [id, is, type])], ['feeclass', '2026-01-01', [['applicantAge', 'Applicant Age', 'number']]])
  assert.deepEqual(checkTable(table).map(({ code }) => code).filter((code) => !code.startsWith('feel.')), ['decisions.law_missing', 'decisions.law_missing'])
  assert.throws(() => importTable(xml.replace('UNIQUE', 'PRIORITY'), '2026-01-01'), { code: 'dmn.hit_policy' })
  assert.throws(() => importTable(xml.replace('decisionTable', 'context').replace('/decisionTable', '/context'), '2026-01-01'), { code: 'dmn.no_table' })
})
