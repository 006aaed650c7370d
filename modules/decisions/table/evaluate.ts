import { FeelError } from '../feel/faults.ts';
import type { Json } from '../feel/json.ts';
import { fromJson, toJson } from '../feel/json.ts';
import type { Plain } from '../feel/plain.ts';
import { plainOf, valueOfPlain } from '../feel/plain.ts';
import type { StaticType, Value } from '../feel/values.ts';
import { isNumeral, typeOf } from '../feel/values.ts';
import type { Answers } from './answers.ts';
import { SourceUnavailable, stateOf } from './answers.ts';
import type { CompiledCell, CompiledInput, CompiledRow, CompiledTable } from './compile.ts';
import { asOfName, numberOn } from './compile.ts';
import { equal } from '../feel/operators.ts';
import { scalarAt, soundSource, writtenAs } from './straight.ts';

/** Why something could not be determined. */
export interface Undetermined {
  readonly reason: string; readonly source?: string; readonly input?: string; readonly why?: string;
}
/** A verdict on a cell or a row: what good data says, or that good data is lacking. */
export type Verdict = true | false | 'undetermined';

/** One tested cell, as an explanation needs it. */
export interface TracedCell { readonly input: string; readonly test: string; readonly value: Json; readonly verdict: Verdict }
/** One tested row. */
export interface TracedRow { readonly row: string; readonly cells: readonly TracedCell[] }
/** A tested row with its verdict and, where undetermined, why; `near`: it failed by exactly one cell, all others being true. */
export interface JudgedRow {
  readonly compiled: CompiledRow; readonly verdict: Verdict; readonly traced: TracedRow; readonly lacks: readonly Undetermined[]; readonly near: boolean;
}

/** A value that is known, or why it is not. */
export type Known = { readonly value: Value } | { readonly lacks: Undetermined };

/** What is worked out of one input: cells are tested by its plain form where it has one, and then its value is made only if somebody asks. */
interface Seat { known: Known | null; readonly plain: Plain | undefined; json: Json | undefined }

/** One evaluation under way: the inputs are worked out when first asked for, and once. */
export interface Sitting {
  readonly table: CompiledTable;
  readonly answers: Answers;
  readonly seats: (Seat | undefined)[];
  /** The answers that inputs are taken straight from, by their place among the needs. */
  readonly sources: unknown[];
  readonly readSource: (name: string) => Value;
}

/** Opens an evaluation over answers, as of a day. */
export function sit(table: CompiledTable, answers: Answers, asOf: string): Sitting {
  const values = new Map<string, Value>().set(asOfName, fromJson(asOf, 'date'));
  const readSource = (name: string): Value => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const number = numberOn(table, name, asOf);
    if (number !== undefined) return number;
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (stateOf(answer) !== 'hit') throw new SourceUnavailable(name, answer);
    const value = fromJson(answer?.value ?? null);
    values.set(name, value);
    return value;
  };
  return { table, answers, seats: table.inputs.map(() => undefined), sources: [], readSource };
}

/** The value of an input, or why there is none. */
export function inputAt(sitting: Sitting, index: number): Known {
  const seat = seatAt(sitting, index);
  return seat.known ??= { value: valueOfPlain(seat.plain!, sitting.table.inputs[index]!.input.type) };
}

function seatAt(sitting: Sitting, index: number): Seat {
  const seat = sitting.seats[index];
  if (seat !== undefined) return seat;
  const compiled = sitting.table.inputs[index];
  if (compiled === undefined) throw new RangeError('no such input');
  return sitting.seats[index] = straightSeat(sitting, compiled) ?? wholeSeat(sitting, compiled, index);
}

function straightSeat({ table, answers, sources }: Sitting, { straight }: CompiledInput): Seat | null {
  if (straight === null) return null;
  const { source } = straight;
  if (sources[source] === undefined) sources[source] = soundSource(answers, table.needs[source]!);
  const json = scalarAt(sources[source], straight);
  const plain = json === undefined ? undefined : straight.plain(json);
  return json === undefined || plain === undefined ? null : { known: null, plain, json: writtenAs(json, plain) };
}

function wholeSeat(sitting: Sitting, compiled: CompiledInput, index: number): Seat {
  const known = attempt(compiled.input.id, () => checked(compiled, compiled.expression.evaluate(readAny(sitting, index))));
  return { known, plain: 'value' in known ? plainOf(known.value) : undefined, json: undefined };
}

function attempt(input: string, run: () => Value): Known {
  try {
    return { value: run() };
  } catch (error) {
    // Exactly what must never count as "no": it becomes undetermined, and the case goes to a person.
    if (error instanceof SourceUnavailable) return { lacks: { reason: `decisions.source_${error.state}`, source: error.source, input, ...(error.why === undefined ? {} : { why: error.why }) } };
    if (error instanceof InputUndetermined) return { lacks: error.lacks };
    if (error instanceof FeelError) return { lacks: { reason: 'decisions.input_type', input, why: error.message } };
    throw error;
  }
}

function checked({ input, allowed, within }: CompiledInput, value: Value): Value {
  if (value === null && input.nullable === true) return value;
  if (typeOf(value) !== input.type) throw new FeelError('feel.type', { type: typeOf(value), wanted: input.type });
  const fits = allowed === null || allowed.some((one) => equal(one, value, () => null) === true);
  if (!fits) throw new FeelError('feel.type', { wanted: 'an allowed value' });
  if (within !== null && !within.test(value, {})) throw new FeelError('feel.type', { wanted: input.within ?? '' });
  if (input.whole === true && isNumeral(value) && !value.isInteger()) throw new FeelError('feel.type', { wanted: 'a whole number' });
  return value;
}

/**
 * What cells and set expressions read: an input by its id, before a source of the same name. An input may build on those `before` it,
 * and on none after it, so that none can wait for itself.
 */
export function readAny(sitting: Sitting, before = Infinity): (name: string) => Value {
  return (name) => {
    const index = sitting.table.table.inputs.findIndex((input) => input.id === name);
    if (index < 0 || index >= before) return sitting.readSource(name);
    const known = inputAt(sitting, index);
    if ('value' in known) return known.value;
    throw new InputUndetermined(known.lacks);
  };
}

// Carries why an input is undetermined out of an expression that reads it by name.
class InputUndetermined extends Error {
  readonly lacks: Undetermined;
  constructor(lacks: Undetermined) {
    super(lacks.reason);
    this.lacks = lacks;
  }
}

/**
 * Judges a row. False on good data settles it; else one undetermined cell makes it undetermined;
 * only a row with every cell true on good data has matched.
 */
export function judge(sitting: Sitting, compiled: CompiledRow, read: (name: string) => Value): JudgedRow {
  let lacks = nothing;
  let failed = 0;
  const cells = compiled.cells.map((cell): TracedCell => {
    const seat = sitting.seats[cell.input] ?? seatAt(sitting, cell.input);
    const { plain } = cell.tests;
    const held = plain !== null && seat.plain !== undefined ? plain(seat.plain) : judgeCell(sitting, cell, read);
    if (typeof held === 'object') lacks = [...lacks, held];
    else if (!held) failed++;
    return { input: cell.id, test: cell.source, value: seat.json === undefined ? jsonOf(sitting, seat, cell.input) : seat.json, verdict: typeof held === 'object' ? 'undetermined' : held };
  });
  const verdict: Verdict = failed > 0 ? false : lacks.length > 0 ? 'undetermined' : true;
  return { compiled, verdict, traced: { row: compiled.row.id, cells }, lacks, near: failed === 1 && lacks.length === 0 };
}

const nothing: readonly Undetermined[] = [];

function judgeCell(sitting: Sitting, { input, id, tests }: CompiledCell, read: (name: string) => Value): boolean | Undetermined {
  const known = inputAt(sitting, input);
  const held = 'lacks' in known ? known : attemptTest(id, () => tests.test(known.value, read));
  return 'lacks' in held ? held.lacks : held.value === true;
}

function attemptTest(input: string, run: () => boolean): Known {
  try {
    return attempt(input, run);
  } catch (error) {
    // The cell names another input that is itself undetermined.
    if (error instanceof InputUndetermined) return { lacks: error.lacks };
    throw error;
  }
}

function jsonOf(sitting: Sitting, seat: Seat, index: number): Json {
  const known = inputAt(sitting, index);
  return seat.json = 'lacks' in known ? null : toJson(known.value);
}

/** The value of a row's set expression, of the output's type, or why there is none. */
export function setValue(output: string, type: StaticType, run: () => Value): Known {
  try {
    return attempt(output, () => {
      const value = run();
      if (value !== null && type !== 'any' && typeOf(value) !== type) throw new FeelError('feel.type', { type: typeOf(value), wanted: type });
      return value;
    });
  } catch (error) {
    // As in attemptTest.
    if (error instanceof InputUndetermined) return { lacks: error.lacks };
    throw error;
  }
}
