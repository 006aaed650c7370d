import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numeral } from '../feel/values.ts';
import { checkTableText } from './check.ts';
import { compileTable } from './compile.ts';
import { coverageOf } from './coverage.ts';
import { evaluateTable } from './decide.ts';
import { readTable } from './read.ts';

const head = (hitPolicy: string, more = ''): string => `
table: fee
title: { zh: 收费, en: Fee }
effective: { from: 2024-01-01, to: null }
hitPolicy: ${hitPolicy}
numbers: { limit: [{ from: 2023-01-01, is: 100 }, { from: 2024-01-01, is: 200 }, { from: 2025-01-01, is: 300 }] }
inputs:
  - { id: age, label: { zh: 年龄, en: age }, type: number, is: age${more} }
  - { id: kind, label: { zh: 类别, en: kind }, type: string, is: kind }
  - { id: born, label: { zh: 出生, en: born }, type: date, is: date(born) }
outputs: [{ id: fee, type: number }]
rows:
`;
const row = (id: string, when: string, fee = '0'): string => `  - { id: ${id}, when: { ${when} }, set: { fee: '${fee}' }, law: { zh: 《规定》第一条, en: art. 1 } }\n`;
const faults = (text: string): string[] => checkTableText(text).map(({ code, detail }) => `${code} ${detail}`);

test('numbers, texts and days that no row takes are found, and one of them is shown', () => {
  assert.deepEqual(faults(head('FIRST') + row('child', "age: '< 18'") + row('adult', "age: '> 18'")), ['decisions.combination_missing age: 18']);
  assert.deepEqual(faults(head('FIRST') + row('child', "age: '<= 17'") + row('adult', "age: '>= 18'")), ['decisions.combination_missing age: 17.5']);
  assert.deepEqual(faults(head('FIRST', ', whole: true') + row('child', "age: '<= 17'") + row('adult', "age: '>= 18'")), []);
  assert.deepEqual(faults(head('FIRST', ", within: '[0..18]'") + row('child', "age: '< 18'") + row('adult', "age: '18'")), []);
  assert.deepEqual(faults(head('FIRST') + row('a', 'kind: \'"a", "b"\'') + row('c', 'kind: \'"c"\'')), ['decisions.combination_missing kind: …']);
  assert.deepEqual(faults(head('FIRST') + row('old', 'born: \'< date("1960-01-01")\'') + row('young', 'born: \'> date("1960-01-01")\'')), ['decisions.combination_missing born: 1960-01-01']);
  assert.deepEqual(faults(head('FIRST') + row('poor', "age: '<= limit'") + row('rich', "age: '> limit + 1'")), ['decisions.combination_missing age: 200.5']);
});

test('rows that can never decide are found, and the rows that take everything from them are named', () => {
  assert.deepEqual(faults(head('FIRST') + row('child', "age: '< 18'") + row('adult', "age: '>= 18'") + row('lost', "age: '[10..30]'")), ['decisions.row_unreachable row: lost, after: child, adult']);
  assert.deepEqual(faults(head('FIRST') + row('other', 'kind: \'not("a")\'') + row('rest', "age: '-'") + row('lost', 'kind: \'"a"\'')), ['decisions.row_unreachable row: lost, after: rest']);
  assert.deepEqual(faults(head('FIRST') + row('none', 'born: \'[date("2020-01-01")..date("2019-01-01")]\'') + row('rest', "age: '-'")), ['decisions.row_unreachable row: none, after: ']);
});

test('rows of which only one may fit do not meet', () => {
  assert.deepEqual(faults(head('UNIQUE') + row('child', "age: '<= 18'") + row('adult', "age: '>= 18'")), ['decisions.rows_overlap rows: child, adult, age: 18']);
  assert.deepEqual(faults(head('UNIQUE') + row('child', "age: '< 18'") + row('adult', "age: '>= 18'")), []);
});

test('a test that is more than a comparison covers nothing for sure, and hides nothing', () => {
  assert.deepEqual(faults(head('FIRST') + row('odd', "age: 'odd(?)'") + row('all', "age: '< 5'") + row('rest', "age: '>= 5'")), []);
  assert.deepEqual(faults(head('FIRST') + row('odd', "age: 'odd(?)'") + row('all', "age: '< 5'")), ['decisions.not_total row: all']);
});

test('a number of the law holds from its day on, and before its first day nothing is decided', () => {
  const { table } = readTable(head('FIRST').replace('from: 2024-01-01, to', 'from: 2020-01-01, to') + row('low', "age: '<= limit'", 'limit') + row('high', "age: '> limit'", 'limit * 2'));
  const { compiled } = compileTable(table!);
  const fee = (asOf: string): unknown => evaluateTable(compiled!, { age: { state: 'hit', value: 150 } }, asOf);
  assert.deepEqual(['2023-12-31', '2024-01-01', '2025-06-01'].map((day) => (fee(day) as { values: unknown }).values), [{ fee: 200 }, { fee: 200 }, { fee: 300 }]);
  assert.equal((fee('2022-12-31') as { outcome: unknown }).outcome, 'ROUTE');
});

test('an input builds on those before it; where one of them is not known, neither is it', () => {
  const { table } = readTable(head('FIRST').replace('outputs:', '  - { id: double, label: { zh: 双倍, en: double }, type: number, is: age * 2 }\noutputs:') + row('all', "double: '>= 0'", 'double') + row('rest', "double: '< 0'"));
  const { compiled } = compileTable(table!);
  assert.deepEqual(compiled!.needs, ['age', 'born', 'kind']);
  assert.deepEqual(evaluateTable(compiled!, { age: { state: 'hit', value: 4 } }, '2024-05-01').values, { fee: 8 });
  const unknown = evaluateTable(compiled!, { age: { state: 'down' } }, '2024-05-01');
  assert.deepEqual([unknown.outcome, unknown.reasons.map(({ reason, input }) => [reason, input])], ['ROUTE', [['decisions.source_down', 'age']]]);
});

const bound = fc.integer({ min: 0, max: 4 });
const cell = fc.oneof(fc.constant('-'), bound.map((n) => `< ${n}`), bound.map((n) => `>= ${n}`), bound.map((n) => `${n}`), bound.map((n) => `not(${n})`), fc.tuple(bound, bound).map(([a, b]) => `[${Math.min(a, b)}..${Math.max(a, b)})`), fc.tuple(bound, bound).map(([a, b]) => `${a}, > ${b}`));
const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
// Between whole bounds the halves tell everything apart that the cells do.
const grid = Array.from({ length: 13 }, (_, index) => index / 2 - 1);

test('what is said of random tables is what trying every region shows; a row out of reach is always found', () => {
  fc.assert(fc.property(rows, fc.nat(), (tests, seed) => {
    const all = [...tests, tests[seed % tests.length]!];
    const { compiled } = compileTable({
      table: 'random', title: { zh: '随', en: 'random' }, effective: { from: '2024-01-01', to: null }, hitPolicy: 'FIRST', outputs: [],
      inputs: ['a', 'b', 'c'].map((id) => ({ id, label: { zh: id, en: id }, type: 'number' as const, is: id })),
      rows: all.map((cells, index) => ({ id: `r${index}`, set: {}, when: Object.fromEntries(cells.map((test, at) => ['abc'[at]!, test])) })),
    });
    const tables = compiled!.rows.map((one) => [0, 1, 2].map((input) => one.cells.find((candidate) => candidate.input === input)?.tests));
    const holds = tables.map((one) => one.map((tested) => grid.map((value) => tested === undefined || tested.test(numeral(value), {}))));
    const reached = new Set<number>();
    let missing = false;
    for (const x of grid.keys()) for (const y of grid.keys()) for (const z of grid.keys()) {
      const found = holds.findIndex(([a, b, c]) => a![x] && b![y] && c![z]);
      if (found < 0) missing = true;
      else reached.add(found);
    }
    const said = coverageOf(compiled!);
    assert.equal(said.missing !== 'complete', missing);
    assert.deepEqual(said.unreachable.map((one) => one.row), all.map((_, index) => index).filter((index) => !reached.has(index)));
    assert.ok(said.unreachable.some((one) => one.row === all.length - 1), 'the copy of an earlier row is out of reach');
  }), { numRuns: 150 });
});
