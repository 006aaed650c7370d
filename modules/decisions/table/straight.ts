import type { CellTests, Expression } from '../feel/expression.ts';
import type { Json } from '../feel/json.ts';
import { isSound } from '../feel/json.ts';
import type { Plain } from '../feel/plain.ts';
import { isScalar, plainOf } from '../feel/plain.ts';
import type { Value } from '../feel/values.ts';
import type { Answers } from './answers.ts';
import { stateOf } from './answers.ts';
import type { TableInput } from './schema.ts';

/**
 * How an input is taken straight from the answers, without making values of all that stands there: the source by its place among the
 * needs, the steps into it, and the plain value of a scalar found there, undefined where it is not of the input's type or none of its values.
 */
export interface Straight { readonly source: number; readonly steps: readonly string[]; readonly plain: (json: Plain) => Plain | undefined }

/** What an input may be worth. */
interface Domain { readonly input: TableInput; readonly allowed: readonly Value[] | null; readonly within: CellTests | null }

/** The straight way to an input, or null where it is more than one scalar of a source; `sources` are the names it may read from. */
export function straightTo({ input, allowed, within }: Domain, { leaf, type }: Expression, sources: readonly string[]): Straight | null {
  const source = sources.indexOf(leaf?.path[0] ?? '');
  if (leaf === null || source < 0 || (within !== null && within.plain === null)) return null;
  // Every object has a member of such a name, which is no answer; only reading the source whole tells the two apart.
  if (leaf.path.some((step) => step in Object.prototype)) return null;
  const values = allowed === null ? null : new Set(allowed.map(plainOf));
  const fits = (plain: Plain): boolean => (type === input.type || typeof plain === input.type)
    && (values === null || values.has(plain)) && (within === null || within.plain?.(plain) === true) && (input.whole !== true || typeof plain !== 'number' || Number.isInteger(plain));
  return {
    source, steps: leaf.path.slice(1),
    plain: (json) => {
      const plain = leaf.plain(json);
      return plain !== undefined && fits(plain) ? plain : undefined;
    },
  };
}

/** The scalar that stands where an input is taken from, or undefined. */
export function scalarAt(source: unknown, { steps }: Straight): Plain | undefined {
  let json = source;
  for (const step of steps) {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
    json = (json as Readonly<Record<string, unknown>>)[step];
  }
  return isScalar(json) ? json : undefined;
}

/** A source to take scalars from: null where it is no hit, or reading it whole would be refused. Then that has to be said, and no part of it used. */
export function soundSource(answers: Answers, name: string): unknown {
  const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
  return stateOf(answer) === 'hit' && isSound(answer?.value) ? answer?.value : null;
}

/** The JSON of a plain value, where it is what stands in the answers; a day of ten characters stands there as we write it. */
export function writtenAs(json: Plain, plain: Plain): Json | undefined {
  if (json === plain) return json === 0 ? 0 : json;
  return typeof json === 'string' && json.length === 10 ? json : undefined;
}
