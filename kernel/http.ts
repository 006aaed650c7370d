import cookie from '@fastify/cookie'
import swagger from '@fastify/swagger'
import fastify, { type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, type RawReplyDefaultExpression, type RawRequestDefaultExpression, type RawServerDefault } from 'fastify'
import { hasZodFastifySchemaValidationErrors, jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'

import { perform, type Act } from '#kernel/act'
import type { Actor } from '#kernel/actor'
import { faultInValue, partOfPointer } from '#kernel/body'
import { digestOf } from '#kernel/content'
import { json } from '#kernel/database'
import { languageOf, sentence, type Language } from '#kernel/language'
import { log } from '#kernel/log'
import type { Module } from '#kernel/module'
import { port } from '#kernel/ports'
import { Refusal, type InputFault } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { LANGUAGE_COOKIE, refuseForeignWrite, type Reader } from '#kernel/session'
import { visitor } from '#kernel/actor'

export type Server = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>

declare module 'fastify' {
  interface FastifyRequest {
    reader: Reader
  }
}

/** Finds out who sends a request. Refuses (unsigned) where a token or session is not good. */
export type WhoIs = (request: FastifyRequest) => Promise<{ actor: Actor; by: Reader['by'] }>

const BODY_BYTES_MAX = 1_000_000

/** One server for the whole house: each module answers under its own name, in OpenAPI 3.1 at /openapi.json. */
export async function serve(modules: readonly Module[], whoIs: WhoIs): Promise<Server> {
  const server = fastify({ bodyLimit: BODY_BYTES_MAX, trustProxy: false, routerOptions: { maxParamLength: 200 }, forceCloseConnections: true, frameworkErrors: (_, request, reply) => { void answerAbsent(request, reply) } }).withTypeProvider<ZodTypeProvider>()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  await server.register(cookie)
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Tongban', version: '0.1.0', license: { name: 'Apache-2.0' } } },
    transform: jsonSchemaTransform,
  })
  server.decorateRequest('reader', null as unknown as Reader)
  server.addHook('onRequest', async (request) => { request.reader = await readerOf(request, whoIs) })
  server.addHook('preValidation', async (request) => {
    const fault = faultInValue(request.params) ?? faultInValue(request.query) ?? faultInValue(request.body)
    if (fault) throw new Refusal('unfit', 'not_understood', {}, [fault])
  })
  server.setErrorHandler((error, request, reply) => answerProblem(error as FastifyError, request, reply))
  server.setNotFoundHandler(answerAbsent)
  for (const { name, routes } of modules) {
    if (routes) await server.register(async (part) => routes(part as unknown as Server), { prefix: `/${name}` })
  }
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger())
  return server
}

/** Also for addresses that cannot be read at all, which are answered before anybody asked who sends them. */
function answerAbsent(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.reader ??= { actor: visitor, language: languageOf(undefined, request.headers['accept-language']), by: 'nothing' }
  return answerProblem(new Refusal('absent', 'kernel.path_absent', { path: request.url.slice(0, 200) }), request, reply)
}

async function readerOf(request: FastifyRequest, whoIs: WhoIs): Promise<Reader> {
  const query = request.query as { lang?: string }
  const language = languageOf(query.lang ?? request.cookies[LANGUAGE_COOKIE], request.headers['accept-language'])
  request.reader = { actor: visitor, language, by: 'nothing' } // The language must be known to refuse the rest in it.
  const { actor, by } = await whoIs(request)
  if (by === 'cookie') refuseForeignWrite(request.method, request.headers, port().publicAddress)
  return { actor, language, by }
}

/**
 * Performs a deed for the reader of this request and answers with what it gave. With an `Idempotency-Key` header
 * the same write is answered with the same body and done once; the same key on another request is refused.
 * Visitors have no keys: nobody could tell them apart.
 */
export async function answer<T>(request: FastifyRequest, reply: FastifyReply, code: number, deed: (act: Act) => Promise<T>): Promise<T> {
  const key = request.headers['idempotency-key']
  const keyed = typeof key === 'string' && key !== '' && request.method !== 'GET' && request.reader.actor.id !== visitor.id
  const result = await perform(request.reader.actor, (act) => (keyed ? once(act, request, key, code, deed) : deed(act)))
  reply.code(code)
  return result
}

async function once<T>(act: Act, request: FastifyRequest, key: string, code: number, deed: (act: Act) => Promise<T>): Promise<T> {
  const digest = digestOf(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
  const fresh = await act.tx`
    insert into kernel.answers (actor, key, request, answered_at, code)
    values (${act.actor.id}, ${key.slice(0, 200)}, ${digest}, ${act.at}, ${code})
    on conflict do nothing returning key`
  if (fresh.length === 0) {
    const [given] = await act.tx<{ request: string; body: T }>`select request, body from kernel.answers where actor = ${act.actor.id} and key = ${key.slice(0, 200)}`
    if (given!.request !== digest) throw new Refusal('conflict', 'kernel.key_reused')
    return given!.body
  }
  const result = await deed(act)
  await act.tx`update kernel.answers set body = ${json(result ?? null)} where actor = ${act.actor.id} and key = ${key.slice(0, 200)}`
  return result
}

/** Answers an error as a problem document (RFC 9457) in the reader's language. Never a stack. */
export function answerProblem(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = request.reader?.language ?? 'zh'
  const refusal = asRefusal(error)
  if (refusal === undefined) {
    log.error({ method: request.method, url: request.url.split('?')[0], fault: String(error), stack: error.stack }, 'a fault')
    const [status, code] = isUnreached(error) ? [503, 'kernel.down'] as const : [500, 'kernel.fault'] as const
    return send(reply, status, problem(language, status, code, {}, []))
  }
  return send(reply, refusal.status, problem(language, refusal.status, refusal.code, refusal.details, refusal.faults))
}

/** Whether the database was not reached, or ended the connection: SQLSTATE 57P01 to 57P03, what the system says of a socket, or the driver's own words. */
const isUnreached = (error: { readonly code?: string; readonly syscall?: string; readonly message: string }): boolean =>
  error.syscall === 'connect' || /^57P0[1-3]$/.test(error.code ?? '') || /^Connection terminated|^Client has encountered a connection error/.test(error.message)

const send = (reply: FastifyReply, status: number, body: object): FastifyReply =>
  reply.code(status).header('content-type', 'application/problem+json; charset=utf-8').serializer(JSON.stringify).send(body)

function asRefusal(error: FastifyError | Refusal): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new Refusal('unfit', 'not_understood', {}, error.validation.flatMap((fault) => faultsOf(fault)))
  }
  if (error.statusCode === 413) return new Refusal('unfit', 'kernel.too_large', { limit: BODY_BYTES_MAX })
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) return new Refusal('unfit', 'not_understood', {}, [{ pointer: '', code: 'kernel.json' }])
  return undefined
}

type ZodFault = { readonly keyword: string; readonly instancePath: string; readonly message?: string | undefined; readonly params?: unknown }
const KEYS_NAMED_MAX = 20

/** A message of ours is a code; one of zod's own is named by the kind of rule that was broken. Each key that nobody knows is a fault at its own place. */
function faultsOf({ keyword, instancePath, message, params }: ZodFault): InputFault[] {
  const pointer = instancePath.replace(/\/+$/, '')
  if (/^[a-z_]+\.[a-z_.]+$/.test(message ?? '')) return [{ pointer, code: message! }]
  if (keyword !== 'unrecognized_keys') return [{ pointer, code: `kernel.shape_${keyword}` }]
  const { keys, issue } = params as { keys?: string[]; issue?: { keys?: string[] } }
  return (keys ?? issue?.keys ?? []).slice(0, KEYS_NAMED_MAX).map((key) => ({ pointer: `${pointer}/${partOfPointer(key)}`, code: 'kernel.unknown_key', details: { keys: key.slice(0, 60) } }))
}

/** The problem document: sentences from the content in force, the code where a sentence cannot be had. */
export function problem(language: Language, status: number, code: string, details: Refusal['details'], faults: readonly InputFault[]) {
  const release = currentRelease()
  return {
    type: `/problems/${code}`,
    title: sentence(release, language, `kernel.status_${status}`),
    status,
    code,
    detail: sentence(release, language, code, details),
    ...(Object.keys(details).length > 0 ? { details } : {}),
    ...(faults.length > 0 ? { errors: faults.map((fault) => ({ pointer: fault.pointer, code: fault.code, detail: sentence(release, language, fault.code, fault.details) })) } : {}),
  }
}
