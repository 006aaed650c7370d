import { calculated, compare, equal, finite } from '../operators.ts';
import { numberText } from '../text.ts';
import type { Numeral as Number34, Value } from '../values.ts';
import { isList, isNumeral, limits, Numeral, numeral, typeOf } from '../values.ts';
import type { Builtins, Signature, Tools } from './signature.ts';
import { optional, param, signature, variadic } from './signature.ts';

const list = param('list', 'list');

// `min([1, 2])` and `min(1, 2)` are the same call.
function overList(returns: Signature['returns'], run: (members: readonly Value[], tools: Tools) => Value): Signature[] {
  return [
    signature([list], returns, ([members], tools) => run(members, tools)),
    signature([variadic('values')], returns, run),
  ];
}

function extreme(members: readonly Value[], sign: 1 | -1, { fault }: Tools): Value {
  let best: Value | undefined;
  for (const member of members) {
    if (best === undefined) { best = member; continue; }
    const order = compare(member, best, fault);
    if (order === null) return null;
    if (order * sign > 0) best = member;
  }
  return best === undefined ? null : best;
}

function numbersOf(members: readonly Value[], { fault }: Tools): Number34[] | null {
  for (const member of members) if (!isNumeral(member)) return fault('feel.type', { type: typeOf(member), wanted: 'number' });
  return members as Number34[];
}

function total(members: readonly Value[], tools: Tools): Value {
  const [first, ...rest] = members;
  if (first === undefined) return null;
  if (!isNumeral(first) && !String(typeOf(first)).includes('duration')) return tools.fault('feel.type', { type: typeOf(first), wanted: 'number or duration' });
  return rest.reduce<Value>((sum, member) => calculated('+', sum, member, tools.fault), first);
}

function overNumbers(run: (numbers: readonly Number34[], tools: Tools) => Value): Signature[] {
  return overList('number', (members, tools) => {
    const numbers = numbersOf(members, tools);
    return numbers === null || numbers.length === 0 ? null : run(numbers, tools);
  });
}

function sumOf(numbers: readonly Number34[]): Number34 {
  return numbers.reduce((sum, n) => sum.plus(n), numeral(0));
}

function deviation(numbers: readonly Number34[], { fault }: Tools): Value {
  if (numbers.length < 2) return null;
  const mean = sumOf(numbers).div(numbers.length);
  return finite(sumOf(numbers.map((n) => n.minus(mean).pow(2))).div(numbers.length - 1).sqrt(), fault);
}

function median(numbers: readonly Number34[]): Value {
  const sorted = [...numbers].sort((a, b) => a.cmp(b));
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? null;
  if (sorted.length % 2 === 1 || upper === null) return upper;
  return upper.plus(sorted[middle - 1] ?? upper).div(2);
}

function modes(numbers: readonly Number34[]): Value {
  const counts = new Map<string, number>();
  for (const n of numbers) counts.set(numberText(n), (counts.get(numberText(n)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].filter(([, times]) => times === most).map(([text]) => new Numeral(text)).sort((a, b) => a.cmp(b));
}

// Three-valued: one deciding member decides, else a null makes the answer unknown (DMN 1.5 table 76).
function quantified(members: readonly Value[], deciding: boolean, { fault }: Tools): Value {
  let unknown = false;
  for (const member of members) {
    if (member === deciding) return deciding;
    if (typeof member === 'boolean') continue;
    if (member !== null) return fault('feel.type', { type: typeOf(member), wanted: 'boolean' });
    unknown = true;
  }
  return unknown ? null : !deciding;
}

// Members of unlike type are simply not the one looked for: a list may mix types, a comparison may not.
function same(a: Value, b: Value, { spend }: Tools): boolean {
  spend(1);
  return equal(a, b, () => null) === true;
}

function distinct(members: readonly Value[], tools: Tools): Value[] {
  const seen = new Set<string>();
  const kept: Value[] = [];
  const others: Value[] = [];
  for (const member of members) {
    const key = isNumeral(member) ? `n${numberText(member)}` : typeof member === 'string' ? `s${member}` : null;
    if (key !== null ? seen.has(key) : others.some((other) => same(other, member, tools))) continue;
    if (key !== null) seen.add(key); else others.push(member);
    kept.push(member);
  }
  return kept;
}

function flattened(members: readonly Value[], tools: Tools, depth = 0): Value[] {
  if (depth > limits.depth) tools.spend(Infinity);
  tools.spend(members.length + 1);
  return members.flatMap((member) => (isList(member) ? flattened(member, tools, depth + 1) : [member]));
}

function sorted(members: readonly Value[], before: ((a: Value, b: Value) => boolean) | null, tools: Tools): Value {
  let failed = false;
  const order = (a: Value, b: Value): number => {
    tools.spend(1);
    if (before !== null) return before(a, b) ? -1 : before(b, a) ? 1 : 0;
    const way = compare(a, b, tools.fault);
    failed ||= way === null;
    return way ?? 0;
  };
  const result = [...members].sort(order);
  return failed ? null : result;
}

// A position from 1, or from the end if negative, as an index from 0; null where the list has no such place.
function indexOf(position: Number34, length: number, { fault }: Tools): number | null {
  const at = position.isInteger() ? position.toNumber() : 0;
  if (at === 0 || Math.abs(at) > length) return fault('feel.out_of_range', { what: 'position' });
  return at > 0 ? at - 1 : length + at;
}

function sublist(members: readonly Value[], start: Number34, length: Number34 | null | undefined, tools: Tools): Value {
  const from = indexOf(start, members.length, tools);
  if (from === null) return null;
  const to = length == null ? members.length : from + length.toNumber();
  return to < from || to > members.length ? tools.fault('feel.out_of_range', { what: 'length' }) : members.slice(from, to);
}

function changed(members: readonly Value[], position: Number34, removed: number, inserted: Value[], tools: Tools): Value {
  const at = indexOf(position, members.length, tools);
  return at === null ? null : [...members.slice(0, at), ...inserted, ...members.slice(at + removed)];
}

function bounded(members: Value[], { fault }: Tools): Value {
  return members.length <= limits.listLength ? members : fault('feel.too_large', { what: 'list' });
}

const element = param('element');
const position = param('position', 'number');

/** Built-ins on lists (DMN 1.5 §10.3.4.4). `mean`, `min`, `max`, `sum` of an empty list are null. */
export const listBuiltins: Builtins = {
  count: [signature([list], 'number', ([members]) => numeral(members.length))],
  min: overList('any', (members, tools) => extreme(members, -1, tools)),
  max: overList('any', (members, tools) => extreme(members, 1, tools)),
  sum: overList('any', total),
  mean: overNumbers((numbers, { fault }) => finite(sumOf(numbers).div(numbers.length), fault)),
  product: overNumbers((numbers, { fault }) => finite(numbers.reduce((all, n) => all.times(n), numeral(1)), fault)),
  median: overNumbers(median),
  stddev: overNumbers(deviation),
  mode: overList('list', (members, tools) => {
    const numbers = numbersOf(members, tools);
    return numbers === null ? null : numbers.length === 0 ? [] : modes(numbers);
  }),
  all: overList('boolean', (members, tools) => quantified(members, false, tools)),
  any: overList('boolean', (members, tools) => quantified(members, true, tools)),
  append: [signature([list, variadic('items')], 'list', ([members, ...more], tools) => bounded([...members, ...more], tools))],
  concatenate: [signature([variadic('lists', 'list')], 'list', (lists, tools) => bounded(lists.flat(), tools))],
  union: [signature([variadic('lists', 'list')], 'list', (lists, tools) => distinct(lists.flat(), tools))],
  'distinct values': [signature([list], 'list', ([members], tools) => distinct(members, tools))],
  'list contains': [signature([list, element], 'boolean', ([members, sought], tools) => members.some((member: Value) => same(member, sought, tools)))],
  'index of': [signature([list, param('match')], 'list', ([members, sought], tools) =>
    members.flatMap((member: Value, index: number) => (same(member, sought, tools) ? [numeral(index + 1)] : [])))],
  flatten: [signature([list], 'list', ([members], tools) => flattened(members, tools))],
  reverse: [signature([list], 'list', ([members]) => members.toReversed())],
  sublist: [signature([list, param('start position', 'number'), optional('length', 'number', 'null')], 'list', ([members, start, length], tools) => sublist(members, start, length, tools))],
  'insert before': [signature([list, position, param('newItem')], 'list', ([members, at, added], tools) => changed(members, at, 0, [added], tools))],
  'list replace': [
    signature([list, position, param('newItem')], 'list', ([members, at, added], tools) => changed(members, at, 1, [added], tools)),
    signature([list, param('match', 'function'), param('newItem')], 'list', ([members, match, added], tools) => {
      const matched: Value[] = members.map((member: Value) => match.call([member, added]));
      if (matched.some((one) => typeof one !== 'boolean')) return tools.fault('feel.type', { wanted: 'boolean' });
      return members.map((member: Value, index: number) => (matched[index] === true ? added : member));
    }),
  ],
  remove: [signature([list, position], 'list', ([members, at], tools) => changed(members, at, 1, [], tools))],
  sort: [signature([list, optional('precedes', 'function')], 'list', ([members, precedes], tools) =>
    sorted(members, precedes === undefined ? null : (a, b) => precedes.call([a, b]) === true, tools))],
};
