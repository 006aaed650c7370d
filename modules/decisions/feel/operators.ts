import type { Fault } from './faults.ts';
import { instantOf, isZoned, midnight, moved, movedTime, utcNanosOf } from './temporal.ts';
import type { Context, DateTime, DaysDuration, MonthsDuration, Numeral, Range, TimeOfDay, Value } from './values.ts';
import { isContext, isList, isNumeral, isRange, limits, Numeral as Numerals, typeOf } from './values.ts';

/** The signs of arithmetic. */
export type ArithmeticSign = '+' | '-' | '*' | '/' | '**';
/** The signs of comparison. */
export type ComparisonSign = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Whether two values are equal; unlike types are a fault, and null equals only null (DMN 1.5 table 42, strict). */
export function equal(a: Value, b: Value, fault: Fault): boolean | null {
  if (a === null || b === null) return a === b;
  if (isNumeral(a) && isNumeral(b)) return a.eq(b);
  const type = typeOf(a);
  if (type !== typeOf(b)) return fault('feel.unlike_types', { left: type, right: typeOf(b) });
  if (typeof a === 'string' || typeof a === 'boolean') return a === b;
  if (isList(a)) return equalLists(a, b as readonly Value[], fault);
  if (isContext(a)) return equalContexts(a, b as Context, fault);
  if (isRange(a)) return equalRanges(a, b as Range, fault);
  if (type === 'function') return a === b;
  const order = compare(a, b, fault);
  return order === null ? null : order === 0;
}

function equalLists(a: readonly Value[], b: readonly Value[], fault: Fault): boolean | null {
  if (a.length !== b.length) return false;
  for (const [index, member] of a.entries()) {
    const same = equal(member, b[index] ?? null, fault);
    if (same !== true) return same;
  }
  return true;
}

function equalContexts(a: Context, b: Context, fault: Fault): boolean | null {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    if (!b.has(name)) return false;
    const same = equal(value, b.get(name) ?? null, fault);
    if (same !== true) return same;
  }
  return true;
}

function equalRanges(a: Range, b: Range, fault: Fault): boolean | null {
  if (a.fromIncluded !== b.fromIncluded || a.toIncluded !== b.toIncluded) return false;
  const from = equal(a.from, b.from, fault);
  return from === true ? equal(a.to, b.to, fault) : from;
}

/** Negative, zero or positive as `a` comes before, with or after `b`; a fault where the two have no order. */
export function compare(a: Value, b: Value, fault: Fault): number | null {
  if (isNumeral(a) && isNumeral(b)) return a.cmp(b);
  const type = typeOf(a);
  if (type !== typeOf(b)) return fault('feel.unlike_types', { left: type, right: typeOf(b) });
  if (typeof a === 'string') return compareText(a, b as string);
  if (type === 'date' || type === 'years and months duration') return measure(a) - measure(b);
  if (type === 'days and time duration') return compareBig((a as DaysDuration).nanos, (b as DaysDuration).nanos);
  if (type !== 'time' && type !== 'date and time') return fault('feel.type', { type, wanted: 'something with an order' });
  const [left, right] = [a as DateTime | TimeOfDay, b as DateTime | TimeOfDay];
  if (isZoned(left) !== isZoned(right)) return fault('feel.unlike_types', { left: 'with a zone', right: 'without a zone' });
  if (left.kind === 'time') return utcNanosOf(left) - utcNanosOf(right as TimeOfDay);
  return compareBig(instantOf(left), instantOf(right as DateTime));
}

function measure(value: Value): number {
  return (value as { day?: number }).day ?? (value as MonthsDuration).months;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// By code points, so that the order does not depend on a locale or on UTF-16.
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [Array.from(a), Array.from(b)];
  for (const [index, character] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (character !== other) return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return left.length - right.length;
}

/** The answer of one comparison sign. */
export function compared(sign: ComparisonSign, a: Value, b: Value, fault: Fault): boolean | null {
  if (sign === '=' || sign === '!=') {
    const same = equal(a, b, fault);
    return same === null || sign === '=' ? same : !same;
  }
  const order = compare(a, b, fault);
  if (order === null) return null;
  if (sign === '<') return order < 0;
  if (sign === '<=') return order <= 0;
  return sign === '>' ? order > 0 : order >= 0;
}

/** Whether a value lies in a range; an end that is null is open. */
export function within(value: Value, range: Range, fault: Fault): boolean | null {
  const below = range.from === null ? true : compared(range.fromIncluded ? '>=' : '>', value, range.from, fault);
  if (below !== true) return below;
  return range.to === null ? true : compared(range.toIncluded ? '<=' : '<', value, range.to, fault);
}

/** The result of an arithmetic sign (DMN 1.5 tables 53–56). */
export function calculated(sign: ArithmeticSign, a: Value, b: Value, fault: Fault): Value {
  if (isNumeral(a) && isNumeral(b)) return calculatedNumber(sign, a, b, fault);
  if (sign === '+' && typeof a === 'string' && typeof b === 'string') return boundedText(a + b, fault);
  const result = sign === '+' ? added(a, b, fault) : sign === '-' ? subtracted(a, b, fault) : sign === '**' ? undefined : scaled(sign, a, b, fault);
  return result === undefined ? fault('feel.unlike_types', { left: typeOf(a), sign, right: typeOf(b) }) : result;
}

function calculatedNumber(sign: ArithmeticSign, a: Numeral, b: Numeral, fault: Fault): Value {
  if (sign === '+') return finite(a.plus(b), fault);
  if (sign === '-') return finite(a.minus(b), fault);
  if (sign === '*') return finite(a.times(b), fault);
  if (sign === '/') return b.isZero() ? fault('feel.division_by_zero') : finite(a.div(b), fault);
  return powered(a, b, fault);
}

function powered(a: Numeral, b: Numeral, fault: Fault): Value {
  // Beyond this exponent every base but 0, 1 and -1 overflows or is 0 anyway; decimal.js would work for minutes to find out.
  if (b.abs().gt(100_000) && !a.abs().eq(1) && !a.isZero()) return fault('feel.out_of_range', { what: 'exponent' });
  return finite(a.pow(b), fault);
}

/** A number, or a fault where it is infinite or none. */
export function finite(value: Numeral, fault: Fault): Value {
  return value.isFinite() ? (value.isZero() ? new Numerals(0) : value) : fault('feel.out_of_range', { what: 'number' });
}

/** A text, or a fault where it is longer than any text may be. */
export function boundedText(text: string, fault: Fault): Value {
  return text.length <= limits.stringLength ? text : fault('feel.too_large', { what: 'string' });
}

function added(a: Value, b: Value, fault: Fault): Value | undefined {
  if (isDuration(a) && !isDuration(b)) return added(b, a, fault);
  if (!isDuration(b) || a === null || typeof a !== 'object' || !('kind' in a)) return undefined;
  if (a.kind === 'date' || a.kind === 'date and time') return moved(a, b, 1, fault);
  if (a.kind === 'time') return b.kind === 'days and time duration' ? movedTime(a, b, 1) : undefined;
  if (a.kind === 'years and months duration' && b.kind === a.kind) return months(a.months + b.months, fault);
  if (a.kind === 'days and time duration' && b.kind === a.kind) return nanos(a.nanos + b.nanos, fault);
  return undefined;
}

function subtracted(a: Value, b: Value, fault: Fault): Value | undefined {
  if (a === null || typeof a !== 'object' || !('kind' in a)) return undefined;
  if (isDuration(b)) {
    if (a.kind === 'date' || a.kind === 'date and time') return moved(a, b, -1, fault);
    if (a.kind === 'time') return b.kind === 'days and time duration' ? movedTime(a, b, -1) : undefined;
    return added(a, negatedDuration(b), fault);
  }
  if (b === null || typeof b !== 'object' || !('kind' in b)) return undefined;
  if (a.kind === 'time' && b.kind === 'time' && isZoned(a) === isZoned(b)) return nanos(BigInt(utcNanosOf(a) - utcNanosOf(b)), fault);
  const [left, right] = [a.kind === 'date' ? midnight(a) : a, b.kind === 'date' ? midnight(b) : b];
  if (left.kind !== 'date and time' || right.kind !== 'date and time' || isZoned(left) !== isZoned(right)) return undefined;
  return nanos(instantOf(left) - instantOf(right), fault);
}

function scaled(sign: '*' | '/', a: Value, b: Value, fault: Fault): Value | undefined {
  if (sign === '*' && isNumeral(a) && isDuration(b)) return scaled('*', b, a, fault);
  if (!isDuration(a)) return undefined;
  if (sign === '/' && isDuration(b)) {
    if (a.kind !== b.kind) return undefined;
    const [top, bottom] = [durationSize(a), durationSize(b)];
    return bottom.isZero() ? fault('feel.division_by_zero') : finite(top.div(bottom), fault);
  }
  if (!isNumeral(b)) return undefined;
  if (sign === '/' && b.isZero()) return fault('feel.division_by_zero');
  const size = (sign === '*' ? durationSize(a).times(b) : durationSize(a).div(b)).trunc();
  if (!size.isFinite()) return fault('feel.out_of_range', { what: 'duration' });
  return a.kind === 'years and months duration' ? months(size.toNumber(), fault) : nanos(BigInt(size.toFixed()), fault);
}

/** A duration as a number of months or of nanoseconds. */
export function durationSize(duration: DaysDuration | MonthsDuration): Numeral {
  return new Numerals(duration.kind === 'years and months duration' ? duration.months : duration.nanos.toString());
}

/** The duration the other way. */
export function negatedDuration(duration: DaysDuration | MonthsDuration): DaysDuration | MonthsDuration {
  if (duration.kind === 'days and time duration') return { ...duration, nanos: -duration.nanos };
  return { ...duration, months: duration.months === 0 ? 0 : -duration.months };
}

/** Whether a value is a duration of either kind. */
export function isDuration(value: Value): value is DaysDuration | MonthsDuration {
  const type = typeOf(value);
  return type === 'days and time duration' || type === 'years and months duration';
}

function months(count: number, fault: Fault): Value {
  return Number.isSafeInteger(count) ? { kind: 'years and months duration', months: count } : fault('feel.out_of_range', { what: 'duration' });
}

function nanos(count: bigint, fault: Fault): Value {
  const inside = count < 10n ** 30n && count > -(10n ** 30n);
  return inside ? { kind: 'days and time duration', nanos: count } : fault('feel.out_of_range', { what: 'duration' });
}
