import { X509Certificate } from 'node:crypto'

import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { authorityCertificate, key as keyOf, logVerifier, takenBackList } from '#modules/ledger'

import type { TrustedKeys } from '../compact/verify.ts'
import type { PdfTrust } from '../pdf/verify.ts'
import type { Fields } from '../model/certificate.ts'
import { certificateNumbered } from '../store/statuses.ts'
import * as store from '../store/records.ts'
import { issuerOf } from './credential.ts'
import { verifyOwnJws } from './offline.ts'
import { formOf, verifyPresented, type Presented } from './presented.ts'
import { numberIn } from './status.ts'
import { kindOf, nothingCertain, shownFields, verdictOn, type Verification } from './verify.ts'

/** A verdict on a document in hand; its code may also be one that only a document has. */
export type InHand = Omit<Verification, 'code'> & { readonly code: string; readonly form: Presented['form']; readonly signedAt: string | null }

/**
 * What a document in hand is worth now: a file, the text of a printed code, or a credential. First the document by itself (signatures,
 * stamps, proof), then the certificate in it on our record: how it stands today. It says what a stranger with the verification code would
 * learn; of a credential, what its holder disclosed. Never refuses.
 */
export async function verifyInHand(act: Act, bytes: Buffer): Promise<InHand> {
  const presented = await verifyPresented(bytes, await ownTrust(act, formOf(bytes)), act.at)
  const { form, jws, signedAt = null } = presented
  if (form === 'sd-jwt' && presented.valid) return { ...(await standingOf(act, presented)), form, signedAt }
  if (jws === undefined) return { ...nothingCertain(act, 'certificates.unknown_code'), code: presented.code, form, signedAt }
  const online = await verifyOwnJws(act, jws)
  return { ...('checkedAt' in online ? online : { ...nothingCertain(act, 'certificates.unknown_code'), code: online.code }), form, signedAt }
}

/** What a credential discloses, with how its certificate stands. */
async function standingOf(act: Act, { claims }: Presented): Promise<Omit<InHand, 'form' | 'signedAt'>> {
  const number = numberIn(claims?.['status'])
  const id = number === null ? undefined : await certificateNumbered(act.tx, number)
  const certificate = id === undefined ? undefined : await store.find(act.tx, id)
  if (claims === null || certificate === undefined || claims['iss'] !== issuerOf(certificate.issuer)) return nothingCertain(act, 'certificates.unknown_code')
  // A credential repeats what the certificate says; one that says something else is worth nothing, whoever signed it.
  const { holderName, holderCode, identifier, number: own } = certificate
  const record: Readonly<Record<string, unknown>> = { ...certificate.fields, holderName, holderCode, identifier, number: own }
  if (Object.entries(claims).some(([name, value]) => name in record && record[name] !== value)) return nothingCertain(act, 'certificates.tampered')
  const verdict = await verdictOn(act, certificate)
  const disclosed = (name: string): string | null => (typeof claims[name] === 'string' ? claims[name] : null)
  const fields = shownFields(await kindOf(act, certificate), { fields: claims as Fields })
  return { ...verdict, fields, holderName: disclosed('holderName'), holderCode: disclosed('holderCode'), identifier: disclosed('identifier'), number: disclosed('number') }
}

/** Whom this house trusts: its own agencies, and for a file its authority, for a code its log. A list of keys taken back is signed anew each time, so only a file asks for it. */
async function ownTrust(act: Act, form: Presented['form']): Promise<TrustedKeys & PdfTrust> {
  const issuerKey = (id: string) => knownKey(act, id)
  if (form === 'code') return { issuerKey, log: await logVerifier(act) }
  return form === 'pdf' ? { issuerKey, authority: new X509Certificate(await authorityCertificate(act)), lists: [await takenBackList(act)] } : { issuerKey }
}

async function knownKey(act: Act, id: string) {
  // A key we never had is an answer here.
  try {
    const { jwk, owner } = await keyOf(act, id)
    return owner.startsWith('agency:') ? { jwk, agency: owner.slice('agency:'.length) } : undefined
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ledger.key_absent') return undefined
    throw error
  }
}
