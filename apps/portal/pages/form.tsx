import { paths, patterns } from '../../paths.ts'
import { answersOf, draftOf, nameAt, nameOf, withoutRow, withRow, withValue } from '../../ui/form/draft.ts'
import { mendable } from '../../ui/form/group.tsx'
import type { Found } from '../../ui/form/lookup.tsx'
import type { Case, Group, Page } from '../api.ts'
import { lookupPath } from './settings.ts'
import { part, param, Problem, typed, type Answer, type Route, type Typed, type Visit } from '../visit.ts'
import { caseOf, nextPage, placeOf } from './cases.tsx'
import { GroupPage, type Faults } from './group-page.tsx'

const NO_FAULTS: Faults = { errors: new Map(), detail: undefined }
const FOUND_MAX = 10

/** One group of questions at a time: shown, saved, and changed by its small buttons. */
export const formRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.form, answer: show },
  { method: 'POST', path: patterns.form, answer: deed },
  {
    method: 'POST', path: patterns.refill,
    answer: async (visit) => ({ to: placeOf(await visit.ask.post<Case>(`/services/cases/${part(param(visit, 'id'))}/refill`, {})) }),
  },
]

const groupOf = (visit: Visit, one: Case): Group | undefined => one.form.groups.find((group) => group.id === param(visit, 'group') && group.shown)

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  const group = groupOf(visit, one)
  // A group that is no longer asked, or a case that can no longer be changed, has its own place to go on.
  if (group === undefined || !one.me.mayEdit) return { to: placeOf(one) }
  return drawn(visit, one, group, draftOf(group), NO_FAULTS)
}

const drawn = (visit: Visit, one: Case, group: Group, draft: Typed, faults: Faults): Answer => ({
  title: `${faults.errors.size > 0 ? visit.voice.t('form.title_error') : ''}${visit.voice.bi(group.title)}`,
  page: <GroupPage case={one} group={group} draft={draft} faults={faults} />,
  islands: ['form', 'lookup'],
  code: faults.errors.size > 0 || faults.detail !== undefined ? 422 : 200,
})

/** What a button of the form does. Only saving and a suggestion write; the rest give back the form with all that was typed. */
async function deed(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  const group = groupOf(visit, one)
  if (group === undefined || !one.me.mayEdit) return { to: placeOf(one) }
  const [name = 'save', first = '', second = ''] = /^(\w+)(?::([^:]+))?(?::(.*))?$/s.exec(typed(visit, 'do'))?.slice(1) ?? []
  const list = group.fields.find((field) => field.type === 'list' && field.id === first)
  if (name === 'add' && list) return drawn(visit, one, group, withRow(visit.typed, list), NO_FAULTS)
  if (name === 'remove' && list) return drawn(visit, one, group, withoutRow(visit.typed, list, Number(second)), NO_FAULTS)
  if (name === 'find') return find(visit, one, group, first)
  return save(visit, one, group, name === 'use' ? withValue(visit.typed, nameOf(first), second) : visit.typed)
}

async function find(visit: Visit, one: Case, group: Group, name: string): Promise<Answer> {
  const [, id, , leaf] = name.split('.')
  const field = group.fields.find((other) => other.id === id)
  const { lookup, lookupDivision } = (leaf === undefined ? field : field?.of?.find((other) => other.id === leaf)) ?? {}
  const text = typed(visit, `${name}~q`).slice(0, 80)
  if (lookup === undefined || text === '') return drawn(visit, one, group, visit.typed, NO_FAULTS)
  const { items } = await visit.ask.get<Page<Found>>(lookupPath(lookup, text, lookupDivision))
  const found = items.slice(0, FOUND_MAX).map(({ value, label }) => ({ value, label }))
  return drawn(visit, one, group, new Map([...visit.typed, [`${name}~results`, [JSON.stringify(found)]]]), NO_FAULTS)
}

async function save(visit: Visit, one: Case, group: Group, draft: Typed, again = false): Promise<Answer> {
  // What is wrong with the answers is said at their fields; any other refusal is a page of its own.
  try {
    const saved = await visit.ask.put<Case>(`/services/cases/${part(one.id)}/groups/${part(group.id)}`, { answers: answersOf(group, draft) })
    return { to: onward(one, saved, group.id) }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error
    return refused(visit, draft, error, again)
  }
}

/** Sources may have answered by what was saved all the same, so the group is read again; what was typed stays as typed. */
async function refused(visit: Visit, draft: Typed, { document }: Problem, again: boolean): Promise<Answer> {
  const one = await caseOf(visit)
  const group = groupOf(visit, one)
  if (group === undefined) return { to: placeOf(one) }
  const faults = (document.errors ?? []).map((fault) => [nameAt(fault.pointer), fault.detail] as const)
  // By what sources answered meanwhile, a question may no longer be asked; then it is no fault to have left it open.
  const hidden = new Set(group.fields.filter((field) => !field.shown).map((field) => nameOf(field.id)))
  const errors = new Map(faults.filter(([name]) => !hidden.has(name)))
  if (errors.size === 0 && faults.length > 0 && !again) return save(visit, one, group, draft, true)
  return drawn(visit, one, group, draft, { errors: mendable(group, errors), detail: document.detail })
}

/** The same group where its check found something not seen yet, else where there is more to answer. What only takes longer is said once. */
function onward(before: Case, saved: Case, done: string): string {
  const [seen, found] = [before, saved].map((one) => one.form.groups.find((group) => group.id === done))
  const stays = found?.check?.outcome === 'RETURN' || (found?.check?.outcome === 'ROUTE' && findingOf(found) !== findingOf(seen))
  return stays ? paths.form(saved.id, done) : nextPage(saved, done)
}

/** What a check found about which answers, to be compared. */
const findingOf = (group: Group | undefined): string => JSON.stringify([group?.check?.reasons, group?.fields.map((field) => field.value)])
