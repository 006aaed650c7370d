import type { Act } from '#kernel/act'
import { enteredAbout, lostOfKind } from '#modules/ledger'

import { digestOfUse } from '../model.ts'
import * as store from '../store.ts'

/** A look at somebody's facts that is not what the ledger knows it by, or is gone. The code has a sentence in content. */
export type UseFault = { readonly what: 'use'; readonly id: string; readonly code: 'grants.use_changed' | 'grants.use_gap' | 'grants.use_lost' }

const STRETCH = 2000

/** Recomputes every record of use, compares it with its entry in the ledger, and finds those that are missing from either. Writes nothing. */
export async function auditUses(act: Act): Promise<{ readonly uses: number; readonly faults: readonly UseFault[] }> {
  const faults: UseFault[] = []
  let uses = 0
  for (let after = { subject: '', number: 0 }; ; ) {
    const stretch = await store.usesAfter(act.tx, after, STRETCH)
    const entered = Map.groupBy(await enteredAbout(act, stretch.map(({ id }) => id)), ({ about }) => about)
    for (const use of stretch) {
      if (!entered.get(use.id)?.some(({ digest }) => digest === digestOfUse(use))) faults.push({ what: 'use', id: use.id, code: 'grants.use_changed' })
      // Numbers of one person run without gaps from 1.
      const expected = use.subject === after.subject ? after.number + 1 : 1
      if (use.number !== expected) faults.push({ what: 'use', id: use.id, code: 'grants.use_gap' })
      after = { subject: use.subject, number: use.number }
    }
    uses += stretch.length
    if (stretch.length < STRETCH) break
  }
  const lost = await lostOfKind(act, 'use', (ids) => store.usesAmong(act.tx, ids))
  return { uses, faults: [...faults, ...lost.map((id) => ({ what: 'use' as const, id, code: 'grants.use_lost' as const }))] }
}
