import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { dayOf, dueAt, lampOf } from '#kernel/calendar'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { placeIn, placeText } from '#kernel/shapes'
import { agencyNames } from '#modules/parties'

import { Rights } from '../model.ts'
import { mayDispute, mayExplain } from '../policy.ts'
import * as store from '../store.ts'
import { lookOf } from './read.ts'

/** Within which time agencies answer to something a person asks of them under this purpose, from now. */
export function answerDue(act: Act, purpose: string): Date {
  const release = currentRelease()
  const within = release.get(Rights, purpose)?.value.answerWithin
  if (!within) throw new Error(`rights/${purpose}.yaml does not say within which time it is answered`)
  return dueAt(release, act.at, within)
}

/** The number people say on the telephone: the day, and six characters of the id. */
export const numberFor = (act: Act, id: string): string => `${dayOf(act.at).replaceAll('-', '')}-${id.slice(0, 6).toUpperCase()}`

/**
 * Says of one look at one's own facts: I do not know of this. It goes to the data officer of the agency that looked,
 * who answers within the time that the content sets (Personal Information Protection Law, art. 44 and 50).
 * Refuses `not_permitted`, (absent) `grants.no_use`, (conflict) `grants.already_disputed`, `grants.own_look`.
 */
export async function dispute(act: Act, subject: string, use: string, words: string): Promise<{ id: string; number: string; dueAt: Date; agency: string }> {
  permit(mayDispute(act.actor, subject))
  const look = await store.useOf(act.tx, subject, use)
  if (!look) throw new Refusal('absent', 'grants.no_use')
  if (look.grantee === subject) throw new Refusal('conflict', 'grants.own_look')
  const id = randomUUID()
  const one = { id, number: numberFor(act, id), dueAt: answerDue(act, 'dispute'), agency: look.grantee }
  if (!(await store.addDispute(act.tx, { ...one, subject, use, words, at: act.at, by: act.actor.id }))) throw new Refusal('conflict', 'grants.already_disputed')
  await act.record({ type: 'grants.disputed', subject, case: look.case, data: { dispute: id, grantee: look.grantee } })
  return one
}

/**
 * The disputes one may see: a person his own, the data officer of an agency those about its looks, with the look but
 * without the person's name, which the answer does not need, and whether it is for him to answer. Unanswered ones first, due first.
 */
export async function readDisputes(act: Act, subject: string, { answered, limit, after }: { answered?: boolean | undefined; limit: number; after?: string | undefined }) {
  const desk = mayExplain(act.actor)
  const found = await store.disputesWith(act.tx, { ...(desk ? { agency: act.actor.agency! } : { subject }), answered, after: placeIn(after) }, limit + 1)
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  const names = await agencyNames(act, rows.map((row) => row.agency))
  const items = []
  for (const row of rows) {
    const use = await lookOf(act, row.subject, row.use)
    const { dispute: _, subject: __, ...look } = use!
    items.push({ id: row.id, number: row.number, agency: row.agency, agencyName: names[row.agency] ?? null, words: row.words, at: row.at, dueAt: row.dueAt, lamp: lampOf(row.at, row.dueAt, row.answeredAt ?? act.at), outcome: row.outcome, answer: row.answer, answeredAt: row.answeredAt, mayAnswer: desk && row.answeredAt === null && !isOwn(act, look.actor, row), look })
  }
  return { items, next: found.length > limit && last ? placeText({ ...last, ended: last.answeredAt, due: last.dueAt }) : null }
}

/** Nobody answers for a look of his own, nor about one at himself. */
const isOwn = (act: Act, looker: string, row: store.DisputeRow): boolean => looker === act.actor.id || row.subject === act.actor.id

/**
 * Answers a dispute, once: the look is explained, or nobody was allowed to make it. Never by who looked himself.
 * Needs `grants.explain` at the agency that looked. Refuses (absent) `grants.no_dispute`, (forbidden) `grants.own_look`,
 * (conflict) `grants.dispute_answered`.
 */
export async function answerDispute(act: Act, id: string, answer: { outcome: 'explained' | 'unlawful'; words: string }): Promise<void> {
  const [row] = await store.disputesWith(act.tx, { id }, 1)
  if (!row) throw new Refusal('absent', 'grants.no_dispute')
  permit(mayExplain(act.actor, row.agency), 'grants.explain')
  const look = await store.useOf(act.tx, row.subject, row.use)
  if (isOwn(act, look!.actor, row)) throw new Refusal('forbidden', 'grants.own_look')
  if (!(await store.addDisputeAnswer(act.tx, id, { ...answer, at: act.at, by: act.actor.id, post: act.actor.post }))) throw new Refusal('conflict', 'grants.dispute_answered')
  await act.record({ type: 'grants.dispute_answered', subject: row.subject, case: look!.case, data: { dispute: id, outcome: answer.outcome } })
}

/** One dispute, for a letter about it. undefined where there is none. */
export const disputeOf = async (act: Act, id: string): Promise<store.DisputeRow | undefined> => (await store.disputesWith(act.tx, { id }, 1))[0]
