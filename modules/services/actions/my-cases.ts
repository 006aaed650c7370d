import type { Act } from '#kernel/act'
import { lampOf } from '#kernel/calendar'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { agencyNames } from '#modules/parties'

import { stageOf, type CaseFile } from '../model/case.ts'
import { ratingRules } from '../model/rating.ts'
import { maySpeakFor } from '../policy.ts'
import * as store from '../store/cases.ts'
import { ratingOf } from '../store/ratings.ts'
import { isKitReady, standingsOf } from './bundle.ts'
import { definitionOf, scopeOf, type Definition } from './context.ts'
import { sidesOf, speaker } from './open.ts'
import { isOpenForRating } from './rate.ts'

/** What the reader himself can do next in a case; null where it is somebody else's turn or nobody's. */
export type Next = 'fill' | 'sign' | 'mend' | 'receive' | 'rate' | null

const LAST = new Date(8.64e15)

/** The cases I opened or must sign, newest first, each with where it stands and what I can do. Refuses `identity.sign_in_first`. */
export async function myCases(act: Act, page: { after?: string | undefined; limit: number; state: 'running' | 'done' | 'all' }) {
  if (act.actor.id === 'visitor') throw new Refusal('unsigned', 'identity.sign_in_first')
  const rows = await store.casesOf(act.tx, speaker(act), page.after ? new Date(page.after) : LAST, page.limit + 1, { state: page.state, within: act.actor.within ?? null })
  const shown = rows.slice(0, page.limit)
  const files = new Map((await store.filesOf(act.tx, shown.map((row) => row.id))).map((file) => [file.id, file]))
  const items = []
  for (const { id } of shown) items.push(await summaryOf(act, files.get(id)!))
  return { items, next: rows.length > page.limit ? (items.at(-1)?.openedAt ?? null) : null }
}

async function summaryOf(act: Act, file: CaseFile) {
  const definition = await definitionOf(act, file)
  const clock = (await store.clocksOf(act.tx, file.id)).findLast((one) => one.name === 'promised')
  const steps = file.kind === 'bundle' && file.submission && !file.closure ? await stepsOf(act, file, definition) : null
  const stage = steps?.ready && !file.receipt ? 'kit' : stageOf(file)
  const organ = file.submission?.organ
  return {
    id: file.id, number: file.number, kind: file.kind, definition: file.definition, title: definition.title, stage, openedAt: file.openedAt,
    endedAt: file.closure?.closedAt ?? null, next: await nextIn(act, file, stage), with: organ === undefined ? null : ((await agencyNames(act, [organ]))[organ] ?? null),
    ...(steps === null ? {} : { done: steps.done, of: steps.of, attention: steps.attention }),
    ...(clock ? { due: clock.dueAt, lamp: lampOf(clock.startedAt, clock.dueAt, clock.stoppedAt ?? act.at) } : {}),
  }
}

/** How many steps of a bundle are done, and how many of them came back to the applicant. */
async function stepsOf(act: Act, file: CaseFile, definition: Definition) {
  const standings = await standingsOf(act, file, definition, await scopeOf(act, file, definition, file.snapshot!.answers))
  const wanted = standings.filter(({ stage }) => stage !== 'skipped')
  return { ready: isKitReady(standings), of: wanted.length, done: wanted.filter(({ stage }) => stage === 'granted').length, attention: wanted.filter(({ stage }) => stage === 'returned').length }
}

async function nextIn(act: Act, file: CaseFile, stage: string): Promise<Next> {
  const speaks = maySpeakFor(act.actor, file)
  if (stage === 'signing') {
    const sides = sidesOf(act, file)
    return (await store.signatoriesOf(act.tx, file.id, file.snapshot!.round)).some((one) => sides.includes(one.party) && one.signedAt === null) ? 'sign' : null
  }
  if (!speaks) return null
  if (stage === 'filling') return 'fill'
  if (stage === 'returned') return 'mend'
  if (stage === 'kit') return 'receive'
  const rules = ratingRules(currentRelease())
  return stage === 'granted' && rules !== null && isOpenForRating(file, rules.openDays, act.at) && !(await ratingOf(act.tx, file.id)) ? 'rate' : null
}
