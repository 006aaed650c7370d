import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { permit, Refusal } from '#kernel/refusal'
import type { Bilingual } from '#kernel/shapes'
import { enterAll } from '#modules/ledger'

import { digestOfUse, obstacleToUsing, type Basis, type Grant, type Use, type UseRequest } from '../model.ts'
import { mayWithdraw } from '../policy.ts'
import * as store from '../store.ts'

type Giving = {
  readonly basis: Basis
  readonly grantor: string
  readonly grantee: string
  readonly elements: readonly string[]
  readonly purpose: string
  readonly case: string | null
  readonly law?: Bilingual
  readonly notAfter: Date
  readonly maxUses?: number
}

/**
 * Gives a grant. A consent is the act of the person himself (or of who acts for him); a statutory power names
 * its law and is given by the house where the published definition of a matter says so.
 * Refuses `grants.not_yours`, `grants.no_law`.
 */
export async function give(act: Act, giving: Giving): Promise<{ id: string }> {
  const own = act.actor.id === giving.grantor || act.actor.behalf === giving.grantor || act.actor.kind === 'house'
  if ((giving.basis === 'consent' || giving.basis === 'mandate') && !own) throw new Refusal('forbidden', 'grants.not_yours')
  if (giving.basis === 'statutory' && !giving.law) throw new Refusal('unfit', 'grants.no_law')
  const id = randomUUID()
  await store.addGrant(act.tx, { ...giving, id, law: giving.law ?? null, maxUses: giving.maxUses ?? null, givenAt: act.at, givenBy: act.actor.id })
  await act.record({ type: 'grants.given', subject: giving.grantor, case: giving.case, data: { basis: giving.basis, purpose: giving.purpose, grantee: giving.grantee } })
  return { id }
}

/** Takes a consent or mandate back, at once and for all later looks. Refuses `grants.absent`, `not_permitted`, `grants.already_withdrawn`. */
export async function withdraw(act: Act, id: string, reason: string): Promise<void> {
  const grant = await store.holdGrant(act.tx, id)
  if (!grant) throw new Refusal('absent', 'grants.absent', { id })
  permit(mayWithdraw(act.actor, grant))
  if (grant.withdrawnAt) throw new Refusal('conflict', 'grants.already_withdrawn')
  await store.addWithdrawal(act.tx, id, act.at, act.actor.id, reason)
  await act.record({ type: 'grants.withdrawn', subject: grant.grantor, case: grant.case, data: { grantee: grant.grantee } })
}

/** Whether a grant still stands: not over, not taken back. */
export async function isLive(act: Act, id: string): Promise<boolean> {
  return store.standsOn(act.tx, id, act.at)
}

/**
 * The one gate to a person's facts: finds a live grant for the request and writes the use log, or refuses
 * `grants.none` (with the nearest reason). Source: Personal Information Protection Law, art. 13, 34, 44.
 */
export async function use(act: Act, request: UseRequest): Promise<Use> {
  const [answer] = await useAll(act, [request])
  if (!answer || 'refused' in answer) throw new Refusal('forbidden', 'grants.none', { why: answer?.refused ?? 'grants.none' })
  return answer
}

/** Asks beforehand, in the breath of other questions, for the grants that looks at these people in these cases will need: then nobody waits for them. */
export async function foreseeUse(act: Act, subjects: readonly string[], cases: readonly string[]): Promise<void> {
  await store.grantsAbout(act.tx, subjects, cases)
}

/** Like `use` for many requests at once; those without a live grant come back refused, with the reason. */
export async function useAll(act: Act, requests: readonly UseRequest[]): Promise<(Use | { refused: string })[]> {
  if (requests.length === 0) return []
  const grants = await grantsFor(act, [...new Set(requests.map((request) => request.subject))], [...new Set(requests.map((request) => request.case))])
  const taken = new Map<string, number>()
  const answers = requests.map((request) => letThrough(act, grants, request, taken))
  const uses = answers.flatMap((answer, n) => ('refused' in answer ? [] : [{ ...requests[n]!, id: answer.use, grant: answer.grant, actor: act.actor.id, post: act.actor.post, at: act.at }]))
  if (uses.length > 0) await store.addUses(act.tx, uses)
  await enterAll(act, uses.map((one) => ({ kind: 'use' as const, about: one.id, digest: digestOfUse(one) })))
  for (const one of uses) await act.record({ type: 'grants.used', subject: one.subject, case: one.case, data: { grant: one.grant, purpose: one.purpose, source: one.source } })
  for (const [n, answer] of answers.entries()) {
    const request = requests[n]!
    if ('refused' in answer) await act.record({ type: 'grants.refused', subject: request.subject, case: request.case, data: { purpose: request.purpose, source: request.source } })
  }
  return answers
}

/** Where a grant is for so many uses, two acts must not count the same ones: the second waits for the first. */
async function grantsFor(act: Act, subjects: readonly string[], cases: readonly (string | null)[]): Promise<Grant[]> {
  const grants = await store.grantsAbout(act.tx, subjects, cases)
  if (grants.every((grant) => grant.maxUses === null)) return grants
  await store.holdLogs(act.tx, subjects)
  return store.grantsAbout(act.tx, subjects, cases)
}

/** `taken` counts what this act itself has used of each grant. */
function letThrough(act: Act, grants: readonly Grant[], request: UseRequest, taken: Map<string, number>): Use | { refused: string } {
  let nearest = 'grants.none'
  for (const grant of grants) {
    if (grant.grantor !== request.subject) continue
    const now = taken.get(grant.id) ?? 0
    const obstacle = obstacleToUsing({ ...grant, uses: grant.uses + now }, request, act.at)
    if (obstacle === null) {
      taken.set(grant.id, now + 1)
      return { grant: grant.id, use: randomUUID(), basis: grant.basis }
    }
    nearest = obstacle
  }
  return { refused: nearest }
}
