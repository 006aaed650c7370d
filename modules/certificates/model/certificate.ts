import { addDays, dayOf, startOf } from '#kernel/calendar'
import { digestOf } from '#kernel/content'
import type { Bilingual } from '#kernel/shapes'

import { canonical, type Canonical } from './canonical.ts'

/** What stands in the fields of a certificate. */
export type FieldValue = string | number
export type Fields = Readonly<Record<string, FieldValue>>

/** What is signed and never changes. */
export type Statement = {
  readonly id: string
  /** `1.2.156.3005.2.{type}.{issuer}.{serial}.{version}.{check}` (GB/T 36904-2018). */
  readonly identifier: string
  /** The kind, by its name in content. */
  readonly type: string
  readonly number: string
  /** Three digits from `001`; a later version of the same number takes the place of an earlier one. */
  readonly version: string
  /** The party it was issued to. */
  readonly holder: string
  readonly holderName: string
  readonly holderCode: string
  readonly holderCodeType: string
  /** The agency that issued it, with its code and name on the day of issue. */
  readonly issuer: string
  readonly issuerCode: string
  readonly issuerName: Bilingual
  readonly fields: Fields
  /** Digest of the release whose definition it was issued under. */
  readonly definition: string
  readonly case: string
  readonly decision: string
  readonly validFrom: string
  /** The last day on which it holds; null for ever. */
  readonly validUntil: string | null
  readonly issuedAt: Date
}

/** A certificate as it stands on record, with everything that happened to it since. */
export type Certificate = Statement & {
  /** The verification code, ungrouped. */
  readonly code: string
  /** The canonical text that was signed, and its SHA-256 in hex. */
  readonly payload: string
  readonly digest: string
  readonly jws: string
  /** The id of the ledger entry that proves it. */
  readonly entry: string
  readonly issuedBy: string
  readonly revokedAt: Date | null
  readonly suspensions: readonly { readonly from: Date; readonly until: Date | null }[]
  /** From when a later version holds in its place. */
  readonly supersededAt: Date | null
}

export type Standing = 'valid' | 'suspended' | 'revoked' | 'expired' | 'superseded' | 'not-yet'

/**
 * What a certificate is worth at a moment, worked out from what happened to it and never stored. Where several things
 * are true at once the graver one is told: revoked, superseded, expired, suspended, not yet.
 */
export function standing(certificate: Pick<Certificate, 'validFrom' | 'validUntil' | 'issuedAt' | 'revokedAt' | 'suspensions' | 'supersededAt'>, at: Date): Standing {
  if (certificate.revokedAt !== null && certificate.revokedAt <= at) return 'revoked'
  if (certificate.supersededAt !== null && certificate.supersededAt <= at) return 'superseded'
  if (certificate.validUntil !== null && at >= startOf(addDays(certificate.validUntil, 1))) return 'expired'
  if (certificate.suspensions.some(({ from, until }) => from <= at && (until === null || at < until))) return 'suspended'
  if (at < certificate.issuedAt || at < startOf(certificate.validFrom)) return 'not-yet'
  return 'valid'
}

/** The canonical text of a statement: what the issuer signs, digests and enters. */
export function payloadOf(statement: Statement): string {
  const { issuedAt, issuerName, fields, ...rest } = statement
  const plain: Record<string, Canonical> = { ...pick(rest), issuerName: { ...issuerName }, fields: { ...fields }, issuedAt: issuedAt.toISOString(), v: 1 }
  return canonical(plain)
}

// Rows carry more than the statement; only what is named here is signed.
const SIGNED = ['id', 'identifier', 'type', 'number', 'version', 'holder', 'holderName', 'holderCode', 'holderCodeType', 'issuer', 'issuerCode', 'definition', 'case', 'decision', 'validFrom', 'validUntil'] as const

const pick = (statement: Pick<Statement, (typeof SIGNED)[number]>): Record<string, string | null> => Object.fromEntries(SIGNED.map((name) => [name, statement[name]]))

/** Whether the row still says what was signed: its columns make the stored text, and the text makes the stored digest. */
export const isWhole = (certificate: Certificate): boolean => certificate.payload === payloadOf(certificate) && certificate.digest === digestOf(certificate.payload)

/**
 * The moment of what is done to a certificate now. An act has its moment from when it began, and may have waited for one
 * that began after it and was first: then what that one did is no longer to come, and this comes a millisecond after it, so that no two
 * things are done to a certificate at one moment.
 */
export function momentFor({ revokedAt, suspensions }: Pick<Certificate, 'revokedAt' | 'suspensions'>, at: Date): Date {
  const done = [revokedAt, ...suspensions.flatMap(({ from, until }) => [from, until])].filter((one) => one !== null)
  return new Date(Math.max(at.getTime(), ...done.map((one) => one.getTime() + 1)))
}

/** Why this certificate cannot be revoked, or null. An expired one may be: what was obtained by fraud was never good. */
export function obstacleToRevoking(certificate: Certificate, at: Date): 'certificates.already_revoked' | 'certificates.already_superseded' | null {
  const now = standing(certificate, at)
  if (now === 'revoked') return 'certificates.already_revoked'
  return now === 'superseded' ? 'certificates.already_superseded' : null
}

/** Why this certificate cannot be suspended, or null. */
export function obstacleToSuspending(certificate: Certificate, at: Date): 'certificates.already_revoked' | 'certificates.already_superseded' | 'certificates.already_expired' | 'certificates.already_suspended' | null {
  const now = standing(certificate, at)
  return now === 'valid' || now === 'not-yet' ? null : `certificates.already_${now}`
}

/** Why this certificate cannot be resumed, or null. What ran out meanwhile would not be good again by it. */
export function obstacleToResuming(certificate: Certificate, at: Date): 'certificates.already_revoked' | 'certificates.already_superseded' | 'certificates.already_expired' | 'certificates.not_suspended' | null {
  const now = standing(certificate, at)
  if (now === 'revoked' || now === 'superseded' || now === 'expired') return `certificates.already_${now}`
  return certificate.suspensions.some(({ until }) => until === null) ? null : 'certificates.not_suspended'
}

/** The next version after this one. Refused as a fault after 999: no certificate is changed that often. */
export const nextVersion = (last: string | undefined): string => {
  const next = Number(last ?? '0') + 1
  if (next > 999) throw new RangeError('a certificate has at most 999 versions')
  return String(next).padStart(3, '0')
}

/** The number that a sequence gives: the year in Shanghai and eight digits. */
export const numberOf = (at: Date, sequence: number): string => `${dayOf(at).slice(0, 4)}${String(sequence).padStart(8, '0')}`

/** A name as a stranger with the code may see it: the family name only. */
export const maskedName = (name: string): string => name.slice(0, [...name][0]?.length ?? 0) + '*'.repeat(Math.max(1, [...name].length - 1))

/** A code as a stranger may see it: the last four characters. */
export const maskedCode = (code: string): string => '*'.repeat(Math.max(0, code.length - 4)) + code.slice(-4)
