import type { Act } from '#kernel/act'
import { permit } from '#kernel/refusal'

import { mayAudit, mayWatch, powers } from '../policy.ts'
import { addAudit, logState } from '../store/tree.ts'
import { audit, type Audit } from './audit.ts'

/** Where the public log stands. Needs `operations.read` or `ledger.audit`. */
export async function stateOfLog(act: Act) {
  permit(mayWatch(act.actor), powers.watch)
  return { ...(await logState(act.tx)), mayAudit: mayAudit(act.actor) }
}

/** Recomputes the whole log and keeps that it was done and what came of it. Needs `ledger.audit`. */
export async function auditNow(act: Act): Promise<Audit> {
  permit(mayAudit(act.actor), powers.audit)
  const found = await audit(act.tx)
  await addAudit(act.tx, { at: act.at, by: act.actor.id, entries: found.entries, faults: found.faults.length })
  await act.record({ type: 'ledger.audited', subject: 'ledger', data: { entries: found.entries, faults: found.faults.length } })
  return found
}
