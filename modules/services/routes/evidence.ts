import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { perform } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { Refusal } from '#kernel/refusal'
import { id, text } from '#kernel/shapes'

import { lookByDuty } from '../actions/duty.ts'
import { upload, uploadedFile } from '../actions/upload.ts'
import { UPLOAD_BYTES_MAX } from '../model/upload.ts'

const NAME_MAX = 120
/** Base64 is a third longer than what it carries; the rest of the body is the name. */
const BODY_MAX = Math.ceil(UPLOAD_BYTES_MAX * 1.4) + 10_000

/** The routes of what proves something in a case: files that are handed in, and read. */
export function evidenceRoutes(server: Server, answerCase: (act: Act, request: FastifyRequest, id: string) => Promise<unknown>): void {
  server.post('/cases/:id/requirements/:requirement/uploads', {
    bodyLimit: BODY_MAX,
    schema: { params: z.strictObject({ id, requirement: z.string().max(60) }), body: z.strictObject({ name: text(NAME_MAX), content: z.string().max(BODY_MAX) }), summary: 'Hands in a file, in base64, for what nothing else proves' },
  }, (request, reply) => answer(request, reply, 201, async (act) => { await upload(act, request.params.id, request.params.requirement, request.body); return answerCase(act, request, request.params.id) }))

  server.post('/cases/:id/copies', {
    schema: { params: z.strictObject({ id }), body: z.strictObject({ kind: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'kernel.id_form') }), summary: 'Shows an officer what his matter maps of a certificate, in a live case; the holder reads it in his log at once' },
  }, async (request, reply) => {
    const shown = await answer(request, reply.header('cache-control', 'no-store'), 201, (act) => lookByDuty(act, request.params.id, request.body.kind))
    // The alarm is kept; only then he is refused.
    if ('alarmed' in shown) throw new Refusal('forbidden', shown.alarmed)
    return shown
  })

  server.get('/cases/:id/uploads/:upload', { schema: { params: z.strictObject({ id, upload: z.uuid() }), summary: 'A file that was handed in, for who did and for the officers of the case; their look stands in the log' } }, async (request, reply) => {
    const file = await perform(request.reader.actor, (act) => uploadedFile(act, request.params.id, request.params.upload))
    // Whatever somebody handed in runs nothing, and shows nothing but itself.
    return reply.type(file.media).headers({ 'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.name)}`, 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox", 'x-content-type-options': 'nosniff', 'cache-control': 'private, no-store' }).send(file.bytes)
  })
}
