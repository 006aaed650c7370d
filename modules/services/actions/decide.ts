import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf, warnAt } from '#kernel/calendar'
import { work, type TakenJob } from '#kernel/jobs'
import type { Bilingual } from '#kernel/shapes'
import { decide, foreseeDeciding, preview, type Burst } from '#modules/decisions'
import { foreseeSigning } from '#modules/ledger'
import { factsOfCase, gather, keep, type Answer } from '#modules/exchange'
import { send } from '#modules/messages'
import { partyOf, rename, UNNAMED } from '#modules/parties'

import { stageOf, type CaseFile, type Change, type ItemVerdict, type Outcome, type Reason } from '../model/case.ts'
import type { Answers } from '../model/form.ts'
import { evidenceKnown, lackIn } from '../model/found.ts'
import type { Matter } from '../model/matter.ts'
import { hit, tryWorth, withNames, worth, type Known, type Scope } from '../model/scope.ts'
import * as store from '../store/cases.ts'
import * as tasks from '../store/tasks.ts'
import { lookAgain, type Looks } from './asking.ts'
import { definitionOf, holdToWork, scopeOf, type Definition } from './context.ts'
import { foreseeSeeking, seek } from './evidence.ts'
import { doze, wakeByHand } from './dormant.ts'
import { flow } from './fill.ts'
import { fulfil } from './fulfil.ts'
import { advance } from './bundle.ts'
import { restingOn } from './open.ts'

type Round = { readonly case: string; readonly round: number; readonly turn?: number; readonly only?: readonly string[] }

/** Decides a submitted round without a person: looks again at everything, then lets the table speak. */
export const deciding = work<Looks | null, readonly Answer[] | null>({
  prepare: prepareDeciding,
  reach: async (prepared) => (prepared === null ? null : gather(prepared.asks, prepared.at)),
  conclude: concludeDeciding,
})

/** The file of a round that still waits for its decision; null where it was decided, withdrawn or overtaken. */
const waiting = (file: CaseFile, { round }: Round): CaseFile | null => (stageOf(file) === 'deciding' && file.snapshot?.round === round ? file : null)

async function prepareDeciding(act: Act, job: TakenJob): Promise<Looks | null> {
  const round = job.payload as Round
  const file = waiting(await holdToWork(act, round.case), round)
  if (!file) return null
  const definition = await definitionOf(act, file)
  return lookAgain(act, { file, organ: file.submission!.organ, definition, scope: await scopeOf(act, file, definition, file.snapshot!.answers) }, round.only)
}

async function concludeDeciding(act: Act, job: TakenJob, answers: readonly Answer[] | null): Promise<void> {
  const round = job.payload as Round
  const file = answers === null ? null : waiting(await store.holdCase(act.tx, round.case), round)
  if (!file) return
  const definition = await definitionOf(act, file)
  await keep(act, definition.release, file.id, `decide ${file.snapshot!.round}`, answers!)
  await Promise.all([nameThose(act, answers!), factsOfCase(act, file.id), foreseeDeciding(act, definition.matter!.decision), foreseeSigning(act, `agency:${file.submission!.organ}`), foreseeSeeking(act, file, definition)])
  const scope = await scopeOf(act, file, definition, file.snapshot!.answers)
  if (await askOn(act, round, { file, definition, scope }, answers!)) return
  const changes = changesIn(definition, file.snapshot!.answers, scope)
  if (changes.length > 0) await reopen(act, file, definition, changes, scope)
  else await weigh(act, file, definition, scope)
}

/** Looks once more for what proves what must be proven, so that no standing is older than the decision, and lets the table speak. */
async function weigh(act: Act, file: CaseFile, definition: Definition, known: Scope): Promise<void> {
  const found = await seek(act, { file, definition, scope: known, grantee: file.submission!.organ, for: 'decision' })
  const scope = found.length === 0 ? known : withNames(known, { evidence: evidenceKnown(found) })
  await settle(act, file, definition, await verdictOf(act, file, definition, scope, lackIn(found)), scope)
}

/** Somebody who was named by his number only gets the name the register gave. */
async function nameThose(act: Act, answers: readonly Answer[]): Promise<void> {
  for (const { subject, value, source } of answers) {
    const name = value?.['name']
    if (subject === null || typeof name !== 'string' || (await partyOf(act, subject)).name !== UNNAMED) continue
    await rename(act, { party: subject, name, source })
  }
}

const TURNS_MAX = 3

/** Where asks rest on what was just heard, they are made in one more turn before anything is decided. */
async function askOn(act: Act, { case: id, round, turn = 1 }: Round, known: { readonly file: CaseFile; readonly definition: Definition; readonly scope: Scope }, answers: readonly Answer[]): Promise<boolean> {
  const { file, definition } = known
  const heard = [...new Set(answers.filter((answer) => answer.state === 'hit').map((answer) => answer.alias))]
  const only = turn < TURNS_MAX ? restingOn(definition, heard, ['group', 'decide']) : []
  if (only.length === 0) return false
  await act.later({ kind: 'services.decide', key: `${id} ${round} ${turn + 1}`, payload: { case: id, round, turn: turn + 1, only } }, (within) => lookAgain(within, { ...known, organ: file.submission!.organ }, only))
  return true
}

/** Sourced values that are not what the applicant confirmed. */
function changesIn(definition: Definition, confirmed: Answers, scope: Scope): Change[] {
  const now = flow(definition, confirmed, scope)
  return definition.fields
    .filter((field) => confirmed[field.id]?.by === 'source' && now[field.id]?.by === 'source')
    .filter((field) => JSON.stringify(confirmed[field.id]!.value) !== JSON.stringify(now[field.id]!.value))
    .map((field) => ({ field: field.id, was: confirmed[field.id]!.value, now: now[field.id]!.value }))
}

/** What was confirmed is no longer so: nobody decides on it; the applicant sees what changed and is asked again. */
async function reopen(act: Act, file: CaseFile, definition: Definition, changes: readonly Change[], scope: Scope): Promise<void> {
  await store.addReopening(act.tx, file.id, file.snapshot!.round, changes, act.at)
  const answers = flow(definition, file.snapshot!.answers, scope)
  await store.putDraft(act.tx, file.id, { answers, groups: file.draft?.groups ?? definition.groups.map((group) => group.id), at: act.at, by: act.actor.id })
  await store.stopClocks(act.tx, file.id, act.at)
  await act.record({ type: 'services.reopened', subject: file.id, case: file.id, data: { round: file.snapshot!.round, fields: changes.map((change) => change.field).join(' ') } })
  await tell(act, file, definition, 'facts-changed')
}

type Verdict = { readonly decision: string; readonly outcome: Outcome; readonly reasons: readonly Reason[]; readonly items: readonly ItemVerdict[] | null; readonly to: string | null }

async function verdictOf(act: Act, file: CaseFile, definition: Definition, known: Scope, lack: ReturnType<typeof lackIn>): Promise<Verdict> {
  const matter = definition.matter!
  const scope = withheld(known, (given) => matter.each === undefined && preview(definition.release, matter.decision, dayOf(file.submission!.submittedAt), given).outcome === 'ROUTE')
  const about = { ...questionOf(file, definition), bursts: burstsOf(matter, file, scope), kept: ['evidence'], doubt: lack }
  if (matter.each === undefined) {
    const decided = await decide(act, { ...about, scope })
    return { decision: decided.id, outcome: decided.outcome!, reasons: decided.reasons, items: null, to: decided.to }
  }
  const records = worth(matter.each, scope)
  const list = Array.isArray(records) ? records : []
  const decided = []
  for (const [position, record] of list.entries()) decided.push({ position, ...(await decide(act, { ...about, position, scope: within(scope, matter.asks.map((ask) => ask.as), record, position) })) })
  if (decided.length === 0) {
    const whole = await decide(act, { ...about, scope: withNames(scope, { item: { state: 'hit', value: null } }) })
    return whole.outcome === 'ROUTE' && isDoubtful(scope) ? { decision: whole.id, outcome: 'ROUTE', reasons: whole.reasons, items: [], to: whole.to } : { decision: whole.id, outcome: 'GRANT', reasons: [], items: [], to: null }
  }
  const items = decided.map(({ position, outcome, reasons }) => ({ position, outcome: outcome!, reasons: reasons.map((reason) => ({ ...reason, position })) }))
  const routed = decided.find((one) => one.outcome === 'ROUTE')
  const outcome: Outcome = routed ? 'ROUTE' : matter.eachOptional || items.some((item) => item.outcome === 'GRANT') ? 'GRANT' : 'RETURN'
  const reasons = items.filter((item) => item.outcome !== 'GRANT').flatMap((item) => item.reasons)
  return { decision: (routed ?? decided[0]!).id, outcome, reasons, items, to: routed?.to ?? null }
}

/** What every question about a case asks: by the table of its matter as it was in force on the day of submission. */
export const questionOf = (file: CaseFile, { release, matter }: Definition) => ({ case: file.id, number: file.number, release, table: matter!.decision, asOf: dayOf(file.submission!.submittedAt), agency: file.submission!.organ })

/** What this case shares with a burst of others, if there is one: the agent, or what the matter names. What is not known marks nothing. */
const burstsOf = (matter: Matter, file: CaseFile, scope: Scope): Burst[] => matter.bursts.flatMap(({ is, ...burst }) => {
  const value = is === undefined ? file.behalf : tryWorth(is, scope)
  return typeof value === 'string' && value !== '' ? [{ ...burst, value }] : []
})

const doubtIn = (scope: Scope): Known | undefined => [...scope.values()].find((known) => known.state === 'disputed')
const isDoubtful = (scope: Scope): boolean => doubtIn(scope) !== undefined

/**
 * A case that rests on a fact its person disputes is never decided by the machine. Where the table sends it to a person
 * for that reason anyhow (`routes`), it is given everything else, which helps the officer; where other data alone would
 * settle the case, it is given nothing.
 */
function withheld(scope: Scope, routes: (scope: Scope) => boolean): Scope {
  const doubt = doubtIn(scope)
  if (doubt === undefined || routes(scope)) return scope
  return new Map([...scope].map(([name, { value }]) => [name, { ...doubt, value }]))
}

/** The scope of one record: `item` is the record, and each list that was asked for record by record is its own answer. */
function within(scope: Scope, asked: readonly string[], record: Parameters<typeof hit>[0], position: number): Scope {
  const own = asked.flatMap((alias) => {
    const known = scope.get(alias)
    if (!known || !Array.isArray(known.value)) return []
    const mine = known.value[position] ?? null
    return [[alias, known.state === 'disputed' ? { ...known, value: mine } : known.state === 'hit' || mine !== null ? hit(mine) : known] as const]
  })
  const item = isDoubtful(scope) ? { ...doubtIn(scope)!, value: record } : hit(record)
  return withNames(scope, { item, ...Object.fromEntries(own) })
}

/** Writes a verdict, by the house or by the person who acts, and gives by whom. What follows from it is the caller's. */
export async function pronounce(act: Act, file: CaseFile, verdict: Verdict): Promise<string> {
  const { round } = file.snapshot!
  const by = act.actor.kind === 'house' ? 'machine' : act.actor.id
  await store.addVerdict(act.tx, file.id, round, { ...verdict, at: act.at, by })
  await act.record({ type: 'services.decided', subject: file.id, case: file.id, data: { round, outcome: verdict.outcome, decision: verdict.decision, by: by === 'machine' ? by : 'person' } })
  return by
}

/** Writes a verdict and lets follow what follows from it. `scope`: what a machine's verdict rested on. */
export async function settle(act: Act, file: CaseFile, definition: Definition, verdict: Verdict, scope?: Scope): Promise<void> {
  const by = await pronounce(act, file, verdict)
  const decided = { ...file, verdict: { ...verdict, number: (file.verdict?.number ?? 0) + 1, decidedAt: act.at, decidedBy: by } }
  const asleep = file.dormant !== null && file.dormant.ending === null
  if (asleep && verdict.outcome !== 'ROUTE') await wakeByHand(act, decided, definition, verdict.outcome)
  else if (verdict.outcome === 'GRANT') await (definition.matter!.dormant === undefined ? fulfil : doze)(act, decided, definition, scope)
  if (verdict.outcome === 'GRANT') return
  if (verdict.outcome === 'RETURN') await giveBack(act, file, definition)
  else await route(act, file, definition, verdict)
}

/** Gives a case back to its applicant, with the reasons of its verdict. */
export async function giveBack(act: Act, file: CaseFile, definition: Definition): Promise<void> {
  await store.stopClocks(act.tx, file.id, act.at)
  await tell(act, file, definition, 'case-returned')
  if (file.parent) await advance(act, file.parent)
}

/** Puts a case to an officer. */
export async function route(act: Act, file: CaseFile, definition: Definition, { to, reasons }: Verdict): Promise<void> {
  const clocks = await store.clocksOf(act.tx, file.id)
  const due = clocks.find((clock) => clock.name === 'statutory' && clock.round === file.snapshot!.round)?.dueAt ?? act.at
  const role = to ?? definition.matter!.officers
  const { id, number, release } = file
  await tasks.addTask(act.tx, { id: randomUUID(), caseId: id, number, definition: file.definition, release, round: file.snapshot!.round, role, agency: file.submission!.organ, reasons, at: act.at, due, warn: warnAt(act.at, due) })
  await act.record({ type: 'services.routed', subject: file.id, case: file.id, data: { role, organ: file.submission!.organ } })
  await tell(act, file, definition, 'case-routed')
}

/** Writes to the applicant about his case, in the name of the organ that has it. */
export async function tell(act: Act, file: CaseFile, definition: Definition, letter: string, { from = file.submission?.organ ?? null, values = {} }: { readonly from?: string | null | undefined; readonly values?: Readonly<Record<string, Bilingual | string>> } = {}): Promise<void> {
  await send(act, {
    to: file.applicant, letter, values: { title: definition.title, number: file.number, ...values }, case: file.id,
    link: `/cases/${file.id}`, from, channels: ['inbox'], key: `${letter} ${file.id} ${file.snapshot?.round ?? 0}`,
  })
}
