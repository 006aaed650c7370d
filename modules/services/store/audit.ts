import type { Transaction } from '#kernel/database'

/** A signature with the owner of the key it was made with, and what its columns say, under the names that the signed text has for them. */
export type SignatureRow = { readonly what: 'signature' | 'handover'; readonly id: string; readonly caseId: string; readonly jws: string; readonly owner: string; readonly says: Readonly<Record<string, unknown>> }

/** The cases after an id in which somebody signed something, by id. */
export async function signedCasesAfter(tx: Transaction, id: string, limit: number): Promise<string[]> {
  const rows = await tx<{ caseId: string }>`
    select case_id from services.signatures where case_id > ${id} union select case_id from services.receipts where case_id > ${id} order by case_id limit ${limit}`
  return rows.map(({ caseId }) => caseId)
}

/** Every signature in these cases: under a round, and under the receipt of a kit. */
export async function signaturesOf(tx: Transaction, cases: readonly string[]): Promise<SignatureRow[]> {
  const rounds = await tx<{ caseId: string; round: number; party: string; signedBy: string; signedAt: Date; jws: string; digest: string }>`
    select s.case_id, s.round, s.party, s.signed_by, s.signed_at, s.jws, n.digest from services.signatures s
    join services.snapshots n on n.case_id = s.case_id and n.round = s.round where s.case_id = any(${cases})`
  const kits = await tx<{ caseId: string; items: unknown; signedBy: string; signedAt: Date; jws: string }>`select case_id, items, signed_by, signed_at, jws from services.receipts where case_id = any(${cases})`
  return [
    ...rounds.map(({ caseId, round, party, signedBy, signedAt, jws, digest }) => ({ what: 'signature' as const, id: `${caseId}/${round}/${party}`, caseId, jws, owner: ownerOf(signedBy), says: { case: caseId, round, party, digest, at: signedAt.toISOString() } })),
    ...kits.map(({ caseId, items, signedBy, signedAt, jws }) => ({ what: 'handover' as const, id: caseId, caseId, jws, owner: ownerOf(signedBy), says: { case: caseId, items, at: signedAt.toISOString() } })),
  ]
}

/** Whose key it must be: an application by text message is signed by the node for him. */
const ownerOf = (signedBy: string): string => (signedBy === 'reply' ? 'node:reply' : `person:${signedBy}`)
