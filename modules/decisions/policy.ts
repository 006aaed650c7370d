import { holds, type Actor } from '#kernel/actor'

/** Recomputing past decisions is an auditor's business. */
export const mayReplay = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, 'ledger.audit')

/** Trying a changed table on past decisions is the business of who writes tables and of who publishes them. */
export const mayPreview = (actor: Actor): boolean => holds(actor, 'content.author') || holds(actor, 'content.publish')

/** Answering for what a changed table will do belongs to who publishes it. */
export const maySignOff = (actor: Actor): boolean => holds(actor, 'content.publish')

/** Stopping a table that decides wrongly is the duty of whoever watches its quality. */
export const mayHalt = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, 'decisions.halt')

/** Letting a halted table decide again. */
export const mayResume = (actor: Actor): boolean => holds(actor, 'decisions.resume')

/** Deciding again, blind, what the machine decided. */
export const mayReview = (actor: Actor): boolean => holds(actor, 'decisions.review')
