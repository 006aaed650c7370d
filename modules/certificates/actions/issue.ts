import type { Act } from '#kernel/act'
import { composeLicenceIdentifier } from '#kernel/codes/licence-identifier'
import { isSocialCreditCode } from '#kernel/codes/social-credit-code'
import { digestOf } from '#kernel/content'
import { takeDuty } from '#kernel/duties'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { releaseAt } from '#kernel/releases'
import { enterAll, foreseeSigning, sign } from '#modules/ledger'
import { agencyOf, livingParty, newId } from '#modules/parties'

import { nextVersion, numberOf, payloadOf, standing, type Certificate, type Fields, type FieldValue, type Statement } from '../model/certificate.ts'
import { newCode } from '../model/code.ts'
import { digestOfRow } from '../model/evidence.ts'
import { CertificateKinds, faultsOfFields, lastDayOf, type Kind } from '../model/kind.ts'
import { mayIssue } from '../policy.ts'
import * as store from '../store/records.ts'

/** The media type of the payload in the header of the JWS: a signature over something else is no certificate. */
export const TYP = 'tongban-certificate+json'

/** What is to be stated, for whom, by which agency, from which decision. Days are ISO 8601, in Shanghai. */
export type Issue = {
  /** The kind, by its name in content. */
  readonly type: string
  readonly holder: string
  readonly holderName: string
  readonly holderCode: string
  readonly holderCodeType: string
  readonly issuer: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly case: string
  readonly decision: string
  /** Digest of the release under which the case was decided. */
  readonly definition: string
  readonly validFrom: string
  /** The last day; worked out from the kind where it is not given. */
  readonly validUntil?: string
  /** The certificate of the same kind and holder that this one takes the place of, where the house gives the numbers. */
  readonly replaces?: string
}

/**
 * Issues a certificate: signed with the issuer's key, entered in the ledger, with its identifier (GB/T 36904-2018) and a
 * verification code. A number that was issued before gets the next version, which takes the place of the one before.
 * Refuses `not_permitted`, `kernel.second_duty`, `certificates.no_decision`, `certificates.type_absent`, `certificates.wrong_issuer`,
 * `parties.agency_absent`, `parties.absent`, `parties.ended`, `certificates.number_taken`, `certificates.already_…` for what is replaced,
 * and as input faults `certificates.field_…`, `certificates.holder_code`, `certificates.validity_order`, `certificates.replaces_other`.
 */
export async function issue(act: Act, wish: Issue): Promise<Certificate> {
  permit(mayIssue(act.actor, wish.issuer))
  if (wish.case === '' || wish.decision === '') throw new Refusal('unfit', 'certificates.no_decision')
  if (act.actor.kind !== 'house') await takeDuty(act, 'certificates.issue', wish.case)
  const kind = await kindOf(act, wish.definition, wish.type)
  const validUntil = refuseUnfit(kind, wish)
  const issuer = agencyOf(act, wish.issuer)
  if (issuer.role !== kind.issuerRole) throw new Refusal('unfit', 'certificates.wrong_issuer', { issuer: issuer.id, role: kind.issuerRole })
  await livingParty(act, wish.holder)
  const [{ number, version }, statusNumber] = await Promise.all([numberFor(act, wish, kind), store.nextStatusNumber(act.tx), foreseeSigning(act, `agency:${wish.issuer}`, kind.signature)])
  const identifier = composeLicenceIdentifier({ type: kind.code, issuer: issuer.socialCreditCode, serial: number, version })
  const statement: Statement = {
    id: newId('c_'), identifier, type: wish.type, number, version,
    holder: wish.holder, holderName: wish.holderName, holderCode: wish.holderCode, holderCodeType: wish.holderCodeType,
    issuer: wish.issuer, issuerCode: issuer.socialCreditCode, issuerName: issuer.name,
    fields: given(wish.fields), definition: wish.definition, case: wish.case, decision: wish.decision,
    validFrom: wish.validFrom, validUntil, issuedAt: act.at,
  }
  return keep(act, statement, statusNumber, kind.signature)
}

async function keep(act: Act, statement: Statement, statusNumber: number, algorithm: Kind['signature']): Promise<Certificate> {
  const payload = payloadOf(statement)
  const digest = digestOf(payload)
  const { jws } = await sign(act, { owner: `agency:${statement.issuer}`, payload, typ: TYP, algorithm })
  const row = { id: statement.id, code: newCode(), issuedBy: act.actor.id, statusNumber }
  const [entered] = await enterAll(act, [
    { kind: 'certificate', about: statement.id, digest, cause: statement.case, issuer: statement.issuerCode },
    { kind: 'certificate-row', about: statement.id, digest: digestOfRow(row) },
  ])
  const made = { ...statement, ...row, payload, digest, jws, entry: entered!.id }
  await store.addCertificate(act.tx, made)
  const { type, issuer, decision, version } = statement
  await act.record({ type: 'certificates.issued', subject: statement.id, case: statement.case, data: { type, issuer, decision, version, holder: statement.holder } })
  return { ...made, revokedAt: null, suspensions: [], supersededAt: null }
}

/** The kind as the release says that the case was decided under. */
async function kindOf(act: Act, definition: string, type: string): Promise<Kind> {
  const found = (await releaseAt(act.tx, definition)).get(CertificateKinds, type)
  if (!found) throw new Refusal('absent', 'certificates.type_absent', { type })
  return found.value
}

/** Refuses what does not fit its kind; gives the last day. */
function refuseUnfit(kind: Kind, wish: Issue): string | null {
  const faults = faultsOfFields(kind, wish.fields)
  if (faults.length > 0) throw new Refusal('unfit', 'not_understood', {}, faults)
  const coded = wish.holderCodeType === 'social-credit-code'
  if (wish.holderCode === '' || (coded && !isSocialCreditCode(wish.holderCode)) || (kind.number === 'social-credit-code' && !coded)) throw unfit('/holderCode', 'certificates.holder_code')
  const validUntil = wish.validUntil ?? lastDayOf(wish.validFrom, kind.validity)
  if (validUntil !== null && validUntil < wish.validFrom) throw unfit('/validUntil', 'certificates.validity_order')
  return validUntil
}

/** The number, held for this act, and its next version. */
async function numberFor(act: Act, wish: Issue, kind: Kind): Promise<{ number: string; version: string }> {
  if (kind.number === 'sequence' && wish.replaces === undefined) return { number: numberOf(act.at, await store.nextNumber(act.tx)), version: nextVersion(undefined) }
  const number = kind.number === 'sequence' ? (await replaced(act, wish)).number : wish.holderCode
  await store.holdNumber(act.tx, wish.type, number)
  const last = await store.lastVersion(act.tx, wish.type, number)
  if (last !== undefined && last.holder !== wish.holder) throw new Refusal('conflict', 'certificates.number_taken', { type: wish.type })
  return { number, version: nextVersion(last?.version) }
}

async function replaced(act: Act, wish: Issue): Promise<Certificate> {
  const old = await store.hold(act.tx, wish.replaces ?? '')
  if (old.type !== wish.type || old.holder !== wish.holder) throw unfit('/replaces', 'certificates.replaces_other')
  const now = standing(old, act.at)
  if (now === 'superseded' || now === 'revoked') throw new Refusal('conflict', `certificates.already_${now}`, { number: old.number })
  return old
}

/** Only fields that were given a value; their forms were checked before. */
const given = (fields: Readonly<Record<string, unknown>>): Fields =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined && entry[1] !== null && entry[1] !== ''))
