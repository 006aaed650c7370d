import { FeelError } from './faults.ts';
import { formatTemporal, parseDate, parseDateTime, parseDuration, parseTime } from './temporal-text.ts';
import { numberText, textOf } from './text.ts';
import type { Numeral as Number34, TypeName, Value } from './values.ts';
import { isContext, isList, isNumeral, limits, Numeral } from './values.ts';

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * The JSON of a value: numbers as JSON numbers where a double keeps them exactly as written, else
 * as decimal strings; dates, times and durations as ISO 8601 strings; ranges as FEEL text.
 * Functions have none and are refused with `feel.json`.
 */
export function toJson(value: Value): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (isNumeral(value)) return numberJson(value);
  if (isList(value)) return value.map(toJson);
  if (isContext(value)) return contextJson(value);
  if (value.kind === 'range') return textOf(value, true);
  if (value.kind === 'function') throw new FeelError('feel.json', { type: 'function' });
  // A duration of nothing in the form that XML Schema gives first.
  if (value.kind === 'days and time duration' && value.nanos === 0n) return 'P0D';
  if (value.kind === 'years and months duration' && value.months === 0) return 'P0Y';
  return formatTemporal(value);
}

function numberJson(value: Number34): Json {
  const double = value.toNumber();
  const unchanged = Number.isFinite(double) && new Numeral(double).eq(value) && (!value.isInteger() || Number.isSafeInteger(double));
  return unchanged ? (double === 0 ? 0 : double) : numberText(value);
}

function contextJson(value: ReadonlyMap<string, Value>): Json {
  const made: Record<string, Json> = {};
  // By definition, not by assignment, so that an entry called __proto__ is an entry.
  for (const [name, member] of value) Object.defineProperty(made, name, { value: toJson(member), enumerable: true, writable: true, configurable: true });
  return made;
}

/**
 * The value of a JSON value. With a type, texts are read as that type (`number` from decimal
 * strings, dates, times and durations from ISO 8601); without one, texts stay texts. Refuses with
 * `feel.json` what does not fit the type, whole numbers beyond 2^53 that a double has already
 * changed, and what is nested too deep.
 */
export function fromJson(json: unknown, type: TypeName | 'any' = 'any'): Value {
  if (type === 'any' || json === null) return anyFromJson(json, 0);
  const value = typeof json === 'string' ? fromText(json, type) : anyFromJson(json, 0);
  const fits = value !== null && (
    type === 'number' ? isNumeral(value) : type === 'list' ? isList(value) : type === 'context' ? isContext(value)
    : type === 'string' || type === 'boolean' ? typeof value === type : typeof value === 'object' && 'kind' in value && value.kind === type);
  if (!fits) throw new FeelError('feel.json', { wanted: type, found: String(JSON.stringify(json)).slice(0, 40) });
  return value;
}

function fromText(text: string, type: TypeName): Value {
  switch (type) {
    case 'number': return /^-?\d+(\.\d+)?([eE][+-]?\d{1,4})?$/.test(text) ? new Numeral(text) : null;
    case 'date': return parseDate(text);
    case 'time': return parseTime(text);
    case 'date and time': return text.includes('T') ? parseDateTime(text) : null;
    case 'days and time duration': case 'years and months duration': return parseDuration(text);
    default: return text;
  }
}

function anyFromJson(json: unknown, depth: number): Value {
  if (depth > limits.depth) throw new FeelError('feel.json', { wanted: `nesting to ${limits.depth}` });
  if (json === null || json === undefined) return null;
  if (typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return numberFromJson(json);
  if (Array.isArray(json)) return json.map((member) => anyFromJson(member, depth + 1));
  if (typeof json === 'object') return new Map(Object.entries(json).map(([name, member]) => [name, anyFromJson(member, depth + 1)]));
  throw new FeelError('feel.json', { found: typeof json });
}

/** Whether `fromJson` takes a JSON value as it is, without a type; what is nested as deep as it may be is not vouched for. */
export function isSound(json: unknown, depth = 0): boolean {
  if (json === null || json === undefined || typeof json === 'boolean' || typeof json === 'string') return true;
  if (typeof json === 'number') return isUnchanged(json);
  if (typeof json !== 'object' || depth === limits.depth) return false;
  if (Array.isArray(json)) return json.every((member) => isSound(member, depth + 1));
  for (const name in json) {
    const member = (json as Readonly<Record<string, unknown>>)[name];
    if (typeof member !== 'string' && typeof member !== 'boolean' && !isSound(member, depth + 1)) return false;
  }
  return true;
}

const isUnchanged = (json: number): boolean => Number.isFinite(json) && (!Number.isInteger(json) || Number.isSafeInteger(json));

function numberFromJson(json: number): Value {
  if (!isUnchanged(json)) throw new FeelError('feel.json', { wanted: 'a number that a double holds exactly; write larger ones as text', found: String(json) });
  return new Numeral(json);
}

