import { holds, isOfficer, standsFor, type Actor, type Officer } from '#kernel/actor'

import type { CaseFile } from './model/case.ts'

/** The applicant, or who acts for him; whether his mandate reaches over this matter is asked beside this. */
export const maySpeakFor = (actor: Actor, file: Pick<CaseFile, 'applicant' | 'behalf'>): boolean =>
  actor.kind === 'house' || actor.id === file.applicant || actor.behalf === file.applicant || actor.id === file.behalf

/** Everybody who has a part in a case: who applies, who signs, and officers of the agency that decides it. */
export const mayRead = (actor: Actor, file: CaseFile, signatories: readonly string[]): boolean =>
  maySpeakFor(actor, file) || signatories.some((party) => standsFor(actor, party)) ||
  (isOfficer(actor) && holds(actor, 'services.queue') && (file.task?.agency === actor.agency || file.submission?.organ === actor.agency)) || holds(actor, 'journal.read')

/** Only officers of the competent agency, with the role that the matter names. */
export const mayDecide = (actor: Actor, task: { agency: string }): boolean => isOfficer(actor) && holds(actor, 'services.decide') && actor.agency === task.agency

/** Who is concerned by a decision and may contest it: the applicant, who acts for him, and who signed for what was decided. */
export const mayContest = (actor: Actor, file: Pick<CaseFile, 'applicant' | 'behalf'>, signatories: readonly string[]): boolean =>
  actor.kind !== 'house' && (maySpeakFor(actor, file) || signatories.some((party) => standsFor(actor, party)))

/** Only an officer who may decide for the agency and had no part in the case looks at its decision again. */
export const mayLookAgain = (actor: Actor, task: { agency: string }, parts: ReadonlySet<string>): boolean => mayDecide(actor, task) && !parts.has(actor.id)

/** Who may note something on a case for colleagues, and be seen at it: officers of the agency it came to. */
export const mayNote = (actor: Actor, task: { agency: string }): actor is Officer => isOfficer(actor) && holds(actor, 'services.queue') && actor.agency === task.agency

/** Who works off a queue. */
export const mayQueue = (actor: Actor): actor is Officer => isOfficer(actor) && holds(actor, 'services.queue')

/** Who may say that a holder of a right was seen alive and entitled, at a counter or at his door. */
export const mayReview = (actor: Actor): boolean => holds(actor, 'services.review') || holds(actor, 'services.decide')

/** Officers who follow poor ratings up for their agency. */
export const mayAnswerRating = (actor: Actor): actor is Officer => isOfficer(actor) && holds(actor, 'services.answer-ratings')

/** The power to watch how the house runs. */
export const WATCH = 'operations.read'

/** Who sees how many clocks run late, and where: no case, and nobody in it. */
export const mayWatch = (actor: Actor): boolean => holds(actor, WATCH)
