import { z } from 'zod'

import { text } from '#kernel/shapes'

/** The lamp of a clock: green, yellow from 60 % of its time, red when it is over. */
export const Lamp = z.enum(['green', 'yellow', 'red'])
export type Lamp = z.infer<typeof Lamp>

/** In whose hands: mine, nobody's, a colleague's, or any. */
export const Whose = z.enum(['all', 'mine', 'free', 'others'])
export type Whose = z.infer<typeof Whose>

/** One thing to be mended: at which field (and which record of a list, from 0, and which of its fields), what is wrong there, and how to mend it. */
export const Fix = z.strictObject({ field: z.string().min(1).max(60), position: z.int().min(0).max(999).optional(), leaf: z.string().max(60).optional(), wrong: text(300), mend: text(300) })
export type Fix = z.infer<typeof Fix>

/** The same while it is being written: nothing need be there yet. */
export const FixDraft = z.strictObject({ field: z.string().max(60), position: z.int().min(0).max(999).optional(), leaf: z.string().max(60).optional(), wrong: z.string().max(300), mend: z.string().max(300) })
