import type { Compiled, Env, Frame, Setting } from './compiling.ts';
import { faultOf, refuseUnless, refuseUnlike } from './compiling.ts';
import type { Fault } from './faults.ts';
import { compared, equal, within } from './operators.ts';
import type { PlainTest } from './plain.ts';
import { plainAny, plainComparison, plainMembership } from './plain.ts';
import type { Syntax, SyntaxOf, UnaryTests } from './syntax.ts';
import type { StaticType, Value } from './values.ts';
import { isList, isRange, typeOf } from './values.ts';

type Test = (value: Value, env: Env) => boolean | null;

/** A test, and what it comes to for plain values where it compares with constants only. */
interface Tested { readonly run: Test; readonly plain: PlainTest | null }

/** `a in …`. */
export function compileMembership(syntax: SyntaxOf<'in'>, frame: Frame | null, setting: Setting): Compiled {
  const of = setting.compile(syntax.of, frame);
  const test = anyOf(syntax.tests.map((part) => compileTest(part, of.type, frame, setting, true).run));
  return { run: (env) => test(of.run(env), env), type: 'boolean' };
}

/** The tests of a cell; `?` must be bound in the frame. */
export function compileTests(tests: UnaryTests, type: StaticType, frame: Frame, setting: Setting): Tested {
  if (tests.tests.length === 0) return { run: () => true, plain: null };
  const parts = tests.tests.map((part) => compileTest(part, type, frame, setting, false));
  const run = anyOf(parts.map((part) => part.run));
  const plain = plainAny(parts.map((part) => part.plain));
  if (!tests.negated) return { run, plain };
  const negated: Test = (value, env) => {
    const held = run(value, env);
    return held === null ? null : !held;
  };
  return { run: negated, plain: plain === null ? null : { holds: (value) => !plain.holds(value) } };
}

/**
 * The constants that the tests of a cell compare with, given the names they read: between two neighbours of them the cell's answer
 * is the same for every value. Null where a test is more than comparisons.
 */
export function compilePoints(tests: UnaryTests, frame: Frame, setting: Setting): ((env: Env) => readonly Value[]) | null {
  if (tests.tests.some(asksInput)) return null;
  const operands = tests.tests.flatMap((test) => (test.kind === 'test' ? [test.to] : test.kind === 'range' ? [test.from, test.to] : [test]));
  const runs = operands.map((operand) => setting.compile(operand, frame).run);
  return (env) => runs.flatMap((run) => pointsIn(run(env)));
}

function pointsIn(value: Value): readonly Value[] {
  if (isRange(value)) return [value.from, value.to];
  return isList(value) ? value.flatMap(pointsIn) : [value];
}

function anyOf(tests: readonly Test[]): Test {
  return (value, env) => {
    let unknown = false;
    for (const test of tests) {
      const held = test(value, env);
      if (held === true) return true;
      if (held === null) unknown = true;
    }
    return unknown ? null : false;
  };
}

function compileTest(syntax: Syntax, type: StaticType, frame: Frame | null, setting: Setting, inside: boolean): Tested {
  const fault = faultOf(setting, syntax.at);
  if (syntax.kind === 'test') {
    const to = setting.compile(syntax.to, frame);
    refuseUnlike(setting, syntax.at, type, to.type);
    const { sign } = syntax;
    const plain = to.constant === true && to.type === type ? plainComparison(sign, constantOf(to), type) : null;
    return { run: (value, env) => compared(sign, value, to.run(env), fault), plain };
  }
  const compiled = setting.compile(syntax, frame);
  if (!inside && asksInput(syntax)) {
    refuseUnless(setting, syntax.at, compiled.type, 'boolean');
    return { run: (_value, env) => truth(compiled.run(env), fault), plain: null };
  }
  if (type !== 'list') refuseUnlike(setting, syntax.at, type, compiled.member ?? compiled.type);
  const constant = compiled.constant === true ? constantOf(compiled) : undefined;
  // A range with an end that is not known holds nothing that is known.
  const isKnown = (to: Value): boolean => to !== null || syntax.kind !== 'range';
  if (constant !== undefined) return { run: (value) => (isKnown(constant) ? belongs(value, constant, fault) : null), plain: plainMembership(constant, type) };
  // In a cell of the standard an expression may also just be true (DMN 1.5 §7.3.3); ours must say what it asks of the input.
  const mayHold = !inside && setting.profile === 'standard';
  const run: Test = (value, env) => {
    const to = compiled.run(env);
    if (mayHold && typeof to === 'boolean' && typeof value !== 'boolean') return to;
    return isKnown(to) ? belongs(value, to, fault) : null;
  };
  return { run, plain: null };
}

function constantOf(compiled: Compiled): Value {
  return compiled.run({ read: () => null, locals: [], budget: { steps: 0, calls: 0 } });
}

function truth(value: Value, fault: Fault): boolean | null {
  return typeof value === 'boolean' ? value : fault('feel.type', { type: typeOf(value), wanted: 'boolean' });
}

// A value belongs to a range it lies in, to a list that has it (or a range it lies in), and to itself (DMN 1.5 table 42).
function belongs(value: Value, to: Value, fault: Fault): boolean | null {
  if (isRange(to) && !isRange(value)) return within(value, to, fault);
  if (!isList(to)) return equal(value, to, fault);
  const candidates = isList(value) && !to.some(isList) ? [to] : to;
  let unknown = false;
  for (const member of candidates) {
    const held = isRange(member) && !isRange(value) ? within(value, member, fault) : isMember(value, member, fault);
    if (held === true) return true;
    unknown ||= held === null;
  }
  return unknown ? null : false;
}

// To the strict profile a list of unlike values is a slip; in the standard one such a member is just another value.
const isMember = (value: Value, member: Value, fault: Fault): boolean | null => equal(value, member, fault) ?? false;

function asksInput(node: unknown): boolean {
  if (node === null || typeof node !== 'object') return false;
  if ((node as Syntax).kind === 'input') return true;
  return Object.values(node).some((part) => (Array.isArray(part) ? part.some(asksInput) : asksInput(part)));
}
