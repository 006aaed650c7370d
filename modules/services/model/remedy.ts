import { z } from 'zod'

import type { ContentKind, Release } from '#kernel/content'
import { bilingual } from '#kernel/shapes'

const Remedy = z.strictObject({ id: z.string().regex(/^[a-z-]+$/), title: bilingual, within: bilingual, where: bilingual, law: bilingual })
/** A way to contest a decision. */
export type Remedy = z.infer<typeof Remedy>

/** What somebody can do who does not agree with a decision: `remedies.yaml`. */
export const Remedies: ContentKind<Remedy[]> = { name: 'remedies', path: /^(remedies)\.yaml$/, schema: z.array(Remedy).min(1) }

/** The remedies in a release, in the order of the content. */
export const remediesIn = (release: Release): readonly Remedy[] => release.get(Remedies, 'remedies')?.value ?? []
