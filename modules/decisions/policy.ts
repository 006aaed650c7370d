import { holds, type Actor } from '#kernel/actor'

/** Recomputing past decisions is an auditor's business. */
export const mayReplay = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, 'ledger.audit')
