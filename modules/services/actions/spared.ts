import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import { permit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'

import { Matters } from '../model/matter.ts'
import { mayWatch, WATCH } from '../policy.ts'
import * as store from '../store/evidence.ts'

const DAYS = 90
const CASES_MAX = 50

const sinceOf = (act: Act): Date => startOf(addDays(dayOf(act.at), -DAYS))

/** How many papers nobody had to bring in the last ninety days, by matter: things that something else than a file proved. Needs `operations.read`. */
export async function sparedFigures(act: Act) {
  permit(mayWatch(act.actor), WATCH)
  const rows = await store.sparedByMatter(act.tx, sinceOf(act))
  return { days: DAYS, spared: rows.reduce((sum, row) => sum + row.spared, 0), cases: rows.reduce((sum, row) => sum + row.cases, 0), items: rows.map((row) => ({ ...row, title: currentRelease().get(Matters, row.matter)?.value.title ?? { zh: row.matter, en: row.matter } })), next: null }
}

/** The cases behind the figure of a matter, newest first, by number: how many papers each was spared, and how many files it took. Needs `operations.read`. */
export async function sparedCases(act: Act, matter: string) {
  permit(mayWatch(act.actor), WATCH)
  return { items: await store.sparedCases(act.tx, matter, sinceOf(act), CASES_MAX), next: null }
}
