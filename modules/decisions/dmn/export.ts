import { asOfName, compileTable } from '../table/compile.ts'
import type { Table, TableRow } from '../table/schema.ts'

/** The namespace of what a table says that DMN has no place for. */
export const OWN = 'https://tongban.org/dmn/1'
const MODEL = 'https://www.omg.org/spec/DMN/20230324/MODEL/'

/** What a row says beside its tests and values; DMN keeps it as annotations (§8.3.3). */
export const NOTES = ['id', 'reason', 'text.zh', 'text.en', 'fix.zh', 'fix.en', 'field', 'to', 'law.zh', 'law.en'] as const

/**
 * A table as a DMN 1.5 model that any engine can run: its sources and `asOf` as input data, its dated numbers and its inputs as
 * decisions, its rows as a decision table whose annotations are the words and laws. What DMN has no place for stands beside it in
 * our namespace, so that `importTable` gives the same table back.
 */
export function exportTable(table: Table): string {
  const { compiled, faults } = compileTable(table)
  if (compiled === null) throw new Error(JSON.stringify(faults))
  const data = [asOfName, ...compiled.needs]
  const numbers = Object.keys(table.numbers ?? {})
  const inputs = table.inputs.map((input, index) => {
    const earlier = table.inputs.slice(0, index).map(({ id }) => id)
    const reads = [...new Set((compiled.reads[input.id] ?? []).map(([root]) => root!))]
    return decision(input.id, input.type, reads.map((read) => (earlier.includes(read) || numbers.includes(read) ? `d_${read}` : `i_${read}`)), literal(input.is))
  })
  const dated = Object.entries(table.numbers ?? {}).map(([name, days]) => decision(name, 'number', [`i_${asOfName}`], literal(inForce(days))))
  const everything = [...[...table.inputs.map(({ id }) => id), ...numbers].map((name) => `d_${name}`), ...data.filter((name) => !table.inputs.some(({ id }) => id === name)).map((name) => `i_${name}`)]
  const { rows: _rows, ...beside } = table
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="${MODEL}" xmlns:tb="${OWN}" namespace="${OWN}/tables/${text(table.table)}" id="${text(table.table)}" name="${text(table.table)}" expressionLanguage="https://www.omg.org/spec/DMN/20230324/FEEL/">
  <extensionElements><tb:table>${text(JSON.stringify(beside))}</tb:table></extensionElements>
${data.map((name) => `  <inputData id="i_${name}" name="${name}"><variable name="${name}"${name === asOfName ? ' typeRef="date"' : ''}/></inputData>`).join('\n')}
${[...dated, ...inputs, decision(DECIDES, 'Any', everything, decisionTable(table))].join('\n')}
</definitions>
`
}

/** The decision of a model that holds the table. */
export const DECIDES = 'decides'

const inForce = (dated: NonNullable<Table['numbers']>[string]): string =>
  dated.toSorted((a, b) => (a.from < b.from ? 1 : -1)).map(({ from, is }) => `if ${asOfName} >= date("${from}") then ${is} else `).join('') + 'null'

function decision(name: string, type: string, references: readonly string[], logic: string): string {
  const needs = references.map((reference) => `<informationRequirement><${reference.startsWith('i_') ? 'requiredInput' : 'requiredDecision'} href="#${reference}"/></informationRequirement>`)
  return `  <decision id="d_${name}" name="${name}"><variable name="${name}"${type === 'Any' ? '' : ` typeRef="${type}"`}/>${needs.join('')}${logic}</decision>`
}

const literal = (feel: string): string => `<literalExpression><text>${text(feel)}</text></literalExpression>`

function decisionTable(table: Table): string {
  const decides = table.rows.some(({ outcome }) => outcome !== undefined)
  const outputs = [...(decides ? ['outcome'] : []), ...table.outputs.map(({ id }) => id)]
  const rule = (row: TableRow): string => [
    `<rule id="r_${text(row.id)}">`, ...table.inputs.map(({ id }) => `<inputEntry><text>${text(row.when[id] ?? '-')}</text></inputEntry>`),
    ...outputs.map((name) => `<outputEntry><text>${text(name === 'outcome' ? JSON.stringify(row.outcome) : row.set[name] ?? '')}</text></outputEntry>`),
    ...NOTES.map((note) => `<annotationEntry><text>${text(noteOf(row, note) ?? '')}</text></annotationEntry>`), '</rule>',
  ].join('')
  return `<decisionTable hitPolicy="${table.hitPolicy}">
${table.inputs.map((input) => `    <input label="${text(input.label.zh)}"><inputExpression typeRef="${input.type}"><text>${input.id}</text></inputExpression></input>`).join('\n')}
${outputs.map((name) => `    <output name="${name}">${name === 'outcome' ? '<outputValues><text>"RETURN","ROUTE","GRANT"</text></outputValues>' : ''}</output>`).join('\n')}
${NOTES.map((note) => `    <annotation name="${note}"/>`).join('\n')}
${table.rows.map((row) => `    ${rule(row)}`).join('\n')}
  </decisionTable>`
}

function noteOf(row: TableRow, note: (typeof NOTES)[number]): string | undefined {
  const [name, language] = note.split('.') as ['text' | 'fix' | 'law' | 'id' | 'reason' | 'field' | 'to', 'zh' | 'en' | undefined]
  const value = row[name]
  return typeof value === 'object' ? value[language!] : value
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' }
const text = (plain: string): string => plain.replace(/[&<>"\n]/g, (sign) => ENTITIES[sign]!)
