import { randomUUID } from 'node:crypto'

import { z } from 'zod'

import type { Act } from '#kernel/act'
import type { Officer } from '#kernel/actor'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { id } from '#kernel/shapes'
import { keysOf, sign } from '#modules/ledger'
import { agencyOf } from '#modules/parties'

import { issuerOf, kindIn } from '../actions/credential.ts'
import { CertificateKinds } from '../model/kind.ts'
import { Purposes } from '../model/purpose.ts'
import { mayAsk, powers } from '../policy.ts'
import { addQuestion, addReading, answerTo, findQuestion, forgetClaims, holdQuestion, takeClaims, type Question, type QuestionAnswer } from '../store/questions.ts'
import { Query } from './dcql.ts'
import { isShownHere, seenHere, type ShownHere } from './here.ts'
import { after, ALGORITHMS, endpoint, secondOf, SIGNED_WITH } from './names.ts'
import type { Kept } from './presented.ts'
import { derived, derivedKey } from './secret.ts'

/** Long enough to take a telephone out, find the wallet and choose what to show. */
const QUESTION_SECONDS = 300

/** What an officer asks: the query, for what, whether the answer comes sealed, and whether the agency signs the question. */
export const Ask = z.strictObject({ query: Query, purpose: id, mode: z.enum(['direct_post', 'direct_post.jwt']).default('direct_post.jwt'), signed: z.boolean().default(true) })

type One = Question<Query>
type Asked = { readonly id: string; readonly link: string; readonly endsAt: Date; readonly seconds: number }

/**
 * Asks whoever holds a wallet for some claims, once, within five minutes (OpenID4VP §5): gives the link for a picture or a button. For officers
 * with the power, in the name of their agency. Refuses `not_permitted`, and as input faults `certificates.query_kind`,
 * `certificates.purpose_unknown`.
 */
export async function askWallet(act: Act, { query, purpose, mode, signed }: z.infer<typeof Ask>): Promise<Asked> {
  const { agency, id: askedBy } = officerIn(act)
  for (const [place, { meta }] of query.credentials.entries()) {
    if (meta.vct_values.some((vct) => currentRelease().get(CertificateKinds, kindIn(vct) ?? '') === undefined)) throw unfit(`/query/credentials/${place}/meta/vct_values`, 'certificates.query_kind')
  }
  if (currentRelease().get(Purposes, purpose) === undefined) throw unfit('/purpose', 'certificates.purpose_unknown')
  const one: One = { id: randomUUID(), agency, askedBy, purpose, query, mode, signed, askedAt: act.at, endsAt: after(act.at, QUESTION_SECONDS) }
  await addQuestion(act.tx, one)
  await forgetClaims(act.tx, act.at)
  await act.record({ type: 'certificates.asked', subject: one.id, case: null, data: { purpose } })
  const asking = signed ? { client_id: clientOf(one), request_uri: endpoint(`questions/${one.id}/request`) } : wholeOf(act, one)
  return { id: one.id, link: `openid4vp://?${new URLSearchParams(asking)}`, endsAt: one.endsAt, seconds: QUESTION_SECONDS }
}

function officerIn(act: Act): Officer {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const { actor } = act
  permit(mayAsk(actor), powers.ask)
  return actor
}

/** An unsigned question goes along whole, its objects as JSON. */
const wholeOf = (act: Act, one: One): Record<string, string> => Object.fromEntries(Object.entries(textOf(act, one)).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))

/** The name of an agency as whoever asks (did:web): where its keys are published. */
const didOf = (agency: string): string => {
  const { host, pathname } = new URL(issuerOf(agency))
  return `did:web:${[host, ...pathname.slice(1).split('/')].map(encodeURIComponent).join(':')}`
}

const answerAddress = ({ id: question }: One): string => endpoint(`questions/${question}/answer`)

/** By what name a wallet is asked, and whom it must answer (OpenID4VP §5.9.3): the agency where it signs, else only the address. */
export const clientOf = (one: One): string => (one.signed ? `decentralized_identifier:${didOf(one.agency)}` : `redirect_uri:${answerAddress(one)}`)

/** What only an answer to this question repeats. */
export const nonceOf = ({ id: question }: One): string => derived('the nonce of a question', question)

/** The key for which an answer is sealed; the public half goes with the question. */
export const sealOf = ({ id: question }: Pick<One, 'id'>): ReturnType<typeof derivedKey> => derivedKey('the seal of a question', question)

function textOf(act: Act, one: One): Record<string, unknown> {
  const { d: _, ...seal } = sealOf(one)
  const { name } = agencyOf(act, one.agency)
  return {
    response_type: 'vp_token', response_mode: one.mode, client_id: clientOf(one), response_uri: answerAddress(one), nonce: nonceOf(one), dcql_query: one.query,
    client_metadata: {
      client_name: name.zh, 'client_name#en': name.en,
      vp_formats_supported: { 'dc+sd-jwt': { 'sd-jwt_alg_values': SIGNED_WITH, 'kb-jwt_alg_values': ALGORITHMS } },
      ...(one.mode === 'direct_post' ? {} : { jwks: { keys: [{ ...seal, kid: one.id, use: 'enc', alg: 'ECDH-ES' }] }, encrypted_response_enc_values_supported: ['A128GCM', 'A256GCM'] }),
    },
  }
}

/** The question as its agency signs it (RFC 9101, OpenID4VP §5.10), while it waits for an answer. Refuses `certificates.question_gone`. */
export async function signedQuestion(act: Act, question: string): Promise<string> {
  const one = await findQuestion<Query>(act.tx, question)
  if (one === undefined || !one.signed || one.endsAt <= act.at || (await answerTo(act.tx, question)) !== undefined) throw new Refusal('gone', 'certificates.question_gone')
  const payload = JSON.stringify({ ...textOf(act, one), aud: 'https://self-issued.me/v2', iat: secondOf(act.at), exp: secondOf(one.endsAt) })
  return (await sign(act, { owner: `agency:${one.agency}`, payload, typ: 'oauth-authz-req+jwt', named: (key) => `${didOf(one.agency)}#${key}` })).jws
}

/** The keys of an agency as a DID document (DID Core §5, did:web). Refuses `parties.agency_absent`. */
export async function didDocument(act: Act, agency: string): Promise<object> {
  agencyOf(act, agency)
  const did = didOf(agency)
  const methods = (await keysOf(act, `agency:${agency}`)).map(({ id: key, jwk }) => ({ id: `${did}#${key}`, type: 'JsonWebKey2020', controller: did, publicKeyJwk: jwk }))
  return { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/suites/jws-2020/v1'], id: did, verificationMethod: methods, assertionMethod: methods.map(({ id: method }) => method), authentication: methods.map(({ id: method }) => method) }
}

type State = 'waiting' | 'answered' | 'read' | 'over'

/** Where a question stands, for the agency that asked it. Refuses `not_permitted`, `certificates.question_absent`. */
export async function questionState(act: Act, question: string): Promise<{ readonly state: State; readonly endsAt: Date }> {
  const one = ownOf(act, await findQuestion<Query>(act.tx, question))
  return { state: stateOf(one, await answerTo(act.tx, question), act.at), endsAt: one.endsAt }
}

const stateOf = ({ endsAt }: One, answer: QuestionAnswer | undefined, at: Date): State => (answer === undefined ? (endsAt <= at ? 'over' : 'waiting') : answer.readAt === null ? 'answered' : 'read')

function ownOf(act: Act, one: One | undefined): One {
  const { agency } = officerIn(act)
  if (one === undefined || one.agency !== agency) throw new Refusal('absent', 'certificates.question_absent')
  return one
}

/** What came of a question: whether the answer was good, why not, and what was disclosed of what was asked. */
export type Outcome = { readonly valid: boolean; readonly code: string; readonly place: string; readonly answeredAt: Date; readonly credentials: Readonly<Record<string, readonly Kept[]>> }

/**
 * Hands out what came of a question, once; what was disclosed is then forgotten here. For the agency that asked. Refuses `not_permitted`,
 * `certificates.question_absent`, `certificates.answer_waiting`, `certificates.question_gone`, `certificates.answer_read`.
 */
export async function readAnswer(act: Act, question: string): Promise<Outcome> {
  const one = ownOf(act, await holdQuestion<Query>(act.tx, question))
  const answer = await answerTo(act.tx, question)
  if (answer === undefined) throw one.endsAt <= act.at ? new Refusal('gone', 'certificates.question_gone') : new Refusal('conflict', 'certificates.answer_waiting')
  if (answer.readAt !== null) throw new Refusal('gone', 'certificates.answer_read')
  const kept = await takeClaims<Outcome['credentials'] | ShownHere>(act.tx, question)
  if (answer.code === 'certificates.answer_good' && kept === undefined) throw new Refusal('gone', 'certificates.question_gone')
  await addReading(act.tx, question, act.actor.id, act.at)
  const { place, answeredAt } = answer
  if (kept !== undefined && isShownHere(kept)) return { ...(await seenHere(act, kept)), place, answeredAt }
  return { valid: kept !== undefined, code: answer.code, place, answeredAt, credentials: kept ?? {} }
}
