import { holds, type Actor } from '#kernel/actor'

/** Recomputing past decisions is an auditor's business. */
export const mayReplay = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, 'ledger.audit')

/** Trying a changed table on past decisions is the business of who writes tables and of who publishes them. */
export const mayPreview = (actor: Actor): boolean => holds(actor, 'content.author') || holds(actor, 'content.publish')

/** Answering for what a changed table will do belongs to who publishes it. */
export const maySignOff = (actor: Actor): boolean => holds(actor, 'content.publish')

/** Stopping a table that decides wrongly is the duty of whoever watches its quality; letting it go on is another's. */
export const mayHalt = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, 'decisions.halt')
export const mayResume = (actor: Actor): boolean => holds(actor, 'decisions.resume')
