import type { Act } from '#kernel/act'
import type { Bilingual } from '#kernel/shapes'
import { inputsOf, readsOf, receiptsOf, titleOfTable } from '#modules/decisions'
import { Sources, type Source } from '#modules/exchange'

import type { CaseFile, Reason } from '../model/case.ts'
import type { Definition } from './context.ts'

/** Something a decision looked at: what it is called, what it was, and where it came from. `value` is left out where it tells about somebody else. */
export type LookedAt = { readonly id: string; readonly label: Bilingual; readonly state: string; readonly value?: unknown; readonly sources: readonly Bilingual[] }

/** How the newest decision of a case was made, for whom it is about. */
export type Decided = { readonly table: Bilingual; readonly mode: string; readonly asOf: string; readonly engine: string; readonly rows: readonly Reason[]; readonly looked: readonly LookedAt[]; readonly entry: string }

type Cell = { readonly input: string; readonly value: unknown; readonly verdict: boolean | 'undetermined' }

/**
 * The receipt of the last decision in words. Values out of personal registers are shown only where the reader is the
 * only one whom the case is about: what a register says of a partner is told to the partner.
 */
export async function decidedView(act: Act, file: CaseFile, definition: Definition, alone: boolean): Promise<Decided | null> {
  if (!file.verdict || !definition.matter) return null
  const receipts = await receiptsOf(act, file.id)
  const last = receipts.findLast((one) => one.id === file.verdict!.decision) ?? receipts.at(-1)
  const machine = last?.mode === 'machine' ? last : receipts.findLast((one) => one.mode === 'machine')
  if (!last) return null
  const cells = ((machine?.decision['trace'] ?? []) as { cells: Cell[] }[]).flatMap((row) => row.cells)
  return {
    table: titleOfTable(definition.release, last.tableId, last.asOf), mode: last.mode, asOf: last.asOf, engine: String(last.decision['engine'] ?? ''), entry: last.entry, rows: file.verdict.reasons,
    looked: machine === undefined ? [] : inputsOf(definition.release, machine.tableId, machine.asOf).flatMap(({ id, label }): LookedAt[] => {
      const cell = cells.find((one) => one.input === id)
      if (cell === undefined) return []
      const reads = readsOf(definition.release, machine.tableId, machine.asOf, id).map((name) => ({ name, source: sourceUnder(definition, name) }))
      const value = cell.verdict !== 'undetermined' && (alone || reads.every(isImpersonal)) ? { value: cell.value } : {}
      return [{ id, label, state: cell.verdict === 'undetermined' ? 'unknown' : 'known', ...value, sources: reads.flatMap(({ source }) => source?.title ?? []) }]
    }),
  }
}

/** What everybody in a case knows anyway: what was typed, what the law sets, and what registers say of places and firms. */
const OPEN_NAMES = new Set(['form', 'parameters', 'case', 'recent', 'asOf'])
const isImpersonal = ({ name, source }: { name: string; source: Source | undefined }): boolean => (source === undefined ? OPEN_NAMES.has(name) : !source.personal)

const sourceUnder = (definition: Definition, name: string): Source | undefined => {
  const ask = definition.matter!.asks.find((one) => one.as === name)
  return ask === undefined ? undefined : definition.release.get(Sources, ask.source)?.value
}
