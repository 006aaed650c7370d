import type { Tools } from './builtins/signature.ts';
import { boundedText } from './operators.ts';
import type { Value } from './values.ts';
import { limits } from './values.ts';
import { compilePattern, findMatch } from './pattern-machine.ts';
import type { Match, Pattern } from './pattern-machine.ts';

function patternOf(source: string, flags: string, tools: Tools): Pattern | null {
  const pattern = compilePattern(source, flags);
  return 'wrong' in pattern ? tools.fault('feel.pattern', { pattern: source.slice(0, 40), why: pattern.wrong }) : pattern;
}

/** Whether the pattern is found anywhere in the text (XPath 3.1 `fn:matches`). */
export function matchesPattern(text: string, source: string, flags: string, tools: Tools): Value {
  const pattern = patternOf(source, flags, tools);
  return pattern === null ? null : findMatch(pattern, Array.from(text), 0, tools.spend) !== null;
}

function allMatches(pattern: Pattern, characters: readonly string[], tools: Tools): Match[] {
  const found: Match[] = [];
  for (let from = 0; from <= characters.length;) {
    const match = findMatch(pattern, characters, from, tools.spend);
    if (match === null) break;
    found.push(match);
    from = match.to > match.from ? match.to : match.to + 1;
  }
  return found;
}

/** The text with every match replaced; `$1` … stand for groups, `\$` and `\\` for themselves (XPath 3.1 `fn:replace`). */
export function replacedByPattern(text: string, source: string, by: string, flags: string, tools: Tools): Value {
  const pattern = patternOf(source, flags, tools);
  if (pattern === null) return null;
  // What XPath calls the errors FORX0003 and FORX0004.
  if (findMatch(pattern, [], 0, tools.spend) !== null) return tools.fault('feel.pattern', { pattern: source.slice(0, 40), why: 'matches the empty text' });
  if (!flags.includes('q') && !/^(?:\\[\\$]|\$\d|[^\\$])*$/.test(by)) return tools.fault('feel.pattern', { pattern: by.slice(0, 40), why: '$ stands before a digit, or as \\$' });
  const characters = Array.from(text);
  const parts: string[] = [];
  let at = 0;
  let length = 0;
  for (const match of allMatches(pattern, characters, tools)) {
    const part = characters.slice(at, match.from).join('') + expanded(by, match, characters, flags.includes('q'));
    length += part.length;
    if (length > limits.stringLength) return tools.fault('feel.too_large', { what: 'string' });
    parts.push(part);
    at = match.to;
  }
  return boundedText(parts.join('') + characters.slice(at).join(''), tools.fault);
}

function expanded(by: string, match: Match, characters: readonly string[], literal: boolean): string {
  if (literal) return by;
  return by.replace(/\\([\\$])|\$(\d)/g, (_whole, escaped: string | undefined, group: string) => {
    if (escaped !== undefined) return escaped;
    if (group === '0') return characters.slice(match.from, match.to).join('');
    const [from, to] = [match.groups[Number(group) * 2], match.groups[Number(group) * 2 + 1]];
    return from === undefined || to === undefined ? '' : characters.slice(from, to).join('');
  });
}

/** The parts of the text between the matches (XPath 3.1 `fn:tokenize`). */
export function splitByPattern(text: string, source: string, tools: Tools): Value {
  const pattern = patternOf(source, '', tools);
  if (pattern === null) return null;
  const characters = Array.from(text);
  const parts: string[] = [];
  let at = 0;
  for (const match of allMatches(pattern, characters, tools)) {
    if (match.to === match.from) return tools.fault('feel.pattern', { pattern: source.slice(0, 40), why: 'matches the empty text' });
    parts.push(characters.slice(at, match.from).join(''));
    at = match.to;
  }
  return [...parts, characters.slice(at).join('')];
}
