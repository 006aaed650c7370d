import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { give, use } from '#modules/grants'

import { stageOf } from '../model/case.ts'
import * as store from '../store/cases.ts'
import * as desk from '../store/desk.ts'
import { definitionOf } from './context.ts'
import { fileAtDesk } from './notes.ts'
import { named } from './queue.ts'

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
  await look(act, file.applicant, { grantee: file.task.agency, purpose: file.definition, case: root, law })
  const found = await desk.earlierOf(act.tx, file.applicant, file.task.agency, [id, root], SHOWN_MAX)
  return { items: await seen(act, found), next: null }
}

/**
 * What anybody asked of the same agency for the same place in other cases, newest first: only where the definition names the law that
 * allows it. Everybody whose case is shown finds the look in his log. Refuses `services.no_ground`, and what `fileAtDesk` refuses.
 */
export async function earlierHere(act: Act, id: string) {
  const file = await fileAtDesk(act, id)
  const { earlierAt } = (await definitionOf(act, file)).matter!
  if (earlierAt === undefined) throw new Refusal('forbidden', 'services.no_ground')
  const place = file.snapshot?.answers[earlierAt.field]?.value
  const found = typeof place === 'string' ? await desk.earlierAt(act.tx, place, file.task.agency, [id], SHOWN_MAX) : []
  const files = await store.filesOf(act.tx, found.map((one) => one.id))
  // The case that is decided is nobody else's business, so it does not stand in the logs of others.
  for (const applicant of new Set(files.map((one) => one.applicant))) await look(act, applicant, { grantee: file.task.agency, purpose: file.definition, case: applicant === file.applicant ? (file.parent ?? file.id) : null, law: earlierAt.law })
  return { items: await Promise.all((await seen(act, found)).map(async ({ applicant, ...one }) => ({ ...one, applicant: (await named(act, applicant)).name }))), next: null }
}

type Ground = { readonly grantee: string; readonly purpose: string; readonly case: string | null; readonly law: Bilingual }

/** By law the agency may look at a person's earlier cases, and does. */
async function look(act: Act, person: string, { law, ...about }: Ground): Promise<void> {
  await give(act, { basis: 'statutory', grantor: person, elements: ['earlier-cases.cases'], law, notAfter: new Date(act.at.getTime() + GRANT_MS), ...about })
  await use(act, { subject: person, source: 'earlier-cases', elements: ['cases'], ...about })
}

/** Cases in a line each, in the order they were found; one that came to the desk can be opened there. */
async function seen(act: Act, found: readonly { id: string }[]) {
  const files = await store.filesOf(act.tx, found.map((one) => one.id))
  const inOrder = found.flatMap(({ id }) => files.find((one) => one.id === id) ?? [])
  return Promise.all(inOrder.map(async (one) => ({ id: one.id, number: one.number, title: (await definitionOf(act, one)).title, applicant: one.applicant, openedAt: one.openedAt, stage: stageOf(one), atDesk: one.task !== null })))
}
