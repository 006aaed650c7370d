import type { Act } from '#kernel/act'
import { standsFor } from '#kernel/actor'
import { Refusal } from '#kernel/refusal'
import { mandateFor, partyOf, principalsOf } from '#modules/parties'

/** The matter that a mandate must name for somebody to see, show and print another's certificates. */
export const MATTER = 'certificates'

/** On which ground a party sees the certificates of a holder: they are its own, or it may act for him. */
export type Ground = 'self' | 'guardian' | 'legal-representative' | 'mandate'

/** Somebody whose certificates a party sees; a ward is a grown-up who has a guardian. */
export type Holder = { readonly id: string; readonly name: string; readonly kind: 'person' | 'child' | 'ward' | 'firm'; readonly ground: Ground }

/** Whether the actor is the holder, speaks for him, or has a live mandate; legal representatives and guardians have one by law. */
export async function speaksForHolder(act: Act, holder: string): Promise<boolean> {
  const { actor } = act
  if (actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  if (standsFor(actor, holder)) return true
  return actor.kind === 'person' && (await mandateFor(act, { grantor: holder, grantee: actor.id, matter: MATTER })) !== undefined
}

/**
 * Whose certificates a party sees: its own first, then those of the firms it legally represents, of its children and wards,
 * and of who gave it a mandate for certificates or for everything. The caller has made sure that the actor speaks for the party.
 */
export async function holdersFor(act: Act, party: string): Promise<Holder[]> {
  const { name, kind } = await partyOf(act, party)
  const own: Holder = { id: party, name, kind: kind === 'firm' ? 'firm' : 'person', ground: 'self' }
  const open = (await principalsOf(act, party)).filter(({ matters }) => matters === 'all' || matters.includes(MATTER))
  return [own, ...open.map(({ id, name, kind, basis }): Holder => ({ id, name, kind, ground: basis === 'granted' ? 'mandate' : basis }))]
}
