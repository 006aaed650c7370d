import { z } from 'zod'

import { sideOf, type Actor } from '#kernel/actor'
import { addDays, startOf } from '#kernel/calendar'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { day, id, pageByPlace, text } from '#kernel/shapes'

import { readAlarms } from './actions/alarms.ts'
import { answerDispute, dispute, readDisputes } from './actions/disputes.ts'
import { withdraw } from './actions/gate.ts'
import { readGrants, readUse, readUses, summariseUses } from './actions/read.ts'

const Lang = z.strictObject({ lang: z.string().optional() })
const Uses = Lang.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50), after: z.coerce.number().int().optional(),
  agency: id.optional(), source: id.optional(), element: id.optional(), case: id.optional(), from: day.optional(), until: day.optional(),
  /** Only looks for which the person's own number was used. */
  number: z.literal('own').optional(),
})
const BEFORE_ALL = Number.MAX_SAFE_INTEGER
const Grants = Lang.extend({ limit: z.coerce.number().int().min(1).max(200).default(200), after: z.string().regex(/^[0-9TZ:.-]+~[0-9a-f-]{36}$/, 'kernel.id_form').optional() })
const NEWEST = { at: new Date(8.64e15), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }
const One = z.strictObject({ id: z.uuid() })

/** Whose affairs these are: the party somebody acts for, else himself. Refuses `identity.sign_in_first`. */
function concerned(actor: Actor): string {
  if (actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  return sideOf(actor)
}

/** The person's own view: who looked at me, what I allowed, and what I do not know of. */
export function routes(server: Server): void {
  useRoutes(server)
  disputeRoutes(server)
  server.get('/', { schema: { querystring: Grants, summary: 'What I allowed, and what a law allows about me' } }, (request, reply) =>
    answer(request, reply, 200, (act) => readGrants(act, concerned(act.actor), pageIn(request.query))))
  server.get('/alarms', { schema: { querystring: Grants, summary: 'The looks at me that were refused with an alarm; for an auditor, everybody’s' } }, (request, reply) =>
    answer(request, reply, 200, (act) => readAlarms(act, concerned(act.actor), pageIn(request.query))))
  server.post('/:id/withdrawal', { schema: { params: One, body: z.strictObject({ reason: text(500) }), summary: 'Takes a consent back' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await withdraw(act, request.params.id, request.body.reason); return { withdrawn: request.params.id } }))
}

/** A page of what is told by moment and id, newest first. */
function pageIn({ limit, after }: z.infer<typeof Grants>): { limit: number; before: typeof NEWEST } {
  const [at, last] = after?.split('~') ?? []
  return { limit, before: at && last ? { at: new Date(at), id: last } : NEWEST }
}

function useRoutes(server: Server): void {
  server.get('/uses', { schema: { querystring: Uses, summary: 'Who looked at my facts, why and on which ground' } }, (request, reply) =>
    answer(request, reply, 200, (act) => {
      const { limit, after, agency, source, element, case: file, from, until, number } = request.query
      const wanted = { agency, source, element, case: file, from: from === undefined ? undefined : startOf(from), until: until === undefined ? undefined : startOf(addDays(until, 1)) }
      return readUses(act, concerned(act.actor), { limit, before: after ?? BEFORE_ALL, wanted, byNumber: number === 'own' })
    }))
  server.get('/uses/summary', { schema: { querystring: Lang, summary: 'The looks at my facts in figures: by agency, by register, by day' } }, (request, reply) =>
    answer(request, reply, 200, (act) => summariseUses(act, concerned(act.actor))))
  server.get('/uses/:id', { schema: { params: One, querystring: Lang, summary: 'One look at my facts' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      const use = await readUse(act, concerned(act.actor), request.params.id)
      if (!use) throw new Refusal('absent', 'grants.no_use')
      return use
    }))
}

function disputeRoutes(server: Server): void {
  server.post('/uses/:id/dispute', { schema: { params: One, body: z.strictObject({ words: text(1000) }), summary: 'Says that I do not know of this look; the agency must answer' } }, (request, reply) =>
    answer(request, reply, 201, (act) => dispute(act, concerned(act.actor), request.params.id, request.body.words)))
  server.get('/disputes', { schema: { querystring: pageByPlace.extend({ lang: z.string().optional(), answered: z.stringbool().optional() }), summary: 'The looks I disputed; for the data officer of an agency, those of its looks that were; `answered`: only those that are, or only the others' } }, (request, reply) =>
    answer(request, reply, 200, (act) => readDisputes(act, concerned(act.actor), request.query)))
  server.post('/disputes/:id/answer', {
    schema: { params: One, body: z.strictObject({ outcome: z.enum(['explained', 'unlawful']), words: text(1000) }), summary: 'Answers a disputed look, once, by the data officer of the agency that looked' },
  }, (request, reply) => answer(request, reply, 201, async (act) => { await answerDispute(act, request.params.id, request.body); return { answered: request.params.id } }))
}
