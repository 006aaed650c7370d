import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { id, text } from '#kernel/shapes'

import { contest } from '../actions/contest.ts'
import { colleaguesForContest, contestAtDesk, handContestOver, putContestBack, takeContest } from '../actions/look-again.ts'
import { sampleView } from '../actions/sample.ts'
import { settleContest } from '../actions/settle-contest.ts'

const One = z.strictObject({ id: z.uuid() })
const ROWS_MAX = 20

/** The routes of second looks: at decisions that somebody contests, and at those that were drawn by lot. */
export function secondLookRoutes(server: Server): void {
  contestRoutes(server)
  server.get('/samples/:id', { schema: { params: One, querystring: z.strictObject({ lang: z.string().optional() }), summary: 'A decision drawn for a second look as the machine had it, without anything that came of it; the look is in the log of each person' } }, (request, reply) =>
    answer(request, reply, 200, (act) => sampleView(act, request.params.id)))
}

/** Opened by who is concerned, settled by an officer who had no part. */
function contestRoutes(server: Server): void {
  server.post('/cases/:id/contest', {
    schema: { params: z.strictObject({ id }), body: z.strictObject({ words: text(2000), condition: z.string().max(60).nullable().default(null) }), summary: 'Asks for the decision of a case to be looked at again by somebody who had no part in it' },
  }, (request, reply) => answer(request, reply, 201, (act) => contest(act, request.params.id, request.body)))
  server.get('/contests/:id', { schema: { params: One, summary: 'A contested decision: what the person says, its conditions and receipt, and the facts; the look is in the log of each person' } }, (request, reply) =>
    answer(request, reply, 200, (act) => contestAtDesk(act, request.params.id)))
  server.post('/contests/:id/taking', { schema: { params: One, body: z.strictObject({ over: z.boolean().default(false) }), summary: 'Takes a contest in hand; `over` takes it from a colleague' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await takeContest(act, request.params.id, request.body.over); return {} }))
  server.post('/contests/:id/putting-back', { schema: { params: One, summary: 'Puts a contest back for whoever comes next' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await putContestBack(act, request.params.id); return {} }))
  server.get('/contests/:id/colleagues', { schema: { params: One, summary: 'To whom a contest may be handed: nobody who had a part in the case' } }, (request, reply) => answer(request, reply, 200, (act) => colleaguesForContest(act, request.params.id)))
  server.post('/contests/:id/handing', { schema: { params: One, body: z.strictObject({ person: id.optional(), role: id.optional(), words: text(500) }), summary: 'Hands a contest over to a colleague or a role, with words' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await handContestOver(act, request.params.id, request.body); return {} }))
  server.post('/contests/:id/end', {
    schema: { params: One, body: z.strictObject({ outcome: z.enum(['UPHOLD', 'GRANT', 'RETURN']), rows: z.array(z.string().max(60)).max(ROWS_MAX).default([]), note: text(1000) }), summary: 'Settles a contest: the decision stands, or another one takes its place' },
  }, (request, reply) => answer(request, reply, 201, async (act) => { await settleContest(act, request.params.id, request.body); return {} }))
}
