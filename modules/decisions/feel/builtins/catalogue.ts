import { contextBuiltins } from './contexts.ts';
import { dateBuiltins } from './dates.ts';
import { listBuiltins } from './lists.ts';
import { numberBuiltins } from './numbers.ts';
import { identical, rangeBuiltins } from './ranges.ts';
import type { Signature } from './signature.ts';
import { optional, param, signature } from './signature.ts';
import { stringBuiltins } from './strings.ts';

/** Every built-in function by name. */
export const builtins: ReadonlyMap<string, readonly Signature[]> = new Map(Object.entries({
  ...numberBuiltins, ...stringBuiltins, ...listBuiltins, ...dateBuiltins, ...contextBuiltins, ...rangeBuiltins,
  is: [signature([optional('value1'), optional('value2')], 'boolean', ([a, b]) => identical(a ?? null, b ?? null))],
  not: [signature([param('negand', 'boolean', 'null')], 'boolean', ([value]) => (value === null ? null : !value))],
}));

/** Names of functions DMN has that look at the clock: refused in the strict profile, in the standard one they give the instant the evaluation is for. */
export const clockFunctions: ReadonlySet<string> = new Set(['now', 'today']);

/** Names that need the parser told that they are one, because a keyword stands in them. */
export const namesWithKeywords: readonly string[] = [...builtins.keys()].filter((name) => /\b(between|and|or|in|for|some|every|if|then|else)\b/.test(name));
