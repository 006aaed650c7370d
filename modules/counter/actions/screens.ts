import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { isLive } from '#modules/grants'
import { postsOf } from '#modules/parties'

import { digitsOf, newPairing, newSecret, PAIRED_HOURS, PAIRING_MINUTES, screenDigest, SCREENS_MAX, type Ask, type Session } from '../model.ts'
import { mayServe, SERVE } from '../policy.ts'
import * as store from '../store/screens.ts'
import * as sessions from '../store/sessions.ts'
import { refuseGuessing } from './codes.ts'

/** Makes a second screen; anybody may, for it shows nothing until a clerk pairs it. Refuses (busy) `counter.too_many_screens`. */
export async function newScreen(act: Act): Promise<{ id: string }> {
  if ((await store.waitingScreens(act.tx, act.at)) >= SCREENS_MAX) throw new Refusal('busy', 'counter.too_many_screens')
  const id = newSecret()
  let code = newPairing()
  while ((await store.screensShowing(act.tx, code, act.at)).length > 0) code = newPairing()
  await store.addScreen(act.tx, { id: screenDigest(id), code, at: act.at, until: new Date(act.at.getTime() + PAIRING_MINUTES * 60_000) })
  return { id }
}

/** Pairs the screen that shows this code to the acting clerk's place; the one he had before shows nothing any more. Refuses `not_permitted`, `counter.too_many_tries`. */
export async function pair(act: Act, typed: string): Promise<{ until: Date } | { wrong: 'screen' }> {
  permit(mayServe(act.actor), SERVE)
  await refuseGuessing(act)
  const showing = await store.screensShowing(act.tx, digitsOf(typed), act.at)
  if (showing.length !== 1) return { wrong: 'screen' }
  await partScreen(act)
  const until = new Date(act.at.getTime() + PAIRED_HOURS * 3_600_000)
  if (!(await store.addPairing(act.tx, { screen: showing[0]!.id, clerk: act.actor.id, agency: act.actor.agency, post: act.actor.post, pairedAt: act.at, until }))) return { wrong: 'screen' }
  await act.record({ type: 'counter.screen_paired', subject: showing[0]!.id, data: { clerk: act.actor.id } })
  return { until }
}

/** Takes the clerk's screen from his place. */
export async function partScreen(act: Act): Promise<void> {
  permit(mayServe(act.actor), SERVE)
  const pairing = await store.pairingOf(act.tx, act.actor.id, act.at)
  if (pairing && (await store.addParting(act.tx, pairing.screen, act.at, act.actor.id))) await act.record({ type: 'counter.screen_parted', subject: pairing.screen })
}

/** Until when the acting clerk has a screen at his place; null where he has none. */
export async function paired(act: Act): Promise<Date | null> {
  return (await store.pairingOf(act.tx, act.actor.id, act.at))?.until ?? null
}

/** What a screen is to show. `act`: what is done at it, done under the eyes of its clerk. */
export type AtScreen =
  | { readonly state: 'code'; readonly code: string; readonly until: Date }
  | { readonly state: 'gone' }
  | { readonly state: 'paired'; readonly act: Act; readonly agency: string; readonly session: Session | null; readonly ask: Ask | null; readonly share: { readonly id: string; readonly case: string } | null }

/** How it stands at the screen with this address. A clerk who lost his post has no screen. Refuses (absent) `counter.screen_absent`. */
export async function atScreen(act: Act, secret: string): Promise<AtScreen> {
  const screen = await store.screenById(act.tx, screenDigest(secret))
  if (screen === undefined) throw new Refusal('absent', 'counter.screen_absent')
  const { id, code, until, clerk, agency, post, pairedUntil, parted } = screen
  if (clerk === null) return until > act.at ? { state: 'code', code, until } : { state: 'gone' }
  const held = (await postsOf(act, clerk)).find((one) => one.id === post)
  if (parted || pairedUntil! <= act.at || !held?.powers.includes(SERVE)) return { state: 'gone' }
  const running = await sessions.runningOf(act.tx, { clerk }, act.at)
  const session = running && running.agency === agency && (await isLive(act, running.grant)) ? running : null
  const ask = (await sessions.askOf(act.tx, { screen: id }, act.at)) ?? null
  return {
    state: 'paired', agency: agency!, session, ask, share: session ? ((await store.shareOf(act.tx, session.id)) ?? null) : null,
    act: { ...act, actor: { id: clerk, kind: 'officer', agency, post, powers: new Set(held.powers), behalf: null } },
  }
}
