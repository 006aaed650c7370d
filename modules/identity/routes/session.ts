import { z } from 'zod'

import { isOfficer } from '#kernel/actor'
import type { Act } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { SESSION_COOKIE, type Reader } from '#kernel/session'
import { id } from '#kernel/shapes'
import { agencyNames, partyOf, postsOf, relationsOf, Roles } from '#modules/parties'

import { sessionOf, takeBehalf, takePost } from '../actions/sessions.ts'
import type { LiveSession } from '../store.ts'

/** Answers under `/identity`: who is signed in, in which post, and for whom. */
export function routes(server: Server): void {
  server.get('/session', { schema: { summary: 'Who is signed in, the posts he holds, and for whom he acts' } },
    (request, reply) => answer(request, reply, 200, (act) => view(act, request.reader)))
  server.post('/session/post', { schema: { summary: 'Act in one of the posts held, named by id or role, or as the citizen (null)', body: z.strictObject({ post: id.nullable() }) } },
    (request, reply) => answer(request, reply, 200, async (act) => {
      const cookie = cookieOf(request)
      await takePost(act, await live(act, cookie), request.body.post)
      return chosen(act, cookie)
    }))
  server.post('/session/behalf', { schema: { summary: 'Act for another party by a mandate over all matters, or for oneself (null)', body: z.strictObject({ party: id.nullable() }) } },
    (request, reply) => answer(request, reply, 200, async (act) => {
      const cookie = cookieOf(request)
      await takeBehalf(act, await live(act, cookie), request.body.party)
      return chosen(act, cookie)
    }))
}

/** A token acts as it was made; only the session of a browser can change its post. */
function cookieOf(request: { readonly reader: Reader; readonly cookies: Readonly<Record<string, string | undefined>> }): string {
  const cookie = request.reader.by === 'cookie' ? request.cookies[SESSION_COOKIE] : undefined
  if (cookie === undefined) throw new Refusal('unsigned', 'identity.no_session')
  return cookie
}

async function live(act: Act, cookie: string): Promise<LiveSession> {
  const session = await sessionOf(act, cookie)
  if (session === undefined) throw new Refusal('unsigned', 'identity.session_over')
  return session
}

async function chosen(act: Act, cookie: string): Promise<{ post: string | null; behalf: string | null }> {
  const { post, behalf } = await live(act, cookie)
  return { post, behalf }
}

async function view(act: Act, { actor, by }: Reader) {
  if (by === 'nothing') return { signedIn: false as const }
  const { id: party, kind, agency, post, behalf } = actor
  const { name } = await partyOf(act, party)
  const posts = kind === 'machine' ? [] : await postsOf(act, party)
  const names = await agencyNames(act, posts.map((held) => held.agency))
  const roles = currentRelease().get(Roles, 'roles')?.value ?? {}
  return {
    signedIn: true as const, party, kind, name, by, agency, post, behalf,
    behalfName: behalf === null ? null : (await partyOf(act, behalf)).name,
    powers: isOfficer(actor) || kind === 'machine' ? [...actor.powers].sort() : [],
    posts: posts.map((held) => ({ id: held.id, agency: held.agency, role: held.role, division: held.division, agencyName: names[held.agency] ?? null, roleName: roles[held.role]?.name ?? null })),
    mayActFor: kind === 'person' ? await firmsOf(act, party) : [],
  }
}

/** Whom the law itself lets somebody act for in everything: the firms he represents. */
async function firmsOf(act: Act, party: string): Promise<{ id: string; name: string }[]> {
  const firms = []
  for (const relation of await relationsOf(act, party)) {
    if (relation.kind !== 'legal-representative' || relation.from !== party) continue
    const firm = await partyOf(act, relation.to)
    if (!firm.ended) firms.push({ id: firm.id, name: firm.name })
  }
  return firms
}
