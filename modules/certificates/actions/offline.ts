import { z } from 'zod'

import type { Act } from '#kernel/act'
import { addDays, startOf } from '#kernel/calendar'
import { isLicenceIdentifier } from '#kernel/codes/licence-identifier'
import { bilingual, day } from '#kernel/shapes'
import { verify, verifyOwn, type JwsVerdict } from '#modules/ledger'

import { canonical } from '../model/canonical.ts'
import * as store from '../store/records.ts'
import { TYP } from './issue.ts'
import { verdictOn, type Verification } from './verify.ts'

const Claims = z.strictObject({
  v: z.literal(1),
  id: z.string(), identifier: z.string().refine(isLicenceIdentifier), type: z.string(), number: z.string(), version: z.string(),
  holder: z.string(), holderName: z.string(), holderCode: z.string(), holderCodeType: z.string(),
  issuer: z.string(), issuerCode: z.string(), issuerName: bilingual,
  fields: z.record(z.string(), z.union([z.string(), z.int()])),
  definition: z.string(), case: z.string(), decision: z.string(),
  validFrom: day, validUntil: day.nullable(), issuedAt: z.iso.datetime(),
})
/** What a certificate says, read from its signed text. */
export type Claims = z.infer<typeof Claims>

/** A verdict without asking the house. It cannot know of a revocation: only dates and signature. */
export type OfflineVerdict =
  | { readonly valid: true; readonly code: 'certificates.signature_good'; readonly claims: Claims }
  | { readonly valid: false; readonly code: string; readonly claims: Claims | null }

/** A public key as JWK (RFC 7517). */
export type Jwk = Parameters<typeof verify>[1]

/**
 * Checks the text of a certificate (compact JWS) with the issuer's public key alone, as of a moment: the form, the
 * signature, that it says what a certificate says, and its dates. Never throws. Revocation needs `verifyOwnJws` or the code.
 */
export async function verifyJws(text: string, { key, at }: { key: Jwk; at: Date }): Promise<OfflineVerdict> {
  const verdict = await verify(text.trim(), key)
  return judge(verdict, at)
}

/** As `verifyJws` with the key this house knows, and with what happened to the certificate since. */
export async function verifyOwnJws(act: Act, text: string): Promise<OfflineVerdict | Verification> {
  const { verdict, key } = await verifyOwn(act, text.trim())
  const offline = judge(verdict, act.at)
  if (offline.claims === null) return offline
  if (key?.owner !== `agency:${offline.claims.issuer}`) return { valid: false, code: 'certificates.signature_wrong', claims: null }
  const certificate = await store.find(act.tx, offline.claims.id)
  if (certificate?.jws !== text.trim()) return { valid: false, code: 'certificates.not_on_record', claims: offline.claims }
  return verdictOn(act, certificate)
}

function judge(verdict: JwsVerdict, at: Date): OfflineVerdict {
  if (!verdict.valid) return { valid: false, code: verdict.code, claims: null }
  const claims = verdict.header['typ'] === TYP ? claimsIn(verdict.payload.toString('utf8')) : null
  if (claims === null) return { valid: false, code: 'certificates.no_certificate', claims: null }
  if (at < startOf(claims.validFrom) || at < new Date(claims.issuedAt)) return { valid: false, code: 'certificates.not_yet', claims }
  if (claims.validUntil !== null && at >= startOf(addDays(claims.validUntil, 1))) return { valid: false, code: 'certificates.expired', claims }
  return { valid: true, code: 'certificates.signature_good', claims }
}

/** The claims, if the text is canonical: the same statement has one spelling, so no name stands twice. */
function claimsIn(text: string): Claims | null {
  // Text that is no JSON is an answer here, not a fault.
  try {
    const claims = Claims.parse(JSON.parse(text))
    return canonical(claims) === text ? claims : null
  } catch {
    return null
  }
}
