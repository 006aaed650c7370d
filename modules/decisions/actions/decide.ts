import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { canonical } from '#kernel/canonical'
import { digestOf, type Release } from '#kernel/content'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { enter, sign } from '#modules/ledger'

import { answersFor, ENGINE, tableOf, worded, type Answers, type Decision, type Known, type RowReason } from '../model.ts'
import * as store from '../store/receipts.ts'
import { standingOf } from '../store/standing.ts'
import { evaluateTable } from '../table/decide.ts'
import { shadow } from './shadow.ts'

type Question = { readonly case: string; readonly release: Release; readonly table: string; readonly asOf: string; readonly scope: ReadonlyMap<string, Known>; readonly position?: number; readonly agency?: string | null }

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
  const said = { ...decision, reasons: decision.reasons.map((reason) => worded(question.release, reason)), engine: ENGINE }
  const standing = await standingOf(act.tx, question.table, act.at)
  const made = standing.halt === null ? said : routed(question.release, table.table.routeTo, said)
  const id = await keepReceipt(act, { ...question, mode: 'machine', version: table.version, answers, outcome: made.outcome, decision: made, by: act.actor.id, note: null })
  if (standing.shadows.length > 0) await shadow(act, standing.shadows, { receipt: id, answers, asOf: question.asOf })
  return { id, outcome: made.outcome, reasons: made.reasons, values: made.values, to: made.to ?? null }
}

/** Asks ahead for what every decision by a table asks, where an act has a breath to spare before it decides. */
export const foreseeDeciding = async (act: Act, table: string): Promise<void> => { await standingOf(act.tx, table, act.at) }

type Said = Omit<Decision, 'reasons'> & { readonly reasons: readonly RowReason[]; readonly engine: string; readonly halted?: unknown }

// A halted table grants and returns nothing. What it would have said stays in the receipt, for whoever looks into the halt.
function routed(release: Release, to: string | undefined, said: Said): Said {
  if (said.outcome !== 'GRANT' && said.outcome !== 'RETURN') return said
  const reason = worded(release, { row: null, reason: 'decisions.halted', text: null, law: null })
  return { ...said, outcome: 'ROUTE', ...(to === undefined ? {} : { to }), reasons: [reason], values: {}, halted: said }
}

/** Records what a person or an outside department decided, with the reasons given. */
export async function recordDecision(act: Act, made: { case: string; release: Release; table: string; outcome: 'GRANT' | 'RETURN'; reasons: readonly RowReason[]; by: string; note: string; agency?: string | null }): Promise<string> {
  const mode = made.by === act.actor.id ? 'hand' : 'outside'
  return keepReceipt(act, { ...made, asOf: dayOf(act.at), mode, version: null, answers: null, decision: { outcome: made.outcome, reasons: made.reasons, note: made.note, engine: mode } })
}

type Keeping = { readonly case: string; readonly release: Release; readonly table: string; readonly asOf: string; readonly position?: number; readonly mode: store.Receipt['mode']; readonly version: string | null; readonly answers: Answers | null; readonly outcome: string | null; readonly decision: Readonly<Record<string, unknown>>; readonly by: string; readonly note: string | null; readonly agency?: string | null }

async function keepReceipt(act: Act, one: Keeping): Promise<string> {
  const id = randomUUID()
  const digest = digestOfReceipt({ id, caseId: one.case, tableId: one.table, version: one.version, release: one.release.digest, asOf: one.asOf, answers: one.answers, decision: one.decision })
  const agency = one.agency ?? null
  const [{ id: entry }, { jws }] = await Promise.all([
    enter(act, { kind: 'decision', about: id, digest }),
    sign(act, { owner: agency === null ? `node:${port().node}` : `agency:${agency}`, payload: JSON.stringify({ receipt: id, digest }), typ: RECEIPT_TYPE }),
  ])
  await store.addReceipt(act.tx, {
    id, caseId: one.case, position: one.position ?? null, mode: one.mode, tableId: one.table, version: one.version, release: one.release.digest, asOf: one.asOf,
    answers: one.answers, outcome: one.outcome, decision: one.decision, digest, entry, decidedAt: act.at, decidedBy: one.by, note: one.note, agency, signature: jws,
  })
  await act.record({ type: 'decisions.made', subject: id, case: one.case, data: { table: one.table, outcome: one.outcome, mode: one.mode, digest } })
  return id
}

/** What the signature of a receipt says it is (RFC 7515 §4.1.9). Its payload names the receipt and its digest. */
export const RECEIPT_TYPE = 'decision-receipt+json'

/** The digest that the ledger knows a receipt by: over its canonical JSON, keys in order. */
export const digestOfReceipt = ({ id, caseId, tableId, version, release, asOf, answers, decision }: Pick<store.Receipt, 'id' | 'caseId' | 'tableId' | 'version' | 'release' | 'asOf' | 'answers' | 'decision'>): string =>
  digestOf(canonical({ id, caseId, tableId, version, release, asOf, answers, decision }))

/** The receipts of a case, oldest first. Whoever calls this has made sure that the reader may see the case. */
export const receiptsOf = (act: Act, caseId: string): Promise<store.Receipt[]> => store.receiptsOfCase(act.tx, caseId)

/** One receipt. Refuses `decisions.no_receipt`. */
export async function receiptOf(act: Act, id: string): Promise<store.Receipt> {
  const receipt = await store.receiptWith(act.tx, id)
  if (!receipt) throw new Refusal('absent', 'decisions.no_receipt')
  return receipt
}
