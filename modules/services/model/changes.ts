import { parse } from 'yaml'

import type { Bilingual } from '#kernel/shapes'

/**
 * One thing that is otherwise in a definition than it was: which part (`promised`, `field`, `row` …), what it is
 * called where it has a name of its own, and how it read before and after where that can be said in one line.
 */
export type Change = { readonly part: string; readonly deed: 'added' | 'removed' | 'changed'; readonly name: Bilingual | null; readonly was?: unknown; readonly now?: unknown }

type Named = ReadonlyMap<string, { readonly name: Bilingual | null; readonly value: unknown }>
type Raw = Readonly<Record<string, unknown>>

const SAID_IN_FULL = ['title', 'summary', 'feeFen', 'visits', 'promised'] as const
const PARTS = ['law', 'organ', 'lead', 'officers', 'keywords', 'lifeEvent', 'applicant', 'parameters', 'worked', 'signatories', 'each', 'dormant', 'bursts', 'grant', 'result', 'kit', 'groups'] as const

/** What is otherwise between two texts of a matter or bundle; an absent text is one that is not there. */
export function changesInDefinition(before: string | undefined, after: string | undefined): Change[] {
  const [was, now] = [rawOf(before), rawOf(after)]
  return [
    ...SAID_IN_FULL.flatMap((part) => said(part, was[part], now[part])),
    ...said('promised', inside(was, 'limits', 'promised'), inside(now, 'limits', 'promised')), ...said('statutory', inside(was, 'limits', 'statutory'), inside(now, 'limits', 'statutory')),
    ...PARTS.flatMap((part) => (same(was[part], now[part]) ? [] : [{ part, deed: deedOf(was[part], now[part]), name: null }])),
    ...changed('field', fieldsIn(was), fieldsIn(now)), ...changed('ask', named(was['asks'], 'as', () => null), named(now['asks'], 'as', () => null)), ...changed('step', named(was['steps'], 'id', () => null), named(now['steps'], 'id', () => null)),
  ]
}

/** What is otherwise between two texts of a decision table. */
export function changesInTable(before: string | undefined, after: string | undefined): Change[] {
  const [was, now] = [rawOf(before), rawOf(after)]
  const rest = ['effective', 'hitPolicy', 'routeTo', 'outputs'].some((part) => !same(was[part], now[part]))
  return [
    ...changed('row', named(was['rows'], 'id', (row) => worded(row['text'])), named(now['rows'], 'id', (row) => worded(row['text']))),
    ...changed('input', named(was['inputs'], 'id', (input) => worded(input['label'])), named(now['inputs'], 'id', (input) => worded(input['label']))),
    ...(rest && before !== undefined ? [{ part: 'table', deed: 'changed' as const, name: worded(now['title']) }] : []),
  ]
}

const rawOf = (text: string | undefined): Raw => (text === undefined ? {} : (parse(text) as Raw | null) ?? {})
const inside = (raw: Raw, key: string, part: string): unknown => (raw[key] as Raw | undefined)?.[part]
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const deedOf = (was: unknown, now: unknown): Change['deed'] => (was === undefined ? 'added' : now === undefined ? 'removed' : 'changed')
const said = (part: string, was: unknown, now: unknown): Change[] => (same(was, now) ? [] : [{ part, deed: deedOf(was, now), name: null, ...(was === undefined ? {} : { was }), ...(now === undefined ? {} : { now }) }])

/** A sentence in both languages without the places for values. */
function worded(text: unknown): Bilingual | null {
  const { zh, en } = (text ?? {}) as Partial<Bilingual>
  const bare = (one: string): string => one.replace(/\{\w+\}/g, '…')
  return typeof zh === 'string' && typeof en === 'string' ? { zh: bare(zh), en: bare(en) } : null
}

const named = (list: unknown, key: string, nameOf: (one: Raw) => Bilingual | null): Named =>
  new Map((Array.isArray(list) ? (list as Raw[]) : []).map((one) => [String(one[key]), { name: nameOf(one), value: one }]))

const fieldsIn = (raw: Raw): Named =>
  new Map((Array.isArray(raw['form']) ? (raw['form'] as Raw[]) : []).flatMap((group) => [...named(group['fields'], 'id', (field) => worded(field['label']))]))

function changed(part: string, was: Named, now: Named): Change[] {
  return [...new Set([...was.keys(), ...now.keys()])].flatMap((key): Change[] => {
    const [before, after] = [was.get(key), now.get(key)]
    return same(before?.value, after?.value) ? [] : [{ part, deed: deedOf(before, after), name: (after ?? before)!.name }]
  })
}
