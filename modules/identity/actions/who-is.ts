import { look, perform, type Act } from '#kernel/act'
import { house, visitor, type Actor } from '#kernel/actor'
import type { WhoIs } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { SESSION_COOKIE } from '#kernel/session'
import { postsOf } from '#modules/parties'

import { keptId, payloadOf } from '../adapter.ts'
import { clientOf } from '../openid/clients.ts'
import { liveToken } from '../store/openid.ts'
import { sessionOf, speaksFor } from './sessions.ts'

/** At these paths a browser signs in or out, or the provider checks for itself; an old token must not stand in the way. */
const DOORS = /^\/(oidc\/|sign-in|signed-in|sign-out|demo\/)/

/** Here somebody whose post or mandate ended chooses anew for whom he acts, and how he reads. */
const CHOOSING = /^\/(identity\/session|act-for|language|easy)/

/**
 * Who sends a request: by bearer token (RFC 6750), by the cookie of a session, or nobody in particular.
 * Refuses (unsigned) `identity.token_bad` where a token was never given, ran out, was used up or taken back, and
 * `identity.session_over` where a write comes from a browser whose session is over; a page is then shown as to a visitor.
 * Refuses (forbidden) `identity.choice_over` where a write was meant for a party or in a post that is no longer the person's:
 * it must not be done in his own name instead.
 */
export const whoIs: WhoIs = async (request) => {
  const { authorization } = request.headers
  const door = DOORS.test(request.url)
  if (isBound(authorization)) return { actor: visitor, by: 'nothing' }
  if (authorization !== undefined && !door) return { actor: await actorByToken(authorization), by: 'token' }
  const cookie = request.cookies[SESSION_COOKIE]
  if (cookie === undefined || request.url.startsWith('/oidc/')) return { actor: visitor, by: 'nothing' }
  const found = await perform(house('identity'), (act) => actorByCookie(act, cookie))
  const writes = !door && !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
  if (found?.choiceOver && writes && !CHOOSING.test(request.url)) throw new Refusal('forbidden', 'identity.choice_over')
  if (found) return { actor: found.actor, by: 'cookie' }
  if (writes) throw new Refusal('unsigned', 'identity.session_over')
  return { actor: visitor, by: 'nothing' }
}

/** A token that is bound to a key (RFC 9449 §7.1) signs nobody in: it is for the one endpoint that asks for the proof of that key. */
const isBound = (authorization: string | undefined): boolean => authorization !== undefined && /^DPoP /i.test(authorization)

/** Who a cookie stands for, and whether what he chose to act for has ended since. */
async function actorByCookie(act: Act, cookie: string): Promise<{ readonly actor: Actor; readonly choiceOver: boolean } | undefined> {
  const session = await sessionOf(act, cookie)
  if (session === undefined) return undefined
  const { person, post, behalf } = session
  const actor = post !== null ? await actorIn(act, person, post) : behalf !== null ? await actorFor(act, person, behalf) : citizen(person)
  return { actor, choiceOver: actor.post !== post || actor.behalf !== behalf }
}

/** The person speaking for a party, in what the law or his mandates let him; himself where nothing does any more. */
async function actorFor(act: Act, person: string, behalf: string): Promise<Actor> {
  const mandate = await speaksFor(act, person, behalf)
  if (mandate === undefined) return citizen(person)
  return { ...citizen(person), behalf, ...(mandate.matters === 'all' ? {} : { within: mandate.matters }) }
}

async function actorByToken(authorization: string): Promise<Actor> {
  const token = /^Bearer ([\w~+/.-]{20,200})$/i.exec(authorization)?.[1]
  if (token === undefined) throw new Refusal('unsigned', 'identity.token_bad')
  return look(house('identity'), async (act) => {
    const record = await liveToken(act.tx, { AccessToken: keptId('AccessToken', token), ClientCredentials: keptId('ClientCredentials', token) })
    if (record === undefined) throw new Refusal('unsigned', 'identity.token_bad')
    const { accountId, clientId, extra } = payloadOf(record) as { accountId?: string; clientId: string; extra?: { post?: string | null } }
    if (accountId === undefined) return machine(clientId)
    return extra?.post ? actorIn(act, accountId, extra.post) : citizen(accountId)
  })
}

const citizen = (person: string): Actor => ({ ...visitor, id: person })

/** The person in his post; a post that was taken away since leaves the citizen. */
async function actorIn(act: Act, person: string, id: string): Promise<Actor> {
  const post = (await postsOf(act, person)).find((one) => one.id === id)
  if (post === undefined) return citizen(person)
  return { id: person, kind: 'officer', agency: post.agency, post: post.id, powers: new Set(post.powers), behalf: null }
}

/** A registered machine with the powers of its registration. Refuses where it was struck off since. */
function machine(clientId: string): Actor {
  const client = clientOf(clientId)
  if (client?.kind !== 'machine') throw new Refusal('unsigned', 'identity.token_bad')
  return { id: client.party, kind: 'machine', agency: null, post: null, powers: new Set(client.powers), behalf: null }
}
