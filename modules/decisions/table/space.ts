import { FeelError } from '../feel/faults.ts';
import { toJson } from '../feel/json.ts';
import type { Json } from '../feel/json.ts';
import type { CivilDate, Numeral, Value } from '../feel/values.ts';
import { isNumeral, numeral, typeOf } from '../feel/values.ts';
import type { CompiledCell, CompiledInput, CompiledRow, CompiledTable } from './compile.ts';
import { asOfName, numberOn } from './compile.ts';
import { equal, compare } from '../feel/operators.ts';

/** A combination of input values. */
export type Combination = Readonly<Record<string, Json>>;

/**
 * What a row covers: for each tested input the set of its regions, a bit for each. `exact` where every cell is comparisons with
 * constants; otherwise the row covers no more than this.
 */
export interface Box { readonly sets: readonly bigint[]; readonly exact: boolean }

/** The space of a table's inputs, cut into regions in which no cell changes its answer; one value stands for each. */
export interface Space { readonly inputs: readonly number[]; readonly regions: readonly (readonly Value[])[]; readonly boxes: readonly Box[]; readonly points: readonly (readonly Value[])[] }

// Cutting one box by another can leave as many pieces as there are inputs; beyond this many we do not know.
const mostPieces = 20_000;

/** Cuts the space of a table as of a day, or null where an input has a type without an order and no list of values. */
export function spaceOf(table: CompiledTable, day = table.table.effective.from): Space | null {
  const inputs = [...new Set(table.rows.flatMap((row) => row.cells.map((cell) => cell.input)))].sort((a, b) => a - b);
  const scope = (name: string): Value => numberOn(table, name, day) ?? null;
  const known = (reads: readonly (readonly string[])[]): boolean => reads.every(([root]) => root !== undefined && root !== asOfName && numberOn(table, root, day) !== undefined);
  const points = inputs.map((input) => distinct(table.rows.flatMap((row) => row.cells.filter((cell) => cell.input === input && known(cell.tests.reads)).flatMap((cell) => cell.tests.points?.(scope) ?? []))));
  const regions = inputs.map((input, at) => regionsOf(table.inputs[input]!, points[at]!));
  if (regions.some((found) => found === null)) return null;
  const boxes = table.rows.map((row) => boxOf(table, row, inputs, regions as Value[][], scope, known));
  return { inputs, regions: regions as Value[][], boxes, points };
}

function boxOf(table: CompiledTable, row: CompiledRow, inputs: readonly number[], regions: readonly (readonly Value[])[], scope: (name: string) => Value, known: (reads: readonly (readonly string[])[]) => boolean): Box {
  let exact = true;
  const sets = inputs.map((input, at) => {
    const cell = row.cells.find((one) => one.input === input);
    if (cell === undefined) return everything(regions[at]!.length);
    // Where every value there can be stands in the regions, any test can be tried on each; elsewhere it must be comparisons.
    const listed = table.inputs[input]!.allowed !== null || table.inputs[input]!.input.type === 'boolean';
    if (!known(cell.tests.reads) || (!listed && cell.tests.points === null)) {
      exact = false;
      return everything(regions[at]!.length);
    }
    return regions[at]!.reduce((set, value, index) => (holds(cell, value, scope) ? set | (1n << BigInt(index)) : set), 0n);
  });
  return { sets, exact };
}

// A test that a value cannot be put to does not hold for it.
function holds({ tests }: CompiledCell, value: Value, scope: (name: string) => Value): boolean {
  try {
    return tests.test(value, scope);
  } catch (error) {
    if (error instanceof FeelError) return false;
    throw error;
  }
}

const everything = (count: number): bigint => (1n << BigInt(count)) - 1n;

function distinct(values: readonly Value[]): Value[] {
  return values.filter((value, index) => value !== null && values.findIndex((other) => equal(other, value, () => null) === true) === index);
}

/** A text that no table names: it stands for every text that none of the cells tells apart. */
export const anyOtherText = '…';

function regionsOf({ input, allowed, within }: CompiledInput, points: readonly Value[]): readonly Value[] | null {
  const values = allowed ?? (input.type === 'boolean' ? [true, false] : input.type === 'string' ? [...points, anyOtherText] : between(points, input.whole === true));
  if (values === null) return null;
  const inside = within === null ? values : values.filter((value) => value === null || within.test(value, {}));
  return input.nullable === true ? [...inside, null] : inside;
}

// One value below the first point, each point, one between each two, one beyond the last.
function between(points: readonly Value[], whole: boolean): readonly Value[] | null {
  const sorted = [...points].sort((a, b) => compare(a, b, () => null) ?? 0);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return [numeral(0)];
  if (isNumeral(first)) {
    const numbers = sorted as Numeral[];
    const inside = numbers.flatMap((one, index) => [one, ...(numbers[index + 1] === undefined ? [] : whole ? [one.plus(1).floor()] : [one.plus(numbers[index + 1]!).div(2)])]);
    return distinct([whole ? numbers[0]!.minus(1).floor() : numbers[0]!.minus(1), ...inside, whole ? numbers.at(-1)!.plus(1).floor() : numbers.at(-1)!.plus(1)]);
  }
  if (typeOf(first) !== 'date') return null;
  const days = (sorted as CivilDate[]).map(({ day }) => day);
  const inside = days.flatMap((day, index) => (days[index + 1] === undefined ? [day] : [day, Math.min(day + 1, days[index + 1]!)]));
  return [...new Set([days[0]! - 1, ...inside, days.at(-1)! + 1])].map((day) => ({ kind: 'date', day }));
}

/** What is left of boxes when another is taken away, or null where that is too much to work out. */
export function without(boxes: readonly (readonly bigint[])[], taken: readonly bigint[]): (readonly bigint[])[] | null {
  const left: (readonly bigint[])[] = [];
  for (const box of boxes) {
    if (box.some((set, at) => (set & taken[at]!) === 0n)) { left.push(box); continue; }
    let rest = box;
    for (const [at, set] of box.entries()) {
      const outside = set & ~taken[at]!;
      if (outside !== 0n) left.push(rest.with(at, outside));
      rest = rest.with(at, set & taken[at]!);
    }
    if (left.length > mostPieces) return null;
  }
  return left;
}

/** The whole of a space, as one box. */
export const whole = (space: Space): readonly bigint[] => space.regions.map((values) => everything(values.length));

/** A combination that lies in a box, in words of the table. */
export function combinationIn(table: CompiledTable, space: Space, box: readonly bigint[]): Combination {
  return Object.fromEntries(space.inputs.map((input, at) => [table.inputs[input]!.input.id, toJson(space.regions[at]![lowest(box[at]!)] ?? null)]));
}

/** The place of the lowest bit that is set. */
export function lowest(set: bigint): number {
  let at = 0;
  for (let rest = set; (rest & 1n) === 0n; rest >>= 1n) at++;
  return at;
}
