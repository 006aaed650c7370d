import { builtins } from './builtins/catalogue.ts';
import { builtinAsValue } from './builtin-calls.ts';
import type { Compiled, Env, Frame, Setting } from './compiling.ts';
import { compileError, faultOf } from './compiling.ts';
import { nearestName } from './faults.ts';
import type { Fault } from './faults.ts';
import type { Leaf } from './plain.ts';
import type { Syntax, SyntaxOf } from './syntax.ts';
import { temporalPart } from './temporal.ts';
import type { Value } from './values.ts';
import { isContext, isList, isNumeral, isRange, typeOf } from './values.ts';

/** A name: bound inside the expression, a field of the item being filtered, a name of the scope, or a built-in. */
export function compileName(syntax: SyntaxOf<'name'>, frame: Frame | null, setting: Setting): Compiled {
  const found = resolve(syntax, frame, setting);
  if (found.global) setting.reads.set(syntax.name, [syntax.name]);
  return found.bare === true ? { ...found.compiled, leaf: leafAt([syntax.name]) } : found.compiled;
}

// `bare`: nothing bound inside the expression can stand before the name of the scope.
interface Resolved { readonly compiled: Compiled; readonly global: boolean; readonly bare?: boolean }

const leafAt = (path: readonly string[]): Leaf => ({ path, plain: (json) => json });

function resolve(syntax: SyntaxOf<'name'>, frame: Frame | null, setting: Setting): Resolved {
  const { name } = syntax;
  const items: number[] = [];
  for (let at = frame; at !== null; at = at.parent) {
    if (at.name === name) return { compiled: throughItems(name, items, local(at.slot), setting, syntax.at), global: false };
    if (at.item) items.push(at.slot);
  }
  const read = (env: Env): Value => env.read(name);
  if (name !== '?' && setting.knows(name)) return { compiled: throughItems(name, items, read, setting, syntax.at), global: true, bare: items.length === 0 };
  const signatures = builtins.get(name);
  if (signatures !== undefined) {
    // An item's own field goes before a function of the same name: `number`, `date` and `count` are all of them names of fields.
    const asValue = builtinAsValue(name, faultOf(setting, syntax.at), setting.profile === 'standard');
    return { compiled: items.length === 0 ? { run: asValue, type: 'function' } : throughItems(name, items, asValue, setting, syntax.at), global: false };
  }
  if (items.length === 0) throw unknownName(syntax, frame, setting);
  return { compiled: throughItems(name, items, null, setting, syntax.at), global: false };
}

function local(slot: number): (env: Env) => Value {
  return (env) => env.locals[slot] ?? null;
}

// Inside a filter the item's own fields come first; `item` itself is bound like any local name.
function throughItems(name: string, items: readonly number[], beyond: ((env: Env) => Value) | null, setting: Setting, at: number): Compiled {
  if (items.length === 0 && beyond !== null) return { run: beyond, type: 'any' };
  const fault = faultOf(setting, at);
  return {
    type: 'any',
    run: (env) => {
      for (const slot of items) {
        const item = env.locals[slot] ?? null;
        if (isContext(item) && item.has(name)) return item.get(name) ?? null;
      }
      return beyond === null ? fault('feel.missing_field', { field: name }) : beyond(env);
    },
  };
}

function unknownName(syntax: SyntaxOf<'name'>, frame: Frame | null, setting: Setting): Error {
  const known = [...setting.names, ...builtins.keys()];
  for (let at = frame; at !== null; at = at.parent) known.push(at.name);
  const near = nearestName(syntax.name, known);
  return compileError(setting, syntax.at, 'feel.unknown_name', { name: syntax.name, ...(near === null ? {} : { hint: `did you mean ${near}?` }) });
}

interface Chain { readonly root: Syntax; readonly steps: readonly SyntaxOf<'path'>[] }

function chainOf(syntax: Syntax): Chain {
  const steps: SyntaxOf<'path'>[] = [];
  let root = syntax;
  for (; root.kind === 'path'; root = root.of) steps.unshift(root);
  return { root, steps };
}

/** `a.b.c`; a path that starts at a name of the scope is recorded whole among the reads. */
export function compilePath(syntax: SyntaxOf<'path'>, frame: Frame | null, setting: Setting): Compiled {
  const { root, steps } = chainOf(syntax);
  const from = rootOf(root, steps, frame, setting);
  const walks = steps.map((step) => ({ name: step.name, fault: faultOf(setting, step.at) }));
  return {
    type: 'any', ...(from.leaf === undefined ? {} : { leaf: from.leaf }),
    run: (env) => {
      let value = from.run(env);
      for (const { name, fault } of walks) value = fieldOf(value, name, fault);
      return value;
    },
  };
}

function rootOf(root: Syntax, steps: readonly SyntaxOf<'path'>[], frame: Frame | null, setting: Setting): Compiled {
  if (root.kind !== 'name') return setting.compile(root, frame);
  const found = resolve(root, frame, setting);
  const path = [root.name, ...steps.map((step) => step.name)];
  if (found.global) setting.reads.set(path.join('.'), path);
  return found.bare === true ? { ...found.compiled, leaf: leafAt(path) } : found.compiled;
}

/** One step of a path: a field of a context, of each member of a list, or a part of a date, time, duration or range. */
export function fieldOf(value: Value, name: string, fault: Fault): Value {
  if (isContext(value)) {
    const field = value.get(name);
    return field === undefined ? fault('feel.missing_field', { field: name }) : field;
  }
  if (isList(value)) return value.map((member) => fieldOf(member, name, fault));
  if (isRange(value)) return rangePart(value, name) ?? fault('feel.missing_field', { field: name });
  const part = value === null || typeof value !== 'object' || isNumeral(value) || value.kind === 'function' ? undefined : temporalPart(value, name);
  return part === undefined ? fault('feel.missing_field', { field: name, of: typeOf(value) }) : part;
}

function rangePart(range: Extract<Value, { kind: 'range' }>, name: string): Value | undefined {
  if (name === 'start') return range.from;
  if (name === 'end') return range.to;
  if (name === 'start included') return range.fromIncluded;
  return name === 'end included' ? range.toIncluded : undefined;
}

/** `is defined(path)`: whether every step of the path is there; a null that is there is defined. */
export function compileIsDefined(argument: Syntax, frame: Frame | null, setting: Setting): Compiled {
  const { root, steps } = chainOf(argument);
  const from = rootOf(root, steps, frame, setting);
  return {
    type: 'boolean',
    run: (env) => {
      let value: Value;
      try {
        value = from.run(env);
      } catch (error) {
        // A name that the scope lacks is exactly what is asked about; everything else is still an error.
        if ((error as { code?: string }).code === 'feel.unknown_name' || (error as { code?: string }).code === 'feel.missing_field') return false;
        throw error;
      }
      let there = true;
      const missing: Fault = () => { there = false; return null; };
      for (const step of steps) value = there ? fieldOf(value, step.name, missing) : null;
      return there;
    },
  };
}
