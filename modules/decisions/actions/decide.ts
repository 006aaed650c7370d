import { createHmac, randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { canonical } from '#kernel/canonical'
import { digestOf, type Release } from '#kernel/content'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { enterAll, sign } from '#modules/ledger'

import { answersFor, ENGINE, evidenced, tableOf, worded, type Answers, type Decision, type Known, type RowReason } from '../model.ts'
import { addMarks, countsOf } from '../store/marks.ts'
import * as store from '../store/receipts.ts'
import { standingOf } from '../store/standing.ts'
import { evaluateTable, type Reason } from '../table/decide.ts'
import { shadow } from './shadow.ts'

type Question = { readonly case: string; readonly number?: string | undefined; readonly release: Release; readonly table: string; readonly asOf: string; readonly scope: ReadonlyMap<string, Known>; readonly position?: number; readonly agency?: string | null; readonly bursts?: readonly Burst[]
  /** Names of the scope that the receipt keeps though the table does not read them. */
  readonly kept?: readonly string[]
  /** Why the case itself does not let the machine grant: a code, and what it is about. */
  readonly doubt?: { readonly reason: string; readonly input: string } | null }

/** A decision made: its receipt, what came of it, and the role it goes to where a person must decide. */
export type Decided = { readonly id: string; readonly outcome: 'GRANT' | 'RETURN' | 'ROUTE' | null; readonly reasons: readonly RowReason[]; readonly values: Readonly<Record<string, unknown>>; readonly to: string | null }

/** By what a burst of like cases is seen: the value they share, and how many others within some hours are too many for the machine alone. */
export type Burst = { readonly mark: string; readonly label: Bilingual; readonly value: string; readonly hours: number; readonly most: number }

/**
 * Decides by the table in force on a day and leaves the receipt, in this act: no decision without one.
 * Data that is not a hit never grants or returns (see README), nor does a halted table, nor one case of a burst of like ones.
 * Refuses `decisions.no_table`.
 */
export async function decide(act: Act, question: Question): Promise<Decided> {
  const table = tableOf(question.release, question.table, question.asOf)
  const answers = evidenced(answersFor(table, question.scope, question.kept), question.scope)
  const decision = evaluateTable(table, answers, question.asOf)
  const said = { ...decision, reasons: decision.reasons.map((reason) => worded(question.release, reason)), engine: ENGINE }
  const [standing, burst] = await Promise.all([standingOf(act.tx, question.table, act.at), burstIn(act, question)])
  const made = overruled(question.release, table.table.routeTo, said, standing.halt !== null ? { reason: 'decisions.halted' } : (burst ?? (said.outcome === 'GRANT' ? question.doubt ?? null : null)))
  const id = await keepReceipt(act, { ...question, mode: 'machine', version: table.version, answers, outcome: made.outcome, decision: made, by: act.actor.id, note: null })
  if (question.bursts?.length) await addMarks(act.tx, { receipt: id, table: question.table, case: question.case, at: act.at }, question.bursts.map(digestOfMark))
  if (standing.shadows.length > 0) await shadow(act, standing.shadows, { receipt: id, answers, asOf: question.asOf })
  return { id, outcome: made.outcome, reasons: made.reasons, values: made.values, to: made.to ?? null }
}

/** Asks ahead for what every decision by a table asks, where an act has a breath to spare before it decides. */
export const foreseeDeciding = async (act: Act, table: string): Promise<void> => { await standingOf(act.tx, table, act.at) }

type Said = Omit<Decision, 'reasons'> & { readonly reasons: readonly RowReason[]; readonly engine: string; readonly overruled?: unknown }
type Ground = Pick<Reason, 'reason' | 'input' | 'source' | 'why'>

// What the machine may not do by itself goes to a person. What the table said stays in the receipt, for whoever looks into it.
function overruled(release: Release, to: string | undefined, said: Said, ground: Ground | null): Said {
  if (ground === null || (said.outcome !== 'GRANT' && said.outcome !== 'RETURN')) return said
  const reason = worded(release, { row: null, text: null, law: null, ...ground })
  return { ...said, outcome: 'ROUTE', ...(to === undefined ? {} : { to }), reasons: [reason], values: {}, overruled: said }
}

async function burstIn(act: Act, { bursts = [], table, case: caseId }: Question): Promise<Ground | null> {
  if (bursts.length === 0) return null
  const counts = await countsOf(act.tx, { table, case: caseId }, bursts.map((one) => ({ digest: digestOfMark(one), since: new Date(act.at.getTime() - one.hours * 3_600_000) })))
  const at = bursts.findIndex((one, index) => counts[index]! >= one.most)
  return at < 0 ? null : { reason: 'decisions.burst', input: bursts[at]!.mark, why: String(counts[at]!) }
}

// Keyed, so that nobody can try out telephone numbers on the rows.
const digestOfMark = ({ mark, value }: Burst): string => createHmac('sha256', port().masterKey()).update(`decisions.marks ${mark} ${value}`).digest('hex')

/** Records what a person or an outside department decided, with the reasons given. */
export async function recordDecision(act: Act, made: { case: string; number?: string | undefined; release: Release; table: string; outcome: 'GRANT' | 'RETURN'; reasons: readonly RowReason[]; by: string; note: string; agency?: string | null }): Promise<string> {
  const mode = made.by === act.actor.id ? 'hand' : 'outside'
  return keepReceipt(act, { ...made, asOf: dayOf(act.at), mode, version: null, answers: null, decision: { outcome: made.outcome, reasons: made.reasons, note: made.note, engine: mode } })
}

type Keeping = { readonly case: string; readonly number?: string | undefined; readonly release: Release; readonly table: string; readonly asOf: string; readonly position?: number; readonly mode: store.Receipt['mode']; readonly version: string | null; readonly answers: Answers | null; readonly outcome: string | null; readonly decision: Readonly<Record<string, unknown>>; readonly by: string; readonly note: string | null; readonly agency?: string | null }

async function keepReceipt(act: Act, one: Keeping): Promise<string> {
  const id = randomUUID()
  const digest = digestOfReceipt({ id, caseId: one.case, tableId: one.table, version: one.version, release: one.release.digest, asOf: one.asOf, answers: one.answers, decision: one.decision })
  const agency = one.agency ?? null
  // The signature first: the key was asked for ahead, and what is entered makes the ledger's answers old.
  const row = { id, caseNumber: one.number ?? null, position: one.position ?? null, mode: one.mode, outcome: one.outcome, decidedAt: act.at, decidedBy: one.by, note: one.note, agency }
  const [{ jws }, [entered]] = await Promise.all([
    sign(act, { owner: agency === null ? `node:${port().node}` : `agency:${agency}`, payload: JSON.stringify({ receipt: id, digest }), typ: RECEIPT_TYPE }),
    enterAll(act, [{ kind: 'decision', about: id, digest }, { kind: 'decision-row', about: id, digest: digestOfRow(row) }]),
  ])
  await store.addReceipt(act.tx, {
    ...row, caseId: one.case, tableId: one.table, version: one.version, release: one.release.digest, asOf: one.asOf,
    answers: one.answers, decision: one.decision, digest, entry: entered!.id, signature: jws,
  })
  await act.record({ type: 'decisions.made', subject: id, case: one.case, data: { table: one.table, outcome: one.outcome, mode: one.mode, digest } })
  return id
}

/** What the signature of a receipt says it is (RFC 7515 §4.1.9). Its payload names the receipt and its digest. */
export const RECEIPT_TYPE = 'decision-receipt+json'

/** The digest that the ledger knows a receipt by: over its canonical JSON, keys in order. */
export const digestOfReceipt = ({ id, caseId, tableId, version, release, asOf, answers, decision }: Pick<store.Receipt, 'id' | 'caseId' | 'tableId' | 'version' | 'release' | 'asOf' | 'answers' | 'decision'>): string =>
  digestOf(canonical({ id, caseId, tableId, version, release, asOf, answers, decision }))

type RowOfReceipt = Pick<store.Receipt, 'id' | 'caseNumber' | 'position' | 'mode' | 'outcome' | 'decidedAt' | 'decidedBy' | 'note' | 'agency'>

/** The digest of what of a receipt's row is not decided again on replay: who, when, in which way, and what an officer wrote. */
export const digestOfRow = ({ id, caseNumber, position, mode, outcome, decidedAt, decidedBy, note, agency }: RowOfReceipt): string =>
  digestOf(canonical({ id, caseNumber, position, mode, outcome, decidedAt: decidedAt.toISOString(), decidedBy, note, agency }))

/** The receipts of a case, oldest first. Whoever calls this has made sure that the reader may see the case. */
export const receiptsOf = (act: Act, caseId: string): Promise<store.Receipt[]> => store.receiptsOfCase(act.tx, caseId)

/** One receipt. Refuses `decisions.no_receipt`. */
export async function receiptOf(act: Act, id: string): Promise<store.Receipt> {
  const receipt = await store.receiptWith(act.tx, id)
  if (!receipt) throw new Refusal('absent', 'decisions.no_receipt')
  return receipt
}
