import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto'

/** How a session came about: by the citizen's one-time code, by his word on his phone or on the second screen, or by his identity card seen by the clerk. */
export type Way = 'code' | 'phone' | 'screen' | 'seen'

/** What a clerk looks at in a session. */
export type Element = 'identity' | 'cases' | 'form'

/** Everything that a session lets a clerk look at. */
export const ELEMENTS: readonly Element[] = ['identity', 'cases', 'form']

/** A citizen opposite a clerk, as it stands now. */
export type Session = {
  readonly id: string
  readonly clerk: string
  readonly agency: string
  readonly post: string
  readonly citizen: string
  readonly way: Way
  readonly openedAt: Date
  readonly until: Date
  readonly grant: string
}

/** A session that waits for the citizen's word that it is he. */
export type Ask = Omit<Session, 'openedAt' | 'grant' | 'way'> & { readonly way: 'phone' | 'screen'; readonly screen: string | null; readonly askedAt: Date }

/** The purpose that a grant of a session names. */
export const PURPOSE = 'counter'

/** Long enough for the longest form with questions asked back; who needs longer shows his code again. */
export const SESSION_MINUTES = 30
/** A code is shown, read and typed in less; what was photographed over a shoulder is worth nothing by then. */
export const CODE_SECONDS = 60
/** So long an ask waits for the citizen's word. */
export const ASK_MINUTES = 3
/** So long a screen shows one pairing code. */
export const PAIRING_MINUTES = 10
/** A paired screen stays with its clerk for a working day with its breaks. */
export const PAIRED_HOURS = 10
/** So often a clerk may be wrong about a code or a card within TRIES_MINUTES: a slip or two, no search. At 8 digits and a code alive, finding one by trying takes years. */
export const TRIES_MAX = 6
/** The time within which they count. */
export const TRIES_MINUTES = 10
/** So many screens may wait to be paired at once: more than any hall has counters, and a bound on what strangers can write down. */
export const SCREENS_MAX = 500

const CODE_DIGITS = 8
const PAIRING_DIGITS = 6

const digits = (count: number): string => String(randomInt(10 ** count)).padStart(count, '0')

/** A one-time code: eight digits, so that it can be read out and typed. */
export const newCode = (): string => digits(CODE_DIGITS)

/** The code a screen shows to be paired by. */
export const newPairing = (): string => digits(PAIRING_DIGITS)

/** 256 random bits: the address of a screen, which is its secret. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** An id that says nothing. */
export const newSessionId = (): string => `w_${randomBytes(12).toString('hex')}`

/** The digits of what was typed or scanned. */
export const digitsOf = (typed: string): string => typed.replace(/\D/g, '')

/** The digest under which a short code is kept: without the key of the house nobody learns the code by trying all of them. */
export const codeDigest = (code: string, key: Buffer): string => createHmac('sha256', key).update(`counter code ${code}`).digest('hex')

/** The digest under which the address of a screen is kept. */
export const screenDigest = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** A name as typed, for comparing: without spaces, in one form. */
export const plainName = (name: string): string => name.normalize('NFKC').replace(/[\s·・.]/g, '').toUpperCase()
