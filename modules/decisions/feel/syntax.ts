import type { ArithmeticSign, ComparisonSign } from './operators.ts';
import type { Value } from './values.ts';

/**
 * Our own syntax tree of FEEL. Only `parse.ts` knows the parser it comes from. `at` is the offset
 * in the text; `grouped` marks what the author put in brackets.
 */
export type Syntax = { readonly at: number; readonly grouped?: boolean } & Shape;

type Shape =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'input' }
  | { readonly kind: 'path'; readonly of: Syntax; readonly name: string }
  | { readonly kind: 'list'; readonly members: readonly Syntax[] }
  | { readonly kind: 'context'; readonly entries: readonly Entry[] }
  | { readonly kind: 'range'; readonly from: Syntax; readonly to: Syntax; readonly fromIncluded: boolean; readonly toIncluded: boolean }
  | { readonly kind: 'negation'; readonly of: Syntax }
  | { readonly kind: 'arithmetic'; readonly sign: ArithmeticSign; readonly left: Syntax; readonly right: Syntax }
  | { readonly kind: 'comparison'; readonly sign: ComparisonSign; readonly left: Syntax; readonly right: Syntax }
  | { readonly kind: 'between'; readonly of: Syntax; readonly from: Syntax; readonly to: Syntax }
  | { readonly kind: 'in'; readonly of: Syntax; readonly tests: readonly Syntax[] }
  | { readonly kind: 'test'; readonly sign: ComparisonSign; readonly to: Syntax }
  | Logic<'and'> | Logic<'or'>
  | { readonly kind: 'if'; readonly condition: Syntax; readonly yes: Syntax; readonly otherwise: Syntax }
  | Looping<'for'> | Looping<'some'> | Looping<'every'>
  | { readonly kind: 'filter'; readonly of: Syntax; readonly by: Syntax }
  | { readonly kind: 'call'; readonly of: Syntax; readonly args: readonly Argument[] }
  | { readonly kind: 'function'; readonly params: readonly string[]; readonly types: readonly (string | null)[]; readonly body: Syntax }
  | { readonly kind: 'instance'; readonly of: Syntax; readonly type: string };

interface Logic<K> { readonly kind: K; readonly left: Syntax; readonly right: Syntax }
interface Looping<K> { readonly kind: K; readonly loops: readonly Loop[]; readonly body: Syntax }

/** One entry of a context. */
export interface Entry { readonly name: string; readonly value: Syntax }
/** One `name in …` of a loop; `to` is there for `from..to`. */
export interface Loop { readonly name: string; readonly over: Syntax; readonly to?: Syntax }
/** One argument of a call; named or not. */
export interface Argument { readonly name?: string; readonly value: Syntax }

/** The tests of one cell of a decision table; `negated` for `not(…)`, no tests at all for `-`. */
export interface UnaryTests { readonly negated: boolean; readonly tests: readonly Syntax[] }

/** A tree of one kind. */
export type SyntaxOf<K extends Syntax['kind']> = Extract<Syntax, { readonly kind: K }>;

/** A name as we compare it: single spaces, none round signs. */
export function normalName(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/ ?([./\-'+*]) ?/g, '$1');
}

/**
 * Joins by `and`. The parser binds `a and b or c` wrongly to the right where `in` stands in `b`;
 * an `or` that nobody put in brackets is therefore lifted out (DMN 1.5 §10.3.1.2: and binds tighter).
 */
export function conjunction(left: Syntax, right: Syntax, at: number): Syntax {
  if (right.kind !== 'or' || right.grouped === true) return { kind: 'and', left, right, at };
  return { kind: 'or', left: conjunction(left, right.left, at), right: right.right, at };
}

/**
 * Applies `wrap` to the leftmost operand only: `x in [1] and y` reaches us as `x in ([1] and y)`,
 * and this gives back `(x in [1]) and y` (the fault known as nikku/feelin#74).
 */
export function wrapLeftmost(operand: Syntax, wrap: (leftmost: Syntax) => Syntax): Syntax {
  if (operand.grouped === true) return wrap(operand);
  if (operand.kind === 'and') return conjunction(wrapLeftmost(operand.left, wrap), operand.right, operand.at);
  if (operand.kind === 'or') return { ...operand, left: wrapLeftmost(operand.left, wrap) };
  if (operand.kind === 'test') return wrapLeftmost(operand.to, (to) => wrap({ ...operand, to }));
  return wrap(operand);
}
