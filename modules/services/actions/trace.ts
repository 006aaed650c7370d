import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import { historyOf } from '#kernel/journal'
import { ofCase } from '#modules/certificates'
import { receiptsOf } from '#modules/decisions'
import { factsOfCase } from '#modules/exchange'
import { entriesAbout } from '#modules/ledger'

import { mayRead } from '../policy.ts'
import * as store from '../store/cases.ts'
import { definitionOf } from './context.ts'
import { requireMandate } from './open.ts'

/**
 * Everything a case rests on, linked: field ← alias ← fact ← answer ← source, grant and use; outcome ← row ← law;
 * certificate ← decision ← case ← definition digest; each with its ledger entry and, once sequenced, its proof.
 */
export async function traceOf(act: Act, id: string) {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const file = await store.fileOf(act.tx, id)
  const root = file.parent ?? file.id
  const rootFile = await store.fileOf(act.tx, root)
  const signatories = rootFile.snapshot ? await store.signatoriesOf(act.tx, root, rootFile.snapshot.round) : []
  permit(mayRead(act.actor, file, signatories.map((one) => one.party)))
  if (act.actor.id === file.behalf || act.actor.behalf === file.applicant) await requireMandate(act, file)
  const definition = await definitionOf(act, file)
  const { facts, answers, orders } = await factsOfCase(act, id)
  const receipts = await receiptsOf(act, id)
  const certificates = await ofCase(act, id)
  const answersOf = file.snapshot?.answers ?? file.draft?.answers ?? {}
  const about = [id, ...answers.flatMap((answer) => (answer.use ? [answer.use] : [])), ...receipts.map((receipt) => receipt.id), ...certificates.map((certificate) => certificate.id)]
  return {
    case: id, number: file.number, definition: { id: file.definition, digest: definition.digest, release: file.release, text: definition.release.textOf(`${file.kind === 'matter' ? 'matters' : 'bundles'}/${file.definition}/${file.kind}.yaml`) !== undefined },
    fields: Object.entries(answersOf).map(([field, kept]) => ({ field, value: kept.value, by: kept.by, alias: kept.alias ?? null, facts: facts.filter((fact) => fact.alias === kept.alias).map((fact) => fact.id) })),
    facts, answers, orders,
    decisions: receipts.map((receipt) => ({ id: receipt.id, mode: receipt.mode, table: receipt.tableId, version: receipt.version, release: receipt.release, asOf: receipt.asOf, outcome: receipt.outcome, reasons: receipt.decision['reasons'] ?? [], trace: receipt.decision['trace'] ?? [], inputs: receipt.answers, digest: receipt.digest, entry: receipt.entry, at: receipt.decidedAt, by: receipt.decidedBy })),
    certificates: certificates.map((certificate) => ({ ...certificate, case: id, definition: file.release })),
    signatures: signatories, deeds: await store.deedsOf(act.tx, id),
    ledger: await entriesAbout(act, about),
    history: await historyOf(act.tx, id),
    children: (await store.childrenOf(act.tx, id)).map((child) => ({ step: child.step, case: child.id })),
  }
}
