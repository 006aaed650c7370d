import { z } from 'zod'

import { now } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { day } from '#kernel/shapes'

import { replay } from './actions.ts'
import { evaluateApart } from './dmn/sandbox.ts'
import { hits, tableOf, worded } from './model.ts'
import { evaluateTable } from './table/decide.ts'

const KEYS_MAX = 200
/** Characters of one model over HTTP; the largest of the official test kit has 700,000. */
const XML_MAX = 2_000_000

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
    const { outcome, values, reasons, version } = evaluateTable(table, hits(input), asOf)
    return { value: values, ...(outcome === null ? {} : { outcome }), reasons: reasons.map((reason) => worded(release, reason)).map(({ row, text, law }) => ({ rule: row, text: text[request.reader.language], law: law?.[request.reader.language] ?? null })), version }
  })

  server.post('/evaluate-dmn', {
    schema: {
      body: z.strictObject({
        xml: z.string().max(XML_MAX), imports: z.array(z.string().max(XML_MAX)).max(20).default([]),
        decision: z.string().max(400).optional(), service: z.string().max(400).optional(), inputs: z.record(z.string().max(400), z.unknown()).default({}), trace: z.boolean().default(false),
      }).refine(({ decision, service }) => (decision === undefined) !== (service === undefined), 'decisions.one_question'),
      summary: 'What a DMN model of anybody’s decides (DMN 1.1 to 1.5). Nothing is kept, and nothing is decided about anybody.',
    },
    bodyLimit: 2 * XML_MAX,
  }, async (request) => {
    const { xml, imports, decision, service, inputs, trace } = request.body
    const answered = await evaluateApart({ xml, imports, question: decision === undefined ? { service: service! } : { decision }, inputs, asOf: now().toISOString(), trace })
    if ('error' in answered) throw new Refusal('unfit', 'decisions.dmn', { code: answered.error.code, detail: answered.error.detail.slice(0, 400) })
    return trace ? answered : { value: answered.value, ...(answered.problems.length === 0 ? {} : { problems: answered.problems }) }
  })

  server.post('/replays', { schema: { body: z.strictObject({ table: z.string().max(80).nullable().default(null) }), summary: 'Decides past cases again on the same inputs and names what comes out otherwise' } }, (request, reply) =>
    answer(request, reply, 200, (act) => replay(act, request.body.table)))
}
