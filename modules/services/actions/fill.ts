import type { Act } from '#kernel/act'
import { Refusal, unfit, type InputFault } from '#kernel/refusal'
import { ensurePerson, partyOf, UNNAMED, type Party } from '#modules/parties'

import { byOf, keptList, readAnswer, type ChoicesOf } from '../model/answer.ts'
import { isOpenToChange, type CaseFile } from '../model/case.ts'
import type { Answers, By, Field, Group, Kept, Leaf } from '../model/form.ts'
import { Catalogues } from '../model/programme.ts'
import { withTyping, type SeenBy, type Texts } from '../model/typing.ts'
import { holdsIn, hit, plain, withNames, type Scope } from '../model/scope.ts'
import * as store from '../store/cases.ts'
import { definitionOf, holdToWork, scopeOf, untyped, type Definition } from './context.ts'
import { requireSpeaker } from './open.ts'
import { refuseStale } from './typing.ts'

/** Lets what sources say and what can be worked out flow into the form, over what was given, and saves the draft. Gives the file as it stands then. */
export async function fill(act: Act, file: CaseFile, definition: Definition, groups: readonly string[], given: Answers): Promise<CaseFile> {
  const { answers } = await flowInto(act, file, definition, given)
  return store.saveDraft(act.tx, file, { answers, groups, typings: file.draft?.typings ?? {}, at: act.at, by: act.actor.id })
}

/** The draft with what was given and all that follows from it, and the scope of these answers. */
async function flowInto(act: Act, file: CaseFile, definition: Definition, given: Answers): Promise<{ answers: Answers; scope: Scope }> {
  let answers: Answers = { ...file.draft?.answers, ...given }
  let scope = await scopeOf(act, file, definition, answers)
  // Twice, because a default may rest on a field below it.
  for (let pass = 0; pass < 2; pass++) {
    const flowed = flow(definition, answers, scope)
    if (JSON.stringify(flowed) === JSON.stringify(answers)) break
    answers = flowed
    scope = await scopeOf(act, file, definition, answers)
  }
  return { answers, scope }
}

/** The answers with every sourced and worked-out value in its place. */
export function flow(definition: Definition, answers: Answers, scope: Scope): Answers {
  const next: Record<string, Kept> = { ...answers }
  for (const field of definition.fields) {
    const kept = keptFor(field, next[field.id], scope, definition)
    if (kept) next[field.id] = kept
    else if (next[field.id]?.by === 'source') delete next[field.id]
  }
  return next
}

function keptFor(field: Field, before: Kept | undefined, scope: Scope, definition: Definition): Kept | undefined {
  for (const text of field.sources) {
    const value = plain(text, scope)
    if (value === null || value === undefined) continue
    if (!field.lock && before && before.by !== 'source' && before.by !== 'default') return before
    const alias = text.split(/[.\s(]/, 1)[0]!
    return { value, by: definition.asks.some((ask) => ask.as === alias) || alias === 'steps' ? 'source' : 'worked out', alias }
  }
  if (before?.alias === 'steps') return before // What an earlier step of the bundle gave stays.
  if (field.of) return listFor(field, before, scope)
  if (before && before.by !== 'default') return before.by === 'source' ? undefined : before
  if (field.default === undefined) return before
  const value = plain(field.default, scope)
  return value === null || !mayBe(field, value, definition, scope) ? before : { value, by: 'default' }
}

/** Whether a value is one of those to choose from: what is suggested must be there to be taken. */
function mayBe(field: Field, value: unknown, definition: Definition, scope: Scope): boolean {
  const choices = field.type === 'choice' ? choicesIn(definition, scope)(field) : null
  return choices === null || choices.includes(String(value))
}

/** A list starts with the records that the definition gives, and each record with its defaults. */
function listFor(field: Field, before: Kept | undefined, scope: Scope): Kept | undefined {
  const started = before === undefined && field.start !== undefined ? plain(field.start, scope) : null
  const records = (before?.value ?? started ?? null) as Record<string, unknown>[] | null
  if (records === null) return undefined
  const items: Record<string, By>[] = []
  const filled = records.map((record, n) => {
    const made = { ...record }
    const ways: Record<string, By> = before?.items?.[n] ? { ...before.items[n] } : Object.fromEntries(Object.keys(record).map((key) => [key, 'default' as const]))
    for (const leaf of field.of!) {
      if (leaf.default === undefined || (made[leaf.id] !== undefined && made[leaf.id] !== null && ways[leaf.id] !== 'default')) continue
      const value = plain(leaf.default, withNames(scope, { item: hit(untyped(made)) }))
      if (value !== null) { made[leaf.id] = value; ways[leaf.id] = 'default' }
    }
    items.push(ways)
    return made
  })
  return { value: filled, by: before?.by ?? 'default', items }
}

/** What a client sends for one group: its answers, the same as they were typed, and which state of the group it has seen. */
export type Given = SeenBy & { readonly answers: Readonly<Record<string, unknown>>; readonly typed?: Readonly<Record<string, Texts>> | undefined }

/**
 * Saves the answers of one group. What is wrong is said at its field, and everything right is kept all the same; of
 * what is wrong, the text that was typed. A group that asks no sources is settled at once. Refuses `services.closed_to_change`, `services.no_group`,
 * `services.changed_elsewhere` where somebody else changed the group since, `not_understood` with pointers `/answers/<field>`.
 */
export async function saveGroup(act: Act, id: string, groupId: string, { answers: given, typed = {}, version, device = '' }: Given): Promise<{ file: CaseFile; faults: readonly InputFault[]; asks: readonly string[] }> {
  const file = await holdToWork(act, id)
  await requireSpeaker(act, file)
  if (!isOpenToChange(file)) throw new Refusal('conflict', 'services.closed_to_change')
  const definition = await definitionOf(act, file)
  const group = definition.groups.find((one) => one.id === groupId)
  if (!group) throw new Refusal('absent', 'services.no_group', { group: groupId })
  const stray = Object.keys(given).find((key) => !group.fields.some((field) => field.id === key))
  if (stray !== undefined) throw unfit(`/answers/${stray}`, 'services.no_field', { field: stray })
  refuseStale(file, groupId, { version, device })
  const scope = await scopeOf(act, file, definition, file.draft?.answers ?? {})
  const { kept, faults } = await readGroup(act, group, given, file.draft?.answers ?? {}, scope, definition)
  const texts = Object.fromEntries(Object.keys({ ...given, ...typed }).map((field) => [field, faults.some(({ pointer }) => `${pointer}/`.startsWith(`/answers/${field}/`)) ? (typed[field] ?? null) : null]))
  const typings = withTyping(file.draft?.typings ?? {}, groupId, { fields: texts, at: act.at, by: act.actor.id, device })
  const { answers, scope: now } = await flowInto(act, file, definition, kept)
  const draft = { answers, typings, at: act.at, by: act.actor.id }
  if (group.asks.length > 0) return { file: await store.saveDraft(act.tx, file, { ...draft, groups: file.draft?.groups ?? [] }), faults, asks: group.asks }
  const settled = settle(group, file.draft?.groups ?? [], answers, now, faults)
  return { file: await store.saveDraft(act.tx, file, { ...draft, groups: settled.groups }), faults: settled.faults, asks: [] }
}

/** Whether a group is answered now: what was wrong, and what is still missing. A group with nothing wrong counts as done. */
function settle(group: Group, done: readonly string[], answers: Answers, scope: Scope, faults: readonly InputFault[]): { groups: string[]; faults: readonly InputFault[] } {
  const missing = missingIn(group, answers, scope)
  const all = [...faults, ...missing.filter((fault) => !faults.some((other) => other.pointer === fault.pointer))]
  const groups = new Set(done)
  if (all.length === 0) groups.add(group.id)
  else groups.delete(group.id)
  return { groups: [...groups], faults: all }
}

/** Says whether a group is answered after the sources it asks were heard. The case must be held by this act. */
export async function settleGroup(act: Act, file: CaseFile, groupId: string, faults: readonly InputFault[]): Promise<{ file: CaseFile; faults: readonly InputFault[] }> {
  if (!isOpenToChange(file)) return { file, faults }
  const definition = await definitionOf(act, file)
  const answers = file.draft?.answers ?? {}
  const settled = settle(definition.groups.find((one) => one.id === groupId)!, file.draft?.groups ?? [], answers, await scopeOf(act, file, definition, answers), faults)
  return { file: await store.saveDraft(act.tx, file, { answers, groups: settled.groups, typings: file.draft?.typings ?? {}, at: act.at, by: act.actor.id }), faults: settled.faults }
}

/** The codes a choice may take now; null where they are worked out from a list that is not known yet. */
export function choicesIn(definition: Definition, scope: Scope): ChoicesOf {
  return (field: Leaf) => {
    if (field.choices) return field.choices.map((choice) => choice.value)
    if (field.catalogue) return definition.release.get(Catalogues, field.catalogue)?.value.items.map((record) => record.code) ?? []
    if (field.choicesFrom) return ((plain(field.choicesFrom, scope) as { value: string }[] | null) ?? []).map((choice) => choice.value)
    return null
  }
}

async function readGroup(act: Act, group: Group, given: Readonly<Record<string, unknown>>, before: Answers, scope: Scope, definition: Definition): Promise<{ kept: Answers; faults: InputFault[] }> {
  const kept: Record<string, Kept> = {}
  const faults: InputFault[] = []
  const choices = choicesIn(definition, scope)
  for (const field of group.fields) {
    if (!(field.id in given) || (field.lock && before[field.id]?.by === 'source')) continue
    const pointer = `/answers/${field.id}`
    if (field.of) {
      const list = await readList(act, field, given[field.id], pointer, choices, faults)
      if (list) kept[field.id] = keptList(field, list, before[field.id])
      continue
    }
    const value = await readOne(act, field, given[field.id], pointer, choices, faults)
    if (value !== undefined) kept[field.id] = { value, by: value === null ? 'picked' : byOf(field, value, before[field.id]) }
  }
  return { kept, faults }
}

async function readList(act: Act, field: Field, given: unknown, pointer: string, choices: ChoicesOf, faults: InputFault[]): Promise<Record<string, unknown>[] | undefined> {
  if (!Array.isArray(given) || given.length > (field.maxItems ?? 50) || given.some((record) => typeof record !== 'object' || record === null || Array.isArray(record))) {
    faults.push({ pointer, code: 'services.answer_list', details: { max: field.maxItems ?? 50 } })
    return undefined
  }
  const records: Record<string, unknown>[] = []
  for (const [n, record] of (given as Record<string, unknown>[]).entries()) {
    const made: Record<string, unknown> = {}
    for (const key of Object.keys(record)) if (!field.of!.some((leaf) => leaf.id === key)) faults.push({ pointer: `${pointer}/${n}/${key}`, code: 'services.no_field', details: { field: key } })
    for (const leaf of field.of!) {
      const value = await readOne(act, leaf, record[leaf.id], `${pointer}/${n}/${leaf.id}`, choices, faults)
      if (value !== undefined) made[leaf.id] = value
    }
    records.push(made)
  }
  return records
}

/** undefined: not to be kept; null: taken away. */
async function readOne(act: Act, field: Leaf, given: unknown, pointer: string, choices: ChoicesOf, faults: InputFault[]): Promise<unknown> {
  const read = readAnswer(field, given, choices)
  if ('nothing' in read) return null
  if ('fault' in read) { faults.push({ pointer, code: read.fault, ...(read.details ? { details: read.details } : {}) }); return undefined }
  if (field.type !== 'person') return read.value
  // The id number becomes a party at once; a wrong one is the fault of this field.
  try {
    if (typeof read.value === 'object') return (await personWith(act, (read.value as { party: string }).party)).id
    return (await ensurePerson(act, { idNumber: read.value as string, name: UNNAMED, source: 'declared' })).id
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    faults.push({ pointer, code: error.faults[0]?.code ?? error.code, details: error.faults[0]?.details ?? error.details })
    return undefined
  }
}

async function personWith(act: Act, id: string): Promise<Party> {
  const party = await partyOf(act, id)
  if (party.kind !== 'person') throw new Refusal('unfit', 'services.answer_form')
  return party
}

/** What is still to be answered in a group: every required field that is shown. */
export function missingIn(group: Group, answers: Answers, scope: Scope): InputFault[] {
  if (!holdsIn(group.show, scope)) return []
  return group.fields.filter((field) => holdsIn(field.show, scope)).flatMap((field) => {
    const value = answers[field.id]?.value ?? null
    const pointer = `/answers/${field.id}`
    if (!field.of) return field.required && value === null ? [{ pointer, code: 'services.answer_missing' }] : []
    const records = (value ?? []) as Record<string, unknown>[]
    if (records.length < (field.minItems ?? 0)) return [{ pointer, code: 'services.answer_few', details: { min: field.minItems! } }]
    return records.flatMap((record, n) => field.of!
      .filter((leaf) => leaf.required && holdsIn(leaf.show, withNames(scope, { item: hit(untyped(record)) })) && (record[leaf.id] ?? null) === null)
      .map((leaf) => ({ pointer: `${pointer}/${n}/${leaf.id}`, code: 'services.answer_missing' })))
  })
}

/** The texts that would do better than the one a check returned. */
export function suggestionsFor(group: Group, scope: Scope): string[] {
  if (!group.suggest) return []
  const value = plain(group.suggest.from, scope)
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

