import type { Fault, Profile } from './faults.ts';
import { FeelError, faultAt, positionOf } from './faults.ts';
import type { Leaf } from './plain.ts';
import type { Syntax } from './syntax.ts';
import type { NamedTypes } from './types.ts';
import type { DateTime, StaticType, Value } from './values.ts';
import { limits } from './values.ts';

/** What is left of the bounds of one evaluation. */
export interface Budget { steps: number; calls: number; readonly asOf?: DateTime }

/** What a compiled expression runs in. `read` gives a name of the scope, or throws. */
export interface Env { readonly read: (name: string) => Value; readonly locals: Value[]; readonly budget: Budget }

/** A compiled piece: its closure and what is known of its value. */
export interface Compiled {
  readonly run: (env: Env) => Value;
  readonly type: StaticType;
  /** Of a list or range: the type of its members. */
  readonly member?: StaticType;
  /** Whether the value is the same in every evaluation. */
  readonly constant?: boolean;
  /** Where it only takes one scalar from the scope. */
  readonly leaf?: Leaf;
}

/** The names bound inside the expression, innermost first; an `item` frame also binds the fields of the filtered item. */
export interface Frame { readonly parent: Frame | null; readonly slot: number; readonly name: string; readonly item: boolean }

/** What a compilation needs to know everywhere. */
export interface Setting {
  readonly text: string;
  readonly profile: Profile;
  readonly knows: (name: string) => boolean;
  readonly names: readonly string[];
  readonly words: readonly string[];
  readonly types: NamedTypes;
  readonly reads: Map<string, readonly string[]>;
  readonly compile: (syntax: Syntax, frame: Frame | null) => Compiled;
}

/** Binds one more name. */
export function bound(parent: Frame | null, name: string, item = false): Frame {
  return { parent, slot: parent === null ? 0 : parent.slot + 1, name, item };
}

/** The fault reporter of a place. */
export function faultOf(setting: Setting, at: number): Fault {
  return faultAt(setting.profile, setting.text, at);
}

/** An error found while compiling. */
export function compileError(setting: Setting, at: number, code: FeelError['code'], details: FeelError['details']): FeelError {
  return new FeelError(code, details, positionOf(setting.text, at));
}

/** A fresh budget; `asOf` is what `now()` and `today()` give, in the standard profile only. */
export function freshBudget(asOf?: DateTime): Budget {
  return asOf === undefined ? { steps: limits.steps, calls: 0 } : { steps: limits.steps, calls: 0, asOf };
}

/** A fresh environment. */
export function freshEnv(read: (name: string) => Value, budget = freshBudget()): Env {
  return { read, locals: [], budget };
}

/** Charges steps; ends the evaluation in either profile when they are used up. */
export function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new FeelError('feel.too_many_steps', { most: limits.steps });
}

/** The common type of several, or any. */
export function commonType(types: readonly StaticType[]): StaticType {
  const known = new Set(types.filter((type) => type !== 'null'));
  return known.size === 1 ? [...known][0] ?? 'any' : 'any';
}

/** Whether values of the two types can never be compared. */
export function unlike(a: StaticType, b: StaticType): boolean {
  return a !== b && a !== 'any' && b !== 'any' && a !== 'null' && b !== 'null';
}

/** Refuses, in the strict profile, what can only ever be a fault of types. */
export function refuseUnlike(setting: Setting, at: number, left: StaticType, right: StaticType): void {
  if (setting.profile === 'strict' && unlike(left, right)) throw compileError(setting, at, 'feel.unlike_types', { left, right, ...dateHint(left, right) });
}

function dateHint(left: StaticType, right: StaticType): { hint?: string } {
  const pair = [left, right];
  if (pair.includes('string') && pair.includes('date')) return { hint: 'write dates as date("2024-07-01")' };
  return pair.includes('string') && pair.includes('number') ? { hint: 'write numbers without quotes' } : {};
}

/** Refuses, in the strict profile, an operand that can never be of the wanted type. */
export function refuseUnless(setting: Setting, at: number, type: StaticType, ...wanted: StaticType[]): void {
  if (setting.profile !== 'strict' || type === 'any' || wanted.includes(type)) return;
  throw compileError(setting, at, 'feel.type', { type, wanted: wanted[0] ?? '' });
}
