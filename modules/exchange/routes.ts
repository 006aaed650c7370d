import { z } from 'zod'

import { now, perform } from '#kernel/act'
import { sideOf, type Actor } from '#kernel/actor'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { id, mayBeText, pageByPlace, text } from '#kernel/shapes'

import { keep, readHealth, sourceOf, sourceStates, troublesOf } from './actions/ask.ts'
import { knownAbout, prepareOwn } from './actions/known.ts'
import { answerObjection, object, readObjection, readObjections, withdrawObjection } from './actions/objections.ts'
import { OBJECTION_KINDS, OBJECTION_OUTCOMES } from './model.ts'
import { gather, show } from './reach.ts'

const Lang = z.strictObject({ lang: z.string().optional() })
const One = z.strictObject({ id: z.uuid() })
const Element = z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/, 'exchange.no_element')

/** Whose affairs these are: the party somebody acts for, else himself. Refuses `identity.sign_in_first`. */
function concerned(actor: Actor): string {
  if (actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  return sideOf(actor)
}

/** What is known about me and whether it is right; looking up what is nobody's secret while typing; how the sources are. */
export function routes(server: Server): void {
  lookupRoutes(server)
  knownRoutes(server)
  objectionRoutes(server)
  operatorRoutes(server)
}

function lookupRoutes(server: Server): void {
  server.get('/lookups/:source', {
    schema: { params: z.strictObject({ source: z.string() }), querystring: Lang.extend({ text: mayBeText(80), division: z.string().max(12).optional() }), summary: 'Looks up an impersonal record, e.g. a standard address' },
  }, async (request) => {
    const definition = sourceOf(currentRelease(), request.params.source)
    if (!definition.lookup) throw new Refusal('absent', 'exchange.no_lookup', { source: request.params.source })
    const { text: typed, division } = request.query
    const found = await show(definition, { [definition.lookup.parameter]: typed, ...(division ? { division } : {}) })
    const { value, label, sample, notes } = definition.lookup
    // Who found nothing is shown something that would be found where he looks.
    const known = found.length > 0 || sample === undefined ? [] : await show(definition, { [definition.lookup.parameter]: sample, ...(division ? { division } : {}) })
    return { items: found.map((record) => ({ value: String(record[value]), label: String(record[label]), notes: notes.filter((note) => record[note.element] === note.is).map((note) => note.label) })), next: null, example: known[0] === undefined ? null : String(known[0][label]) }
  })
}

function knownRoutes(server: Server): void {
  server.get('/known', { schema: { querystring: Lang, summary: 'What is known about me, by which register, how old, how often used' } }, (request, reply) =>
    answer(request, reply, 200, (act) => knownAbout(act, concerned(act.actor))))
  server.post('/known/asking', { schema: { body: z.strictObject({ sources: z.array(id).max(50) }), summary: 'Asks registers about myself now; an empty list asks every one that can be asked' } }, async (request, reply) => {
    const { actor } = request.reader
    const subject = concerned(actor)
    const { asks, round } = await perform(actor, (act) => prepareOwn(act, subject, request.body.sources))
    const answers = await gather(asks, now())
    await perform(actor, (act) => keep(act, currentRelease(), null, round, answers))
    reply.code(201)
    return { items: answers.map(({ source, state }) => ({ source, state })), next: null }
  })
}

function objectionRoutes(server: Server): void {
  server.post('/objections', {
    schema: { body: z.strictObject({ source: id, element: Element, case: id.nullable().default(null), kind: z.enum(OBJECTION_KINDS), proposed: mayBeText(300), words: mayBeText(1000) }), summary: 'Says that a register is wrong about me' },
  }, (request, reply) => answer(request, reply, 201, (act) => object(act, concerned(act.actor), request.body)))
  server.get('/objections', { schema: { querystring: pageByPlace.extend({ lang: z.string().optional(), over: z.stringbool().optional() }), summary: 'My objections; for the data officer of an agency, those to its records; `over`: only those answered or withdrawn, or only the others' } }, (request, reply) =>
    answer(request, reply, 200, (act) => readObjections(act, concerned(act.actor), request.query)))
  server.get('/objections/:id', { schema: { params: One, querystring: Lang, summary: 'One objection, what the register says now, and who used the value' } }, (request, reply) =>
    answer(request, reply, 200, (act) => { concerned(act.actor); return readObjection(act, request.params.id) }))
  server.post('/objections/:id/answer', { schema: { params: One, body: z.strictObject({ outcome: z.enum(OBJECTION_OUTCOMES), words: text(1000) }), summary: 'Answers an objection, once, by the data officer of the agency that keeps the record' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { await answerObjection(act, request.params.id, request.body); return { answered: request.params.id } }))
  server.post('/objections/:id/withdrawal', { schema: { params: One, summary: 'Takes my objection back' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { concerned(act.actor); await withdrawObjection(act, request.params.id); return { withdrawn: request.params.id } }))
}

function operatorRoutes(server: Server): void {
  server.get('/sources', { schema: { querystring: Lang.extend({ hours: z.coerce.number().int().min(1).max(168).default(1) }), summary: 'How each source answered in the last hours; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await sourceStates(act, request.query.hours), next: null })))
  server.get('/sources/:source/troubles', { schema: { params: z.strictObject({ source: z.string().max(80) }), summary: 'What went wrong with a source last; for operators' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await troublesOf(act, request.params.source), next: null })))
  server.get('/health', { schema: { summary: 'How each source has answered in the last hour' } }, (request, reply) => answer(request, reply, 200, async (act) => ({ items: await readHealth(act), next: null })))
}
