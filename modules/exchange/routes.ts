import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { mayBeText } from '#kernel/shapes'

import { readHealth, sourceOf, sourceStates, troublesOf } from './actions.ts'
import { show } from './reach.ts'

/** Looking up what is nobody's secret while typing, and how the sources are. */
export function routes(server: Server): void {
  server.get('/lookups/:source', {
    schema: { params: z.strictObject({ source: z.string() }), querystring: z.strictObject({ text: mayBeText(80), division: z.string().max(12).optional(), lang: z.string().optional() }), summary: 'Looks up an impersonal record, e.g. a standard address' },
  }, async (request) => {
    const definition = sourceOf(currentRelease(), request.params.source)
    if (!definition.lookup) throw new Refusal('absent', 'exchange.no_lookup', { source: request.params.source })
    const { text, division } = request.query
    const found = await show(definition, { [definition.lookup.parameter]: text, ...(division ? { division } : {}) })
    const { value, label } = definition.lookup
    return { items: found.map((record) => ({ value: String(record[value]), label: String(record[label]) })), next: null }
  })

  server.get('/sources', { schema: { querystring: z.strictObject({ hours: z.coerce.number().int().min(1).max(168).default(1), lang: z.string().optional() }), summary: 'How each source answered in the last hours; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await sourceStates(act, request.query.hours), next: null })))
  server.get('/sources/:source/troubles', { schema: { params: z.strictObject({ source: z.string().max(80) }), summary: 'What went wrong with a source last; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await troublesOf(act, request.params.source), next: null })))

  server.get('/health', { schema: { summary: 'How each source has answered in the last hour' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await readHealth(act), next: null })))
}
