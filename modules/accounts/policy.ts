import { holds, type Actor } from '#kernel/actor'

/** The powers that this module asks for; each stands in content. */
export const powers = { read: 'accounts.read' } as const

/** Whoever may see what an account holds and what moved it. */
export const mayRead = (actor: Actor): boolean => holds(actor, powers.read)
