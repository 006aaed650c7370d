import { X509Certificate } from 'node:crypto'

import { z } from 'zod'

import type { Act } from '#kernel/act'
import { port } from '#kernel/ports'
import type { Bilingual } from '#kernel/shapes'
import { authorityCertificate, keysOf, logVerifier, parseVerifierKey, takenBackList, verifierKey } from '#modules/ledger'
import { agenciesOf } from '#modules/parties'

import type { TrustedKeys } from '../compact/verify.ts'
import type { PdfTrust } from '../pdf/verify.ts'
import type { Jwk } from './offline.ts'

/** What somebody takes along to check certificates of this house without asking it: its agencies' public keys, its log's, and its authority's certificate. */
export type TrustList = {
  readonly node: string
  readonly at: string
  /** The log's key as a note verifier (C2SP signed-note). */
  readonly log: string
  /** The authority's certificate, PEM, and its list of certificates taken back (RFC 5280), DER in base64. */
  readonly authority: string
  readonly takenBack: string
  readonly issuers: readonly { readonly kid: string; readonly agency: string; readonly name: Bilingual; readonly jwk: Readonly<Record<string, unknown>> }[]
}

/** The trust list of this house as of now; keys that were retired are in it, for what they signed stays good. */
export async function trustList(act: Act): Promise<TrustList> {
  // Asked for together, so that all agencies are one way to the database.
  const issuers = (await Promise.all(agenciesOf(act).map(async ({ id: agency, name }) => (await keysOf(act, `agency:${agency}`)).map(({ id: kid, jwk }) => ({ kid, agency, name, jwk }))))).flat()
  const authority = new X509Certificate(await authorityCertificate(act)).toString()
  return { node: port().node, at: act.at.toISOString(), log: verifierKey(await logVerifier(act)), authority, takenBack: (await takenBackList(act)).toString('base64'), issuers }
}

const List = z.object({ log: z.string(), authority: z.string(), takenBack: z.base64(), issuers: z.array(z.object({ kid: z.string(), agency: z.string(), jwk: z.record(z.string(), z.unknown()) })) })

/** Whom somebody trusts, from a trust list; null where it is none. */
export function trustFrom(list: unknown): (TrustedKeys & PdfTrust) | null {
  const read = List.safeParse(list)
  const log = read.success ? parseVerifierKey(read.data.log) : undefined
  if (!read.success || log === undefined) return null
  const keys = new Map(read.data.issuers.map(({ kid, agency, jwk }) => [kid, { agency, jwk: jwk as Jwk }]))
  // Text that is no certificate is an answer here, not a fault.
  try {
    return { issuerKey: async (id) => keys.get(id), log, authority: new X509Certificate(read.data.authority), lists: [Buffer.from(read.data.takenBack, 'base64')] }
  } catch {
    return null
  }
}
