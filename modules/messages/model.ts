import { z } from 'zod'

import type { ContentFault, ContentKind, Found } from '#kernel/content'
import type { Language } from '#kernel/language'
import { bilingual, type Bilingual } from '#kernel/shapes'

/** The ways a message can go. */
export const CHANNELS = ['inbox', 'sms', 'mail'] as const
/** One of `CHANNELS`; `mail` is paper post. */
export type Channel = (typeof CHANNELS)[number]

/** What a reply says: yes, no, or neither. */
export type Answer = 'accept' | 'refuse' | 'unclear'

const Letter = z.strictObject({
  title: bilingual,
  text: bilingual,
  replies: z.strictObject({ accept: z.array(z.string().min(1)).min(1), refuse: z.array(z.string().min(1)).min(1) }).optional(),
})
/** A letter with {blanks}; `replies` lists the words that count as yes and as no. */
export type Letter = z.infer<typeof Letter>

/** The letters of a place: `letters/<id>.yaml`. Both languages have the same blanks; no word means both yes and no. */
export const Letters: ContentKind<Letter> = { name: 'letters', path: /^letters\/([a-z][a-z0-9-]*)\.yaml$/, schema: Letter, check: letterFaults }

function letterFaults({ path, value }: Found<Letter>): ContentFault[] {
  const fault = (pointer: string, detail: string): ContentFault => ({ file: path, pointer, code: 'messages.content', detail })
  const inChinese = meanings(value.title.zh + value.text.zh)
  const inEnglish = meanings(value.title.en + value.text.en)
  const faults = inChinese === inEnglish ? [] : [fault('/text', `The Chinese letter has the blanks {${inChinese}}, the English one {${inEnglish}}; they must be the same.`)]
  const { accept = [], refuse = [] } = value.replies ?? {}
  const yes = accept.map(normalised)
  const both = refuse.find((word) => yes.includes(normalised(word)))
  if (both !== undefined) faults.push(fault('/replies', `The word ${both} counts as yes and as no.`))
  const nothing = [...accept, ...refuse].find((word) => normalised(word) === '')
  if (nothing !== undefined) faults.push(fault('/replies', `Of the word ${nothing} nothing is left without courtesies and punctuation; it can never be heard.`))
  return faults
}

const BLANK = /\{([A-Za-z][A-Za-z0-9_]*)\}/g

/** The names of the blanks in a text, each once, sorted. */
export const blanksOf = (text: string): string[] => [...new Set([...text.matchAll(BLANK)].map((match) => match[1]!))].sort()

/** What the blanks of a text stand for: `{titleEn}` is the English `{title}`. */
const meanings = (text: string): string => [...new Set(blanksOf(text).map((name) => name.replace(/(?:En|Zh)$/, '')))].sort().join(', ')

/** What fills the blanks of a letter: a text, or one for each language. */
export type Values = Readonly<Record<string, string | Bilingual>>

/** The first blank of a letter that has no value; undefined where every one has. */
export const missingValue = (letter: Letter, values: Values): string | undefined =>
  blanksOf(letter.title.zh + letter.text.zh + letter.title.en + letter.text.en).find((name) => !Object.hasOwn(values, name))

/** The text with its blanks filled, once: braces inside a value stay as they are. */
export function filled(text: string, values: Values, language: Language): string {
  return text.replaceAll(BLANK, (blank, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    return value === undefined ? blank : typeof value === 'string' ? value : value[language]
  })
}

// In front only quotes, brackets and stops, for "!同意" may mean the opposite; behind any but a question mark, for
// "同意？" asks and does not agree. Pictures are never taken away ("同意👎").
const FRONT = /^[\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'.,;:。、~]+/u
const BACK = /[\p{P}~]+$/u
const THANKS = '多谢|感谢|唔该|[您你]好|thankyouverymuch|thankyou|thanks|thx|please|hello'
const COURTESY_BEFORE = new RegExp(`^(?:谢谢(?:[您你]们|[您你](?!好))?|${THANKS})`, 'u')
const COURTESY_AFTER = new RegExp(`(?:谢谢(?:[您你]们?)?|${THANKS})$`, 'u')

/**
 * What is left of a reply when nothing but form is taken away: full width made half width, capitals small, spaces and
 * invisible characters gone, then punctuation and courtesies at both ends. What stands between words stays, so that
 * "不，同意" does not become "不同意", nor anything that denies an agreement.
 */
export function normalised(text: string): string {
  let left = text.normalize('NFKC').toLowerCase().replaceAll(/[\s\p{Cf}\p{Cc}]/gu, '')
  for (;;) {
    const shorter = trimmed(left).replace(COURTESY_BEFORE, '').replace(COURTESY_AFTER, '')
    if (shorter === left) return left
    left = shorter
  }
}

function trimmed(text: string): string {
  return text.replace(FRONT, '').replace(BACK, (end) => (end.includes('?') ? end : ''))
}

/** What a reply says to a letter: it must be one of the letter's words and nothing else, however it is dressed. */
export function understood(replies: NonNullable<Letter['replies']>, text: string): Answer {
  const said = normalised(text)
  const among = (words: readonly string[]): boolean => said !== '' && words.some((word) => normalised(word) === said)
  return among(replies.accept) ? 'accept' : among(replies.refuse) ? 'refuse' : 'unclear'
}

/** How far a delivery came, worked out from what is known of it. */
export type DeliveryState = 'waiting' | 'sent' | 'delivered' | 'failed'

/** The state of a delivery from its outcomes: what arrived has arrived, whatever else a carrier says. */
export function stateOf(outcomes: readonly string[]): DeliveryState {
  return (['delivered', 'failed', 'sent'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'waiting'
}

/** Whether a link stays on this node: a path of ours, not an address elsewhere dressed up as one. */
export const isOwnPath = (link: string): boolean => /^\/[^/\\\s][^\\\s]*$|^\/$/.test(link)
