import { z } from 'zod'

import { answer, type Server } from '#kernel/http'
import { currentRelease } from '#kernel/releases'
import { day } from '#kernel/shapes'

import { replay } from './actions.ts'
import { tableOf, worded } from './model.ts'
import { evaluateTable } from './table/decide.ts'

const KEYS_MAX = 200

/** Trying a table out, and replaying what was decided. */
export function routes(server: Server): void {
  server.post('/:code/evaluate', {
    schema: {
      params: z.strictObject({ code: z.string().max(80) }),
      body: z.strictObject({ asOf: day, input: z.record(z.string().max(80), z.unknown()).refine((input) => Object.keys(input).length <= KEYS_MAX, 'kernel.too_many') }),
      summary: 'Decides by the table in force on a day. Leaves no receipt: nothing is decided about anybody.',
    },
  }, async (request) => {
    const release = currentRelease()
    const { asOf, input } = request.body
    const table = tableOf(release, request.params.code, asOf)
    const answers = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, { state: 'hit' as const, value }]))
    const { outcome, values, reasons, version } = evaluateTable(table, answers, asOf)
    return { value: values, ...(outcome === null ? {} : { outcome }), reasons: reasons.map((reason) => worded(release, reason)).map(({ row, text, law }) => ({ rule: row, text: text[request.reader.language], law: law?.[request.reader.language] ?? null })), version }
  })

  server.post('/replays', { schema: { body: z.strictObject({ table: z.string().max(80).nullable().default(null) }), summary: 'Decides past cases again on the same inputs and names what comes out otherwise' } }, (request, reply) =>
    answer(request, reply, 200, (act) => replay(act, request.body.table)))
}
