import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { byIdentifier, ensurePerson, livingParty, partyOf, type Party } from '#modules/parties'

import type { DemoPerson } from '../model.ts'
import { demoPerson, putDemoPerson } from '../store/demo.ts'
import { firstPost, postMeant } from './posts.ts'

/** Puts people of the simulated city on the sign-in page of a demo, in this order. Called by the house at start; again with the same keys changes them. Refuses `parties.absent`. */
export async function rememberDemoPeople(act: Act, people: readonly DemoPerson[]): Promise<void> {
  for (const [place, person] of people.entries()) {
    const { name } = await partyOf(act, person.party)
    await putDemoPerson(act.tx, { ...person, name }, place)
  }
}

/** Whom a demo means by a key, a citizen id or a party id. Refuses (absent) `identity.person_unknown`, (conflict) `parties.ended`. */
export async function personMeant(act: Act, meant: string): Promise<Party> {
  const known = (await demoPerson(act.tx, meant))?.party ?? (await byIdentifier(act, 'citizen-id', meant.toUpperCase()))?.id ?? (meant.startsWith('p_') ? meant : undefined)
  if (known === undefined) throw new Refusal('absent', 'identity.person_unknown')
  const party = await livingParty(act, known)
  if (party.kind !== 'person') throw new Refusal('absent', 'identity.person_unknown')
  return party
}

/**
 * Another person of a demo, by citizen id (GB 11643) and name; written down if nobody had the id yet.
 * Refuses (forbidden) `identity.name_differs`, (conflict) `parties.ended`, and bad numbers as `ensurePerson` does.
 */
export async function otherPerson(act: Act, claimed: { idNumber: string; name: string }): Promise<Party> {
  const party = await livingParty(act, (await ensurePerson(act, { ...claimed, source: 'demo' })).id)
  if (party.name !== claimed.name) throw new Refusal('forbidden', 'identity.name_differs')
  return party
}

/** The post in which a demo token acts: the one asked for, none where null was asked for, else the only one held. Refuses (forbidden) `identity.post_not_held`. */
export async function postForToken(act: Act, person: string, wish: string | null | undefined): Promise<string | null> {
  if (wish === null) return null
  if (wish === undefined) return (await firstPost(act, person))?.id ?? null
  const post = await postMeant(act, person, wish)
  if (post === undefined) throw new Refusal('forbidden', 'identity.post_not_held', { post: wish })
  return post.id
}
