import type { Bilingual } from '#kernel/shapes'

import type { Answers } from './form.ts'
import type { Typings } from './typing.ts'

/** A reason as a decision gave it, in both languages, with the row and the law it rests on. */
export type Reason = { readonly row: string; readonly reason: string; readonly text: Bilingual; readonly law?: Bilingual; readonly fix?: Bilingual; readonly field?: string; readonly position?: number; readonly leaf?: string }

export type Outcome = 'GRANT' | 'RETURN' | 'ROUTE'

/** What a table or an officer decided about one record of a list. */
export type ItemVerdict = { readonly position: number; readonly outcome: Outcome; readonly reasons: readonly Reason[] }

/** Everything that stands about one case, as the rows have it. */
export type CaseFile = {
  readonly id: string
  readonly number: string
  readonly kind: 'matter' | 'bundle'
  readonly definition: string
  readonly release: string
  readonly applicant: string
  readonly behalf: string | null
  readonly channel: string
  readonly openedAt: Date
  readonly parent: string | null
  readonly step: string | null
  readonly draft: { readonly answers: Answers; readonly groups: readonly string[]; readonly typings: Typings; readonly savedAt: Date; readonly differs: boolean } | null
  readonly snapshot: { readonly round: number; readonly answers: Answers; readonly digest: string; readonly typed: number; readonly picked: number; readonly confirmedAt: Date } | null
  readonly submission: { readonly submittedAt: Date; readonly organ: string } | null
  readonly reopening: { readonly changes: readonly Change[] } | null
  readonly verdict: { readonly number: number; readonly decision: string; readonly outcome: Outcome; readonly reasons: readonly Reason[]; readonly items: readonly ItemVerdict[] | null; readonly decidedAt: Date; readonly decidedBy: string } | null
  readonly dormant: { readonly id: string; readonly until: Date; readonly ending: 'effective' | 'lapsed' | 'input_changed' | 'facts_changed' | null } | null
  readonly task: { readonly id: string; readonly role: string; readonly agency: string; readonly dueAt: Date; readonly ended: boolean } | null
  readonly closure: { readonly ending: 'granted' | 'withdrawn' | 'void'; readonly result: Readonly<Record<string, unknown>>; readonly closedAt: Date; readonly reason: string } | null
  readonly receipt: { readonly signedAt: Date } | null
}

/** A value that a source gave otherwise at the decision than while the form was filled in. */
export type Change = { readonly field: string; readonly was: unknown; readonly now: unknown }

export type Stage = 'filling' | 'signing' | 'deciding' | 'with-officer' | 'returned' | 'dormant' | 'fulfilling' | 'running' | 'granted' | 'withdrawn' | 'void'

/** Where a case stands. Worked out from what happened, never stored. A grant that was taken back after it was carried out leaves the case void. */
export function stageOf(file: CaseFile): Stage {
  if (file.closure) return file.closure.ending === 'granted' && file.verdict?.outcome === 'RETURN' ? 'void' : file.closure.ending
  if (!file.snapshot || file.reopening) return 'filling'
  if (!file.submission) return file.draft?.differs ? 'filling' : 'signing'
  if (file.kind === 'bundle') return 'running'
  if (!file.verdict) return 'deciding'
  if (file.verdict.outcome === 'RETURN') return 'returned'
  if (file.verdict.outcome === 'ROUTE') return 'with-officer'
  return file.dormant !== null && file.dormant.ending !== 'effective' ? 'dormant' : 'fulfilling'
}

/** Whether the answers may be changed now. */
export const isOpenToChange = (file: CaseFile): boolean => ['filling', 'signing', 'returned'].includes(stageOf(file))

/** The round that the next confirmation begins. */
export const nextRound = (file: CaseFile): number => (file.snapshot?.round ?? 0) + 1
