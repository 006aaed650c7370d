import type { Actor } from '#kernel/actor'
import type { Language } from '#kernel/language'
import { Refusal } from '#kernel/refusal'

/** The cookie of a signed-in browser. httpOnly, same-site. */
export const SESSION_COOKIE = 'tongban_session'
/** The cookie that remembers the language somebody chose. */
export const LANGUAGE_COOKIE = 'tongban_language'
/** The cookie of somebody who chose the easy mode: larger, fewer choices, read aloud. Its value is then `yes`. */
export const EASY_COOKIE = 'tongban_easy'

/** The cookie of a browser that has come by our styles, with their digest: it is then told where they are instead of what. */
export const STYLES_COOKIE = 'tongban_styles'

/** Who reads, in which language, and by which means he proved who he is. */
export type Reader = { readonly actor: Actor; readonly language: Language; readonly by: 'nothing' | 'cookie' | 'token' }

/**
 * Refuses a write that another site made this browser send (CSRF). Beside the same-site cookie, a write by
 * cookie must come from our own origin: browsers always say so in Origin or Sec-Fetch-Site.
 */
export function refuseForeignWrite(method: string, headers: Readonly<Record<string, string | string[] | undefined>>, own: string): void {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
  const site = headers['sec-fetch-site']
  const origin = headers['origin']
  const fromUs = origin !== undefined ? origin === own : site === 'same-origin' || site === 'none'
  if (!fromUs) throw new Refusal('forbidden', 'kernel.foreign_write')
}
