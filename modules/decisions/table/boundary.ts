import { compare } from '../feel/operators.ts';
import { toJson, type Json } from '../feel/json.ts';
import type { Value } from '../feel/values.ts';
import { isNumeral, typeOf } from '../feel/values.ts';
import { compileTable, type CompiledTable } from './compile.ts';
import { evaluateTable } from './decide.ts';
import type { Outcome, Table, TableInput } from './schema.ts';
import { combinationIn, spaceOf, type Combination, type Space } from './space.ts';

/** A stretch of a number line: a number that the table names, or a value that stands for all between two of them, and what comes out there. */
export interface Stretch { readonly value: Json; readonly named: boolean; readonly outcome: Outcome | null; readonly rows: readonly string[]; readonly values: Readonly<Record<string, Json>> }

/** What comes out along one input, below, at and above each number of it, while the other inputs are held. */
export interface NumberLine { readonly input: string; readonly held: Combination; readonly stretches: readonly Stretch[] }

// How an input of a type is made of its JSON form.
const MADE: Partial<Record<TableInput['type'], string>> = { date: 'date', time: 'time', 'date and time': 'date and time', 'days and time duration': 'duration', 'years and months duration': 'duration' };

/** The same table asked for its inputs by their ids, whatever they are worked out from: for trying it out by hand. Null where it does not compile. */
export function byInputs(table: Table): CompiledTable | null {
  return compileTable({ ...table, inputs: table.inputs.map((input) => ({ ...input, is: MADE[input.type] === undefined ? input.id : `${MADE[input.type]}(${input.id})` })) }).compiled;
}

/** Values of inputs as answers that were all given; null is a value only where the input may be null. */
export const given = (input: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(input).map(([name, value]) => [name, { state: 'hit' as const, value }]));

const BASES_MAX = 24;
const STRETCHES_MAX = 80;

/** The number line of each input that is compared with numbers or days, on a day. `table` is asked by its inputs. Pure. */
export function numberLines(table: CompiledTable, day: string): NumberLine[] {
  const space = spaceOf(table, day);
  if (space === null) return [];
  const bases = space.boxes.filter((box) => box.sets.every((set) => set !== 0n)).slice(0, BASES_MAX).map((box) => combinationIn(table, space, box.sets));
  return space.inputs.flatMap((input, at) => {
    const values = stretchesAt(space, at);
    if (values === null || bases.length === 0) return [];
    const { id } = table.inputs[input]!.input;
    const lines = bases.map((base) => lineAlong(table, day, { id, values, base }));
    return [lines.toSorted((a, b) => turns(b) - turns(a))[0]!];
  });
}

type Regions = readonly { readonly value: Value; readonly named: boolean }[];

function stretchesAt(space: Space, at: number): Regions | null {
  const points = space.points[at]!;
  const ordered = space.regions[at]!.filter((value) => isNumeral(value) || typeOf(value) === 'date');
  if (points.length === 0 || ordered.length === 0 || ordered.length > STRETCHES_MAX) return null;
  return ordered.toSorted((a, b) => compare(a, b, () => null) ?? 0).map((value) => ({ value, named: points.some((point) => compare(point, value, () => null) === 0) }));
}

function lineAlong(table: CompiledTable, day: string, { id, values, base }: { id: string; values: Regions; base: Combination }): NumberLine {
  const { [id]: _own, ...held } = base;
  const stretches = values.map(({ value, named }): Stretch => {
    const json = toJson(value);
    const decision = evaluateTable(table, given({ ...held, [id]: json }), day);
    return { value: json, named, outcome: decision.outcome, rows: decision.reasons.flatMap(({ row }) => (row === null ? [] : [row])), values: decision.values };
  });
  return { input: id, held, stretches };
}

// The line that tells most is the one along which most changes.
const turns = ({ stretches }: NumberLine): number => stretches.filter((one, n) => n > 0 && JSON.stringify([one.outcome, one.rows]) !== JSON.stringify([stretches[n - 1]!.outcome, stretches[n - 1]!.rows])).length;
