import { strict as assert } from 'node:assert'
import { createHash, randomBytes, X509Certificate } from 'node:crypto'

import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import { port } from '#kernel/ports'

import type { KeyOwner } from '../model.ts'
import { asDer } from '../gm/der.ts'
import { signedData } from '../pki/cms.ts'
import { certificateOf, type Purpose, type Signer, type Subject } from '../pki/certificate.ts'
import { crlOf } from '../pki/crl.ts'
import { NAMES } from '../pki/names.ts'
import { stampOf, unsignedStamp, type StampRequest } from '../pki/stamp.ts'
import { addCertificate, certificateOfKey, certificatesTakenBack } from '../store/certificates.ts'
import { signingKeyOf, type SigningKey } from './keys.ts'

/** A key that signs documents, with its certificate in DER. */
type Certified = { readonly certificate: Buffer; readonly sign: Signer }

const authorityOwner = (): KeyOwner => `authority:tongban/${port().node}`
const clockOwner = (): KeyOwner => `clock:tongban/${port().node}`

/** The authority outlives what it certifies: twenty years of 365 days and their leap days, and ten for the others. */
const DAYS = { authority: 7305, documents: 3652, timestamps: 3652 } as const
const LIST_DAYS = 7

/** The certificate of this house's authority, which signs those of its agencies and of its clock, in DER; made in this act if it is new. */
export const authorityCertificate = async (act: Act): Promise<Buffer> => (await authorityOf(act)).certificate

const authorityOf = (act: Act): Promise<Certified> => certified(act, { owner: authorityOwner(), purpose: 'authority', subject: { name: `通办根证书 ${port().node}` } })

/** The list of certificates whose keys sign no more (RFC 5280, section 5), as of now and good for seven days, in DER. */
export async function takenBackList(act: Act): Promise<Buffer> {
  const { certificate, sign } = await authorityOf(act)
  return crlOf({ authority: certificate, takenBack: await certificatesTakenBack(act.tx), at: act.at, next: startOf(addDays(dayOf(act.at), LIST_DAYS)), number: BigInt(act.at.getTime()) }, sign)
}

/** A time stamp by this house's clock over a digest (RFC 3161), in DER. */
export async function timeStamp(act: Act, request: StampRequest): Promise<Buffer> {
  const clock = await certified(act, { owner: clockOwner(), purpose: 'timestamps', subject: { name: `通办时间戳 ${port().node}` } })
  // By chance, so that two processes never give one number twice.
  return stampOf({ request, at: act.at, serial: BigInt(`0x${randomBytes(16).toString('hex')}`), certificate: clock.certificate }, clock.sign)
}

/** Who signs a document: an owner of keys, and what its certificate calls it. */
export type DocumentSigner = { readonly owner: KeyOwner; readonly subject: Subject }

/**
 * Signs what has this SHA-256 as a document: a detached CMS signature with the signer's certificate bound in and a time stamp over it
 * (CAdES-T, as PAdES B-T wants it: ETSI EN 319 142-1, section 6.3), in DER. Whoever calls this has made sure that the actor may bind the owner.
 */
export async function signDocument(act: Act, { owner, subject }: DocumentSigner, digest: Buffer): Promise<Buffer> {
  const { certificate, sign } = await certified(act, { owner, purpose: 'documents', subject })
  const stamp = async (signature: Buffer): Promise<Buffer> =>
    unsignedStamp(await timeStamp(act, { algorithm: 'sha256', digest: createHash('sha256').update(signature).digest(), nonce: null, certified: true }))
  return signedData({ contentType: NAMES.data, digest, certificate, unsigned: stamp }, sign)
}

/** What somebody needs to check our signatures long after: the authority's certificate and the list of those taken back, in DER. */
export async function validationMaterial(act: Act): Promise<{ readonly certificates: readonly Buffer[]; readonly lists: readonly Buffer[] }> {
  return { certificates: [await authorityCertificate(act)], lists: [await takenBackList(act)] }
}

type Wish = { readonly owner: KeyOwner; readonly purpose: Purpose; readonly subject: Subject }

async function certified(act: Act, wish: Wish): Promise<Certified> {
  const key = await signingKeyOf(act, wish.owner, 'ES256')
  const certificate = (await certificateOfKey(act.tx, key.id)) ?? (await certify(act, key, wish))
  return { certificate, sign: signerOf(key) }
}

async function certify(act: Act, key: SigningKey, { purpose, subject }: Wish): Promise<Buffer> {
  const authority = purpose === 'authority' ? undefined : await authorityOf(act)
  const made = await certificateOf({
    purpose, subject, jwk: key.jwk, from: key.madeAt, until: startOf(addDays(dayOf(key.madeAt), DAYS[purpose])), listAt: `${port().publicAddress}/ledger/authority.crl`,
    ...(authority === undefined ? {} : { issuer: authority.certificate }),
  }, authority?.sign ?? signerOf(key))
  assert(new X509Certificate(made).subject, 'a certificate that was made can be read')
  if (await addCertificate(act.tx, { key: key.id, certificate: made, at: act.at, by: act.actor.id })) return made
  const first = await certificateOfKey(act.tx, key.id)
  assert(first, 'the certificate of another act is there')
  return first
}

const signerOf = (key: SigningKey): Signer => async (bytes) => asDer(await key.sign(bytes))
