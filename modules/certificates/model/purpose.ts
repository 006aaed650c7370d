import { z } from 'zod'

import type { ContentKind } from '#kernel/content'
import { bilingual } from '#kernel/shapes'

const Purpose = z.strictObject({
  title: bilingual,
  /** For how many days whoever was shown something for this may rely on it and keep it. */
  keep_days: z.int().min(1).max(3650),
})

/** What a certificate is shown for. */
export type Purpose = z.infer<typeof Purpose>

/** What certificates are shown for, `showings/<id>.yaml`; a holder picks one. */
export const Purposes: ContentKind<Purpose> = { name: 'showings', path: /^showings\/([a-z][a-z-]*)\.yaml$/, schema: Purpose }
