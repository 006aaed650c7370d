import type { CellTests, Expression } from '../feel/expression.ts';
import { compileExpression, compileUnaryTests } from '../feel/expression.ts';
import { FeelError } from '../feel/faults.ts';
import { fromJson } from '../feel/json.ts';
import type { StaticType, Value } from '../feel/values.ts';
import { pointerTo, versionOf } from './read.ts';
import type { Outcome, Sentence, Table, TableFault, TableInput, TableRow } from './schema.ts';
import { detailOf } from './schema.ts';
import type { Straight } from './straight.ts';
import { straightTo } from './straight.ts';
import type { Template } from './sentence.ts';
import { compileTemplate } from './sentence.ts';

/** A compiled input; `allowed` are its values where they are enumerated. */
export interface CompiledInput {
  readonly input: TableInput; readonly expression: Expression; readonly allowed: readonly Value[] | null; readonly within: CellTests | null;
  readonly straight: Straight | null;
}
/** A compiled cell: which input, by its index, and the tests. */
export interface CompiledCell { readonly input: number; readonly id: string; readonly source: string; readonly tests: CellTests }
/** A compiled value a row sets. */
export interface CompiledSet { readonly output: string; readonly type: StaticType; readonly expression: Expression }
/** A compiled row. */
export interface CompiledRow {
  readonly row: TableRow; readonly outcome: Outcome | null; readonly cells: readonly CompiledCell[]; readonly sets: readonly CompiledSet[];
  readonly text: Template | null; readonly fix: Template | null;
}

/** A table ready to decide. `needs` are the names of the sources it may read; `version` its digest. */
export interface CompiledTable {
  readonly table: Table; readonly version: string; readonly needs: readonly string[];
  /** By input id, the paths into the sources it reads. */
  readonly reads: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly inputs: readonly CompiledInput[]; readonly rows: readonly CompiledRow[];
  /** The dated numbers, each with its days in order. */
  readonly numbers: ReadonlyMap<string, readonly { readonly from: string; readonly value: Value }[]>;
}

/** What compiling is told: the names of the sources there are, where that is known (a misspelt one is then an error). */
export interface TableOptions { readonly sources?: readonly string[]; readonly file?: string }

/** A compiled table, or everything that is wrong with it. */
export type Compilation = { readonly compiled: CompiledTable; readonly faults: readonly [] } | { readonly compiled: null; readonly faults: readonly TableFault[] };

/** The name under which every expression of a table finds the date the decision is made for. */
export const asOfName = 'asOf';

interface Gathering { readonly file: string | undefined; readonly faults: TableFault[] }

/**
 * Compiles a table once. Every fault is found, not only the first: FEEL codes with line and column,
 * `decisions.unknown_input`, `decisions.unknown_output`, `decisions.allowed_type`, `decisions.unknown_placeholder`.
 */
export function compileTable(table: Table, options: TableOptions = {}): Compilation {
  const gathering: Gathering = { file: options.file, faults: [] };
  const inputs = table.inputs.map((input, index) => compileInput(input, index, table, options, gathering));
  const rows = table.rows.map((row, index) => compileRow(row, index, table, options, gathering));
  if (gathering.faults.length > 0) return { compiled: null, faults: gathering.faults };
  const wholeInputs = inputs.filter((input) => input !== null);
  const reads = Object.fromEntries(wholeInputs.map(({ input, expression }) => [input.id, expression.reads]));
  const needs = sourcesOf(wholeInputs, rows, table);
  const straightened = wholeInputs.map((one, index): CompiledInput => ({ ...one, straight: straightTo(one, one.expression, needs.map((name) => (isInputBefore(index, name, table) ? '' : name))) }));
  return { compiled: { table, version: versionOf(table), needs, reads, inputs: straightened, rows, numbers: numbersOf(table) }, faults: [] };
}

// An input before this one is read instead of a source of the same name.
const isInputBefore = (index: number, name: string, table: Table): boolean => table.inputs.slice(0, index).some((one) => one.id === name);

const numbersOf = (table: Table): CompiledTable['numbers'] => new Map(Object.entries(table.numbers ?? {}).map(([name, dated]) =>
  [name, dated.map(({ from, is }) => ({ from, value: fromJson(is, 'number') })).sort((a, b) => (a.from < b.from ? -1 : 1))]));

/** The number of a name in force on a day; undefined where the name is none, or none is in force yet. */
export const numberOn = ({ numbers }: Pick<CompiledTable, 'numbers'>, name: string, day: string): Value | undefined => numbers.get(name)?.findLast(({ from }) => from <= day)?.value;

function sourcesOf(inputs: readonly Pick<CompiledInput, 'expression' | 'input'>[], rows: readonly CompiledRow[], table: Table): string[] {
  const given = new Set([asOfName, ...Object.keys(table.numbers ?? {})]);
  const own = new Set([...given, ...table.inputs.map((input) => input.id)]);
  const direct = inputs.flatMap(({ expression }, index) => expression.reads.map(([root]) => root ?? '').filter((root) => !given.has(root) && !isInputBefore(index, root, table)));
  const further = rows.flatMap(({ cells, sets }) => [...cells.flatMap(({ tests }) => tests.reads), ...sets.flatMap(({ expression }) => expression.reads)])
    .map(([root]) => root ?? '').filter((root) => !own.has(root));
  return [...new Set([...direct, ...further])].sort();
}

function attempt<T>(gathering: Gathering, path: readonly PropertyKey[], run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    // A wrong expression is gathered, so that an author sees all of them at once.
    if (!(error instanceof FeelError)) throw error;
    refuse(gathering, path, error.code, { ...error.details, ...error.position });
    return null;
  }
}

function refuse(gathering: Gathering, path: readonly PropertyKey[], code: string, details: Readonly<Record<string, unknown>>): void {
  gathering.faults.push({ ...(gathering.file === undefined ? {} : { file: gathering.file }), pointer: pointerTo(path), code, detail: detailOf(details), details });
}

function compileInput(input: TableInput, index: number, table: Table, options: TableOptions, gathering: Gathering): Omit<CompiledInput, 'straight'> | null {
  const names = options.sources === undefined ? 'any' as const : [asOfName, ...Object.keys(table.numbers ?? {}), ...options.sources, ...table.inputs.slice(0, index).map((one) => one.id)];
  const path = ['inputs', index];
  const expression = attempt(gathering, [...path, 'is'], () => compileExpression(input.is, { names }));
  const allowed = (input.allowed ?? []).map((value, at) => attempt(gathering, [...path, 'allowed', at], () => fromJson(value, input.type)));
  if (expression !== null && expression.type !== 'any' && expression.type !== 'null' && expression.type !== input.type) {
    refuse(gathering, [...path, 'is'], 'feel.type', { type: expression.type, wanted: input.type });
  }
  const within = input.within === undefined ? null : attempt(gathering, [...path, 'within'], () => compileUnaryTests(input.within!, { names: [], input: input.type }));
  return expression === null ? null : { input, expression, allowed: input.allowed === undefined ? null : allowed, within };
}

function compileRow(row: TableRow, index: number, table: Table, options: TableOptions, gathering: Gathering): CompiledRow {
  const path = ['rows', index];
  const names = options.sources === undefined ? 'any' as const : [asOfName, ...Object.keys(table.numbers ?? {}), ...options.sources, ...table.inputs.map((input) => input.id)];
  const cells = Object.entries(row.when).flatMap(([id, source]) => compileCell(id, source, [...path, 'when', id], table, names, gathering));
  const sets = Object.entries(row.set).flatMap(([id, source]) => {
    const output = table.outputs.find((candidate) => candidate.id === id);
    if (output === undefined) refuse(gathering, [...path, 'set', id], 'decisions.unknown_output', { output: id });
    const expression = attempt(gathering, [...path, 'set', id], () => compileExpression(source, { names }));
    return expression === null || output === undefined ? [] : [{ output: id, type: output.type, expression }];
  });
  const template = (key: 'text' | 'fix'): Template | null => {
    const sentence: Sentence | undefined = row[key];
    return sentence === undefined ? null : compileRowTemplate(sentence, [...path, key], table, gathering);
  };
  cells.sort((a, b) => a.input - b.input);
  return { row, outcome: row.outcome ?? null, cells, sets, text: template('text'), fix: template('fix') };
}

function compileCell(
  id: string, source: string, path: readonly PropertyKey[], table: Table, names: readonly string[] | 'any', gathering: Gathering,
): CompiledCell[] {
  const input = table.inputs.findIndex((candidate) => candidate.id === id);
  const type = table.inputs[input]?.type;
  if (type === undefined) {
    refuse(gathering, path, 'decisions.unknown_input', { input: id });
    return [];
  }
  const tests = attempt(gathering, path, () => compileUnaryTests(source, { names, input: type }));
  return tests === null || tests.total ? [] : [{ input, id, source, tests }];
}

function compileRowTemplate(sentence: Sentence, path: readonly PropertyKey[], table: Table, gathering: Gathering): Template {
  const known = new Set([...table.inputs, ...table.outputs].map(({ id }) => id));
  const template = compileTemplate(sentence);
  for (const name of template.names) if (!known.has(name)) refuse(gathering, path, 'decisions.unknown_placeholder', { name });
  return template;
}
