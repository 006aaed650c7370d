import { z } from 'zod'

import { isSocialCreditCode } from '#kernel/codes/social-credit-code'
import type { ContentKind } from '#kernel/content'
import { currentRelease } from '#kernel/releases'

import { parseCosignerKey } from '../note/cosignature.ts'
import { parseVerifierKey } from '../note/note.ts'

const Log = z.strictObject({
  /** Its verifier key (C2SP signed-note), as its node publishes it at /ledger/verifier-key. */
  key: z.string().refine((key) => parseVerifierKey(key) !== undefined),
  /** The outside system under which its ledger is reached; without it the log is witnessed when it asks, and not read. */
  system: z.string().optional(),
  /** Unified social credit codes of the agencies whose name is looked for in it. */
  follow: z.array(z.string().refine(isSocialCreditCode)).default([]),
})

const Witness = z.strictObject({
  /** Its cosignature key, as its node publishes it at /ledger/witness-key. */
  key: z.string().refine((key) => parseCosignerKey(key) !== undefined),
  system: z.string(),
})

const Form = z.strictObject({ logs: z.array(Log).default([]), witnesses: z.array(Witness).default([]) })

/** Whom this node trusts with keeping logs honest: `witnessing.yaml`, the logs it witnesses or reads, and the witnesses it asks. */
export const Witnessing: ContentKind<z.infer<typeof Form>> = { name: 'witnessing', path: /^(witnessing)\.yaml$/, schema: Form }

/** What is published about other nodes now; nothing where nothing was. */
export const witnessing = (): z.infer<typeof Form> => currentRelease().get(Witnessing, 'witnessing')?.value ?? { logs: [], witnesses: [] }
