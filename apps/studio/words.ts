import { said } from '../desk/said.ts'
import type { Voice } from '../portal/voice.ts'
import type { Combination, Fault, Outcome, Table } from './api.ts'

/** What an input, an output or a row is called by people, else its id. */
export const labelOf = (voice: Voice, table: Table, id: string): string => voice.bi([...table.inputs, ...(table.outputs ?? [])].find((one) => one.id === id)?.label ?? id)

/** The value of an input in words. */
export const valueOf = (voice: Voice, table: Table, id: string, value: unknown): string => {
  if (value === '…') return voice.t('studio.any_other')
  if (value === null || value === undefined) return voice.t('studio.no_value')
  return said(voice, value, table.inputs.find((one) => one.id === id)?.type === 'date' ? 'date' : undefined)
}

/** Values of inputs together: 年龄 18，户籍 是. */
export const combined = (voice: Voice, table: Table, values: Combination): string => voice.list(Object.entries(values).map(([id, value]) => voice.t('studio.pair', { name: labelOf(voice, table, id), value: valueOf(voice, table, id, value) })))

/** What a row decides, in a word; a table that gives values has no outcome. */
export const outcomeOf = ({ t }: Voice, outcome: Outcome | null | undefined): string => t(`studio.outcome_${(outcome ?? 'none').toLowerCase()}`)

const SIGNS: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '!=': '≠', '>': '>', '<': '<', '=': '=' }
const COMPARED = /^(>=|<=|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)$/
const RANGE = /^([[(\]])\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*([\])[])$/

/** A cell as it is read: what it tests, in words and signs instead of their typing. */
export function testIn(voice: Voice, table: Table | null, source: string): string {
  const { t, number } = voice
  const text = source.trim()
  if (text === '' || text === '-') return ''
  if (text === 'true' || text === 'false') return t(text === 'true' ? 'value.yes' : 'value.no')
  if (/^"[^"\\]*"$/.test(text)) return said(voice, JSON.parse(text))
  const [, excluded] = /^not\((.+)\)$/.exec(text) ?? []
  if (excluded !== undefined) return t('studio.not', { what: testIn(voice, table, excluded) })
  const [, sign, compared] = COMPARED.exec(text) ?? []
  if (sign !== undefined) return `${SIGNS[sign]} ${number(Number(compared))}`
  const [, open, from, to, close] = RANGE.exec(text) ?? []
  if (from !== undefined) return t('studio.range', { from: `${open === '[' ? '≥' : '>'} ${number(Number(from))}`, to: `${close === ']' ? '≤' : '<'} ${number(Number(to))}` })
  // An input named in a test is called as people call it; what stands in quotes is a text.
  return text.replaceAll(/"[^"]*"|[A-Za-z]\w*|>=|<=|!=/g, (word) => SIGNS[word] ?? (table?.inputs.some(({ id }) => id === word) ? labelOf(voice, table, word) : word))
}

/** Which row, and which cell of it, a fault stands at. */
export function placeOf({ pointer }: Fault): { readonly row: number | null; readonly cell: string | null } {
  const [, rows, row, kind, id] = pointer.split('/')
  if (rows !== 'rows' || row === undefined) return { row: null, cell: null }
  return { row: Number(row), cell: kind === undefined ? null : kind === 'when' || kind === 'set' ? `${kind}.${id}` : kind }
}

const rowNames = (voice: Voice, table: Table, value: unknown): string => voice.list(String(value ?? '').split(', ').filter((one) => one !== '').map((id) => rowName(voice, table, id)))

/** How the rows of a table go together, in words. */
export const policyOf = (t: Voice['t'], policy: string): string => t(`studio.policy_${policy.toLowerCase().replace(' ', '_')}`)

/** The place of a row as people count, from one. */
export const placeOfRow = (table: Table, id: string): number => table.rows.findIndex((row) => row.id === id) + 1

/** What a row is called among others: by its place. A table that lost it since has only its id left. */
export const rowName = ({ t }: Voice, table: Table, id: string): string => (placeOfRow(table, id) === 0 ? id : t('studio.row_number', { row: placeOfRow(table, id) }))

/** What is wrong, in words of whoever reads the table. */
export function faultIn(voice: Voice, table: Table, fault: Fault): string {
  const { code, details = {}, detail } = fault
  const { t } = voice
  const key = `fault.${code.split('.')[1]!}`
  if (code === 'decisions.combination_missing') return t('fault.combination_missing', { at: combined(voice, table, details as Combination) })
  if (code === 'decisions.rows_overlap') return t('fault.rows_overlap', { rows: rowNames(voice, table, details['rows']), at: combined(voice, table, Object.fromEntries(Object.entries(details).filter(([name]) => name !== 'rows')) as Combination) })
  if (code === 'decisions.row_unreachable') return details['after'] === '' ? t('fault.row_impossible') : t('fault.row_unreachable', { after: rowNames(voice, table, details['after']) })
  if (code.startsWith('feel.')) return t('fault.feel', { detail: voice.knows(key) ? t(key) : detail, column: Number(details['column'] ?? 1) })
  return voice.knows(key) ? t(key, { name: labelOf(voice, table, String(details['input'] ?? details['output'] ?? details['id'] ?? details['name'] ?? '')) }) : t('fault.other', { detail })
}
