import type { Act } from '#kernel/act'
import type { InputFault } from '#kernel/refusal'

import type { CaseFile } from '../model/case.ts'
import { isContrary, type Found, type Requirement } from '../model/requirement.ts'
import type { Scope } from '../model/scope.ts'
import * as store from '../store/evidence.ts'
import type { Definition } from './context.ts'
import { requirementsNow, seek } from './evidence.ts'
import { platform } from './open.ts'

/** How long what was found while a form was filled in may be signed without looking again: a standing changes within a minute at every verifier, but a form takes longer. */
const FRESH_MS = 60 * 60_000

/** What was found for a case, looked for again where it is older than an hour. The case is held. */
export async function foundForSigning(act: Act, file: CaseFile, definition: Definition, scope: Scope): Promise<readonly Found[]> {
  const wanted = requirementsNow(definition, scope)
  if (wanted.length === 0) return []
  const kept = (await store.evidenceOf(act.tx, file.id)).filter(({ requirement }) => wanted.some(({ id }) => id === requirement))
  const fresh = kept.length === wanted.length && kept.every(({ soughtAt, soughtFor }) => soughtFor === 'form' && act.at.getTime() - soughtAt.getTime() < FRESH_MS)
  return fresh ? kept.map(({ material: _m, round: _r, soughtAt: _a, soughtFor: _f, ...found }) => found) : seek(act, { file, definition, scope, grantee: platform(act), for: 'form' })
}

// A register that is silent now, or is asked only for the decision, may still speak: nobody is sent for a paper because of it.
const MAY_STILL = new Set(['down', 'later'])

/** Whether only a file can prove something: nothing was found, nothing on record says otherwise, and nothing that was tried may still speak. */
export const needsFile = ({ upload }: Pick<Requirement, 'upload'>, found: Pick<Found, 'by' | 'tried'>): boolean =>
  upload && found.by === null && !isContrary(found) && !found.tried.some(({ why }) => MAY_STILL.has(why))

/** Whether a file may be handed in: also for a register that is silent now. What is on record otherwise no file changes. */
export const mayUpload = ({ upload }: Pick<Requirement, 'upload'>, found: Pick<Found, 'by' | 'tried'>): boolean =>
  upload && (found.by === null || found.by === 'upload') && !isContrary(found) && !found.tried.some(({ why }) => why === 'later')

/** What is still to be proven before anybody can sign: each with its place below `/requirements`. */
export const unproven = ({ matter }: Definition, found: readonly Found[]): InputFault[] => found
  .filter((one) => needsFile(matter!.requirements.find(({ id }) => id === one.requirement)!, one))
  .map((one) => ({ pointer: `/requirements/${one.requirement}`, code: 'services.evidence_missing' }))
