import { z } from 'zod'

import type { Act } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { sentence, type Language } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { id, mayBeText, page, text } from '#kernel/shapes'

import { open, print, show, walletOf } from './actions/present.ts'
import { verifyByCode } from './actions/verify.ts'
import { resume, revoke, suspend, type Withdrawal } from './actions/withdraw.ts'
import type { Certificate } from './model/certificate.ts'

const Id = z.object({ id })
const Ground = z.strictObject({ reason: text(500), law: text(300).optional() })
const lang = z.string().optional()

/** The wallet, the check that is open to all, and what agencies do to certificates. */
export function routes(server: Server): void {
  verificationRoutes(server)
  holderRoutes(server)
  issuerRoutes(server)
}

function verificationRoutes(server: Server): void {
  const code = mayBeText(200)
  server.post('/verifications', { schema: { body: z.strictObject({ code }), querystring: z.object({ lang }), summary: 'Checks a certificate by its verification code; open to all' } }, (request, reply) =>
    answer(request, reply, 200, (act) => verified(act, request.body.code, request.reader.language)))

  server.get('/verifications', { schema: { querystring: z.strictObject({ code, lang }), summary: 'The same by a link, as a printed code leads to it' } }, (request, reply) =>
    answer(request, reply.header('cache-control', 'no-store'), 200, (act) => verified(act, request.query.code, request.reader.language)))
}

async function verified(act: Act, code: string, language: Language) {
  const verification = await verifyByCode(act, code)
  return { ...verification, detail: sentence(currentRelease(), language, verification.code) }
}

function holderRoutes(server: Server): void {
  server.get('/', { schema: { querystring: page.extend({ party: id.optional(), lang }), summary: 'My certificates and those of the firms I represent' } }, (request, reply) =>
    answer(request, reply, 200, (act) => {
      if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
      const { limit, after, party } = request.query
      return walletOf(act, party ?? act.actor.behalf ?? act.actor.id, { limit, after })
    }))

  server.get('/:id', { schema: { params: Id, summary: 'One certificate, what was done to it, and who printed it' } }, (request, reply) =>
    answer(request, reply, 200, (act) => open(act, request.params.id)))

  server.post('/:id/prints', { schema: { params: Id, body: z.strictObject({ code: mayBeText(200).optional(), place: id.optional() }), summary: 'Prints it: the holder at a kiosk, or any counter that he shows the code' } }, (request, reply) =>
    answer(request, reply, 201, (act) => print(act, { id: request.params.id, ...request.body })))
}

// A revocation is a thing one creates, not a verb: it has an author, a moment, a reason and a law.
function issuerRoutes(server: Server): void {
  const deeds: readonly [string, string, (act: Act, withdrawal: Withdrawal) => Promise<Certificate>][] = [
    ['revocation', 'Takes a certificate back for good', revoke],
    ['suspension', 'Lets a certificate rest', suspend],
    ['resumption', 'Ends the suspension of a certificate', resume],
  ]
  for (const [name, summary, deed] of deeds) {
    server.post(`/:id/${name}`, { schema: { params: Id, body: Ground, summary } }, (request, reply) =>
      answer(request, reply, 201, async (act) => {
        const { reason, law } = request.body
        const { code: _, ...shown } = await show(act, await deed(act, { id: request.params.id, reason, ...(law === undefined ? {} : { law }) }))
        return shown // The code is the holder's to show.
      }))
  }
}
