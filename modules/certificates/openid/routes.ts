import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'

import { perform } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { sentence } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { id, mayBeText } from '#kernel/shapes'
import { tries } from '#kernel/tries'

import { LENGTH_MAX } from '../sdjwt/form.ts'
import { answerQuestion, WalletAnswer } from './answer.ts'
import { answerWallet, asking } from './consent.ts'
import { credential, CredentialRequest, giverIn } from './credential.ts'
import { answerError } from './error.ts'
import { answerHere, askedHere } from './here.ts'
import { issuerDescription, serverDescription } from './metadata.ts'
import { newNonce } from './nonce.ts'
import { offerBehind, offerToWallet } from './offer.ts'
import { Ask, askWallet, didDocument, questionState, readAnswer, signedQuestion } from './question.ts'
import { PushedRequest, pushRequest } from './request.ts'
import { token, TokenRequest } from './token.ts'

/** Everybody may read these, web wallets too; nothing here is about a person. */
const OPEN = { 'access-control-allow-origin': '*' } as const
const proofIn = (request: FastifyRequest): string | string[] | undefined => request.headers['dpop']

/** Where wallets look first, under the name of the issuer (RFC 8615, OpenID4VCI §12.2.2, RFC 8414 §3.1). */
export function wellKnown(server: Server): void {
  server.get('/.well-known/openid-credential-issuer/certificates', { schema: { summary: 'Every kind of certificate as a credential for wallets (OpenID4VCI 1.0)' } }, (_, reply) => reply.headers(OPEN).send(issuerDescription(currentRelease())))
  server.get('/.well-known/oauth-authorization-server/certificates', { schema: { summary: 'How wallets get leave to take a certificate (RFC 8414)' } }, (_, reply) => reply.headers(OPEN).send(serverDescription(currentRelease())))
  server.get('/issuers/:agency/did.json', { schema: { params: z.strictObject({ agency: id }), summary: 'The keys an agency signs its questions with, under the name by which it asks (did:web)' } }, (request, reply) =>
    answer(request, reply.headers(OPEN), 200, (act) => didDocument(act, request.params.agency)))
}

/** What wallets, their holders, and whoever asks wallets, ask of this node. */
export function openidRoutes(server: Server): void {
  void server.register(async (part: FastifyInstance) => {
    takeForms(part)
    part.setErrorHandler((error, request, reply) => answerError(error as Refusal, request, reply))
    issuerRoutes(part as unknown as Server)
    verifierRoutes(part as unknown as Server)
  })
  holderRoutes(server)
  askedRoutes(server)
  officerRoutes(server)
}

const no = { 'cache-control': 'no-store' } as const

// A request is written down before anybody has signed in. One wallet of one person makes a few; sixty a minute is a program, and
// three thousand of everybody together are more than a province takes certificates along.
const pushed = tries({ each: 60, all: 3000, windowMs: 60_000 })

function issuerRoutes(part: Server): void {
  part.get('/openid/offers/:reference', { schema: { params: z.strictObject({ reference: z.string().max(100) }), summary: 'An offer that a holder made, for the wallet that read its reference (OpenID4VCI 1.0 §4.1.3)' } }, (request, reply) =>
    answer(request, reply.headers({ ...OPEN, ...no }), 200, (act) => offerBehind(act, request.params.reference)))

  part.post('/openid/requests', { schema: { body: PushedRequest, summary: 'What a wallet asks for, before it sends its holder here (RFC 9126)' } }, (request, reply) =>
    answer(request, reply.headers(no), 201, (act) => {
      if (pushed.exhausted(request.ip, act.at)) throw new Refusal('busy', 'certificates.wallet_requests_many')
      pushed.count(request.ip, act.at)
      return pushRequest(act, request.body, proofIn(request))
    }))

  part.post('/openid/token', { schema: { body: TokenRequest, summary: 'A token for a code, bound to a key of the wallet (RFC 6749, RFC 9449)' } }, async (request, reply) => {
    const given = await perform(request.reader.actor, (act) => token(act, request.body, proofIn(request)))
    // Kept, although it is refused: a missed transaction code is counted, and a code used again ends its token.
    if ('refused' in given) throw new Refusal('unfit', given.refused)
    return reply.headers(no).send(given)
  })

  part.post('/openid/nonce', { schema: { summary: 'A nonce for the proof of a key (OpenID4VCI 1.0 §7)' } }, (request, reply) =>
    answer(request, reply.headers({ ...OPEN, ...no }), 200, async (act) => ({ c_nonce: newNonce(act.at) })))

  part.post('/openid/credential', { schema: { body: CredentialRequest, summary: 'The certificate as a credential, bound to a key of the wallet (OpenID4VCI 1.0 §8)' } }, async (request, reply) => {
    const { authorization } = request.headers
    const giver = await perform(request.reader.actor, (act) => giverIn(act, authorization))
    const given = await perform(giver, (act) => credential(act, request.body, { authorization, proof: proofIn(request) }))
    return reply.headers(no).send(given)
  })
}

const Question = z.object({ question: z.uuid() })

function verifierRoutes(part: Server): void {
  part.get('/openid/questions/:question/request', { schema: { params: Question, summary: 'A question as its agency signed it, for the wallet that read its link (OpenID4VP 1.0 §5)' } }, async (request, reply) => {
    const text = await perform(request.reader.actor, (act) => signedQuestion(act, request.params.question))
    return reply.headers({ ...OPEN, ...no }).type('application/oauth-authz-req+jwt').send(text)
  })

  part.post('/openid/questions/:question/answer', { bodyLimit: 2 * LENGTH_MAX + 20_000, schema: { params: Question, body: WalletAnswer, summary: 'The answer of a wallet to a question, once (OpenID4VP 1.0 §8)' } }, (request, reply) =>
    answer(request, reply.headers({ ...OPEN, ...no }), 200, (act) => answerQuestion(act, request.params.question, request.body)))
}

/** The standards send forms. A name that stands twice is refused (RFC 6749 §3.2). */
export function takeForms(part: FastifyInstance): void {
  if (part.hasContentTypeParser('application/x-www-form-urlencoded')) return
  part.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    const said = [...new URLSearchParams(String(body))]
    if (new Set(said.map(([name]) => name)).size < said.length) return done(new Refusal('unfit', 'certificates.openid_request'))
    done(null, Object.fromEntries(said))
  })
}

const Sent = z.object({ client_id: z.string().max(200), request_uri: z.string().max(200) })

function holderRoutes(server: Server): void {
  server.post('/:id/wallet-offers', { schema: { params: z.object({ id }), summary: 'Offers the certificate to a wallet of one’s own, once, for five minutes' } }, (request, reply) =>
    answer(request, reply.headers(no), 201, (act) => offerToWallet(act, request.params.id)))

  server.get('/openid/consents', { schema: { querystring: Sent.extend({ lang: z.string().optional() }), summary: 'What a wallet asks the reader for, and which of his certificates he could give it' } }, (request, reply) =>
    answer(request, reply.headers(no), 200, (act) => asking(act, request.query)))

  server.post('/openid/consents', { schema: { body: z.strictObject({ ...Sent.shape, certificate: mayBeText(80).nullable() }), summary: 'Answers a wallet: with one certificate, or with no; gives the address to go back to' } }, (request, reply) =>
    answer(request, reply.headers(no), 201, (act) => answerWallet(act, request.body)))
}

/** What a person is asked for by an officer, answered in his wallet here. */
function askedRoutes(server: Server): void {
  server.get('/openid/questions/:question/asked', { schema: { params: Question, querystring: z.object({ lang: z.string().optional() }), summary: 'What an officer asks the reader for, and which of his certificates would answer' } }, (request, reply) =>
    answer(request, reply.headers(no), 200, (act) => askedHere(act, request.params.question)))

  server.post('/openid/questions/:question/word', { schema: { params: Question, body: z.strictObject({ certificate: mayBeText(80).nullable() }), summary: 'Answers an officer from the wallet here: shows him what he asked for, once, or says no' } }, (request, reply) =>
    answer(request, reply.headers(no), 201, (act) => answerHere(act, request.params.question, request.body.certificate)))
}

function officerRoutes(server: Server): void {
  server.post('/openid/questions', { schema: { body: Ask, summary: 'Asks whoever holds a wallet for some claims, in DCQL; gives the link to show him' } }, (request, reply) =>
    answer(request, reply.headers(no), 201, (act) => askWallet(act, request.body)))

  server.get('/openid/questions/:question', { schema: { params: Question, querystring: z.object({ lang: z.string().optional() }), summary: 'Whether a question waits, was answered, was read, or is over' } }, (request, reply) =>
    answer(request, reply.headers(no), 200, (act) => questionState(act, request.params.question)))

  server.post('/openid/questions/:question/reading', { schema: { params: Question, querystring: z.object({ lang: z.string().optional() }), summary: 'Hands out what came of a question, once; it is then forgotten here' } }, (request, reply) =>
    answer(request, reply.headers(no), 201, async (act) => {
      const outcome = await readAnswer(act, request.params.question)
      return { ...outcome, detail: sentence(currentRelease(), request.reader.language, outcome.code, { at: outcome.place }) }
    }))
}
