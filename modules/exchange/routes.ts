import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { mayBeText } from '#kernel/shapes'

import { readHealth, sourceOf } from './actions.ts'
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

  server.get('/health', { schema: { summary: 'How each source has answered in the last hour' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await readHealth(act), next: null })))
}
