import { randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import type { Release } from '#kernel/content'
import type { Gauge } from '#kernel/module'
import { permit, Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { useAll } from '#modules/grants'

import { Sources, type Answer, type Ask, type Authorised } from '../model.ts'
import { mayReadHealth } from '../policy.ts'
import * as store from '../store/facts.ts'

type Purpose = { readonly grantee: string; readonly purpose: string; readonly case: string | null }

/**
 * Passes asks through the gate: a personal source needs a live grant of the person for exactly these elements,
 * this purpose and this case, and the look is in his use log when this act is kept. An ask without a grant comes
 * back refused and will be answered `denied`.
 */
export async function authorise(act: Act, release: Release, asks: readonly Ask[], purpose: Purpose): Promise<Authorised[]> {
  const known = asks.map((ask) => {
    const definition = sourceOf(release, ask.source)
    return { ...ask, definition, others: definition.agrees.map((agrees) => ({ id: agrees.source, definition: sourceOf(release, agrees.source), elements: agrees.elements })), case: purpose.case, purpose: purpose.purpose }
  })
  const looks = known.flatMap((ask) => looksOf(ask).map((look) => ({ ask, request: { subject: ask.subject ?? 'nobody', ...look, ...purpose } })))
  const answers = await useAll(act, looks.map(({ request }) => request))
  return known.map((ask) => {
    const own = answers.filter((_, n) => looks[n]!.ask === ask)
    const answer = own.find((one) => 'refused' in one) ?? own[0]
    if (!answer) return { ...ask, grant: null, use: null, refused: null }
    return 'refused' in answer ? { ...ask, grant: null, use: null, refused: answer.refused } : { ...ask, grant: answer.grant, use: answer.use, refused: null }
  })
}

/** The personal sources that an ask looks into: its own, and those that must say the same. Each is a look of its own. */
function looksOf(ask: Pick<Authorised, 'source' | 'take' | 'definition' | 'others'>): { source: string; elements: readonly string[] }[] {
  const all = [{ source: ask.source, elements: ask.take, definition: ask.definition }, ...ask.others.map((other) => ({ source: other.id, elements: other.elements, definition: other.definition }))]
  return all.filter(({ definition }) => definition.personal).map(({ source, elements }) => ({ source, elements }))
}

/** The elements that a grant must name so that an ask can be made: those taken, and those of the sources that must agree. */
export const elementsLooked = (release: Release, source: string, take: readonly string[]): string[] =>
  [...take.map((element) => `${source}.${element}`), ...sourceOf(release, source).agrees.flatMap((agrees) => agrees.elements.map((element) => `${agrees.source}.${element}`))]

/** The description of a source. Refuses `exchange.no_source`. */
export function sourceOf(release: Release, id: string) {
  const found = release.get(Sources, id)
  if (!found) throw new Refusal('absent', 'exchange.no_source', { source: id })
  return found.value
}

/** Keeps what came of a round of asks: the outcome of each, and the facts of those that hit. */
export async function keep(act: Act, release: Release, caseId: string | null, round: string, answers: readonly Answer[]): Promise<void> {
  if (answers.length === 0) return
  const ids = answers.map(() => randomUUID())
  await store.addAnswers(act.tx, answers.map((answer, n) => ({ ...answer, id: ids[n]!, caseId, round, obtainedAt: act.at })))
  const facts = answers.flatMap((answer, n) => Object.entries(answer.value ?? {}).map(([element, value]) => ({
    subject: answer.subject ?? `source:${answer.source}`, id: randomUUID(), element: `${answer.source}.${element}`, value, validFrom: answer.asOf,
    source: answer.source, grade: sourceOf(release, answer.source).grade, grant: answer.grant, use: answer.use, answer: ids[n]!,
  })))
  await store.addFacts(act.tx, caseId, act.at, facts)
  for (const answer of answers) await act.record({ type: 'exchange.answered', subject: answer.subject ?? answer.source, case: caseId, data: { source: answer.source, state: answer.state, ms: answer.ms } })
}

/** Keeps the answer to an order, once per key. Gives false where it was kept before. */
export async function keepOrder(act: Act, order: { key: string; case: string; name: string; alias: string; position: number; agency: string; answer: Record<string, unknown> }): Promise<boolean> {
  const declined = order.answer['declined'] === true ? String(order.answer['reason'] ?? 'declined') : null
  const fresh = await store.addOrder(act.tx, { ...order, caseId: order.case, declined, at: act.at })
  if (fresh) await act.record({ type: 'exchange.ordered', subject: order.key, case: order.case, data: { order: order.name, agency: order.agency } })
  return fresh
}

/** Everything a case looked at and ordered: facts, the outcome of every ask, orders. */
export const factsOfCase = (act: Act, caseId: string): Promise<{ facts: store.FactShown[]; answers: store.AnswerShown[]; orders: store.OrderShown[] }> => store.ofCase(act.tx, caseId)

const LATELY_MAX = 5000
const TROUBLES_MAX = 50

/** How each source of the content in force answered in the last hours: how many of each state, and how long it took. Needs `exchange.operate`. */
export async function sourceStates(act: Act, hours: number) {
  permit(mayReadHealth(act.actor), 'exchange.operate')
  const sources = currentRelease().all(Sources)
  const rows = await store.lately(act.tx, sources.map(({ id }) => id), new Date(act.at.getTime() - hours * 3_600_000), LATELY_MAX)
  return sources.map(({ id, value }) => {
    const own = rows.filter((row) => row.source === id)
    const all = own.find((row) => row.state === null)
    return {
      id, title: value.title, system: value.system, personal: value.personal, asked: all?.count ?? 0, p50: all?.p50 ?? null, p95: all?.p95 ?? null, last: all?.last ?? null,
      states: Object.fromEntries(own.filter((row) => row.state !== null).map((row) => [row.state, row.count])) as Partial<Record<Answer['state'], number>>,
    }
  })
}

/** The figures of the sources for whoever watches: answers of the last hour by state, and how long they took. */
export async function sourceGauges(act: Act): Promise<Gauge[]> {
  const rows = await store.lately(act.tx, currentRelease().all(Sources).map(({ id }) => id), new Date(act.at.getTime() - 3_600_000), LATELY_MAX)
  return rows.flatMap(({ source, state, count, p50, p95 }): Gauge[] => (state === null
    ? [{ name: 'source_p50_ms', help: 'Median time of a source in the last hour', value: p50, labels: { source } }, { name: 'source_p95_ms', help: '95th percentile of a source in the last hour', value: p95, labels: { source } }]
    : [{ name: 'source_answers', help: 'Answers of a source in the last hour, at most 5000', value: count, labels: { source, state } }]))
}

/** What went wrong with a source last, newest first; no word about anybody. Needs `exchange.operate`. */
export async function troublesOf(act: Act, source: string) {
  permit(mayReadHealth(act.actor), 'exchange.operate')
  return store.troubles(act.tx, source, TROUBLES_MAX)
}

/** How the sources have answered in the last hour. Needs `exchange.operate`. */
export async function readHealth(act: Act) {
  permit(mayReadHealth(act.actor), 'exchange.operate')
  return store.health(act.tx, new Date(act.at.getTime() - 3_600_000))
}
