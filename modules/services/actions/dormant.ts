import type { Act } from '#kernel/act'
import { dayOf } from '#kernel/calendar'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { work, type TakenJob } from '#kernel/jobs'
import type { Entry } from '#kernel/journal'
import type { Reactions } from '#kernel/reader'
import { defer, wake, type Woken } from '#modules/decisions'
import { gather, keep, type Answer } from '#modules/exchange'

import { stageOf, type CaseFile } from '../model/case.ts'
import { must, type Scope } from '../model/scope.ts'
import * as store from '../store/cases.ts'
import * as waits from '../store/dormant.ts'
import { advance } from './bundle.ts'
import { lookAgain, type Looks } from './asking.ts'
import { definitionOf, holdToWork, scopeOf, type Definition } from './context.ts'
import { giveBack, pronounce, questionOf, route, tell } from './decide.ts'
import { fulfil, parametersIn } from './fulfil.ts'

const DAY_MS = 86_400_000

/** Lets a grant wait for what its matter says it waits for. `scope` is what the decision rested on, where a machine made it. */
export async function doze(act: Act, file: CaseFile, definition: Definition, known?: Scope): Promise<void> {
  const wish = definition.matter!.dormant!
  const scope = known ?? await scopeOf(act, file, definition, file.snapshot!.answers)
  const until = new Date(act.at.getTime() + wish.days * DAY_MS)
  const where = parametersIn(wish.where, scope) as Record<string, string | number | boolean>
  const { id } = await defer(act, { receipt: file.verdict!.decision, trigger: { fact: wish.fact, where }, until, inputDigest: reviewedIn(definition, scope) })
  await waits.addDormant(act.tx, { id, caseId: file.id, round: file.snapshot!.round, until, at: act.at })
  await store.stopClocks(act.tx, file.id, act.at)
  await act.record({ type: 'services.deferred', subject: file.id, case: file.id, data: { dormant: id } })
  await tell(act, file, definition, 'case-dormant', { values: { for: wish.for, until: dayOf(until) } })
}

/** The digest of what was reviewed, as it is known now. */
const reviewedIn = (definition: Definition, scope: Scope): string => digestOf(canonical(must(definition.matter!.dormant!.reviewed, scope)))

/** What was waited for has come, or the time for it is over. */
export const WAITED: Reactions = { 'decisions.triggered': heedTrigger, 'decisions.came_to_nothing': heedLapse }

async function heedTrigger(act: Act, entry: Entry): Promise<void> {
  const id = await waits.caseOfDormant(act.tx, entry.subject)
  if (id !== null) await act.later({ kind: 'services.wake', key: entry.subject, payload: { case: id } })
}

async function heedLapse(act: Act, entry: Entry): Promise<void> {
  const id = await waits.caseOfDormant(act.tx, entry.subject)
  if (id === null || entry.data['kind'] !== 'lapsed') return
  const file = await store.holdCase(act.tx, id)
  const waited = stageOf(file) === 'dormant' && file.dormant!.id === entry.subject
  await noteEnding(act, file, entry.subject, 'lapsed')
  if (waited) await comeToNothing(act, file, 'lapsed')
}

/** Wakes a grant that waited: everything is looked at again before anything is done. */
export const waking = work<Looks | null, readonly Answer[] | null>({
  prepare: async (act, job) => {
    const file = await holdToWork(act, job.payload['case'] as string)
    if (stageOf(file) !== 'dormant') return null
    const definition = await definitionOf(act, file)
    return lookAgain(act, { file, organ: file.submission!.organ, definition, scope: await scopeOf(act, file, definition, file.snapshot!.answers) })
  },
  reach: async (prepared) => (prepared === null ? null : gather(prepared.asks, prepared.at)),
  conclude: concludeWaking,
})

async function concludeWaking(act: Act, job: TakenJob, answers: readonly Answer[] | null): Promise<void> {
  const file = await store.holdCase(act.tx, job.payload['case'] as string)
  if (answers === null || stageOf(file) !== 'dormant') return
  const definition = await definitionOf(act, file)
  await keep(act, definition.release, file.id, `wake ${file.snapshot!.round}`, answers)
  const scope = await scopeOf(act, file, definition, file.snapshot!.answers)
  // What a person granted, a person weighed: only what he reviewed must be the same still.
  const again = file.verdict!.decidedBy === 'machine' ? { again: { ...questionOf(file, definition), scope } } : {}
  await goOn(act, file, definition, { woken: await wake(act, file.dormant!.id, { inputDigest: reviewedIn(definition, scope), ...again }), scope })
}

/** An officer judged a grant that the machine could not wake by itself. */
export async function wakeByHand(act: Act, file: CaseFile, definition: Definition, judged: 'GRANT' | 'RETURN'): Promise<void> {
  const scope = await scopeOf(act, file, definition, file.snapshot!.answers)
  const woken = await wake(act, file.dormant!.id, { inputDigest: reviewedIn(definition, scope), judged })
  if (judged === 'RETURN') await noteEnding(act, file, file.dormant!.id, woken.ending!)
  else await goOn(act, file, definition, { woken, scope })
}

async function goOn(act: Act, file: CaseFile, definition: Definition, { woken: { ending, decided }, scope }: { woken: Woken; scope: Scope }): Promise<void> {
  if (ending !== null) await noteEnding(act, file, file.dormant!.id, ending)
  if (ending === 'effective') await fulfil(act, { ...file, dormant: { ...file.dormant!, ending } }, definition, scope)
  else if (decided !== null && decided.outcome !== 'GRANT') {
    const verdict = { decision: decided.id, outcome: decided.outcome!, reasons: decided.reasons, items: null, to: decided.to }
    await pronounce(act, file, verdict)
    if (ending === null) await route(act, file, definition, verdict)
    else await giveBack(act, file, definition)
  } else await comeToNothing(act, file, ending!)
}

async function noteEnding(act: Act, file: CaseFile, dormant: string, ending: NonNullable<Woken['ending']>): Promise<void> {
  await waits.endDormant(act.tx, dormant, ending, act.at)
  await act.record({ type: 'services.woken', subject: file.id, case: file.id, data: { dormant, ending } })
}

/** Ends a case whose grant never took effect; its applicant hears why. */
async function comeToNothing(act: Act, file: CaseFile, ending: NonNullable<Woken['ending']>): Promise<void> {
  const definition = await definitionOf(act, file)
  await store.addClosure(act.tx, file.id, { ending: 'void', result: {}, at: act.at, by: act.actor.id, reason: ending })
  await act.record({ type: 'services.closed', subject: file.id, case: file.id, data: { ending: 'void' } })
  if (file.parent) await advance(act, file.parent)
  await tell(act, file, definition, `case-dormant-${ending.replace('_', '-')}`, { values: { for: definition.matter!.dormant!.for } })
}

/** What a case waits for and until when, or how its waiting ended; null where it never waited. */
export const dormantView = ({ dormant }: CaseFile, definition: Definition) =>
  dormant === null ? null : { for: definition.matter!.dormant!.for, law: definition.matter!.dormant!.law, until: dayOf(dormant.until), ending: dormant.ending }
