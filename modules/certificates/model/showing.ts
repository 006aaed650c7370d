import { randomInt } from 'node:crypto'

/** How long a one-time code lasts. Long enough to hold up a telephone and read out ten digits, too short to pass on. */
export const SHOWING_SECONDS = 60

/** A holder's word that one certificate may be seen once. */
export type Showing = {
  readonly id: string
  readonly certificate: string
  readonly fields: readonly string[]
  readonly purpose: string
  readonly viewer: string | null
  readonly shownBy: string
  readonly shownAt: Date
  readonly endsAt: Date
  readonly consent: string
}

/** That a showing was used: when, and by whom. A visitor only says a name, which nobody has checked. */
export type Sighting = { readonly showing: string; readonly seenAt: Date; readonly seenBy: string; readonly agency: string | null; readonly viewerName: string; readonly keepUntil: string; readonly use: string }

/** `waiting` for somebody to look, `used` by somebody, or `over` because nobody did in time. */
export type ShowingState = 'waiting' | 'used' | 'over'

/** Where a showing stands at a moment. */
export const stateOf = (showing: Pick<Showing, 'endsAt'>, sighting: Sighting | null, at: Date): ShowingState => (sighting !== null ? 'used' : at < showing.endsAt ? 'waiting' : 'over')

/** The last moment of a code that is made now. */
export const endOf = (at: Date): Date => new Date(at.getTime() + SHOWING_SECONDS * 1000)

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz'
const LONG = 24

/**
 * A new one-time code: 134 random bits for a camera, and ten digits to read out. The digits are guessed once in ten
 * thousand million tries; they last a minute, and few wrong tries are allowed.
 */
export const newShowCode = (): { readonly long: string; readonly digits: string } => ({
  long: Array.from({ length: LONG }, () => LETTERS.charAt(randomInt(LETTERS.length))).join(''),
  digits: Array.from({ length: 10 }, () => randomInt(10)).join(''),
})

/** The one-time code that somebody meant: its long form or its digits, however grouped. Undefined where it can be neither. */
export function showCodeMeant(typed: string): { readonly kind: 'long' | 'digits'; readonly code: string } | undefined {
  const bare = typed.normalize('NFKC').replace(/[\s\p{Pd}]/gu, '')
  if (/^[A-Za-z]{24}$/.test(bare)) return { kind: 'long', code: bare }
  return /^\d{10}$/.test(bare) ? { kind: 'digits', code: bare } : undefined
}

/** In the use log the one who looked is known by the code he held. */
export const bearerOf = (showing: string): string => `bearer:${showing}`
