import type { Transaction } from '#kernel/database'

import type { CaseFile } from '../model/case.ts'

type Ending = NonNullable<NonNullable<CaseFile['dormant']>['ending']>

export async function addDormant(tx: Transaction, one: { id: string; caseId: string; round: number; until: Date; at: Date }): Promise<void> {
  await tx`insert into services.dormant (id, case_id, round, until, begun_at) values (${one.id}, ${one.caseId}, ${one.round}, ${one.until}, ${one.at})`
}

/** The case that a dormant decision is of, where it is of one. */
export async function caseOfDormant(tx: Transaction, id: string): Promise<string | null> {
  const [found] = await tx<{ caseId: string }>`select case_id from services.dormant where id = ${id}`
  return found?.caseId ?? null
}

export async function endDormant(tx: Transaction, id: string, ending: Ending, at: Date): Promise<void> {
  await tx`insert into services.dormant_ends (dormant, ending, ended_at) values (${id}, ${ending}, ${at})`
}
