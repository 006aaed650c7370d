import { z } from 'zod'

import { perform } from '#kernel/act'
import type { Server } from '#kernel/http'
import { page } from '#kernel/shapes'

import { accountFor, statementFor } from './actions.ts'

const Code = z.object({ code: z.string().max(120) })
const Page = page.extend({ after: z.coerce.number().int().min(0).default(0) })

/** What an account holds and what moved it, for readers with the power. */
export function routes(server: Server): void {
  server.get('/:code', { schema: { tags: ['accounts'], summary: 'What an account holds, in fen or its smallest unit', params: Code } }, (request) =>
    perform(request.reader.actor, (act) => accountFor(act, request.params.code)),
  )
  server.get('/:code/lines', { schema: { tags: ['accounts'], summary: 'The lines of an account, oldest first', params: Code, querystring: Page } }, (request) =>
    perform(request.reader.actor, (act) => statementFor(act, request.params.code, request.query)),
  )
}
