import { part, paths, patterns } from '../../paths.ts'
import { nextGroup } from '../../ui/form/asked.ts'
import type { Case, CaseSummary, Page } from '../api.ts'
import { withPeopleNamed } from '../people.ts'
import { param, typed, type Route, type Visit } from '../visit.ts'
import { CasesPage, type State } from './cases-list.tsx'

/** One case as its reader may see it. */
export const caseOf = async (visit: Visit): Promise<Case> => withPeopleNamed(await visit.ask.get<Case>(`/services/cases/${part(param(visit, 'id'))}`))

/** The page of the form to go to: the next group after `done` that asks something, any that is still missing, else everything to be confirmed. */
export function nextPage(one: Case, done?: string): string {
  const next = nextGroup(one, done)
  return next === undefined ? paths.confirm(one.id) : paths.form(one.id, next.id)
}

/** The page of a case on which there is something to do now. */
export function placeOf(one: Case): string {
  if (one.stage === 'filling' && one.me.mayEdit) return nextPage(one)
  return one.stage === 'signing' && one.me.mustSign ? paths.sign(one.id) : paths.timeline(one.id)
}

const PAGE = 20

async function cases(visit: Visit) {
  const state: State = visit.query['state'] === 'done' ? 'done' : 'running'
  const after = visit.query['after']
  const page = await visit.ask.get<Page<CaseSummary>>(`/services/cases?limit=${PAGE}&state=${state}${after === undefined ? '' : `&after=${part(after)}`}`)
  return { title: visit.voice.t('cases.title'), page: <CasesPage page={page} state={state} later={after !== undefined} />, wide: true }
}

const open = (visit: Visit) => opened(visit, { kind: typed(visit, 'kind'), id: typed(visit, 'id'), once: typed(visit, 'once') })

/** Opens a case and leads to its first page; `once` makes a second try lead to the same case. */
export async function opened(visit: Visit, { once, ...wish }: { readonly kind: string; readonly id: string; readonly once: string }): Promise<{ to: string }> {
  return { to: placeOf(await visit.ask.post<Case>('/services/cases', wish, once === '' ? undefined : once)) }
}

async function withdraw(visit: Visit) {
  await visit.ask.post(`/services/cases/${part(param(visit, 'id'))}/withdrawal`, { reason: typed(visit, 'reason') })
  return { to: paths.timeline(param(visit, 'id')) }
}

/** `/cases`: mine, a new one, and the way into each. */
export const caseRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.cases, answer: cases },
  { method: 'POST', path: patterns.cases, answer: open },
  { method: 'GET', path: patterns.case, answer: async (visit) => ({ to: placeOf(await caseOf(visit)) }) },
  { method: 'POST', path: patterns.withdrawal, answer: withdraw },
]
