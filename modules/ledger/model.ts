import { z } from 'zod'

import { isSocialCreditCode } from '#kernel/codes/social-credit-code'

import { digestOf, leafHash } from './merkle/hash.ts'

/** Whose key it is: an agency or a person by party id, this node, a log by its origin, or the authority or clock of a house. */
export type KeyOwner = `${'agency' | 'person' | 'node' | 'log' | 'authority' | 'clock'}:${string}`

/** ES256 is ECDSA on P-256 with SHA-256 (RFC 7518 §3.4), Ed25519 is EdDSA (RFC 9864 §2.2), SM2 is the signature of GB/T 32918.2 with SM3. */
export type Algorithm = 'ES256' | 'Ed25519' | 'SM2'

/** How a key is named: its thumbprint (RFC 7638). Nothing else is looked up. */
export const KEY_ID = /^[\w-]{43}$/

/** The public half of a key as JWK (RFC 7517), named by its thumbprint (RFC 7638). */
export type PublicKey = {
  readonly id: string
  readonly owner: KeyOwner
  readonly algorithm: Algorithm
  readonly generation: number
  readonly jwk: PublicJwk
  readonly madeAt: Date
  readonly retiredAt: Date | null
}

/** The members of a public JWK that we keep: P-256, SM2 or Ed25519, and nothing private. */
export const PublicJwk = z.union([
  z.object({ kty: z.literal('EC'), crv: z.enum(['P-256', 'SM2']), x: z.string(), y: z.string() }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() }),
])
export type PublicJwk = z.infer<typeof PublicJwk>

/**
 * What a caller puts into the ledger. `kind` is a short lowercase word: decision, issue, use, signature …
 * `about` is a pseudonym that only the house can resolve; `digest` is 64 hex digits, SHA-256 of the payload.
 * `cause` is what led to it (a case, an act, a contract). With a `key`, the same entry given twice is one entry.
 */
export type NewEntry = {
  readonly kind: string
  readonly about: string
  readonly digest: string
  readonly cause?: string | null
  readonly key?: string | null
  /** The unified social credit code of the agency in whose name this is; it stands in the public leaf. Never a person's. */
  readonly issuer?: string | null
}

/** An entry with what opens its commitment. Whoever holds this can show which payload the leaf stands for. */
export type LedgerEntry = {
  readonly id: string
  readonly kind: string
  readonly about: string
  readonly digest: Buffer
  readonly salt: Buffer
  readonly commitment: Buffer
  readonly cause: string | null
  readonly issuer: string | null
  readonly enteredAt: Date
}

/**
 * SHA-256(salt || digest || about), 32 bytes. Salt (16) and digest (32) have fixed lengths, so no two triples run
 * together; the salt keeps anyone from finding a person by trying out digests.
 */
export function commitmentOf(opening: { salt: Uint8Array; digest: Uint8Array; about: string }): Buffer {
  return digestOf(opening.salt, opening.digest, Buffer.from(opening.about))
}

/** What of an entry stands in its leaf. */
export type LeafContent = { readonly kind: string; readonly commitment: Buffer; readonly issuer: string | null }

/** The bytes of an entry's leaf: canonical JSON (RFC 8785) of commitment, kind and, where an agency issued it, the agency; nothing that names a person. */
export function leafOf({ kind, commitment, issuer }: LeafContent): Buffer {
  const hex = commitment.toString('hex')
  return Buffer.from(JSON.stringify(issuer === null ? { commitment: hex, kind, v: 1 } : { commitment: hex, issuer, kind, v: 2 }))
}

/** The leaf hash of an entry, 32 bytes (RFC 6962 §2.1). */
export function leafHashOf(entry: LeafContent): Buffer {
  return leafHash(leafOf(entry))
}

/** A leaf that names an issuer, as it stands in a log; the commitment in hex. */
export type NamedLeaf = { readonly leafIndex: number; readonly kind: string; readonly issuer: string; readonly commitment: string }

const Leaf = z.object({ commitment: z.string().regex(/^[0-9a-f]{64}$/), issuer: z.string(), kind: z.string() })

/** The leaf, if it names one of these issuers. A leaf of another form, as in a log that is not ours, names nobody. */
export function namedIn({ leafIndex, bytes }: { leafIndex: number; bytes: Buffer }, issuers: readonly string[]): NamedLeaf[] {
  const leaf = Leaf.safeParse(jsonOf(bytes))
  return leaf.success && issuers.includes(leaf.data.issuer) ? [{ leafIndex, ...leaf.data }] : []
}

function jsonOf(bytes: Buffer): unknown {
  // What is no JSON is the leaf of somebody else's log.
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** Why this cannot be entered, or null. */
export function obstacleToEntering(entry: NewEntry): string | null {
  if (!/^[a-z][a-z0-9_.-]{0,63}$/.test(entry.kind)) return 'ledger.kind_form'
  if (!/^[0-9a-f]{64}$/.test(entry.digest)) return 'ledger.digest_form'
  if (entry.about === '' || entry.about.length > 200) return 'ledger.about_form'
  if (entry.issuer != null && !isSocialCreditCode(entry.issuer)) return 'ledger.issuer_form'
  return null
}

/** The proof that a leaf is in the tree of a checkpoint; hashes base64. The shape of `ledger verify-proof`. */
export type InclusionProof = {
  readonly kind: 'inclusion'
  readonly entry: string
  readonly leaf: string
  readonly leafHash: string
  readonly leafIndex: number
  readonly treeSize: number
  readonly proof: readonly string[]
  readonly rootHash: string
  readonly checkpoint: string
}

/** The proof that a later tree begins with an earlier one; hashes base64. */
export type ConsistencyProof = {
  readonly kind: 'consistency'
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[]
}

/** What an audit found: which stored thing does not fit, and how. The code has a sentence in content. */
export type LedgerFault = { readonly what: 'entry' | 'leaf' | 'tile' | 'checkpoint' | 'key' | 'journal'; readonly id: string; readonly code: string }
