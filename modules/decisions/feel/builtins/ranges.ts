import type { Fault } from '../faults.ts';
import { compare, equal } from '../operators.ts';
import { parseExpression } from '../parse.ts';
import type { Syntax } from '../syntax.ts';
import { formatTemporal, parseDate, parseDateTime, parseDuration, parseTime } from '../temporal-text.ts';
import type { Numeral, Range, TypeName, Value } from '../values.ts';
import { isNumeral, isRange, numeral } from '../values.ts';
import type { Builtins, Signature } from './signature.ts';
import { param, signature } from './signature.ts';

const points: readonly TypeName[] = ['number', 'string', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration'];

/** One end of a range or a point: `way` says on which side of everything an open end lies. */
type End = { readonly at: Value; readonly included: boolean; readonly way: -1 | 1 };

const startOf = (range: Range): End => ({ at: range.from, included: range.fromIncluded, way: -1 });
const endOf = (range: Range): End => ({ at: range.to, included: range.toIncluded, way: 1 });

/** Where two ends lie to each other, or null where their values have no order. */
type Order = -1 | 0 | 1;

/** What the relations are written with: each asks for the order of two ends and gives up where there is none. */
type Judge = { readonly order: (a: End, b: End) => Order; readonly point: (a: Value, b: Value) => Order };

// The order may be a fault in the middle of a condition; the whole relation is then unknown.
const unknown = Symbol('no order');

function judged(run: (judge: Judge) => boolean, fault: Fault): boolean | null {
  const point = (a: Value, b: Value): Order => {
    const order = compare(a, b, fault);
    if (order === null) throw unknown;
    return Math.sign(order) as Order;
  };
  const order = (a: End, b: End): Order => {
    if (a.at !== null && b.at !== null) return point(a.at, b.at);
    if (a.at === null && b.at === null) return Math.sign(a.way - b.way) as Order;
    return a.at === null ? a.way : (-b.way as Order);
  };
  try {
    return run({ order, point });
  } catch (error) {
    // Our own signal that two values have no order, which the fault has already told.
    if (error === unknown) return null;
    throw error;
  }
}

const both = (a: End, b: End): boolean => a.included && b.included;

/** The relations of points and ranges (DMN 1.5 table 78), in its order. */
const relations = {
  before: (a: Range, b: Range, { order }: Judge): boolean => {
    const way = order(endOf(a), startOf(b));
    return way < 0 || (way === 0 && !both(endOf(a), startOf(b)));
  },
  meets: (a: Range, b: Range, { order }: Judge): boolean => both(endOf(a), startOf(b)) && order(endOf(a), startOf(b)) === 0,
  overlaps: (a: Range, b: Range, judge: Judge): boolean => reaches(a, b, judge) && reaches(b, a, judge),
  overlapsBefore: (a: Range, b: Range, judge: Judge): boolean => {
    const start = judge.order(startOf(a), startOf(b));
    const end = judge.order(endOf(a), endOf(b));
    return (start < 0 || (start === 0 && a.fromIncluded && !b.fromIncluded)) && reaches(a, b, judge) && (end < 0 || (end === 0 && (!a.toIncluded || b.toIncluded)));
  },
  finishes: (a: Range, b: Range, { order }: Judge): boolean => {
    const start = order(startOf(a), startOf(b));
    return a.toIncluded === b.toIncluded && order(endOf(a), endOf(b)) === 0 && (start > 0 || (start === 0 && (!a.fromIncluded || b.fromIncluded)));
  },
  includes: (a: Range, b: Range, { order }: Judge): boolean => {
    const [start, end] = [order(startOf(a), startOf(b)), order(endOf(a), endOf(b))];
    return (start < 0 || (start === 0 && (a.fromIncluded || !b.fromIncluded))) && (end > 0 || (end === 0 && (a.toIncluded || !b.toIncluded)));
  },
  starts: (a: Range, b: Range, { order }: Judge): boolean => {
    const end = order(endOf(a), endOf(b));
    return a.fromIncluded === b.fromIncluded && order(startOf(a), startOf(b)) === 0 && (end < 0 || (end === 0 && (!a.toIncluded || b.toIncluded)));
  },
  coincides: (a: Range, b: Range, { order }: Judge): boolean =>
    a.fromIncluded === b.fromIncluded && a.toIncluded === b.toIncluded && order(startOf(a), startOf(b)) === 0 && order(endOf(a), endOf(b)) === 0,
} as const;

// Whether the first goes on to where the second begins.
function reaches(a: Range, b: Range, { order }: Judge): boolean {
  const way = order(endOf(a), startOf(b));
  return way > 0 || (way === 0 && both(endOf(a), startOf(b)));
}

type Relation = (a: Range, b: Range, judge: Judge) => boolean;

const pointRange = (value: Value): Range => (isRange(value) ? value : { kind: 'range', from: value, to: value, fromIncluded: true, toIncluded: true });
const point = (name: string): ReturnType<typeof param> => param(name, ...points);
const range = (name: string): ReturnType<typeof param> => param(name, 'range');

const turned = (relation: Relation): Relation => (a, b, judge) => relation(b, a, judge);

function relating(relation: Relation, ...shapes: readonly (readonly ['point' | 'range', 'point' | 'range'])[]): Signature[] {
  return shapes.map(([left, right]) => {
    const names = left === right ? [`${left}1`, `${right}2`] : [left, right];
    const [first, second] = [left === 'point' ? point(names[0]!) : range(names[0]!), right === 'point' ? point(names[1]!) : range(names[1]!)];
    return signature([first, second], 'boolean', ([a, b], { fault }) => judged((judge) => relation(pointRange(a), pointRange(b), judge), fault));
  });
}

// A point finishes or starts a range only where the range has that end (table 78).
const endsAt = (side: 'from' | 'to'): Relation => (a, b, { order }) =>
  side === 'to' ? b.toIncluded && order(endOf(a), endOf(b)) === 0 : b.fromIncluded && order(startOf(a), startOf(b)) === 0;

/** Built-ins on ranges (DMN 1.5 §10.3.4.9 and table 78), and `range(from)` (§10.3.4.1). */
export const rangeBuiltins: Builtins = {
  before: relating(relations.before, ['point', 'point'], ['point', 'range'], ['range', 'point'], ['range', 'range']),
  after: relating(turned(relations.before), ['point', 'point'], ['point', 'range'], ['range', 'point'], ['range', 'range']),
  meets: relating(relations.meets, ['range', 'range']),
  'met by': relating(turned(relations.meets), ['range', 'range']),
  overlaps: relating(relations.overlaps, ['range', 'range']),
  'overlaps before': relating(relations.overlapsBefore, ['range', 'range']),
  'overlaps after': relating(turned(relations.overlapsBefore), ['range', 'range']),
  finishes: [...relating(endsAt('to'), ['point', 'range']), ...relating(relations.finishes, ['range', 'range'])],
  'finished by': [...relating(turned(endsAt('to')), ['range', 'point']), ...relating(turned(relations.finishes), ['range', 'range'])],
  includes: relating(relations.includes, ['range', 'point'], ['range', 'range']),
  during: relating(turned(relations.includes), ['point', 'range'], ['range', 'range']),
  starts: [...relating(endsAt('from'), ['point', 'range']), ...relating(relations.starts, ['range', 'range'])],
  'started by': [...relating(turned(endsAt('from')), ['range', 'point']), ...relating(turned(relations.starts), ['range', 'range'])],
  coincides: relating(relations.coincides, ['point', 'point'], ['range', 'range']),
  range: [signature([param('from', 'string')], 'range', ([text], { fault }) => rangeFromText(text, fault) ?? fault('feel.literal', { literal: String(text).slice(0, 40) }))],
};

function rangeFromText(text: string, fault: Fault): Value {
  const match = /^\s*([[(\]])([\s\S]*?)\.\.(?!\.)([\s\S]*)([\])[])\s*$/.exec(text);
  if (match === null) return null;
  const [low, high] = [match[2]!.trim(), match[3]!.trim()].map((part) => (part === '' ? null : literalOf(part)));
  if (low === undefined || high === undefined || (low === null && high === null)) return null;
  const made: Range = { kind: 'range', from: low, to: high, fromIncluded: match[1] === '[' && low !== null, toIncluded: match[4] === ']' && high !== null };
  const order = low === null || high === null ? -1 : compare(low, high, fault);
  return order === null || order > 0 ? null : made;
}

// The value of an end that is written as a literal, or undefined where it is none.
function literalOf(text: string): Value | undefined {
  let syntax: Syntax;
  try {
    syntax = parseExpression(text, []);
  } catch {
    // What cannot be read is no literal; the caller says so.
    return undefined;
  }
  return valueOf(syntax) ?? undefined;
}

const constructors: Readonly<Record<string, (text: string) => Value>> = { date: parseDate, time: parseTime, 'date and time': parseDateTime, duration: parseDuration };

function valueOf(syntax: Syntax): Value {
  if (syntax.kind === 'literal') return syntax.value;
  if (syntax.kind === 'negation') {
    const of = valueOf(syntax.of);
    return isNumeral(of) ? numeral(0).minus(of as Numeral) : null;
  }
  const [argument] = syntax.kind === 'call' ? syntax.args : [];
  if (syntax.kind !== 'call' || syntax.of.kind !== 'name' || argument?.value.kind !== 'literal' || typeof argument.value.value !== 'string') return null;
  return constructors[syntax.of.name]?.(argument.value.value) ?? null;
}

/** Whether two values are the same in kind and in every part, zones included (DMN 1.5 §10.3.4.7, `is`). */
export function identical(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  if (typeof a !== 'object' || typeof b !== 'object' || !('kind' in a) || !('kind' in b)) return equal(a, b, () => null) === true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'time' || a.kind === 'date and time') return formatTemporal(a) === formatTemporal(b as typeof a);
  return equal(a, b, () => null) === true;
}
