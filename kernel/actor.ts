import { Refusal } from '#kernel/refusal'

/**
 * Whoever acts: a person at home, an officer at a desk, an outside system, or a part of the house.
 * `id` is a party id, or `house:<part>` for the house itself.
 */
export type Actor = {
  readonly id: string
  readonly kind: 'person' | 'officer' | 'machine' | 'house'
  /** The agency an officer acts for; its party id. */
  readonly agency: string | null
  /** The post the officer holds there. */
  readonly post: string | null
  readonly powers: ReadonlySet<string>
  /** The party this actor speaks for by mandate, if not for himself. */
  readonly behalf: string | null
  /** The matters in which he speaks for `behalf`; absent where he speaks for it in everything. */
  readonly within?: readonly string[]
}

/** Someone who acts for an agency, and so can bind it. */
export type Officer = Actor & { readonly agency: string; readonly post: string }

/** Whether the actor was given this power by a post or a client registration. */
export const holds = (actor: Actor, power: string): boolean => actor.powers.has(power)

/** Narrows to an actor that can bind an agency. */
export const isOfficer = (actor: Actor): actor is Officer => actor.kind === 'officer' && actor.agency !== null && actor.post !== null

/** Whether what is the party's own is the actor's to see and to do: he is it, or speaks for it in everything. */
export const standsFor = (actor: Actor, party: string): boolean => actor.id === party || (actor.behalf === party && actor.within === undefined)

/**
 * The party whose own things (certificates, letters, data) the actor looks at: whom he speaks for, or himself.
 * Refuses (forbidden) `kernel.mandate_narrow` where he speaks for it in certain matters only.
 */
export function sideOf(actor: Actor): string {
  if (actor.behalf !== null && actor.within !== undefined) throw new Refusal('forbidden', 'kernel.mandate_narrow')
  return actor.behalf ?? actor.id
}

/** A part of the house acting by itself: a reader, a job, a clock. It holds every power that its own code asks for. */
export const house = (part: string, powers: readonly string[] = []): Actor => ({
  id: `house:${part}`, kind: 'house', agency: null, post: null, powers: new Set(powers), behalf: null,
})

/** Nobody in particular: a visitor who has not signed in. */
export const visitor: Actor = { id: 'visitor', kind: 'person', agency: null, post: null, powers: new Set(), behalf: null }
