import { part, paths, patterns } from '../../paths.ts'
import { isAnswerable, isAsked, isOpen } from '../../ui/form/asked.ts'
import { answersOf, nameAt, nameOf, withoutRow, withRow, withValue } from '../../ui/form/draft.ts'
import { isTypedFor } from '../../ui/form/choices.tsx'
import { saidOfDay } from '../../ui/form/day.ts'
import { mendable } from '../../ui/form/group.tsx'
import { isToMend, mendsOf } from '../../ui/form/mending.tsx'
import { inLanguage, unsettledIn, withFound, type RegisterAnswer } from '../../ui/form/lookup.tsx'
import { seenOf, standingIn, textsOf } from '../../ui/form/typing.ts'
import { recordOf } from '../../ui/form/wrong.tsx'
import type { Case, FieldView, Group } from '../api.ts'
import { lookupPath } from './settings.ts'
import { param, Problem, typed, type Answer, type Route, type Typed, type Visit } from '../visit.ts'
import { caseOf, nextPage, placeOf } from './cases.tsx'
import { elsewherePage, keptRoutes, keepTyped, signedOutPage } from './form-kept.tsx'
import { GroupPage, type Faults } from './group-page.tsx'

const NO_FAULTS: Faults = { errors: new Map(), detail: undefined }

/** One group of questions at a time, in the easy mode one question: shown, saved, and changed by its small buttons. */
export const formRoutes: readonly Route[] = [
  { method: 'GET', path: patterns.form, answer: show },
  { method: 'POST', path: patterns.form, answer: deed },
  {
    method: 'POST', path: patterns.refill,
    answer: async (visit) => ({ to: placeOf(await visit.ask.post<Case>(`/services/cases/${part(param(visit, 'id'))}/refill`, {})) }),
  },
  ...keptRoutes,
]

const groupOf = (visit: Visit, one: Case): Group | undefined => one.form.groups.find((group) => group.id === param(visit, 'group') && group.shown)

async function show(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  const group = groupOf(visit, one)
  // A group that is no longer asked, or a case that can no longer be changed, has its own place to go on.
  if (group === undefined || !one.me.mayEdit) return { to: placeOf(one) }
  return drawn(visit, one, group, standingIn(group), NO_FAULTS, true)
}

/** The field that the address names; in the easy mode the one question of the page: the first that is to be mended, else that is open, else the first. */
function fieldOf(visit: Visit, one: Case, group: Group): FieldView | undefined {
  const named = group.fields.find((field) => field.id === visit.query['field'] && isAnswerable(field))
  const mends = mendsOf(one)
  if (named !== undefined || !visit.easy) return named
  const asked = group.fields.filter(isAsked)
  const wrong = group.check?.outcome === 'RETURN' ? asked.find((field) => field.id === group.check?.field) : undefined
  return wrong ?? asked.find((field) => isToMend(mends, field)) ?? asked.find(isOpen) ?? asked[0]
}

function drawn(visit: Visit, one: Case, group: Group, draft: Typed, faults: Faults, returned = false): Answer {
  const wrong = faults.errors.size > 0 || faults.detail !== undefined
  const leaves = group.fields.flatMap((field) => [field, ...(field.of ?? [])])
  return {
    title: `${wrong ? visit.voice.t('form.title_error') : ''}${visit.voice.bi(group.title)}`,
    page: <GroupPage case={one} group={group} draft={draft} faults={faults} field={fieldOf(visit, one, group)} easy={visit.easy} reader={visit.session.signedIn ? visit.session.party : ''} returned={returned} />,
    islands: ['form', 'input', 'keep', ...(leaves.some((field) => field.type === 'lookup') ? ['lookup'] : []), ...(leaves.some(isTypedFor) ? ['pick'] : [])],
    code: wrong ? 422 : 200,
  }
}

/** What a button of the form does. Whatever comes of it, nothing that was typed is lost: not with a session that ended, and not to another device. */
async function deed(visit: Visit): Promise<Answer> {
  try {
    return await done(visit)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return signedOutPage(visit)
    if (!(error instanceof Problem) || error.document.code !== 'services.changed_elsewhere') throw error
    const one = await caseOf(visit)
    const group = groupOf(visit, one)
    return group === undefined ? { to: placeOf(one) } : elsewherePage(visit, one, group)
  }
}

async function done(visit: Visit): Promise<Answer> {
  const one = await caseOf(visit)
  const group = groupOf(visit, one)
  if (group === undefined || !one.me.mayEdit) return { to: placeOf(one) }
  const [name = 'save', first = '', second = ''] = /^(\w+)(?::([^:]+))?(?::(.*))?$/s.exec(typed(visit, 'do'))?.slice(1) ?? []
  const list = group.fields.find((field) => field.type === 'list' && field.id === first)
  if (name === 'object') return object(visit, one, group, first)
  if (name === 'discard') return discard(visit, one, group)
  if (name === 'add' && list) return again(visit, one, group, withRow(visit.typed, list))
  if (name === 'remove' && list) return again(visit, one, group, withoutRow(visit.typed, list, Number(second)))
  if (name === 'find') return find(visit, one, group, first)
  // What was typed into a look-up and never chosen is looked for: nothing goes on with another value than the one that is read.
  const unsettled = unsettledIn(visit.typed)
  if (unsettled !== undefined && lookupAt(group, unsettled) !== undefined) return find(visit, one, group, unsettled, true)
  return save(visit, one, group, name === 'use' ? withValue(visit.typed, nameOf(first), second) : visit.typed)
}

/** The same page with another draft, which is kept before it is shown. */
async function again(visit: Visit, one: Case, group: Group, draft: Typed, errors: Faults['errors'] = NO_FAULTS.errors): Promise<Answer> {
  const { version } = await keepTyped(visit, textsOf(draft), seenOf(draft))
  return drawn(visit, one, { ...group, version }, draft, { errors, detail: undefined })
}

/** On to saying that what an authority keeps is wrong; what stands in the inputs is kept before. */
async function object(visit: Visit, one: Case, group: Group, id: string): Promise<Answer> {
  await keepTyped(visit, textsOf(visit.typed), seenOf(visit.typed))
  const field = group.fields.find((other) => other.id === id)
  const record = field && recordOf(field)
  return { to: record === undefined ? paths.form(one.id, group.id) : paths.objection({ ...record, case: one.id, group: group.id }) }
}

/** Back to what was answered: the text that is no answer yet is thrown away. */
async function discard(visit: Visit, one: Case, group: Group): Promise<Answer> {
  await keepTyped(visit, Object.fromEntries(Object.keys(group.typing?.fields ?? {}).map((field) => [field, {}])), seenOf(visit.typed))
  return { to: paths.form(one.id, group.id) }
}

/** The look-up that an input belongs to. */
function lookupAt(group: Group, name: string): FieldView | undefined {
  const [, id, , leaf] = name.split('.')
  const field = group.fields.find((other) => other.id === id)
  const one = leaf === undefined ? field : field?.of?.find((other) => other.id === leaf)
  return one?.lookup === undefined ? undefined : one
}

/** What a text finds, to be chosen from. `pressing`: the form was to go on meanwhile, which is said at the field. */
async function find(visit: Visit, one: Case, group: Group, name: string, pressing = false): Promise<Answer> {
  const { t } = visit.voice
  const { lookup, lookupDivision } = lookupAt(group, name) ?? {}
  const text = typed(visit, `${name}~q`).trim().slice(0, 80)
  if (lookup === undefined) return again(visit, one, group, visit.typed)
  if (text === '') return again(visit, one, group, visit.typed, new Map([[name, t('lookup.type_first')]]))
  const answer = inLanguage(await visit.ask.get<RegisterAnswer>(lookupPath(lookup, text, lookupDivision)), visit.voice.bi)
  return again(visit, one, group, withFound(visit.typed, name, { text, answer }), pressing ? new Map([[name, t(answer.items.length === 0 ? 'lookup.unfound' : 'lookup.unsettled', { text })]]) : undefined)
}

async function save(visit: Visit, one: Case, group: Group, draft: Typed, repeated = false): Promise<Answer> {
  const asked = new Set(Object.keys(textsOf(draft)))
  // A page that asks for one field answers for that one only.
  const answered = asked.size === 0 ? group : { fields: group.fields.filter((field) => asked.has(field.id)) }
  // What is wrong with the answers is said at their fields; any other refusal is a page of its own.
  try {
    const saved = await visit.ask.put<Case>(`/services/cases/${part(one.id)}/groups/${part(group.id)}`, { answers: answersOf(answered, draft), typed: textsOf(draft), ...seenOf(draft) })
    return { to: onward(one, saved, group.id) }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error
    return refused(visit, draft, error, repeated)
  }
}

/** Sources may have answered by what was saved all the same, so the group is read again; what was typed stays as typed. */
async function refused(visit: Visit, draft: Typed, { document }: Problem, repeated: boolean): Promise<Answer> {
  const one = await caseOf(visit)
  const group = groupOf(visit, one)
  if (group === undefined) return { to: placeOf(one) }
  const faults = (document.errors ?? []).map((fault) => [nameAt(fault.pointer), fault.detail] as const)
  // By what sources answered meanwhile, a question may no longer be asked; then it is no fault to have left it open.
  const hidden = new Set(group.fields.filter((field) => !field.shown).map((field) => nameOf(field.id)))
  const errors = new Map(faults.filter(([name]) => !hidden.has(name)).map(([name, said]) => [name, saidOfDay(visit.voice, draft, name) ?? said]))
  const asked = Object.keys(textsOf(draft))
  const here = new Map([...errors].filter(([name]) => !visit.easy || asked.length === 0 || asked.includes(name.split('.')[1] ?? '')))
  // One question at a time: what the others still lack is asked on their own pages.
  if (here.size === 0 && errors.size > 0 && visit.easy) return { to: paths.form(one.id, group.id, nextField(group, asked)) }
  if (errors.size === 0 && faults.length > 0 && !repeated) return save(visit, one, group, draft, true)
  return drawn(visit, one, group, draft, { errors: mendable(group, here), detail: document.detail })
}

/** The next question of a group that is still open, after those just answered. */
function nextField(group: Group, answered: readonly string[]): string | undefined {
  const open = group.fields.filter((field) => isOpen(field) && !answered.includes(field.id))
  const place = Math.max(...answered.map((id) => group.fields.findIndex((field) => field.id === id)))
  return (open.find((field) => group.fields.indexOf(field) > place) ?? open[0])?.id
}

/** The same group where its check found something not seen yet, else where there is more to answer. What only takes longer is said once. */
function onward(before: Case, saved: Case, group: string): string {
  const [seen, found] = [before, saved].map((one) => one.form.groups.find((other) => other.id === group))
  const stays = found?.check?.outcome === 'RETURN' || (found?.check?.outcome === 'ROUTE' && findingOf(found) !== findingOf(seen))
  return stays ? paths.form(saved.id, group) : nextPage(saved, group)
}

/** What a check found about which answers, to be compared. */
const findingOf = (group: Group | undefined): string => JSON.stringify([group?.check?.reasons, group?.fields.map((field) => field.value)])
