import { builtins } from './builtins/catalogue.ts';
import type { Parameter, Signature } from './builtins/signature.ts';
import type { Compiled, Env, Frame, Setting } from './compiling.ts';
import { compileError, faultOf, freshEnv, spend } from './compiling.ts';
import type { Fault } from './faults.ts';
import type { Argument, SyntaxOf } from './syntax.ts';
import { midnight } from './temporal.ts';
import type { CivilDate, StaticType, Value } from './values.ts';
import { isList, typeOf } from './values.ts';

/** A call of a built-in: its shape is checked here, its types as far as they are known. */
export function compileBuiltin(name: string, signatures: readonly Signature[], syntax: SyntaxOf<'call'>, frame: Frame | null, setting: Setting): Compiled {
  const args = syntax.args.map((argument) => ({ ...argument, compiled: setting.compile(argument.value, frame) }));
  const shaped = signatures.flatMap((candidate) => {
    const order = arranged(candidate.params, args);
    return order === null ? [] : [{ candidate, order }];
  });
  const shapeless = shaped.length === 0;
  if (shapeless && setting.profile === 'strict') throw compileError(setting, syntax.at, 'feel.arguments', { name, given: args.length, takes: signatures.map(describe).join(' or ') });
  const fitting = setting.profile === 'standard' ? shaped : shaped.filter(({ candidate, order }) => order.every((at, index) => at === null || mayFit(args[at]?.compiled.type ?? 'any', parameterAt(candidate.params, index))));
  const [first] = fitting;
  if (setting.profile === 'strict' && first === undefined) throw compileError(setting, syntax.at, 'feel.type', { name, given: args.map((part) => part.compiled.type).join(', '), takes: signatures.map(describe).join(' or ') });
  const fault = faultOf(setting, syntax.at);
  const runs = args.map((part) => part.compiled.run);
  const lenient = setting.profile === 'standard';
  const run = (env: Env): Value => {
    const values = runs.map((one) => one(env));
    spend(env.budget, 1);
    return invoked(name, fitting, values, env, fault, lenient);
  };
  const type = first !== undefined && fitting.every(({ candidate }) => candidate.returns === first.candidate.returns) ? first.candidate.returns : 'any';
  if (args.some((part) => part.compiled.constant !== true) || setting.profile === 'standard') return { run, type, ...leafOf(args, first?.candidate) };
  // Called with nothing but constants: the value, or the fault, is known now. It must not be charged to later evaluations.
  const value = run(freshEnv(() => null));
  return { run: () => value, type: typeOf(value), constant: true };
}

function leafOf([argument]: readonly { readonly compiled: Compiled }[], { params, plain }: Partial<Signature> = {}): Pick<Compiled, 'leaf'> {
  const leaf = argument?.compiled.leaf;
  if (leaf === undefined || plain === undefined || params?.length !== 1) return {};
  return { leaf: { path: leaf.path, plain: (json) => { const value = leaf.plain(json); return value === undefined ? value : plain(value); } } };
}

interface Fitting { readonly candidate: Signature; readonly order: readonly (number | null)[] }

function invoked(name: string, fitting: readonly Fitting[], values: readonly Value[], env: Env, fault: Fault, lenient: boolean): Value {
  // As they are first; only then, and only in the standard profile, as what they may stand for.
  for (const asked of lenient ? [asIs, coercedTo] : [asIs]) {
    for (const { candidate, order } of fitting) {
      const args = order.map((at, index) => (at === null ? undefined : asked(parameterAt(candidate.params, index), values[at] ?? null)));
      const fits = args.every((value, index) => value === undefined || accepts(parameterAt(candidate.params, index), value));
      if (fits) return candidate.run(args as Value[], { fault, spend: (steps) => spend(env.budget, steps) });
    }
  }
  return fault('feel.type', { name, given: values.map(typeOf).join(', ') });
}

const asIs = (_parameter: Parameter | undefined, value: Value): Value => value;

// A value for the list of it, a list of one for its member, a date for its midnight (DMN 1.5 §10.3.2.9.4).
function coercedTo(parameter: Parameter | undefined, value: Value): Value {
  if (parameter === undefined || accepts(parameter, value)) return value;
  if (parameter.types.includes('list') && value !== null) return [value];
  if (isList(value) && value.length === 1) return value[0] ?? null;
  return parameter.types.includes('date and time') && typeOf(value) === 'date' ? midnight(value as CivilDate) : value;
}

function parameterAt(params: readonly Parameter[], index: number): Parameter | undefined {
  return params[Math.min(index, params.length - 1)];
}

function accepts(parameter: Parameter | undefined, value: Value): boolean {
  return parameter !== undefined && (parameter.types.length === 0 || parameter.types.includes(typeOf(value)));
}

function mayFit(type: StaticType, parameter: Parameter | undefined): boolean {
  return type === 'any' || (parameter !== undefined && (parameter.types.length === 0 || parameter.types.includes(type)));
}

// Which argument goes to which parameter, or null where the call has not the shape of the signature.
function arranged(params: readonly Parameter[], args: readonly Argument[]): (number | null)[] | null {
  if (args.some((argument) => argument.name !== undefined)) return arrangedByName(params, args);
  const least = params.filter((parameter) => parameter.optional !== true && parameter.variadic !== true).length;
  const most = params.at(-1)?.variadic === true ? Infinity : params.length;
  if (args.length < least || args.length > most) return null;
  return args.map((_argument, index) => index);
}

function arrangedByName(params: readonly Parameter[], args: readonly Argument[]): (number | null)[] | null {
  const known = args.every((argument) => params.some((parameter) => parameter.name === argument.name));
  if (!known || new Set(args.map((argument) => argument.name)).size !== args.length) return null;
  const order = params.map((parameter) => {
    const at = args.findIndex((argument) => argument.name === parameter.name);
    return at < 0 ? null : at;
  });
  return order.some((at, index) => at === null && params[index]?.optional !== true) ? null : order;
}

function describe({ params }: Signature): string {
  const names = params.map((parameter) => `${parameter.name}${parameter.variadic === true ? '…' : parameter.optional === true ? '?' : ''}`);
  return `(${names.join(', ')})`;
}

/** A built-in as a value, to be passed to a function that takes functions. */
export function builtinAsValue(name: string, fault: Fault, lenient: boolean): (env: Env) => Value {
  const signatures = builtins.get(name) ?? [];
  return (env) => ({
    kind: 'function',
    params: signatures[0]?.params.map((parameter) => parameter.name) ?? [],
    call: (args) => {
      spend(env.budget, 1);
      const unnamed = args.map((value) => ({ value: { kind: 'literal', value, at: 0 } as const }));
      const fitting = signatures.flatMap((candidate) => {
        const order = arranged(candidate.params, unnamed);
        return order === null ? [] : [{ candidate, order }];
      });
      return invoked(name, fitting, args, env, fault, lenient);
    },
  });
}
