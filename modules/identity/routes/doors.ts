import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { answerProblem, type Server } from '#kernel/http'
import { sentence, type Language } from '#kernel/language'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { EASY_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE } from '#kernel/session'

import { endSession } from '../actions/sessions.ts'
import { localPath, secretText, SIGN_IN_MINUTES } from '../model.ts'
import { beginSignIn, finishSignIn, type Returned } from '../openid/portal.ts'
import { errorPage } from '../pages/ends.ts'
import { PAGE_HEADERS, type Reading } from '../pages/frame.ts'
import { demoDoors } from './demo.ts'
import { interactionDoors } from './interaction.ts'

/** The secret by which a browser proves at the end of a sign-in that it began it. */
const BEGAN_COOKIE = 'tongban_sign_in'
const LANGUAGE_SECONDS = 365 * 24 * 3600

/** Answers at `/sign-in`, `/signed-in`, `/sign-out` and, in a demo, `/demo/*`: where people, not programs, come in and go out. */
export function mountDoors(server: Server): void {
  void server.register(async (part: FastifyInstance) => {
    takeForms(part)
    part.addHook('onRequest', keepLanguage)
    part.setErrorHandler((error, request, reply) => answerFault(error as FastifyError, request, reply))
    part.get('/sign-in', { schema: { hide: true } }, begin)
    part.get('/signed-in', { schema: { hide: true } }, (request, reply) => finish(server, request, reply))
    part.post('/sign-out', { schema: { hide: true } }, signOut)
    interactionDoors(part)
  })
  void server.register(async (part) => demoDoors(part as unknown as Server))
}

/** HTML forms are read at these doors even where the rest of the house takes JSON only. */
function takeForms(part: FastifyInstance): void {
  if (part.hasContentTypeParser('application/x-www-form-urlencoded')) return
  part.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))))
}

/** A language that is chosen on the way in holds for all that comes after, as it does in the portal. */
async function keepLanguage(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { lang } = request.query as { lang?: string }
  if (lang === 'zh' || lang === 'en') reply.setCookie(LANGUAGE_COOKIE, lang, { path: '/', maxAge: LANGUAGE_SECONDS, sameSite: 'lax', httpOnly: true })
}

const cookieOptions = () => ({ httpOnly: true, sameSite: 'lax', secure: port().publicAddress.startsWith('https:'), path: '/' }) as const

async function begin(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { to = '/', here, anew } = request.query as { to?: string; here?: string; anew?: string }
  localPath(String(to))
  // Cookies of another name for this machine (127.0.0.1 for localhost) would be lost on the way back, so we move once.
  if (here === undefined && request.headers.host !== new URL(port().publicAddress).host) {
    return reply.redirect(`${port().publicAddress}/sign-in?${new URLSearchParams({ to: String(to), here: '1', ...(anew === '1' ? { anew } : {}) })}`, 303)
  }
  const browser = request.cookies[BEGAN_COOKIE] ?? secretText()
  const address = await perform(house('identity'), (act) => beginSignIn(act, { to: String(to), browser, language: request.reader.language, anew: anew === '1' }))
  reply.setCookie(BEGAN_COOKIE, browser, { ...cookieOptions(), maxAge: SIGN_IN_MINUTES * 60 })
  return reply.header('cache-control', 'no-store').redirect(address, 303)
}

async function finish(server: Server, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const before = request.cookies[SESSION_COOKIE]
  const { cookie, to } = await finishSignIn(server, request.query as Returned, { browser: request.cookies[BEGAN_COOKIE] ?? '', userAgent: request.headers['user-agent'] })
  if (cookie !== undefined) {
    // Whoever signs in anew leaves no second session behind in the same browser.
    if (before !== undefined) await perform(request.reader.actor, (act) => endSession(act, before, 'signed_in_again'))
    reply.setCookie(SESSION_COOKIE, cookie, cookieOptions())
  }
  return reply.header('cache-control', 'no-store').header('referrer-policy', 'same-origin').redirect(to, 303)
}

async function signOut(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const cookie = request.cookies[SESSION_COOKIE]
  const { to } = (request.body ?? {}) as { to?: string }
  const destination = localPath(String(to ?? '/'))
  if (cookie !== undefined) await perform(request.reader.actor, (act) => endSession(act, cookie, 'signed_out'))
  reply.clearCookie(SESSION_COOKIE, cookieOptions())
  // What pages kept in the browser for him (Clear-Site-Data, W3C) goes with him: the next reader may be somebody else.
  return reply.header('cache-control', 'no-store').header('clear-site-data', '"storage"').redirect(destination, 303)
}

/** A person at a door reads a page; a program reads a problem document. */
function answerFault(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!(error instanceof Refusal) || !/text\/html/.test(request.headers.accept ?? '')) return answerProblem(error, request, reply)
  const reading = readingOf(request)
  const reason = error.faults[0] ?? error
  return sendPage(reply.code(error.status), errorPage(reading, { code: reason.code, detail: sentence(currentRelease(), reading.language, reason.code, reason.details ?? {}) }))
}

/** How a person at a door reads: his language, and whether he chose the easy mode. */
export const readingOf = (request: FastifyRequest, language: Language = request.reader.language): Reading => ({ language, easy: request.cookies[EASY_COOKIE] === 'yes' })

/** Sends a sign-in page. */
export const sendPage = (reply: FastifyReply, page: string): FastifyReply => reply.headers(PAGE_HEADERS).send(page)
