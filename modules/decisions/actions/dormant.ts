import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import type { Entry } from '#kernel/journal'
import { work } from '#kernel/jobs'
import type { Reactions } from '#kernel/reader'
import { Refusal } from '#kernel/refusal'

import * as store from '../store/dormant.ts'
import { decide, receiptOf, type Decided } from './decide.ts'

/** What a dormant decision waits for: a fact of a type whose subject, case or data are what is said here. */
export type Trigger = { readonly fact: string; readonly where: Readonly<Record<string, string | number | boolean>> }

/** The facts that decisions may wait for: something was granted, certified, paid or answered. */
export const TRIGGERS = ['services.closed', 'services.entitled', 'services.paid', 'certificates.issued', 'messages.replied'] as const

/**
 * Makes a grant wait: it takes effect when the trigger comes, exactly once, if the reviewed input is still the same and the facts still
 * hold; it comes to nothing at the end of its time. For whoever decides on something that is not there yet: works that may begin with
 * the land, a certificate that comes with the acceptance. Refuses `decisions.not_granted`, `decisions.no_trigger`, `decisions.until_past`.
 */
export async function defer(act: Act, wish: { readonly receipt: string; readonly trigger: Trigger; readonly until: Date; readonly inputDigest: string }): Promise<{ id: string }> {
  const receipt = await receiptOf(act, wish.receipt)
  if ((receipt.outcome ?? receipt.decision['outcome']) !== 'GRANT') throw new Refusal('conflict', 'decisions.not_granted')
  if (!(TRIGGERS as readonly string[]).includes(wish.trigger.fact)) throw new Refusal('unfit', 'decisions.no_trigger', { fact: wish.trigger.fact })
  if (wish.until <= act.at) throw new Refusal('unfit', 'decisions.until_past')
  const id = randomUUID()
  await store.addDormant(act.tx, {
    id, receipt: receipt.id, caseId: receipt.caseId, tableId: receipt.tableId, triggerFact: wish.trigger.fact, triggerWhere: wish.trigger.where,
    until: wish.until, inputDigest: wish.inputDigest, begunAt: act.at, begunBy: act.actor.id,
  })
  await act.record({ type: 'decisions.deferred', subject: id, case: receipt.caseId, data: { table: receipt.tableId } })
  await act.later({ kind: 'decisions.lapse', key: id, payload: { dormant: id }, due: new Date(wish.until.getTime() + 1) })
  return { id }
}

/** Something happened: every decision that waited for it is said to be triggered. Whoever owns its case looks at the input and wakes it. */
export const heedTrigger = Object.assign(trigger, {
  // Nearly always nothing waits: asked once for all the facts that are read at a time.
  // What waited for weeks waits a second more, and the machine reads once for many cases.
  patient: true,
  heeds: async (act: Act, entry: Entry): Promise<boolean> => (await store.awaited(act.tx)).includes(entry.type),
})

/** The reactions of the module. */
export const HEEDED: Reactions = Object.fromEntries(TRIGGERS.map((type) => [type, heedTrigger]))

async function trigger(act: Act, entry: Entry): Promise<void> {
  const woken = await store.wokenBy(act.tx, { type: entry.type, at: entry.at, known: { ...entry.data, subject: entry.subject, ...(entry.case === null ? {} : { case: entry.case }) } })
  for (const { id, caseId } of woken) {
    if (await store.addTrigger(act.tx, { dormant: id, entry: entry.id, at: entry.at })) await act.record({ type: 'decisions.triggered', subject: id, case: caseId, data: {} })
  }
}

/**
 * What waking needs to know: the input as it is now, and what is to be judged again: the question as it would be asked now, or what a
 * person judged whom it was put to.
 */
export type Now = { readonly inputDigest: string; readonly again?: Parameters<typeof decide>[1]; readonly judged?: 'GRANT' | 'RETURN' }

/** How waking came out: the ending, null where a person must judge first; and what was decided on the way. */
export type Woken = { readonly ending: store.Ending | null; readonly decided: Decided | null }

/**
 * Wakes a triggered decision: it takes effect, or comes to nothing because the input is another or the facts no longer hold; which is
 * given back, the same to whoever asks again. Facts that the machine cannot judge end nothing: a person judges, and wakes it again.
 * Refuses `decisions.no_dormant`, `decisions.not_triggered`.
 */
export async function wake(act: Act, id: string, now: Now): Promise<Woken> {
  const held = await store.holdDormant(act.tx, id)
  if (!held) throw new Refusal('absent', 'decisions.no_dormant')
  if (held.ending !== null) return { ending: held.ending, decided: null }
  if (held.triggeredAt === null) throw new Refusal('conflict', 'decisions.not_triggered')
  if (held.inputDigest !== now.inputDigest) return end(act, held, 'input_changed')
  const decided = now.again === undefined ? null : await decide(act, now.again)
  const outcome = now.judged ?? decided?.outcome ?? 'GRANT'
  if (outcome === 'ROUTE') return { ending: null, decided }
  return end(act, held, outcome === 'GRANT' ? 'effective' : 'facts_changed', decided)
}

async function end(act: Act, held: store.Dormant, kind: store.Ending, decided: Decided | null = null): Promise<Woken> {
  await store.addAwakening(act.tx, { dormant: held.id, kind, receipt: decided?.id ?? null, at: act.at, by: act.actor.id })
  await act.record({ type: kind === 'effective' ? 'decisions.effective' : 'decisions.came_to_nothing', subject: held.id, case: held.caseId, data: { table: held.tableId, kind } })
  return { ending: kind, decided }
}

/** Lets a decision whose time is over come to nothing. One that was triggered in time is its owner's to wake. */
export const lapsing = work({
  conclude: async (act, { payload }) => {
    const held = await store.holdDormant(act.tx, payload['dormant'] as string)
    if (held && held.ending === null && held.triggeredAt === null) await end(act, held, 'lapsed')
  },
})

/** The dormant decisions of a case, with how each stands. Whoever calls this has made sure that the reader may see the case. */
export const dormantOf = (act: Act, caseId: string): Promise<store.Dormant[]> => store.dormantOfCase(act.tx, caseId)
