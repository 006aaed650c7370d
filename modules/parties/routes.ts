import { z } from 'zod'

import type { Act } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { day, id, page, text } from '#kernel/shapes'
import { sideOf, visitor, type Actor } from '#kernel/actor'

import { agenciesOf, rolesIn } from './actions/agencies.ts'
import { mandate, mandatesOf, revokeMandate } from './actions/mandates.ts'
import { appoint, endPost, postsOf } from './actions/posts.ts'
import { byIdentifier, partyOf } from './actions/register.ts'
import { relationsOf } from './actions/relations.ts'
import { liesWithin, masked } from './model.ts'
import { APPOINT, mayAppoint } from './policy.ts'

/** The party that a signed-in actor speaks for: the one he acts on behalf of, or himself. Refuses (unsigned) `identity.sign_in_first`, (forbidden) `kernel.mandate_narrow`. */
function spokenFor(actor: Actor): string {
  if (actor.id === visitor.id) throw new Refusal('unsigned', 'identity.sign_in_first')
  return sideOf(actor)
}

const MandateBody = z.strictObject({
  grantee: z.strictObject({ type: z.enum(['citizen-id', 'social-credit-code']), value: text(30), name: text(100) }),
  matters: z.union([z.literal('all'), z.array(id).min(1).max(200)]),
  until: day,
  reason: text(200),
})

/** Answers under `/parties`: who I am, for whom I may act, the agencies of the place, and posts. */
export function routes(server: Server): void {
  mandateRoutes(server)
  postRoutes(server)
  server.get('/me', { schema: { summary: 'Who I am: my name, my numbers (masked), my posts and relations' } }, (request, reply) =>
    answer(request, reply, 200, (act) => me(act, request.reader.actor)))
  server.get('/agencies', {
    schema: { querystring: z.strictObject({ role: id.optional(), division: z.string().regex(/^\d{6}$/, 'parties.division_form').optional(), lang: z.string().optional() }), summary: 'The agencies of the place, by role and division' },
  }, (request, reply) => answer(request, reply, 200, async (act) => {
    const { role, division } = request.query
    return { items: agenciesOf(act).filter((agency) => (role === undefined || agency.role === role) && (division === undefined || liesWithin(agency.division, division))), next: null }
  }))
  server.get('/roles', { schema: { querystring: z.strictObject({ lang: z.string().optional() }), summary: 'The roles a post can carry, by their names' } }, (request, reply) => answer(request, reply, 200, async () => ({ items: rolesIn(currentRelease()), next: null })))
}

async function me(act: Act, actor: Actor) {
  if (actor.id === visitor.id) throw new Refusal('unsigned', 'identity.sign_in_first')
  const party = await partyOf(act, actor.id)
  return {
    party: { ...party, identifiers: party.identifiers.map(masked) },
    behalf: actor.behalf === null ? null : await nameOf(act, actor.behalf),
    post: actor.post,
    powers: [...actor.powers].sort(),
    posts: await postsOf(act, actor.id),
    relations: await relationsOf(act, actor.id),
  }
}

const nameOf = async (act: Act, party: string) => {
  const { id: found, kind, name, nameEn } = await partyOf(act, party)
  return { id: found, kind, name, nameEn }
}

function mandateRoutes(server: Server): void {
  server.get('/mandates', { schema: { querystring: page.extend({ lang: z.string().optional() }), summary: 'The mandates I gave or was given' } }, (request, reply) =>
    answer(request, reply, 200, (act) => mandatesOf(act, spokenFor(request.reader.actor), request.query)))
  server.post('/mandates', { schema: { body: MandateBody, summary: 'Let somebody act for me, in some matters or all, until a day' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      const grantor = spokenFor(request.reader.actor)
      const { grantee: named, matters, until, reason } = request.body
      const grantee = await byIdentifier(act, named.type, named.value.toUpperCase())
      // A wrong name is answered like an unknown number, so nobody can find out whose number it is.
      if (grantee === undefined || grantee.name !== named.name) throw new Refusal('absent', 'parties.grantee_unknown')
      return mandate(act, { grantor, grantee: grantee.id, matters, until, reason })
    }))
  server.post('/mandates/:id/revocation', { schema: { params: z.strictObject({ id }), body: z.strictObject({ reason: text(200) }), summary: 'Take a mandate back, or lay it down' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      spokenFor(request.reader.actor)
      await revokeMandate(act, { id: request.params.id, reason: request.body.reason })
      return { id: request.params.id, revokedAt: act.at }
    }))
}

function postRoutes(server: Server): void {
  const body = z.strictObject({ person: id, agency: id, role: id, division: z.string().regex(/^\d{6}$/, 'parties.division_form').optional(), reason: text(200) })
  server.get('/:id/posts', { schema: { params: z.strictObject({ id }), summary: 'The posts that a person holds' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      permit(mayAppoint(request.reader.actor) || request.reader.actor.id === request.params.id, APPOINT)
      return { items: await postsOf(act, request.params.id), next: null }
    }))
  server.post('/posts', { schema: { body, summary: 'Give a person a post' } }, (request, reply) =>
    answer(request, reply, 201, (act) => {
      const { division, ...wish } = request.body
      return appoint(act, division === undefined ? wish : { ...wish, division })
    }))
  server.post('/posts/:id/end', { schema: { params: z.strictObject({ id }), body: z.strictObject({ reason: text(200) }), summary: 'End a post' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      await endPost(act, { post: request.params.id, reason: request.body.reason })
      return { id: request.params.id, endedAt: act.at }
    }))
}
