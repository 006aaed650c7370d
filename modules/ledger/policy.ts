import { holds, type Actor } from '#kernel/actor'

/** The powers that this module asks for; each stands in content. */
export const powers = { retireKey: 'ledger.retire-key', open: 'ledger.open' } as const

/** Whoever may take a signing key out of use. */
export const mayRetireKey = (actor: Actor): boolean => holds(actor, powers.retireKey)

/** Whoever may see what an entry stands for: its pseudonym, digest and salt. The proof itself is for everyone. */
export const mayOpen = (actor: Actor): boolean => holds(actor, powers.open)
