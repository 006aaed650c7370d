import { json, type Transaction } from '#kernel/database'

export type Receipt = {
  readonly id: string
  readonly caseId: string
  readonly position: number | null
  readonly mode: 'machine' | 'hand' | 'outside'
  readonly tableId: string
  readonly version: string | null
  readonly release: string
  readonly asOf: string
  readonly answers: Readonly<Record<string, unknown>> | null
  readonly outcome: string | null
  readonly decision: Readonly<Record<string, unknown>>
  readonly digest: string
  readonly entry: string
  readonly decidedAt: Date
  readonly decidedBy: string
  readonly note: string | null
}

export async function addReceipt(tx: Transaction, receipt: Receipt): Promise<void> {
  await tx`
    insert into decisions.receipts (id, case_id, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note)
    values (${receipt.id}, ${receipt.caseId}, ${receipt.position}, ${receipt.mode}, ${receipt.tableId}, ${receipt.version}, ${receipt.release}, ${receipt.asOf},
      ${receipt.answers === null ? null : json(receipt.answers)}, ${receipt.outcome}, ${json(receipt.decision)}, ${receipt.digest}, ${receipt.entry}, ${receipt.decidedAt}, ${receipt.decidedBy}, ${receipt.note})`
}

const SHOWN_MAX = 100_000

/** The receipts of a case, oldest first. */
export async function receiptsOfCase(tx: Transaction, caseId: string): Promise<Receipt[]> {
  return tx<Receipt>`
    select id, case_id, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note
    from decisions.receipts where case_id = ${caseId} order by decided_at, id`
}

export async function receiptWith(tx: Transaction, id: string): Promise<Receipt | undefined> {
  const [receipt] = await tx<Receipt>`
    select id, case_id, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note
    from decisions.receipts where id = ${id}`
  return receipt
}

/** The machine's receipts of one table, or of all, oldest first. */
export async function machineReceipts(tx: Transaction, table: string | null): Promise<Receipt[]> {
  return tx<Receipt>`
    select id, case_id, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note
    from decisions.receipts where mode = 'machine' and (${table}::text is null or table_id = ${table}) order by decided_at, id limit ${SHOWN_MAX}`
}
