import type { Module } from '#kernel/module'

import { ExamplesKind, Tables } from './model.ts'
import { routes } from './routes.ts'

export { decide, receiptOf, receiptsOf, recordDecision, replay, type Decided } from './actions.ts'
export { conditionsOf, inputsOf, preview, readsOf, rowsOf, Tables, titleOfTable, type Condition, type Known, type RowReason } from './model.ts'
export { evaluateCommand } from './dmn/command.ts'
export { compileExpression } from './feel/expression.ts'
export { fromJson, toJson } from './feel/json.ts'
export type { Value } from './feel/values.ts'

/** Decision tables and the receipts of decisions. */
export const decisions: Module = {
  name: 'decisions',
  uses: ['ledger'],
  facts: { 'decisions.made': ['table', 'outcome', 'mode', 'digest'] },
  content: [Tables, ExamplesKind],
  routes,
}
