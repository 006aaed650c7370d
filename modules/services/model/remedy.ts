import { z } from 'zod'

import { addDays, dayOf, limit } from '#kernel/calendar'
import type { ContentKind, Release } from '#kernel/content'
import { bilingual } from '#kernel/shapes'

/** Where a remedy is asked for in this house: natural days from the decision on, and within which time it is answered. */
const Here = z.strictObject({ days: z.int().positive(), answerWithin: limit })

const Remedy = z.strictObject({ id: z.string().regex(/^[a-z-]+$/), title: bilingual, within: bilingual, where: bilingual, law: bilingual, here: Here.optional() })
/** A way to contest a decision. */
export type Remedy = z.infer<typeof Remedy>

/** What somebody can do who does not agree with a decision: `remedies.yaml`. */
export const Remedies: ContentKind<Remedy[]> = { name: 'remedies', path: /^(remedies)\.yaml$/, schema: z.array(Remedy).min(1) }

/** The remedies in a release, in the order of the content. */
export const remediesIn = (release: Release): readonly Remedy[] => release.get(Remedies, 'remedies')?.value ?? []

/** The remedy that is asked for in this house; undefined in a place that has none. */
export const remedyHere = (release: Release): (Remedy & { readonly here: z.infer<typeof Here> }) | undefined =>
  remediesIn(release).flatMap(({ here, ...remedy }) => (here === undefined ? [] : [{ ...remedy, here }]))[0]

/** The last day on which a decision can be contested. */
export const lastDayOf = (decidedAt: Date, days: number): string => addDays(dayOf(decidedAt), days)
