import type { Act } from '#kernel/act'
import { permit } from '#kernel/refusal'
import { enteredAbout, verifyOwn } from '#modules/ledger'

import type { Answers, Evidence } from '../model.ts'
import { mayReplay } from '../policy.ts'
import type * as store from '../store/receipts.ts'
import type { TracedRow } from '../table/evaluate.ts'
import { digestOfReceipt, digestOfRow, receiptOf } from './decide.ts'
import { stretchesOf } from './replay.ts'

/** A receipt that is not what the ledger knows it by, and how. The code has a sentence in content. */
export type ReceiptFault = { readonly what: 'receipt'; readonly id: string; readonly code: 'decisions.receipt_changed' | 'decisions.receipt_unentered' | 'decisions.receipt_unsigned' }

/** What else a receipt rests on: the digests of the facts it was made on, by the answer they came in. Whoever keeps them compares. */
export type Heed<F> = (facts: ReadonlyMap<string, string>) => Promise<readonly F[]>

/** Recomputes every receipt's digest, and compares it with its entry in the ledger and with what its agency signed; `heed` compares its facts. Writes nothing. */
export async function auditReceipts<F = never>(act: Act, heed: Heed<F> = async () => []): Promise<{ readonly receipts: number; readonly faults: readonly (ReceiptFault | F)[] }> {
  const faults: (ReceiptFault | F)[] = []
  let receipts = 0
  for await (const stretch of stretchesOf(act, { tables: null, machine: false })) {
    const about = await enteredAbout(act, stretch.map(({ id }) => id))
    const entered = new Map(about.map(({ id, digest }) => [id, digest]))
    const rows = new Set(about.filter(({ kind }) => kind === 'decision-row').map(({ digest }) => digest))
    for (const receipt of stretch) {
      const digest = digestOfReceipt(receipt)
      if (digest !== receipt.digest || !rows.has(digestOfRow(receipt))) faults.push({ what: 'receipt', id: receipt.id, code: 'decisions.receipt_changed' })
      if (entered.get(receipt.entry) !== digest) faults.push({ what: 'receipt', id: receipt.id, code: 'decisions.receipt_unentered' })
      if (receipt.signature !== null && !(await isSigned(act, receipt, digest))) faults.push({ what: 'receipt', id: receipt.id, code: 'decisions.receipt_unsigned' })
    }
    faults.push(...(await heed(factsIn(stretch))))
    receipts += stretch.length
  }
  return { receipts, faults }
}

const factsIn = (receipts: readonly store.Receipt[]): Map<string, string> =>
  new Map(receipts.flatMap(({ answers }) => Object.values((answers ?? {}) as Record<string, Partial<Evidence>>).flatMap(({ facts }) => Object.entries(facts ?? {}))))

async function isSigned(act: Act, { id, signature }: store.Receipt, digest: string): Promise<boolean> {
  const { verdict } = await verifyOwn(act, signature!)
  if (!verdict.valid) return false
  return verdict.payload.toString('utf8') === JSON.stringify({ receipt: id, digest })
}

/**
 * A receipt as an auditor checks it: every hash, source, time and grant, every row with what its cells came to, its signature, the names
 * of its entry in the ledger; without the values themselves, which only a look that stands in the person’s log may show.
 * Refuses `decisions.no_receipt`.
 */
export async function receiptView(act: Act, id: string) {
  permit(mayReplay(act.actor), 'ledger.audit')
  const { answers, decision, note: _note, ...receipt } = await receiptOf(act, id)
  const { reasons, nearMisses, trace, engine, overruled } = decision as { readonly reasons?: readonly { readonly row: string; readonly reason: string }[]; readonly nearMisses?: unknown; readonly trace?: readonly TracedRow[]; readonly engine?: unknown; readonly overruled?: { readonly outcome: unknown } }
  return {
    ...receipt, engine: engine ?? null, overruled: overruled?.outcome ?? null,
    facts: Object.entries((answers ?? {}) as Answers).map(([name, { value: _value, ...known }]) => ({ name, ...known })),
    reasons: (reasons ?? []).map(({ row, reason }) => ({ row, reason })), nearMisses: nearMisses ?? [],
    rows: (trace ?? []).map(({ row, cells }) => ({ row, cells: cells.map(({ input, test, verdict }) => ({ input, test, verdict })) })),
  }
}
