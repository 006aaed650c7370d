import { FeelError } from '../feel/faults.ts';
import type { Json } from '../feel/json.ts';
import { fromJson, toJson } from '../feel/json.ts';
import type { StaticType, Value } from '../feel/values.ts';
import { isNumeral, typeOf } from '../feel/values.ts';
import type { Answers } from './answers.ts';
import { SourceUnavailable, stateOf } from './answers.ts';
import type { CompiledInput, CompiledRow, CompiledTable } from './compile.ts';
import { asOfName, numberOn } from './compile.ts';
import { equal } from '../feel/operators.ts';

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
/** A tested row with its verdict and, where undetermined, why. */
export interface JudgedRow { readonly compiled: CompiledRow; readonly verdict: Verdict; readonly traced: TracedRow; readonly lacks: readonly Undetermined[] }

/** A value that is known, or why it is not. */
export type Known = { readonly value: Value } | { readonly lacks: Undetermined };

/** One evaluation under way: the inputs are worked out when first asked for, and once. */
export interface Sitting {
  readonly table: CompiledTable;
  readonly inputs: (Known | undefined)[];
  readonly jsons: (Json | undefined)[];
  readonly readSource: (name: string) => Value;
}

/** Opens an evaluation over answers, as of a day. */
export function sit(table: CompiledTable, answers: Answers, asOf: string): Sitting {
  const values = new Map<string, Value>([[asOfName, fromJson(asOf, 'date')]]);
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
  return { table, inputs: table.inputs.map(() => undefined), jsons: table.inputs.map(() => undefined), readSource };
}

/** The value of an input, or why there is none. */
export function inputAt(sitting: Sitting, index: number): Known {
  const known = sitting.inputs[index];
  if (known !== undefined) return known;
  const compiled = sitting.table.inputs[index];
  if (compiled === undefined) throw new RangeError('no such input');
  const found = attempt(compiled.input.id, () => checked(compiled, compiled.expression.evaluate(readBefore(sitting, index))));
  sitting.inputs[index] = found;
  return found;
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

// An input may build on those before it, and on none after it, so that none can wait for itself.
function readBefore(sitting: Sitting, before: number): (name: string) => Value {
  const read = readAny(sitting);
  const earlier = new Set(sitting.table.table.inputs.slice(0, before).map(({ id }) => id));
  return (name) => (earlier.has(name) ? read(name) : sitting.readSource(name));
}

/** What cells and set expressions read: an input by its id, before a source of the same name. */
export function readAny(sitting: Sitting): (name: string) => Value {
  return (name) => {
    const index = sitting.table.table.inputs.findIndex((input) => input.id === name);
    if (index < 0) return sitting.readSource(name);
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
  const lacks: Undetermined[] = [];
  let refuted = false;
  const cells = compiled.cells.map((cell): TracedCell => {
    const known = inputAt(sitting, cell.input);
    const verdict = 'lacks' in known ? known : attemptTest(cell.id, () => cell.tests.test(known.value, read));
    if ('lacks' in verdict) lacks.push(verdict.lacks);
    else if (verdict.value === false) refuted = true;
    return {
      input: cell.id, test: cell.source, value: jsonOf(sitting, cell.input, known),
      verdict: 'lacks' in verdict ? 'undetermined' : verdict.value === true,
    };
  });
  const verdict: Verdict = refuted ? false : lacks.length > 0 ? 'undetermined' : true;
  return { compiled, verdict, traced: { row: compiled.row.id, cells }, lacks };
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

function jsonOf(sitting: Sitting, index: number, known: Known): Json {
  if ('lacks' in known) return null;
  const cached = sitting.jsons[index];
  if (cached !== undefined) return cached;
  const json = toJson(known.value);
  sitting.jsons[index] = json;
  return json;
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
