import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

import { answerProblem } from '#kernel/http'
import { sentence } from '#kernel/language'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'

import { ALGORITHMS } from './names.ts'

/** What the standards call our refusals (RFC 6749 §5.2, RFC 9126 §2.3, RFC 9449 §5 and §7.1, RFC 6750 §3.1, OpenID4VCI §8.3.1.2). */
const NAMES: Readonly<Record<string, string>> = {
  not_understood: 'invalid_request',
  'certificates.openid_request': 'invalid_request',
  'certificates.wallet_redirect': 'invalid_request',
  'certificates.transaction_code_missing': 'invalid_request',
  'certificates.wallet_unknown': 'invalid_client',
  'certificates.wallet_scope': 'invalid_scope',
  'certificates.wallet_grant': 'unsupported_grant_type',
  'certificates.wallet_code_gone': 'invalid_grant',
  'certificates.transaction_code_wrong': 'invalid_grant',
  'certificates.wallet_verifier': 'invalid_grant',
  'certificates.openid_dpop': 'invalid_dpop_proof',
  'certificates.wallet_token': 'invalid_token',
  'certificates.openid_proof': 'invalid_proof',
  'certificates.openid_nonce': 'invalid_nonce',
  'certificates.wallet_kind': 'unknown_credential_configuration',
  'certificates.wallet_other_kind': 'credential_request_denied',
  'certificates.not_takeable': 'credential_request_denied',
  not_permitted: 'credential_request_denied',
}

/** A sentence in what an error may be described with (RFC 6749 §5.2): printable ASCII without quotation marks and backslashes. */
const plain = (text: string): string => text.replaceAll('’', '\'').replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, ' ')

/** Answers a wallet as the standards say; what they have no word for is a problem document as everywhere else. */
export function answerError(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const code = error instanceof Refusal ? error.code : error.statusCode !== undefined && error.statusCode < 500 ? 'not_understood' : ''
  const name = NAMES[code]
  if (name === undefined) return answerProblem(error, request, reply)
  const status = name === 'invalid_token' || name === 'invalid_client' ? 401 : 400
  if (name === 'invalid_token') reply.header('www-authenticate', `DPoP error="invalid_token", algs="${ALGORITHMS.join(' ')}"`)
  return reply.code(status).header('cache-control', 'no-store').type('application/json').send({ error: name, error_description: plain(sentence(currentRelease(), 'en', code)) })
}
