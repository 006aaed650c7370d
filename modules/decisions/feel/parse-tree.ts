import { FeelError, positionOf } from './faults.ts';
import type { ArithmeticSign, ComparisonSign } from './operators.ts';
import type { Argument, Entry, Loop, Syntax, UnaryTests } from './syntax.ts';
import { conjunction, normalName, wrapLeftmost } from './syntax.ts';
import { parseAtLiteral } from './temporal-text.ts';
import { limits, numeral } from './values.ts';

/** What we use of a node of the foreign parser's tree. */
export interface Node {
  readonly name: string; readonly from: number; readonly to: number;
  readonly firstChild: Node | null; readonly nextSibling: Node | null;
}

/** The text being read, and how deep we are in its tree. */
export interface Reading { readonly text: string; readonly depth?: number }

/** Our tree of an `Expression` node. */
export function expressionFrom(top: Node, reading: Reading): Syntax {
  return only(top, reading);
}

/** Our tests of a `UnaryTests` node. */
export function testsFrom(top: Node, reading: Reading): UnaryTests {
  const parts = children(top);
  if (parts.some((part) => part.name === 'Wildcard')) return { negated: false, tests: [] };
  const list = parts.find((part) => part.name === 'PositiveUnaryTests');
  if (list === undefined) throw misread(top, reading);
  return { negated: parts.some((part) => part.name === 'not'), tests: children(list).map((test) => unaryTest(test, reading)) };
}

type Reader = (node: Node, reading: Reading) => Syntax;

const readers: Readonly<Record<string, Reader>> = {
  NumericLiteral: (node, reading) => {
    const value = numeral(slice(node, reading).replace(/\s/g, ''));
    if (!value.isFinite()) throw new FeelError('feel.literal', { literal: slice(node, reading).slice(0, 40) }, positionOf(reading.text, node.from));
    return { kind: 'literal', value, at: node.from };
  },
  StringLiteral: (node, reading) => ({ kind: 'literal', value: unescaped(slice(node, reading)), at: node.from }),
  BooleanLiteral: (node, reading) => ({ kind: 'literal', value: slice(node, reading) === 'true', at: node.from }),
  null: (node) => ({ kind: 'literal', value: null, at: node.from }),
  '?': (node) => ({ kind: 'input', at: node.from }),
  VariableName: (node, reading) => ({ kind: 'name', name: normalName(slice(node, reading)), at: node.from }),
  SpecialFunctionName: (node, reading) => ({ kind: 'name', name: normalName(slice(node, reading)), at: node.from }),
  ParenthesizedExpression: (node, reading) => {
    const test = children(node).find(isTest);
    return { ...(test === undefined ? only(node, reading) : testFrom(test, reading)), grouped: true };
  },
  List: (node, reading) => ({ kind: 'list', members: operands(node, reading), at: node.from }),
  Context: (node, reading) => ({ kind: 'context', entries: children(node).filter(named('ContextEntry')).map((entry) => entryFrom(entry, reading)), at: node.from }),
  Interval: intervalFrom,
  ArithmeticExpression: arithmeticFrom,
  Comparison: comparisonFrom,
  Conjunction: (node, reading) => {
    const [left, right] = pair(node, reading);
    return conjunction(left, right, node.from);
  },
  Disjunction: (node, reading) => {
    const [left, right] = pair(node, reading);
    return { kind: 'or', left, right, at: node.from };
  },
  IfExpression: (node, reading) => {
    const [condition, yes, otherwise] = operands(node, reading);
    if (condition === undefined || yes === undefined || otherwise === undefined) throw misread(node, reading);
    return { kind: 'if', condition, yes, otherwise, at: node.from };
  },
  ForExpression: (node, reading) => loopFrom('for', node, reading),
  QuantifiedExpression: (node, reading) => loopFrom(node.firstChild?.name === 'some' ? 'some' : 'every', node, reading),
  FilterExpression: (node, reading) => {
    const [of, by] = pair(node, reading);
    return { kind: 'filter', of, by, at: node.from };
  },
  PathExpression: pathFrom,
  FunctionInvocation: (node, reading) => ({ kind: 'call', of: only(node, reading), args: argumentsFrom(node, reading), at: node.from }),
  DateTimeLiteral: dateTimeFrom,
  FunctionDefinition: functionFrom,
  InstanceOfExpression: (node, reading) => {
    const type = children(node).find(named('Type'));
    if (type === undefined) throw misread(node, reading);
    return { kind: 'instance', of: only(node, reading), type: normalName(slice(type, reading)), at: node.from };
  },
  SimplePositiveUnaryTest: testFrom,
};

function read(node: Node, reading: Reading): Syntax {
  const reader = readers[node.name];
  const depth = (reading.depth ?? 0) + 1;
  // A chain of + or `and` is deep in the tree without a bracket, so the tree may be deeper than the brackets.
  if (depth > limits.depth * 10) throw new FeelError('feel.too_deep', { most: limits.depth * 10 }, positionOf(reading.text, node.from));
  if (reader === undefined) throw misread(node, reading);
  return reader(node, { text: reading.text, depth });
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment' && child.name !== 'BlockComment') found.push(child);
  }
  return found;
}

function named(name: string): (node: Node) => boolean {
  return (node) => node.name === name;
}

function operands(node: Node, reading: Reading): Syntax[] {
  return children(node).filter((child) => readers[child.name] !== undefined).map((child) => {
    if (isTest(child)) throw misread(child, reading);
    return read(child, reading);
  });
}

// `> 5` on its own is a test and no expression; only `in` and cells may hold one. A bare interval is a value.
function isTest(node: Node): boolean {
  return node.name === 'SimplePositiveUnaryTest' && node.firstChild?.name !== 'Interval';
}

function only(node: Node, reading: Reading): Syntax {
  const [first] = operands(node, reading);
  if (first === undefined) throw misread(node, reading);
  return first;
}

function pair(node: Node, reading: Reading): [Syntax, Syntax] {
  const [left, right] = operands(node, reading);
  if (left === undefined || right === undefined) throw misread(node, reading);
  return [left, right];
}

function slice(node: Node, reading: Reading): string {
  return reading.text.slice(node.from, node.to);
}

function misread(node: Node, reading: Reading): FeelError {
  const details: Record<string, string> = { found: slice(node, reading).slice(0, 20) };
  if (/==/.test(slice(node, reading))) details.hint = 'write = for "equal"';
  return new FeelError('feel.syntax', details, positionOf(reading.text, node.from));
}

function unaryTest(node: Node, reading: Reading): Syntax {
  const child = children(node)[0];
  if (child === undefined) throw misread(node, reading);
  // In a cell, `and` after a test belongs to nothing: `> 5 and < 9` is no test of DMN.
  const found = testOrValue(child, reading);
  if (found.kind === 'test' && (found.to.kind === 'and' || found.to.kind === 'or') && found.to.grouped !== true) throw misread(child, reading);
  return found;
}

function testOrValue(node: Node, reading: Reading): Syntax {
  if (node.name === 'ParenthesizedExpression') {
    const inner = children(node).find(isTest);
    if (inner !== undefined) return { ...testFrom(inner, reading), grouped: true };
  }
  if (node.name !== 'Conjunction' && node.name !== 'Disjunction') return read(node, reading);
  const [first, , second] = children(node);
  if (first === undefined || second === undefined) throw misread(node, reading);
  const [left, right] = [testOrValue(first, reading), read(second, reading)];
  return node.name === 'Conjunction' ? conjunction(left, right, node.from) : { kind: 'or', left, right, at: node.from };
}

function testFrom(node: Node, reading: Reading): Syntax {
  const interval = children(node).find(named('Interval'));
  if (interval !== undefined) return read(interval, reading);
  const sign = children(node).find(named('CompareOp'));
  if (sign === undefined) throw misread(node, reading);
  return { kind: 'test', sign: slice(sign, reading) as ComparisonSign, to: only(node, reading), at: node.from };
}

function comparisonFrom(node: Node, reading: Reading): Syntax {
  const parts = children(node);
  const word = parts[1]?.name;
  if (word === 'in') return membershipFrom(node, parts, reading);
  if (parts.slice(1).some(isTest)) throw misread(node, reading);
  if (word === 'between') {
    const [of, from, to] = operands(node, reading);
    if (of === undefined || from === undefined || to === undefined) throw misread(node, reading);
    return wrapLeftmost(to, (end) => ({ kind: 'between', of, from, to: end, at: node.from }));
  }
  const [left, right] = pair(node, reading);
  const sign = parts[1];
  if (sign === undefined) throw misread(node, reading);
  return { kind: 'comparison', sign: slice(sign, reading) as ComparisonSign, left, right, at: node.from };
}

function membershipFrom(node: Node, parts: readonly Node[], reading: Reading): Syntax {
  const of = only(node, reading);
  const list = parts.find(named('PositiveUnaryTests'));
  if (list !== undefined) return { kind: 'in', of, tests: children(list).map((test) => unaryTest(test, reading)), at: node.from };
  const single = parts.find(named('PositiveUnaryTest'))?.firstChild;
  if (single === null || single === undefined) throw misread(node, reading);
  return wrapLeftmost(testOrValue(single, reading), (test) => ({ kind: 'in', of, tests: [test], at: node.from }));
}

function arithmeticFrom(node: Node, reading: Reading): Syntax {
  const parts = children(node);
  if (parts[0]?.name === 'ArithOp') return { kind: 'negation', of: only(node, reading), at: node.from };
  const [left, right] = pair(node, reading);
  const sign = parts[1];
  if (sign === undefined) throw misread(node, reading);
  return { kind: 'arithmetic', sign: slice(sign, reading) as ArithmeticSign, left, right, at: sign.from };
}

function intervalFrom(node: Node, reading: Reading): Syntax {
  const [from, to] = pair(node, reading);
  const text = slice(node, reading);
  return { kind: 'range', from, to, fromIncluded: text.startsWith('['), toIncluded: text.endsWith(']'), at: node.from };
}

function loopFrom(kind: 'for' | 'some' | 'every', node: Node, reading: Reading): Syntax {
  const turns = children(node).find(named('InExpressions'));
  if (turns === undefined) throw misread(node, reading);
  return { kind, loops: children(turns).filter(named('InExpression')).map((turn) => turnFrom(turn, reading)), body: only(node, reading), at: node.from };
}

function turnFrom(node: Node, reading: Reading): Loop {
  const [name, over] = [children(node).find(named('Name')), children(node).find(named('IterationContext'))];
  if (name === undefined || over === undefined) throw misread(node, reading);
  const [from, to] = children(over).filter((child) => readers[child.name] !== undefined).map((child) => read(child, reading));
  if (from === undefined) throw misread(node, reading);
  return { name: normalName(slice(name, reading)), over: from, ...(to === undefined ? {} : { to }) };
}

function pathFrom(node: Node, reading: Reading): Syntax {
  const step = children(node).find(named('PathName'));
  if (step === undefined) throw misread(node, reading);
  return { kind: 'path', of: only(node, reading), name: normalName(slice(step, reading)), at: node.from };
}

function entryFrom(node: Node, reading: Reading): Entry {
  const key = children(node).find(named('Key'));
  if (key === undefined) throw misread(node, reading);
  const quoted = key.firstChild?.name === 'StringLiteral';
  return { name: quoted ? unescaped(slice(key, reading)) : normalName(slice(key, reading)), value: only(node, reading) };
}

function argumentsFrom(node: Node, reading: Reading): Argument[] {
  const list = children(node).find((child) => child.name === 'PositionalParameters' || child.name === 'NamedParameters');
  if (list === undefined) return [];
  if (list.name === 'PositionalParameters') return operands(list, reading).map((value) => ({ value }));
  return children(list).filter(named('NamedParameter')).map((parameter) => {
    const name = children(parameter).find(named('ParameterName'));
    if (name === undefined) throw misread(parameter, reading);
    return { name: normalName(slice(name, reading)), value: only(parameter, reading) };
  });
}

function dateTimeFrom(node: Node, reading: Reading): Syntax {
  const literal = children(node).find(named('AtLiteral'));
  if (literal !== undefined) {
    const text = unescaped(slice(literal, reading).replace(/^@\s*/, ''));
    const value = parseAtLiteral(text);
    if (value === null) throw new FeelError('feel.literal', { literal: text }, positionOf(reading.text, node.from));
    return { kind: 'literal', value, at: node.from };
  }
  const name = children(node).find(named('DateTimeConstructor'));
  if (name === undefined) throw misread(node, reading);
  const of: Syntax = { kind: 'name', name: normalName(slice(name, reading)), at: name.from };
  return { kind: 'call', of, args: argumentsFrom(node, reading), at: node.from };
}

// A function of Java or PMML is out of our reach: what it would give is null.
const isExternal = (node: Node): boolean => children(node).some((part) => part.name === 'external' || (part.name === 'FunctionBody' && children(part).some(named('external'))));

function functionFrom(node: Node, reading: Reading): Syntax {
  const parts = children(node);
  const body = parts.find(named('FunctionBody'));
  if (body === undefined) throw misread(node, reading);
  const formal = parts.find(named('FormalParameters'));
  const params = (formal === undefined ? [] : children(formal).filter(named('FormalParameter'))).map((parameter) => {
    const [name, type] = [children(parameter).find(named('ParameterName')), children(parameter).find(named('Type'))];
    return { name: name === undefined ? '' : normalName(slice(name, reading)), type: type === undefined ? null : slice(type, reading) };
  });
  return { kind: 'function', params: params.map(({ name }) => name), types: params.map(({ type }) => type), body: isExternal(node) ? { kind: 'literal', value: null, at: node.from } : only(body, reading), at: node.from };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\' };

function unescaped(quoted: string): string {
  return quoted.trim().slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[\s\S])/g, (whole, code: string) => {
    const point = code.length > 1 ? parseInt(code.slice(1), 16) : NaN;
    return Number.isNaN(point) ? escapes[code] ?? whole : String.fromCodePoint(Math.min(point, 0x10ffff));
  });
}
