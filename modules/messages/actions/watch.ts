import type { Act } from '#kernel/act'
import { permit } from '#kernel/refusal'

import { mayOperate, OPERATE } from '../policy.ts'
import { deliveryCounts, lastFailures } from '../store.ts'

const FAILURES_MAX = 50

/** How the deliveries of the last hours went, by channel, and the last that failed; nothing about who was written to. Needs `messages.operate`. */
export async function deliveryStates(act: Act, hours: number) {
  permit(mayOperate(act.actor), OPERATE)
  const since = new Date(act.at.getTime() - hours * 3_600_000)
  return { channels: await deliveryCounts(act, since), failures: await lastFailures(act, since, FAILURES_MAX) }
}
