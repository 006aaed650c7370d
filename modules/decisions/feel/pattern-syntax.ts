/** The parts of a pattern. */
export type Part =
  | { readonly kind: 'one'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'start' | 'end'; readonly lines: boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Part[] }
  | { readonly kind: 'group'; readonly index: number; readonly part: Part }
  | { readonly kind: 'repeat'; readonly part: Part; readonly least: number; readonly most: number | null; readonly greedy: boolean };

type Accepts = (character: string) => boolean;
interface Cursor { readonly source: readonly string[]; at: number; groups: number; depth: number; readonly flags: string }

// Thrown inside this file only, to leave the descent; parsePattern turns it into `wrong`.
class WrongPattern extends Error {}

/** Reads an XPath 3.1 pattern with the flags s, m, i, x, q; says what is wrong where it cannot. */
export function parsePattern(source: string, flags: string): { readonly part: Part; readonly groups: number } | { readonly wrong: string } {
  if (!/^[smixq]*$/.test(flags)) return { wrong: 'unknown flag' };
  if (source.length > 1_000) return { wrong: 'too long' };
  const text = flags.includes('x') && !flags.includes('q') ? source.replace(/[\t\n\r ]/g, '') : source;
  const cursor: Cursor = { source: Array.from(text), at: 0, groups: 0, depth: 0, flags };
  // A wrong pattern is an answer here, not a fault: FEEL gives null for it.
  try {
    const part = flags.includes('q') ? literalText(cursor) : choice(cursor);
    if (cursor.at < cursor.source.length) throw new WrongPattern('unexpected )');
    return { part, groups: cursor.groups };
  } catch (error) {
    if (error instanceof WrongPattern) return { wrong: error.message };
    throw error;
  }
}

function literalText(cursor: Cursor): Part {
  cursor.at = cursor.source.length;
  return { kind: 'sequence', parts: cursor.source.map((character) => ({ kind: 'one', accepts: exactly(character, cursor) })) };
}

function peek(cursor: Cursor): string | undefined {
  return cursor.source[cursor.at];
}

function take(cursor: Cursor): string {
  const character = cursor.source[cursor.at++];
  if (character === undefined) throw new WrongPattern('ends too early');
  return character;
}

function taken(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.at++;
  return true;
}

function choice(cursor: Cursor): Part {
  if (++cursor.depth > 50) throw new WrongPattern('too deep');
  const parts = [sequence(cursor)];
  while (taken(cursor, '|')) parts.push(sequence(cursor));
  cursor.depth--;
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
}

function sequence(cursor: Cursor): Part {
  const parts: Part[] = [];
  for (let next = peek(cursor); next !== undefined && next !== '|' && next !== ')'; next = peek(cursor)) parts.push(repeated(cursor));
  return { kind: 'sequence', parts };
}

function repeated(cursor: Cursor): Part {
  const part = atom(cursor);
  const bounds = quantifier(cursor);
  if (bounds === null) return part;
  const greedy = !taken(cursor, '?');
  if (quantifier(cursor) !== null) throw new WrongPattern('two quantifiers in a row');
  return { kind: 'repeat', part, ...bounds, greedy };
}

function quantifier(cursor: Cursor): { least: number; most: number | null } | null {
  if (taken(cursor, '*')) return { least: 0, most: null };
  if (taken(cursor, '+')) return { least: 1, most: null };
  if (taken(cursor, '?')) return { least: 0, most: 1 };
  if (peek(cursor) !== '{') return null;
  const rest = cursor.source.slice(cursor.at, cursor.at + 16).join('');
  const match = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(rest);
  if (match === null) throw new WrongPattern('a { that is no quantity');
  cursor.at += match[0].length;
  const least = Number(match[1]);
  const most = match[2] === undefined ? least : match[3] === undefined ? null : Number(match[3]);
  if (most !== null && most < least) throw new WrongPattern('quantity runs backwards');
  return { least, most };
}

function atom(cursor: Cursor): Part {
  const character = take(cursor);
  const lines = cursor.flags.includes('m');
  if (character === '^') return { kind: 'start', lines };
  if (character === '$') return { kind: 'end', lines };
  if (character === '(') return group(cursor);
  if (character === '.') return { kind: 'one', accepts: cursor.flags.includes('s') ? () => true : (c) => c !== '\n' && c !== '\r' };
  if (character === '[') return { kind: 'one', accepts: characterClass(cursor) };
  if (character === '\\') return { kind: 'one', accepts: escaped(cursor) };
  if ('*+?{}])|'.includes(character)) throw new WrongPattern(`unexpected ${character}`);
  return { kind: 'one', accepts: exactly(character, cursor) };
}

function group(cursor: Cursor): Part {
  const plain = peek(cursor) === '?';
  if (plain) {
    take(cursor);
    if (!taken(cursor, ':')) throw new WrongPattern('only (?: is allowed after (?');
  }
  const index = plain ? 0 : ++cursor.groups;
  const part = choice(cursor);
  if (!taken(cursor, ')')) throw new WrongPattern(') is missing');
  return plain ? part : { kind: 'group', index, part };
}

function exactly(wanted: string, cursor: Cursor): Accepts {
  if (!cursor.flags.includes('i')) return (character) => character === wanted;
  const folded = fold(wanted);
  return (character) => fold(character) === folded;
}

function fold(character: string): string {
  return character.toUpperCase().toLowerCase();
}

const kinds: Readonly<Record<string, RegExp>> = {
  d: /^\p{Nd}$/u, s: /^[ \t\n\r]$/, w: /^[^\p{P}\p{Z}\p{C}]$/u, i: /^[\p{L}_:]$/u, c: /^[\p{L}\p{N}_:.\-·]$/u,
};
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function escaped(cursor: Cursor): Accepts {
  const code = take(cursor);
  const kind = kinds[code.toLowerCase()];
  if (kind !== undefined) return code === code.toLowerCase() ? (c) => kind.test(c) : (c) => !kind.test(c);
  if (code === 'p' || code === 'P') return property(cursor, code === 'P');
  if (/[1-9]/.test(code)) throw new WrongPattern('back references are not supported');
  return exactly(escapedCharacter(code), cursor);
}

function escapedCharacter(code: string): string {
  const control = controls[code];
  if (control !== undefined) return control;
  if (!/[\\|.?*+(){}[\]^$-]/.test(code)) throw new WrongPattern(`unknown escape \\${code}`);
  return code;
}

function property(cursor: Cursor, negated: boolean): Accepts {
  const match = /^\{((?:L|M|N|P|Z|S|C)[a-z]?)\}/.exec(cursor.source.slice(cursor.at, cursor.at + 6).join(''));
  if (match === null) throw new WrongPattern('unknown property');
  cursor.at += match[0].length;
  try {
    const test = new RegExp(`^\\p{${match[1]}}$`, 'u');
    return (character) => test.test(character) !== negated;
  } catch {
    // RegExp says "no such category" only by throwing.
    throw new WrongPattern('unknown property');
  }
}

function characterClass(cursor: Cursor): Accepts {
  const negated = taken(cursor, '^');
  const members: Accepts[] = [];
  let minus: Accepts | null = null;
  for (let first = true; first || peek(cursor) !== ']'; first = false) {
    if (!first && peek(cursor) === '-' && cursor.source[cursor.at + 1] === '[') {
      cursor.at += 2;
      minus = characterClass(cursor);
      break;
    }
    members.push(classMember(cursor));
  }
  if (!taken(cursor, ']')) throw new WrongPattern('] is missing');
  return (character) => members.some((accepts) => accepts(character)) !== negated && minus?.(character) !== true;
}

function classMember(cursor: Cursor): Accepts {
  const first = take(cursor);
  if (first === '[' || first === ']') throw new WrongPattern(`${first} in a class must be escaped`);
  const code = first === '\\' ? peek(cursor) ?? '' : '';
  if (code !== '' && /[dDsSwWiIcCpP]/.test(code)) return escaped(cursor);
  const from = first === '\\' ? escapedCharacter(take(cursor)) : first;
  const ranged = peek(cursor) === '-' && ![']', '[', undefined].includes(cursor.source[cursor.at + 1]);
  if (!ranged) return exactly(from, cursor);
  take(cursor);
  const last = take(cursor);
  const to = last === '\\' ? escapedCharacter(take(cursor)) : last;
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  if (low > high) throw new WrongPattern('range runs backwards');
  const within: Accepts = (character) => (character.codePointAt(0) ?? 0) >= low && (character.codePointAt(0) ?? 0) <= high;
  if (!cursor.flags.includes('i')) return within;
  return (character) => within(character) || within(character.toLowerCase()) || within(character.toUpperCase());
}
