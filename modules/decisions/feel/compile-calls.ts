import { builtins, clockFunctions } from './builtins/catalogue.ts';
import { compileBuiltin } from './builtin-calls.ts';
import { compileIsDefined } from './compile-names.ts';
import type { Compiled, Env, Frame, Setting } from './compiling.ts';
import { bound, compileError, faultOf, spend } from './compiling.ts';
import { FeelError, nearestName, type Fault } from './faults.ts';
import type { SyntaxOf } from './syntax.ts';
import { anyType, coerced, typeFromText, type Type } from './types.ts';
import type { FunctionValue, Value } from './values.ts';
import { limits, typeOf } from './values.ts';

/** `f(…)`: a function bound inside the expression, a built-in, or a function the scope gives. */
export function compileCall(syntax: SyntaxOf<'call'>, frame: Frame | null, setting: Setting): Compiled {
  const name = syntax.of.kind === 'name' ? syntax.of.name : null;
  if (name !== null && !isBound(name, frame)) {
    const signatures = builtins.get(name);
    if (signatures !== undefined) return compileBuiltin(name, signatures, syntax, frame, setting);
    const [only] = syntax.args;
    if (name === 'is defined' && only !== undefined && syntax.args.length === 1) return compileIsDefined(only.value, frame, setting);
    if (clockFunctions.has(name) && setting.profile === 'standard' && syntax.args.length === 0) return compileClock(name, faultOf(setting, syntax.at));
    if (clockFunctions.has(name)) throw compileError(setting, syntax.at, 'feel.no_clock', { name, hint: 'use asOf, the date the decision is made for' });
    if (!setting.knows(name)) throw unknownFunction(name, syntax, setting);
  }
  return compileValueCall(syntax, frame, setting);
}

// The standard has a clock; ours is the instant that the whole evaluation is for.
function compileClock(name: string, fault: Fault): Compiled {
  return {
    type: name === 'today' ? 'date' : 'date and time',
    run: ({ budget: { asOf } }) => {
      if (asOf === undefined) return fault('feel.no_clock', { name });
      return name === 'today' ? { kind: 'date', day: asOf.day } : asOf;
    },
  };
}

function isBound(name: string, frame: Frame | null): boolean {
  for (let at = frame; at !== null; at = at.parent) if (at.name === name) return true;
  return false;
}

function unknownFunction(name: string, syntax: SyntaxOf<'call'>, setting: Setting): FeelError {
  const near = nearestName(name, [...builtins.keys(), 'is defined']);
  return compileError(setting, syntax.at, 'feel.unknown_function', { name, ...(near === null ? {} : { hint: `did you mean ${near}?` }) });
}

function compileValueCall(syntax: SyntaxOf<'call'>, frame: Frame | null, setting: Setting): Compiled {
  const of = setting.compile(syntax.of, frame);
  const args = syntax.args.map((argument) => ({ name: argument.name, run: setting.compile(argument.value, frame).run }));
  const fault = faultOf(setting, syntax.at);
  return {
    type: 'any',
    run: (env) => {
      const called = of.run(env);
      if (typeOf(called) !== 'function') return fault('feel.type', { type: typeOf(called), wanted: 'function' });
      const { params, call } = called as FunctionValue;
      const order = params.map((name, index) => args.findIndex((argument, at) => (argument.name === undefined ? at === index : argument.name === name)));
      if (args.length !== params.length || order.includes(-1)) return fault('feel.arguments', { given: args.length, takes: params.join(', ') });
      return withinCall(env, () => call(order.map((at) => args[at]?.run(env) ?? null)));
    },
  };
}

function withinCall(env: Env, run: () => Value): Value {
  if (env.budget.calls >= limits.calls) throw new FeelError('feel.too_deep', { most: limits.calls });
  env.budget.calls++;
  try {
    return run();
  } finally {
    env.budget.calls--;
  }
}

/** `function(a, b) …`: closes over the names bound where it stands. */
export function compileFunction(syntax: SyntaxOf<'function'>, frame: Frame | null, setting: Setting): Compiled {
  let inner = frame;
  const slots = syntax.params.map((name) => {
    inner = bound(inner, name);
    return inner.slot;
  });
  const body = setting.compile(syntax.body, inner);
  const { params } = syntax;
  const declared = syntax.types.map((text) => (text === null ? anyType : typeFromText(text, setting.types)));
  if (declared.includes(undefined)) throw compileError(setting, syntax.at, 'feel.not_supported', { type: syntax.types[declared.indexOf(undefined)] ?? '' });
  const types = declared as Type[];
  const fault = faultOf(setting, syntax.at);
  return {
    type: 'function',
    run: (env) => {
      const captured = env.locals.slice();
      const call = (args: readonly Value[]): Value => {
        spend(env.budget, 1);
        const locals = captured.slice();
        for (const [index, slot] of slots.entries()) {
          const given = args[index] ?? null;
          const fitting = coerced(given, types[index] ?? anyType);
          // An argument that is not what was asked for makes the whole call nothing (DMN 1.5 §10.3.2.13.2).
          if (fitting === null && given !== null) return fault('feel.type', { type: typeOf(given), parameter: params[index] ?? '' });
          locals[slot] = fitting;
        }
        return body.run({ read: env.read, budget: env.budget, locals });
      };
      return { kind: 'function', params, call, types: { params: types, returns: anyType } };
    },
  };
}
