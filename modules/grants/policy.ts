import { holds, isOfficer, standsFor, type Actor } from '#kernel/actor'

import type { Grant } from './model.ts'

/** Who follows up, for everybody, the looks that were refused with an alarm. */
export const mayAudit = (actor: Actor): boolean => holds(actor, 'grants.audit')

/** The person himself sees who looked at him; an auditor may see it too, which is a use of its own. */
export const mayReadUses = (actor: Actor, subject: string): boolean => standsFor(actor, subject) || holds(actor, 'grants.audit')

/**
 * Only the person who gave a consent or mandate takes it back; what a law allows nobody can withdraw. What rests on his
 * presence he ends by going, and the house when either side closes the session.
 */
export const mayWithdraw = (actor: Actor, grant: Grant): boolean =>
  (standsFor(actor, grant.grantor) && ['consent', 'mandate', 'presence'].includes(grant.basis)) || (actor.kind === 'house' && grant.basis === 'presence')

/** A look is disputed by the person whose facts were looked at, or by who acts for him. */
export const mayDispute = (actor: Actor, subject: string): boolean => standsFor(actor, subject)

/** The data officer of an agency answers for the looks of that agency. */
export const mayExplain = (actor: Actor, agency?: string): boolean => isOfficer(actor) && holds(actor, 'grants.explain') && (agency === undefined || actor.agency === agency)
