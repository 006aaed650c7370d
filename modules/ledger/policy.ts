import { holds, type Actor } from '#kernel/actor'

/** The powers that this module asks for; each stands in content. */
export const powers = { retireKey: 'ledger.retire-key', open: 'ledger.open', audit: 'ledger.audit', watch: 'operations.read' } as const

/** Whoever may take a signing key out of use. */
export const mayRetireKey = (actor: Actor): boolean => holds(actor, powers.retireKey)

/** Whoever may see what an entry stands for: its pseudonym, digest and salt. The proof itself is for everyone. */
export const mayOpen = (actor: Actor): boolean => holds(actor, powers.open)

/** Whoever may let the log be recomputed. Who administers the system is somebody else. */
export const mayAudit = (actor: Actor): boolean => holds(actor, powers.audit)

/** Whoever watches the house, and the auditor. */
export const mayWatch = (actor: Actor): boolean => holds(actor, powers.watch) || mayAudit(actor)
