import { z } from 'zod'

import { canonical } from '#kernel/canonical'
import { digestOf, type ContentKind } from '#kernel/content'
import { bilingual } from '#kernel/shapes'

/** What an element of an answer can be. */
export const elementType = z.enum(['text', 'number', 'boolean', 'date', 'money', 'list', 'record'])

const Part = z.strictObject({
  label: bilingual, type: elementType, optional: z.boolean().default(false),
  /** What people say for the codes that stand for a value. */
  words: z.record(z.string(), bilingual).optional(),
  /** Of a number that opens an account only the end is shown. */
  masked: z.boolean().default(false),
})
/** `of`: what is shown of a record, or of each record of a list. */
const Element = Part.extend({ of: z.record(z.string(), Part).optional() })
/** An element of an answer, as people are told of it. */
export type Element = z.infer<typeof Element>

/** Where an element of a found record is this, the label stands beside it. */
const Note = z.strictObject({ element: z.string(), is: z.union([z.boolean(), z.string(), z.number()]), label: bilingual })

const Source = z.strictObject({
  title: bilingual,
  /** The name of the outside system; ports say where it answers. */
  system: z.string(),
  path: z.string().startsWith('/'),
  /** The role of the agency answerable for what it says. */
  agencyRole: z.string(),
  /** Whose facts these are: a personal source is asked only through a grant. */
  personal: z.boolean(),
  parameters: z.array(z.string()),
  elements: z.record(z.string(), Element),
  timeoutMs: z.int().positive().default(3000),
  /** A record older than this many days is stale. */
  freshDays: z.int().positive().optional(),
  grade: z.enum(['A-authoritative', 'B-verified']).default('A-authoritative'),
  /** Another source that must say the same about an element, or the answer is a conflict. */
  agrees: z.array(z.strictObject({ source: z.string(), elements: z.array(z.string()).min(1) })).default([]),
  /** May be asked while somebody types, without a case. Never for a personal source. `sample`: a text that finds something everywhere, for an example to whoever found nothing; `notes`: what is to be known of a record before it is chosen. */
  lookup: z.strictObject({ parameter: z.string(), list: z.string(), value: z.string(), label: z.string(), sample: z.string().min(1).optional(), notes: z.array(Note).default([]) }).optional(),
  law: bilingual.optional(),
})
/** Something another department can be asked: where, on whose behalf, and what it says. */
export type Source = z.infer<typeof Source>
/** The questions the house can ask, `sources/<id>.yaml`. */
export const Sources: ContentKind<Source> = {
  name: 'sources', path: /^sources\/([a-z-]+)\.yaml$/, schema: Source,
  check: (found, release) => [
    ...found.value.agrees.filter((agrees) => release.get(Sources, agrees.source) === undefined)
      .map((agrees) => ({ file: found.path, pointer: '/agrees', code: 'exchange.no_source', detail: `There is no source ${agrees.source}.` })),
    ...(found.value.personal && found.value.lookup ? [{ file: found.path, pointer: '/lookup', code: 'exchange.personal_lookup', detail: 'A personal source cannot be looked up while typing; remove lookup or make it impersonal.' }] : []),
  ],
}

const Order = z.strictObject({
  title: bilingual,
  system: z.string(),
  path: z.string().startsWith('/'),
  agencyRole: z.string(),
  timeoutMs: z.int().positive().default(5000),
  answers: z.record(z.string(), Element),
})
/** Something another department can be asked to do. */
export type OrderDefinition = z.infer<typeof Order>
/** The orders the house can give, `orders/<id>.yaml`. */
export const Orders: ContentKind<OrderDefinition> = { name: 'orders', path: /^orders\/([a-z-]+)\.yaml$/, schema: Order }

/** How a question went. */
export type State = 'hit' | 'missing' | 'stale' | 'conflict' | 'denied' | 'down'

/** A wish to ask a source. `subject` is the party the record is about, null for an impersonal source. */
export type Ask = {
  readonly alias: string
  /** The place in a list, where one alias asks for several. */
  readonly position: number | null
  readonly source: string
  readonly subject: string | null
  readonly take: readonly string[]
  readonly parameters: Readonly<Record<string, unknown>>
}

/** An ask that the gate let through, or did not. */
export type Authorised = Ask & { readonly definition: Source; readonly others: readonly { id: string; definition: Source; elements: readonly string[] }[]; readonly grant: string | null; readonly use: string | null; readonly refused: string | null; readonly case: string | null; readonly purpose: string }

/** What came of an ask (source-chain result): only a hit carries a value. */
export type Answer = {
  readonly alias: string
  readonly position: number | null
  readonly source: string
  readonly subject: string | null
  readonly state: State
  readonly why: string | null
  readonly value: Readonly<Record<string, unknown>> | null
  readonly asOf: string | null
  readonly ms: number
  readonly grant: string | null
  readonly use: string | null
}

/** Whether a value is of the type that the source's description promises. */
export function isOfType(value: unknown, type: z.infer<typeof elementType>): boolean {
  if (type === 'text') return typeof value === 'string' && value.length < 10_000
  if (type === 'number') return typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
  if (type === 'money') return typeof value === 'number' && Number.isSafeInteger(value)
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'date') return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  return type === 'list' ? Array.isArray(value) : typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Takes the wanted elements out of a record. Names the first that is missing or of another type. */
export function takeElements(definition: Source, record: Readonly<Record<string, unknown>>, take: readonly string[]): { value: Record<string, unknown>; wrong: string | null } {
  const value: Record<string, unknown> = {}
  let wrong: string | null = null
  for (const name of take) {
    const element = definition.elements[name]
    const given = record[name] ?? null
    if (given === null && element?.optional) value[name] = null
    else if (element === undefined || !isOfType(given, element.type)) wrong ??= name
    else value[name] = given
  }
  return { value, wrong }
}

/** What may be wrong with a fact: the value; it was right once; it is somebody else's; something is missing. */
export const OBJECTION_KINDS = ['wrong', 'outdated', 'not-mine', 'missing'] as const
export type ObjectionKind = (typeof OBJECTION_KINDS)[number]

/** What the agency that keeps a record says to an objection. */
export const OBJECTION_OUTCOMES = ['corrected', 'upheld'] as const

/** Whether a source can be asked about somebody by the numbers he has. */
export const isAskedBy = (source: Source, numbers: Readonly<Record<string, string>>): boolean =>
  source.personal && source.parameters.length > 0 && source.parameters.every((name) => numbers[name] !== undefined)

/** The numbers of a party as the parameters of sources name them. */
export function numbersOf(identifiers: readonly { readonly type: string; readonly value: string }[]): Record<string, string> {
  const names: Readonly<Record<string, string>> = { 'citizen-id': 'idNumber', 'social-credit-code': 'socialCreditCode' }
  return Object.fromEntries(identifiers.flatMap(({ type, value }) => (names[type] ? [[names[type], value]] : [])))
}

/** The division in which a number was given (GB 11643: the first six digits; GB 32100: the third to the eighth). */
export const divisionIn = (numbers: Readonly<Record<string, string>>): string => numbers['idNumber']?.slice(0, 6) ?? numbers['socialCreditCode']?.slice(2, 8) ?? ''

/** The digest of the facts of one answer: what a decision's receipt keeps of them, and an audit compares. */
export const digestOfFacts = (facts: readonly { readonly element: string; readonly value: unknown }[]): string =>
  digestOf(canonical(facts.map(({ element, value }) => [element, value] as const).toSorted(([a], [b]) => (a < b ? -1 : 1))))
