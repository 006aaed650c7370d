import { holds, standsFor, type Actor } from '#kernel/actor'

/** Filling and emptying posts. */
export const APPOINT = 'parties.appoint'

/** Posts are filled by whoever was given that power (never for himself), and by the house. */
export const mayAppoint = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, APPOINT)

/** Somebody speaks for a party if he is it, acts on its behalf in everything, or is the house. */
export const speaksFor = (actor: Actor, party: string): boolean => actor.kind === 'house' || standsFor(actor, party)
