import { compactDecrypt, importJWK } from 'jose'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'

import { jsonOf, LENGTH_MAX } from '../sdjwt/form.ts'
import { addAnswer, answerTo, holdQuestion, keepClaims, type Question } from '../store/questions.ts'
import type { Query } from './dcql.ts'
import { isObject, type Json } from './jwt.ts'
import { after } from './names.ts'
import { judged, type Judged } from './presented.ts'
import { clientOf, nonceOf, sealOf } from './question.ts'

/** Whoever asked stands in front of the holder; what he does not read within an hour he does not need. */
const KEPT_SECONDS = 3600

const long = z.string().max(2 * LENGTH_MAX)
/** What a wallet answers (OpenID4VP §8.2, §8.3.1, §8.5). */
export const WalletAnswer = z.looseObject({ vp_token: long.optional(), response: long.optional(), error: z.string().max(200).optional() })
type Answer = z.infer<typeof WalletAnswer>

/**
 * Takes the answer of a wallet, once: judged at once, and of what it disclosed only what was asked is kept, until it is read. The wallet is
 * told only that its answer came (OpenID4VP §8.2). Refuses `certificates.question_gone`, `certificates.openid_request`.
 */
export async function answerQuestion(act: Act, question: string, answer: Answer): Promise<object> {
  const one = await holdQuestion<Query>(act.tx, question)
  if (one === undefined || one.endsAt <= act.at || (await answerTo(act.tx, question)) !== undefined) throw new Refusal('gone', 'certificates.question_gone')
  if (answer.vp_token === undefined && answer.response === undefined && answer.error === undefined) throw new Refusal('unfit', 'certificates.openid_request')
  const verdict = await judgedAnswer(act, one, answer)
  await addAnswer(act.tx, { question, code: verdict.code, place: verdict.valid ? '' : verdict.place, answeredAt: act.at })
  if (verdict.valid) await keepClaims(act.tx, question, verdict.credentials, after(act.at, KEPT_SECONDS))
  await act.record({ type: 'certificates.answered', subject: question, case: null, data: { verdict: verdict.code } })
  return {}
}

/** What is sealed is opened first; what should have been and is not is not looked at. A wallet that says no may say so openly (OpenID4VP §8.3.1). */
async function judgedAnswer(act: Act, one: Question<Query>, answer: Answer): Promise<Judged> {
  const no = (code: string, place: string): Judged => ({ valid: false, code, place })
  if (answer.error !== undefined) return no('certificates.answer_declined', answer.error.slice(0, 80))
  const said = one.mode === 'direct_post.jwt' ? (answer.response === undefined ? null : await unsealed(one, answer.response)) : { vp_token: answer.vp_token === undefined ? undefined : jsonOf(Buffer.from(answer.vp_token)) }
  if (said === null) return no('certificates.answer_sealed', 'response')
  if (typeof said['error'] === 'string') return no('certificates.answer_declined', said['error'].slice(0, 80))
  return judged(act, said['vp_token'], { query: one.query, nonce: nonceOf(one), audience: clientOf(one) })
}

/** What was sealed for this question (RFC 7516, ECDH-ES), and for no other; null where it was not. Nothing is unpacked: compressed answers are not taken. */
async function unsealed(one: Question<Query>, text: string): Promise<Json | null> {
  const key = await importJWK(sealOf(one), 'ECDH-ES')
  // What cannot be opened is an answer here, not a fault.
  try {
    const { plaintext } = await compactDecrypt(text, key, { keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A128GCM', 'A256GCM'], maxDecompressedLength: 0 })
    const said = jsonOf(plaintext)
    return isObject(said) ? said : null
  } catch {
    return null
  }
}
