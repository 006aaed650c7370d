import type { Part } from './pattern-syntax.ts';
import { parsePattern } from './pattern-syntax.ts';

/** A compiled pattern. */
export interface Pattern { readonly program: readonly Move[]; readonly groups: number }
/** A match by character positions; `groups[2n]` and `groups[2n+1]` bound group n, where it took part. */
export interface Match { readonly from: number; readonly to: number; readonly groups: readonly (number | undefined)[] }

type Move =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'start' | 'end'; readonly lines: boolean }
  | { readonly kind: 'match' };

const mostMoves = 5_000;

/**
 * Compiles an XPath 3.1 pattern (without back references) for a machine that walks all ways at
 * once (Pike), so that no pattern takes more than its length times the text's: ReDoS cannot occur.
 */
export function compilePattern(source: string, flags: string): Pattern | { readonly wrong: string } {
  const parsed = parsePattern(source, flags);
  if ('wrong' in parsed) return parsed;
  const program: Move[] = [];
  emit(parsed.part, program);
  program.push({ kind: 'match' });
  return program.length > mostMoves ? { wrong: 'too long' } : { program, groups: parsed.groups };
}

function emit(part: Part, program: Move[]): void {
  // A repeat of a repeat can grow fast; past the bound the rest no longer matters, the pattern is refused.
  if (program.length > mostMoves) return;
  switch (part.kind) {
    case 'one': case 'start': case 'end': program.push(part); return;
    case 'sequence': for (const member of part.parts) emit(member, program); return;
    case 'group':
      program.push({ kind: 'save', slot: part.index * 2 });
      emit(part.part, program);
      program.push({ kind: 'save', slot: part.index * 2 + 1 });
      return;
    case 'choice': emitChoice(part.parts, program); return;
    case 'repeat': emitRepeat(part, program);
  }
}

function emitChoice(parts: readonly Part[], program: Move[]): void {
  const jumps: number[] = [];
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    const split = program.length;
    if (!last) program.push({ kind: 'match' });
    emit(part, program);
    if (last) continue;
    jumps.push(program.length);
    program.push({ kind: 'match' });
    program[split] = { kind: 'split', first: split + 1, second: program.length };
  }
  for (const jump of jumps) program[jump] = { kind: 'jump', to: program.length };
}

function emitRepeat(part: Extract<Part, { kind: 'repeat' }>, program: Move[]): void {
  for (let turn = 0; turn < part.least && program.length <= mostMoves; turn++) emit(part.part, program);
  if (part.most === null) {
    const split = program.length;
    program.push({ kind: 'match' });
    emit(part.part, program);
    program.push({ kind: 'jump', to: split });
    program[split] = fork(split + 1, program.length, part.greedy);
    return;
  }
  const splits: number[] = [];
  for (let turn = part.least; turn < part.most && program.length <= mostMoves; turn++) {
    splits.push(program.length);
    program.push({ kind: 'match' });
    emit(part.part, program);
  }
  for (const split of splits) program[split] = fork(split + 1, program.length, part.greedy);
}

function fork(into: number, past: number, greedy: boolean): Move {
  return greedy ? { kind: 'split', first: into, second: past } : { kind: 'split', first: past, second: into };
}

interface Thread { readonly at: number; readonly saved: readonly (number | undefined)[] }

/** The leftmost match from a position on, or null; `spend` is charged for every move. */
export function findMatch(pattern: Pattern, text: readonly string[], from: number, spend: (steps: number) => void): Match | null {
  let threads: Thread[] = [];
  let best: Match | null = null;
  for (let position = from; position <= text.length; position++) {
    const seen = new Set<number>();
    const next: Thread[] = [];
    for (const thread of threads) follow(pattern, thread, text, position, next, seen);
    if (best === null) follow(pattern, { at: 0, saved: [position] }, text, position, next, seen);
    spend(seen.size + 1);
    threads = [];
    for (const thread of next) {
      const move = pattern.program[thread.at];
      if (move?.kind === 'match') {
        best = { from: thread.saved[0] ?? from, to: position, groups: thread.saved };
        break;
      }
      const character = text[position];
      if (move?.kind === 'one' && character !== undefined && move.accepts(character)) threads.push({ ...thread, at: thread.at + 1 });
    }
    if (threads.length === 0 && best !== null) break;
  }
  return best;
}

// Follows the moves that take no character, in order of preference, with a stack instead of recursion.
function follow(pattern: Pattern, start: Thread, text: readonly string[], position: number, out: Thread[], seen: Set<number>): void {
  const open = [start];
  for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
    const move = pattern.program[thread.at];
    if (move === undefined || seen.has(thread.at)) continue;
    seen.add(thread.at);
    const { at, saved } = thread;
    if (move.kind === 'jump') open.push({ at: move.to, saved });
    else if (move.kind === 'split') open.push({ at: move.second, saved }, { at: move.first, saved });
    else if (move.kind === 'save') {
      const changed = [...saved];
      changed[move.slot] = position;
      open.push({ at: at + 1, saved: changed });
    } else if (move.kind === 'start' || move.kind === 'end') {
      if (holds(move, text, position)) open.push({ at: at + 1, saved });
    } else out.push(thread);
  }
}

function holds(move: { readonly kind: 'start' | 'end'; readonly lines: boolean }, text: readonly string[], position: number): boolean {
  if (move.kind === 'start') return position === 0 || (move.lines && text[position - 1] === '\n');
  return position === text.length || (move.lines && text[position] === '\n');
}
