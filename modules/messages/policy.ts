import { holds, standsFor, type Actor } from '#kernel/actor'

/** Running the messages: looking at deliveries, handing in what a carrier could not. */
export const OPERATE = 'messages.operate'
/** Handing in replies and receipts, as a carrier's own system does. */
export const RECEIVE = 'messages.receive-reply'

/** An operator or the house. */
export const mayOperate = (actor: Actor): boolean => actor.kind === 'house' || holds(actor, OPERATE)

/** A carrier's system that was given the power, an operator, or the house: a reply can bind whoever owns the number. */
export const mayHandIn = (actor: Actor): boolean => mayOperate(actor) || holds(actor, RECEIVE)

/** A party's letters are read and answered by the party, by who acts on its behalf in everything, or by the house. */
export const mayRead = (actor: Actor, party: string): boolean => actor.kind === 'house' || standsFor(actor, party)
