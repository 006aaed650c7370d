import { holds, type Actor } from '#kernel/actor'

/** How the sources answer is for those who keep them running. */
export const mayReadHealth = (actor: Actor): boolean => holds(actor, 'exchange.operate')
