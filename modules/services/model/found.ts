import { fromJson } from '#modules/decisions'

import type { Found } from './requirement.ts'
import { hit, type Known } from './scope.ts'

/** What was found, as expressions and the decision's receipt have it: by requirement, with the fields that were disclosed. */
export const evidenceKnown = (found: readonly Found[]): Known => hit(fromJson(Object.fromEntries(found.map(({ requirement, by, name, ref, digest, standing, at, fields }) =>
  [requirement, by === null ? null : { ...fields, by, name, ref, digest, standing, standingAt: at.toISOString() }]))))

/** Why the machine may not grant by itself: something that must be proven is not, or only by a file that nobody has looked at. */
export function lackIn(found: readonly Found[]): { readonly reason: string; readonly input: string } | null {
  const open = found.find(({ by }) => by === null)
  if (open !== undefined) return { reason: 'services.evidence_lacking', input: open.requirement }
  const file = found.find(({ by }) => by === 'upload')
  return file === undefined ? null : { reason: 'services.evidence_file', input: file.requirement }
}
