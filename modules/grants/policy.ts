import { holds, type Actor } from '#kernel/actor'

import type { Grant } from './model.ts'

/** The person himself sees who looked at him; an auditor may see it too, which is a use of its own. */
export const mayReadUses = (actor: Actor, subject: string): boolean => actor.id === subject || actor.behalf === subject || holds(actor, 'grants.audit')

/** Only the person who gave a consent or mandate takes it back; what a law allows nobody can withdraw. */
export const mayWithdraw = (actor: Actor, grant: Grant): boolean => (actor.id === grant.grantor || actor.behalf === grant.grantor) && (grant.basis === 'consent' || grant.basis === 'mandate')
