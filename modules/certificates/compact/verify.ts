import { digestOf } from '#kernel/content'
import { commitmentOf, leafHashOf, openCheckpoint, verifyProof, type NoteVerifier } from '#modules/ledger'

import { TYP } from '../actions/issue.ts'
import { verifyJws, type Claims, type Jwk, type OfflineVerdict } from '../actions/offline.ts'
import { compactIn, type Compact, type CompactProof } from './form.ts'

/** A public key, and the agency that may sign with it; null where the reader gave the key himself and knows whose it is. */
export type IssuerKey = { readonly jwk: Jwk; readonly agency: string | null }

/** Whom the reader trusts: the public keys of issuers by their ids, and the log, where he has its key. */
export type TrustedKeys = { readonly issuerKey: (id: string) => Promise<IssuerKey | undefined>; readonly log?: NoteVerifier | undefined }

/** A verdict on a certificate that was signed with a key: an agency speaks in its own name only. */
export const inOwnName = (verdict: OfflineVerdict, { agency }: IssuerKey): OfflineVerdict =>
  verdict.claims === null || agency === null || verdict.claims.issuer === agency ? verdict : { valid: false, code: 'certificates.signature_wrong', claims: null }

/** As an offline verdict; `proven` says whether the log's proof was there and was checked, and `jws` is the signed text whose signature is good. */
export type PaperVerdict = OfflineVerdict & { readonly proven: boolean; readonly jws?: string }

/** The signed text that a compact form stands for, exactly as the issuer made it. */
export function jwsOf({ key, algorithm, payload, signature }: Compact): string {
  const header = JSON.stringify({ alg: algorithm, kid: key, typ: TYP })
  return [Buffer.from(header), payload, signature].map((part) => part.toString('base64url')).join('.')
}

/**
 * Checks the text of a printed code without asking anybody: the issuer's signature, the days, and that the log which the reader trusts holds
 * the certificate. Never throws. It cannot know what happened to the certificate after it was printed.
 */
export async function verifyCompact(texts: string, trusted: TrustedKeys, at: Date): Promise<PaperVerdict> {
  const compact = compactIn(texts)
  if (compact === null) return { valid: false, code: 'certificates.paper_form', claims: null, proven: false }
  const key = await trusted.issuerKey(compact.key)
  if (key === undefined) return { valid: false, code: 'certificates.paper_key', claims: null, proven: false }
  const jws = jwsOf(compact)
  const verdict = inOwnName(await verifyJws(jws, { key: key.jwk, at }), key)
  const { proof } = compact
  if (verdict.claims === null) return { ...verdict, proven: false }
  if (proof === null) return { ...verdict, proven: false, jws }
  if (!holds(proof, compact.payload, verdict.claims, trusted.log)) return { valid: false, code: 'certificates.paper_proof', claims: verdict.claims, proven: false }
  return { ...verdict, proven: trusted.log !== undefined, jws }
}

/** Whether the proof leads from this certificate to a root, and to one that the log signed where its key is known. */
function holds({ origin, size, index, path, root, salt, logSignature }: CompactProof, payload: Buffer, { id: about, issuerCode }: Claims, log: NoteVerifier | undefined): boolean {
  const commitment = commitmentOf({ salt, digest: Buffer.from(digestOf(payload.toString('utf8')), 'hex'), about })
  const base64 = (bytes: Buffer): string => bytes.toString('base64')
  const inTree = (leafHash: Buffer): boolean => verifyProof({ kind: 'inclusion', leafHash: base64(leafHash), leafIndex: index, treeSize: size, proof: path.map(base64), rootHash: base64(root) }).valid
  // Leaves of the first form did not name their issuer.
  if (![issuerCode, null].some((issuer) => inTree(leafHashOf({ kind: 'certificate', commitment, issuer })))) return false
  const note = `${origin}\n${size}\n${base64(root)}\n\n— ${origin} ${base64(logSignature)}\n`
  return log === undefined || openCheckpoint(note, log)?.root.equals(root) === true
}
