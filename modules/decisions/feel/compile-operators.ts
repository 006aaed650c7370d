import type { Compiled, Frame, Setting } from './compiling.ts';
import { commonType, compileError, faultOf, refuseUnless, refuseUnlike } from './compiling.ts';
import { calculated, compared, isDuration, negatedDuration, within } from './operators.ts';
import type { SyntaxOf } from './syntax.ts';
import { conforms, typeFromText } from './types.ts';
import type { StaticType, Value } from './values.ts';
import { isNumeral, typeOf } from './values.ts';

const uncalculable: readonly StaticType[] = ['boolean', 'null', 'list', 'context', 'range', 'function'];

/** `a + b` and the like. */
export function compileArithmetic(syntax: SyntaxOf<'arithmetic'>, frame: Frame | null, setting: Setting): Compiled {
  const [left, right] = [setting.compile(syntax.left, frame), setting.compile(syntax.right, frame)];
  const wrong = [left.type, right.type].some((type) => uncalculable.includes(type))
    || (left.type === 'string') !== (right.type === 'string') && left.type !== 'any' && right.type !== 'any';
  if (wrong && setting.profile === 'strict') throw compileError(setting, syntax.at, 'feel.unlike_types', { left: left.type, sign: syntax.sign, right: right.type });
  const { sign } = syntax;
  const fault = faultOf(setting, syntax.at);
  const same = left.type === right.type && (left.type === 'number' || (left.type === 'string' && sign === '+'));
  return { run: (env) => calculated(sign, left.run(env), right.run(env), fault), type: same ? left.type : 'any' };
}

/** `-a`. */
export function compileNegation(syntax: SyntaxOf<'negation'>, frame: Frame | null, setting: Setting): Compiled {
  const of = setting.compile(syntax.of, frame);
  refuseUnless(setting, syntax.at, of.type, 'number', 'days and time duration', 'years and months duration');
  const fault = faultOf(setting, syntax.at);
  const run = (value: Value): Value => {
    if (isNumeral(value)) return value.isZero() ? value : value.neg();
    return isDuration(value) ? negatedDuration(value) : fault('feel.type', { type: typeOf(value), wanted: 'number' });
  };
  return { run: (env) => run(of.run(env)), type: of.type, constant: of.constant === true };
}

/** `a = b`, `a < b` …: comparing unlike types is an error in the strict profile, when it is known already while compiling. */
export function compileComparison(syntax: SyntaxOf<'comparison'>, frame: Frame | null, setting: Setting): Compiled {
  const [left, right] = [setting.compile(syntax.left, frame), setting.compile(syntax.right, frame)];
  refuseUnlike(setting, syntax.at, left.type, right.type);
  const { sign } = syntax;
  const fault = faultOf(setting, syntax.at);
  return { run: (env) => compared(sign, left.run(env), right.run(env), fault), type: 'boolean' };
}

/** `a between b and c`, both ends included. */
export function compileBetween(syntax: SyntaxOf<'between'>, frame: Frame | null, setting: Setting): Compiled {
  const [of, from, to] = [syntax.of, syntax.from, syntax.to].map((part) => setting.compile(part, frame)) as [Compiled, Compiled, Compiled];
  refuseUnlike(setting, syntax.at, of.type, from.type);
  refuseUnlike(setting, syntax.at, of.type, to.type);
  const fault = faultOf(setting, syntax.at);
  return {
    type: 'boolean',
    run: (env) => {
      const [value, low, high] = [of.run(env), from.run(env), to.run(env)];
      if (low === null || high === null) return fault('feel.type', { type: 'null', wanted: typeOf(value) });
      return within(value, { kind: 'range', from: low, to: high, fromIncluded: true, toIncluded: true }, fault);
    },
  };
}

/** `[a..b]` as a value. */
export function compileRange(syntax: SyntaxOf<'range'>, frame: Frame | null, setting: Setting): Compiled {
  const [from, to] = [setting.compile(syntax.from, frame), setting.compile(syntax.to, frame)];
  refuseUnlike(setting, syntax.at, from.type, to.type);
  const { fromIncluded, toIncluded } = syntax;
  const fault = faultOf(setting, syntax.at);
  return {
    type: 'range', member: commonType([from.type, to.type]), constant: from.constant === true && to.constant === true,
    run: (env) => {
      const [low, high] = [from.run(env), to.run(env)];
      if (low === null || high === null) return fault('feel.type', { type: 'null', wanted: 'an end of the range' });
      return { kind: 'range', from: low, to: high, fromIncluded, toIncluded };
    },
  };
}

/** `(< 5)` as a value: the range that is open on its other side (DMN 1.5 §10.3.2.7). Elsewhere a bare test is no value. */
export function compileOpenRange(syntax: SyntaxOf<'test'>, frame: Frame | null, setting: Setting): Compiled {
  if (syntax.grouped !== true || syntax.sign === '!=' || setting.profile === 'strict') throw compileError(setting, syntax.at, 'feel.syntax', { found: syntax.sign });
  const to = setting.compile(syntax.to, frame);
  const fault = faultOf(setting, syntax.at);
  const { sign } = syntax;
  return {
    type: 'range', member: to.type, constant: to.constant === true,
    run: (env) => {
      const end = to.run(env);
      if (end === null) return fault('feel.type', { type: 'null', wanted: 'an end of the range' });
      const [above, below] = [sign === '>' || sign === '>=' || sign === '=', sign === '<' || sign === '<=' || sign === '='];
      return { kind: 'range', from: above ? end : null, to: below ? end : null, fromIncluded: above && sign !== '>', toIncluded: below && sign !== '<' };
    },
  };
}

/**
 * `and`, `or` over true, false and null (DMN 1.5 table 50). From left to right, and no further than
 * needed: what is not evaluated is not read.
 */
export function compileLogic(syntax: SyntaxOf<'and'> | SyntaxOf<'or'>, frame: Frame | null, setting: Setting): Compiled {
  const [left, right] = [setting.compile(syntax.left, frame), setting.compile(syntax.right, frame)];
  refuseUnless(setting, syntax.left.at, left.type, 'boolean', 'null');
  refuseUnless(setting, syntax.right.at, right.type, 'boolean', 'null');
  const deciding = syntax.kind === 'or';
  const fault = faultOf(setting, syntax.at);
  const truth = (value: Value): boolean | null => (typeof value === 'boolean' || value === null ? value : fault('feel.type', { type: typeOf(value), wanted: 'boolean' }));
  return {
    type: 'boolean',
    run: (env) => {
      const first = truth(left.run(env));
      if (first === deciding) return deciding;
      const second = truth(right.run(env));
      if (second === deciding) return deciding;
      return first === null || second === null ? null : !deciding;
    },
  };
}

/** `a instance of type`: a basic type, a declared one, or one made of them (DMN 1.5 §10.3.2.3). Null is an instance of nothing but `Null`. */
export function compileInstance(syntax: SyntaxOf<'instance'>, frame: Frame | null, setting: Setting): Compiled {
  const of = setting.compile(syntax.of, frame);
  const type = typeFromText(syntax.type, setting.types);
  if (type === undefined) throw compileError(setting, syntax.at, 'feel.not_supported', { type: syntax.type });
  return {
    type: 'boolean',
    run: (env) => {
      const value = of.run(env);
      return value === null ? type.kind === 'null' : conforms(value, type);
    },
  };
}
