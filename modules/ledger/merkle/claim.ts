import { z } from 'zod'

import { HASH_BYTES } from './hash.ts'
import { verifyConsistency, verifyInclusion } from './verify.ts'

// Counts may come as digits, because JSON of other languages may carry 64 bits.
const count = z.union([z.int().min(0), z.string().regex(/^\d{1,20}$/).transform(Number)])
const hashes = z.array(z.string().max(200)).max(200).readonly()

/** An inclusion proof as others send it; all hashes base64. */
export const InclusionClaim = z.object({
  kind: z.literal('inclusion').default('inclusion'),
  leafHash: z.string().max(200),
  leafIndex: count,
  treeSize: count,
  proof: hashes,
  rootHash: z.string().max(200),
})
export type InclusionClaim = z.infer<typeof InclusionClaim>

/** A consistency proof as others send it; all hashes base64. */
export const ConsistencyClaim = z.object({
  kind: z.literal('consistency').default('consistency'),
  size1: count,
  size2: count,
  root1: z.string().max(200),
  root2: z.string().max(200),
  proof: hashes,
})
export type ConsistencyClaim = z.infer<typeof ConsistencyClaim>

/** Either proof, told apart by `kind`: the file of `ledger verify-proof`. */
export const ProofClaim = z.union([
  InclusionClaim.extend({ kind: z.literal('inclusion') }),
  ConsistencyClaim.extend({ kind: z.literal('consistency') }),
])
export type ProofClaim = InclusionClaim | ConsistencyClaim

/** Whether a proof holds; if not, the code of the sentence that says why. */
export type ProofVerdict = { readonly valid: true } | { readonly valid: false; readonly code: 'ledger.hash_form' | 'ledger.proof_wrong' }

/** Checks a proof of RFC 6962 / RFC 9162. A hash that is not base64 of 32 bytes makes it false. Never throws. */
export function verifyProof(claim: ProofClaim): ProofVerdict {
  const proof = claim.proof.map(hashFrom)
  const [first, second] = (claim.kind === 'inclusion' ? [claim.leafHash, claim.rootHash] : [claim.root1, claim.root2]).map(hashFrom)
  if (!first || !second || !proof.every((hash) => hash !== undefined)) return { valid: false, code: 'ledger.hash_form' }
  const holds =
    claim.kind === 'inclusion'
      ? verifyInclusion({ leafHash: first, leafIndex: claim.leafIndex, treeSize: claim.treeSize, proof, rootHash: second })
      : verifyConsistency({ size1: claim.size1, size2: claim.size2, root1: first, root2: second, proof })
  return holds ? { valid: true } : { valid: false, code: 'ledger.proof_wrong' }
}

/** Only the one spelling of 32 bytes counts: base64 with hidden last bits would be a second name of the same hash. */
function hashFrom(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === HASH_BYTES && bytes.toString('base64') === text ? bytes : undefined
}
