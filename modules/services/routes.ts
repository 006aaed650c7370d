import { z } from 'zod'

import { perform, type Act } from '#kernel/act'
import { sideOf } from '#kernel/actor'
import { answer, type Server } from '#kernel/http'
import { Refusal, type InputFault } from '#kernel/refusal'
import { id, mayBeText, text } from '#kernel/shapes'
import { now } from '#kernel/act'
import { gather } from '#modules/exchange'

import { receive } from './actions/bundle.ts'
import { saveGroup, settleGroup } from './actions/fill.ts'
import { guideOf } from './actions/guide.ts'
import { concludeFilling, open, prepareFilling, restingOn, withdrawCase, type Filling } from './actions/open.ts'
import { review, showEntitlement } from './actions/pay.ts'
import { myCases } from './actions/my-cases.ts'
import { listMatters } from './actions/search.ts'
import { noteLook } from './actions/serve.ts'
import { showCase } from './actions/show.ts'
import { confirm, remind, sign } from './actions/sign.ts'
import { traceOf } from './actions/trace.ts'
import { keepTyped } from './actions/typing.ts'
import * as store from './store/cases.ts'
import { stageOf, type CaseFile } from './model/case.ts'
import { secondLookRoutes } from './routes/second-looks.ts'
import { counterRoutes } from './routes/counter.ts'
import { ratingRoutes } from './routes/ratings.ts'
import * as entitlements from './store/entitlements.ts'
import { deskRoutes } from './routes/desk.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import type { FastifyRequest } from 'fastify'
import { watchRoutes } from './routes/watch.ts'

const Case = z.strictObject({ id })
const Lang = z.looseObject({ lang: z.string().optional() })
const kind = z.enum(['matter', 'bundle'])

/** What was typed, by field and by input, as text; a field without texts is forgotten. */
const Typed = z.record(z.string().max(60), z.record(z.string().max(120), z.array(z.string().max(4000)).max(60)))
/** Which version of a group the sender has seen, and a mark of his device that it chose itself. */
const Seen = { version: z.int().min(0).optional(), device: z.string().max(40).optional() }

/** The routes of matters, cases, the desk and entitlements. */
export function routes(server: Server): void {
  matterRoutes(server)
  caseRoutes(server)
  signingRoutes(server)
  counterRoutes(server)
  watchRoutes(server)
  deskRoutes(server, answerCase)
  evidenceRoutes(server, answerCase)
  secondLookRoutes(server)
  entitlementRoutes(server)
  ratingRoutes(server)
}

function matterRoutes(server: Server): void {
  server.get('/matters', { schema: { querystring: Lang.extend({ text: mayBeText(100).default('') }), summary: 'What one may ask for' } }, (request) => listMatters(request.query.text))
  server.get('/matters/:kind/:id', { schema: { params: z.strictObject({ kind, id }), summary: 'The guide, made from the running definition' } }, (request, reply) =>
    answer(request, reply, 200, (act) => guideOf(act, request.params.kind, request.params.id)))
}

/** The whole case; or, for a client that prefers it (RFC 7240 return=minimal), only what it needs to go on. */
async function answerCase(act: Act, request: FastifyRequest, id: string, known?: CaseFile) {
  if (!/\breturn=minimal\b/.test(String(request.headers['prefer'] ?? ''))) return showCase(act, id)
  const file = known ?? await store.fileOf(act.tx, id)
  return { id, number: file.number, stage: stageOf(file), digest: file.snapshot?.digest ?? null, groups: file.draft?.groups ?? [] }
}

const TURNS_MAX = 4

/**
 * Fills a form from its sources: authorise in an act (`prepared`, where one did already), ask without one, keep in an act;
 * then what rests on what was heard. The last of these acts ends with `then`. `aliases`: which asks; else those of the opening.
 */
async function fillFrom<T>(request: FastifyRequest, caseId: string, then: (act: Act, file: CaseFile) => Promise<T>, { prepared, aliases }: { prepared?: Filling | undefined; aliases?: readonly string[] } = {}): Promise<T> {
  const { actor } = request.reader
  let filling = prepared
  for (let turn = 1; ; turn++) {
    const { definition, asks } = (filling ??= await perform(actor, (act) => prepareFilling(act, caseId, aliases)))
    if (asks.length === 0 || definition === null) return perform(actor, async (act) => then(act, await store.holdCase(act.tx, caseId)))
    const answers = await gather(asks, now())
    const wanted = turn < TURNS_MAX ? restingOn(definition, asks.map((ask) => ask.alias)) : []
    const current = filling
    if (wanted.length === 0) return perform(actor, async (act) => then(act, await concludeFilling(act, current, answers)))
    filling = await perform(actor, async (act) => { await concludeFilling(act, current, answers); return prepareFilling(act, caseId, wanted) })
  }
}

function caseRoutes(server: Server): void {
  server.post('/cases', { schema: { body: z.strictObject({ kind, id, for: id.optional(), channel: z.enum(['portal', 'window', 'kiosk', 'phone']).optional() }), summary: 'Opens a case and fills its form' } }, async (request, reply) => {
    const { channel, for: party, ...wish } = request.body
    let filling: Filling | undefined // Stays so where the same request was answered before.
    const opened = await answer(request, reply, 201, async (act) => {
      filling = await open(act, { ...wish, ...(channel ? { channel } : {}), ...(party ? { for: party } : {}) })
      return { id: filling.case }
    })
    return fillFrom(request, opened.id, (act, file) => answerCase(act, request, opened.id, file), { prepared: filling })
  })

  server.get('/cases', { schema: { querystring: Lang.extend({ after: z.iso.datetime().optional(), limit: z.coerce.number().int().min(1).max(100).default(30), state: z.enum(['running', 'done', 'all']).default('all') }), summary: 'The cases I opened or must sign, with what I can do next' } }, (request, reply) =>
    answer(request, reply, 200, (act) => myCases(act, request.query)))

  server.get('/cases/:id', { schema: { params: Case, summary: 'A case as its reader may see it' } }, (request, reply) => answer(request, reply, 200, async (act) => { await noteLook(act, request.params.id); return showCase(act, request.params.id) }))
  server.get('/cases/:id/trace', { schema: { params: Case, summary: 'Everything the case rests on, linked, with ledger proofs' } }, (request, reply) => answer(request, reply, 200, (act) => traceOf(act, request.params.id)))

  server.put('/cases/:id/groups/:group', {
    schema: { params: Case.extend({ group: id }), body: z.strictObject({ answers: z.record(z.string().max(60), z.unknown()), typed: Typed.optional(), ...Seen }), summary: 'Answers one group of questions' },
  }, async (request, reply) => {
    const { id: caseId, group } = request.params
    const { actor } = request.reader
    const saved = await perform(actor, async (act) => {
      const { file, faults, asks } = await saveGroup(act, caseId, group, request.body)
      const answerSettled = async (within: Act, settled: { file: CaseFile; faults: readonly InputFault[] }): Promise<{ faults: readonly InputFault[]; body: unknown }> =>
        ({ faults: settled.faults, body: settled.faults.length > 0 ? null : await answerCase(within, request, caseId, settled.file) })
      const settle = async (within: Act, filled: CaseFile) => answerSettled(within, await settleGroup(within, filled, group, faults))
      return asks.length > 0 ? { asks, settle } : answerSettled(act, { file, faults }) // What was typed is kept, whatever comes of asking.
    })
    const { faults, body } = 'asks' in saved ? await fillFrom(request, caseId, saved.settle, { aliases: saved.asks }) : saved
    if (faults.length > 0) throw new Refusal('unfit', 'not_understood', {}, faults) // What was right stays kept.
    reply.code(200)
    return body
  })

  server.put('/cases/:id/groups/:group/typing', {
    schema: { params: Case.extend({ group: id }), body: z.strictObject({ typed: Typed, ...Seen }), summary: 'Keeps what is typed into one group, unchecked, until it is answered' },
  }, (request, reply) => answer(request, reply, 200, async (act) => {
    const { version, at } = await keepTyped(act, request.params.id, request.params.group, request.body)
    return { version, at }
  }))

  server.post('/cases/:id/refill', { schema: { params: Case, summary: 'Asks the sources of the form again' } }, async (request) => {
    return fillFrom(request, request.params.id, (act, file) => answerCase(act, request, request.params.id, file))
  })
}

function signingRoutes(server: Server): void {
  server.post('/cases/:id/confirmation', { schema: { params: Case, summary: 'Freezes the answers for signing' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => answerCase(act, request, request.params.id, await confirm(act, request.params.id))))
  server.post('/cases/:id/signature', { schema: { params: Case, body: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/, 'services.digest_form') }), summary: 'Signs the confirmed answers; the last signature submits' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => answerCase(act, request, request.params.id, await sign(act, request.params.id, request.body.digest))))
  server.post('/cases/:id/withdrawal', { schema: { params: Case, body: z.strictObject({ reason: text(500) }), summary: 'Withdraws a case that is not decided' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await withdrawCase(act, request.params.id, request.body.reason); return answerCase(act, request, request.params.id) }))
  server.post('/cases/:id/reminders', { schema: { params: Case, summary: 'Asks those who have not signed once more' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await remind(act, request.params.id); return answerCase(act, request, request.params.id) }))
  server.post('/cases/:id/receipt', { schema: { params: Case, summary: 'Receives the kit with one signature' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await receive(act, request.params.id); return answerCase(act, request, request.params.id) }))
}

function entitlementRoutes(server: Server): void {
  server.get('/entitlements', { schema: { summary: 'The rights that are paid to me month by month' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      const rows = await entitlements.entitlementsOf(act.tx, sideOf(act.actor))
      return { items: await Promise.all(rows.map((row) => showEntitlement(act, row.id))), next: null }
    }))
  server.get('/entitlements/:id', { schema: { params: z.strictObject({ id: z.uuid() }), summary: 'One right: months paid and held, and why' } }, (request, reply) => answer(request, reply, 200, (act) => showEntitlement(act, request.params.id)))
  server.post('/entitlements/:id/reviews', { schema: { params: z.strictObject({ id: z.uuid() }), summary: 'Passes the review that is due, by the holder or an officer' } }, (request, reply) => answer(request, reply, 201, (act) => review(act, request.params.id)))
}
