import type { Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { permit, Refusal } from '#kernel/refusal'
import { isLive, withdraw } from '#modules/grants'

import type { Session } from '../model.ts'
import { maySitOpposite, mayServe, SERVE } from '../policy.ts'
import * as screens from '../store/screens.ts'
import * as store from '../store/sessions.ts'

type Reason = 'clerk' | 'citizen' | 'next' | 'moved' | 'served'

/** Ends a session and the grant it stands on. Twice changes nothing. */
export async function close(act: Act, session: Session, reason: Reason): Promise<void> {
  if (!(await store.addEnd(act.tx, { session: session.id, at: act.at, by: act.actor.id, reason }))) return
  const share = await screens.shareOf(act.tx, session.id)
  if (share) await screens.addShareEnd(act.tx, share.id, act.at)
  if (await isLive(act, session.grant)) await withdraw({ ...act, actor: house('counter') }, session.grant, `counter: ${reason}`)
  await act.record({ type: 'counter.closed', subject: session.citizen, data: { session: session.id, reason } })
}

/** The clerk ends his session. Refuses `not_permitted`, (conflict) `counter.no_session`. */
export async function endForClerk(act: Act, reason: 'clerk' | 'served'): Promise<void> {
  permit(mayServe(act.actor), SERVE)
  const session = await store.runningOf(act.tx, { clerk: act.actor.id }, act.at)
  if (session === undefined) throw new Refusal('conflict', 'counter.no_session')
  await close(act, session, reason)
}

/** The citizen ends the session he is in, from wherever he is. Refuses `identity.sign_in_first`, `not_permitted`, (conflict) `counter.no_session`. */
export async function endForCitizen(act: Act): Promise<void> {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  permit(maySitOpposite(act.actor))
  const session = await store.runningOf(act.tx, { citizen: act.actor.id }, act.at)
  if (session === undefined) throw new Refusal('conflict', 'counter.no_session')
  await close(act, session, 'citizen')
}
