import { z } from 'zod'

import type { ContentKind } from '#kernel/content'
import { unfit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { bilingual, type Bilingual } from '#kernel/shapes'

import type { Standing } from './certificate.ts'

/** What an issuer does to a certificate of its own after it was issued. */
export const DEEDS = ['suspension', 'resumption', 'revocation'] as const
export type Deed = (typeof DEEDS)[number]

const Ground = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  /** What it allows an issuer to do to a certificate. */
  deeds: z.array(z.enum(DEEDS)).min(1),
  title: bilingual,
  /** The law it rests on, as it is written under the deed. */
  law: bilingual.optional(),
  /** What the officer has to add: the law, the facts in his own words. */
  asks: z.array(z.enum(['law', 'words'])).default([]),
  /** How a certificate stands on which this can be said; any, where nothing is named. */
  standings: z.array(z.enum(['valid', 'not-yet', 'suspended', 'expired'])).min(1).optional(),
}).refine(({ deeds, law, asks }) => !deeds.includes('revocation') || law !== undefined || asks.includes('law'), 'What is taken back is taken back on a law: the ground names it, or asks for it.')

/** A ground on which an issuer suspends, resumes or revokes. */
export type Ground = z.infer<typeof Ground>

/** On which grounds certificates are suspended, resumed and revoked, `withdrawals.yaml`, in the order in which they are offered. */
export const Grounds: ContentKind<Ground[]> = {
  name: 'withdrawals',
  path: /^(withdrawals)\.yaml$/,
  schema: z.array(Ground).refine((grounds) => new Set(grounds.map(({ id }) => id)).size === grounds.length, 'Two grounds have the same id; each has its own.'),
}

/** The grounds of this place. */
export const groundsHere = (): readonly Ground[] => currentRelease().get(Grounds, 'withdrawals')?.value ?? []

/** Why something is done to a certificate: on one of the grounds of this place, in the officer's own words, on which law. */
export type Why = { readonly ground?: string | undefined; readonly reason?: string | undefined; readonly law?: string | undefined }

/** Whoever picks no ground names his own, with the facts and the law. */
const OWN: Pick<Ground, 'title' | 'law' | 'asks'> = { title: { zh: '', en: '' }, asks: ['words', 'law'] }

/**
 * What stands on record of why, as one text in the language of the law: the ground, then the officer's words; the law of the ground, then the one he adds.
 * Refuses as input faults `certificates.no_ground`, `certificates.words_missing`, `certificates.law_missing`.
 */
export function whyOnRecord(deed: Deed, standing: Standing, { ground, reason = '', law = '' }: Why): { readonly reason: string; readonly law: string | null } {
  const picked = ground === undefined ? OWN : groundsHere().find(({ id, deeds, standings }) => id === ground && deeds.includes(deed) && (standings ?? [standing]).some((one) => one === standing))
  if (picked === undefined) throw unfit('/ground', 'certificates.no_ground')
  if (picked.asks.includes('words') && reason.trim() === '') throw unfit('/reason', 'certificates.words_missing')
  if (picked.asks.includes('law') && law.trim() === '') throw unfit('/law', 'certificates.law_missing')
  return { reason: joined('：', picked.title.zh, reason), law: joined('；', picked.law?.zh, law) || null }
}

/** What stands on record, with what the ground says of it in both languages; an officer’s own words stay as he wrote them. */
export function inBoth(ground: string | null, { reason, law }: { readonly reason: string; readonly law: string | null }): Bilingual {
  const found = groundsHere().find(({ id }) => id === ground)
  const zh = law === null ? reason : `${reason}（${law}）`
  if (found === undefined || !reason.startsWith(found.title.zh)) return { zh, en: zh }
  const words = reason.slice(found.title.zh.length).replace(/^：/, '')
  const inEnglish = law !== null && found.law !== undefined ? law.replace(found.law.zh, found.law.en).replace('；', '; ') : law
  return { zh, en: `${joined(': ', found.title.en, words)}${inEnglish === null ? '' : ` (${inEnglish})`}` }
}

const joined = (by: string, ...parts: readonly (string | undefined)[]): string => parts.map((part) => part?.trim()).filter(Boolean).join(by)
