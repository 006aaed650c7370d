import { holds, isOfficer, standsFor, type Actor } from '#kernel/actor'

/** How the sources answer is for those who keep them running. */
export const mayReadHealth = (actor: Actor): boolean => holds(actor, 'exchange.operate')

/** What is known about somebody, and whether it is wrong, is for himself and for who acts for him. */
export const speaksFor = (actor: Actor, subject: string): boolean => standsFor(actor, subject)

/** Data officers answer objections. */
export const isDataOfficer = (actor: Actor): boolean => isOfficer(actor) && holds(actor, 'exchange.correct')

/** The data officer of the agency that keeps the record; once the answer is overdue, the data authority's too. */
export const mayCorrect = (actor: Actor, objection: { agency: string }, overdueAtAuthority: boolean): boolean =>
  isDataOfficer(actor) && (actor.agency === objection.agency || overdueAtAuthority)
