import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileExpression, compileUnaryTests } from './expression.ts';
import { FeelError } from './faults.ts';
import type { Json } from './json.ts';
import { fromJson, toJson } from './json.ts';
import type { Value } from './values.ts';

const scope: Record<string, Value> = {
  x: fromJson(2), s: fromJson('abc'), list: fromJson([{ p: 1 }, { p: 3 }]), day: fromJson('2024-01-31', 'date'),
  court: fromJson({ listed: true, note: null }), 'a b': fromJson({ 'c d': 7 }), 法人: fromJson({ 姓名: '张' }), 'x-ray': fromJson(9),
};
const names = Object.keys(scope);
const worth = (text: string): Json => toJson(compileExpression(text, { names }).evaluate(scope));
const codeOf = (run: () => unknown): string => {
  try { run(); } catch (error) { if (error instanceof FeelError) return error.code; throw error; }
  return 'none';
};

const values: readonly (readonly [string, Json])[] = [
  ['0.1 + 0.2 = 0.3', true], ['1 + 2 * 3 ** 2', 19], ['(1 + 2) * 3', 9], ['-x', -2], ['"a" + "b"', 'ab'], ['1 / 3 * 3', '0.9999999999999999999999999999999999'],
  ['12345678901234567890 + 1', '12345678901234567891'], ['modulo(-12, 5)', 3], ['round half up(2.5, 0)', 3], ['round half even(2.5, 0)', 2],
  ['round half up(-2.5, 0)', -3], ['decimal(366.7859, 2)', 366.79], ['round up(1.121, 2)', 1.13], ['round down(-1.126, 2)', -1.12], ['floor(-1.5)', -2], ['ceiling(1.2)', 2],
  ['null and false', false], ['null and true', null], ['null or true', true], ['not(null)', null], ['x = null', false],
  ['x in [1,2] and s = "abc"', true], ['x in [1] or s = "abc"', true], ['s = "abc" and x in [1] or true', true], ['x in (>5, 2)', true], ['x in [1..2)', false],
  ['x in > 1 and s = "z"', false], ['x between 1 and 3 and s = "abc"', true], ['1 in [1..5]', true],
  ['if x > 1 then "big" else "small"', 'big'], ['for i in 1..3, j in [1,2] return i * j', [1, 2, 2, 4, 3, 6]], ['for i in 3..1 return i', [3, 2, 1]],
  ['for i in 1..4 return if i = 1 then 1 else i * partial[-1]', [1, 2, 6, 24]], ['some i in list satisfies i.p > 2', true], ['every i in list satisfies i.p > 2', false],
  ['list[p > 1]', [{ p: 3 }]], ['list[item.p > 1].p', [3]], ['list[1].p', 1], ['list[-1].p', 3], ['list.p', [1, 3]], ['[1,2,3][item >= 2]', [2, 3]],
  ['{a: 1, b: a + 1}.b', 2], ['a b.c d', 7], ['法人.姓名', '张'], ['x-ray + 1', 10], ['court.listed', true], ['is defined(court.listed)', true], ['is defined(court.lsted)', false],
  ['add months(day, 1)', '2024-02-29'], ['add months(day, -2)', '2023-11-30'], ['day + duration("P1M")', '2024-02-29'], ['day + @"P1D"', '2024-02-01'],
  ['days between(day, date("2024-03-01"))', 30], ['months between(day, date("2024-02-29"))', 1], ['full years between(date("1952-07-15"), date("2022-07-14"))', 69],
  ['full years between(date("1952-07-15"), date("2022-07-15"))', 70], ['date("2024-03-01") - date("2024-02-01")', 'P29D'], ['years and months duration(day, date("2026-03-01"))', 'P2Y1M'],
  ['last day of month(date("2023-02-03"))', '2023-02-28'], ['day of week(day)', 'Wednesday'], ['day.year', 2024], ['date("2024-06-01") in [day..date("2024-12-31")]', true],
  ['@"PT36H"', 'P1DT12H'], ['duration("P1D") > duration("PT23H")', true], ['date and time("2024-01-01T08:00:00+08:00") = date and time("2024-01-01T00:00:00Z")', true],
  ['date and time("2024-07-01T12:00:00@Asia/Shanghai") = date and time("2024-07-01T04:00:00Z")', true], ['time("23:30:00") + duration("PT1H")', '00:30:00'],
  ['string length("食品经营")', 4], ['substring("foobar", 3, 2)', 'ob'], ['substring("foobar", -3)', 'bar'], ['contains("食品经营许可", "食品")', true], ['upper case("aB")', 'AB'],
  ['matches("91440300MA5D", "^[0-9A-Z]{12}$")', true], ['replace("abcabc", "(b)(c)", "$2$1")', 'acbacb'], ['split("a, b,c", ",\\s*")', ['a', 'b', 'c']], ['string join(["a", "b"], "-")', 'a-b'],
  ['number("1,234.5", ",", ".")', 1234.5], ['string(1.10)', '1.1'], ['string([1, "a"])', '[1, "a"]'],
  ['sum([1, 2.5])', 3.5], ['min(3, 1, 2)', 1], ['max([1, 5])', 5], ['mean([1, 2])', 1.5], ['count(list)', 2], ['all([true, null])', null], ['any([true, null])', true],
  ['append([1], 2)', [1, 2]], ['concatenate([1], [2])', [1, 2]], ['distinct values([1, 1.0, "1"])', [1, '1']], ['list contains([1, null], null)', true], ['flatten([1, [2, [3]]])', [1, 2, 3]],
  ['sort([3, 1, 2])', [1, 2, 3]], ['sort(list: [1, 2, 3], precedes: function(a, b) a > b)', [3, 2, 1]], ['index of([1, 2, 1], 1)', [1, 3]],
  ['get value(court, "none")', null], ['get entries({a: 1})', [{ key: 'a', value: 1 }]], ['context put(court, "b", 2).b', 2], ['x instance of number', true],
  ['1 // one\n + /* two */ 2', 3], ['"\\u98DF\\n"', '食\n'],
];
for (const [text, value] of values) test(`${text.replace(/\s+/g, ' ')} is ${JSON.stringify(value)}`, () => assert.deepEqual(worth(text), value));

const refusals: readonly (readonly [string, string])[] = [
  ['"abc" >= 5', 'feel.unlike_types'], ['s >= 5', 'feel.unlike_types'], ['day = "2024-01-31"', 'feel.unlike_types'], ['1 + "a"', 'feel.unlike_types'], ['x and true', 'feel.type'],
  ['if x then 1 else 2', 'feel.type'], ['x in ["a"]', 'feel.unlike_types'], ['date("2024-02-30")', 'feel.literal'], ['@"2023-02-29"', 'feel.literal'], ['1 / 0', 'feel.division_by_zero'],
  ['x +', 'feel.syntax'], ['x == 2', 'feel.syntax'], ['[1, > 5]', 'feel.syntax'], ['x && true', 'feel.syntax'], ['“a”', 'feel.syntax'], ['', 'feel.syntax'], ['?', 'feel.unknown_name'],
  ['today()', 'feel.no_clock'], ['now()', 'feel.no_clock'], ['strng length("a")', 'feel.unknown_function'], ['cuort.listed', 'feel.unknown_name'], ['court.lsted', 'feel.missing_field'],
  ['string length(1)', 'feel.type'], ['string length()', 'feel.arguments'], ['list[5]', 'feel.out_of_range'], ['court.note > 1', 'feel.unlike_types'], ['matches("a", "(")', 'feel.pattern'],
  ['1e9999', 'feel.literal'], ['10 ** 6000 * 10 ** 6000', 'feel.out_of_range'], ['2 ** 1000000000', 'feel.out_of_range'],
  ['for i in 1..1000000000 return i', 'feel.too_large'], ['some i in 1..1000000000 satisfies i < 0', 'feel.too_many_steps'],
  ['for i in 1..40 return if i = 1 then "ab" else partial[-1] + partial[-1]', 'feel.too_large'], ['(function(g) g(g))(function(g) g(g))', 'feel.too_deep'],
  [`${'('.repeat(5000)}1${')'.repeat(5000)}`, 'feel.too_deep'], [`1${'+1'.repeat(1050)}`, 'feel.too_deep'], ['1+'.repeat(20_000), 'feel.too_long'],
];
for (const [text, code] of refusals) test(`${text.slice(0, 60)} ends in ${code}`, () => assert.equal(codeOf(() => worth(text)), code));

test('An unknown name is refused with its place and the name that was meant', () => {
  assert.throws(() => compileExpression('x > 1 and\n cuort.listed', { names }), (error: unknown) => {
    assert.ok(error instanceof FeelError);
    assert.deepEqual(error.position, { line: 2, column: 2 });
    assert.equal(error.details.hint, 'did you mean court?');
    return true;
  });
});

test('An expression tells which paths it reads', () => {
  assert.deepEqual(compileExpression('court.listed and count(list[p > x]) > 0', { names }).reads, [['court', 'listed'], ['list'], ['x']]);
});

test('A pattern that would take for ever elsewhere is answered at once', () => {
  assert.equal(worth(`matches("${'a'.repeat(5000)}!", "^(a+)+$")`), false);
});

test('In the standard profile what goes wrong is null, as DMN has it', () => {
  assert.equal(compileExpression('"abc" >= 5', { names, profile: 'standard' }).evaluate(scope), null);
  assert.equal(compileExpression('1 / 0', { names, profile: 'standard' }).evaluate(scope), null);
});

const cells: readonly (readonly [string, Json, boolean | string])[] = [
  ['-', 1, true], ['> 5', 6, true], ['< 1, > 5', 3, false], ['"a", "b"', 'b', true], ['not("a")', 'a', false], ['[1..5)', 5, false], ['true', true, true], ['null', null, true],
  ['? > 5 and ? < 9', 7, true], ['contains(?, "a")', 'cab', true], ['x', 2, true], ['> x', 2, false], ['[1, 2]', 2, true], ['> 5 and < 9', 7, 'feel.syntax'], ['"5"', 5, 'feel.unlike_types'],
  ['', 5, 'feel.syntax'], ['5,', 5, 'feel.syntax'],
];
for (const [text, input, expected] of cells) {
  test(`The cell ${text} of ${JSON.stringify(input)} is ${expected}`, () => {
    const value = fromJson(input);
    const type = value === null ? 'any' : typeof input as 'boolean' | 'string' | 'number';
    if (typeof expected === 'string') assert.equal(codeOf(() => compileUnaryTests(text, { names, input: type })), expected);
    else assert.equal(compileUnaryTests(text, { names, input: type }).test(value, scope), expected);
  });
}

test('Numbers a double would change travel as text, and whole numbers a double has changed are refused', () => {
  assert.equal(toJson(fromJson('0.1', 'number')), 0.1);
  assert.equal(toJson(fromJson('9007199254740993', 'number')), '9007199254740993');
  assert.equal(codeOf(() => fromJson(9_007_199_254_740_992)), 'feel.json');
  assert.equal(codeOf(() => fromJson('2024-02-30', 'date')), 'feel.json');
  assert.equal(Object.getPrototypeOf(toJson(fromJson(JSON.parse('{"__proto__":{"a":1}}')))), Object.prototype);
});

// A tree of truth values, printed once with the fewest brackets FEEL needs and once with all of them.
type Tree = { readonly leaf: string } | { readonly sign: 'and' | 'or'; readonly left: Tree; readonly right: Tree };
const leaf = fc.constantFrom('true', 'false', 'x in [1, 2]', 'x in [3]', 'x in (1..2]', 'x in > 5', 'x between 1 and 2', 's = "abc"').map((text): Tree => ({ leaf: text }));
const tree = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, fc.record({ sign: fc.constantFrom('and' as const, 'or' as const), left: tie('tree'), right: tie('tree') })),
})).tree;

function bare(node: Tree): string {
  if ('leaf' in node) return node.leaf;
  const side = (child: Tree): string => (node.sign === 'and' && 'sign' in child && child.sign === 'or' ? `(${bare(child)})` : bare(child));
  return `${side(node.left)} ${node.sign} ${side(node.right)}`;
}
const bracketed = (node: Tree): string => ('leaf' in node ? `(${node.leaf})` : `(${bracketed(node.left)} ${node.sign} ${bracketed(node.right)})`);

test('and, or and in bind as DMN says, however few brackets are written', () => {
  fc.assert(fc.property(tree, (node) => assert.equal(worth(bare(node)), worth(bracketed(node)), bare(node))), { numRuns: 300 });
});

test('Whatever text is compiled, it compiles or is refused with a FEEL error', () => {
  const piece = fc.constantFrom('x', 's', '1', '"a"', '(', ')', '[', ']', '{', '}', ',', '..', ' and ', ' or ', ' in ', ' = ', '<', '+', '-', 'if ', ' then ', ' else ', 'for i in ', ' return ', 'not', 'date', ':', '?', '.', '@');
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => { codeOf(() => worth(pieces.join(''))); }), { numRuns: 400 });
});
