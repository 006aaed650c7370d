import type { Json } from '../feel/json.ts';
import { toJson } from '../feel/json.ts';
import type { Value } from '../feel/values.ts';
import type { CompiledInput, CompiledTable } from './compile.ts';
import { asOfName } from './compile.ts';
import { fromJson } from '../feel/json.ts';

/** A combination of input values for which no row matches. */
export type Combination = Readonly<Record<string, Json>>;

// The most inputs and combinations that are tried; 2^16 cells take well under a second.
const mostInputs = 12;
const mostCombinations = 65_536;

/**
 * Tries every combination of the tested inputs where all of them are boolean or enumerated:
 * `complete`, or a combination no row takes; `unknown` where there are too many or an input has
 * endless values.
 */
export function missingCombination(table: CompiledTable): 'complete' | 'unknown' | Combination {
  const tested = [...new Set(table.rows.flatMap((row) => row.cells.map((cell) => cell.input)))].sort((a, b) => a - b);
  const domains = tested.map((index) => domainOf(table.inputs[index]));
  const count = domains.reduce((all, domain) => all * (domain?.length ?? Infinity), 1);
  if (tested.length > mostInputs || count > mostCombinations) return 'unknown';
  // Tests that read sources or further inputs depend on more than the combination.
  if (table.rows.some((row) => row.cells.some((cell) => cell.tests.reads.some(([root]) => root !== asOfName)))) return 'unknown';
  return firstMissing(table, tested, domains.map((domain) => domain ?? []), count);
}

function domainOf(compiled: CompiledInput | undefined): readonly Value[] | null {
  if (compiled === undefined) return null;
  const values = compiled.allowed ?? (compiled.input.type === 'boolean' ? [true, false] : null);
  return values !== null && compiled.input.nullable === true ? [...values, null] : values;
}

function firstMissing(table: CompiledTable, tested: readonly number[], domains: readonly (readonly Value[])[], count: number): 'complete' | Combination {
  const asOf = fromJson(table.table.effective.from, 'date');
  for (let number = 0; number < count; number++) {
    const values = new Map<number, Value>();
    let rest = number;
    for (const [place, domain] of domains.entries()) {
      values.set(tested[place] ?? -1, domain[rest % domain.length] ?? null);
      rest = Math.floor(rest / domain.length);
    }
    const taken = table.rows.some((row) => row.cells.every((cell) => cell.tests.test(values.get(cell.input) ?? null, () => asOf)));
    if (!taken) return Object.fromEntries(Array.from(values, ([index, value]) => [table.inputs[index]?.input.id ?? '', toJson(value)]));
  }
  return 'complete';
}
