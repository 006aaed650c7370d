import { z } from 'zod'

import { now } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { day, text } from '#kernel/shapes'

import { receiptView } from './actions/audit.ts'
import { halt, haltList, resume } from './actions/halt.ts'
import { beginPreview, flipsPage, previewList, previewView, signOff } from './actions/preview.ts'
import { replay } from './actions/replay.ts'
import { affected, qualityView, sampleList, secondLook } from './actions/sample.ts'
import { beginShadow, shadowCases, shadowList, shadowView } from './actions/shadow.ts'
import { check, draftList, draftView, tableList, tableView, tryText } from './actions/studio.ts'
import { evaluateApart } from './dmn/sandbox.ts'
import { hits, tableOf, worded } from './model.ts'
import { evaluateTable } from './table/decide.ts'

const Id = z.strictObject({ id: z.uuid() })
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

  server.get('/receipts/:id', { schema: { params: Id, summary: 'A receipt as an auditor checks it: hashes, sources, times, grants, rows and signature, without the values' } }, (request, reply) => answer(request, reply, 200, (act) => receiptView(act, request.params.id)))
  server.post('/replays', { schema: { body: z.strictObject({ table: z.string().max(80).optional(), matter: z.string().max(80).optional() }), summary: 'Decides past cases again on the same inputs and names what comes out otherwise' } }, (request, reply) =>
    answer(request, reply, 200, (act) => replay(act, request.body)))
  studioRoutes(server)
  previewRoutes(server)
  haltRoutes(server)
}

const Page = z.strictObject({ after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(500).default(100), lang: z.string().optional() })
/** One way in which a shadow disagrees; without a reason those that had none, without what it said those that had no outcome. */
const Way = Page.extend({ shadow: z.enum(['GRANT', 'RETURN', 'ROUTE']).optional(), decided: z.enum(['GRANT', 'RETURN']), reason: z.string().max(2000).optional(), by: z.enum(['machine', 'person']) })
const OfTable = z.strictObject({ table: z.string().max(80).optional(), lang: z.string().optional() })

const Lang = z.strictObject({ lang: z.string().optional() })
/** Characters of one table; the largest of the house has 12,000. */
const TABLE_MAX = 400_000

function studioRoutes(server: Server): void {
  server.get('/tables', { schema: { querystring: Lang, summary: 'The tables there are, whether each is halted, and how many decisions were made by it; for authors, publishers and those who may halt one' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await tableList(act), next: null })))
  server.get('/tables/:id', { schema: { params: z.strictObject({ id: z.string().max(80) }), querystring: z.strictObject({ path: z.string().max(200).optional(), lang: z.string().optional() }), summary: 'A table: its source, its faults, what it covers, what comes out around its numbers, and its examples' } }, (request, reply) =>
    answer(request, reply, 200, (act) => tableView(act, request.params.id, request.query.path ?? null)))
  server.post('/tables/check', { schema: { body: z.strictObject({ text: z.string().max(TABLE_MAX), examples: z.string().max(TABLE_MAX).nullable().default(null) }), summary: 'What can be said of the text of a table. Nothing is kept' } }, (request, reply) => answer(request, reply, 200, async (act) => check(act, request.body)))
  server.post('/tables/try', {
    schema: { body: z.strictObject({ text: z.string().max(TABLE_MAX), asOf: day, input: z.record(z.string().max(80), z.unknown()).refine((input) => Object.keys(input).length <= KEYS_MAX, 'kernel.too_many') }), summary: 'Decides by the text of a table on values of its inputs, with each tested cell. Nothing is kept' },
  }, (request, reply) => answer(request, reply, 200, async (act) => tryText(act, request.body)))
  server.get('/drafts', { schema: { querystring: Lang, summary: 'The changed tables that wait to be published' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await draftList(act), next: null })))
  server.get('/drafts/:id', { schema: { params: Id, querystring: Lang, summary: 'A changed table beside the one it would replace, with its preview' } }, (request, reply) => answer(request, reply, 200, (act) => draftView(act, request.params.id)))
}

function previewRoutes(server: Server): void {
  server.post('/previews', { schema: { body: z.strictObject({ draft: z.uuid() }), summary: 'Begins to try a draft of a table on everything its predecessor decided' } }, (request, reply) =>
    answer(request, reply, 201, (act) => beginPreview(act, request.body.draft)))
  server.get('/previews', { schema: { querystring: OfTable, summary: 'The newest previews' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await previewList(act, request.query.table ?? null), next: null })))
  server.get('/previews/:id', { schema: { params: Id, summary: 'How far a preview has come, and what comes out otherwise, by how, why and where' } }, (request, reply) => answer(request, reply, 200, (act) => previewView(act, request.params.id)))
  server.get('/previews/:id/flips', { schema: { params: Id, querystring: Page, summary: 'The decisions that come out otherwise' } }, (request, reply) =>
    answer(request, reply, 200, (act) => flipsPage(act, request.params.id, { after: request.query.after ?? null, limit: request.query.limit })))
  server.post('/previews/:id/signoff', { schema: { params: Id, body: z.strictObject({ note: text(1000) }), summary: 'Answers for what a changed table will do; its author may not' } }, (request, reply) =>
    answer(request, reply, 201, (act) => signOff(act, request.params.id, request.body.note).then(() => ({ id: request.params.id }))))
  server.post('/shadows', { schema: { body: z.strictObject({ draft: z.uuid(), until: z.iso.datetime({ offset: true }) }), summary: 'Lets a draft of a table decide silently beside the one in force until a day' } }, (request, reply) =>
    answer(request, reply, 201, (act) => beginShadow(act, { draft: request.body.draft, until: new Date(request.body.until) })))
  server.get('/shadows', { schema: { querystring: OfTable, summary: 'The newest shadows, each with how far it agrees' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await shadowList(act, request.query.table ?? null), next: null })))
  server.get('/shadows/:id', { schema: { params: Id, summary: 'How far a shadow agrees with what was decided, and where it does not' } }, (request, reply) => answer(request, reply, 200, (act) => shadowView(act, request.params.id)))
  server.get('/shadows/:id/cases', { schema: { params: Id, querystring: Way, summary: 'The cases in which a shadow disagreed in one way: their numbers and days, and nothing about anybody' } }, (request, reply) => {
    const { shadow, decided, reason, by, after = null, limit } = request.query
    return answer(request, reply, 200, (act) => shadowCases(act, request.params.id, { shadow: shadow ?? null, decided, reason: reason ?? null, by }, { after, limit }))
  })
}

function haltRoutes(server: Server): void {
  server.post('/halts', { schema: { body: z.strictObject({ table: z.string().max(80), reason: text(500) }), summary: 'Stops a table from deciding by itself; it routes everything and denies nobody' } }, (request, reply) => answer(request, reply, 201, (act) => halt(act, request.body)))
  server.get('/halts', { schema: { querystring: OfTable, summary: 'Halted tables, and those that were' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await haltList(act, request.query.table ?? null), next: null })))
  server.post('/halts/:id/resumption', { schema: { params: Id, body: z.strictObject({ reason: text(500) }), summary: 'Lets a halted table decide again; whoever halted it may not' } }, (request, reply) =>
    answer(request, reply, 201, (act) => resume(act, { halt: request.params.id, reason: request.body.reason }).then(() => ({ id: request.params.id }))))
  server.get('/halts/:id/affected', { schema: { params: Id, querystring: Page, summary: 'The cases a halted table may have decided wrongly' } }, (request, reply) =>
    answer(request, reply, 200, (act) => affected(act, request.params.id, { after: request.query.after ?? null, limit: request.query.limit })))
  server.get('/samples', { schema: { querystring: z.strictObject({ lang: z.string().optional() }), summary: 'The decisions drawn for a second look, without what was decided' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await sampleList(act), next: null })))
  server.post('/samples/:id/look', { schema: { params: Id, body: z.strictObject({ outcome: z.enum(['GRANT', 'RETURN']), note: text(1000) }), summary: 'A person’s own decision on the same facts; only then is told what the machine decided' } }, (request, reply) =>
    answer(request, reply, 201, (act) => secondLook(act, { sample: request.params.id, ...request.body })))
  server.get('/quality', { schema: { querystring: z.strictObject({ lang: z.string().optional() }), summary: 'How many automatic decisions were looked at again and found wrong, by table, with the interval' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await qualityView(act), next: null })))
}
