import type { Act } from '#kernel/act'
import { lampOf } from '#kernel/calendar'
import { permit } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { agencyNames } from '#modules/parties'

import { Bundles } from '../model/bundle.ts'
import { Matters } from '../model/matter.ts'
import { mayWatch, WATCH } from '../policy.ts'
import * as store from '../store/clocks.ts'

const FIRST_MAX = 50

/** The clocks that run: how many, how many are late or nearly so, by matter and agency. Needs `operations.read`. */
export async function clockStates(act: Act) {
  permit(mayWatch(act.actor), WATCH)
  const rows = await store.runningClocks(act.tx, act.at)
  const names = await agencyNames(act, [...new Set(rows.map((row) => row.owner))])
  return rows.map((row) => ({ ...row, title: (row.kind === 'bundle' ? currentRelease().get(Bundles, row.definition) : currentRelease().get(Matters, row.definition))?.value.title ?? { zh: row.definition, en: row.definition }, agency: names[row.owner] ?? { zh: row.owner, en: row.owner } }))
}

/** The clocks of one matter at one agency that are due first, by case number. Needs `operations.read`. */
export async function firstDue(act: Act, about: { definition: string; owner: string; name: string }) {
  permit(mayWatch(act.actor), WATCH)
  const rows = await store.firstDue(act.tx, about, act.at, FIRST_MAX)
  return rows.map((row) => ({ ...row, lamp: lampOf(row.startedAt, row.dueAt, act.at) }))
}
