import type { Act } from '#kernel/act'
import { addDays, dayOf } from '#kernel/calendar'
import { work, type TakenJob } from '#kernel/jobs'
import { permit, Refusal } from '#kernel/refusal'
import { sentence } from '#kernel/language'
import { currentRelease, releaseAt } from '#kernel/releases'
import { decide, fromJson, type Decided } from '#modules/decisions'
import { gather, keep, keepOrder, order as place, Orders, type Answer, type Authorised, type OrderDefinition } from '#modules/exchange'
import { send } from '#modules/messages'
import { partyOf } from '#modules/parties'

import type { Reason } from '../model/case.ts'
import { Matters, type EntitlementDefinition, type Matter } from '../model/matter.ts'
import { hit, withNames, type Scope } from '../model/scope.ts'
import { mayReview } from '../policy.ts'
import * as store from '../store/entitlements.ts'
import * as cases from '../store/cases.ts'
import { asksOf, pass } from './asking.ts'
import { definitionIn, scopeOf, untyped, withWorked, type Definition } from './context.ts'
import { identified, parametersIn, postFor } from './fulfil.ts'

type Run = { readonly entitlement: string; readonly run: string }
type Held = { readonly right: store.Entitlement; readonly definition: Definition; readonly terms: EntitlementDefinition; readonly number?: string }

/** The right of a run with its terms, held; null where it ended. */
async function rightOf(act: Act, id: string): Promise<Held | null> {
  const right = await store.holdEntitlement(act.tx, id)
  if (!right || right.endedAfter !== null) return null
  const definition = await definitionFor(act, right)
  return { right, definition, terms: termsIn(definition.matter!)! }
}

/**
 * The definition that a right is paid by: the one in force now, for a law that changes rates or reviews changes them for the
 * rights that run; the one it was given under where the matter gives no such right any more. Each month's receipt names its release.
 */
async function definitionFor(act: Act, right: Pick<store.Entitlement, 'matter' | 'release'>): Promise<Definition> {
  const now = currentRelease()
  const matter = now.get(Matters, right.matter)?.value
  return definitionIn(matter && termsIn(matter) ? now : await releaseAt(act.tx, right.release), 'matter', right.matter)
}

/** The terms that a right is paid by now. */
export const termsFor = async (act: Act, right: Pick<store.Entitlement, 'matter' | 'release'>): Promise<EntitlementDefinition> => termsIn((await definitionFor(act, right)).matter!)!

function termsIn(matter: Pick<Matter, 'grant'>): EntitlementDefinition | undefined {
  const deed = matter.grant.find((one) => 'entitlement' in one)
  return deed && 'entitlement' in deed ? deed.entitlement : undefined
}

/** Promises the next run of a right if its pay day has come by `day`. One run follows the other, so that months are paid in order and none is left out. */
export async function runIfDue(act: Act, right: store.Running, terms: EntitlementDefinition, day: string): Promise<void> {
  const given = dayOf(right.givenAt)
  const first = payDayIn(terms, right.starts > given ? right.starts : given)
  const run = right.lastRun !== null ? payDayIn(terms, nextMonth(monthOf(right.lastRun))) : first >= given ? first : payDayIn(terms, nextMonth(monthOf(first)))
  if (run <= day) await act.later({ kind: 'services.pay', key: `${right.id} ${monthOf(run)}`, payload: { entitlement: right.id, run } })
}

const payDayIn = (terms: EntitlementDefinition, day: string): string => `${day.slice(0, 8)}${String(terms.payDay).padStart(2, '0')}`

/** One run for one right: looks at the holder again, reviews him where it is due, decides every month not paid yet. */
export const paying = work<{ asks: readonly Authorised[]; at: Date } | null, readonly Answer[] | null>({
  prepare: async (act, job) => {
    const held = await rightOf(act, (job.payload as Run).entitlement)
    if (!held) return null
    const { right, definition, terms } = held
    const file = await cases.fileOf(act.tx, right.caseId)
    const asks = await asksOf(act, terms.asks, await scopeOf(act, file, definition, file.snapshot!.answers))
    return { asks: await pass(act, definition.release, terms.asks, asks, { grantee: right.organ, purpose: right.matter, case: right.caseId, root: right.caseId }), at: act.at }
  },
  reach: async (prepared) => (prepared ? gather(prepared.asks, prepared.at) : null),
  conclude: concludeRun,
})

async function concludeRun(act: Act, job: TakenJob, answers: readonly Answer[] | null): Promise<void> {
  const { entitlement, run } = job.payload as Run
  const found = answers === null ? null : await rightOf(act, entitlement)
  if (!found) return
  const { right, definition, terms } = found
  await keep(act, definition.release, right.caseId, `run ${run}`, answers!)
  const file = await cases.fileOf(act.tx, right.caseId)
  const held = { ...found, number: file.number }
  const base = withNames(await scopeOf(act, file, definition, file.snapshot!.answers), { kept: hit(untyped(right.kept)), run: hit(run) })
  if (terms.reviews) await reviewByData(act, held, base, run)
  const earlier = await store.paymentsOf(act.tx, right.id)
  const paid = new Set(earlier.map((payment) => payment.month))
  const elsewhere = new Set(await store.monthsPaidElsewhere(act.tx, right))
  let total = 0
  let ended: readonly Reason[] | null = null
  for (let month = monthOf(right.starts); month <= run && ended === null; month = nextMonth(month)) {
    if (paid.has(month)) continue
    const decided = await decideMonth(act, held, base, { month, run, elsewhere: elsewhere.has(month) })
    total += decided.amountFen
    if (decided.ends) ended = decided.reasons
  }
  if (ended !== null) await recover(act, held, base, run, earlier)
  if (total > 0) await act.later({ kind: 'services.payout', key: `${right.id} ${run}`, payload: { entitlement: right.id, run, amountFen: total } })
  if (ended === null) await runIfDue(act, { ...right, givenAt: act.at, lastRun: run }, terms, dayOf(act.at))
}

/** The first day of the month of a day. */
export const monthOf = (day: string): string => `${day.slice(0, 7)}-01`
/** The first day of the month after. */
export const nextMonth = (month: string): string => monthOf(addDays(month, 32))

/** The newest review that fell due before a month, and when it was passed. */
async function reviewBefore(act: Act, held: Held, month: string): Promise<{ due: string; passedOn: string | null } | null> {
  const months = held.terms.reviews?.months ?? []
  let due = addDays(month, -1) // The last day of the month before: a review missed in November holds December back.
  for (let back = 0; back < 12 && !months.includes(Number(due.slice(5, 7))); back++) due = addDays(monthOf(due), -1)
  if (!months.includes(Number(due.slice(5, 7))) || due < nextMonth(monthOf(held.right.starts))) return null
  const passed = (await store.reviewsOf(act.tx, held.right.id)).find((review) => review.due >= due)
  return { due, passedOn: passed ? dayOf(passed.passedAt) : null }
}

async function reviewByData(act: Act, held: Held, scope: Scope, run: string): Promise<void> {
  const open = await openReview(act, held, run)
  if (!open) return
  const decided = await decide(act, { case: held.right.caseId, number: held.number, release: held.definition.release, table: held.terms.reviews!.table, asOf: run, scope: inMonth(held, scope, monthOf(run)) })
  if (decided.outcome === 'GRANT') await passReview(act, held, open, 'data', act.actor.id)
}

/** The review that is due by the end of the run's month and not passed yet. */
async function openReview(act: Act, held: Held, run: string): Promise<string | null> {
  const last = await reviewBefore(act, held, nextMonth(monthOf(run)))
  return last && last.passedOn === null ? last.due : null
}

async function passReview(act: Act, { right }: Held, due: string, how: string, by: string): Promise<void> {
  if (await store.addReview(act.tx, right.id, { due, at: act.at, how, by })) await act.record({ type: 'services.reviewed', subject: right.id, case: right.caseId, data: { due, how } })
}

/** Passes the open review by the holder himself (signed in, so known by his face or key) or by an officer who saw him. Refuses `services.no_review`, `services.no_entitlement`. */
export async function review(act: Act, id: string): Promise<{ due: string }> {
  const held = await rightOf(act, id)
  if (!held) throw new Refusal('absent', 'services.no_entitlement')
  const self = act.actor.id === held.right.holder
  permit(self || mayReview(act.actor), 'services.review')
  const due = await openReview(act, held, dayOf(act.at))
  if (!due) throw new Refusal('conflict', 'services.no_review')
  await passReview(act, held, due, self ? 'holder' : 'officer', act.actor.id)
  return { due }
}

/** What is in force and worked out for one month: a rate that changed later does not reach back to a month that is paid late. */
function inMonth({ definition }: Held, base: Scope, month: string): Scope {
  return withWorked([definition.matter!], month, withNames(base, { month: hit(month) }))
}

/** Lets the table speak about one month, with the review it rests on. */
async function judgeMonth(act: Act, held: Held, base: Scope, month: string): Promise<{ decided: Decided; scope: Scope }> {
  const review = await reviewBefore(act, held, month)
  const known = { due: review?.due ?? null, passedOn: review?.passedOn ?? null, required: review !== null, passed: review === null || review.passedOn !== null }
  const scope = withNames(inMonth(held, base, month), { review: hit(untyped(known)) })
  return { scope, decided: await decide(act, { case: held.right.caseId, number: held.number, release: held.definition.release, table: held.terms.table, asOf: month, scope }) }
}

type MonthWish = { readonly month: string; readonly run: string; readonly elsewhere: boolean }

async function decideMonth(act: Act, held: Held, base: Scope, { month, run, elsewhere }: MonthWish): Promise<{ amountFen: number; ends: boolean; reasons: readonly Reason[] }> {
  const { right, terms } = held
  const { decided, scope } = await judgeMonth(act, held, base, month)
  const amountFen = decided.outcome === 'GRANT' && !elsewhere ? Number(decided.values['amountFen'] ?? 0) : 0
  if (amountFen > 0 && (await store.addPayment(act.tx, right.id, { month, run, amountFen, decision: decided.id, at: act.at }))) {
    await postFor(act, right.caseId, terms.posting, withNames(scope, { amountFen: hit(fromJson(amountFen)), holder: hit(right.holder) }))
    await act.record({ type: 'services.payable', subject: right.id, case: right.caseId, data: { month, amountFen } })
    return { amountFen, ends: false, reasons: decided.reasons }
  }
  const reasons = elsewhere && decided.outcome === 'GRANT' ? [paidElsewhere(held)] : decided.reasons
  await store.addHold(act.tx, right.id, { month, run, reasons, decision: decided.id, at: act.at })
  const ends = decided.values['ends'] === true
  if (ends && (await store.endEntitlement(act.tx, right.id, { at: act.at, after: addDays(month, -1), reason: decided.reasons[0]?.reason ?? 'ended' }))) await act.record({ type: 'services.ended', subject: right.id, case: right.caseId, data: { month } })
  await tellOf(act, held, ends ? terms.endedLetter : elsewhere ? undefined : terms.heldLetter, month, reasons)
  return { amountFen: 0, ends, reasons }
}

const paidElsewhere = ({ definition: { release } }: Held): Reason => ({
  row: 'paid-elsewhere', reason: 'services.paid_elsewhere', text: { zh: sentence(release, 'zh', 'services.paid_elsewhere'), en: sentence(release, 'en', 'services.paid_elsewhere') },
})

/** Tells the holder that a month is held back or that the right ends, once for each month. */
async function tellOf(act: Act, { right }: Held, letter: string | undefined, month: string, reasons: readonly Reason[]): Promise<void> {
  if (letter === undefined) return
  const reason = reasons[0]?.text ?? { zh: '', en: '' }
  await send(act, { to: right.holder, from: right.organ, letter, values: { month: month.slice(0, 7), reason }, case: right.caseId, link: `/cases/${right.caseId}`, channels: ['inbox', 'sms'], key: `${letter} ${right.id} ${month}` })
}

/** After the end of a right: the newest paid months that its table now says were not due are posted back, and its agency is told. */
async function recover(act: Act, held: Held, base: Scope, run: string, paid: readonly { month: string; amountFen: number }[]): Promise<void> {
  const { right, terms } = held
  if (!terms.recovery) return
  const back: string[] = []
  let total = 0
  let reason: Reason | undefined
  for (const { month, amountFen } of paid.toReversed()) {
    const { decided, scope } = await judgeMonth(act, held, base, month)
    if (decided.outcome !== 'RETURN' || decided.values['overpaid'] !== true) break
    if (!(await store.addRecovery(act.tx, right.id, { month, run, amountFen, decision: decided.id, at: act.at }))) continue
    await postFor(act, right.caseId, terms.recovery.posting, withNames(scope, { amountFen: hit(fromJson(amountFen)), holder: hit(right.holder) }))
    await act.record({ type: 'services.recovered', subject: right.id, case: right.caseId, data: { month, amountFen } })
    back.unshift(month.slice(0, 7))
    total += amountFen
    reason ??= decided.reasons[0]
  }
  if (back.length === 0) return
  const { number } = await cases.fileOf(act.tx, right.caseId)
  await send(act, { to: right.organ, from: null, letter: terms.recovery.letter, values: { case: number, months: back.join(', '), amount: yuan(total), reason: reason?.text ?? { zh: '', en: '' } }, case: right.caseId, link: `/cases/${right.caseId}`, key: `recovery ${right.id} ${run}` })
}

/** Yuan with two places, from fen. */
const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`

type Payout = Run & { readonly amountFen: number }
type Sending = { readonly definition: OrderDefinition; readonly parameters: Record<string, unknown>; readonly case: string; readonly name: string; readonly alias: string; readonly agency: string }

/** Sends the money of a run, once per right and run. */
export const sending = work<Sending, Record<string, unknown>>({
  prepare: async (act, job) => {
    const { entitlement, amountFen, run } = job.payload as Payout
    const right = (await store.holdEntitlement(act.tx, entitlement))!
    const definition = await definitionFor(act, right)
    const { order } = termsIn(definition.matter!)!
    const scope = new Map([['kept', hit(untyped(right.kept))], ['amountFen', hit(fromJson(amountFen))], ['run', hit(run)], ['entitlement', hit(right.id)]])
    return { definition: definition.release.get(Orders, order.order)!.value, parameters: await identified(act, parametersIn(order.parameters, scope)), case: right.caseId, name: order.order, alias: order.as, agency: right.organ }
  },
  reach: async (prepared, job) => ({ ...prepared, answer: await place(prepared.definition, `payout ${job.key}`, prepared.parameters, { case: prepared.case }) }),
  conclude: async (act, job, reached) => {
    const { entitlement, run, amountFen } = job.payload as Payout
    const { answer, case: id, name, alias, agency } = reached as unknown as Sending & { answer: Record<string, unknown> }
    const right = (await store.holdEntitlement(act.tx, entitlement))! // First of all, as a run does: in another order the two would wait for each other.
    await keepOrder(act, { key: `payout ${job.key}`, position: 0, case: id, name, alias, agency, answer })
    if (answer['declined'] === true) throw new Error(`the bank declined the payout: ${String(answer['reason'])}`)
    if (!(await store.addPayout(act.tx, entitlement, { run, amountFen, receipt: String(answer['receipt']), at: act.at }))) return
    const months = (await store.paymentsOf(act.tx, entitlement)).filter((payment) => payment.run === run).map((payment) => payment.month.slice(0, 7))
    await act.record({ type: 'services.paid', subject: entitlement, case: id, data: { run, amountFen } })
    await send(act, { to: right.holder, from: right.organ, letter: (await termsFor(act, right)).letter, values: { amount: yuan(amountFen), month: run.slice(0, 7), months: months.join(', ') }, case: id, link: `/cases/${id}`, channels: ['inbox', 'sms'], key: `paid ${entitlement} ${run}` })
  },
})

/** What a right came to: months paid and held with the reasons, reviews, end. For the holder and the officers of its agency. */
export async function showEntitlement(act: Act, id: string) {
  const right = await store.holdEntitlement(act.tx, id)
  if (!right) throw new Refusal('absent', 'services.no_entitlement')
  permit(act.actor.id === right.holder || act.actor.agency === right.organ)
  const holder = await partyOf(act, right.holder)
  return {
    id, case: right.caseId, matter: right.matter, starts: right.starts, holder: { id: holder.id, name: holder.name }, end: right.endedAfter === null ? null : { after: right.endedAfter, reason: right.endReason },
    payments: await store.paymentsOf(act.tx, id), holds: await store.holdsOf(act.tx, id), recoveries: await store.recoveriesOf(act.tx, id), reviews: await store.reviewsOf(act.tx, id),
  }
}

