import { z } from 'zod'

import { isOfficer } from '#kernel/actor'
import type { Act } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { titleAt } from '#kernel/language'
import { currentRelease } from '#kernel/releases'
import { SESSION_COOKIE, type Reader } from '#kernel/session'
import { id } from '#kernel/shapes'
import { agencyNames, partyOf, postsOf, principalsOf, Roles, type Principal } from '#modules/parties'

import { sessionOf, takeBehalf, takePost } from '../actions/sessions.ts'
import { enrolmentRoutes, passkeyRoutes, sessionsRoutes } from './own.ts'
import { cookieOf, live } from './signed-in.ts'

/** Answers under `/identity`: who is signed in, in which post, and for whom. */
export function routes(server: Server): void {
  sessionsRoutes(server)
  passkeyRoutes(server)
  enrolmentRoutes(server)
  server.get('/session', { schema: { summary: 'Who is signed in, the posts he holds, and for whom he acts' } },
    (request, reply) => answer(request, reply, 200, (act) => view(act, request.reader, request.cookies[SESSION_COOKIE])))
  server.post('/session/post', { schema: { summary: 'Act in one of the posts held, named by id or role, or as the citizen (null)', body: z.strictObject({ post: id.nullable() }) } },
    (request, reply) => answer(request, reply, 200, async (act) => {
      const cookie = cookieOf(request)
      await takePost(act, await live(act, cookie), request.body.post)
      return chosen(act, cookie)
    }))
  server.post('/session/behalf', { schema: { summary: 'Act for another party as far as the law or a mandate reaches, or for oneself (null)', body: z.strictObject({ party: id.nullable() }) } },
    (request, reply) => answer(request, reply, 200, async (act) => {
      const cookie = cookieOf(request)
      await takeBehalf(act, await live(act, cookie), request.body.party)
      return chosen(act, cookie)
    }))
}

async function chosen(act: Act, cookie: string): Promise<{ post: string | null; behalf: string | null }> {
  const { post, behalf } = await live(act, cookie)
  return { post, behalf }
}

async function view(act: Act, { actor, by }: Reader, cookie: string | undefined) {
  if (by === 'nothing') return { signedIn: false as const }
  const { id: party, kind, agency, post, behalf } = actor
  const { name } = await partyOf(act, party)
  const posts = kind === 'machine' ? [] : await postsOf(act, party)
  const names = await agencyNames(act, posts.map((held) => held.agency))
  const roles = currentRelease().get(Roles, 'roles')?.value ?? {}
  return {
    signedIn: true as const, party, kind, name, by, agency, post, behalf,
    behalfName: behalf === null ? null : (await partyOf(act, behalf)).name,
    /** In which matters he acts for the other; null: in all, or for nobody but himself. */
    within: actor.within ?? null,
    /** Whether he chose to act in a post or for a party that is no longer his to act for; he must choose anew before he writes. */
    choiceOver: post === null && behalf === null && by === 'cookie' && (await choiceOver(act, cookie)),
    powers: isOfficer(actor) || kind === 'machine' ? [...actor.powers].sort() : [],
    posts: posts.map((held) => ({ id: held.id, agency: held.agency, role: held.role, division: held.division, agencyName: names[held.agency] ?? null, roleName: roles[held.role]?.name ?? null })),
    mayActFor: kind === 'machine' ? [] : (await principalsOf(act, party)).map(principalView),
  }
}

async function choiceOver(act: Act, cookie: string | undefined): Promise<boolean> {
  const session = cookie === undefined ? undefined : await sessionOf(act, cookie)
  return session !== undefined && (session.post !== null || session.behalf !== null)
}

/** Whom somebody may act for, with the matters by their titles. */
function principalView({ matters, ...one }: Principal) {
  const release = currentRelease()
  const titled = matters === 'all' ? null : matters.map((id) => ({ id, title: titleAt(release, `matters/${id}/matter.yaml`, `bundles/${id}/bundle.yaml`, `programmes/${id}.yaml`) }))
  return { ...one, matters: titled }
}
