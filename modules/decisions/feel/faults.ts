/** The codes of everything that can be wrong with an expression or its evaluation. */
export type FeelCode =
  | 'feel.syntax' | 'feel.too_long' | 'feel.too_deep' | 'feel.unknown_name' | 'feel.unknown_function' | 'feel.no_clock'
  | 'feel.arguments' | 'feel.unlike_types' | 'feel.type' | 'feel.missing_field' | 'feel.literal' | 'feel.division_by_zero'
  | 'feel.out_of_range' | 'feel.too_many_steps' | 'feel.too_large' | 'feel.pattern' | 'feel.json' | 'feel.not_supported'
  | 'dmn.xml' | 'dmn.too_large' | 'dmn.document_type' | 'dmn.not_dmn' | 'dmn.incomplete' | 'dmn.no_decision' | 'dmn.no_import' | 'dmn.circle' | 'dmn.no_table' | 'dmn.hit_policy';

/** Where in the text something is wrong; both count from 1. */
export interface Position { readonly line: number; readonly column: number }

/** What is known about a fault besides its code. */
export type FeelDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * An expression that cannot be compiled or cannot be evaluated. `hint`, where there is one, says
 * what to write instead.
 */
export class FeelError extends Error {
  readonly code: FeelCode;
  readonly details: FeelDetails;
  readonly position: Position | null;
  constructor(code: FeelCode, details: FeelDetails = {}, position: Position | null = null) {
    // What is wrong is in the text that was written, not in ours; and while a form is half filled in this is thrown all the time.
    const frames = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(sentence(code, details, position));
    Error.stackTraceLimit = frames;
    this.name = 'FeelError';
    this.code = code;
    this.details = details;
    this.position = position;
  }
}

/** Reports a fault: throws in the strict profile, answers null in the standard one (DMN 1.5 §10.3). */
export type Fault = (code: FeelCode, details?: FeelDetails) => null;

/** Strict: a fault ends the evaluation. Standard: a fault is worth null, as DMN has it. */
export type Profile = 'strict' | 'standard';

/** The way faults at one place of a text are reported under a profile. */
export function faultAt(profile: Profile, text: string, offset: number): Fault {
  if (profile === 'standard') return () => null;
  return (code, details) => { throw new FeelError(code, details, positionOf(text, offset)); };
}

/** The fault reporter of a profile where no text is at hand. */
export const strictFault: Fault = (code, details) => { throw new FeelError(code, details); };

/** Line and column of an offset. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The nearest of the known names, if one is near enough to be meant. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const reach = Math.max(1, Math.floor(name.length / 3));
  let best: string | null = null;
  let bestDistance = reach + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) { best = candidate; bestDistance = distance; }
  }
  return best;
}

// Optimal string alignment, so that two letters swapped count as one slip.
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

function sentence(code: FeelCode, details: FeelDetails, position: Position | null): string {
  const where = position === null ? '' : ` at ${position.line}:${position.column}`;
  const what = Object.entries(details).map(([key, value]) => `${key}: ${String(value)}`).join(', ');
  return `${code}${where}${what === '' ? '' : ` (${what})`}`;
}
