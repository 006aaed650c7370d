import { holds, standsFor, type Actor } from '#kernel/actor'

import type { Grant } from './model.ts'

/** The person himself sees who looked at him; an auditor may see it too, which is a use of its own. */
export const mayReadUses = (actor: Actor, subject: string): boolean => standsFor(actor, subject) || holds(actor, 'grants.audit')

/**
 * Only the person who gave a consent or mandate takes it back; what a law allows nobody can withdraw. What rests on his
 * presence he ends by going, and the house when either side closes the session.
 */
export const mayWithdraw = (actor: Actor, grant: Grant): boolean =>
  (standsFor(actor, grant.grantor) && ['consent', 'mandate', 'presence'].includes(grant.basis)) || (actor.kind === 'house' && grant.basis === 'presence')
