import type { ContentKind } from '#kernel/content'
import type { Module } from '#kernel/module'

import { Rights } from './model.ts'
import { routes } from './routes.ts'

export { alarm } from './actions/alarms.ts'
export { auditUses, type UseFault } from './actions/audit.ts'
export { answerDue, disputeOf, numberFor } from './actions/disputes.ts'
export { foreseeUse, give, isLive, use, useAll, withdraw } from './actions/gate.ts'
export { elementUses, usesOfElement, usesAt } from './actions/read.ts'
export { Rights, SELF_ACCESS } from './model.ts'
export type { Basis, Grant, Use, UseRequest } from './model.ts'

/** The one gate to personal data: on which ground somebody may look, and who did. */
export const grants: Module = {
  name: 'grants',
  uses: ['parties', 'ledger'],
  facts: {
    'grants.given': ['basis', 'purpose', 'grantee'],
    'grants.withdrawn': ['grantee'],
    'grants.used': ['grant', 'purpose', 'source'],
    'grants.refused': ['purpose', 'source'],
    'grants.alarmed': ['grantee', 'source', 'purpose', 'why'],
    'grants.disputed': ['dispute', 'grantee'],
    'grants.dispute_answered': ['dispute', 'outcome'],
  },
  content: [Rights] as ContentKind[],
  routes,
}
