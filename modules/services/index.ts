import type { Module } from '#kernel/module'

import { deciding } from './actions/decide.ts'
import { waking } from './actions/dormant.ts'
import { fulfilling } from './actions/fulfil.ts'
import { HEEDED } from './actions/heed.ts'
import { paying, sending } from './actions/pay.ts'
import { daily, filing, heedClock, heedReply, inviting, scheduleToday } from './actions/programme.ts'
import { cascading } from './actions/settle-contest.ts'
import { FACTS } from './model/facts.ts'
import { KINDS } from './model/kinds.ts'
import { routes } from './routes.ts'

export { auditSignatures, type SignatureFault } from './actions/audit.ts'

/** Matters, their guides and forms, cases, clocks and bundles: every service is content on this. */
export const services: Module = {
  name: 'services', uses: ['counter', 'decisions', 'certificates', 'exchange', 'grants', 'parties', 'accounts', 'messages', 'ledger'],
  facts: FACTS,
  content: KINDS,
  jobs: { 'services.cascade': cascading, 'services.decide': deciding, 'services.fulfil': fulfilling, 'services.daily': daily, 'services.invite': inviting, 'services.file': filing, 'services.pay': paying, 'services.payout': sending, 'services.wake': waking },
  reactions: { 'messages.replied': heedReply, 'identity.clock_moved': heedClock, ...HEEDED },
  opening: scheduleToday, routes,
}
