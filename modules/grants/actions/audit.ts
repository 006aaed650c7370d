import type { Act } from '#kernel/act'
import { inStretches } from '#kernel/stretches'
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
  let last = { subject: '', number: 0 }
  for await (const stretch of inStretches(last, STRETCH, (after, limit) => store.usesAfter(act.tx, after, limit), ({ subject, number }) => ({ subject, number }))) {
    const entered = Map.groupBy(await enteredAbout(act, stretch.map(({ id }) => id)), ({ about }) => about)
    for (const use of stretch) {
      if (!entered.get(use.id)?.some(({ digest }) => digest === digestOfUse(use))) faults.push({ what: 'use', id: use.id, code: 'grants.use_changed' })
      // Numbers of one person run without gaps from 1.
      const expected = use.subject === last.subject ? last.number + 1 : 1
      if (use.number !== expected) faults.push({ what: 'use', id: use.id, code: 'grants.use_gap' })
      last = use
    }
    uses += stretch.length
  }
  const lost = await lostOfKind(act, 'use', (ids) => store.usesAmong(act.tx, ids))
  return { uses, faults: [...faults, ...lost.map((id) => ({ what: 'use' as const, id, code: 'grants.use_lost' as const }))] }
}
