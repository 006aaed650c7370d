import type { Json } from '../feel/json.ts';
import { toJson } from '../feel/json.ts';
import type { Value } from '../feel/values.ts';
import type { Answers } from './answers.ts';
import type { CompiledTable } from './compile.ts';
import type { JudgedRow, Undetermined, Verdict } from './evaluate.ts';
import { inputAt, judge, readAny, sit } from './evaluate.ts';

/** What a cell asks for, where it is one comparison: the sign and the value compared with, and the input it came from by name. */
export interface Comparison { readonly sign: '=' | '<' | '<=' | '>' | '>='; readonly value: Json; readonly name?: string }

/** One condition for a grant: what an input is, what is asked of it (null where it is more than a comparison), and whether it holds. */
export interface Condition { readonly input: string; readonly value: Json; readonly asks: Comparison | null; readonly verdict: Verdict; readonly lacks: Undetermined | null }

/**
 * The conditions of the granting row that came nearest to holding: those that do not hold are what stood between these answers and
 * a grant. Empty where the table has no such row. Pure, as the decision is.
 */
export function conditionsForGrant(table: CompiledTable, answers: Answers, asOf: string): readonly Condition[] {
  const sitting = sit(table, answers, asOf);
  const read = readAny(sitting);
  const granting = table.rows.filter(({ outcome }) => outcome === 'GRANT').map((row) => judge(sitting, row, read));
  const nearest = granting.toSorted((a, b) => wanting(a) - wanting(b))[0];
  if (nearest === undefined) return [];
  return nearest.traced.cells.map((cell, n) => {
    const known = inputAt(sitting, nearest.compiled.cells[n]!.input);
    return { input: cell.input, value: cell.value, verdict: cell.verdict, asks: comparisonIn(cell.test, table, read), lacks: 'lacks' in known ? known.lacks : null };
  });
}

/** What an input is worth, or why that is not known. */
export interface Told { readonly input: string; readonly value: Json; readonly lacks: Undetermined | null }

/** What every input is worth on these answers, whether or not a row asked for it: the order in which rows asked would tell how it came out. */
export function inputsOn(table: CompiledTable, answers: Answers, asOf: string): readonly Told[] {
  const sitting = sit(table, answers, asOf);
  return table.inputs.map(({ input }, n) => {
    const known = inputAt(sitting, n);
    return 'lacks' in known ? { input: input.id, value: null, lacks: known.lacks } : { input: input.id, value: toJson(known.value), lacks: null };
  });
}

const wanting = ({ traced: { cells } }: JudgedRow): number => cells.filter((cell) => cell.verdict !== true).length;

const COMPARISON = /^(?:(<=|>=|<|>)\s*)?(true|false|-?\d+(?:\.\d+)?|"[^"\\]*"|[A-Za-z]\w*)$/;

function comparisonIn(test: string, table: CompiledTable, read: (name: string) => Value): Comparison | null {
  const [, sign = '=', operand] = COMPARISON.exec(test.trim()) ?? [];
  if (operand === undefined) return null;
  if (/^[A-Za-z]/.test(operand) && operand !== 'true' && operand !== 'false') {
    if (!table.inputs.some(({ input }) => input.id === operand)) return null;
    const value = jsonOf(operand, read);
    return value === undefined ? null : { sign: sign as Comparison['sign'], value, name: operand };
  }
  return { sign: sign as Comparison['sign'], value: JSON.parse(operand) as Json };
}

// A limit that is itself not known explains nothing; that it is not known, its own condition says.
function jsonOf(name: string, read: (name: string) => Value): Json | undefined {
  try {
    return toJson(read(name));
  } catch {
    return undefined;
  }
}
