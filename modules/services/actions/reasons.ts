import { Refusal } from '#kernel/refusal'
import { rowsOf } from '#modules/decisions'

import type { CaseFile, Reason } from '../model/case.ts'
import { UNKNOWN } from '../model/matter.ts'
import type { Definition } from './context.ts'

/** A reason an officer may pick, with what it speaks for. */
export type Pickable = ReturnType<typeof rowsOf>[number]

/**
 * The reasons an officer may pick from: the rows of the definition's table, and what the definition has him say where he checked
 * what stopped the machine and found it in order. Nobody is found to be in order who did not fail.
 */
export function pickable(definition: Definition, file: CaseFile): Pickable[] {
  const rows = rowsOf(definition.release, definition.matter!.decision, file.submission!.submittedAt)
  const stopped = file.verdict?.decidedBy === 'machine' ? file.verdict.reasons : []
  const checked = definition.matter!.checked.filter(({ of }) => stopped.some((reason) => stoppedBy(reason) === of))
  return [...checked.map(({ of, text, law }) => ({ row: `${of}.checked`, reason: 'services.checked', text, law, outcome: 'GRANT' as const })), ...rows]
}

/** The row that stopped the machine; or that it could not find something out, whatever the row. */
const stoppedBy = ({ row, reason }: { readonly row: string; readonly reason: string }): string => (reason.startsWith('decisions.') ? UNKNOWN : row)

/** The reasons that were picked, as they were found in this case. Refuses `services.no_row`. */
export function reasonsFrom(definition: Definition, file: CaseFile, rows: readonly string[]): Reason[] {
  const known = pickable(definition, file)
  return [...new Set(rows)].map((row) => {
    const found = known.find((one) => one.row === row)
    if (!found) throw new Refusal('unfit', 'services.no_row', { row: row.slice(0, 60) })
    const { outcome: _, ...reason } = found
    // What stopped the machine is told as it was found in this case, with its values.
    return file.verdict?.reasons.find((other) => other.row === row) ?? reason
  })
}
