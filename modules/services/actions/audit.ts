import type { Act } from '#kernel/act'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { inStretches } from '#kernel/stretches'
import { enteredAbout, verifyOwn } from '#modules/ledger'

import * as store from '../store/audit.ts'

/** A signature of somebody that is not what the ledger knows it by, or does not hold. The code has a sentence in content. */
export type SignatureFault = { readonly what: 'signature' | 'handover'; readonly id: string; readonly code: 'services.signature_changed' | 'services.signature_lost' }

const STRETCH = 1000

/**
 * Checks every signature under a round of a case and under the receipt of a kit: that it verifies, says what its row says, and stands
 * in the ledger; and that none of a case was taken away. Writes nothing.
 */
export async function auditSignatures(act: Act): Promise<{ readonly signatures: number; readonly faults: readonly SignatureFault[] }> {
  const faults: SignatureFault[] = []
  let signatures = 0
  for await (const cases of inStretches('', STRETCH, (after, limit) => store.signedCasesAfter(act.tx, after, limit), (id) => id)) {
    const rows = await store.signaturesOf(act.tx, cases)
    const entered = Map.groupBy(await enteredAbout(act, cases), ({ about }) => about)
    for (const row of rows) {
      const known = entered.get(row.caseId)?.some(({ digest }) => digest === digestOf(row.jws)) ?? false
      if (!known || !(await holds(act, row))) faults.push({ what: row.what, id: row.id, code: 'services.signature_changed' })
    }
    for (const id of cases) {
      const kept = rows.filter(({ caseId }) => caseId === id).length
      const made = (entered.get(id) ?? []).filter(({ kind }) => kind === 'signature' || kind === 'receipt').length
      if (made > kept) faults.push({ what: 'signature', id, code: 'services.signature_lost' })
    }
    signatures += rows.length
  }
  return { signatures, faults }
}

/** Whether it verifies with the key of who signed and what was signed says what the row says. */
async function holds(act: Act, row: store.SignatureRow): Promise<boolean> {
  const { verdict, key } = await verifyOwn(act, row.jws)
  if (!verdict.valid || key?.owner !== row.owner) return false
  const signed = JSON.parse(verdict.payload.toString('utf8')) as Record<string, unknown>
  return Object.entries(row.says).every(([name, value]) => canonical(signed[name]) === canonical(value))
}
