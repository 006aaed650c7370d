import type { Act } from '#kernel/act'
import { currentRelease } from '#kernel/releases'
import { keysOf } from '#modules/ledger'
import { agenciesOf } from '#modules/parties'

import { agencyIn, kindIn } from '../actions/credential.ts'
import { standingListed } from '../actions/status.ts'
import { CertificateKinds } from '../model/kind.ts'
import { LENGTH_MAX, partsOf } from '../sdjwt/form.ts'
import { verifySdJwt } from '../sdjwt/verify.ts'
import { STATUS } from '../statuslist/list.ts'
import { claimsMet, setsMet, type CredentialQuery, type Query, type Told } from './dcql.ts'
import { isObject, saidIn, type Json, type Jwk } from './jwt.ts'

/** What an answer is judged against: the query, and to whom and to which nonce its holder must have answered. */
export type Asked = { readonly query: Query; readonly nonce: string; readonly audience: string }

/** What is kept of one good credential: who issued it, which kind it is, until when, whether its holder proved his key, and what was asked for. */
export type Kept = { readonly issuer: string; readonly kind: string; readonly validUntil: string | null; readonly holderBound: boolean; readonly claims: readonly Told[] }

/** What an answer is worth. `place` says where the fault lies: the query's name, and the words of the standard. */
export type Judged =
  | { readonly valid: true; readonly code: 'certificates.answer_good'; readonly credentials: Readonly<Record<string, readonly Kept[]>> }
  | { readonly valid: false; readonly code: string; readonly place: string }

type Fault = { readonly code: string; readonly place: string }
const PRESENTATIONS_MAX = 20

const no = (code: string, place: string): Judged => ({ valid: false, code, place })

/**
 * Judges a `vp_token` (OpenID4VP §8.6): its form, each presentation by RFC 9901 and by who may issue what, its standing in the published list,
 * and whether everything that was asked for is there. A presentation with a fault counts as none; where something then lacks, the first fault is told.
 */
export async function judged(act: Act, token: unknown, asked: Asked): Promise<Judged> {
  const queries = new Map(asked.query.credentials.map((one) => [one.id, one]))
  if (!isObject(token)) return no('certificates.answer_form', 'vp_token')
  const good: Record<string, Kept[]> = {}
  let first: Fault | undefined
  for (const [id, presentations] of Object.entries(token)) {
    const query = queries.get(id)
    if (query === undefined || !isListOf(presentations, query.multiple ? PRESENTATIONS_MAX : 1)) return no('certificates.answer_form', id.slice(0, 60))
    for (const text of presentations) {
      const one = await presentedOne(act, text, query, asked)
      if ('code' in one) first ??= { code: one.code, place: `${id}: ${one.place}` }
      else (good[id] ??= []).push(one)
    }
  }
  if (setsMet(asked.query, new Set(Object.keys(good)))) return { valid: true, code: 'certificates.answer_good', credentials: good }
  return first === undefined ? no('certificates.answer_lacks', 'vp_token') : no(first.code, first.place)
}

const isListOf = (value: unknown, most: number): value is string[] => Array.isArray(value) && value.length > 0 && value.length <= most && value.every((one) => typeof one === 'string' && one.length <= LENGTH_MAX)

async function presentedOne(act: Act, text: string, query: CredentialQuery, { nonce, audience }: Asked): Promise<Kept | Fault> {
  const parts = partsOf(text)
  const [header, unchecked] = parts === null ? [null, null] : [saidIn(parts.issuerJwt, 0), saidIn(parts.issuerJwt, 1)]
  if (parts === null || header === null || unchecked === null) return { code: 'certificates.sdjwt_form', place: 'sd-jwt' }
  const issuer = await issuerMeant(act, header, unchecked)
  if (issuer === null) return { code: 'certificates.answer_issuer', place: 'iss' }
  const bound = query.require_cryptographic_holder_binding || parts.holderJwt !== null
  const verdict = await verifySdJwt(text, { key: issuer.key, at: act.at, ...(bound ? { nonce, audience } : {}) })
  if (!verdict.valid) return { code: verdict.code, place: verdict.at }
  const { claims, holderBound } = verdict
  if (header['typ'] !== 'dc+sd-jwt' || !query.meta.vct_values.includes(claims['vct'] as string)) return { code: 'certificates.answer_kind', place: 'vct' }
  const standing = await standingOf(act, claims)
  if (standing !== null) return standing
  const told = claimsMet(query, claims)
  if (told === null) return { code: 'certificates.answer_lacks', place: 'claims' }
  return { issuer: issuer.agency, kind: issuer.kind, validUntil: typeof claims['exp'] === 'number' ? new Date(claims['exp'] * 1000).toISOString() : null, holderBound, claims: told }
}

/** The agency that a credential says issued it and the key it names, where the content lets that agency issue this kind; null for everybody else. */
async function issuerMeant(act: Act, { kid }: Json, { iss, vct }: Json): Promise<{ readonly agency: string; readonly kind: string; readonly key: Jwk } | null> {
  const [id, kind] = [agencyIn(iss), kindIn(vct)]
  const role = kind === undefined ? undefined : currentRelease().get(CertificateKinds, kind)?.value.issuerRole
  const agency = agenciesOf(act).find((one) => one.id === id && one.role === role)
  if (agency === undefined || kind === undefined) return null
  const key = (await keysOf(act, `agency:${agency.id}`)).find((one) => one.id === kid)
  return key === undefined ? null : { agency: agency.id, kind, key: key.jwk as Jwk }
}

/** Why a credential is no longer good, by the list in which it stands (Token Status List §8.3); null where it is. One that stands in no list of ours cannot be relied on. */
async function standingOf(act: Act, { status }: Json): Promise<Fault | null> {
  const listed = isObject(status) && isObject(status['status_list']) ? await standingListed(act, status['status_list']) : null
  if (listed === STATUS.valid) return null
  if (listed === STATUS.invalid) return { code: 'certificates.answer_revoked', place: 'status' }
  return listed === STATUS.suspended ? { code: 'certificates.answer_suspended', place: 'status' } : { code: 'certificates.answer_standing', place: 'status' }
}
