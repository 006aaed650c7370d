import { boundedText } from '../operators.ts';
import { matchesPattern, replacedByPattern, splitByPattern } from '../pattern.ts';
import { textOf } from '../text.ts';
import type { Value } from '../values.ts';
import { limits, numeral } from '../values.ts';
import type { Builtins, Tools } from './signature.ts';
import { optional, param, signature, variadic } from './signature.ts';

const string = param('string', 'string');
const match = param('match', 'string');
const input = param('input', 'string');
const pattern = param('pattern', 'string');
const flags = optional('flags', 'string', 'null');

// Positions count characters, not UTF-16 units, from 1, or from the end if negative (DMN 1.5 table 73).
function substring(text: string, start: number, length: number | undefined, { fault }: Tools): Value {
  const characters = Array.from(text);
  const from = start > 0 ? start - 1 : characters.length + start;
  if (start === 0 || from < 0 || from > characters.length) return fault('feel.out_of_range', { what: 'start position' });
  if (length !== undefined && length < 0) return fault('feel.out_of_range', { what: 'length' });
  return characters.slice(from, length === undefined ? undefined : from + length).join('');
}

function joined(parts: readonly Value[], delimiter: string, tools: Tools): Value {
  const texts: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (part === null) continue;
    if (typeof part !== 'string') return tools.fault('feel.type', { wanted: 'string' });
    texts.push(part);
    length += part.length + delimiter.length;
    if (length > limits.stringLength) return boundedText('x'.repeat(limits.stringLength + 1), tools.fault);
  }
  return texts.join(delimiter);
}

/** Built-ins on strings (DMN 1.5 §10.3.4.3). Patterns are matched within the step budget. */
export const stringBuiltins: Builtins = {
  'string length': [signature([string], 'number', ([text]) => numeral(Array.from(text as string).length))],
  substring: [signature(
    [string, param('start position', 'number'), optional('length', 'number', 'null')], 'string',
    ([text, start, length], tools) => substring(text, start.toNumber(), length?.toNumber(), tools),
  )],
  'substring before': [signature([string, match], 'string', ([text, part]) => text.slice(0, Math.max(0, text.indexOf(part))))],
  'substring after': [signature([string, match], 'string', ([text, part]) => (text.includes(part) ? text.slice(text.indexOf(part) + part.length) : ''))],
  'upper case': [signature([string], 'string', ([text]) => text.toUpperCase())],
  'lower case': [signature([string], 'string', ([text]) => text.toLowerCase())],
  trim: [signature([string], 'string', ([text]) => text.trim())],
  contains: [signature([string, match], 'boolean', ([text, part]) => text.includes(part))],
  'starts with': [signature([string, match], 'boolean', ([text, part]) => text.startsWith(part))],
  'ends with': [signature([string, match], 'boolean', ([text, part]) => text.endsWith(part))],
  matches: [signature([input, pattern, flags], 'boolean', ([text, form, marks], tools) => matchesPattern(text, form, marks ?? '', tools))],
  replace: [signature(
    [input, pattern, param('replacement', 'string'), flags], 'string',
    ([text, form, by, marks], tools) => replacedByPattern(text, form, by, marks ?? '', tools),
  )],
  split: [signature([string, param('delimiter', 'string')], 'list', ([text, delimiter], tools) => splitByPattern(text, delimiter, tools))],
  'string join': [
    signature([param('list', 'list'), optional('delimiter', 'string', 'null')], 'string', ([list, delimiter], tools) => joined(list, delimiter ?? '', tools)),
  ],
  string: [signature([param('from')], 'string', ([value], { fault }) => (value === null ? null : boundedText(textOf(value, false), fault)))],
  concat: [signature([variadic('strings', 'string')], 'string', (parts, tools) => joined(parts, '', tools))],
};
