import type { Act } from '#kernel/act'
import { canonical } from '#kernel/canonical'
import { digestOf } from '#kernel/content'
import { permit, Refusal } from '#kernel/refusal'
import { enter, sign as signWith } from '#modules/ledger'
import { toJson } from '#modules/decisions'
import { send } from '#modules/messages'

import { Matters } from '../model/matter.ts'
import type { Bundle, Step } from '../model/bundle.ts'
import { stageOf, type CaseFile, type Stage } from '../model/case.ts'
import type { Answers, Kept } from '../model/form.ts'
import { holdsIn, worth, type Scope } from '../model/scope.ts'
import { maySpeakFor } from '../policy.ts'
import * as store from '../store/cases.ts'
import { lookAgain } from './asking.ts'
import { definitionIn, definitionOf, scopeOf, type Definition } from './context.ts'
import { caseNumber, newCaseId, requireMandate } from './open.ts'
import { organOf, submitTo, valuesOf } from './sign.ts'

/** How a step of a bundle stands: with its case, or waiting for one, or not wanted. */
export type StepStanding = { readonly step: Step; readonly file: CaseFile | null; readonly stage: Stage | 'waiting' | 'skipped' }

/** How every step of a bundle stands now. */
export async function standingsOf(act: Act, file: CaseFile, definition: Definition, scope: Scope): Promise<StepStanding[]> {
  const ids = (await store.childrenOf(act.tx, file.id)).map((child) => child.id)
  const children = new Map((ids.length === 0 ? [] : await store.filesOf(act.tx, ids)).map((child) => [child.step, child]))
  return definition.bundle!.steps.map((step) => {
    const child = children.get(step.id) ?? null
    const stage = child ? stageOf(child) : file.submission && !holdsIn(step.when, scope) ? ('skipped' as const) : ('waiting' as const)
    return { step, file: child, stage }
  })
}

/** Opens every step whose forerunners are granted, and tells the applicant when the kit is complete as far as it will be. */
export async function advance(act: Act, id: string): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  if (file.closure || !file.submission) return
  const definition = await definitionOf(act, file)
  const answers = await answersNow(act, file)
  const scope = await scopeOf(act, file, definition, answers)
  const standings = await standingsOf(act, file, definition, scope)
  for (const { step, stage } of standings) {
    if (stage === 'waiting' && step.after.every((before) => isDone(standings, before))) await openStep(act, file, definition, step, answers, scope)
  }
  const after = await standingsOf(act, file, definition, scope)
  if (!isKitReady(after)) return
  await send(act, { to: file.applicant, letter: 'kit-ready', values: { title: definition.title, number: file.number }, case: id, link: `/cases/${id}`, from: file.submission.organ, channels: ['inbox', 'sms'], key: `kit ${id}` })
  if (file.receipt && after.every(({ stage }) => stage === 'granted' || stage === 'skipped')) await close(act, file, 'the last item was made')
}

const isDone = (standings: readonly StepStanding[], id: string): boolean => {
  const found = standings.find(({ step }) => step.id === id)
  return found?.stage === 'granted' || found?.stage === 'skipped' || (found?.step.onFail === 'continue' && (found?.stage === 'void' || found?.stage === 'withdrawn'))
}

/** The kit waits for all that can still come; what was returned or declined does not hold up the rest. */
export const isKitReady = (standings: readonly StepStanding[]): boolean =>
  standings.some(({ stage }) => stage === 'granted') && standings.every(({ stage }) => ['granted', 'skipped', 'returned', 'void', 'withdrawn'].includes(stage))

/** The answers of a bundle: what everybody signed, under what a step amended since. */
async function answersNow(act: Act, file: CaseFile): Promise<Answers> {
  return { ...file.snapshot!.answers, ...(await store.amendedAnswers(act.tx, file.id)) }
}

/** A step becomes a case of its own, under the release of its bundle; the signatures of the bundle cover it. */
async function openStep(act: Act, bundle: CaseFile, definition: Definition, step: Step, answers: Answers, scope: Scope): Promise<void> {
  const matter = definition.release.get(Matters, step.matter)!.value
  const id = newCaseId()
  const file = await store.addStep(act.tx, {
    id, number: caseNumber(act, id), kind: 'matter', definition: step.matter, release: bundle.release, applicant: bundle.applicant,
    behalf: bundle.behalf, openedBy: act.actor.id, channel: bundle.channel, at: act.at, parent: bundle.id, step: step.id,
  })
  if (file === null) return
  const own = definitionIn(definition.release, 'matter', step.matter)
  const projected: Record<string, Kept> = {}
  for (const field of own.fields) {
    const given = step.given[field.id]
    if (given !== undefined) projected[field.id] = { value: toJson(worth(given, scope)), by: 'source', alias: 'steps' }
    else if (answers[field.id]) projected[field.id] = answers[field.id]!
  }
  const digest = digestOf(canonical({ case: id, round: 1, bundle: bundle.snapshot!.digest, definition: own.digest, answers: valuesOf(projected) }))
  await store.putDraft(act.tx, id, { answers: projected, groups: own.groups.map((group) => group.id), at: act.at, by: act.actor.id })
  await store.addSnapshot(act.tx, id, { round: 1, answers: projected, digest, typed: 0, picked: 0, at: act.at, by: bundle.applicant }, [])
  await act.record({ type: 'services.opened', subject: id, case: id, data: { definition: step.matter, release: bundle.release, channel: bundle.channel } })
  const organ = organOf(own, matter, scope)
  await submitTo(act, { id, round: 1, organ, definition: own, looks: async (within) => lookAgain(within, { file, organ, definition: own, scope: await scopeOf(within, file, own, projected) }) })
}

/**
 * Receives the kit: one signature for everything in it (handover receipt). What was declined stays open and can be
 * put right later. Refuses `services.kit_not_ready`, `services.already_received`.
 */
export async function receive(act: Act, id: string): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  permit(maySpeakFor(act.actor, file))
  await requireMandate(act, file)
  if (file.kind !== 'bundle' || !file.submission) throw new Refusal('conflict', 'services.kit_not_ready')
  if (file.receipt) throw new Refusal('conflict', 'services.already_received')
  const definition = await definitionOf(act, file)
  const standings = await standingsOf(act, file, definition, await scopeOf(act, file, definition, file.snapshot!.answers))
  if (!isKitReady(standings)) throw new Refusal('conflict', 'services.kit_not_ready')
  const items = itemsIn(definition.bundle!, standings)
  const { jws } = await signWith(act, { owner: `person:${act.actor.id}`, payload: canonical({ case: id, items, at: act.at.toISOString() }) })
  await store.addReceipt(act.tx, id, { items, at: act.at, by: act.actor.id, jws })
  await enter(act, { kind: 'receipt', about: id, digest: digestOf(jws) })
  await act.record({ type: 'services.received', subject: id, case: id, data: { items: items.length } })
  if (standings.every(({ stage }) => stage === 'granted' || stage === 'skipped')) await close(act, file, 'the kit was received')
}

const itemsIn = (bundle: Bundle, standings: readonly StepStanding[]): string[] =>
  bundle.kit.items.filter((item) => standings.find(({ step }) => step.id === item.step)?.stage === 'granted').map((item) => item.id)

async function close(act: Act, file: CaseFile, reason: string): Promise<void> {
  await store.addClosure(act.tx, file.id, { ending: 'granted', result: {}, at: act.at, by: act.actor.id, reason })
  await store.stopClocks(act.tx, file.id, act.at)
  await act.record({ type: 'services.closed', subject: file.id, case: file.id, data: { ending: 'granted' } })
}
