import type { Module } from '#kernel/module'

import { routes } from './routes.ts'

export { give, isLive, use, useAll, withdraw } from './actions.ts'
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
  },
  routes,
}
