import type { Act } from '#kernel/act'
import { addDays, startOf } from '#kernel/calendar'
import { port } from '#kernel/ports'
import { permit, Refusal, unfit } from '#kernel/refusal'
import { isVerifyingKey, keysOf, sign } from '#modules/ledger'
import { agencyOf, livingParty } from '#modules/parties'

import { standing, type Certificate } from '../model/certificate.ts'
import { compact, prepare } from '../sdjwt/issue.ts'
import * as store from '../store/records.ts'
import { speaksForHolder } from './holders.ts'
import { statusClaim } from './status.ts'

/** Digests that stand for nothing, so that nobody counts how much is not disclosed. */
const DECOYS = 3

/** Who issued a credential, as wallets name it: their metadata with the keys stands under the well-known path of it. */
export const issuerOf = (agency: string): string => `${port().publicAddress}/issuers/${agency}`

/** The agency of this node that an issuer's name means; undefined for a stranger's. */
export const agencyIn = (issuer: unknown): string | undefined => {
  const own = issuerOf('')
  return typeof issuer === 'string' && issuer.startsWith(own) ? issuer.slice(own.length) : undefined
}

const TYPE = 'urn:tongban:certificate:'

/** The name of a kind of certificate as a type of credentials (`vct`, SD-JWT VC §3.2.2.1). */
export const typeUri = (kind: string): string => `${TYPE}${kind}`

/** The kind that a type of credentials names; undefined where the name is not ours. */
export const kindIn = (uri: unknown): string | undefined => (typeof uri === 'string' && uri.startsWith(TYPE) ? uri.slice(TYPE.length) : undefined)

const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000)

/**
 * A certificate that the actor may take as a credential now. Refuses `certificates.absent`, `identity.sign_in_first`, `not_permitted`,
 * `parties.ended`, `certificates.not_takeable`.
 */
export async function takeable(act: Act, id: string): Promise<Certificate> {
  const certificate = await store.get(act.tx, id)
  permit(await speaksForHolder(act, certificate.holder))
  await livingParty(act, certificate.holder)
  const now = standing(certificate, act.at)
  if (now !== 'valid' && now !== 'not-yet') throw new Refusal('conflict', 'certificates.not_takeable', { standing: now })
  return certificate
}

/**
 * A certificate as an SD-JWT credential (`dc+sd-jwt`), for its holder to keep where he likes: who issued it, which kind it is, its days and
 * where its standing is published are always shown; everything else only what he discloses. With `holderKey` it is bound to his wallet.
 * Refuses as `takeable`, and `certificates.holder_key`.
 */
export async function credentialOf(act: Act, { id, holderKey }: { readonly id: string; readonly holderKey?: Readonly<Record<string, unknown>> | undefined }): Promise<string> {
  const certificate = await takeable(act, id)
  if (holderKey !== undefined && !isVerifyingKey(holderKey)) throw unfit('/jwk', 'certificates.holder_key')
  const { type, issuer, identifier, number, holderName, holderCode, issuerName, fields, validFrom, validUntil } = certificate
  const { payload, disclosures } = prepare({
    shown: {
      iss: issuerOf(issuer), vct: typeUri(type), iat: secondOf(act.at), nbf: secondOf(startOf(validFrom)),
      ...(validUntil === null ? {} : { exp: secondOf(startOf(addDays(validUntil, 1))) }), status: await statusClaim(act, id),
    },
    chosen: { identifier, number, holderName, holderCode, issuerName, ...fields },
    holderKey, decoys: DECOYS,
  })
  const { jws } = await sign(act, { owner: `agency:${issuer}`, payload: JSON.stringify(payload), typ: 'dc+sd-jwt' })
  await act.record({ type: 'certificates.taken', subject: id, case: certificate.case, data: { type, issuer } })
  return compact(jws, disclosures)
}

/** What wallets and verifiers ask of an issuer: its name and its keys, those in use and those that were (SD-JWT VC §3.5). Refuses `parties.agency_absent`. */
export async function issuerMetadata(act: Act, agency: string) {
  agencyOf(act, agency)
  const keys = await keysOf(act, `agency:${agency}`)
  return { issuer: issuerOf(agency), jwks: { keys: keys.map(({ id, jwk, algorithm }) => ({ ...jwk, kid: id, use: 'sig', alg: algorithm })) } }
}
