import { stageOf, type CaseFile } from './case.ts'

/** Why a decision is looked at again: who is concerned asks, or a decision or a fact that it rests on was corrected. */
export type Ground = 'person' | 'decision' | 'fact'

/** A contest with what came of it. */
export type Contest = {
  readonly id: string
  readonly caseId: string
  readonly round: number
  readonly decision: string
  readonly ground: Ground
  readonly cause: string | null
  readonly contestedBy: string | null
  readonly raisedBy: string
  readonly words: string
  readonly condition: string | null
  readonly agency: string
  readonly openedAt: Date
  readonly dueAt: Date
  readonly task: string
  readonly outcome: 'upheld' | 'corrected' | 'dropped' | null
  readonly corrected: string | null
  readonly answer: string | null
  readonly endedAt: Date | null
}

/**
 * A decision that stands and can be looked at again: granted and carried out, or returned. What a department declined is that
 * department's, and what a contest took back is for reconsideration and the court.
 */
export const isContestable = (file: CaseFile): boolean =>
  file.kind === 'matter' && ['granted', 'returned'].includes(stageOf(file)) && file.verdict?.reasons[0]?.row !== 'declined'

/** The words and numbers in a value, however deep. */
export function leavesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leavesOf)
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
}

/** Shorter words say nothing of where they come from. */
const TELLING = 8

/** Whether one of these marks (numbers and ids that came of a decision) stands in a value. */
export function bears(value: unknown, marks: ReadonlySet<string>): boolean {
  return leavesOf(value).some((leaf) => leaf.length >= TELLING && marks.has(leaf))
}
