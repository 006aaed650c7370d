import type { Json } from '../feel/json.ts';
import { toJson } from '../feel/json.ts';
import type { Value } from '../feel/values.ts';
import type { Answers } from './answers.ts';
import { stateOf } from './answers.ts';
import type { CompiledTable } from './compile.ts';
import { asOfName, numberOn } from './compile.ts';
import type { JudgedRow, Sitting, Undetermined, Verdict } from './evaluate.ts';
import { inputAt, judge, readAny, sit } from './evaluate.ts';

/** What a cell asks for, where it is one comparison: the sign and the value compared with, and the input it came from by name. */
export interface Comparison { readonly sign: '=' | '<' | '<=' | '>' | '>='; readonly value: Json; readonly name?: string }

/**
 * What a value was made of: an input written before it, a number in force on the day, or a part of an answer. `value` is left out where
 * it is a list or a record, whose size is then `count`; `lacks` says why nothing is known.
 */
export interface Made { readonly path: readonly string[]; readonly value?: Json; readonly count?: number; readonly lacks: Undetermined | null; readonly made: readonly Made[] }

/** One condition for a grant: what an input is and was made of, what is asked of it (null where it is more than a comparison), and whether it holds. */
export interface Condition { readonly input: string; readonly value: Json; readonly asks: Comparison | null; readonly verdict: Verdict; readonly lacks: Undetermined | null; readonly made: readonly Made[] }

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
    const { input } = nearest.compiled.cells[n]!;
    const known = inputAt(sitting, input);
    return { input: cell.input, value: cell.value, verdict: cell.verdict, asks: comparisonIn(cell.test, table, read), lacks: 'lacks' in known ? known.lacks : null, made: madeOf(sitting, input, asOf) };
  });
}

// An input reads only inputs before it, so this ends.
function madeOf(sitting: Sitting, index: number, asOf: string): Made[] {
  const { table, answers } = sitting;
  const paths = table.reads[table.inputs[index]!.input.id] ?? [];
  return paths.filter(([root]) => root !== asOfName).map((path): Made => {
    const root = path[0]!;
    const before = table.inputs.findIndex(({ input }, at) => at < index && input.id === root);
    if (before >= 0) {
      const known = inputAt(sitting, before);
      return { path, ...('lacks' in known ? { lacks: known.lacks } : { ...sized(toJson(known.value)), lacks: null }), made: madeOf(sitting, before, asOf) };
    }
    const number = numberOn(table, root, asOf);
    if (number !== undefined) return { path, value: toJson(number), lacks: null, made: [] };
    const answer = Object.hasOwn(answers, root) ? answers[root] : undefined;
    const state = stateOf(answer);
    if (state === 'hit') return { path, ...sized(partOf(answer?.value, path.slice(1))), lacks: null, made: [] };
    return { path, lacks: { reason: `decisions.source_${state}`, source: answer?.source ?? root, ...(answer?.why === undefined ? {} : { why: answer.why }) }, made: [] };
  });
}

const partOf = (value: unknown, path: readonly string[]): unknown => path.reduce<unknown>((whole, name) => (typeof whole === 'object' && whole !== null && !Array.isArray(whole) && Object.hasOwn(whole, name) ? (whole as Record<string, unknown>)[name] : null), value);

const sized = (value: unknown): Pick<Made, 'value' | 'count'> => (typeof value === 'object' && value !== null ? { count: Array.isArray(value) ? value.length : 1 } : { value: (value ?? null) as Json });

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
