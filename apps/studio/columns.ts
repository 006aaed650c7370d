import type { Bi } from '../portal/api.ts'
import type { Row, Table } from './api.ts'
import { plain, quoted, withValue } from './table-text.ts'

/** A column of a table: a test of an input, what a row sets, or what it decides. */
export type Column = { readonly key: string; readonly kind: 'when' | 'set' | 'outcome'; readonly id: string; readonly label: Bi | string; readonly type: string; readonly choices: readonly string[] | null }

/** The columns of a table, in order: its inputs, its outputs, and what is decided. */
export function columnsOf(table: Table): Column[] {
  const inputs = table.inputs.map((input): Column => ({ key: `when.${input.id}`, kind: 'when', id: input.id, label: input.label, type: input.type, choices: input.type === 'boolean' ? ['true', 'false'] : input.allowed?.map((value) => JSON.stringify(value)) ?? null }))
  const outputs = (table.outputs ?? []).map((output): Column => ({ key: `set.${output.id}`, kind: 'set', id: output.id, label: output.label ?? output.id, type: output.type, choices: null }))
  const decides = table.rows.some((row) => row.outcome !== undefined)
  return [...inputs, ...outputs, ...(decides ? [{ key: 'outcome', kind: 'outcome', id: 'outcome', label: '', type: 'outcome', choices: ['GRANT', 'RETURN', 'ROUTE'] } as const] : [])]
}

/** What stands in a cell, as it is written; nothing where the input does not matter to the row. */
export const sourceIn = (row: Row, { kind, id }: Column): string => String((kind === 'outcome' ? row.outcome : kind === 'set' ? row.set?.[id] : row.when?.[id]) ?? '')

/** The text with another source in a cell; an empty one takes the cell away. */
export function withSource(text: string, row: number, { kind, id }: Column, source: string): string {
  const place = kind === 'outcome' ? ['rows', row, 'outcome'] : ['rows', row, kind, id]
  const trimmed = source.trim()
  return withValue(text, place, trimmed === '' || trimmed === '-' ? null : kind === 'outcome' ? plain(trimmed) : quoted(trimmed))
}

/** A column by the place a fault names; the heading of the row where it names none. */
export const columnAt = (columns: readonly Column[], cell: string | null): number => columns.findIndex(({ key }) => key === cell)
