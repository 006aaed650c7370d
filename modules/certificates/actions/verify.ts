import type { Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { isLicenceIdentifier, LICENCE_ROOT } from '#kernel/codes/licence-identifier'
import { Refusal } from '#kernel/refusal'
import { currentRelease, releaseAt } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { entryOf, proofOf, verifyOwn, type InclusionProof } from '#modules/ledger'

import { isWhole, maskedCode, maskedName, standing, type Certificate, type FieldValue, type Standing } from '../model/certificate.ts'
import { codeMeant } from '../model/code.ts'
import { CertificateKinds, type Kind } from '../model/kind.ts'
import { drawn, type DrawnLayout } from '../model/layout.ts'
import * as store from '../store/records.ts'
import { TYP } from './issue.ts'

/** One field as it is shown: in the order of the kind, with its label. `fen` is an amount of money in fen. */
export type ShownField = { readonly id: string; readonly label: Bilingual; readonly type: string; readonly value: FieldValue }

/** What a stranger learns from a verification code. Every answer has every key; where nothing is certain they are null. */
export type Verification = {
  readonly valid: boolean
  readonly code: VerdictCode
  readonly checkedAt: string
  readonly standing: Standing | null
  readonly type: string | null
  readonly typeName: Bilingual | null
  readonly identifier: string | null
  readonly number: string | null
  readonly version: string | null
  readonly holderName: string | null
  readonly holderCode: string | null
  readonly fields: readonly ShownField[]
  readonly issuer: { readonly id: string; readonly code: string; readonly name: Bilingual } | null
  readonly issuedAt: string | null
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** How it is drawn, so that whoever checks can compare the picture. */
  readonly layout: DrawnLayout | null
  /** The proof that the entry is in the public log; null until the log has taken it in. */
  readonly proof: InclusionProof | null
}

/** The sentence of a verdict. */
export type VerdictCode = 'certificates.valid' | `certificates.${Exclude<Standing, 'valid' | 'not-yet'>}` | 'certificates.not_yet' | 'certificates.unknown_code' | 'certificates.identifier_wrong' | 'certificates.tampered' | 'certificates.signature_wrong' | 'certificates.not_in_ledger'

/**
 * What the certificate with this verification code is worth now, for anyone who was shown the code: whether the record is
 * what was signed, the signature the issuer's, the entry in the ledger, and how it stands. Never refuses. A code nobody
 * has and text that is no code get the same answer, and 100 random bits cannot be gone through.
 */
export async function verifyByCode(act: Act, typed: string): Promise<Verification> {
  const code = codeMeant(typed)
  const certificate = code === undefined ? undefined : await store.byCode(act.tx, code)
  return certificate === undefined ? nothingCertain(act, 'certificates.unknown_code') : verdictOn(act, certificate)
}

/**
 * What a certificate with this identifier (GB/T 36904-2018) is worth now. An identifier is no secret and can be guessed, so
 * it tells less than the code: the kind, the issuer, the standing, and the holder only where his kind makes him public.
 */
export async function verifyByIdentifier(act: Act, typed: string): Promise<Verification> {
  const identifier = typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  if (!isLicenceIdentifier(identifier)) return nothingCertain(act, 'certificates.identifier_wrong')
  const certificate = await store.byIdentifier(act.tx, identifier)
  if (certificate === undefined) return nothingCertain(act, 'certificates.unknown_code')
  const verdict = await verdictOn(act, certificate)
  const open = (await kindOf(act, certificate))?.holder.public ?? false
  return { ...verdict, fields: [], layout: null, ...(open ? {} : { holderName: null, holderCode: null }) }
}

/** Whether what was typed is meant to be an identifier and not a code. */
export const looksLikeIdentifier = (typed: string): boolean => typed.normalize('NFKC').trim().startsWith(`${LICENCE_ROOT}.`)

/** As `verifyByCode`, for a certificate in hand. */
export async function verdictOn(act: Act, certificate: Certificate): Promise<Verification> {
  const broken = await faultOf(act, certificate)
  if (broken !== null) return nothingCertain(act, broken)
  const now = standing(certificate, act.at)
  const kind = await kindOf(act, certificate)
  const open = kind?.holder.public ?? false
  return {
    valid: now === 'valid',
    code: now === 'not-yet' ? 'certificates.not_yet' : `certificates.${now}`,
    checkedAt: act.at.toISOString(),
    standing: now,
    type: certificate.type,
    typeName: kind?.name ?? null,
    identifier: certificate.identifier,
    number: certificate.number,
    version: certificate.version,
    holderName: open ? certificate.holderName : maskedName(certificate.holderName),
    holderCode: open ? certificate.holderCode : maskedCode(certificate.holderCode),
    fields: shownFields(kind, certificate).filter(({ id }) => kind?.fields.find((field) => field.id === id)?.public ?? false),
    issuer: { id: certificate.issuer, code: certificate.issuerCode, name: certificate.issuerName },
    issuedAt: certificate.issuedAt.toISOString(),
    validFrom: certificate.validFrom,
    validUntil: certificate.validUntil,
    layout: kind === undefined ? null : drawn(kind.layout),
    proof: await proofIfSequenced(act, certificate.entry),
  }
}

/** A verdict that says nothing but its code. */
export const nothingCertain = (act: Act, code: VerdictCode): Verification => ({
  valid: false, code, checkedAt: act.at.toISOString(), standing: null, type: null, typeName: null, identifier: null, number: null, version: null,
  holderName: null, holderCode: null, fields: [], issuer: null, issuedAt: null, validFrom: null, validUntil: null, layout: null, proof: null,
})

/** What is wrong with the record itself, or null: row against text, text against signature, key against issuer, digest against ledger. */
async function faultOf(act: Act, certificate: Certificate): Promise<'certificates.tampered' | 'certificates.signature_wrong' | 'certificates.not_in_ledger' | null> {
  if (!isWhole(certificate)) return 'certificates.tampered'
  const { verdict, key } = await verifyOwn(act, certificate.jws)
  const signed = verdict.valid && key?.owner === `agency:${certificate.issuer}` && verdict.header['typ'] === TYP && (key.retiredAt === null || key.retiredAt > certificate.issuedAt)
  if (!signed) return 'certificates.signature_wrong'
  if (verdict.payload.toString('utf8') !== certificate.payload) return 'certificates.tampered'
  return (await standsInLedger(act, certificate)) ? null : 'certificates.not_in_ledger'
}

async function standsInLedger(act: Act, certificate: Certificate): Promise<boolean> {
  const opener: Act = { ...act, actor: house('certificates', ['ledger.open']) } // The visitor may not open entries; he only learns whether this one fits.
  const entry = await unlessRefused(entryOf(opener, certificate.entry), 'ledger.entry_absent')
  return entry !== null && entry.kind === 'certificate' && entry.about === certificate.id && entry.digest.toString('hex') === certificate.digest
}

/** The proof of an entry, null until the log has taken it in. */
export const proofIfSequenced = (act: Act, entry: string): Promise<InclusionProof | null> => unlessRefused(proofOf(act, entry), 'ledger.entry_waiting')

/** Null where exactly this refusal says that there is nothing yet; a read that is refused undoes nothing. */
async function unlessRefused<T>(asked: Promise<T>, code: string): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return null
    throw error
  }
}

/** The kind as it was on the day of issue; the kind in force where that release is gone. */
export async function kindOf(act: Act, certificate: Pick<Certificate, 'definition' | 'type'>): Promise<Kind | undefined> {
  const release = await unlessRefused(releaseAt(act.tx, certificate.definition), 'kernel.release_absent')
  return (release ?? currentRelease()).get(CertificateKinds, certificate.type)?.value
}

/** The fields of a certificate in the order of its kind. */
export const shownFields = (kind: Kind | undefined, certificate: Pick<Certificate, 'fields'>): ShownField[] =>
  (kind?.fields ?? []).flatMap(({ id, label, type }) => {
    const value = certificate.fields[id]
    return value === undefined ? [] : [{ id, label, type, value }]
  })
