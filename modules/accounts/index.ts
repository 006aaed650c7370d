import type { Module } from '#kernel/module'

import { routes } from './routes.ts'

export { balance, openAccount, post, type Posted } from './actions.ts'
export type { Account, Balance, Line, Posting, Side } from './model.ts'

/** Double-entry quantities: money, quotas, stock, uses left. It calls no other module. */
export const accounts: Module = {
  name: 'accounts',
  uses: [],
  facts: { 'accounts.posted': ['key', 'lines'] },
  routes,
}
