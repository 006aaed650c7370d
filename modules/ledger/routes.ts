import { X509Certificate } from 'node:crypto'

import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'

import { now, perform } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { sentence } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { id, text } from '#kernel/shapes'
import { tries } from '#kernel/tries'

import { authorityCertificate, takenBackList, timeStamp } from './actions/authority.ts'
import { key, retireKey } from './actions/keys.ts'
import { publishedCheckpoint } from './actions/cosign.ts'
import { consistencyOf, entryOf, proofOf, tileAt } from './actions/proofs.ts'
import { logVerifier } from './actions/sequence.ts'
import { seenInName } from './actions/monitor.ts'
import { auditNow, stateOfLog } from './actions/watch.ts'
import { addCheckpointOf, seenOfOthers, witnessVerifier } from './actions/witness.ts'
import { ConsistencyClaim, InclusionClaim, verifyProof, type ProofClaim } from './merkle/claim.ts'
import type { PublicKey } from './model.ts'
import { cosignerKey } from './note/cosignature.ts'
import { verifierKey } from './note/note.ts'
import { granted, refused, stampRequestIn } from './pki/stamp.ts'

const Id = z.object({ id })
const Reason = z.strictObject({ reason: text(500) })
const Sizes = z.object({ size1: z.coerce.number().int().min(0), size2: z.coerce.number().int().min(0) })
const Verdict = z.object({ valid: z.boolean(), code: z.string().optional(), detail: z.string().optional() })

/** The public side of the ledger: anyone may fetch, and check without us, what we say about ourselves. */
export function routes(server: Server): void {
  treeRoutes(server)
  proofRoutes(server)
  keyRoutes(server)
  authorityRoutes(server)
  witnessRoutes(server)
  server.get('/state', { schema: { tags: ['ledger'], summary: 'Where the log stands; for operators and auditors' } }, (request, reply) => answer(request, reply, 200, stateOfLog))
  server.post('/audits', { schema: { tags: ['ledger'], summary: 'Recomputes the whole log' } }, (request, reply) => answer(request, reply, 201, auditNow))
}

// C2SP tlog-tiles, "Checkpoints" and "Merkle Tree": text and raw bytes, and full tiles may be kept for ever.
function treeRoutes(server: Server): void {
  server.get('/checkpoint', { schema: { tags: ['ledger'], summary: 'The newest signed checkpoint, with the cosignatures of the witnesses (C2SP tlog-checkpoint, tlog-cosignature)' } }, async (request, reply) => {
    const note = await perform(request.reader.actor, publishedCheckpoint)
    return reply.type('text/plain; charset=utf-8').header('cache-control', 'no-cache').send(note)
  })
  server.get('/verifier-key', { schema: { tags: ['ledger'], summary: 'The key that checks our checkpoints (C2SP signed-note)' } }, async (request, reply) => {
    const verifier = await perform(request.reader.actor, logVerifier)
    return reply.type('text/plain; charset=utf-8').send(`${verifierKey(verifier)}\n`)
  })
  server.get('/tile/*', { schema: { tags: ['ledger'], summary: 'A tile of hashes or a bundle of leaves (C2SP tlog-tiles)', params: z.object({ '*': z.string() }) } }, sendTile)
}

async function sendTile(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { '*': path } = request.params as { '*': string }
  const { bytes } = await perform(request.reader.actor, (act) => tileAt(act, path))
  return reply.type('application/octet-stream').header('cache-control', 'public, max-age=31536000, immutable').send(bytes)
}

const WITNESS_BODY_MAX = 16_384

// C2SP tlog-witness, "add-checkpoint": a text body, whatever type the asker calls it.
function witnessRoutes(server: Server): void {
  server.register(async (part) => {
    part.removeAllContentTypeParsers()
    part.addContentTypeParser('*', { parseAs: 'string', bodyLimit: WITNESS_BODY_MAX }, (_, body, done) => done(null, body))
    part.post('/add-checkpoint', { schema: { tags: ['ledger'], summary: 'Cosigns the checkpoint of another log (C2SP tlog-witness)' } }, async (request, reply) => {
      const { status, type, body } = await perform(request.reader.actor, (act) => addCheckpointOf(act, typeof request.body === 'string' ? request.body : ''))
      return reply.code(status).type(type).send(body)
    })
  })
  server.get('/witness-key', { schema: { tags: ['ledger'], summary: 'The key that checks what this node cosigns (C2SP tlog-cosignature)' } }, async (request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${cosignerKey(await perform(request.reader.actor, witnessVerifier))}\n`))
  server.get('/witnessed', { schema: { tags: ['ledger'], summary: 'What this node has seen of other logs, and where one contradicts itself' } }, (request) => perform(request.reader.actor, seenOfOthers))
  server.get('/in-name', { schema: { tags: ['ledger'], summary: 'What stands in other logs in the name of who is followed; for operators and auditors', querystring: z.object({ issuer: z.string().max(18).optional() }) } }, (request) =>
    perform(request.reader.actor, (act) => seenInName(act, request.query.issuer ?? null)))
}

function proofRoutes(server: Server): void {
  server.get('/entries/:id/proof', { schema: { tags: ['ledger'], summary: 'The proof that an entry is in the tree', params: Id } }, (request) =>
    perform(request.reader.actor, (act) => proofOf(act, request.params.id)),
  )
  server.get('/entries/:id', { schema: { tags: ['ledger'], summary: 'What an entry stands for', params: Id } }, async (request) => {
    const entry = await perform(request.reader.actor, (act) => entryOf(act, request.params.id))
    const hex = (bytes: Buffer) => bytes.toString('hex')
    return { ...entry, digest: hex(entry.digest), salt: hex(entry.salt), commitment: hex(entry.commitment) }
  })
  server.get('/consistency', { schema: { tags: ['ledger'], summary: 'The proof that a later tree begins with an earlier one', querystring: Sizes } }, (request) =>
    perform(request.reader.actor, (act) => consistencyOf(act, request.query)),
  )
  server.post('/verify-inclusion', { schema: { tags: ['ledger'], summary: 'Checks an inclusion proof (RFC 6962 §2.1.1)', body: InclusionClaim, response: { 200: Verdict } } }, (request) => verdictFor(request, request.body))
  server.post('/verify-consistency', { schema: { tags: ['ledger'], summary: 'Checks a consistency proof (RFC 6962 §2.1.2)', body: ConsistencyClaim, response: { 200: Verdict } } }, (request) => verdictFor(request, request.body))
}

function verdictFor(request: FastifyRequest, claim: ProofClaim): z.infer<typeof Verdict> {
  const verdict = verifyProof(claim)
  return verdict.valid ? verdict : { ...verdict, detail: sentence(currentRelease(), request.reader.language, verdict.code) }
}

function keyRoutes(server: Server): void {
  server.get('/keys/:id', { schema: { tags: ['ledger'], summary: 'A public key as JWK (RFC 7517)', params: Id } }, async (request) =>
    jwkOf(await perform(request.reader.actor, (act) => key(act, request.params.id))),
  )
  server.post('/keys/:id/retirement', { schema: { tags: ['ledger'], summary: 'Takes a key out of use', params: Id, body: Reason } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      await retireKey(act, request.params.id, request.body.reason)
      return { id: request.params.id, retiredAt: act.at.toISOString() }
    }),
  )
}

/** Whose key it is stays with us: a person's party id is nobody else's business. */
function jwkOf({ id: kid, algorithm, jwk, retiredAt }: PublicKey) {
  return { ...jwk, kid, alg: algorithm, use: 'sig', ...(retiredAt ? { retiredAt: retiredAt.toISOString() } : {}) }
}

const STAMP_REQUEST = 'application/timestamp-query'
const STAMP_REQUEST_MAX = 2000
/** Each stamp is a signature. Five a second is an archive at work; a hundred a second of everybody together leave the signer to those who decide. */
const stamps = tries({ each: 300, all: 6000, windowMs: 60_000 })

/** What readers of our signed documents check by, and a clock that anybody may ask. */
function authorityRoutes(server: Server): void {
  server.get('/authority.pem', { schema: { tags: ['ledger'], summary: 'The certificate of this house’s authority (RFC 5280), as PEM' } }, async (request, reply) => {
    const certificate = await perform(request.reader.actor, authorityCertificate)
    return reply.type('application/x-pem-file').send(new X509Certificate(certificate).toString())
  })
  server.get('/authority.crl', { schema: { tags: ['ledger'], summary: 'The certificates whose keys sign no more (RFC 5280, section 5)' } }, async (request, reply) =>
    reply.type('application/pkix-crl').header('cache-control', 'public, max-age=60').send(await perform(request.reader.actor, takenBackList)))
  server.addContentTypeParser(STAMP_REQUEST, { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  // Over HTTP as RFC 3161, section 3.4, has it: a request that cannot be served is told so in the answer, whose status is 200. Only who asks too often gets 429.
  server.post('/timestamps', { bodyLimit: STAMP_REQUEST_MAX, schema: { tags: ['ledger'], summary: 'A time stamp over a digest (RFC 3161)', consumes: [STAMP_REQUEST] } }, async (request, reply) => {
    const wish = Buffer.isBuffer(request.body) ? stampRequestIn(request.body) : 'badData'
    const send = (stamp: Buffer): FastifyReply => reply.type('application/timestamp-reply').send(stamp)
    if (typeof wish === 'string') return send(refused(wish))
    if (stamps.exhausted(request.ip, now())) throw new Refusal('busy', 'ledger.too_many_stamps')
    stamps.count(request.ip, now())
    return send(granted(await perform(request.reader.actor, (act) => timeStamp(act, wish))))
  })
}
