import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { SESSION_COOKIE, type Reader } from '#kernel/session'

import { sessionOf } from '../actions/sessions.ts'
import type { LiveSession } from '../store/sessions.ts'

/** The cookie of a signed-in browser. A token acts as it was made; only the session of a browser can change. Refuses (unsigned) `identity.no_session`. */
export function cookieOf(request: { readonly reader: Reader; readonly cookies: Readonly<Record<string, string | undefined>> }): string {
  const cookie = request.reader.by === 'cookie' ? request.cookies[SESSION_COOKIE] : undefined
  if (cookie === undefined) throw new Refusal('unsigned', 'identity.no_session')
  return cookie
}

/** The session of a cookie. Refuses (unsigned) `identity.session_over`. */
export async function live(act: Act, cookie: string): Promise<LiveSession> {
  const session = await sessionOf(act, cookie)
  if (session === undefined) throw new Refusal('unsigned', 'identity.session_over')
  return session
}
