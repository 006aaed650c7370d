import type { Act } from '#kernel/act'
import type { Officer } from '#kernel/actor'
import { permit, Refusal } from '#kernel/refusal'
import { give } from '#modules/grants'
import { send } from '#modules/messages'
import { agencyNames, byIdentifier, ensurePerson, livingParty, rename, UNNAMED, type Party } from '#modules/parties'

import { ASK_MINUTES, ELEMENTS, newSessionId, plainName, PURPOSE, SESSION_MINUTES, type Ask, type Session, type Way } from '../model.ts'
import { mayServe, SERVE } from '../policy.ts'
import * as screens from '../store/screens.ts'
import * as store from '../store/sessions.ts'
import { refuseGuessing, takeCode } from './codes.ts'
import { close } from './ends.ts'
import { look } from './looks.ts'

/** What came of a wish to open a session: it is open, it waits for the citizen's word, or the clerk was wrong about code or card. */
export type Opening = { readonly session: Session } | { readonly ask: Ask } | { readonly wrong: 'code' | 'card' }

/** Opens a session by the code that the citizen shows. Refuses `not_permitted`, `counter.too_many_tries`, `counter.own_session`, `parties.ended`. */
export async function openByCode(act: Act, typed: string): Promise<Opening> {
  permit(mayServe(act.actor), SERVE)
  await refuseGuessing(act)
  const citizen = await takeCode(act, typed)
  return citizen === undefined ? { wrong: 'code' } : { session: await openSession(act, placeOf(act.actor), { citizen, way: 'code' }) }
}

/**
 * Begins with the identity card in the clerk's hand: number and name must both be right. `seen` opens at once, and the
 * clerk answers for it by name; else the citizen is asked on his phone or on the second screen.
 * Refuses as `openByCode`, (unfit) bad numbers, (conflict) `counter.no_screen`.
 */
export async function openByCard(act: Act, card: { idNumber: string; name: string; way: Exclude<Way, 'code'> }): Promise<Opening> {
  permit(mayServe(act.actor), SERVE)
  await refuseGuessing(act)
  const person = await personOn(act, card)
  if (person === undefined) return { wrong: 'card' }
  const place = placeOf(act.actor)
  return card.way === 'seen' ? { session: await openSession(act, place, { citizen: person.id, way: 'seen' }) } : { ask: await ask(act, place, person.id, card.way) }
}

const placeOf = (clerk: Officer): Place => ({ clerk: clerk.id, agency: clerk.agency, post: clerk.post })

/** Whom the card names; undefined where the name is another's. Who is asked on his phone must be known already. */
async function personOn(act: Act, { idNumber, name, way }: { idNumber: string; name: string; way: Way }): Promise<Party | undefined> {
  if (way === 'phone') {
    const known = await byIdentifier(act, 'citizen-id', idNumber.trim().toUpperCase())
    return known !== undefined && plainName(known.name) === plainName(name) ? known : undefined
  }
  const person = await ensurePerson(act, { idNumber, name, source: 'identity-card' })
  if (person.name !== UNNAMED) return plainName(person.name) === plainName(name) ? person : undefined
  await rename(act, { party: person.id, name, source: 'identity-card' }) // Somebody had named him by number only; his card says his name.
  return { ...person, name }
}

async function ask(act: Act, place: Place, citizen: string, way: 'phone' | 'screen'): Promise<Ask> {
  await refuseUnfit(act, place, citizen)
  const screen = way === 'screen' ? ((await screens.pairingOf(act.tx, place.clerk, act.at))?.screen ?? null) : null
  if (way === 'screen' && screen === null) throw new Refusal('conflict', 'counter.no_screen')
  await store.holdPeople(act.tx, place.clerk, citizen)
  await clearPlace(act, place.clerk)
  const made: Ask = { id: newSessionId(), ...place, citizen, way, screen, askedAt: act.at, until: new Date(act.at.getTime() + ASK_MINUTES * 60_000) }
  await store.addAsk(act.tx, made)
  await act.record({ type: 'counter.asked', subject: citizen, data: { way, agency: place.agency } })
  return made
}

/** Whoever comes next, what was before at the clerk's place is over. */
async function clearPlace(act: Act, clerk: string): Promise<void> {
  await giveUpAsk(act, clerk)
  const running = await store.runningOf(act.tx, { clerk }, act.at)
  if (running) await close(act, running, 'next')
}

/** The clerk no longer waits for an answer. */
export async function giveUpAsk(act: Act, clerk: string): Promise<void> {
  const waiting = await store.askOf(act.tx, { clerk }, act.at)
  if (waiting && (await store.addAnswer(act.tx, waiting.id, 'given up', act.at))) await act.record({ type: 'counter.answered', subject: waiting.citizen, data: { answer: 'given up' } })
}

/** The citizen says whether it is he. A yes opens the session. Refuses (gone) `counter.ask_over`. */
export async function answerAsk(act: Act, waiting: Ask | undefined, id: string, answer: 'yes' | 'no'): Promise<Session | null> {
  if (waiting === undefined || waiting.id !== id || !(await store.addAnswer(act.tx, id, answer, act.at))) throw new Refusal('gone', 'counter.ask_over')
  await act.record({ type: 'counter.answered', subject: waiting.citizen, data: { answer } })
  const { clerk, agency, post, citizen, way } = waiting
  return answer === 'yes' ? openSession(act, { clerk, agency, post }, { citizen, way, id }) : null
}

type Place = Pick<Session, 'clerk' | 'agency' | 'post'>

/** Opens the session; the one before of the clerk, and one of the citizen elsewhere, ends. The look at who he is stands in his log at once. */
async function openSession(act: Act, place: Place, { citizen, way, id = newSessionId() }: { citizen: string; way: Way; id?: string }): Promise<Session> {
  await refuseUnfit(act, place, citizen)
  await store.holdPeople(act.tx, place.clerk, citizen)
  await clearPlace(act, place.clerk)
  const elsewhere = await store.runningOf(act.tx, { citizen }, act.at)
  if (elsewhere) await close(act, elsewhere, 'moved')
  const until = new Date(act.at.getTime() + SESSION_MINUTES * 60_000)
  const grant = await give(act, { basis: 'presence', grantor: citizen, grantee: place.agency, elements: ELEMENTS.map((element) => `${PURPOSE}.${element}`), purpose: PURPOSE, case: null, notAfter: until })
  const session: Session = { id, ...place, citizen, way, openedAt: act.at, until, grant: grant.id }
  await store.addSession(act.tx, session)
  await act.record({ type: 'counter.opened', subject: citizen, data: { way, agency: place.agency, session: id } })
  await look(act, session, 'identity', null)
  if (way === 'seen' || way === 'screen') await tell(act, session)
  return session
}

/** Nobody serves himself, and nobody who is no more sits at a counter. */
async function refuseUnfit(act: Act, place: Place, citizen: string): Promise<void> {
  if (place.clerk === citizen) throw new Refusal('forbidden', 'counter.own_session')
  await livingParty(act, citizen)
}

/** Where no phone of the citizen's had a part in it, he is told: a session without him he would find out here. */
async function tell(act: Act, session: Session): Promise<void> {
  const agency = (await agencyNames(act, [session.agency]))[session.agency] ?? { zh: session.agency, en: session.agency }
  await send(act, { to: session.citizen, from: session.agency, letter: 'counter-opened', values: { agency }, link: '/window-code', channels: ['inbox', 'sms'], key: `counter ${session.id}` })
}
