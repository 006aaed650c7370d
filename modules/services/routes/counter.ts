import type { FastifyInstance } from 'fastify'
import { z } from 'zod'

import { perform } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { id } from '#kernel/shapes'
import { citizenSession, mayServe, noteRefusal } from '#modules/counter'

import { answerAtScreen, endAtScreen, sayAtScreen, screenView, signAtScreen } from '../actions/second-screen.ts'
import { casesOpposite, objectOnPhone, progressOf, receiptOf, show } from '../actions/serve.ts'

const Case = z.strictObject({ id })
const Screen = z.strictObject({ screen: id })
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'services.digest_form')
const fields = z.array(z.string().max(60)).max(100).default([])
const lang = z.string().optional()

/** What a clerk does for the citizen opposite, and what the citizen does at the second screen. */
export function counterRoutes(server: Server): void {
  recordRefusals(server as unknown as FastifyInstance)
  server.get('/opposite/cases', { schema: { querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(30), lang }), summary: 'The cases of the citizen opposite me' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await casesOpposite(act, request.query.limit), next: null })))
  server.put('/cases/:id/shown', { schema: { params: Case, body: z.strictObject({ shown: z.boolean() }), summary: 'Shows a case to the citizen opposite, on the second screen and his phone, or no longer' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => { await show(act, request.params.id, request.body.shown); return { shown: request.body.shown } }))
  server.get('/cases/:id/progress', { schema: { params: Case, summary: 'Whether something changed in the case of the citizen opposite me, and what he said to it' } }, (request, reply) => answer(request, reply, 200, (act) => progressOf(act, request.params.id)))
  server.get('/cases/:id/collection', { schema: { params: Case, summary: 'What the printed receipt of a counter says' } }, (request, reply) => answer(request, reply, 200, (act) => receiptOf(act, request.params.id)))
  server.post('/cases/:id/objection', { schema: { params: Case, body: z.strictObject({ digest: digest.optional(), fields }), summary: 'Says on my phone that what the clerk shows me is wrong' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      await objectOnPhone(act, await citizenSession(act), { case: request.params.id, ...request.body })
      return {}
    }))
  screenRoutes(server)
}

/** Whoever has the address of a screen acts at it: the machine stands before the citizen, and nobody else learns the address. */
function screenRoutes(server: Server): void {
  server.get('/screens/:screen', { schema: { params: Screen, querystring: z.strictObject({ lang }), summary: 'What a second screen shows' } }, (request, reply) => answer(request, reply, 200, (act) => screenView(act, request.params.screen)))
  server.post('/screens/:screen/answer', { schema: { params: Screen, body: z.strictObject({ ask: id, answer: z.enum(['yes', 'no']) }), summary: 'Says at the screen whether it is me' } }, (request, reply) =>
    answer(request, reply, 201, (act) => answerAtScreen(act, request.params.screen, request.body.ask, request.body.answer)))
  server.post('/screens/:screen/word', { schema: { params: Screen, body: z.strictObject({ digest, right: z.boolean(), fields }), summary: 'Says at the screen that what stands there is right, or what is wrong' } }, (request, reply) =>
    answer(request, reply, 201, (act) => sayAtScreen(act, request.params.screen, request.body)))
  server.post('/screens/:screen/signature', { schema: { params: Screen, body: z.strictObject({ digest }), summary: 'Signs at the screen; the clerk is the witness' } }, (request, reply) =>
    answer(request, reply, 201, (act) => signAtScreen(act, request.params.screen, request.body.digest)))
  server.post('/screens/:screen/end', { schema: { params: Screen, summary: 'Ends the session at the screen' } }, (request, reply) => answer(request, reply, 201, (act) => endAtScreen(act, request.params.screen)))
}

/** A clerk who wants to look and has nobody opposite is refused, which undoes his act; that he wanted to is put on record in one of its own. */
function recordRefusals(server: FastifyInstance): void {
  server.addHook('onError', async (request, _, error) => {
    const refused = error as unknown
    if (!(refused instanceof Refusal) || refused.code !== 'counter.nobody_opposite' || !mayServe(request.reader.actor)) return
    const about = (request.params as { id?: string }).id ?? (request.body as { for?: string } | null)?.for ?? request.reader.actor.id
    await perform(request.reader.actor, (act) => noteRefusal(act, about))
  })
}
