import { z } from 'zod'

import type { ContentKind } from '#kernel/content'
import { currentRelease } from '#kernel/releases'
import { bilingual } from '#kernel/shapes'

const Ground = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  /** What it allows an issuer to do to a certificate. */
  deeds: z.array(z.enum(['suspension', 'resumption', 'revocation'])).min(1),
  title: bilingual,
  /** The law it rests on, as it is written under the deed; none where the officer has to name it. */
  law: bilingual.optional(),
})

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
