import type { Act } from '#kernel/act'
import { takeDuty } from '#kernel/duties'
import { addDays, dayOf } from '#kernel/calendar'
import { work } from '#kernel/jobs'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { ofCase, revoke, show, standing } from '#modules/certificates'
import { receiptsOf, recordDecision } from '#modules/decisions'
import { casesOnFact } from '#modules/exchange'
import { send } from '#modules/messages'
import { agencyNames } from '#modules/parties'

import type { CaseFile } from '../model/case.ts'
import { bears, leavesOf, type Contest } from '../model/contest.ts'
import { remedyHere } from '../model/remedy.ts'
import * as store from '../store/cases.ts'
import * as contests from '../store/contests.ts'
import * as entitlements from '../store/entitlements.ts'
import * as tasks from '../store/tasks.ts'
import { advance } from './bundle.ts'
import { openLookAgain, signedFor } from './contest.ts'
import { definitionOf, type Definition } from './context.ts'
import { pronounce, settle } from './decide.ts'
import { inWords } from './desk.ts'
import { holdOpen } from './look-again.ts'
import { reasonsFrom } from './reasons.ts'

/** How a contest is settled: the decision stands, or another one takes its place. */
export type Settling = { readonly outcome: 'UPHOLD' | 'GRANT' | 'RETURN'; readonly rows: readonly string[]; readonly note: string }

/**
 * An officer who had no part settles a contest: upholds the decision with words, or decides anew with a receipt of his own. What a grant
 * brings about is brought now; what a grant that falls had brought is taken back by `services.cascade`, in an act of its own that exists
 * exactly if this one does.
 * Refuses what `holdOpen` does, `kernel.second_duty`, (conflict) `services.contest_overtaken`, (unfit) `services.contest_same`, `services.reason_missing`, `services.no_row`.
 */
export async function settleContest(act: Act, id: string, wish: Settling): Promise<void> {
  const { file, contest } = await holdOpen(act, id)
  await takeDuty(act, 'services.decide', file.parent ?? file.id)
  const definition = await definitionOf(act, file)
  const decision = wish.outcome === 'UPHOLD' ? null : await decideAnew(act, { file, definition, contest }, wish, wish.outcome)
  await contests.endContest(act.tx, id, { outcome: decision === null ? 'upheld' : 'corrected', decision: decision?.decision ?? null, words: wish.note, at: act.at, by: act.actor.id })
  await tasks.endTask(act.tx, contest.task, act.at, act.actor.id, wish.note)
  await act.record({ type: 'services.contest_ended', subject: file.id, case: file.id, data: { contest: id, outcome: decision === null ? 'upheld' : 'corrected' } })
  if (decision === null) await tellAll(act, file, definition, contest, { letter: 'contest-upheld', words: wish.note })
  else if (wish.outcome === 'GRANT') {
    await settle(act, file, definition, decision)
    await tellAll(act, file, definition, contest, { letter: 'contest-corrected', words: wish.note })
  } else await takeBack(act, file, decision, id)
}

type About = { readonly file: CaseFile; readonly definition: Definition; readonly contest: Contest }

/** The decision that takes the place of the contested one, with its receipt. */
async function decideAnew(act: Act, { file, definition, contest }: About, { rows, note }: Settling, outcome: 'GRANT' | 'RETURN') {
  if (file.verdict?.decision !== contest.decision) throw new Refusal('conflict', 'services.contest_overtaken')
  if (outcome === 'GRANT' && file.verdict.outcome === 'GRANT') throw new Refusal('unfit', 'services.contest_same')
  const picked = reasonsFrom(definition, file, rows)
  if (outcome === 'RETURN' && picked.length === 0) throw new Refusal('unfit', 'services.reason_missing')
  const reasons = [...picked, inWords(note)]
  const decision = await recordDecision(act, { case: file.id, number: file.number, release: definition.release, table: definition.matter!.decision, outcome, reasons, by: act.actor.id, note, agency: contest.agency })
  const items = outcome === 'GRANT' ? (file.verdict.items?.map((item) => ({ ...item, outcome, reasons: [] })) ?? null) : null
  return { decision, outcome, reasons, items, to: null }
}

/** Writes the return that takes the place of a decision, and promises what follows from it. */
async function takeBack(act: Act, file: CaseFile, verdict: Awaited<ReturnType<typeof decideAnew>>, contest: string): Promise<void> {
  await pronounce(act, file, verdict)
  await act.later({ kind: 'services.cascade', key: contest, payload: { contest } })
  if (file.parent) await advance(act, file.parent)
}

/**
 * What follows when a decision falls: the certificates it brought are revoked, the right it gave ends, and every later decision
 * that is known to rest on it is looked at again. By the house, for an officer who decides may not revoke by himself.
 */
export const cascading = work({ conclude: async (act, { payload }) => cascade(act, String(payload['contest'])) })

async function cascade(act: Act, id: string): Promise<void> {
  const file = await store.holdCase(act.tx, (await contests.caseOfContest(act.tx, id))!)
  const contest = (await contests.contestsOf(act.tx, file.id)).find((one) => one.id === id)!
  const definition = await definitionOf(act, file)
  const revoked = await revokeAll(act, file, contest)
  const right = await endRight(act, file, contest)
  const gone = { zh: revoked.map((one) => one.typeName.zh).join('、') || '无', en: revoked.map((one) => one.typeName.en).join(', ') || 'none' }
  await tellAll(act, file, definition, contest, { letter: 'contest-taken-back', words: contest.answer!, values: { certificates: gone } })
  const receipt = (await receiptsOf(act, file.id)).find((one) => one.id === contest.decision)!
  const marks = new Set([...revoked.flatMap((one) => [one.id, one.identifier, one.number, one.holder]), ...(right === null ? [] : [right]), ...leavesOf(file.closure?.result ?? {})].filter((mark) => mark !== file.applicant))
  const holders = [...new Set([file.applicant, ...revoked.map((one) => one.holder)])]
  for (const other of await contests.decidedAfter(act.tx, receipt.decidedAt, { family: file.parent, parties: holders, but: file.id, limit: LATER_MAX })) {
    const later = await store.holdCase(act.tx, other)
    if (await restsOn(act, later, { step: file.parent === later.parent ? file.step : null, marks, since: receipt.decidedAt })) await lookAgainAt(act, later, { ground: 'decision', cause: id })
  }
}

/** So many later cases of one party are looked through; nobody has more. */
const LATER_MAX = 500

async function revokeAll(act: Act, file: CaseFile, { decision, answer }: Contest) {
  const brought = (await ofCase(act, file.id)).filter((one) => one.decision === decision && !['revoked', 'superseded'].includes(standing(one, act.at)))
  for (const one of brought) await revoke(act, { id: one.id, reason: answer!, law: remedyHere(currentRelease())!.law.zh })
  return Promise.all(brought.map(async (one) => ({ ...one, typeName: (await show(act, one)).typeName })))
}

/** Ends the right that a case gave, with the day. What was paid before is looked at by the agency; nothing is recovered by itself. */
async function endRight(act: Act, file: CaseFile, { answer }: Contest): Promise<string | null> {
  const right = await entitlements.entitlementOfCase(act.tx, file.id)
  if (right === undefined) return null
  await entitlements.holdEntitlement(act.tx, right.id)
  const today = dayOf(act.at)
  if (await entitlements.endEntitlement(act.tx, right.id, { at: act.at, after: addDays(today, -1), reason: answer! })) await act.record({ type: 'services.ended', subject: right.id, case: file.id, data: { month: `${today.slice(0, 7)}-01` } })
  return right.id
}

type Fallen = { readonly step: string | null; readonly marks: ReadonlySet<string>; readonly since: Date }

/**
 * Whether a later decision is known to rest on one that fell: it is of the same bundle and its form or its table takes what the step
 * came to, or the answers in the machine's receipt bear a number or an id that came of it.
 */
async function restsOn(act: Act, later: CaseFile, { step, marks, since }: Fallen): Promise<boolean> {
  const receipts = (await receiptsOf(act, later.id)).filter((one) => one.mode === 'machine' && one.decidedAt > since)
  if (receipts.some((one) => bears(one.answers, marks) || (step !== null && bearsStep(one.answers, step)))) return true
  if (step === null || later.parent === null) return false
  const { bundle } = await definitionOf(act, await store.fileOf(act.tx, later.parent))
  const given = Object.values(bundle!.steps.find((one) => one.id === later.step)?.given ?? {})
  return given.some((text) => new RegExp(`\\bsteps\\.${step}\\b`).test(text))
}

/** Whether a table was told what a step of its bundle came to. */
function bearsStep(answers: Readonly<Record<string, unknown>> | null, step: string): boolean {
  const told = (answers?.['steps'] as { value?: Readonly<Record<string, unknown>> } | undefined)?.value
  return told !== undefined && told !== null && (told[step] ?? null) !== null
}

/** Opens a look again at a decision and tells whose it is. */
async function lookAgainAt(act: Act, file: CaseFile, why: { ground: 'decision' | 'fact'; cause: string }): Promise<void> {
  if (!(await openLookAgain(act, file, why))) return
  const definition = await definitionOf(act, file)
  const agency = await nameOf(act, file.submission!.organ)
  await send(act, { to: file.applicant, from: file.submission!.organ, letter: `look-again-${why.ground}`, values: { title: definition.title, number: file.number, agency }, case: file.id, link: `/cases/${file.id}`, channels: ['inbox'], key: `look again ${file.id} ${why.cause}` })
}

/** A fact was put right: every decision that stands on it is looked at again, and whose it is hears so. */
export async function lookAgainAtFact(act: Act, objection: string): Promise<void> {
  for (const { case: id, alias } of await casesOnFact(act, objection)) {
    const file = await store.holdCase(act.tx, id)
    const parts = file.kind === 'matter' ? [file] : (await store.filesOf(act.tx, (await store.childrenOf(act.tx, id)).map((child) => child.id))).filter((child) => Object.values(child.snapshot?.answers ?? {}).some((kept) => kept.alias === alias))
    for (const one of parts) await lookAgainAt(act, one, { ground: 'fact', cause: objection })
  }
}

const nameOf = async (act: Act, agency: string): Promise<Bilingual> => (await agencyNames(act, [agency]))[agency] ?? { zh: agency, en: agency }

/** Writes to everybody concerned: the applicant, who contested, and who signed. */
async function tellAll(act: Act, file: CaseFile, definition: Definition, contest: Contest, { letter, words, values = {} }: { letter: string; words: string; values?: Readonly<Record<string, Bilingual>> }): Promise<void> {
  const agency = await nameOf(act, contest.agency)
  for (const to of new Set([file.applicant, ...(contest.contestedBy === null ? [] : [contest.contestedBy]), ...(letter === 'contest-upheld' ? [] : await signedFor(act, file))])) {
    await send(act, { to, from: contest.agency, letter, values: { title: definition.title, number: file.number, agency, words, ...values }, case: file.id, link: `/cases/${file.id}/timeline#contest`, channels: ['inbox', 'sms'], key: `${letter} ${contest.id} ${to}` })
  }
}
