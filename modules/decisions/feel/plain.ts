import type { ComparisonSign } from './operators.ts';
import type { StaticType, Value } from './values.ts';
import { isList, isNumeral, Numeral, typeOf } from './values.ts';

/**
 * A value as JavaScript itself compares it, with the answer FEEL gives: a truth or a text as it is, a number that a double keeps as
 * it was written, a day by its number. Only plain values of one type may be compared.
 */
export type Plain = number | string | boolean;

/** An expression that takes one scalar from the scope: where it stands, and the plain value it comes to; undefined where only an evaluation can say. */
export interface Leaf { readonly path: readonly string[]; readonly plain: (json: Plain) => Plain | undefined }

/** A test of plain values of the type it was compiled for; `among` is all it accepts, where it accepts so many constants. */
export interface PlainTest { readonly holds: (value: Plain) => boolean; readonly among?: readonly Plain[] }

const plainTypes: ReadonlySet<StaticType> = new Set(['number', 'string', 'boolean', 'date']);

/** Whether a JSON value is one that may be plain. */
export function isScalar(json: unknown): json is Plain {
  return typeof json === 'number' || typeof json === 'string' || typeof json === 'boolean';
}

/** The plain form of a value, or undefined where it has none. */
export function plainOf(value: Value): Plain | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === null) return undefined;
  if (isNumeral(value)) return plainNumber(value);
  return 'kind' in value && value.kind === 'date' ? value.day : undefined;
}

// The shortest decimals of doubles have the order of the doubles, so two numbers that come back unchanged compare as their doubles do.
function plainNumber(value: Numeral): number | undefined {
  const double = value.toNumber();
  return Number.isFinite(double) && new Numeral(double).eq(value) ? double : undefined;
}

/** The value of a type that a plain one stands for. */
export function valueOfPlain(plain: Plain, type: StaticType): Value {
  if (typeof plain !== 'number') return plain;
  return type === 'date' ? { kind: 'date', day: plain } : new Numeral(plain);
}

/** The test of `sign` against a constant for inputs of a type, or null where the two are not both plain. */
export function plainComparison(sign: ComparisonSign, to: Value, type: StaticType): PlainTest | null {
  const plain = plainTypes.has(type) && typeOf(to) === type ? plainOf(to) : undefined;
  return plain === undefined ? null : comparison(sign, plain);
}

function comparison(sign: ComparisonSign, to: Plain): PlainTest | null {
  if (sign === '=') return { holds: (value) => value === to, among: [to] };
  if (sign === '!=') return { holds: (value) => value !== to };
  // Texts are ordered by code points, which JavaScript does not do; truth has no order.
  if (typeof to !== 'number') return null;
  if (sign === '<') return { holds: (value) => (value as number) < to };
  if (sign === '<=') return { holds: (value) => (value as number) <= to };
  return { holds: sign === '>' ? (value) => (value as number) > to : (value) => (value as number) >= to };
}

/** The test that a value is a constant, lies in a constant range, or is one of a constant list, for inputs of a type; else null. */
export function plainMembership(to: Value, type: StaticType): PlainTest | null {
  if (isList(to)) return type === 'list' ? null : plainAny(to.map((member) => (isList(member) ? null : plainMembership(member, type))));
  if (typeof to !== 'object' || to === null || !('kind' in to) || to.kind !== 'range') return plainComparison('=', to, type);
  const [low, high] = [plainComparison(to.fromIncluded ? '>=' : '>', to.from, type), plainComparison(to.toIncluded ? '<=' : '<', to.to, type)];
  return low === null || high === null ? null : { holds: (value) => low.holds(value) && high.holds(value) };
}

/** The test that any of several holds; null where one of them is not plain. */
export function plainAny(tests: readonly (PlainTest | null)[]): PlainTest | null {
  if (!tests.every((test) => test !== null)) return null;
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  if (tests.every(({ among }) => among !== undefined)) {
    const among = new Set(tests.flatMap((test) => test.among ?? []));
    return { holds: (value) => among.has(value), among: [...among] };
  }
  return { holds: (value) => tests.some((test) => test.holds(value)) };
}
