import type { Act } from '#kernel/act'

import { digestOfFacts } from '../model.ts'
import { factsOfAnswers } from '../store/facts.ts'

/** Facts that are not what a decision was made on. The code has a sentence in content. */
export type FactFault = { readonly what: 'fact'; readonly id: string; readonly code: 'exchange.facts_changed' }

/** Compares the facts of answers with the digests that receipts keep of them, by the id of the answer. Writes nothing. */
export async function auditFacts(act: Act, expected: ReadonlyMap<string, string>): Promise<FactFault[]> {
  if (expected.size === 0) return []
  const found = Map.groupBy(await factsOfAnswers(act.tx, [...expected.keys()]), ({ answer }) => answer)
  return [...expected].filter(([answer, digest]) => digestOfFacts(found.get(answer) ?? []) !== digest).map(([id]) => ({ what: 'fact', id, code: 'exchange.facts_changed' }))
}
