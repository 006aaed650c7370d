import type { Act } from '#kernel/act'
import { standsFor } from '#kernel/actor'
import type { Bilingual } from '#kernel/shapes'
import { Sources, type factsOfCase } from '#modules/exchange'
import { agenciesOf, partyOf } from '#modules/parties'

import type { Answers, By, Field, Group, Leaf } from '../model/form.ts'
import { Catalogues } from '../model/programme.ts'
import { hit, holdsIn, plain, withNames, type Scope } from '../model/scope.ts'
import { soundsOf } from '../model/search.ts'
import { mayQueue } from '../policy.ts'
import { untyped, type Definition } from './context.ts'

const MINUTE_MS = 60_000

type Known = Awaited<ReturnType<typeof factsOfCase>>

/** The questions of a group as people see them, each value with where it came from. */
export async function fieldViews(act: Act, definition: Definition, group: Group, answers: Answers, scope: Scope, known: Known) {
  return Promise.all(group.fields.map(async (field) => {
    const kept = answers[field.id]
    const alias = kept?.by === 'source' ? kept.alias : kept?.by === 'default' || kept?.by === 'left' ? restsOn(definition, field.default) : kept === undefined ? silentFor(definition, field, known) : undefined
    const source = alias && alias !== 'steps' ? chipOf(act, definition, field, alias, known) : undefined
    const base = { ...leafView(field, definition, scope), ...autocompleteFor(act, field, scope), shown: holdsIn(field.show, scope), locked: field.lock && kept?.by === 'source' }
    if (field.of) {
      const records = (kept?.value ?? []) as Record<string, unknown>[]
      return {
        ...base, value: null, by: kept?.by ?? null, of: field.of.map((leaf) => leafView(leaf, definition, scope)), itemTitle: field.itemTitle, minItems: field.minItems, maxItems: field.maxItems,
        items: await Promise.all(records.map(async (record, n) => Object.fromEntries(await Promise.all(field.of!
          .filter((leaf) => holdsIn(leaf.show, withNames(scope, { item: hit(untyped(record)) })))
          .map(async (leaf) => [leaf.id, { value: await valueView(act, leaf, record[leaf.id] ?? null, scope, n), by: kept?.items?.[n]?.[leaf.id] ?? (null as By | null) }]))))),
      }
    }
    return { ...base, value: await valueView(act, field, kept?.value ?? null, scope), by: kept?.by ?? null, ...(source ? { source } : {}) }
  }))
}

/** The source that a suggestion is taken from as it stands (`identity.hukou.division`); none where it is worked out or the definition's own. */
function restsOn(definition: Definition, suggestion: string | undefined): string | undefined {
  const alias = /^(\w+)(?:\.\w+)+$/.exec(suggestion ?? '')?.[1]
  return definition.asks.some((ask) => ask.as === alias) ? alias : undefined
}

/** The source that was to fill a field and did not answer, so that whoever waits for it is told and may ask it again. */
const silentFor = (definition: Definition, field: Field, known: Known): string | undefined =>
  field.sources.map((text) => restsOn(definition, text)).find((alias) => alias !== undefined && known.answers.findLast((one) => one.alias === alias)?.state === 'down')

/** Only who fills in his own form has his own browser: it would put an agent's or a clerk's data there. */
const autocompleteFor = (act: Act, { autocomplete }: Field, scope: Scope): { autocomplete?: Field['autocomplete'] } =>
  (autocomplete !== undefined && plain('applicant.id', scope) === act.actor.id ? { autocomplete } : {})

function leafView(field: Leaf | Field, definition: Definition, scope: Scope) {
  const { id, label, hint, type, required, asked, unit, lookup, pattern, form, min, max, maxLength } = field
  const choices = sounding(choicesOf(field, definition, scope))
  const lookupDivision = field.within === undefined ? undefined : (plain(field.within, scope) ?? undefined)
  const suggested = field.default === undefined ? undefined : true
  const filled = field.sources.length > 0 && field.asked === undefined ? true : undefined
  return Object.fromEntries(Object.entries({ id, label, hint, type, required, asked, unit, lookup, lookupDivision, filled, suggested, pattern, form, min, max, maxLength, choices }).filter(([, value]) => value !== undefined))
}

/** So many choices nobody reads through: they are found by typing, so each says how it sounds. */
const READ_THROUGH = 12

const sounding = (choices: ReturnType<typeof choicesOf>) =>
  (choices === undefined || choices.length <= READ_THROUGH ? choices : choices.map((choice) => ({ ...choice, sounds: soundsOf(choice.label.zh) })))

function choicesOf(field: Leaf, definition: Definition, scope: Scope): { value: string; label: Bilingual }[] | undefined {
  if (field.choices) return field.choices
  if (field.catalogue) return definition.release.get(Catalogues, field.catalogue)?.value.items.map((record) => ({ value: record.code, label: record.label }))
  if (!field.choicesFrom) return undefined
  return ((plain(field.choicesFrom, scope) as { value: string; label: string | Bilingual }[] | null) ?? []).map(({ value, label }) => ({ value, label: typeof label === 'string' ? { zh: label, en: label } : label }))
}

/** Persons and looked-up records are shown by name; their ids stay inside. */
async function valueView(act: Act, field: Leaf, value: unknown, scope: Scope, position?: number): Promise<unknown> {
  if (value === null || value === undefined) return null
  if (field.type === 'person') {
    const party = await partyOf(act, String(value))
    const own = party.id === act.actor.id || party.id === act.actor.behalf
    const number = party.identifiers.find((identifier) => identifier.type === 'citizen-id')?.value ?? ''
    const masked = `${number.slice(0, 3)}…${number.slice(-4)}`
    // An officer decides about people, and must know who they are; others who fill in a form learn nobody's name by his number.
    return { party: party.id, label: own ? party.name : act.actor.kind === 'officer' && mayQueue(act.actor) ? `${party.name} ${masked}` : masked, position: position ?? null }
  }
  if (field.type !== 'lookup') return value
  const record = [...scope.values()].map((known) => known.value).find((one) => one instanceof Map && one.get('code') === value)
  return { value, label: record instanceof Map && typeof record.get('text') === 'string' ? record.get('text') : String(value) }
}

/** Who said it, when, and how sure; and which element it is, so that its person can say that it is wrong, where it is about him. */
function chipOf(act: Act, definition: Definition, field: Field, alias: string, known: Known) {
  const answer = known.answers.findLast((one) => one.alias === alias)
  if (!answer) return undefined
  const source = definition.release.get(Sources, answer.source)
  if (!source) return undefined
  const agency = agenciesOf(definition.release).find((one) => one.role === source.value.agencyRole && one.division.endsWith('0000')) ?? agenciesOf(definition.release).find((one) => one.role === source.value.agencyRole)
  const element = [...field.sources, field.default ?? ''].map((text) => new RegExp(`^${alias}\\.(\\w+)`).exec(text)?.[1]).find((one) => one !== undefined) ?? null
  const disputed = known.facts.find((fact) => fact.answer === answer.id && fact.disputed !== null && (element === null || fact.element === `${answer.source}.${element}`))
  return { id: answer.source, element, label: element === null ? null : (source.value.elements[element]?.label ?? null), aboutMe: source.value.personal && answer.subject !== null && standsFor(act.actor, answer.subject), objection: disputed?.disputed ?? null, ageMinutes: Math.max(0, Math.floor((act.at.getTime() - new Date(answer.obtainedAt).getTime()) / MINUTE_MS)), title: source.value.title, agency: agency?.name ?? source.value.title, obtainedAt: answer.obtainedAt, asOf: answer.asOf, state: disputed ? 'disputed' : answer.state, grade: source.value.grade, grant: answer.grant }
}
