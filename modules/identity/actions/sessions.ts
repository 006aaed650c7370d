import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { actsFor, livingParty, type Mandate } from '#modules/parties'

import { kept, PROOF_MINUTES, secretText } from '../model.ts'
import { dropProviderSession } from '../store/openid.ts'
import { addChoice, addEnd, addMark, addSession, liveSession, liveSessionsOf, provedLately, sweep, type ListedSession, type LiveSession, type Mark } from '../store/sessions.ts'
import { firstPost, postMeant } from './posts.ts'

/** Why a session ended before it ran out. */
type EndReason = 'signed_out' | 'signed_in_again' | 'signed_out_elsewhere' | 'person_ended'

/** Opens a session for a person who has just signed in; in his post if he holds exactly one. Gives the cookie's value. Refuses `parties.ended`. */
export async function openSession(act: Act, signedIn: { person: string; providerSession: string; mark: Mark; provedAt: Date | null }): Promise<string> {
  await sweep(act.tx)
  await livingParty(act, signedIn.person)
  const cookie = secretText()
  const session = kept(cookie)
  await addSession(act.tx, { id: session, person: signedIn.person, providerSession: signedIn.providerSession })
  await addMark(act.tx, session, signedIn.mark, signedIn.provedAt)
  const post = (await firstPost(act, signedIn.person))?.id ?? null
  if (post !== null) await addChoice(act.tx, { session, post, behalf: null, at: act.at })
  await act.record({ type: 'identity.signed_in', subject: signedIn.person, data: { post } })
  return cookie
}

/** The session of a cookie; undefined where it is forged, over or unknown. */
export const sessionOf = (act: Act, cookie: string): Promise<LiveSession | undefined> => liveSession(act.tx, kept(cookie))

/**
 * Ends the session of a cookie; when somebody signs out, also the provider's session behind it and every token that
 * hangs on that. Whoever signs in anew may still stand on that same session of the provider. Twice changes nothing.
 */
export const endSession = (act: Act, cookie: string, reason: 'signed_out' | 'signed_in_again'): Promise<void> => end(act, kept(cookie), reason)

async function end(act: Act, session: string, reason: EndReason): Promise<void> {
  const ended = await addEnd(act.tx, { session, at: act.at, by: act.actor.id, reason })
  if (ended === undefined) return
  if (reason !== 'signed_in_again') await dropProviderSession(act.tx, ended.providerSession)
  await act.record({ type: 'identity.signed_out', subject: ended.person, data: { reason } })
}

/** A session as its person sees it in the list of his own. */
export type SeenSession = ListedSession & { readonly current: boolean }

/** Where a person is signed in now, the browser at hand marked. */
export const sessionsOf = async (act: Act, current: LiveSession): Promise<SeenSession[]> =>
  (await liveSessionsOf(act.tx, current.person)).map((one) => ({ ...one, current: one.id === current.id }))

/** Whether somebody has shown within the last minutes who he is, so that he may make himself a key. */
export const isProved = (act: Act, session: LiveSession): Promise<boolean> => provedLately(act.tx, session.id)

/** A browser that was left open must not make a key for whoever sits down at it. Refuses (forbidden) `identity.sign_in_anew`. */
export async function refuseUnproved(act: Act, session: LiveSession): Promise<void> {
  if (!(await isProved(act, session))) throw new Refusal('forbidden', 'identity.sign_in_anew', { minutes: PROOF_MINUTES })
}

/** Ends a session of the same person from another browser. Refuses (absent) `identity.session_absent`. */
export async function endElsewhere(act: Act, current: LiveSession, session: string): Promise<void> {
  const found = (await liveSessionsOf(act.tx, current.person)).find((one) => one.id === session)
  if (found === undefined) throw new Refusal('absent', 'identity.session_absent')
  await end(act, found.id, found.id === current.id ? 'signed_out' : 'signed_out_elsewhere')
}

/** Signs the person out of every other browser. */
export async function endOthers(act: Act, current: LiveSession): Promise<void> {
  for (const { id } of await liveSessionsOf(act.tx, current.person)) if (id !== current.id) await end(act, id, 'signed_out_elsewhere')
}

/** Lets the session act in a post of its person, or as the citizen he is (null). Refuses (forbidden) `identity.post_not_held`. */
export async function takePost(act: Act, session: LiveSession, wish: string | null): Promise<void> {
  const post = wish === null ? null : await postMeant(act, session.person, wish)
  if (post === undefined) throw new Refusal('forbidden', 'identity.post_not_held', { post: wish! })
  await choose(act, session, { post: post?.id ?? null, behalf: null })
}

/**
 * Lets the session act for a firm or a person as far as the law or a mandate reaches, or for himself again (null).
 * Refuses (forbidden) `identity.no_mandate`, whether or not there is such a party.
 */
export async function takeBehalf(act: Act, session: LiveSession, party: string | null): Promise<void> {
  if (party !== null && (await speaksFor(act, session.person, party)) === undefined) throw new Refusal('forbidden', 'identity.no_mandate')
  await choose(act, session, { post: null, behalf: party })
}

async function choose(act: Act, session: LiveSession, choice: { post: string | null; behalf: string | null }): Promise<void> {
  await addChoice(act.tx, { session: session.id, ...choice, at: act.at })
  await act.record({ type: 'identity.role_changed', subject: session.person, data: choice })
}

/** What a person may do for a party now; undefined where there is nothing, or no such party. */
export async function speaksFor(act: Act, person: string, party: string): Promise<Mandate | undefined> {
  // A party that does not exist gives no mandate: the one refusal of parties that means no here.
  try {
    return await actsFor(act, { grantor: party, grantee: person })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'parties.absent') return undefined
    throw error
  }
}

/** Ends every session of a person who is no more, and what hangs on them at the provider. */
export async function endSessionsOf(act: Act, person: string): Promise<void> {
  for (const session of await liveSessionsOf(act.tx, person)) await end(act, session.id, 'person_ended')
}
