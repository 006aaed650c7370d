import type { Act } from '#kernel/act'

import { principalsOf } from './mandates.ts'
import { relationsOf } from './relations.ts'

/**
 * Whether the one who acts has to leave it to a colleague, for one of these parties is his own affair: he is it himself, is related to it
 * (his wife, his child, a firm he has a part in; being employed is none), or may act for it by mandate. Source: Civil Servants Law, art. 76.
 */
export async function mustRecuse(act: Act, involved: readonly string[]): Promise<boolean> {
  const own = act.actor.id
  const [related, principals] = await Promise.all([relationsOf(act, own), principalsOf(act, own)])
  const close = new Set([own, ...related.filter(({ kind }) => kind !== 'employee').flatMap(({ from, to }) => [from, to]), ...principals.map(({ id }) => id)])
  return involved.some((party) => close.has(party))
}
