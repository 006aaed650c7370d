import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { isLive, use } from '#modules/grants'

import { PURPOSE, type Element, type Session } from '../model.ts'
import { mayServe } from '../policy.ts'
import * as store from '../store/sessions.ts'

/** The live session in which the acting clerk sits opposite one of these people; undefined where there is none, its time is up, or the citizen took his permission back. */
export async function opposite(act: Act, citizens: readonly (string | null)[]): Promise<Session | undefined> {
  const session = await currentSession(act)
  return session && citizens.includes(session.citizen) ? session : undefined
}

/** The live session of the acting clerk, in the agency he acts for. */
export async function currentSession(act: Act): Promise<Session | undefined> {
  if (!mayServe(act.actor)) return undefined
  const session = await store.runningOf(act.tx, { clerk: act.actor.id }, act.at)
  return session && session.agency === act.actor.agency && (await isLive(act, session.grant)) ? session : undefined
}

/** Like `opposite`, or refuses (forbidden) `counter.nobody_opposite`. The route puts that on record with `noteRefusal`. */
export async function requireOpposite(act: Act, citizens: readonly (string | null)[]): Promise<Session> {
  const session = await opposite(act, citizens)
  if (session === undefined) throw new Refusal('forbidden', 'counter.nobody_opposite')
  return session
}

/** The clerk's live session with whomever, or refuses (forbidden) `counter.nobody_opposite`. */
export async function requireSession(act: Act): Promise<Session> {
  const session = await currentSession(act)
  if (session === undefined) throw new Refusal('forbidden', 'counter.nobody_opposite')
  return session
}

/** The live session that the reader himself is in. Refuses (conflict) `counter.no_session`. */
export async function citizenSession(act: Act): Promise<Session> {
  const session = await store.runningOf(act.tx, { citizen: act.actor.id }, act.at)
  if (session === undefined || !(await isLive(act, session.grant))) throw new Refusal('conflict', 'counter.no_session')
  return session
}

/** One look of a clerk in his session: it stands in the citizen's use log when this act is kept. */
export async function look(act: Act, session: Session, element: Element, caseId: string | null): Promise<void> {
  await use(act, { subject: session.citizen, grantee: session.agency, source: PURPOSE, elements: [element], purpose: PURPOSE, case: caseId })
}

/** Puts on record that a clerk wanted to look at a case, or at somebody, and nobody sat opposite him. */
export const noteRefusal = (act: Act, about: string): Promise<void> =>
  act.record({ type: 'counter.refused', subject: about, case: about.startsWith('c_') ? about : null, data: { agency: act.actor.agency } })
