import { json, type Transaction } from '#kernel/database'

export type Receipt = {
  readonly id: string
  readonly caseId: string
  readonly caseNumber: string | null
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
  readonly agency: string | null
  readonly signature: string | null
}

export async function addReceipt(tx: Transaction, receipt: Receipt): Promise<void> {
  await tx`
    insert into decisions.receipts (id, case_id, case_number, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note, agency, signature)
    values (${receipt.id}, ${receipt.caseId}, ${receipt.caseNumber}, ${receipt.position}, ${receipt.mode}, ${receipt.tableId}, ${receipt.version}, ${receipt.release}, ${receipt.asOf},
      ${receipt.answers === null ? null : json(receipt.answers)}, ${receipt.outcome}, ${json(receipt.decision)}, ${receipt.digest}, ${receipt.entry}, ${receipt.decidedAt}, ${receipt.decidedBy}, ${receipt.note}, ${receipt.agency}, ${receipt.signature})`
}

/** The receipts of a case, oldest first. */
export async function receiptsOfCase(tx: Transaction, caseId: string): Promise<Receipt[]> {
  return tx<Receipt>`
    select id, case_id, case_number, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note, agency, signature
    from decisions.receipts where case_id = ${caseId} order by decided_at, id`
}

export async function receiptWith(tx: Transaction, id: string): Promise<Receipt | undefined> {
  const [receipt] = await tx<Receipt>`
    select id, case_id, case_number, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note, agency, signature
    from decisions.receipts where id = ${id}`
  return receipt
}

/** Which receipts are walked over: the machine's of some tables, or of all; or everybody's. */
export type Walk = { readonly tables: readonly string[] | null; readonly machine: boolean }

/** A stretch of receipts by their ids, after one of them: the order costs no index of its own, and whoever walks over all of them needs no other. */
export async function receiptsAfter(tx: Transaction, { tables, machine }: Walk, { after, limit }: { after: string | null; limit: number }): Promise<Receipt[]> {
  return tx<Receipt>`
    select id, case_id, case_number, position, mode, table_id, version, release, as_of, answers, outcome, decision, digest, entry, decided_at, decided_by, note, agency, signature
    from decisions.receipts
    where (not ${machine}::boolean or mode = 'machine') and (${tables}::text[] is null or table_id = any(${tables}))
      and (${after}::uuid is null or id > ${after})
    order by id limit ${limit}`
}

/** How many decisions the machine made by a table. */
export async function countOf(tx: Transaction, table: string): Promise<number> {
  const [row] = await tx<{ count: number }>`select count(*)::int as count from decisions.receipts where mode = 'machine' and table_id = ${table}`
  return row!.count
}

/** How many decisions the machine made, by table. */
export async function countsByTable(tx: Transaction): Promise<{ tableId: string; count: number }[]> {
  return tx<{ tableId: string; count: number }>`select table_id, count(*)::int as count from decisions.receipts where mode = 'machine' group by table_id`
}
