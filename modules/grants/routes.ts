import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { text } from '#kernel/shapes'
import { agencyNames } from '#modules/parties'

import { readGrants, readUses, withdraw } from './actions.ts'

const Page = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: z.coerce.number().int().optional(), lang: z.string().optional() })
const BEFORE_ALL = Number.MAX_SAFE_INTEGER

/** The person's own view: who looked at me, and what I allowed. */
export function routes(server: Server): void {
  server.get('/uses', { schema: { querystring: Page, summary: 'Who looked at my facts, why and on which ground' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      const { limit, after } = request.query
      const uses = await readUses(act, act.actor.behalf ?? act.actor.id, after ?? BEFORE_ALL, limit + 1)
      const names = await agencyNames(act, uses.flatMap((use) => [use.grantee, use.actor]))
      const items = uses.slice(0, limit).map((use) => ({ ...use, granteeName: names[use.grantee] ?? null, actorName: names[use.actor] ?? null }))
      return { items, next: uses.length > limit ? items.at(-1)!.number : null }
    }))

  server.get('/', { schema: { summary: 'What I allowed, and what a law allows about me' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      const items = await readGrants(act, act.actor.behalf ?? act.actor.id)
      const names = await agencyNames(act, items.map((grant) => grant.grantee))
      return { items: items.map((grant) => ({ ...grant, granteeName: names[grant.grantee] ?? null })), next: null }
    }))

  server.post('/:id/withdrawal', { schema: { params: z.strictObject({ id: z.uuid() }), body: z.strictObject({ reason: text(500) }), summary: 'Takes a consent back' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await withdraw(act, request.params.id, request.body.reason); return { withdrawn: request.params.id } }))
}
