import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { permit, Refusal } from '#kernel/refusal'
import { id, text } from '#kernel/shapes'

import { noteSlip, showCode } from './actions/codes.ts'
import { endForCitizen, endForClerk } from './actions/ends.ts'
import { newScreen, pair, partScreen } from './actions/screens.ts'
import { answerAsk, giveUpAsk, openByCard, openByCode } from './actions/sessions.ts'
import { askedOf, citizenView, clerkView } from './actions/views.ts'
import { mayServe, maySitOpposite, SERVE } from './policy.ts'

const code = z.string().max(60)
const Opening = z.discriminatedUnion('way', [
  z.strictObject({ way: z.literal('code'), code }),
  z.strictObject({ way: z.enum(['phone', 'screen', 'seen']), idNumber: text(20), name: text(60) }),
])
const Answer = z.strictObject({ ask: id, answer: z.enum(['yes', 'no']) })

/** The citizen's phone, and the clerk's place. What stands on a second screen is told where cases are known. */
export function routes(server: Server): void {
  citizenRoutes(server)
  clerkRoutes(server)
  screenRoutes(server)
}

function citizenRoutes(server: Server): void {
  server.post('/codes', { schema: { summary: 'Makes the one-time code that I show at a counter: 60 seconds, once' } }, (request, reply) =>
    answer(request, reply, 201, (act) => showCode(act)))
  server.get('/mine', { schema: { summary: 'Who serves me at a counter now, or asks whether it is me' } }, (request, reply) => answer(request, reply, 200, citizenView))
  server.post('/mine/answer', { schema: { body: Answer, summary: 'Says on my phone whether it is me who stands at the counter' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      permit(maySitOpposite(act.actor))
      await answerAsk(act, await askedOf(act), request.body.ask, request.body.answer)
      return citizenView(act)
    }))
  server.post('/mine/end', { schema: { summary: 'Ends the session I am in' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await endForCitizen(act); return citizenView(act) }))
}

function clerkRoutes(server: Server): void {
  server.post('/sessions', { schema: { body: Opening, summary: 'Begins to serve a citizen: by his code, or by his identity card' } }, (request, reply) =>
    knownOrWrong(request, reply, (act) => {
      const { body } = request
      return body.way === 'code' ? openByCode(act, body.code) : openByCard(act, body)
    }))
  server.get('/place', { schema: { querystring: z.strictObject({ after: id.optional(), lang: z.string().optional() }), summary: 'How it stands at my place: citizen, ask, screen' } }, (request, reply) =>
    answer(request, reply, 200, (act) => clerkView(act, request.query.after)))
  server.post('/place/end', { schema: { body: z.strictObject({ served: z.boolean().default(false) }), summary: 'Ends the session at my place' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await endForClerk(act, request.body.served ? 'served' : 'clerk'); return clerkView(act) }))
  server.post('/place/unasking', { schema: { summary: 'No longer waits for the word of the citizen' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { permit(mayServe(act.actor), SERVE); await giveUpAsk(act, act.actor.id); return clerkView(act) }))
}

function screenRoutes(server: Server): void {
  server.post('/screens', { schema: { summary: 'Makes this machine a second screen; its address is its secret' } }, (request, reply) => answer(request, reply, 201, newScreen))
  server.post('/screens/pairing', { schema: { body: z.strictObject({ code }), summary: 'Takes the screen that shows this code to my place' } }, (request, reply) =>
    knownOrWrong(request, reply, (act) => pair(act, request.body.code)))
  server.post('/screens/parting', { schema: { summary: 'Takes the screen from my place' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await partScreen(act); return clerkView(act) }))
}

const WRONG = { code: 'counter.code_wrong', card: 'counter.card_wrong', screen: 'counter.pairing_wrong' } as const

/** What was wrong is put on record first and refused after: a refusal within the act would undo the record, and guessing would cost nothing. */
async function knownOrWrong(request: FastifyRequest, reply: FastifyReply, deed: (act: Act) => Promise<object>) {
  const done = await answer(request, reply, 201, async (act) => {
    const found = await deed(act) as { wrong?: keyof typeof WRONG }
    if (found.wrong === undefined) return { place: await clerkView(act) }
    await noteSlip(act, found.wrong)
    return { wrong: found.wrong }
  })
  if ('wrong' in done && done.wrong !== undefined) throw new Refusal('unfit', WRONG[done.wrong])
  return (done as { place: object }).place
}
