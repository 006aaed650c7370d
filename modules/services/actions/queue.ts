import type { Act } from '#kernel/act'
import type { Officer } from '#kernel/actor'
import { lampOf } from '#kernel/calendar'
import { digestOf } from '#kernel/content'
import { permit } from '#kernel/refusal'
import { releaseAt } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { rowsOf } from '#modules/decisions'
import { partyOf, postsOf } from '#modules/parties'

import type { Reason } from '../model/case.ts'
import type { Lamp, Whose } from '../model/queue.ts'
import { mayQueue } from '../policy.ts'
import * as store from '../store/queue.ts'
import { definitionIn } from './context.ts'

/** Which tasks: in whose hands, under which lamp, of which matter, for which reason, with these letters in the number. */
export type Wish = { readonly whose: Whose; readonly lamp?: Lamp | undefined; readonly matter?: string | undefined; readonly why?: string | undefined; readonly number: string }

/** A window: after the last one seen (`next` of the page before), or from a place; those due first on top, or those that came last. */
export type Page = { readonly sort: 'due' | 'newest'; readonly after?: string | undefined; readonly from: number; readonly limit: number }

async function wanted(act: Act, wish: Wish): Promise<store.Wanted> {
  permit(mayQueue(act.actor), 'services.queue')
  return { ...wish, agency: act.actor.agency, roles: await rolesOf(act, act.actor), me: act.actor.id, lamp: wish.lamp ?? null, matter: wish.matter ?? null, why: wish.why ?? null, at: act.at }
}

/** The roles an officer has in the agency he acts for. */
export const rolesOf = async (act: Act, { id, agency }: Officer): Promise<string[]> => (await postsOf(act, id)).filter((post) => post.agency === agency).map((post) => post.role)

/** What waits for the officer's posts, a window at a time, each with why the machine did not decide it and who has it before him. Needs `services.queue`. */
export async function queue(act: Act, wish: Wish, { sort, after, from, limit }: Page) {
  const asked = await wanted(act, wish)
  const [at, task] = after?.split('~') ?? []
  const rows = await (sort === 'newest' ? store.waitingByAge : store.waitingByDue)(act.tx, asked, { after: at && task ? { at: new Date(at), task } : null, from, limit: limit + 1 })
  const people = await byName(act, rows.flatMap((row) => [row.holder, ...(row.here ?? [])]))
  const items = []
  for (const row of rows.slice(0, limit)) {
    const { title } = definitionIn(await releaseAt(act.tx, row.release), 'matter', row.definition)
    items.push({
      task: row.task, contest: row.contest, case: row.caseId, number: row.number, title, role: row.role, openedAt: row.openedAt, dueAt: row.dueAt, lamp: lampOf(row.openedAt, row.dueAt, act.at),
      takenBy: people.get(row.holder ?? '') ?? null, here: (row.here ?? []).map((person) => people.get(person)!), reasons: row.reasons as Reason[],
    })
  }
  const last = rows[limit - 1]
  return { items, next: rows.length > limit && last ? `${(sort === 'newest' ? last.openedAt : last.dueAt).toISOString()}~${last.task}` : null }
}

/** The same few colleagues have many of the tasks: each is looked up once. */
async function byName(act: Act, people: readonly (string | null)[]): Promise<Map<string, { id: string; name: string }>> {
  const found = new Map<string, { id: string; name: string }>()
  for (const person of new Set(people)) if (person !== null) found.set(person, await named(act, person))
  return found
}

/** A colleague by name. */
export const named = async (act: Act, person: string): Promise<{ id: string; name: string }> => ({ id: person, name: (await partyOf(act, person)).name })

/**
 * How many wait in whose hands, under which lamp, of which matter and for which reason; each list counts under all other wishes,
 * so that a number says what choosing it would give. `version` changes when anything in the queue does. Needs `services.queue`.
 */
export async function queueCounts(act: Act, wish: Wish) {
  const asked = await wanted(act, wish)
  const rows = await store.countsOf(act.tx, asked)
  const fits = (row: store.Count, but: keyof Wish | null): boolean =>
    (but === 'whose' || wish.whose === 'all' || row.whose === wish.whose) && (but === 'lamp' || !wish.lamp || row.lamp === wish.lamp) && (but === 'matter' || !wish.matter || row.matter === wish.matter) && (but === 'why' || !wish.why || row.why === wish.why)
  const sum = (but: keyof Wish | null, also: (row: store.Count) => boolean = () => true): number => rows.filter((row) => fits(row, but) && also(row)).reduce((total, row) => total + row.count, 0)
  const whose = Object.fromEntries((['mine', 'free', 'others'] as const).map((one) => [one, sum('whose', (row) => row.whose === one)]))
  const lamps = Object.fromEntries((['red', 'yellow', 'green'] as const).map((one) => [one, sum('lamp', (row) => row.lamp === one)]))
  const matters = await Promise.all(firstsOf(rows, (row) => row.matter).map(async (row) => ({ id: row.matter, title: definitionIn(await releaseAt(act.tx, row.release), 'matter', row.matter).title, count: sum('matter', (one) => one.matter === row.matter) })))
  const reasons = await Promise.all(firstsOf(rows, (row) => row.why).map(async (row) => ({ id: row.why, text: await wordsFor(act, row), count: sum('why', (one) => one.why === row.why) })))
  const seen = rows.map(({ whose, lamp, matter, why, count, changedAt }) => [whose, lamp, matter, why, count, changedAt].join(' ')).toSorted()
  return { total: sum(null), all: sum('whose'), ...whose, ...lamps, matters: matters.toSorted(byCount), reasons: reasons.toSorted(byCount), version: digestOf(seen.join()).slice(0, 16) }
}

const byCount = (a: { count: number }, b: { count: number }): number => b.count - a.count

const firstsOf = (rows: readonly store.Count[], key: (row: store.Count) => string): store.Count[] => [...new Map(rows.map((row) => [key(row), row])).values()]

/** A reason as the definition words it for every case; as one case has it, where it is no row of the table. */
async function wordsFor(act: Act, { why, release, matter, words }: store.Count): Promise<Bilingual> {
  const definition = definitionIn(await releaseAt(act.tx, release), 'matter', matter)
  return rowsOf(definition.release, definition.matter!.decision, act.at).find((row) => row.reason === why)?.text ?? (words as Bilingual | null) ?? { zh: why, en: why }
}
