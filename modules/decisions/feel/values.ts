import { Decimal } from 'decimal.js';

import type { Type } from './types.ts';

/**
 * The numbers of FEEL: decimals of 34 significant digits, half-even, with the exponent range of
 * IEEE 754 decimal128 (DMN 1.5 §10.3.2.3.1). A clone, so that no other user of decimal.js can
 * change our precision.
 */
export const Numeral = Decimal.clone({
  precision: 34, rounding: Decimal.ROUND_HALF_EVEN, maxE: 6144, minE: -6176, toExpNeg: -7000, toExpPos: 7000, defaults: true,
});

/** A FEEL number. */
export type Numeral = Decimal;

/** A civil date: whole days since 1970-01-01, proleptic Gregorian. */
export interface CivilDate { readonly kind: 'date'; readonly day: number }
/** A time of day in nanoseconds since midnight; `offset` in seconds east of UTC, or a named `zone`. */
export interface TimeOfDay { readonly kind: 'time'; readonly nanos: number; readonly offset: number | null; readonly zone: string | null }
/** A date with a time of day. */
export interface DateTime {
  readonly kind: 'date and time'; readonly day: number; readonly nanos: number; readonly offset: number | null; readonly zone: string | null;
}
/** A duration in nanoseconds, exact. */
export interface DaysDuration { readonly kind: 'days and time duration'; readonly nanos: bigint }
/** A duration in whole months. */
export interface MonthsDuration { readonly kind: 'years and months duration'; readonly months: number }
/** A range; a null end means unbounded on that side. */
export interface Range {
  readonly kind: 'range'; readonly from: Value; readonly to: Value; readonly fromIncluded: boolean; readonly toIncluded: boolean;
}
/** A function value: a FEEL lambda or a built-in named without calling it. */
export interface FunctionValue {
  readonly kind: 'function'; readonly params: readonly string[]; readonly call: (args: readonly Value[]) => Value;
  /** The types it was declared to take and give, where it was. */
  readonly types?: { readonly params: readonly Type[]; readonly returns: Type };
}
/** A context: ordered names to values. */
export type Context = ReadonlyMap<string, Value>;

/** Everything a FEEL expression can be worth. */
export type Value =
  | null | boolean | string | Numeral | CivilDate | TimeOfDay | DateTime | DaysDuration | MonthsDuration | Range | FunctionValue
  | Context | readonly Value[];

/** The names of the types, as DMN spells them. */
export type TypeName =
  | 'null' | 'boolean' | 'string' | 'number' | 'date' | 'time' | 'date and time' | 'days and time duration'
  | 'years and months duration' | 'range' | 'function' | 'context' | 'list';

/** What is known of a type before evaluation. */
export type StaticType = TypeName | 'any';

/** The bounds every compilation and evaluation keeps; each was chosen far above any real table and far below harm. */
export const limits = {
  /** Characters of one expression. */
  textLength: 20_000,
  /** Brackets or syntax nodes inside each other. */
  depth: 100,
  /** Loop turns, calls and matcher moves of one evaluation. */
  steps: 1_000_000,
  /** Function calls inside each other. */
  calls: 1000,
  /** Members of one list. */
  listLength: 100_000,
  /** UTF-16 units of one string. */
  stringLength: 1_000_000,
} as const;

/** Says whether a value is a number of FEEL. */
export function isNumeral(value: Value): value is Numeral {
  return value instanceof Numeral;
}

/** Says whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Says whether a value is a context. */
export function isContext(value: Value): value is Context {
  return value instanceof Map;
}

/** Says whether a value is a range. */
export function isRange(value: Value): value is Range {
  return typeOf(value) === 'range';
}

/** The type of a value. */
export function typeOf(value: Value): TypeName {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'string';
  if (isNumeral(value)) return 'number';
  if (isList(value)) return 'list';
  if (isContext(value)) return 'context';
  return value.kind;
}

/** A number from a whole JavaScript number or a decimal text. */
export function numeral(value: number | string | bigint): Numeral {
  return new Numeral(typeof value === 'bigint' ? value.toString() : value);
}
