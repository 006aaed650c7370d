import { holds, type Actor } from '#kernel/actor'

/** Letting somebody make his first passkey, after checking who he is. */
export const ENROL = 'identity.enrol'

/** An official in a post with that power, or the house by a command of whoever runs it. */
export const mayEnrol = (actor: Actor): boolean => actor.kind === 'house' || (actor.kind === 'officer' && holds(actor, ENROL))
