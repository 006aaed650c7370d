import { holds, isOfficer, type Actor, type Officer } from '#kernel/actor'

/** The power to serve at a counter. */
export const SERVE = 'services.collect'

/** Who may sit at a counter: an officer whose post collects applications. */
export const mayServe = (actor: Actor): actor is Officer => isOfficer(actor) && holds(actor, SERVE)

/** Who shows a code at a counter, and speaks for himself there: a person signed in as himself. */
export const maySitOpposite = (actor: Actor): boolean => actor.kind === 'person' && actor.id !== 'visitor' && actor.behalf === null
