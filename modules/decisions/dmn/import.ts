import { FeelError } from '../feel/faults.ts'
import { tableShape, type Table, type TableRow } from '../table/schema.ts'
import { NOTES, OWN } from './export.ts'
import type { BoxedTable, DecisionNode, Model } from './model.ts'
import { readModel } from './read.ts'
import { readXml } from './xml.ts'

/**
 * A table from a DMN model: the one `exportTable` wrote, with whatever was changed in its rows since; or the only decision table of a
 * model made elsewhere, whose inputs become ours and which the check then asks for what it lacks: words, laws, days in force.
 * Refuses `dmn.no_table`, `dmn.hit_policy`, and as `readModel` does.
 */
export function importTable(xml: string, from: string): Table {
  const model = readModel(xml)
  const found = model.decisions.filter((one): one is DecisionNode & { logic: BoxedTable & { type: string | null } } => one.logic?.kind === 'table')
  const [decision] = found
  if (decision === undefined || found.length > 1) throw new FeelError('dmn.no_table', { tables: found.length })
  const beside = readXml(xml).children.find(({ name }) => name === 'extensionElements')?.children.find(({ name, space }) => name === 'table' && space === OWN)?.text
  const known = beside === undefined ? foreign(model, decision, from) : JSON.parse(beside) as Omit<Table, 'rows'>
  const table = { ...known, rows: decision.logic.rules.map((rule, index) => rowFrom(rule, index, decision.logic, known)) }
  const parsed = tableShape.safeParse(table)
  if (!parsed.success) throw new FeelError('dmn.no_table', { where: parsed.error.issues[0]!.path.join('/'), why: parsed.error.issues[0]!.message })
  return parsed.data
}

const OURS = { FIRST: 'FIRST', UNIQUE: 'UNIQUE', ANY: 'UNIQUE', COLLECT: 'COLLECT', 'OUTPUT ORDER': 'OUTPUT ORDER' } as const

function foreign(model: Model, { name, logic }: DecisionNode & { logic: BoxedTable }, from: string): Omit<Table, 'rows'> {
  const hitPolicy = OURS[logic.hitPolicy as keyof typeof OURS]
  if (hitPolicy === undefined) throw new FeelError('dmn.hit_policy', { hitPolicy: logic.hitPolicy })
  const both = (text: string): { zh: string; en: string } => ({ zh: text, en: text })
  const type = (reference: string | null, fallback: string): string => (reference === null ? fallback : /^(feel:)?(boolean|number|string|date|time)$/.exec(reference)?.[2] ?? fallback)
  return {
    table: identifierOf(name, 'table').toLowerCase(), title: both(name), effective: { from, to: null }, hitPolicy,
    inputs: logic.inputs.map((input, index) => ({ id: identifierOf(input.text, `input${index + 1}`), label: both(input.label ?? input.text), type: type(input.type ?? model.inputs.find((one) => one.name === input.text)?.type ?? null, 'string') as never, is: input.text })),
    outputs: logic.outputs.map((output, index) => ({ id: identifierOf(output.name ?? '', `value${index + 1}`), type: type(output.type, 'string') as never })),
  }
}

const identifierOf = (name: string, otherwise: string): string => {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean)
  const joined = words.map((word, index) => (index === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1)).join('')
  return /^[a-z]/.test(joined) ? joined : otherwise
}

function rowFrom(rule: BoxedTable['rules'][number], index: number, logic: BoxedTable, known: Omit<Table, 'rows'>): TableRow {
  const note = (name: (typeof NOTES)[number]): string | undefined => rule.notes[NOTES.indexOf(name)] || undefined
  const both = (name: 'text' | 'fix' | 'law') => (note(`${name}.zh`) === undefined ? {} : { [name]: { zh: note(`${name}.zh`), en: note(`${name}.en`) ?? note(`${name}.zh`) } })
  const ours = logic.outputs[0]?.name === 'outcome'
  const values = rule.outputs.map((value, at) => [ours ? logic.outputs[at]!.name! : known.outputs[at]!.id, value] as const)
  const outcome = ours ? JSON.parse(rule.outputs[0]!) as string : undefined
  return {
    id: note('id') ?? `row-${index + 1}`,
    when: Object.fromEntries(known.inputs.map(({ id }, at) => [id, rule.tests[at] ?? '-'] as const).filter(([, test]) => test !== '-' && test !== '')),
    ...(outcome === undefined ? {} : { outcome }), ...Object.fromEntries((['reason', 'field', 'to'] as const).flatMap((name) => (note(name) === undefined ? [] : [[name, note(name)]]))),
    ...both('text'), ...both('fix'), ...both('law'),
    set: Object.fromEntries(values.filter(([name, value]) => name !== 'outcome' && value !== '')),
  } as TableRow
}
