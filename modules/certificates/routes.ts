import { z } from 'zod'

import { now, perform, type Act } from '#kernel/act'
import { sideOf } from '#kernel/actor'
import { answer, type Server } from '#kernel/http'
import { sentence, sentences, type Language } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { id, mayBeText, page, text, type Bilingual } from '#kernel/shapes'
import { tries } from '#kernel/tries'
import { verify } from '#modules/ledger'

import { credentialOf, issuerMetadata } from './actions/credential.ts'
import { documentOf } from './actions/document.ts'
import { verifyInHand } from './actions/in-hand.ts'
import { issuedHere, seenInOwnName, stateOf } from './actions/keeping.ts'
import { kindOf, kindsThat } from './actions/kinds.ts'
import { holdersOf, open, print, walletOf } from './actions/present.ts'
import { offer, purposes, see, showingOf } from './actions/showing.ts'
import { statusListToken, STATUS_TTL_S } from './actions/status.ts'
import { trustList } from './actions/trust.ts'
import { looksLikeIdentifier, verifyByCode, verifyByIdentifier } from './actions/verify.ts'
import { resume, revoke, suspend, type Withdrawal } from './actions/withdraw.ts'
import type { Certificate } from './model/certificate.ts'
import { groundsHere } from './model/ground.ts'
import { openidRoutes, wellKnown } from './openid/routes.ts'
import { PDF_MAX } from './pdf/verify.ts'
import { LENGTH_MAX } from './sdjwt/form.ts'
import { verifySdJwt } from './sdjwt/verify.ts'

const Id = z.object({ id })
const Why = z.strictObject({ ground: id.optional(), reason: text(500).optional(), law: text(300).optional() })
const lang = z.string().optional()
const code = mayBeText(200)
const NAME_MAX = 60
/** An identifier with the longest number has 102 characters. */
const SOUGHT_MAX = 120
const FIELDS_MAX = 60

/** The wallet, the check that is open to all, and what agencies do to certificates. */
export function routes(server: Server): void {
  verificationRoutes(server)
  kindRoutes(server)
  holderRoutes(server)
  openidRoutes(server)
  issuerRoutes(server)
}

const LISTS_MAX = 1_000_000
const LONG_MAX = 2 * LENGTH_MAX
const Key = z.record(z.string().max(40), z.unknown())

const DOCUMENTS = ['application/pdf', 'text/plain', 'application/octet-stream']
const Document = z.strictObject({ document: z.string().min(1).max(PDF_MAX * 2), encoding: z.enum(['utf8', 'base64']).default('utf8') })

/**
 * Checks what strangers signed, by the key they say: nothing of ours is asked, and nothing is kept. A document that is not good is an answer
 * (`valid: false`, a code, a sentence), not an error.
 */
export function doors(server: Server): void {
  wellKnown(server)
  const bodyLimit = LONG_MAX + 20_000
  server.get('/status-lists/:list', { schema: { params: z.strictObject({ list: z.coerce.number().int().min(0).max(LISTS_MAX) }), summary: 'How certificates stand, as a signed Status List Token' } }, async (request, reply) => {
    const token = await perform(request.reader.actor, (act) => statusListToken(act, request.params.list))
    return reply.type('application/statuslist+jwt').header('cache-control', `public, max-age=${STATUS_TTL_S}`).header('access-control-allow-origin', '*').send(token)
  })
  server.get('/.well-known/jwt-vc-issuer/issuers/:agency', { schema: { params: z.strictObject({ agency: id }), summary: 'The keys an agency signs credentials with (SD-JWT VC)' } }, async (request, reply) => {
    const metadata = await perform(request.reader.actor, (act) => issuerMetadata(act, request.params.agency))
    return reply.header('access-control-allow-origin', '*').send(metadata)
  })
  server.get('/trust', { schema: { summary: 'What checks our certificates without us: the public keys of the agencies and the log, and the authority’s certificate' } }, async (request, reply) =>
    reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=60').send(await perform(request.reader.actor, trustList)))
  // Bytes are read here and nowhere else.
  void server.register(async (part) => {
    part.addContentTypeParser(DOCUMENTS, { parseAs: 'buffer', bodyLimit: PDF_MAX }, (_, body, done) => done(null, body))
    const here = part as unknown as Server
    here.post('/verify/document', { bodyLimit: 2 * PDF_MAX, schema: { consumes: ['application/json', ...DOCUMENTS], querystring: z.object({ lang }), summary: 'Checks a document in hand: the file of a certificate, the text of its printed code, or a credential; open to all' } }, (request, reply) =>
      answer(request, reply, 200, (act) => checkedInHand(act, request.ip, documentSent(request.body), request.reader.language)))
  })
  server.post('/verify/jws', { bodyLimit, schema: { body: z.strictObject({ jws: z.string().max(LONG_MAX), jwk: Key }), querystring: z.object({ lang }), summary: 'Checks a compact JWS with a public key (RFC 7515)' } }, async (request) => {
    const verdict = await verify(request.body.jws, request.body.jwk)
    return verdict.valid ? { valid: true, payload: verdict.payload.toString('utf8'), header: verdict.header } : { ...verdict, detail: sentence(currentRelease(), request.reader.language, verdict.code) }
  })
  server.post('/verify/sd-jwt', {
    bodyLimit,
    schema: { body: z.strictObject({ sdjwt: z.string().max(LONG_MAX), issuerJwk: Key, at: z.iso.datetime({ offset: true }).optional(), nonce: z.string().max(400).optional(), audience: z.string().max(400).optional() }), querystring: z.object({ lang }), summary: 'Checks an SD-JWT, with key binding where there is one, with its issuer’s public key (RFC 9901)' },
  }, async (request) => {
    const { sdjwt, issuerJwk, at, nonce, audience } = request.body
    const verdict = await verifySdJwt(sdjwt, { key: issuerJwk, at: at === undefined ? now() : new Date(at), nonce, audience })
    return { ...verdict, detail: sentence(currentRelease(), request.reader.language, verdict.code, verdict.valid ? {} : { at: verdict.at }) }
  })
}

// A person mistypes a few codes; twenty a minute is a program. Everybody together may be wrong six hundred times a minute
// before digits are guessed at a rate that could hit one of ten thousand codes of that minute within a day.
const wrong = tries({ each: 20, all: 600, windowMs: 60_000 })

function verificationRoutes(server: Server): void {
  server.post('/verifications', { schema: { body: z.strictObject({ code }), querystring: z.object({ lang }), summary: 'Checks a certificate by its verification code or its identifier; open to all' } }, (request, reply) =>
    answer(request, reply, 200, (act) => verified(act, request.ip, request.body.code, request.reader.language)))

  server.get('/verifications', { schema: { querystring: z.strictObject({ code, lang }), summary: 'The same by a link, as a printed code leads to it' } }, (request, reply) =>
    answer(request, reply.header('cache-control', 'no-store'), 200, (act) => verified(act, request.ip, request.query.code, request.reader.language)))

  server.post('/sightings', { schema: { body: z.strictObject({ code, name: mayBeText(NAME_MAX).optional() }), querystring: z.object({ lang }), summary: 'Uses a one-time code that a holder shows: gives what he lets be seen, and writes down who looked' } }, (request, reply) =>
    answer(request, reply, 201, (act) => guarded(act, request.ip, async () => {
      const copy = await see(act, request.body)
      return { ...copy, ...inWords(copy, request.reader.language) }
    })))
}

async function verified(act: Act, address: string, typed: string, language: Language) {
  const verification = await guarded(act, address, () => (looksLikeIdentifier(typed) ? verifyByIdentifier(act, typed) : verifyByCode(act, typed)))
  if (verification.standing === null) wrong.count(address, act.at)
  return { ...verification, ...inWords(verification, language) }
}

/** The bytes of a document, sent as they are or within JSON. Refuses `not_understood`. */
function documentSent(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body
  const read = Document.safeParse(body)
  if (!read.success) throw new Refusal('unfit', 'not_understood')
  return Buffer.from(read.data.document, read.data.encoding)
}

async function checkedInHand(act: Act, address: string, document: Buffer, language: Language) {
  const verdict = await guarded(act, address, () => verifyInHand(act, document))
  if (verdict.standing === null) wrong.count(address, act.at)
  return { ...verdict, ...inWords(verdict, language) }
}

/** Refuses whoever tried wrongly too often (`certificates.too_many_tries`), and counts a code that is good for nothing. */
async function guarded<T>(act: Act, address: string, deed: () => Promise<T>): Promise<T> {
  if (wrong.exhausted(address, act.at)) throw new Refusal('busy', 'certificates.too_many_tries')
  // Only counted; the refusal goes on to the one who asked.
  try {
    return await deed()
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'gone') wrong.count(address, act.at)
    throw error
  }
}

/** The catalogue of kinds is for everybody. */
function kindRoutes(server: Server): void {
  server.get('/kinds', { schema: { querystring: page.extend({ text: mayBeText(100).optional(), holder: z.enum(['person', 'firm']).optional(), lang }), summary: 'The catalogue of certificate kinds with their metadata (GB/T 36902), fields, layout and specimen; open to all' } }, async (request) => kindsThat(request.query))
  server.get('/kinds/:kind', { schema: { params: z.strictObject({ kind: id }), querystring: z.strictObject({ lang }), summary: 'One certificate kind; open to all' } }, async (request) => kindOf(request.params.kind))
}

/** The verdict in a sentence, in the reader's language and in both: whoever checks a stranger's paper may not read his. */
function inWords(verification: { readonly code: string }, language: Language): { detail: string; reason: Bilingual } {
  const reason = sentences(currentRelease(), verification.code)
  return { detail: reason[language], reason }
}

function holderRoutes(server: Server): void {
  server.get('/', { schema: { querystring: page.extend({ party: id.optional(), lang }), summary: 'My certificates, those of my wards, and of the firms and people I act for' } }, (request, reply) =>
    answer(request, reply, 200, (act) => walletOf(act, request.query.party ?? self(act), { limit: request.query.limit, after: request.query.after })))

  server.get('/holders', { schema: { querystring: z.object({ lang }), summary: 'Whose certificates are in my wallet, and on which ground' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await holdersOf(act, self(act)), next: null })))

  server.get('/purposes', { schema: { querystring: z.object({ lang }), summary: 'What a certificate can be shown for' } }, (request, reply) =>
    answer(request, reply, 200, async () => ({ items: purposes(), next: null })))

  server.get('/:id', { schema: { params: Id, summary: 'One certificate, what was done to it, to whom it was shown, and who printed it' } }, (request, reply) =>
    answer(request, reply, 200, (act) => open(act, request.params.id)))

  server.post('/:id/showings', { schema: { params: Id, body: z.strictObject({ fields: z.array(z.string().max(40)).max(FIELDS_MAX), purpose: id, viewer: text(NAME_MAX).optional() }), summary: 'Makes a one-time code: what may be seen, for what, for whom; good once, for sixty seconds' } }, (request, reply) =>
    answer(request, reply.header('cache-control', 'no-store'), 201, (act) => offer(act, { id: request.params.id, ...request.body })))

  server.get('/:id/showings/:showing', { schema: { params: Id.extend({ showing: z.uuid() }), summary: 'Whether a one-time code waits, was used and by whom, or is over' } }, (request, reply) =>
    answer(request, reply, 200, (act) => showingOf(act, request.params)))

  server.post('/:id/credential', { schema: { params: Id, body: z.strictObject({ jwk: Key.optional() }), summary: 'The certificate as an SD-JWT credential for the holder to keep, bound to the key of his wallet where he gives one' } }, (request, reply) =>
    answer(request, reply.header('cache-control', 'no-store'), 201, async (act) => ({ credential: await credentialOf(act, { id: request.params.id, holderKey: request.body.jwk }) })))

  server.post('/:id/file', { schema: { params: Id, summary: 'Makes the signed file of a certificate (PDF/A-3, PAdES B-LTA), once' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => { const { digest, bytes } = await documentOf(act, request.params.id); return { digest, size: bytes.length } }))
  server.get('/:id/file', { schema: { params: Id, summary: 'The signed file of a certificate' } }, async (request, reply) => {
    const { bytes, certificate } = await perform(request.reader.actor, (act) => documentOf(act, request.params.id))
    return reply.type('application/pdf').header('cache-control', 'private, no-store').header('content-disposition', `attachment; filename="${certificate}.pdf"`).send(bytes)
  })

  server.post('/:id/prints', { schema: { params: Id, body: z.strictObject({ code: mayBeText(200).optional(), place: id.optional() }), summary: 'Prints it: the holder at a kiosk, or any counter that he shows the code' } }, (request, reply) =>
    answer(request, reply, 201, (act) => print(act, { id: request.params.id, ...request.body })))
}

/** Whom the reader acts for, or himself. Refuses `identity.sign_in_first`, `kernel.mandate_narrow`. */
function self(act: Act): string {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  return sideOf(act.actor)
}

// A revocation is a thing one creates, not a verb: it has an author, a moment, a reason and a law.
function issuerRoutes(server: Server): void {
  // Sent as a body: a number of somebody’s must not stand in addresses and their logs.
  server.post('/issued', { schema: { body: z.strictObject({ of: text(SOUGHT_MAX) }), querystring: z.object({ lang }), summary: 'What the reader’s agency issued under a code, an identifier or a number, or to the holder of one' } }, (request, reply) =>
    answer(request, reply.header('cache-control', 'no-store'), 200, (act) => issuedHere(act, request.body.of)))
  server.get('/grounds', { schema: { querystring: z.object({ lang }), summary: 'On which grounds certificates are suspended, resumed and revoked' } }, (request, reply) =>
    answer(request, reply, 200, async () => ({ items: groundsHere(), next: null })))
  server.get('/in-own-name', { schema: { querystring: z.object({ lang }), summary: 'What other logs hold in the name of the reader’s agency' } }, (request, reply) =>
    answer(request, reply, 200, seenInOwnName))
  const deeds: readonly [string, string, (act: Act, withdrawal: Withdrawal) => Promise<Certificate>][] = [
    ['revocation', 'Takes a certificate back for good', revoke],
    ['suspension', 'Lets a certificate rest', suspend],
    ['resumption', 'Ends the suspension of a certificate', resume],
  ]
  for (const [name, summary, deed] of deeds) {
    server.post(`/:id/${name}`, { schema: { params: Id, body: Why, summary } }, (request, reply) =>
      answer(request, reply, 201, async (act) => {
        return stateOf(act, await deed(act, { id: request.params.id, ...request.body })) // What stands on it is read by opening it, which its holder learns of.
      }))
  }
}
