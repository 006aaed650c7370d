import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../feel/json.ts';
import type { Answers } from './answers.ts';
import { compileTable } from './compile.ts';
import type { Decision } from './decide.ts';
import { evaluateTable } from './decide.ts';
import type { Verdict } from './evaluate.ts';
import type { Table } from './schema.ts';

// A plain reading of decision tables that shares nothing with the engine: numbers are whole counts of 10^-25, days are counted in
// milliseconds, and a cell is tested by going through what it says.

type Kind = 'double' | 'digits' | 'text' | 'truth' | 'day';
/** A value as the reading has it, and as it stands in the answers, in the trace and in a cell. */
interface Worth { readonly size: bigint | string | boolean; readonly json: Json; readonly told: Json; readonly feel: string }
type Sign = '=' | '!=' | '<' | '<=' | '>' | '>=';
type Cell =
  | { readonly is: 'any' } | { readonly is: 'compared'; readonly sign: Sign; readonly to: Worth }
  | { readonly is: 'range'; readonly from: Worth; readonly to: Worth; readonly open: boolean; readonly close: boolean }
  | { readonly is: 'among'; readonly of: readonly Worth[]; readonly not: boolean; readonly list: boolean };
interface Row { readonly cells: readonly Cell[]; readonly outcome: 'GRANT' | 'RETURN' | 'ROUTE' }
/** What stands at an input's place: a value, one of a wrong type, null, or nothing. */
type Found = Worth | 'wrong' | 'null' | 'absent';

const inputs: readonly { readonly id: string; readonly kind: Kind; readonly is: string; readonly type: Table['inputs'][number]['type'] }[] = [
  { id: 'amount', kind: 'double', is: 'form.amount', type: 'number' }, { id: 'exact', kind: 'digits', is: 'number(form.exact)', type: 'number' },
  { id: 'word', kind: 'text', is: 'form.word', type: 'string' }, { id: 'held', kind: 'truth', is: 'register.held', type: 'boolean' },
  { id: 'since', kind: 'day', is: 'date(register.since)', type: 'date' },
];

const TINY = 10n ** 25n;
const digitsOf = (size: bigint): string => {
  const whole = (size < 0n ? -size : size).toString().padStart(26, '0');
  return `${size < 0n ? '-' : ''}${whole.slice(0, -25)}.${whole.slice(-25)}`.replace(/\.?0+$/, '');
};
const thousandths = fc.integer({ min: -3, max: 3 }).chain((n) => fc.constantFrom(n * 100, n * 1000, n * 1000 + 1)).map((n) => (BigInt(n) * TINY) / 1000n);
// A double keeps every decimal of up to fifteen digits; here, a longer one has at least twenty-three, which it does not.
const significant = (digits: string): number => digits.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
function numberWorth(size: bigint, asText: boolean): Worth {
  const [feel, double] = [digitsOf(size), Number(digitsOf(size))];
  return { size, json: asText ? feel : double, told: significant(feel) <= 15 ? double : feel, feel };
}
const worths: Readonly<Record<Kind, fc.Arbitrary<Worth>>> = {
  double: thousandths.map((size) => numberWorth(size, false)),
  // A quarter of them differ from a short number only where no double can say so.
  digits: fc.tuple(thousandths, fc.constantFrom(0n, 0n, 0n, 1n)).map(([size, more]) => numberWorth(size + more, true)),
  text: fc.constantFrom('', 'a', 'b', '好', '2024-02-29').map((size) => ({ size, json: size, told: size, feel: JSON.stringify(size) })),
  truth: fc.boolean().map((size) => ({ size, json: size, told: size, feel: String(size) })),
  day: fc.integer({ min: -3, max: 3 }).map((n) => Date.UTC(2024, 1, 28) + n * 86_400_000).map((at) => {
    const json = new Date(at).toISOString().slice(0, 10);
    return { size: BigInt(at), json, told: json, feel: `date("${json}")` };
  }),
};

const signs: Readonly<Record<Kind, readonly Sign[]>> = {
  double: ['=', '!=', '<', '<=', '>', '>='], digits: ['=', '!=', '<', '<=', '>', '>='], text: ['=', '!='], truth: ['=', '!='], day: ['=', '!=', '<', '<=', '>', '>='],
};
const cellOf = (kind: Kind): fc.Arbitrary<Cell> => {
  const [one, several] = [worths[kind], fc.array(worths[kind], { minLength: 1, maxLength: 3 })];
  const range = fc.record({ is: fc.constant('range' as const), from: one, to: one, open: fc.boolean(), close: fc.boolean() });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant<Cell>({ is: 'any' }) },
    fc.record({ is: fc.constant('compared' as const), sign: fc.constantFrom(...signs[kind]), to: one }),
    fc.record({ is: fc.constant('among' as const), of: several, not: fc.boolean(), list: fc.boolean() }),
    ...(signs[kind].length > 2 ? [range] : []),
  );
};

function written(cell: Cell): string {
  if (cell.is === 'any') return '-';
  if (cell.is === 'compared') return `${cell.sign} ${cell.to.feel}`;
  if (cell.is === 'range') return `${cell.open ? '(' : '['}${cell.from.feel}..${cell.to.feel}${cell.close ? ')' : ']'}`;
  const list = cell.of.map(({ feel }) => feel).join(', ');
  const inner = cell.list ? `[${list}]` : list;
  return cell.not ? `not(${inner})` : inner;
}

function holds(cell: Cell, { size }: Worth): boolean {
  if (cell.is === 'any') return true;
  if (cell.is === 'among') return cell.of.some((one) => one.size === size) !== cell.not;
  if (cell.is === 'range') return (cell.open ? size > cell.from.size : size >= cell.from.size) && (cell.close ? size < cell.to.size : size <= cell.to.size);
  if (cell.sign === '=' || cell.sign === '!=') return (size === cell.to.size) === (cell.sign === '=');
  return cell.sign === '<' ? size < cell.to.size : cell.sign === '<=' ? size <= cell.to.size : cell.sign === '>' ? size > cell.to.size : size >= cell.to.size;
}

type Told = Pick<Decision, 'outcome' | 'values' | 'trace' | 'nearMisses'> & { readonly rows: readonly (string | null)[] };
interface Read { readonly id: string; readonly row: Row; readonly verdict: Verdict; readonly traced: Decision['trace'][number]; readonly near: boolean }


function readRow(row: Row, id: string, found: readonly Found[]): Read {
  const cells = row.cells.flatMap((cell, at) => {
    const value = found[at]!;
    if (cell.is === 'any') return [];
    const verdict: Verdict = typeof value === 'string' ? 'undetermined' : holds(cell, value);
    return [{ input: inputs[at]!.id, test: written(cell), value: typeof value === 'string' ? null : value.told, verdict }];
  });
  const no = cells.filter(({ verdict }) => verdict === false).length;
  const open = cells.some(({ verdict }) => verdict === 'undetermined');
  return { id, row, verdict: no > 0 ? false : open ? 'undetermined' : true, traced: { row: id, cells }, near: no === 1 && !open };
}

function decided(policy: Table['hitPolicy'], rows: readonly Row[], found: readonly Found[]): Told {
  const all = rows.map((row, index) => readRow(row, `r${index}`, found));
  const end = all.findIndex(({ verdict }) => verdict !== false);
  const read = policy === 'FIRST' && end >= 0 ? all.slice(0, end + 1) : all;
  const matched = read.filter(({ verdict }) => verdict === true);
  const open = read.some(({ verdict }) => verdict === 'undetermined');
  const deciding = (outcome: Row['outcome']): Read[] => matched.filter(({ row }) => row.outcome === outcome);
  const say = (outcome: Decision['outcome'], by: readonly Read[], values: Decision['values'] = {}): Told =>
    ({ outcome, values, rows: by.map(({ id }) => id), trace: read.map(({ traced }) => traced), nearMisses: read.filter(({ near }) => near).map(({ id }) => id) });
  if (policy === 'OUTPUT ORDER' && deciding('RETURN').length > 0) return say('RETURN', deciding('RETURN'));
  if (open || matched.length === 0) return say('ROUTE', policy === 'OUTPUT ORDER' ? deciding('ROUTE') : []);
  if (policy === 'UNIQUE' && matched.length > 1) return say('ROUTE', matched);
  const numbers = matched.map(({ id }) => Number(id.slice(1)));
  if (policy === 'COLLECT') return say(null, [], { weight: numbers });
  if (policy === 'UNIQUE') return say(null, [], { weight: numbers[0]! });
  const routed = policy === 'OUTPUT ORDER' ? deciding('ROUTE') : [];
  const by = routed.length > 0 ? routed : matched;
  return say(by[0]!.row.outcome, by);
}

function tableOf(policy: Table['hitPolicy'], rows: readonly Row[]): Table {
  const decides = policy === 'FIRST' || policy === 'OUTPUT ORDER';
  const name = (id: string): { zh: string; en: string } => ({ zh: id, en: id });
  return {
    table: 'random', title: name('random'), effective: { from: '2024-01-01', to: null }, hitPolicy: policy, routeTo: 'desk',
    inputs: inputs.map(({ id, type, is }) => ({ id, label: name(id), type, is })), outputs: decides ? [] : [{ id: 'weight', type: 'number' }],
    rows: rows.map(({ cells, outcome }, index) => ({
      id: `r${index}`, when: Object.fromEntries(cells.map((cell, at) => [inputs[at]!.id, written(cell)])),
      ...(decides ? { outcome, reason: 'random.held', set: {} } : { set: { weight: String(index) } }),
    })),
  };
}

const wrong: Readonly<Record<Kind, Json>> = { double: '1', digits: 'one', text: 1, truth: 'true', day: '2024-02-30' };

function answersOf(found: readonly Found[], down: boolean): Answers {
  const standing = inputs.flatMap(({ id, kind, is }, at) => {
    const value = found[at]!;
    return value === 'absent' ? [] : [{ id, source: is.includes('form.') ? 'form' : 'register', json: value === 'wrong' ? wrong[kind] : value === 'null' ? null : value.json }];
  });
  const of = (source: string): Json => Object.fromEntries(standing.filter((one) => one.source === source).map(({ id, json }) => [id, json]));
  return { form: { state: 'hit', value: of('form') }, register: { state: down ? 'down' : 'hit', value: of('register') } };
}

const rowOf = fc.record({ cells: fc.tuple(...inputs.map(({ kind }) => cellOf(kind))), outcome: fc.constantFrom('GRANT' as const, 'RETURN' as const, 'ROUTE' as const) });
const foundAt = (kind: Kind): fc.Arbitrary<Found> => fc.oneof({ weight: 12, arbitrary: worths[kind] }, fc.constantFrom('wrong' as const, 'null' as const, 'absent' as const));
const caseOf = fc.record({ found: fc.tuple(...inputs.map(({ kind }) => foundAt(kind))), down: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) });

for (const policy of ['FIRST', 'OUTPUT ORDER', 'UNIQUE', 'COLLECT'] as const) {
  test(`A compiled ${policy} table tells what a plain reading of it tells: outcome, values, rows, near misses and every tested cell`, () => {
    fc.assert(fc.property(fc.array(rowOf, { minLength: 1, maxLength: 6 }), fc.array(caseOf, { minLength: 1, maxLength: 6 }), (rows, cases) => {
      const { compiled, faults } = compileTable(tableOf(policy, rows));
      assert.deepEqual(faults, []);
      assert.ok(compiled);
      for (const { found, down } of cases) {
        const expected = decided(policy, rows, found.map((value, at) => (down && inputs[at]!.is.includes('register.') ? 'absent' : value)));
        const { outcome, values, trace, nearMisses, reasons } = evaluateTable(compiled, answersOf(found, down), '2024-05-01');
        const named = reasons.filter(({ reason }) => reason === 'random.held' || reason === 'decisions.not_unique').map(({ row }) => row);
        assert.deepEqual({ outcome, values, rows: named, trace, nearMisses }, expected);
      }
    }), { numRuns: 120 });
  });
}

test('A source that cannot be read whole is not read in part: a number in it that a double has changed leaves every input of it to a person', () => {
  const rows: readonly Row[] = [{ cells: [{ is: 'compared', sign: '>=', to: numberWorth(0n, false) }], outcome: 'GRANT' }];
  const { compiled } = compileTable(tableOf('FIRST', rows));
  assert.ok(compiled);
  const outcome = (beside: unknown): Decision['outcome'] => evaluateTable(compiled, { form: { state: 'hit', value: { amount: 1, beside } } }, '2024-05-01').outcome;
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  assert.deepEqual([1, [{ deep: 'a' }], nested(99)].map(outcome), ['GRANT', 'GRANT', 'GRANT']);
  assert.deepEqual([2 ** 53, [{ deep: 2 ** 60 }], Number.NaN, nested(100)].map(outcome), ['ROUTE', 'ROUTE', 'ROUTE', 'ROUTE']);
});
