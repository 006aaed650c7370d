import { formatTemporal } from './temporal-text.ts';
import type { Numeral, Value } from './values.ts';
import { isContext, isList, isNumeral } from './values.ts';

/** The plain decimal digits of a number, without exponent or trailing zeros. */
export function numberText(value: Numeral): string {
  return value.toFixed();
}

/** The text of a value as `string()` gives it; texts inside lists and contexts stand in quotes. */
export function textOf(value: Value, quoted: boolean): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted ? JSON.stringify(value) : value;
  if (typeof value === 'boolean') return String(value);
  if (isNumeral(value)) return numberText(value);
  if (isList(value)) return `[${value.map((member) => textOf(member, true)).join(', ')}]`;
  if (isContext(value)) return `{${Array.from(value, ([name, member]) => `${keyText(name)}: ${textOf(member, true)}`).join(', ')}}`;
  if (value.kind === 'range') {
    const [from, to] = [value.from === null ? '' : textOf(value.from, true), value.to === null ? '' : textOf(value.to, true)];
    return `${value.fromIncluded ? '[' : '('}${from}..${to}${value.toIncluded ? ']' : ')'}`;
  }
  return value.kind === 'function' ? `function(${value.params.join(', ')})` : formatTemporal(value);
}

function keyText(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_ ]*$/u.test(name) ? name : JSON.stringify(name);
}
