import type { Json } from '../feel/json.ts';
import { toJson } from '../feel/json.ts';
import { calculated, compare } from '../feel/operators.ts';
import { strictFault } from '../feel/faults.ts';
import type { Value } from '../feel/values.ts';
import { numeral } from '../feel/values.ts';
import type { Answers } from './answers.ts';
import type { CompiledRow, CompiledTable } from './compile.ts';
import type { JudgedRow, Sitting, TracedRow, Undetermined } from './evaluate.ts';
import { inputAt, judge, readAny, setValue, sit } from './evaluate.ts';
import type { Outcome, Sentence } from './schema.ts';

/**
 * One reason of a decision. From a matched row: its reason, text, law, fix and field. From lacking
 * data: `row` is the row that could not be judged (null for `decisions.no_row`), with the input, the
 * source and why.
 */
export interface Reason {
  readonly row: string | null; readonly reason: string; readonly text: Sentence | null; readonly law: Sentence | null;
  readonly fix?: Sentence; readonly field?: string; readonly to?: string; readonly input?: string; readonly source?: string; readonly why?: string;
}

/** What a table decides. `outcome` is null when a value table gave its values. */
export interface Decision {
  readonly outcome: Outcome | null; readonly to?: string; readonly reasons: readonly Reason[];
  readonly values: Readonly<Record<string, Json>>; readonly trace: readonly TracedRow[]; readonly nearMisses: readonly string[];
  readonly table: string; readonly version: string; readonly asOf: string;
}

interface Verdicts { readonly judged: readonly JudgedRow[]; readonly matched: readonly JudgedRow[]; readonly undetermined: readonly JudgedRow[] }

/** What was found, before it is dressed as a decision. */
interface Finding { readonly outcome: Outcome | null; readonly rows: readonly JudgedRow[]; readonly reasons?: readonly Reason[] }

/**
 * Decides by a table on answers, as of a day (`YYYY-MM-DD`). Pure: the same arguments give the same
 * bytes. A source that is not a hit never yields RETURN or GRANT: what could not be judged goes to a
 * person (ROUTE) with `decisions.source_<state>`, unless good data alone has settled the outcome.
 * `nearMisses` are the tested rows that failed by exactly one cell.
 */
export function evaluateTable(table: CompiledTable, answers: Answers, asOf: string): Decision {
  const sitting = sit(table, answers, asOf);
  const verdicts = table.table.hitPolicy === 'FIRST' ? judgeToFirst(sitting) : judgeAll(sitting);
  const finding = find(sitting, verdicts);
  const worked = finding.reasons === undefined ? valuesOf(sitting, finding.rows) : { values: {} };
  const lacks = 'lacks' in worked ? worked.lacks : null;
  const reasons = lacks === null ? finding.reasons ?? reasonsOf(sitting, finding) : [lackReason(finding.rows[0]?.compiled.row.id ?? null, lacks)];
  const outcome = lacks === null ? finding.outcome : 'ROUTE';
  const to = outcome === 'ROUTE' ? reasons.find((reason) => reason.to !== undefined)?.to ?? table.table.routeTo : undefined;
  const decision: Decision = {
    outcome, reasons,
    values: 'lacks' in worked ? {} : worked.values,
    trace: verdicts.judged.map(({ traced }) => traced),
    nearMisses: verdicts.judged.filter(({ near }) => near).map(({ traced }) => traced.row),
    table: table.table.table, version: table.version, asOf,
  };
  return to === undefined ? decision : { ...decision, to };
}

function judgeToFirst(sitting: Sitting): Verdicts {
  const read = readAny(sitting);
  const judged: JudgedRow[] = [];
  for (const row of sitting.table.rows) {
    const one = judge(sitting, row, read);
    judged.push(one);
    if (one.verdict !== false) break;
  }
  return sorted(judged);
}

function judgeAll(sitting: Sitting): Verdicts {
  const read = readAny(sitting);
  return sorted(sitting.table.rows.map((row) => judge(sitting, row, read)));
}

function sorted(judged: readonly JudgedRow[]): Verdicts {
  return { judged, matched: judged.filter((row) => row.verdict === true), undetermined: judged.filter((row) => row.verdict === 'undetermined') };
}

function find(sitting: Sitting, verdicts: Verdicts): Finding {
  const { matched, undetermined } = verdicts;
  const policy = sitting.table.table.hitPolicy;
  const returned = matched.filter(({ compiled }) => compiled.outcome === 'RETURN');
  if (policy === 'OUTPUT ORDER' && returned.length > 0) return { outcome: 'RETURN', rows: returned };
  const routed = policy === 'OUTPUT ORDER' ? matched.filter(({ compiled }) => compiled.outcome === 'ROUTE') : [];
  if (undetermined.length > 0) return { outcome: 'ROUTE', rows: routed, reasons: [...routed.map((row) => rowReason(sitting, row.compiled)), ...lackReasons(undetermined)] };
  if (matched.length === 0) return { outcome: 'ROUTE', rows: [], reasons: [lackReason(null, { reason: 'decisions.no_row' })] };
  if (policy === 'UNIQUE' && matched.length > 1) {
    return { outcome: 'ROUTE', rows: [], reasons: matched.map(({ compiled }) => lackReason(compiled.row.id, { reason: 'decisions.not_unique' })) };
  }
  const rows = policy === 'OUTPUT ORDER' && routed.length > 0 ? routed : matched;
  return { outcome: rows[0]?.compiled.outcome ?? null, rows };
}

// The same lack in several rows is one reason, told of the first.
function lackReasons(undetermined: readonly JudgedRow[]): Reason[] {
  const seen = new Set<string>();
  return undetermined.flatMap(({ compiled, lacks }) => lacks.flatMap((lack) => {
    const key = JSON.stringify([lack.reason, lack.source ?? null, lack.source === undefined ? lack.input ?? null : null]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [lackReason(compiled.row.id, lack)];
  }));
}

function lackReason(row: string | null, lack: Undetermined): Reason {
  return { row, text: null, law: null, ...lack };
}

function reasonsOf(sitting: Sitting, finding: Finding): Reason[] {
  return finding.rows.filter(({ compiled }) => compiled.row.reason !== undefined).map(({ compiled }) => rowReason(sitting, compiled));
}

function rowReason(sitting: Sitting, { row, text, fix, sets }: CompiledRow): Reason {
  const valueOf = (name: string): Value | undefined => placeValue(sitting, sets, name);
  const reason: { -readonly [K in keyof Reason]: Reason[K] } = { row: row.id, reason: row.reason ?? 'decisions.matched', text: text?.fill(valueOf) ?? null, law: row.law ?? null };
  if (fix !== null) reason.fix = fix.fill(valueOf);
  if (row.field !== undefined) reason.field = row.field;
  if (row.to !== undefined) reason.to = row.to;
  return reason;
}

function placeValue(sitting: Sitting, sets: CompiledRow['sets'], name: string): Value | undefined {
  const input = sitting.table.table.inputs.findIndex(({ id }) => id === name);
  const set = sets.find(({ output }) => output === name);
  if (input < 0 && set === undefined) return undefined;
  const known = input >= 0 ? inputAt(sitting, input) : setValue(name, 'any', () => set?.expression.evaluate(readAny(sitting)) ?? null);
  return 'value' in known ? known.value : undefined;
}

type Worked = { readonly values: Readonly<Record<string, Json>> } | { readonly lacks: Undetermined };

function valuesOf(sitting: Sitting, rows: readonly JudgedRow[]): Worked {
  const read = readAny(sitting);
  const perRow: Map<string, Value>[] = [];
  for (const { compiled } of rows) {
    const made = new Map<string, Value>();
    for (const { output, type, expression } of compiled.sets) {
      const known = setValue(output, type, () => expression.evaluate(read));
      if ('lacks' in known) return known;
      made.set(output, known.value);
    }
    perRow.push(made);
  }
  return joinedValues(sitting, perRow);
}

function joinedValues(sitting: Sitting, perRow: readonly Map<string, Value>[]): Worked {
  const { hitPolicy, outputs } = sitting.table.table;
  const values: Record<string, Json> = {};
  for (const { id, collect } of outputs) {
    const given = perRow.flatMap((row) => (row.has(id) ? [row.get(id) ?? null] : []));
    if (hitPolicy === 'COLLECT') {
      const known = setValue(id, 'any', () => collected(given, collect ?? 'list'));
      if ('lacks' in known) return known;
      values[id] = toJson(known.value);
    } else if (given[0] !== undefined) values[id] = toJson(given[0]);
  }
  return { values };
}

function collected(given: readonly Value[], how: 'list' | 'sum' | 'min' | 'max' | 'count'): Value {
  if (how === 'list') return given;
  if (how === 'count') return numeral(given.length);
  return given.slice(1).reduce<Value>((held, value) => {
    if (how === 'sum') return calculated('+', held, value, strictFault);
    const order = compare(value, held, strictFault) ?? 0;
    return (how === 'min' ? order < 0 : order > 0) ? value : held;
  }, given[0] ?? null);
}
