import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { addDays, dayOf, dueAt, lampOf, startOf } from '#kernel/calendar'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { send } from '#modules/messages'
import { agencyNames } from '#modules/parties'

import { stageOf, type CaseFile } from '../model/case.ts'
import { ratingRules, type Finding, type Grade } from '../model/rating.ts'
import { mayAnswerRating, maySpeakFor } from '../policy.ts'
import * as store from '../store/cases.ts'
import * as ratings from '../store/ratings.ts'
import { isKitReady, standingsOf } from './bundle.ts'
import { definitionOf, scopeOf } from './context.ts'
import { requireMandate } from './open.ts'

/**
 * Says how a case was handled, once and for all of it. A poor grade gives the agency that answered for the case a
 * duty with a clock: to look into it and to write back.
 * Refuses `services.rate_whole` for a part of a bundle, `services.rate_later`, `services.rate_over`, `services.already_rated`.
 */
export async function rate(act: Act, id: string, wish: { grade: Grade; words: string }): Promise<void> {
  const file = await store.holdCase(act.tx, id)
  permit(maySpeakFor(act.actor, file))
  await requireMandate(act, file)
  const rules = ratingRules(currentRelease())
  if (file.parent !== null) throw new Refusal('conflict', 'services.rate_whole')
  if (rules === null || !file.submission || !(await isOver(act, file))) throw new Refusal('conflict', 'services.rate_later')
  if (!isOpenForRating(file, rules.openDays, act.at)) throw new Refusal('gone', 'services.rate_over', { days: rules.openDays })
  const rating = randomUUID()
  const agency = file.submission.organ
  if (!(await ratings.addRating(act.tx, { id: rating, caseId: id, grade: wish.grade, words: wish.words, agency, at: act.at, by: act.actor.id }))) throw new Refusal('conflict', 'services.already_rated')
  await act.record({ type: 'services.rated', subject: id, case: id, data: { grade: wish.grade, organ: agency } })
  if (rules.poor.includes(wish.grade)) await ratings.addDuty(act.tx, { rating, agency, at: act.at, due: dueAt(currentRelease(), act.at, rules.answerWithin) })
}

/** A case is over for who applied when there is a decision he can hold in his hand. */
async function isOver(act: Act, file: CaseFile): Promise<boolean> {
  if (file.closure || file.receipt) return true
  if (file.kind === 'matter') return stageOf(file) === 'returned'
  const definition = await definitionOf(act, file)
  return isKitReady(await standingsOf(act, file, definition, await scopeOf(act, file, definition, file.snapshot!.answers)))
}

/** Whether the days in which a case can be rated still run. */
export const isOpenForRating = (file: CaseFile, days: number, at: Date): boolean => {
  const ended = file.closure?.closedAt ?? file.receipt?.signedAt
  return ended === undefined || at < startOf(addDays(dayOf(ended), days + 1))
}

/** What the reader of a case sees of its rating: whether he may still give one, and what came of it. `over` as the case is shown. */
export async function ratingView(act: Act, file: CaseFile, over: boolean) {
  const rules = ratingRules(currentRelease())
  if (file.parent !== null || rules === null) return { mayRate: false, given: null }
  const row = await ratings.ratingOf(act.tx, file.id)
  const speaks = maySpeakFor(act.actor, file)
  const mayRate = row === undefined && speaks && over && file.submission !== null && isOpenForRating(file, rules.openDays, act.at)
  return { mayRate, given: row === undefined || !speaks ? null : shown(row, (await agencyNames(act, [row.agency]))[row.agency] ?? null, act.at) }
}

function shown(row: ratings.RatingRow, agency: Bilingual | null, at: Date) {
  return {
    id: row.id, grade: row.grade, words: row.words, ratedAt: row.ratedAt, agency,
    due: row.dueAt === null ? null : { at: row.dueAt, lamp: lampOf(row.openedAt!, row.dueAt, row.answeredAt ?? at) },
    answer: row.answeredAt === null ? null : { finding: row.finding, words: row.answer, at: row.answeredAt },
  }
}

const FIRST = { due: new Date(0), id: '00000000-0000-0000-0000-000000000000' }

/** The poor ratings that the officer's agency must answer, or has answered: due first on top. Needs `services.answer-ratings`. */
export async function duties(act: Act, page: { answered: boolean; after?: string | undefined; limit: number }) {
  permit(mayAnswerRating(act.actor), 'services.answer-ratings')
  const [due, id] = page.after?.split('~') ?? []
  const rows = await ratings.dutiesOf(act.tx, act.actor.agency, page.answered, due && id ? { due: new Date(due), id } : FIRST, page.limit + 1)
  const items = []
  for (const row of rows.slice(0, page.limit)) {
    const file = await store.fileOf(act.tx, row.caseId)
    items.push({ ...shown(row, null, act.at), case: file.id, number: file.number, title: (await definitionOf(act, file)).title })
  }
  const last = rows[page.limit - 1]
  return { items, next: rows.length > page.limit && last ? `${last.dueAt!.toISOString()}~${last.id}` : null }
}

/**
 * Answers a poor rating, once: what was found and done, written to who rated. Nobody answers for his own decision.
 * Refuses `services.rating_absent`, `services.rating_answered_before`, `services.own_rating`, `not_permitted`.
 */
export async function answerRating(act: Act, id: string, wish: { finding: Finding; words: string }): Promise<void> {
  const row = await ratings.ratingWith(act.tx, id)
  if (!row || row.dueAt === null) throw new Refusal('absent', 'services.rating_absent')
  permit(mayAnswerRating(act.actor) && row.agency === act.actor.agency, 'services.answer-ratings')
  const file = await store.holdCase(act.tx, row.caseId)
  if (file.applicant === act.actor.id || (await ratings.decidedBy(act.tx, file.id, act.actor.id)) > 0) throw new Refusal('forbidden', 'services.own_rating')
  if (!(await ratings.addAnswer(act.tx, { rating: id, ...wish, at: act.at, by: act.actor.id }))) throw new Refusal('conflict', 'services.rating_answered_before')
  await act.record({ type: 'services.rating_answered', subject: file.id, case: file.id, data: { finding: wish.finding } })
  const agency = (await agencyNames(act, [row.agency]))[row.agency] ?? { zh: row.agency, en: row.agency }
  await send(act, {
    to: file.applicant, letter: 'rating-answered', values: { title: (await definitionOf(act, file)).title, number: file.number, agency, answer: wish.words },
    case: file.id, link: `/cases/${file.id}/timeline#rating`, from: row.agency, channels: ['inbox', 'sms'], key: `rating ${id}`,
  })
}
