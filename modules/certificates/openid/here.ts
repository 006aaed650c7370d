import type { Act } from '#kernel/act'
import { sideOf } from '#kernel/actor'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { agencyOf } from '#modules/parties'

import { kindIn, takeable } from '../actions/credential.ts'
import { holdersFor } from '../actions/holders.ts'
import { show, type Shown } from '../actions/present.ts'
import { offer, see } from '../actions/showing.ts'
import { standing } from '../model/certificate.ts'
import { CertificateKinds } from '../model/kind.ts'
import { Purposes } from '../model/purpose.ts'
import { ofKind } from '../store/records.ts'
import { addAnswer, answerTo, findQuestion, holdQuestion, keepClaims, type Question } from '../store/questions.ts'
import type { Query } from './dcql.ts'
import type { Kept } from './presented.ts'

/** What a holder reads before he answers in his own wallet here: who asks, what for, which fields, and what of his would answer. */
export type Asked = { readonly agency: Bilingual; readonly purpose: Bilingual; readonly kind: Bilingual; readonly fields: readonly Bilingual[]; readonly endsAt: Date; readonly certificates: readonly Shown[] }

/** One certificate of one kind and some of its fields: what our own wallet can answer. */
type Plain = { readonly one: Question<Query>; readonly name: string; readonly kind: string; readonly fields: readonly string[] }

/** What was answered here and is not read yet: the code of a showing, good once and for sixty seconds, and whose certificate it shows. */
export type ShownHere = { readonly showing: string; readonly name: string; readonly issuer: string; readonly kind: string }

/** Whether what is kept for a question was answered in our own wallet. */
export const isShownHere = (kept: object): kept is ShownHere => typeof (kept as Partial<ShownHere>).showing === 'string'

/** What an officer asks the reader for, with what he could show of his own or of those he acts for. Refuses `identity.sign_in_first`, `certificates.question_gone`, `certificates.question_foreign`. */
export async function askedHere(act: Act, question: string): Promise<Asked> {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const { one, kind, fields } = await waiting(act, await findQuestion<Query>(act.tx, question))
  const known = currentRelease().get(CertificateKinds, kind)?.value
  const certificates: Shown[] = []
  for (const holder of await holdersFor(act, sideOf(act.actor))) {
    for (const found of await ofKind(act.tx, holder.id, kind)) if (standing(found, act.at) === 'valid' && fields.every((field) => found.fields[field] !== undefined)) certificates.push(await show(act, found))
  }
  return {
    agency: agencyOf(act, one.agency).name, purpose: currentRelease().get(Purposes, one.purpose)?.value.title ?? { zh: one.purpose, en: one.purpose }, kind: known?.name ?? { zh: kind, en: kind },
    fields: fields.map((field) => known?.fields.find(({ id }) => id === field)?.label ?? { zh: field, en: field }), endsAt: one.endsAt, certificates,
  }
}

/**
 * Answers an officer from our own wallet: shows him the fields he asked for, once and within sixty seconds, or says no. What he then reads stands
 * in the holder's log like any other showing. Refuses as `askedHere` and `offer`, and `certificates.wallet_scope` for a certificate of another kind.
 */
export async function answerHere(act: Act, question: string, certificate: string | null): Promise<{ readonly given: boolean }> {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const { one, name, kind, fields } = await waiting(act, await holdQuestion<Query>(act.tx, question))
  const code = certificate === null ? 'certificates.answer_declined' : 'certificates.answer_good'
  await addAnswer(act.tx, { question, code, place: certificate === null ? 'access_denied' : '', answeredAt: act.at })
  if (certificate !== null) {
    const { type, issuer } = await takeable(act, certificate)
    if (type !== kind) throw new Refusal('unfit', 'certificates.wallet_scope')
    const shown = await offer(act, { id: certificate, fields, purpose: one.purpose, viewer: agencyOf(act, one.agency).name.zh })
    await keepClaims(act.tx, question, { showing: shown.code, name, issuer, kind } satisfies ShownHere, shown.endsAt)
  }
  await act.record({ type: 'certificates.answered', subject: question, case: null, data: { verdict: code } })
  return { given: certificate !== null }
}

/** What the officer sees of it, by the one way in which anything that is shown is seen. Refuses `certificates.show_code_gone` after sixty seconds. */
export async function seenHere(act: Act, { showing, name, issuer, kind }: ShownHere): Promise<{ readonly valid: boolean; readonly code: string; readonly credentials: Readonly<Record<string, readonly Kept[]>> }> {
  const { valid, code, fields, validUntil } = await see(act, { code: showing })
  if (!valid) return { valid, code, credentials: {} }
  return { valid, code: 'certificates.answer_good', credentials: { [name]: [{ issuer, kind, validUntil, holderBound: true, claims: fields.map((field) => ({ path: [field.id], value: field.value })) }] } }
}

/** A question that waits and that our own wallet can answer; others are for wallets of others. */
async function waiting(act: Act, one: Question<Query> | undefined): Promise<Plain> {
  if (one === undefined || one.endsAt <= act.at || (await answerTo(act.tx, one.id)) !== undefined) throw new Refusal('gone', 'certificates.question_gone')
  const [only, ...more] = one.query.credentials
  const paths = (only?.claims ?? []).map(({ path, values }) => (values === undefined && path.length === 1 && typeof path[0] === 'string' ? path[0] : null))
  const kind = only?.meta.vct_values.length === 1 ? kindIn(only.meta.vct_values[0]) : undefined
  if (only === undefined || more.length > 0 || kind === undefined || paths.length === 0 || paths.includes(null) || only.claim_sets !== undefined || one.query.credential_sets !== undefined) throw new Refusal('conflict', 'certificates.question_foreign')
  return { one, name: only.id, kind, fields: paths as string[] }
}
