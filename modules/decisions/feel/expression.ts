import { namesWithKeywords } from './builtins/catalogue.ts';
import { compileSyntax } from './compile.ts';
import { compilePoints, compileTests } from './compile-tests.ts';
import type { Setting } from './compiling.ts';
import { bound, faultOf, freshEnv, type Budget } from './compiling.ts';
import type { Profile } from './faults.ts';
import { FeelError } from './faults.ts';
import { parseExpression, parseUnaryTests } from './parse.ts';
import type { Leaf, PlainTest } from './plain.ts';
import { normalName } from './syntax.ts';
import type { NamedTypes } from './types.ts';
import type { StaticType, Value } from './values.ts';

/** The values of the names an expression may use: an object, or a function that gives one or throws. */
export type Scope = Readonly<Record<string, Value>> | ((name: string) => Value);

/** What a compilation is told: the names there are (`any`: not known before evaluation) and the profile (strict by default). */
export interface CompileOptions {
  readonly names: readonly string[] | 'any'; readonly profile?: Profile
  /** Names of fields with spaces or signs, for the parser to recognise as one. */
  readonly words?: readonly string[]
  /** The declared types that `instance of` and parameters may name. */
  readonly types?: NamedTypes
}

/** A compiled expression. `reads` are the paths into the scope it may read, sorted; `type` what is known of its value. */
export interface Expression {
  readonly evaluate: (scope: Scope, budget?: Budget) => Value;
  readonly reads: readonly (readonly string[])[];
  readonly type: StaticType;
  /** Where the expression only takes one scalar from the scope. */
  readonly leaf: Leaf | null;
}

/** The compiled tests of a cell. */
export interface CellTests {
  readonly test: (value: Value, scope: Scope, budget?: Budget) => boolean;
  /** The same for plain values of the input's type; null where the tests ask for more than constants. */
  readonly plain: PlainTest['holds'] | null;
  readonly reads: readonly (readonly string[])[];
  /** Whether the cell is `-`, true of every value. */
  readonly total: boolean;
  /** The constants between which the answer does not change, given what the cell reads; null where it is more than comparisons. */
  readonly points: ((scope: Scope) => readonly Value[]) | null;
}

/**
 * Compiles a FEEL expression once; `evaluate` is then pure: no clock, no I/O, bounded steps.
 * Refuses with a FeelError that has line, column and where possible a hint: `feel.syntax`,
 * `feel.unknown_name`, `feel.unknown_function`, `feel.no_clock`, `feel.arguments`,
 * `feel.unlike_types`, `feel.type`, `feel.literal`, `feel.too_long`, `feel.too_deep`.
 * In the strict profile an evaluation that goes wrong throws a FeelError; in the standard one
 * (DMN 1.5) it is null, except when it exceeds a bound.
 */
export function compileExpression(text: string, options: CompileOptions): Expression {
  const setting = settingOf(text, options);
  const compiled = guarded(() => setting.compile(parseExpression(text, parserNames(setting)), null));
  return {
    evaluate: (scope, budget) => guarded(() => compiled.run(freshEnv(reader(scope), budget))),
    reads: sortedReads(setting),
    type: compiled.type,
    leaf: compiled.leaf ?? null,
  };
}

/**
 * Compiles the unary tests of a decision table's cell (DMN 1.5 §7.3.3); `-` is true of everything.
 * `input` is the type of the tested value, where known: tests that can never fit it are refused
 * with `feel.unlike_types`. A test that comes out null throws `feel.type` in the strict profile and
 * is false in the standard one.
 */
export function compileUnaryTests(text: string, options: CompileOptions & { readonly input?: StaticType } = { names: 'any' }): CellTests {
  const setting = settingOf(text, options);
  const { tests, run, plain, points } = guarded(() => {
    const parsed = parseUnaryTests(text, parserNames(setting));
    return { tests: parsed, ...compileTests(parsed, options.input ?? 'any', bound(null, '?'), setting), points: compilePoints(parsed, bound(null, '?'), setting) };
  });
  const fault = faultOf(setting, 0);
  const test = (value: Value, scope: Scope, budget?: Budget): boolean => guarded(() => {
    const env = freshEnv(reader(scope), budget);
    env.locals[0] = value;
    const held = run(value, env);
    return held ?? fault('feel.type', { type: 'null', wanted: 'boolean' }) ?? false;
  });
  return { test, plain: plain?.holds ?? null, reads: sortedReads(setting), total: tests.tests.length === 0, points: points === null ? null : (scope) => guarded(() => points(freshEnv(reader(scope)))) };
}

function settingOf(text: string, options: CompileOptions): Setting {
  const names = options.names === 'any' ? [] : options.names.map(normalName);
  const known = new Set(names);
  const knows = options.names === 'any' ? () => true : (name: string) => known.has(name);
  const setting: Setting = {
    text, names, knows, words: options.words ?? [], types: options.types ?? (() => undefined), profile: options.profile ?? 'strict', reads: new Map(),
    compile: (syntax, frame) => compileSyntax(syntax, frame, setting),
  };
  return setting;
}

function parserNames(setting: Setting): string[] {
  return [...namesWithKeywords, ...[...setting.names, ...setting.words].filter((name) => /[^\p{L}\p{N}_]/u.test(name))];
}

function sortedReads(setting: Setting): readonly (readonly string[])[] {
  return [...setting.reads].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

function reader(scope: Scope): (name: string) => Value {
  if (typeof scope === 'function') return scope as (name: string) => Value;
  return (name) => {
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value === undefined) throw new FeelError('feel.unknown_name', { name });
    return value;
  };
}

// Deep but legal trees can still exhaust the stack of a caller that is deep itself.
function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof RangeError) throw new FeelError('feel.too_deep', { what: 'stack' });
    throw error;
  }
}
