import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { id, mayBeText, text } from '#kernel/shapes'

import { answerRating, duties, rate } from '../actions/rate.ts'
import { FINDINGS, GRADES } from '../model/rating.ts'

const grade = z.union(GRADES.map((one) => z.literal(one)))

/** The routes of ratings: given by who was served, answered by the agency. */
export function ratingRoutes(server: Server): void {
  server.post('/cases/:id/rating', {
    schema: { params: z.strictObject({ id }), body: z.strictObject({ grade, words: mayBeText(500).default('') }), summary: 'Says how a case was handled: 5 very satisfied to 1 very dissatisfied' },
  }, (request, reply) => answer(request, reply, 201, async (act) => { await rate(act, request.params.id, request.body); return {} }))
  server.get('/ratings', {
    schema: {
      querystring: z.strictObject({ answered: z.stringbool().default(false), after: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(200).default(50), lang: z.string().optional() }),
      summary: 'Poor ratings that my agency must answer, or has answered',
    },
  }, (request, reply) => answer(request, reply, 200, (act) => duties(act, request.query)))
  server.post('/ratings/:id/answer', {
    schema: { params: z.strictObject({ id: z.uuid() }), body: z.strictObject({ finding: z.enum(FINDINGS), words: text(1000) }), summary: 'What was found and done about a poor rating; written to who gave it' },
  }, (request, reply) => answer(request, reply, 201, async (act) => { await answerRating(act, request.params.id, request.body); return {} }))
}
