import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { canonical } from '#kernel/canonical'
import { digestOf, type Release } from '#kernel/content'
import { Refusal, permit } from '#kernel/refusal'
import { releaseAt } from '#kernel/releases'
import { enter } from '#modules/ledger'

import { answersFor, ENGINE, tableOf, worded, type Answers, type Known, type RowReason } from './model.ts'
import { mayReplay } from './policy.ts'
import * as store from './store.ts'
import { evaluateTable } from './table/decide.ts'

type Question = { readonly case: string; readonly release: Release; readonly table: string; readonly asOf: string; readonly scope: ReadonlyMap<string, Known>; readonly position?: number }

/** A decision made: its receipt, what came of it, and the role it goes to where a person must decide. */
export type Decided = { readonly id: string; readonly outcome: 'GRANT' | 'RETURN' | 'ROUTE' | null; readonly reasons: readonly RowReason[]; readonly values: Readonly<Record<string, unknown>>; readonly to: string | null }

/**
 * Decides by the table in force on a day and leaves the receipt, in this act: no decision without one.
 * Data that is not a hit never grants or returns (see README). Refuses `decisions.no_table`.
 */
export async function decide(act: Act, question: Question): Promise<Decided> {
  const table = tableOf(question.release, question.table, question.asOf)
  const answers = answersFor(table, question.scope)
  const decision = evaluateTable(table, answers, question.asOf)
  const reasons = decision.reasons.map((reason) => worded(question.release, reason))
  const id = await keepReceipt(act, { ...question, mode: 'machine', version: table.version, answers, outcome: decision.outcome, decision: { ...decision, reasons, engine: ENGINE }, by: act.actor.id, note: null })
  return { id, outcome: decision.outcome, reasons, values: decision.values, to: decision.to ?? null }
}

/** Records what a person or an outside department decided, with the reasons given. */
export async function recordDecision(act: Act, made: { case: string; release: Release; table: string; outcome: 'GRANT' | 'RETURN'; reasons: readonly RowReason[]; by: string; note: string }): Promise<string> {
  const mode = made.by === act.actor.id ? 'hand' : 'outside'
  return keepReceipt(act, { ...made, asOf: dayOf(act.at), mode, version: null, answers: null, decision: { outcome: made.outcome, reasons: made.reasons, note: made.note, engine: mode } })
}

type Keeping = { readonly case: string; readonly release: Release; readonly table: string; readonly asOf: string; readonly position?: number; readonly mode: store.Receipt['mode']; readonly version: string | null; readonly answers: Answers | null; readonly outcome: string | null; readonly decision: Readonly<Record<string, unknown>>; readonly by: string; readonly note: string | null }

async function keepReceipt(act: Act, one: Keeping): Promise<string> {
  const id = randomUUID()
  const digest = digestOfReceipt({ id, caseId: one.case, tableId: one.table, version: one.version, release: one.release.digest, asOf: one.asOf, answers: one.answers, decision: one.decision })
  const { id: entry } = await enter(act, { kind: 'decision', about: id, digest })
  await store.addReceipt(act.tx, {
    id, caseId: one.case, position: one.position ?? null, mode: one.mode, tableId: one.table, version: one.version, release: one.release.digest, asOf: one.asOf,
    answers: one.answers, outcome: one.outcome, decision: one.decision, digest, entry, decidedAt: act.at, decidedBy: one.by, note: one.note,
  })
  await act.record({ type: 'decisions.made', subject: id, case: one.case, data: { table: one.table, outcome: one.outcome, mode: one.mode, digest } })
  return id
}

/** The digest that the ledger knows a receipt by: over its canonical JSON, keys in order. */
const digestOfReceipt = (receipt: Pick<store.Receipt, 'id' | 'caseId' | 'tableId' | 'version' | 'release' | 'asOf' | 'answers' | 'decision'>): string => digestOf(canonical(receipt))

/** The receipts of a case, oldest first. Whoever calls this has made sure that the reader may see the case. */
export const receiptsOf = (act: Act, caseId: string): Promise<store.Receipt[]> => store.receiptsOfCase(act.tx, caseId)

/** One receipt. Refuses `decisions.no_receipt`. */
export async function receiptOf(act: Act, id: string): Promise<store.Receipt> {
  const receipt = await store.receiptWith(act.tx, id)
  if (!receipt) throw new Refusal('absent', 'decisions.no_receipt')
  return receipt
}

export type Replayed = { readonly same: number; readonly changed: { readonly case: string; readonly receipt: string; readonly was: unknown; readonly now: unknown; readonly why: string }[] }

/** Decides every kept machine decision again on the same inputs under the same release, and names each that comes out otherwise or was tampered with. */
export async function replay(act: Act, table: string | null): Promise<Replayed> {
  permit(mayReplay(act.actor), 'ledger.audit')
  let same = 0
  const changed: Replayed['changed'] = []
  for (const receipt of await store.machineReceipts(act.tx, table)) {
    const release = await releaseAt(act.tx, receipt.release)
    const now = evaluateTable(tableOf(release, receipt.tableId, receipt.asOf), receipt.answers as Answers, receipt.asOf)
    const again = { ...now, reasons: now.reasons.map((reason) => worded(release, reason)), engine: ENGINE }
    const why = digestOfReceipt(receipt) !== receipt.digest ? 'the stored receipt does not have its digest' : canonical(again) !== canonical(receipt.decision) ? 'the same inputs decide otherwise' : null
    if (why === null) same++
    else changed.push({ case: receipt.caseId, receipt: receipt.id, was: receipt.outcome, now: now.outcome, why })
  }
  return { same, changed }
}
