import type { CompiledTable } from './compile.ts';
import { combinationIn, spaceOf, whole, without, type Box, type Combination, type Space } from './space.ts';

export type { Combination };

/** What a table's rows leave open and what they cover twice, as far as their cells are comparisons with constants. */
export interface Coverage {
  /** `complete`, a combination that no row takes, or `unknown` where a cell asks more than a comparison. */
  readonly missing: 'complete' | 'unknown' | Combination;
  /** Rows that never decide, because rows before them take everything, or because no value fits them. */
  readonly unreachable: readonly { readonly row: number; readonly after: readonly number[] }[];
  /** Pairs of rows that one combination fits. */
  readonly overlaps: readonly { readonly rows: readonly [number, number]; readonly at: Combination }[];
}

/** Works out what a table covers. Pure; a table whose inputs have no order is `unknown`. */
export function coverageOf(table: CompiledTable): Coverage {
  const space = spaceOf(table);
  if (space === null) return { missing: 'unknown', unreachable: [], overlaps: [] };
  return { missing: missingIn(table, space), unreachable: unreachableIn(space), overlaps: overlapsIn(table, space) };
}

/** A combination no row takes; `complete` where there is none. */
export const missingCombination = (table: CompiledTable): Coverage['missing'] => coverageOf(table).missing;

function missingIn(table: CompiledTable, space: Space): Coverage['missing'] {
  let open: (readonly bigint[])[] | null = [whole(space)];
  for (const box of space.boxes) if (box.exact && open !== null) open = without(open, box.sets);
  if (open === null) return 'unknown';
  if (open.length === 0) return 'complete';
  return space.boxes.every((box) => box.exact) ? combinationIn(table, space, open[0]!) : 'unknown';
}

// A row is out of reach where nothing of it is left after the rows before it; those that take part of it are named.
function unreachableIn(space: Space): Coverage['unreachable'] {
  return space.boxes.flatMap((box, row) => {
    if (box.sets.some((set) => set === 0n)) return [{ row, after: [] }];
    let left: (readonly bigint[])[] | null = [box.sets];
    const after: number[] = [];
    for (const [before, other] of space.boxes.slice(0, row).entries()) {
      if (!other.exact || left === null || left.length === 0) continue;
      const rest: (readonly bigint[])[] | null = without(left, other.sets);
      if (rest !== null && size(rest) < size(left)) after.push(before);
      left = rest;
    }
    return left?.length === 0 ? [{ row, after }] : [];
  });
}

// How many regions boxes hold; they never lie over each other.
const size = (boxes: readonly (readonly bigint[])[]): number => boxes.reduce((sum, box) => sum + box.reduce((count, set) => count * bits(set), 1), 0);

const bits = (set: bigint): number => set.toString(2).replaceAll('0', '').length;

function overlapsIn(table: CompiledTable, space: Space): Coverage['overlaps'] {
  const exact = space.boxes.map((box, row) => ({ box, row })).filter(({ box }) => box.exact);
  return exact.flatMap(({ box, row }, at) => exact.slice(at + 1).flatMap((other) => {
    const both = meeting(box, other.box);
    return both.some((set) => set === 0n) ? [] : [{ rows: [row, other.row] as const, at: combinationIn(table, space, both) }];
  }));
}

const meeting = (a: Box, b: Box): bigint[] => a.sets.map((set, at) => set & b.sets[at]!);
