import type { Fault } from '../faults.ts';
import type { Plain } from '../plain.ts';
import type { StaticType, TypeName, Value } from '../values.ts';

/** What a built-in may use while it runs: its way to report a fault, and its share of the step budget. */
export interface Tools { readonly fault: Fault; readonly spend: (steps: number) => void }

/** One parameter of a built-in; no types means any. */
export interface Parameter {
  readonly name: string; readonly types: readonly TypeName[]; readonly optional?: boolean; readonly variadic?: boolean;
}

/** One way to call a built-in. Omitted optional arguments arrive as undefined. */
export interface Signature {
  readonly params: readonly Parameter[];
  readonly returns: StaticType;
  readonly run: (args: readonly Value[], tools: Tools) => Value;
  /** Of a first signature with one parameter: the same for a plain argument, or undefined where it must be run. */
  readonly plain?: (value: Plain) => Plain | undefined;
}

/** Built-ins by name; several signatures are tried in order. */
export type Builtins = Readonly<Record<string, readonly Signature[]>>;

/** A parameter of these types. */
export function param(name: string, ...types: TypeName[]): Parameter {
  return { name, types };
}

/** A parameter that may be left out. */
export function optional(name: string, ...types: TypeName[]): Parameter {
  return { name, types, optional: true };
}

/** A last parameter that takes all further arguments. */
export function variadic(name: string, ...types: TypeName[]): Parameter {
  return { name, types, variadic: true };
}

// The types of the arguments were checked against the signature before `run` is called.
// oxlint-disable-next-line typescript/no-explicit-any -- asserting each type again by hand would check nothing.
type Run = (args: readonly any[], tools: Tools) => Value;

/** A signature; `run` may rely on the types its parameters name. */
export function signature(params: readonly Parameter[], returns: StaticType, run: Run): Signature {
  return { params, returns, run };
}
