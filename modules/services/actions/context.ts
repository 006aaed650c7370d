import type { Act } from '#kernel/act'
import { visitor } from '#kernel/actor'
import { dayOf } from '#kernel/calendar'
import { inForce, type Release } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { releaseAt } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { fromJson, type Value } from '#modules/decisions'
import { digestOfFacts, factsOfCase, Sources } from '#modules/exchange'
import { partyOf } from '#modules/parties'

import { Bundles, formOfBundle, type Bundle } from '../model/bundle.ts'
import type { CaseFile } from '../model/case.ts'
import type { Answers, Field, Group } from '../model/form.ts'
import { Matters, type AskDefinition, type Matter } from '../model/matter.ts'
import { Catalogues } from '../model/programme.ts'
import { withKinds } from '../model/facts-said.ts'
import { evidenceKnown } from '../model/found.ts'
import { formValue, hit, plain, readsOf, tryWorth, withNames, type Known, type Scope } from '../model/scope.ts'
import { workedWhenAsked } from '../model/worked.ts'
import * as store from '../store/cases.ts'
import { evidenceOf } from '../store/evidence.ts'

/** The definition a case was opened under, whatever has been published since. */
export type Definition = {
  readonly release: Release
  readonly title: Bilingual
  readonly digest: string
  readonly matter: Matter | null
  readonly bundle: Bundle | null
  readonly groups: readonly Group[]
  readonly fields: readonly Field[]
  readonly asks: readonly AskDefinition[]
}

/** Reads the definition of a case from the release that it pinned. Refuses `services.no_definition`. */
export async function definitionOf(act: Act, file: Pick<CaseFile, 'kind' | 'definition' | 'release'>): Promise<Definition> {
  return definitionIn(await releaseAt(act.tx, file.release), file.kind, file.definition)
}

/** The definition with this id in a release. Refuses `services.no_definition`. */
export function definitionIn(release: Release, kind: 'matter' | 'bundle', id: string): Definition {
  if (kind === 'matter') {
    const found = release.get(Matters, id)
    if (!found) throw new Refusal('absent', 'services.no_definition', { id })
    const matter = withKinds(release, found.value)
    return { release, title: matter.title, digest: found.digest, matter, bundle: null, groups: matter.form, fields: matter.form.flatMap((group) => group.fields), asks: matter.asks }
  }
  const found = release.get(Bundles, id)
  if (!found) throw new Refusal('absent', 'services.no_definition', { id })
  const bundle = found.value
  const groups = formOfBundle(bundle, release)
  const matters = bundle.steps.map((step) => release.get(Matters, step.matter)!.value)
  const asks = [...new Map(matters.flatMap((matter) => matter.asks).filter((ask) => ask.at !== 'decide').map((ask) => [ask.as, ask])).values()]
  return { release, title: bundle.title, digest: found.digest, matter: null, bundle, groups, fields: groups.flatMap((group) => group.fields), asks }
}

/** The matters a case of this definition brings about, with the step of each. */
export function mattersOf(definition: Definition, id: string): { step: string | null; id: string; matter: Matter }[] {
  if (definition.matter) return [{ step: null, id, matter: definition.matter }]
  return definition.bundle!.steps.map((step) => ({ step: step.id, id: step.matter, matter: withKinds(definition.release, definition.release.get(Matters, step.matter)!.value) }))
}

/** The record of a catalogue, or null. */
export const recordOf = (release: Release) => (catalogue: string, code: string): unknown => release.get(Catalogues, catalogue)?.value.items.find((record) => record.code === code) ?? null

/**
 * Holds a case whose scope is needed next: what it looked at is asked for in the same breath, and who works on it, for
 * most people work on cases of their own. A job says whose case it is.
 */
export async function holdToWork(act: Act, id: string, applicant = act.actor.kind === 'person' && act.actor.id !== visitor.id ? (act.actor.behalf ?? act.actor.id) : null): Promise<CaseFile> {
  const [file] = await Promise.all([store.holdCase(act.tx, id), factsOfCase(act, id), applicant === null ? null : partyOf(act, applicant)])
  return file
}

/** What an expression may know of a case now: form, applicant, day, what sources and departments answered, earlier steps. */
export async function scopeOf(act: Act, file: CaseFile, definition: Definition, answers: Answers): Promise<Scope> {
  const [applicant, known] = await Promise.all([partyOf(act, file.applicant), factsOfCase(act, file.id)])
  const names: Record<string, Known> = {
    form: hit(formValue(definition.fields, answers, recordOf(definition.release))),
    applicant: hit(fromJson({ id: applicant.id, name: applicant.name, kind: applicant.kind, bornOn: bornOn(applicant.identifiers), idNumber: applicant.identifiers.find((identifier) => identifier.type === 'citizen-id')?.value ?? null })),
    contact: hit(fromJson({ mobile: applicant.identifiers.findLast((identifier) => identifier.type === 'mobile')?.value ?? null })),
    asOf: hit(fromJson(dayOf(act.at), 'date')),
    case: hit(fromJson({ id: file.id, number: file.number, openedOn: dayOf(file.openedAt) })),
  }
  if (speaksOf(definition, 'people')) names['people'] = hit(await peopleIn(act, answers))
  if (speaksOf(definition, 'evidence.')) names['evidence'] = evidenceKnown(await evidenceOf(act.tx, file.id))
  if (speaksOf(definition, 'recent')) names['recent'] = hit(fromJson({ byApplicant: await store.submittedSince(act.tx, file.applicant, file.definition, new Date(act.at.getTime() - 86_400_000)) }))
  const heard = aliases(known.answers, known.facts, definition)
  const doubt = definition.fields.map((field) => heard[answers[field.id]?.alias ?? '']).find((one) => one?.state === 'disputed')
  if (doubt) names['form'] = doubted(names['form']!.value, doubt)
  const scope = withNames(new Map(Object.entries(names)), { ...heard, ...orders(known.orders) })
  const family = file.parent ?? (definition.bundle ? file.id : null)
  return withWorked(mattersOf(definition, '').map((one) => one.matter), dayOf(act.at), family === null ? scope : withNames(scope, { steps: hit(await stepsOf(act, family)) }))
}

/** A scope with the parameters of these matters in force on a day, and with what they work out from it. */
export function withWorked(matters: readonly Matter[], on: string, scope: Scope): Scope {
  const parameters = new Map(matters.flatMap((matter) => Object.entries(matter.parameters)).map(([name, { from }]) => [name, untyped(inForce<unknown>(from, on) ?? null)]))
  const texts = matters.flatMap((matter) => Object.entries(matter.worked))
  const worked = workedWhenAsked(texts, (text) => tryWorth(text, within))
  const within: Scope = withNames(scope, { parameters: hit(parameters), worked: workedOf(worked, texts.map(([, text]) => text), scope) })
  return within
}

/** What a case is called by those who handle it, such as the name of the company, by the first of its matters that says so; null while it is not known. */
export function calledIn(definition: Definition, id: string, scope: Scope): string | null {
  const called = mattersOf(definition, id).flatMap(({ matter }) => (matter.called === undefined ? [] : [plain(matter.called, scope)]))[0]
  return typeof called === 'string' && called !== '' ? called : null
}

/** What is worked out from these expressions; disputed where one of them rests on what is. */
function workedOf(value: Value, texts: readonly string[], scope: Scope): Known {
  const doubt = texts.flatMap(readsOf).map((name) => scope.get(name)).find((known) => known?.state === 'disputed')
  return doubt ? doubted(value, doubt) : hit(value)
}

/** A value as doubtful as what it rests on. */
const doubted = (value: Value, { source }: Known): Known => ({ state: 'disputed', value, ...(source === undefined ? {} : { source }) })

const spoken = new WeakMap<Release, Map<string, boolean>>()

/** Whether the matter, or a table beside it, says this word at all: what nobody asks for need not be looked up. */
function speaksOf(definition: Definition, word: string): boolean {
  const { release, digest } = definition
  let known = spoken.get(release)
  if (known === undefined) spoken.set(release, (known = new Map()))
  let speaks = known.get(`${digest} ${word}`)
  if (speaks === undefined) {
    const folder = Object.keys(release.manifest).find((path) => release.manifest[path] === digest)?.replace(/[^/]+$/, '') ?? ''
    speaks = folder !== '' && Object.keys(release.manifest).some((path) => path.startsWith(folder) && release.textOf(path)?.includes(word))
    known.set(`${digest} ${word}`, speaks)
  }
  return speaks
}

/** The people a form names, by party, with the names the house knows them by: there even where a register is down. */
async function peopleIn(act: Act, answers: Answers): Promise<Value> {
  const ids = new Set(JSON.stringify(Object.values(answers).map((kept) => kept.value)).match(/p_[A-Za-z0-9]{8,}/g) ?? [])
  const people = []
  for (const id of ids) people.push(untyped({ party: id, name: (await partyOf(act, id)).name }))
  return people
}

const bornOn = (identifiers: readonly { type: string; value: string }[]): string | null => {
  const id = identifiers.find((identifier) => identifier.type === 'citizen-id')?.value
  return id ? `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}` : null
}

type Kept = Awaited<ReturnType<typeof factsOfCase>>

/** The newest round of each alias: one answer, or a list where the ask was made for each record of a list. */
function aliases(answers: Kept['answers'], facts: Kept['facts'], definition: Definition): Record<string, Known> {
  const names: Record<string, Known> = {}
  for (const alias of new Set(answers.map((answer) => answer.alias))) {
    const all = answers.filter((answer) => answer.alias === alias)
    const round = all.at(-1)!.round
    const newest = all.filter((answer) => answer.round === round)
    const parts = newest.map((answer) => knownOf(answer, facts.filter((fact) => fact.answer === answer.id), definition))
    names[alias] = newest[0]!.position === null ? parts.at(-1)! : listOf(parts, newest)
  }
  return names
}

function knownOf(answer: Kept['answers'][number], facts: Kept['facts'], definition: Definition): Known {
  const from = { obtainedAt: answer.obtainedAt.toISOString(), grant: answer.grant, use: answer.use, facts: { [answer.id]: digestOfFacts(facts) } }
  if (answer.state !== 'hit') return { state: answer.state, value: null, source: answer.source, from, ...(answer.why ? { why: answer.why } : {}) }
  const elements = definition.release.get(Sources, answer.source)?.value.elements ?? {}
  const value = new Map<string, Value>(facts.map((fact) => {
    const name = fact.element.slice(answer.source.length + 1)
    return [name, typed(fact.value, elements[name]?.type)]
  }))
  if (answer.subject) value.set('party', answer.subject)
  return { state: facts.some((fact) => fact.disputed !== null) ? 'disputed' : 'hit', value, source: answer.source, from }
}

/** A list is known if every record of it is; else it is as its worst record. */
function listOf(parts: readonly Known[], answers: Kept['answers']): Known {
  const bad = parts.find((part) => part.state !== 'hit')
  const inOrder = parts.map((part, n) => ({ part, at: answers[n]!.position! })).toSorted((a, b) => a.at - b.at).map(({ part }) => part.value)
  const from = { ...parts.at(-1)!.from!, facts: Object.assign({}, ...parts.map((part) => part.from?.facts ?? {})) as Record<string, string> }
  return { ...(bad ?? hit(inOrder)), value: inOrder, from }
}

/** The newest placing of each order: what a department declined in an earlier round counts no more. */
function orders(kept: Kept['orders']): Record<string, Known> {
  const names: Record<string, Known> = {}
  for (const alias of new Set(kept.map((order) => order.alias))) {
    const all = kept.filter((order) => order.alias === alias)
    const newest = all.filter((order) => order.orderedAt.getTime() === all.at(-1)!.orderedAt.getTime())
    names[alias] = hit(newest.length > 1 ? newest.map((order) => untyped(order.answer)) : untyped(newest[0]!.answer))
  }
  return names
}

/** A value as its element's type says: numbers as decimals, texts as texts. A day stays its ISO text, as in every table: `date(x)` reads it. */
export function typed(value: unknown, type: string | undefined): Value {
  if (value === null || value === undefined) return null
  if (type === 'number' || type === 'money') return fromJson(value, 'number')
  return type === 'text' ? String(value) : untyped(value)
}

/** Plain JSON as a value. */
export const untyped = (value: unknown): Value => fromJson(value ?? null)

/** What the steps of a bundle came to: the result of each, or null where it has none yet. */
async function stepsOf(act: Act, parent: string): Promise<Value> {
  const steps = new Map<string, Value>()
  for (const { step, result } of await store.resultsOf(act.tx, parent)) steps.set(step, result === null ? null : untyped(result))
  return steps
}
