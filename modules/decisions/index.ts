import { dayOf } from '#kernel/calendar'
import type { Module } from '#kernel/module'

import { HEEDED, lapsing } from './actions/dormant.ts'
import { previewing } from './actions/preview.ts'
import { drawing, scheduleDraw } from './actions/sample.ts'
import { ExamplesKind, FACTS, Quality, Tables } from './model.ts'
import { routes } from './routes.ts'
export { auditReceipts } from './actions/audit.ts'
export { decide, foreseeDeciding, receiptOf, receiptsOf, recordDecision, type Burst, type Decided } from './actions/decide.ts'
export { defer, dormantOf, TRIGGERS, wake, type Trigger, type Woken } from './actions/dormant.ts'
export { replayCommand } from './actions/replay-command.ts'
export { sampleOf } from './actions/sample.ts'
export { conditionsOf, inputsOf, preview, readsOf, rowsOf, Tables, titleOfTable, toldTo, type Branch, type Condition, type Known, type RowReason } from './model.ts'
export { evaluateCommand, exportCommand, importCommand } from './dmn/command.ts'
export { compileExpression } from './feel/expression.ts'
export { fromJson, toJson } from './feel/json.ts'
export type { Value } from './feel/values.ts'

/** Decision tables, the receipts of decisions, and how they are watched and changed. */
export const decisions: Module = {
  name: 'decisions',
  uses: ['ledger'],
  facts: FACTS,
  jobs: { 'decisions.preview': previewing, 'decisions.draw': drawing, 'decisions.lapse': lapsing },
  reactions: HEEDED,
  opening: (act) => scheduleDraw(act, dayOf(act.at)),
  content: [Tables, ExamplesKind, Quality],
  routes,
}
