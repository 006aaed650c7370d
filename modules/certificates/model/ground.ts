import { z } from 'zod'

import type { ContentKind } from '#kernel/content'
import { unfit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { bilingual } from '#kernel/shapes'

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
export function whyOnRecord(deed: Deed, { ground, reason = '', law = '' }: Why): { readonly reason: string; readonly law: string | null } {
  const picked = ground === undefined ? OWN : groundsHere().find(({ id, deeds }) => id === ground && deeds.includes(deed))
  if (picked === undefined) throw unfit('/ground', 'certificates.no_ground')
  if (picked.asks.includes('words') && reason.trim() === '') throw unfit('/reason', 'certificates.words_missing')
  if (picked.asks.includes('law') && law.trim() === '') throw unfit('/law', 'certificates.law_missing')
  return { reason: joined('：', picked.title.zh, reason), law: joined('；', picked.law?.zh, law) || null }
}

const joined = (by: string, ...parts: readonly (string | undefined)[]): string => parts.map((part) => part?.trim()).filter(Boolean).join(by)
