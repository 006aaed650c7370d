import { randomBytes, randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { livingParty, partyOf } from '#modules/parties'

import { kept } from '../model.ts'
import { addChallenge, addPasskey, addPasskeyEnd, addUse, holdPasskey, holdPerson, passkeysOf, takeChallenge, type ListedPasskey, type Purpose } from '../store/passkeys.ts'
import { challengeIn, CHALLENGE_SECONDS, counterIn, keyIn, passkeysPossible, questionToAdd, questionToSignIn, type AddedAnswer, type AssertedAnswer } from '../webauthn/ceremony.ts'

/** Nobody carries more devices, and a list that one person can read has an end. */
const PASSKEYS_MAX = 20

/** Where a question to a device was asked and must be answered: in this session or this sign-in, and for this. */
export type Place = { readonly purpose: Purpose; readonly holder: string }

/** The passkeys of a person. */
export const passkeys = (act: Act, person: string): Promise<ListedPasskey[]> => passkeysOf(act.tx, person)

/**
 * What a browser needs to make a passkey for a person. Refuses (conflict) `identity.passkeys_impossible` at an address that has
 * none, `identity.passkey_too_many`, `parties.ended`.
 */
export async function askForPasskey(act: Act, person: string, place: Place) {
  const { name } = await livingParty(act, person)
  const known = await passkeysOf(act.tx, person)
  if (known.length >= PASSKEYS_MAX) throw new Refusal('conflict', 'identity.passkey_too_many', { max: PASSKEYS_MAX })
  return questionToAdd({ challenge: await newChallenge(act, place), person, name, known })
}

/** What a browser needs to sign in with a passkey, whoever holds it. Refuses (conflict) `identity.passkeys_impossible`. */
export async function askWho(act: Act, holder: string) {
  return questionToSignIn(await newChallenge(act, { purpose: 'sign_in', holder }))
}

async function newChallenge(act: Act, { purpose, holder }: Place): Promise<Buffer> {
  if (!passkeysPossible()) throw new Refusal('conflict', 'identity.passkeys_impossible')
  const challenge = randomBytes(32)
  await addChallenge(act.tx, { id: kept(challenge.toString('base64url')), purpose, holder: kept(holder), seconds: CHALLENGE_SECONDS })
  return challenge
}

/**
 * Uses up the challenge that an answer names, and gives it. An act of its own: also an answer that turns out to be bad must
 * not be tried a second time. Refuses (unsigned) `identity.passkey_lost` where it was not asked here, is used up or too old.
 */
export async function takeUp(act: Act, answer: AddedAnswer | AssertedAnswer, { purpose, holder }: Place): Promise<string> {
  const challenge = challengeIn(answer)
  if (!(await takeChallenge(act.tx, { id: kept(challenge), purpose, holder: kept(holder) }))) throw new Refusal('unsigned', 'identity.passkey_lost')
  return challenge
}

/**
 * Keeps a passkey that answers the challenge; gives its id. Refuses (conflict) `identity.passkey_known`, `parties.ended`, and
 * (forbidden) as `keyIn` does.
 */
export async function keepPasskey(act: Act, wish: { person: string; answer: AddedAnswer; challenge: string; name: string }): Promise<{ id: string }> {
  const key = await keyIn(wish.answer, wish.challenge)
  await livingParty(act, wish.person)
  await holdPerson(act.tx, wish.person)
  if ((await passkeysOf(act.tx, wish.person)).length >= PASSKEYS_MAX) throw new Refusal('conflict', 'identity.passkey_too_many', { max: PASSKEYS_MAX })
  const id = `k_${randomUUID()}`
  if (!(await addPasskey(act.tx, { ...key, id, person: wish.person, name: wish.name, at: act.at, by: act.actor.id }))) throw new Refusal('conflict', 'identity.passkey_known')
  await act.record({ type: 'identity.passkey_added', subject: wish.person, data: { passkey: id } })
  return { id }
}

/**
 * The person whose passkey answers the challenge. Refuses (forbidden) `identity.passkey_unknown` for one that was never ours or
 * was removed, and as `counterIn` does; (conflict) `parties.ended`.
 */
export async function personWith(act: Act, answer: AssertedAnswer, challenge: string): Promise<string> {
  const key = await holdPasskey(act.tx, answer.id)
  if (key === undefined) throw new Refusal('forbidden', 'identity.passkey_unknown')
  const counter = await counterIn(answer, challenge, key)
  await livingParty(act, key.person)
  await addUse(act.tx, { passkey: key.id, counter, at: act.at })
  return key.person
}

/**
 * Takes a passkey of a person away; twice changes nothing. Refuses (absent) `identity.passkey_absent`, and (conflict)
 * `identity.passkey_last` where the house is real, for then it is the only way in.
 */
export async function removePasskey(act: Act, person: string, id: string): Promise<void> {
  await partyOf(act, person)
  await holdPerson(act.tx, person)
  const standing = await passkeysOf(act.tx, person)
  if (!standing.some((one) => one.id === id)) throw new Refusal('absent', 'identity.passkey_absent')
  if (standing.length === 1 && !port().demo) throw new Refusal('conflict', 'identity.passkey_last')
  if (await addPasskeyEnd(act.tx, { passkey: id, at: act.at, by: act.actor.id, reason: 'removed' })) {
    await act.record({ type: 'identity.passkey_removed', subject: person, data: { passkey: id } })
  }
}
