import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { id, mayBeText, text } from '#kernel/shapes'

import { decideByHand, putBack, take } from '../actions/desk.ts'
import { earlierCases, earlierHere } from '../actions/earlier.ts'
import { colleaguesFor, handOver } from '../actions/handing.ts'
import { deliberate, note } from '../actions/notes.ts'
import { bePresent } from '../actions/presence.ts'
import { queue, queueCounts } from '../actions/queue.ts'
import { Fix, FixDraft, Lamp, Whose } from '../model/queue.ts'

const Case = z.strictObject({ id })
const ROWS_MAX = 20
const FIXES_MAX = 50

const Wish = z.looseObject({ whose: Whose.default('all'), lamp: Lamp.optional(), matter: id.optional(), why: id.optional(), number: mayBeText(40).default(''), lang: z.string().optional() })
const Window = Wish.extend({ sort: z.enum(['due', 'newest']).default('due'), after: z.string().max(100).optional(), from: z.coerce.number().int().min(0).max(10_000_000).default(0), limit: z.coerce.number().int().min(1).max(200).default(50) })

/** What a case is answered with after something was done to it. */
type AnswerCase = (act: Act, request: FastifyRequest, id: string) => Promise<unknown>

/** The routes of the desk: the queue, and what officers do with a case. */
export function deskRoutes(server: Server, answerCase: AnswerCase): void {
  queueRoutes(server)
  handRoutes(server)
  noteRoutes(server)
  server.post('/cases/:id/decision', {
    schema: { params: Case, body: z.strictObject({ outcome: z.enum(['GRANT', 'RETURN']), rows: z.array(z.string().max(60)).max(ROWS_MAX).default([]), note: text(2000), fixes: z.array(Fix).max(FIXES_MAX).default([]) }), summary: 'Decides a case that the machine routed; a return says at once everything that is to be mended' },
  }, (request, reply) => answer(request, reply, 201, async (act) => { await decideByHand(act, request.params.id, request.body); return answerCase(act, request, request.params.id) }))
}

function queueRoutes(server: Server): void {
  server.get('/queue', { schema: { querystring: Window, summary: 'What waits for the officer, and why the machine did not decide it' } }, (request, reply) =>
    answer(request, reply, 200, (act) => queue(act, request.query, request.query)))
  server.get('/queue/counts', { schema: { querystring: Wish, summary: 'How many wait, by whose hands, lamp, matter and reason; with an ETag, so that asking again is cheap' } }, async (request, reply) => {
    const counts = await answer(request, reply, 200, (act) => queueCounts(act, request.query))
    const tag = `W/"${counts.version}"`
    void reply.headers({ etag: tag, 'cache-control': 'private, no-cache' })
    // Nothing to say to somebody who knows it already: the reply has no body, whatever its shape.
    return request.headers['if-none-match'] === tag ? reply.code(304).send() as never : counts
  })
}

function handRoutes(server: Server): void {
  server.post('/cases/:id/taking', { schema: { params: Case, body: z.strictObject({ task: z.uuid(), over: z.boolean().default(false) }), summary: 'Takes a task in hand; `over` takes it from a colleague' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await take(act, request.params.id, request.body); return {} }))
  server.post('/cases/:id/putting-back', { schema: { params: Case, summary: 'Puts a task back for whoever comes next' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await putBack(act, request.params.id); return {} }))
  server.get('/cases/:id/colleagues', { schema: { params: Case, summary: 'To whom a task may be handed over' } }, (request, reply) => answer(request, reply, 200, (act) => colleaguesFor(act, request.params.id)))
  server.post('/cases/:id/handing', { schema: { params: Case, body: z.strictObject({ person: id.optional(), role: id.optional(), words: text(500) }), summary: 'Hands a task over to a colleague or a role, with words' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await handOver(act, request.params.id, request.body); return {} }))
}

function noteRoutes(server: Server): void {
  server.post('/cases/:id/notes', { schema: { params: Case, body: z.strictObject({ words: text(2000) }), summary: 'Notes something for colleagues; the applicant never sees it' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => ({ items: await note(act, request.params.id, request.body.words), next: null })))
  server.put('/cases/:id/deliberation', {
    schema: { params: Case, body: z.strictObject({ outcome: z.enum(['GRANT', 'RETURN']).nullable(), rows: z.array(z.string().max(60)).max(ROWS_MAX), words: z.string().max(2000), fixes: z.array(FixDraft).max(FIXES_MAX) }), summary: 'Keeps a decision that is being prepared' },
  }, (request, reply) => answer(request, reply, 200, (act) => deliberate(act, request.params.id, request.body as Parameters<typeof deliberate>[2])))
  server.post('/cases/:id/presence', { schema: { params: Case, body: z.strictObject({ doing: z.enum(['looking', 'deciding', 'gone']) }), summary: 'A sign of life of who has the case before him; tells who else has, and how it stands' } }, (request, reply) =>
    answer(request, reply, 200, (act) => bePresent(act, request.params.id, request.body.doing)))
  server.get('/cases/:id/earlier', { schema: { params: Case, summary: 'What the applicant asked of the same agency before; the look is in his log' } }, (request, reply) =>
    answer(request, reply, 200, (act) => earlierCases(act, request.params.id)))
  server.get('/cases/:id/earlier-here', { schema: { params: Case, summary: 'What anybody asked of the same agency for the same place in other cases; the look is in the log of each' } }, (request, reply) =>
    answer(request, reply, 200, (act) => earlierHere(act, request.params.id)))
}
