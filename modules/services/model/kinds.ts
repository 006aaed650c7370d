import type { ContentKind } from '#kernel/content'

import { Bundles } from './bundle.ts'
import { Mappings } from './mapping.ts'
import { Materials } from './material.ts'
import { Matters } from './matter.ts'
import { Catalogues, Programmes } from './programme.ts'
import { Ratings } from './rating.ts'
import { Remedies } from './remedy.ts'
import { Queries, SearchVocabulary } from './search.ts'

/** Everything that a place says about its services, by kind. */
export const KINDS = [Matters, Materials, Mappings, Bundles, Catalogues, Programmes, Ratings, Remedies, SearchVocabulary, Queries] as ContentKind[]
