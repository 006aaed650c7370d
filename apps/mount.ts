import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import formbody from '@fastify/formbody'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { answerProblem, type Server } from '#kernel/http'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { nearestFile } from '#kernel/releases'
import { EASY_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, STYLES_COOKIE } from '#kernel/session'

import { buildApps, isStale } from './build.ts'
import { partsOf } from './multipart.ts'
import { packedFile, packPage } from './packing.ts'
import type { Portal, Reply, Request } from './portal/portal.tsx'

const YEAR_SECONDS = 365 * 24 * 3600
const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }
/** A form with a file: four megabytes of it, and what goes around it. */
const FORM_BYTES_MAX = 4_200_000
const METHODS = { GET: 'GET', POST: 'POST', PUT: 'PUT' } as const

/** What every page says to the browser about itself: only our own files and these styles, never framed, no address given away. */
const headersWith = (styles: string) => ({
  'content-security-policy': `default-src 'self'; script-src 'self'; style-src 'self' 'sha256-${createHash('sha256').update(styles).digest('base64')}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  // Not no-referrer: then a form of ours would send `Origin: null` and be refused as foreign.
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
})

/**
 * Puts what people see on the server: the portal's pages and `/assets/*`. Builds them first where a source is newer
 * than what was built. Call it once, after the modules' routes and before `listen`; anything at no other path that
 * asks for HTML gets a page that says so. Pages ask the API through `inject`, with their reader's own session.
 */
export async function mountApps(server: Server, ownAddress: () => string = () => port().publicAddress, node: () => string = () => port().node): Promise<void> {
  const apps = import.meta.dirname
  if (isStale(apps)) await buildApps(apps)
  const built = join(apps, '.built')
  const { portal } = (await import(`${join(built, 'portal.js')}?${digest(readFileSync(join(built, 'portal.js')))}`)) as { portal: Portal }
  await server.register(async (part: FastifyInstance) => {
    if (!part.hasContentTypeParser('application/x-www-form-urlencoded')) await part.register(formbody)
    part.addContentTypeParser('multipart/form-data', { parseAs: 'buffer', bodyLimit: FORM_BYTES_MAX }, async (request: FastifyRequest, body: Buffer) => {
      const parts = partsOf(body, request.headers['content-type'] ?? '')
      if (parts === null) throw new Refusal('unfit', 'not_understood')
      return parts
    })
    const files = [...filesOf(join(built, 'islands')), ...themeOf(apps, node())]
    serveAssets(part, '/assets', files)
    serveAssets(part, '/assets/desk', filesOf(join(built, 'desk')))
    const styles = files.filter((file) => file.endsWith('.css')).toSorted((a, b) => (basename(a) < basename(b) ? -1 : 1)).map((file) => readFileSync(file, 'utf8')).join('\n')
    servePages(part, portal, { ownAddress, version: digest(Buffer.concat(files.map((file) => readFileSync(file)))), styles, headers: headersWith(styles) })
  })
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16)

const filesOf = (folder: string): string[] => readdirSync(folder).map((file) => join(folder, file))

/** The theme of this place: the values of all colours, sizes and spaces. */
function themeOf(apps: string, node: string): string[] {
  const theme = nearestFile(join(apps, '../content'), node, 'theme.css')
  return theme === undefined ? [] : [theme]
}

/** Files whose name has a digest in it. */
const NAMED_BY_CONTENT = /-[\w-]{8}\.js$/

function serveAssets(part: FastifyInstance, prefix: string, files: readonly string[]): void {
  for (const path of files) {
    const file = basename(path)
    const bytes = readFileSync(path)
    const etag = `"${digest(bytes)}"`
    const ready = packedFile(bytes)
    part.get(`${prefix}/${file}`, { schema: { hide: true } }, (request, reply) => {
      // Asked for with its digest it never changes; asked for by name alone it is checked each time.
      const cache = (request.query as { v?: string }).v === undefined && !NAMED_BY_CONTENT.test(file) ? 'no-cache' : `public, max-age=${YEAR_SECONDS}, immutable`
      reply.headers({ etag, 'cache-control': cache, 'x-content-type-options': 'nosniff', 'content-type': TYPES[file.split('.').at(-1)!] ?? 'application/octet-stream' })
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const sent = ready(request.headers['accept-encoding'])
      return reply.headers(sent.headers).send(sent.bytes)
    })
  }
}

/** Where this node is reached from outside, the digest of the files that its pages name, the styles in them, and what each page says of itself. */
type Own = { readonly ownAddress: () => string; readonly version: string; readonly styles: string; readonly headers: ReturnType<typeof headersWith> }

function servePages(part: FastifyInstance, portal: Portal, own: Own): void {
  part.setErrorHandler(async (error, request, reply) => {
    if (!wantsPage(request)) return answerProblem(error as FastifyError, request, reply)
    const document = await problemOf(error as FastifyError, request)
    // What keeps this page from its answer may keep the browser from the files too, so it waits for none.
    return send(request, reply, await portal.failure({ ...requestOf(part, request, own), styles: own.styles }, document), own)
  })
  for (const { method, path } of portal.routes) {
    part.route({ method, url: path, schema: { hide: true }, handler: async (request, reply) => send(request, reply, await portal.answer(method, path, requestOf(part, request, own)), own) })
  }
  part.get('/*', { schema: { hide: true } }, async (request) => { throw new Refusal('absent', 'kernel.path_absent', { path: request.url.slice(0, 200) }) })
}

const wantsPage = (request: FastifyRequest): boolean => (request.headers.accept ?? '').includes('text/html')

/** The problem document that the API would answer with, sentences and all; nothing is sent. */
async function problemOf(error: FastifyError | Refusal, request: FastifyRequest) {
  let said: unknown
  const reply = { code: () => reply, header: () => reply, serializer: () => reply, send: (body: unknown) => { said = body; return reply } }
  answerProblem(error, request, reply as unknown as FastifyReply)
  return said as Parameters<Portal['failure']>[1]
}

/** Whether a browser has been here before, and so keeps the files of these styles; another is given the styles with its first page, and waits for no file. */
const hasStyles = (request: FastifyRequest, { version }: Own): boolean => request.cookies[STYLES_COOKIE] === version

function requestOf(part: FastifyInstance, request: FastifyRequest, own: Own): Request {
  const { ownAddress, version } = own
  const publicAddress = ownAddress()
  const language = request.reader?.language ?? 'zh'
  const session = request.cookies[SESSION_COOKIE]
  const cookie = [`${LANGUAGE_COOKIE}=${language}`, ...(session === undefined ? [] : [`${SESSION_COOKIE}=${session}`])].join('; ')
  return {
    language, publicAddress, version, styles: hasStyles(request, own) ? null : own.styles, easy: request.cookies[EASY_COOKIE] === 'yes',
    path: request.url.split('?')[0]!,
    params: request.params as Record<string, string>,
    query: request.query as Record<string, string>,
    body: (request.body ?? {}) as Record<string, string | string[]>,
    from: request.method === 'POST' ? ownPage(request.headers.referer, publicAddress) : undefined,
    fromUs: request.headers['sec-fetch-site'] === 'same-origin',
    async send(method, path, body, key) {
      const headers = { cookie, origin: publicAddress, accept: 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) }
      const answer = await part.inject({ method: METHODS[method], url: path, headers, remoteAddress: request.ip, ...(body === undefined ? {} : { payload: body as object }) })
      return { status: answer.statusCode, text: answer.body }
    },
  }
}

/** The path and query of a page of ours (our referrer policy lets browsers say so), or nothing. */
function ownPage(referer: string | undefined, publicAddress: string): string | undefined {
  if (referer === undefined || !URL.canParse(referer)) return undefined
  const { origin, pathname, search } = new URL(referer)
  return origin === new URL(publicAddress).origin ? pathname + search : undefined
}

function send(request: FastifyRequest, reply: FastifyReply, answer: Reply, own: Own): FastifyReply {
  const language = request.reader?.language ?? 'zh'
  reply.headers(own.headers)
  if ('html' in answer && answer.camera === true) reply.header('permissions-policy', own.headers['permissions-policy'].replace('camera=()', 'camera=(self)'))
  const wish = 'to' in answer ? answer.language : (request.query as { lang?: string }).lang === undefined ? undefined : language
  if (wish !== undefined) reply.setCookie(LANGUAGE_COOKIE, wish, { path: '/', maxAge: YEAR_SECONDS, sameSite: 'lax', httpOnly: true })
  if ('to' in answer && answer.easy !== undefined) reply.setCookie(EASY_COOKIE, answer.easy ? 'yes' : 'no', { path: '/', maxAge: YEAR_SECONDS, sameSite: 'lax', httpOnly: true })
  if ('to' in answer) return reply.redirect(answer.to, 303)
  if ('json' in answer) return reply.send(answer.json)
  if (answer.forget === true) reply.clearCookie(SESSION_COOKIE, { path: '/' })
  const etag = `"${digest(Buffer.from(answer.html))}"`
  reply.header('content-language', language === 'zh' ? 'zh-CN' : 'en').type('text/html; charset=utf-8')
  if (answer.part === true) {
    reply.headers({ etag, 'cache-control': 'no-cache, private' })
    if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  }
  if (answer.part !== true && !hasStyles(request, own)) reply.setCookie(STYLES_COOKIE, own.version, { path: '/', maxAge: YEAR_SECONDS, sameSite: 'lax', httpOnly: true })
  const sent = packPage(answer.html, request.headers['accept-encoding'])
  return reply.code(answer.code).headers(sent.headers).send(sent.bytes)
}
