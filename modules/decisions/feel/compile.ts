import type { Compiled, Frame, Setting } from './compiling.ts';
import { bound, commonType, compileError, faultOf, refuseUnless } from './compiling.ts';
import { compileCall, compileFunction } from './compile-calls.ts';
import { compileFilter, compileFor, compileQuantified } from './compile-loops.ts';
import { compileName, compilePath } from './compile-names.ts';
import { compileArithmetic, compileBetween, compileComparison, compileInstance, compileLogic, compileNegation, compileOpenRange, compileRange } from './compile-operators.ts';
import { compileMembership } from './compile-tests.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import type { Value } from './values.ts';
import { typeOf } from './values.ts';

type Compilers = { readonly [K in Syntax['kind']]: (syntax: SyntaxOf<K>, frame: Frame | null, setting: Setting) => Compiled };

const compilers: Compilers = {
  literal: ({ value }) => ({ run: () => value, type: typeOf(value), constant: true }),
  name: compileName,
  input: (syntax, frame, setting) => compileName({ ...syntax, kind: 'name', name: '?' }, frame, setting),
  path: compilePath,
  list: compileList,
  context: compileContext,
  range: compileRange,
  negation: compileNegation,
  arithmetic: compileArithmetic,
  comparison: compileComparison,
  between: compileBetween,
  in: compileMembership,
  test: compileOpenRange,
  and: compileLogic,
  or: compileLogic,
  if: compileIf,
  for: compileFor,
  some: compileQuantified,
  every: compileQuantified,
  filter: compileFilter,
  call: compileCall,
  function: compileFunction,
  instance: compileInstance,
};

/** Compiles a syntax tree to closures. What can be known to be wrong is refused here, once. */
export function compileSyntax(syntax: Syntax, frame: Frame | null, setting: Setting): Compiled {
  const compiler = compilers[syntax.kind] as (syntax: Syntax, frame: Frame | null, setting: Setting) => Compiled;
  return compiler(syntax, frame, setting);
}

function compileList(syntax: SyntaxOf<'list'>, frame: Frame | null, setting: Setting): Compiled {
  const members = syntax.members.map((member) => setting.compile(member, frame));
  const member = commonType(members.map((part) => (part.type === 'range' ? part.member ?? 'any' : part.type)));
  return { run: (env) => members.map((part) => part.run(env)), type: 'list', member, constant: members.every((part) => part.constant === true) };
}

function compileContext(syntax: SyntaxOf<'context'>, frame: Frame | null, setting: Setting): Compiled {
  let inner = frame;
  const entries = syntax.entries.map((entry, index) => {
    if (syntax.entries.findIndex((other) => other.name === entry.name) !== index) throw compileError(setting, syntax.at, 'feel.syntax', { found: entry.name, hint: 'a context names each entry once' });
    const value = setting.compile(entry.value, inner);
    inner = bound(inner, entry.name);
    return { name: entry.name, slot: inner.slot, run: value.run };
  });
  return {
    type: 'context',
    run: (env) => {
      const made = new Map<string, Value>();
      for (const { name, slot, run } of entries) {
        const value = run(env);
        env.locals[slot] = value;
        made.set(name, value);
      }
      return made;
    },
  };
}

function compileIf(syntax: SyntaxOf<'if'>, frame: Frame | null, setting: Setting): Compiled {
  const [condition, yes, otherwise] = [syntax.condition, syntax.yes, syntax.otherwise].map((part) => setting.compile(part, frame)) as [Compiled, Compiled, Compiled];
  refuseUnless(setting, syntax.condition.at, condition.type, 'boolean');
  const fault = faultOf(setting, syntax.condition.at);
  const type = yes.type === otherwise.type ? yes.type : 'any';
  return {
    type,
    run: (env) => {
      const holds = condition.run(env);
      if (typeof holds !== 'boolean') fault('feel.type', { type: typeOf(holds), wanted: 'boolean' });
      return holds === true ? yes.run(env) : otherwise.run(env);
    },
  };
}
