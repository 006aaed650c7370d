import { randomInt } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { ensurePerson, livingParty } from '#modules/parties'

import { kept } from '../model.ts'
import { ENROL, mayEnrol } from '../policy.ts'
import { addEnrolment, addEnrolmentUse, enrolmentBy } from '../store/passkeys.ts'
import type { AddedAnswer } from '../webauthn/ceremony.ts'
import { askForPasskey, keepPasskey } from './passkeys.ts'

/** How long a code is good: long enough to walk from the window to a chair. */
export const ENROLMENT_MINUTES = 10
/** Letters and figures that nobody mistakes for each other, on paper or over the telephone. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
/** 30 to the power of 12 is more than 2 to the 58th: not to be found in ten minutes by trying. */
const CODE_LENGTH = 12

/** Whose identity an official checked: somebody known, or by the card in his hand. */
export type Checked = { readonly party: string } | { readonly idNumber: string; readonly name: string }

/**
 * Hands out a code with which a person makes a passkey, once and within ten minutes, after an official in a post with the power
 * to do so has checked who he is. An older code of his is void. Refuses (forbidden) `not_permitted`, `identity.enrolment_self`,
 * `identity.name_differs`; (absent) `parties.absent`; (unfit) `identity.not_a_person`; (conflict) `parties.ended`.
 */
export async function issueEnrolment(act: Act, checked: Checked): Promise<{ code: string; party: string; name: string; expiresAt: Date }> {
  permit(mayEnrol(act.actor), ENROL)
  const known = 'party' in checked ? checked.party : (await ensurePerson(act, { ...checked, source: 'enrolment' })).id
  const party = await livingParty(act, known)
  if (party.kind !== 'person') throw new Refusal('unfit', 'identity.not_a_person')
  if ('name' in checked && party.name !== checked.name) throw new Refusal('forbidden', 'identity.name_differs')
  if (party.id === act.actor.id) throw new Refusal('forbidden', 'identity.enrolment_self')
  const code = Array.from({ length: CODE_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
  const expiresAt = await addEnrolment(act.tx, { id: kept(code), person: party.id, agency: act.actor.agency, post: act.actor.post, at: act.at, by: act.actor.id, minutes: ENROLMENT_MINUTES })
  await act.record({ type: 'identity.enrolment_issued', subject: party.id, data: { post: act.actor.post } })
  return { code: code.replace(/(.{4})(?=.)/g, '$1-'), party: party.id, name: party.name, expiresAt }
}

/** A code however it was typed: in small letters, with spaces or dashes, in full width. */
const codeMeant = (typed: string): string => typed.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '').slice(0, 40)

/** What a browser needs to make the passkey that a code is good for. Refuses (forbidden) `identity.enrolment_bad`. */
export async function askByCode(act: Act, typed: string, holder: string) {
  const { person } = await enrolmentMeant(act, typed)
  return askForPasskey(act, person, { purpose: 'enrol', holder })
}

/** Keeps the passkey made by a code, which is then used up; gives whose it is. Refuses (forbidden) `identity.enrolment_bad`, and as `keepPasskey` does. */
export async function enrol(act: Act, wish: { typed: string; answer: AddedAnswer; challenge: string; name: string }): Promise<string> {
  const { id, person } = await enrolmentMeant(act, wish.typed)
  const { id: passkey } = await keepPasskey(act, { ...wish, person })
  if (!(await addEnrolmentUse(act.tx, { enrolment: id, passkey, at: act.at }))) throw new Refusal('forbidden', 'identity.enrolment_bad')
  await act.record({ type: 'identity.enrolled', subject: person, data: { passkey } })
  return person
}

async function enrolmentMeant(act: Act, typed: string): Promise<{ id: string; person: string }> {
  const id = kept(codeMeant(typed))
  const found = await enrolmentBy(act.tx, id)
  if (found === undefined) throw new Refusal('forbidden', 'identity.enrolment_bad')
  return { id, ...found }
}
