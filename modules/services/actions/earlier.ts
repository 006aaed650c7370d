import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { give, use } from '#modules/grants'

import { stageOf } from '../model/case.ts'
import * as store from '../store/cases.ts'
import * as desk from '../store/desk.ts'
import { definitionOf } from './context.ts'
import { fileAtDesk } from './notes.ts'

const SHOWN_MAX = 20
const GRANT_MS = 90 * 86_400_000

/**
 * What the applicant asked of the same agency before, newest first: only where the definition of the matter names the law that
 * allows it, and the look is in the applicant's log. Refuses `services.no_ground`, and what `fileAtDesk` refuses.
 */
export async function earlierCases(act: Act, id: string) {
  const file = await fileAtDesk(act, id)
  const law = (await definitionOf(act, file)).matter!.earlier
  if (law === undefined) throw new Refusal('forbidden', 'services.no_ground')
  const root = file.parent ?? file.id
  const about = { grantee: file.task.agency, purpose: file.definition, case: root }
  await give(act, { basis: 'statutory', grantor: file.applicant, elements: ['earlier-cases.cases'], law, notAfter: new Date(act.at.getTime() + GRANT_MS), ...about })
  await use(act, { subject: file.applicant, source: 'earlier-cases', elements: ['cases'], ...about })
  const found = await desk.earlierOf(act.tx, file.applicant, file.task.agency, [id, root], SHOWN_MAX)
  const files = await store.filesOf(act.tx, found.map((one) => one.id))
  return { items: await Promise.all(files.toReversed().map(async (one) => ({ id: one.id, number: one.number, title: (await definitionOf(act, one)).title, openedAt: one.openedAt, stage: stageOf(one) }))), next: null }
}
