import { parser, trackVariables } from 'lezer-feel';
import { FeelError, positionOf } from './faults.ts';
import { expressionFrom, testsFrom } from './parse-tree.ts';
import type { Node, Reading } from './parse-tree.ts';
import type { Syntax, UnaryTests } from './syntax.ts';
import { limits } from './values.ts';

/**
 * The syntax tree of a FEEL expression. `names` are the names with spaces or signs that must be
 * recognised as one. Refuses with `feel.syntax`, `feel.too_long`, `feel.too_deep` or `feel.literal`,
 * at the line and column where the text stops making sense.
 */
export function parseExpression(text: string, names: Iterable<string>): Syntax {
  const { top, reading } = parsed(text, 'Expression', names);
  return expressionFrom(top, reading);
}

/** The syntax tree of the unary tests of a decision table's cell; refuses as `parseExpression` does. */
export function parseUnaryTests(text: string, names: Iterable<string>): UnaryTests {
  const { top, reading } = parsed(text, 'UnaryTests', names);
  return testsFrom(top, reading);
}

function parsed(text: string, start: string, names: Iterable<string>): { top: Node; reading: Reading } {
  refuseHostile(text);
  const known = Object.fromEntries(Array.from(names, (name) => [name, null]));
  // The grammar lacks the type range<…>; a list of the same length stands for it, and the type is read from the text.
  const tree = parser.configure({ top: start, contextTracker: trackVariables(known) }).parse(text.replace(/\brange<(?=[^"]*>)/g, 'list <'));
  const reading = { text };
  const wrong = firstError(tree.cursor());
  if (wrong !== null) throw syntaxError(text, wrong);
  return { top: tree.topNode, reading };
}

interface Cursor { readonly type: { readonly isError: boolean }; readonly from: number; next(): boolean }

function firstError(cursor: Cursor): number | null {
  do {
    if (cursor.type.isError) return cursor.from;
  } while (cursor.next());
  return null;
}

// Before the parser sees the text: its context tracker takes quadratic time on nested brackets.
function refuseHostile(text: string): void {
  if (text.length > limits.textLength) throw new FeelError('feel.too_long', { length: text.length, most: limits.textLength });
  let depth = 0;
  for (const [index, character] of blanked(text).split('').entries()) {
    // A range may open with ] and close with [, so those two count by what they look like.
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    if (depth > limits.depth) throw new FeelError('feel.too_deep', { most: limits.depth }, positionOf(text, index));
  }
}

// The text with its strings and comments blanked out, offsets kept.
function blanked(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (part) => ' '.repeat(part.length));
}

const hints: readonly (readonly [RegExp, string])[] = [
  [/==/, 'write = for "equal"'],
  [/&&/, 'write and'],
  [/\|\|/, 'write or'],
  [/!(?!=)/, 'write not(…)'],
  [/[“”‘’]/, 'write texts in straight quotes: "…"'],
  [/[，；：（）【】＞＜＝]/, 'write half-width signs: , : ( ) [ ] < > ='],
  [/'/, 'write texts in double quotes: "…"'],
  [/"/, 'a text is not closed: " is missing'],
  [/<>/, 'write != for "not equal"'],
];

function syntaxError(text: string, offset: number): FeelError {
  const code = blanked(text);
  const hint = hints.find(([pattern]) => pattern.test(code))?.[1] ?? null;
  const found = text.slice(offset).trim().slice(0, 20);
  const details = { found: found === '' ? 'end of text' : found, ...(hint === null ? {} : { hint }) };
  return new FeelError('feel.syntax', details, positionOf(text, offset));
}
