import type { TableOptions } from './compile.ts';
import { compileTable } from './compile.ts';
import { coverageOf, type Coverage } from './coverage.ts';
import { pointerTo, readTable } from './read.ts';
import type { Table, TableFault } from './schema.ts';
import { detailOf } from './schema.ts';

/** A table with the file it stands in. */
export interface TableFile { readonly file?: string; readonly table: Table }

type Report = (path: readonly PropertyKey[], code: string, details?: Readonly<Record<string, unknown>>) => void;

/**
 * Everything that keeps one table from being published, as far as can be known without cases:
 * all that `compileTable` refuses, and `decisions.duplicate_input`, `decisions.duplicate_output`,
 * `decisions.duplicate_row`, `decisions.effective_order`, `decisions.law_missing`,
 * `decisions.reason_missing`, `decisions.text_missing`, `decisions.outcome_missing`,
 * `decisions.route_without_role`, `decisions.output_missing`, `decisions.row_unreachable`,
 * `decisions.rows_overlap`, `decisions.not_total`, `decisions.combination_missing`.
 */
export function checkTable(table: Table, options: TableOptions = {}): readonly TableFault[] {
  const faults: TableFault[] = [];
  const report: Report = (path, code, details = {}) => {
    faults.push({ ...(options.file === undefined ? {} : { file: options.file }), pointer: pointerTo(path), code, detail: detailOf(details), details });
  };
  const compilation = compileTable(table, options);
  faults.push(...compilation.faults);
  checkNames(table, report);
  checkRows(table, report);
  if (compilation.compiled !== null) checkCoverage(table, coverageOf(compilation.compiled), report);
  return faults;
}

/** Reads and checks one table's text. */
export function checkTableText(yaml: string, options: TableOptions = {}): readonly TableFault[] {
  const read = readTable(yaml, options.file);
  return read.table === null ? read.faults : checkTable(read.table, options);
}

/** Checks the tables of a pack together: each by itself, and `decisions.effective_overlap` between versions of one table. */
export function checkTables(files: readonly TableFile[], options: Omit<TableOptions, 'file'> = {}): readonly TableFault[] {
  const each = files.flatMap(({ file, table }) => checkTable(table, file === undefined ? options : { ...options, file }));
  const overlaps = files.flatMap((one, index) => files.slice(0, index).filter((other) => overlap(one.table, other.table)).map((other): TableFault => ({
    ...(one.file === undefined ? {} : { file: one.file }), pointer: '/effective', code: 'decisions.effective_overlap',
    detail: detailOf({ table: one.table.table, with: other.file ?? other.table.effective }),
  })));
  return [...each, ...overlaps];
}

function overlap(a: Table, b: Table): boolean {
  const open = '9999-12-31';
  return a.table === b.table && a.effective.from <= (b.effective.to ?? open) && b.effective.from <= (a.effective.to ?? open);
}

function checkNames(table: Table, report: Report): void {
  const kinds = [['inputs', 'decisions.duplicate_input'], ['outputs', 'decisions.duplicate_output'], ['rows', 'decisions.duplicate_row']] as const;
  for (const [kind, code] of kinds) {
    const ids = table[kind].map(({ id }) => id);
    for (const [index, id] of ids.entries()) if (ids.indexOf(id) !== index) report([kind, index, 'id'], code, { id });
  }
  const { from, to } = table.effective;
  if (to !== null && to < from) report(['effective', 'to'], 'decisions.effective_order', { from, to });
}

// A table either decides (every row an outcome) or gives values (no row has one).
function checkRows(table: Table, report: Report): void {
  const decides = table.rows.some((row) => row.outcome !== undefined);
  const values = new Set(table.rows.flatMap((row) => Object.keys(row.set)));
  for (const [index, row] of table.rows.entries()) {
    const path = ['rows', index];
    if (decides && row.outcome === undefined) report(path, 'decisions.outcome_missing', { row: row.id });
    if (row.law === undefined) report(path, 'decisions.law_missing', { row: row.id });
    if (row.outcome === 'ROUTE' && row.to === undefined && table.routeTo === undefined) report(path, 'decisions.route_without_role', { row: row.id });
    const refuses = row.outcome === 'RETURN' || row.outcome === 'ROUTE';
    if (refuses && row.reason === undefined) report(path, 'decisions.reason_missing', { row: row.id });
    if (row.outcome === 'RETURN' && row.text === undefined) report(path, 'decisions.text_missing', { row: row.id });
    if (decides) continue;
    for (const output of values) if (row.set[output] === undefined) report([...path, 'set'], 'decisions.output_missing', { row: row.id, output });
  }
}

// Rows out of reach matter where the first that fits decides, rows that meet where only one may fit.
function checkCoverage(table: Table, coverage: Coverage, report: Report): void {
  const named = (row: number): string => table.rows[row]!.id;
  if (table.hitPolicy === 'FIRST' || table.hitPolicy === 'UNIQUE') {
    for (const { row, after } of coverage.unreachable) {
      if (table.hitPolicy === 'FIRST' || after.length === 0) report(['rows', row], 'decisions.row_unreachable', { row: named(row), after: after.map(named).join(', ') });
    }
    checkTotal(table, coverage.missing, report);
  }
  if (table.hitPolicy !== 'UNIQUE') return;
  for (const { rows, at } of coverage.overlaps) report(['rows', rows[1]], 'decisions.rows_overlap', { rows: rows.map(named).join(', '), ...at });
}

function checkTotal(table: Table, missing: Coverage['missing'], report: Report): void {
  const last = table.rows.at(-1);
  const total = last !== undefined && Object.values(last.when).every((test) => test.trim() === '-');
  if (total || missing === 'complete') return;
  const at = ['rows', table.rows.length - 1];
  if (missing === 'unknown') report(at, 'decisions.not_total', { row: last?.id ?? null });
  else report(at, 'decisions.combination_missing', missing);
}
