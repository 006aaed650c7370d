import type { Fault } from '../faults.ts';
import type { Context, Value } from '../values.ts';
import { isContext } from '../values.ts';
import type { Builtins } from './signature.ts';
import { param, signature } from './signature.ts';

const context = param('context', 'context');
const key = param('key', 'string');

function withEntry(of: Context, name: string, value: Value): Context {
  return new Map(of).set(name, value);
}

function withPath(of: Context, path: readonly Value[], value: Value, fault: Fault): Value {
  const [name, ...rest] = path;
  if (typeof name !== 'string') return fault('feel.arguments', { what: 'keys' });
  if (rest.length === 0) return withEntry(of, name, value);
  const inner = of.get(name) ?? new Map<string, Value>();
  if (!isContext(inner)) return fault('feel.missing_field', { field: name });
  const changed = withPath(inner, rest, value, fault);
  return changed === null ? null : withEntry(of, name, changed);
}

function fromEntries(entries: readonly Value[], fault: Fault): Value {
  const made = new Map<string, Value>();
  for (const entry of entries) {
    const name = isContext(entry) ? entry.get('key') : undefined;
    if (typeof name !== 'string' || !isContext(entry) || !entry.has('value') || made.has(name)) return fault('feel.arguments', { what: 'entries' });
    made.set(name, entry.get('value') ?? null);
  }
  return made;
}

function merged(contexts: readonly Value[], fault: Fault): Value {
  const made = new Map<string, Value>();
  for (const part of contexts) {
    if (!isContext(part)) return fault('feel.arguments', { what: 'contexts' });
    for (const [name, value] of part) made.set(name, value);
  }
  return made;
}

/** Built-ins on contexts (DMN 1.5 §10.3.4.10). `get value` of a name the context lacks is null; it never faults. */
export const contextBuiltins: Builtins = {
  'get value': [signature([param('m', 'context'), key], 'any', ([of, name]) => of.get(name) ?? null)],
  'get entries': [signature([param('m', 'context')], 'list', ([of]) =>
    Array.from(of as Context, ([name, value]) => new Map<string, Value>([['key', name], ['value', value]])))],
  'context put': [
    signature([context, key, param('value')], 'context', ([of, name, value]) => withEntry(of, name, value)),
    signature([context, param('keys', 'list'), param('value')], 'context', ([of, path, value], { fault }) => withPath(of, path, value, fault)),
  ],
  context: [signature([param('entries', 'list')], 'context', ([entries], { fault }) => fromEntries(entries, fault))],
  'context merge': [signature([param('contexts', 'list')], 'context', ([contexts], { fault }) => merged(contexts, fault))],
};
