import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { id } from '#kernel/shapes'

import { currentRelease } from '#kernel/releases'
import { sparedCases, sparedFigures } from '../actions/spared.ts'
import { clockStates, firstDue } from '../actions/watch.ts'
import { mappingsFor } from '../model/mapping.ts'

const lang = z.string().optional()

/** The clocks, for operators: figures and case numbers, nothing about anybody. */
export function watchRoutes(server: Server): void {
  server.get('/clocks', { schema: { querystring: z.strictObject({ lang }), summary: 'The clocks that run, by matter and agency; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await clockStates(act), next: null })))
  server.get('/clocks/due', { schema: { querystring: z.strictObject({ definition: id, owner: id, name: id, lang }), summary: 'Those due first of one matter at one agency; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await firstDue(act, request.query), next: null })))
  server.get('/spared', { schema: { querystring: z.strictObject({ lang }), summary: 'How many papers nobody had to bring, by matter; for operators' } }, (request, reply) =>
    answer(request, reply, 200, (act) => sparedFigures(act)))
  server.get('/spared/:matter', { schema: { params: z.strictObject({ matter: id }), querystring: z.strictObject({ lang }), summary: 'The cases behind the figure of a matter, by number; for operators' } }, (request, reply) =>
    answer(request, reply, 200, (act) => sparedCases(act, request.params.matter)))
  server.get('/mappings', { schema: { querystring: z.strictObject({ matter: id.optional(), kind: id.optional(), material: id.optional(), after: z.coerce.number().int().min(0).max(10_000_000).default(0), limit: z.coerce.number().int().min(1).max(200).default(50), lang }), summary: 'Which kind of certificate stands in for which material of which matter' } }, async (request) => {
    const { matter, kind, material, after, limit } = request.query
    return mappingsFor(currentRelease(), { matter, kind, material }, after, limit)
  })
}
