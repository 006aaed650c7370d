import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { id } from '#kernel/shapes'

import { clockStates, firstDue } from '../actions/watch.ts'

const lang = z.string().optional()

/** The clocks, for operators: figures and case numbers, nothing about anybody. */
export function watchRoutes(server: Server): void {
  server.get('/clocks', { schema: { querystring: z.strictObject({ lang }), summary: 'The clocks that run, by matter and agency; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await clockStates(act), next: null })))
  server.get('/clocks/due', { schema: { querystring: z.strictObject({ definition: id, owner: id, name: id, lang }), summary: 'Those due first of one matter at one agency; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await firstDue(act, request.query), next: null })))
}
