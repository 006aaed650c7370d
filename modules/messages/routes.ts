import { z } from 'zod'

import { sideOf, type Actor } from '#kernel/actor'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { id, page, text } from '#kernel/shapes'

import { inboxOf, markRead, unreadCount } from './actions/inbox.ts'
import { deliveriesOf, receiveReceipt, receiveReply, reply as give } from './actions/receive.ts'
import { deliveryStates } from './actions/watch.ts'

/** Whose inbox a signed-in actor sees. Refuses (unsigned) `identity.sign_in_first`, (forbidden) `kernel.mandate_narrow`. */
function readerParty(actor: Actor): string {
  if (actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  return sideOf(actor)
}

const Params = z.strictObject({ id })

/** Answers under `/messages`: a party's inbox, and the door for carriers. */
export function routes(server: Server): void {
  inboxRoutes(server)
  carrierRoutes(server)
}

function inboxRoutes(server: Server): void {
  server.get('/', { schema: { querystring: page.extend({ lang: z.string().optional() }), summary: 'My messages, newest first, in my language' } }, (request, reply) =>
    answer(request, reply, 200, (act) => inboxOf(act, readerParty(request.reader.actor), request.query, request.reader.language)))
  server.get('/unread', { schema: { summary: 'How many of my messages I have not opened' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ count: await unreadCount(act, readerParty(request.reader.actor)) })))
  server.post('/:id/reading', { schema: { params: Params, summary: 'I have opened this message' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      readerParty(request.reader.actor)
      await markRead(act, request.params.id)
      return { id: request.params.id }
    }))
  server.post('/:id/reply', { schema: { params: Params, body: z.strictObject({ answer: z.enum(['accept', 'refuse']) }), summary: 'My answer to this message' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      readerParty(request.reader.actor)
      await give(act, { message: request.params.id, answer: request.body.answer })
      return { id: request.params.id, answer: request.body.answer }
    }))
  server.get('/:id/deliveries', { schema: { params: Params, summary: 'How far a message came on each channel' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      readerParty(request.reader.actor)
      return { items: await deliveriesOf(act, request.params.id), next: null }
    }))
}

function carrierRoutes(server: Server): void {
  server.get('/operations', { schema: { querystring: z.strictObject({ hours: z.coerce.number().int().min(1).max(168).default(24), lang: z.string().optional() }), summary: 'How deliveries went in the last hours; for operators' } }, (request, reply) =>
    answer(request, reply, 200, (act) => deliveryStates(act, request.query.hours)))
  server.post('/replies', { schema: { body: z.strictObject({ mobile: text(30), text: z.string().max(2000, 'kernel.text_long') }), summary: 'A carrier hands in what somebody wrote back' } }, (request, reply) =>
    answer(request, reply, 201, (act) => receiveReply(act, request.body)))
  const receipt = z.strictObject({ channel: z.enum(['sms', 'mail']), reference: text(200), outcome: z.enum(['delivered', 'failed']), reason: text(200).optional() })
  server.post('/receipts', { schema: { body: receipt, summary: 'A carrier says what became of a delivery' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      const { reason, ...known } = request.body
      await receiveReceipt(act, reason === undefined ? known : { ...known, reason })
      return { taken: true }
    }))
}
