import { z } from 'zod'

import { limit } from '#kernel/calendar'
import type { ContentKind, Release } from '#kernel/content'
import { bilingual } from '#kernel/shapes'

/** From 5, very satisfied, to 1, very dissatisfied. */
export const GRADES = [5, 4, 3, 2, 1] as const
export type Grade = (typeof GRADES)[number]

const grade = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)])

const RatingRules = z.strictObject({
  law: bilingual,
  /** The grades that an agency must answer. */
  poor: z.array(grade).min(1),
  answerWithin: limit,
  /** Natural days after the end of a case within which it can be rated. */
  openDays: z.int().positive(),
  /** Shares and grades are shown from so many ratings on. */
  shownFrom: z.int().positive(),
})
export type RatingRules = z.infer<typeof RatingRules>

/** How ratings are taken and answered: `ratings.yaml`. */
export const Ratings: ContentKind<RatingRules> = { name: 'ratings', path: /^(ratings)\.yaml$/, schema: RatingRules }

/** The rules in a release; a place that has none takes no ratings. */
export const ratingRules = (release: Release): RatingRules | null => release.get(Ratings, 'ratings')?.value ?? null

/** What an agency found when it followed a poor rating up. */
export const FINDINGS = ['mended', 'explained'] as const
export type Finding = (typeof FINDINGS)[number]
