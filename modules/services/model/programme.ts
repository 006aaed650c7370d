import { z } from 'zod'

import type { ContentKind } from '#kernel/content'
import { bilingual } from '#kernel/shapes'

import { feel } from './form.ts'

/** A matter that starts from the government's side: whom to find, when to ask, how to take the answer. */
const Programme = z.strictObject({
  title: bilingual,
  matter: z.string(),
  law: bilingual,
  agency: z.strictObject({ role: z.string(), division: z.string() }),
  /** The source that lists the people of a day, with parameters over `asOf`. It must answer `people` with `idNumber`. */
  cohort: z.strictObject({ source: z.string(), parameters: z.record(z.string(), feel), list: z.string(), idNumber: z.string(), mobile: z.string().optional() }),
  invite: z.strictObject({ letter: z.string(), channels: z.array(z.enum(['inbox', 'sms', 'mail'])).min(1) }),
})
export type Programme = z.infer<typeof Programme>
/** Matters that start from the government’s side: `programmes/<id>.yaml`. */
export const Programmes: ContentKind<Programme> = { name: 'programmes', path: /^programmes\/([a-z0-9-]+)\.yaml$/, schema: Programme }

/** A list of things to choose from, with what the rules need to know of each. */
const Catalogue = z.strictObject({
  title: bilingual,
  source: bilingual,
  items: z.array(z.looseObject({ code: z.string(), label: bilingual })).min(1),
})
export type Catalogue = z.infer<typeof Catalogue>
/** Lists to choose from: `catalogues/<id>.yaml`. */
export const Catalogues: ContentKind<Catalogue> = { name: 'catalogues', path: /^catalogues\/([a-z0-9-]+)\.yaml$/, schema: Catalogue }
