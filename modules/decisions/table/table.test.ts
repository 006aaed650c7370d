import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Answer, Answers, AnswerState } from './answers.ts';
import { checkTables, checkTableText } from './check.ts';
import type { CompiledTable } from './compile.ts';
import { compileTable } from './compile.ts';
import { evaluateTable } from './decide.ts';
import { readTable, tableInForce } from './read.ts';
import type { Table } from './schema.ts';

const registration = `
table: company-registration
title: { zh: 设立登记审查, en: Company registration review }
effective: { from: 2024-07-01, to: null }
hitPolicy: FIRST
routeTo: registrar
inputs:
  - { id: listed, label: { zh: 失信被执行人, en: court-listed }, type: boolean, is: court.listed }
  - { id: occupancy, label: { zh: 住所登记数, en: firms at the address }, type: number, is: address.occupancy }
  - { id: payYears, label: { zh: 缴付年限, en: years to pay in }, type: number, is: 'full years between(asOf, date(form.payBy))' }
rows:
  - id: dishonest
    when: { listed: 'true' }
    outcome: RETURN
    reason: company.legal_rep_dishonest
    text: { zh: '法定代表人被列为失信被执行人（{listed}）。', en: 'The legal representative is listed by a court ({listed}).' }
    fix: { zh: 更换法定代表人。, en: Choose another legal representative. }
    field: legalRep
    law: { zh: 《市场主体登记管理条例》第十二条第五项, en: 'Regulation on registration, art. 12(5)' }
  - id: crowded
    when: { occupancy: '>= 5' }
    outcome: ROUTE
    to: reviewer
    reason: company.address_crowded
    text: { zh: '该地址已登记{occupancy}户。', en: '{occupancy} firms stand at this address.' }
    law: { zh: 《市场主体登记管理条例》第十九条, en: 'Regulation on registration, art. 19' }
  - id: late-capital
    when: { payYears: '> 4' }
    outcome: RETURN
    reason: company.capital_late
    text: { zh: 认缴出资须在五年内缴足。, en: Capital must be paid in within five years. }
    law: { zh: 《公司法》第四十七条, en: 'Company Law, art. 47' }
  - id: clean
    outcome: GRANT
    law: { zh: 《市场主体登记管理条例》第十九条, en: 'Regulation on registration, art. 19' }
`;

function compiledFrom(yaml: string): CompiledTable {
  const read = readTable(yaml);
  assert.deepEqual(read.faults, []);
  assert.ok(read.table);
  const { compiled, faults } = compileTable(read.table);
  assert.deepEqual(faults, []);
  assert.ok(compiled);
  return compiled;
}

const hit = (value: unknown, source?: string): Answer => ({ state: 'hit', value, ...(source === undefined ? {} : { source }) });
const clean: Answers = { court: hit({ listed: false }), address: hit({ occupancy: 1 }), form: hit({ payBy: '2029-01-01' }) };
const table = compiledFrom(registration);

test('A clean founding is granted, and the table says which sources it needed', () => {
  const decision = evaluateTable(table, clean, '2024-08-01');
  assert.equal(decision.outcome, 'GRANT');
  assert.deepEqual(table.needs, ['address', 'court', 'form']);
  assert.deepEqual(table.reads.listed, [['court', 'listed']]);
  assert.deepEqual(decision.nearMisses, ['dishonest', 'crowded', 'late-capital']);
  assert.match(decision.version, /^sha256:[0-9a-f]{64}$/);
});

test('A court-listed representative is returned with reason, law, field and what to do', () => {
  const decision = evaluateTable(table, { ...clean, court: hit({ listed: true }) }, '2024-08-01');
  assert.equal(decision.outcome, 'RETURN');
  const [reason] = decision.reasons;
  assert.equal(reason?.reason, 'company.legal_rep_dishonest');
  assert.equal(reason?.text?.zh, '法定代表人被列为失信被执行人（是）。');
  assert.equal(reason?.field, 'legalRep');
  assert.equal(reason?.law?.en, 'Regulation on registration, art. 12(5)');
  assert.deepEqual(decision.trace, [{ row: 'dishonest', cells: [{ input: 'listed', test: 'true', value: true, verdict: true }] }]);
});

test('An address that holds five firms goes to the reviewer', () => {
  const decision = evaluateTable(table, { ...clean, address: hit({ occupancy: 5 }) }, '2024-08-01');
  assert.equal(decision.outcome, 'ROUTE');
  assert.equal(decision.to, 'reviewer');
  assert.equal(decision.reasons[0]?.text?.en, '5 firms stand at this address.');
});

for (const state of ['missing', 'stale', 'conflict', 'denied', 'down'] as const satisfies readonly AnswerState[]) {
  test(`A source that is ${state} routes to a person and names itself`, () => {
    const answers = { ...clean, court: { state, source: 'ds:court', why: 'timeout', value: { listed: true } } };
    const decision = evaluateTable(table, answers, '2024-08-01');
    assert.equal(decision.outcome, 'ROUTE');
    assert.equal(decision.to, 'registrar');
    assert.deepEqual(decision.reasons, [{ row: 'dishonest', text: null, law: null, reason: `decisions.source_${state}`, source: 'ds:court', input: 'listed', why: 'timeout' }]);
    assert.equal(decision.trace[0]?.cells[0]?.verdict, 'undetermined');
  });
}

test('An earlier row matched on good data decides though a later source is down', () => {
  const decision = evaluateTable(table, { ...clean, court: hit({ listed: true }), address: { state: 'down' } }, '2024-08-01');
  assert.equal(decision.outcome, 'RETURN');
});

test('A value of the wrong type goes to a person and is never simply no match', () => {
  for (const court of [hit({ listed: 'false' }), hit({ listed: null }), hit({}), hit('x')]) {
    const decision = evaluateTable(table, { ...clean, court }, '2024-08-01');
    assert.equal(decision.outcome, 'ROUTE');
    assert.equal(decision.reasons[0]?.reason, 'decisions.input_type');
  }
});

const head = (policy: string, inputs: string, outputs = '[]'): string => `
table: small
title: { zh: 小表, en: Small }
effective: { from: 2024-01-01, to: 2024-12-31 }
hitPolicy: ${policy}
routeTo: desk
inputs: ${inputs}
outputs: ${outputs}
`;
const two = "[{ id: a, label: {zh: 甲, en: A}, type: boolean, is: s.a }, { id: b, label: {zh: 乙, en: B}, type: boolean, is: t.b }]";
const law = 'law: { zh: 法, en: law }, text: { zh: 文, en: text }';
const many = compiledFrom(`${head('OUTPUT ORDER', two)}
rows:
  - { id: ok, outcome: GRANT, reason: x.ok, ${law} }
  - { id: first, when: { a: 'true' }, outcome: RETURN, reason: x.first, ${law} }
  - { id: second, when: { b: 'true' }, outcome: RETURN, reason: x.second, ${law} }
  - { id: both, when: { a: 'false', b: 'false' }, outcome: ROUTE, to: desk, reason: x.both, ${law} }
`);

test('OUTPUT ORDER tells every reason of a return at once', () => {
  const decision = evaluateTable(many, { s: hit({ a: true }), t: hit({ b: true }) }, '2024-05-01');
  assert.equal(decision.outcome, 'RETURN');
  assert.deepEqual(decision.reasons.map(({ row }) => row), ['first', 'second']);
});

test('OUTPUT ORDER lets a return on good data win over a source that is down, but not a grant', () => {
  assert.equal(evaluateTable(many, { s: hit({ a: true }), t: { state: 'down' } }, '2024-05-01').outcome, 'RETURN');
  const lacking = evaluateTable(many, { s: hit({ a: false }), t: { state: 'down' } }, '2024-05-01');
  assert.equal(lacking.outcome, 'ROUTE');
  assert.deepEqual(lacking.reasons.map(({ reason, source }) => [reason, source]), [['decisions.source_down', 't']]);
});

test('Another cell that is false on good data settles a row whose source is missing', () => {
  const first = compiledFrom(`${head('FIRST', two)}
rows:
  - { id: both, when: { a: 'true', b: 'true' }, outcome: RETURN, reason: x.both, ${law} }
  - { id: ok, outcome: GRANT, reason: x.ok, ${law} }
`);
  assert.equal(evaluateTable(first, { s: hit({ a: false }) }, '2024-05-01').outcome, 'GRANT');
  assert.equal(evaluateTable(first, { s: hit({ a: true }) }, '2024-05-01').outcome, 'ROUTE');
});

test('A UNIQUE table gives its value, and goes to a person when two rows match or none', () => {
  const rates = compiledFrom(`${head('UNIQUE', "[{ id: area, label: {zh: 面积, en: area}, type: number, is: home.area }, { id: price, label: {zh: 价, en: price}, type: number, is: number(home.price) }]", '[{ id: tax, type: number }]')}
rows:
  - { id: small, when: { area: '<= 90' }, set: { tax: 'decimal(price * 0.01, 2)' } }
  - { id: large, when: { area: '(90..200]' }, set: { tax: 'decimal(price * 0.015, 2)' } }
  - { id: odd, when: { area: '200' }, set: { tax: '0' } }
`);
  const of = (area: number) => evaluateTable(rates, { home: hit({ area, price: '1200000' }) }, '2024-05-01');
  assert.deepEqual([of(89).outcome, of(89).values], [null, { tax: 12000 }]);
  assert.deepEqual(of(100).values, { tax: 18000 });
  assert.deepEqual([of(200).outcome, of(200).reasons[0]?.reason], ['ROUTE', 'decisions.not_unique']);
  assert.deepEqual([of(201).outcome, of(201).reasons[0]?.reason], ['ROUTE', 'decisions.no_row']);
});

test('A COLLECT table adds up what its rows give', () => {
  const collected = compiledFrom(`${head('COLLECT', two, '[{ id: fee, type: number, collect: sum }]')}
rows:
  - { id: a, when: { a: 'true' }, set: { fee: '0.1' } }
  - { id: b, when: { b: 'true' }, set: { fee: '0.2' } }
`);
  assert.deepEqual(evaluateTable(collected, { s: hit({ a: true }), t: hit({ b: true }) }, '2024-05-01').values, { fee: 0.3 });
  assert.equal(evaluateTable(collected, { s: hit({ a: true }) }, '2024-05-01').outcome, 'ROUTE');
});

test('The same answers on the same day give the same bytes', () => {
  const once = JSON.stringify(evaluateTable(table, clean, '2024-08-01'));
  assert.equal(JSON.stringify(evaluateTable(compiledFrom(registration), structuredClone(clean), '2024-08-01')), once);
});

test('The version of a table in force is chosen by day, both ends included', () => {
  const { table: old } = readTable(`${head('FIRST', '[]')}rows: [{ id: r, outcome: GRANT, ${law} }]`) as { table: Table };
  const next: Table = { ...old, effective: { from: '2025-01-01', to: null } };
  assert.equal(tableInForce([old, next], 'small', '2024-12-31'), old);
  assert.equal(tableInForce([old, next], 'small', '2025-01-01'), next);
  assert.equal(tableInForce([old, next], 'small', '2023-12-31'), null);
  assert.deepEqual(checkTables([{ table: old }, { table: next }]), []);
  assert.deepEqual(checkTables([{ table: old }, { table: { ...old, effective: { from: '2024-12-31', to: null } } }]).map(({ code }) => code), ['decisions.effective_overlap']);
});

const wrongs: readonly (readonly [string, string, string, string])[] = [
  ['an unknown key', 'hitPolicy: FIRST', 'hitPolicy: FIRST\nhitpolicy: FIRST', 'decisions.shape'],
  ['a key given twice', 'routeTo: registrar', 'routeTo: registrar\nrouteTo: other', 'decisions.yaml'],
  ['a test of an input there is not', "{ listed: 'true' }", "{ listd: 'true' }", 'decisions.unknown_input'],
  ['a test of the wrong type', "'>= 5'", `'"5"'`, 'feel.unlike_types'],
  ['a test that does not parse', "'>= 5'", "'>= '", 'feel.syntax'],
  ['two rows of one id', 'id: crowded', 'id: dishonest', 'decisions.duplicate_row'],
  ['a row without its law', 'law: { zh: 《公司法》第四十七条, en: \'Company Law, art. 47\' }', 'field: capital', 'decisions.law_missing'],
  ['years that no row takes', '- id: clean', "- id: clean\n    when: { payYears: '< 3' }", 'decisions.combination_missing'],
  ['a row after the total one', '- id: late-capital\n    when: { payYears: \'> 4\' }', '- id: late-capital', 'decisions.row_unreachable'],
  ['a place for a value there is not', '{occupancy}户', '{occupant}户', 'decisions.unknown_placeholder'],
  ['a look at the clock', 'full years between(asOf,', 'full years between(today(),', 'feel.no_clock'],
];
for (const [what, right, wrong, code] of wrongs) {
  test(`A table with ${what} is not published`, () => {
    assert.deepEqual(checkTableText(registration), []);
    assert.ok(registration.includes(right));
    assert.ok(checkTableText(registration.replace(right, wrong)).some((fault) => fault.code === code), JSON.stringify(checkTableText(registration.replace(right, wrong))));
  });
}

test('A table over yes and no without a total row is shown a combination it forgot', () => {
  const rows = `rows:
  - { id: one, when: { a: 'true' }, outcome: GRANT, ${law} }
  - { id: two, when: { b: 'false' }, outcome: GRANT, ${law} }
`;
  const faults = checkTableText(head('FIRST', two) + rows);
  assert.deepEqual(faults.map(({ code, detail }) => [code, detail]), [['decisions.combination_missing', 'a: false, b: true']]);
  assert.deepEqual(checkTableText(`${head('FIRST', two)}${rows}  - { id: three, when: { a: 'false', b: 'true' }, outcome: GRANT, ${law} }\n`), []);
});

// ── Properties ──────────────────────────────────────────────────────────────────────────────

type Cell = { readonly kind: 'any' } | { readonly kind: 'is'; readonly value: boolean } | { readonly kind: 'least' | 'below'; readonly value: number };
const outcomes = ['GRANT', 'RETURN', 'ROUTE'] as const;
const booleanCell = fc.oneof(fc.constant<Cell>({ kind: 'any' }), fc.boolean().map((value): Cell => ({ kind: 'is', value })));
const numberCell = fc.oneof(fc.constant<Cell>({ kind: 'any' }), fc.record({ kind: fc.constantFrom('least' as const, 'below' as const), value: fc.integer({ min: -3, max: 3 }) }));
const randomRow = fc.record({ cells: fc.tuple(booleanCell, booleanCell, numberCell, numberCell), outcome: fc.constantFrom(...outcomes) });
const randomRows = fc.array(randomRow, { minLength: 1, maxLength: 8 });
type RandomRow = typeof randomRow extends fc.Arbitrary<infer R> ? R : never;
const ids = ['p', 'q', 'm', 'n'] as const;

function written(cell: Cell): string {
  if (cell.kind === 'any') return '-';
  return cell.kind === 'is' ? String(cell.value) : `${cell.kind === 'least' ? '>=' : '<'} ${cell.value}`;
}

function tableOf(rows: readonly RandomRow[], hitPolicy: 'FIRST' | 'OUTPUT ORDER'): CompiledTable {
  const { compiled, faults } = compileTable({
    table: 'random', title: { zh: '随机', en: 'random' }, effective: { from: '2024-01-01', to: null }, hitPolicy,
    inputs: ids.map((id, index) => ({ id, label: { zh: id, en: id }, type: index < 2 ? 'boolean' as const : 'number' as const, is: `source${index}.value` })),
    outputs: [],
    rows: rows.map((row, index) => ({ id: `r${index}`, outcome: row.outcome, reason: 'x.y', set: {}, when: Object.fromEntries(row.cells.map((cell, at) => [ids[at] ?? '', written(cell)])) })),
  });
  assert.deepEqual(faults, []);
  assert.ok(compiled);
  return compiled;
}

function holds(cell: Cell, value: boolean | number): boolean {
  if (cell.kind === 'any') return true;
  if (cell.kind === 'is') return cell.value === value;
  return cell.kind === 'least' ? Number(value) >= cell.value : Number(value) < cell.value;
}

const randomValues = fc.tuple(fc.boolean(), fc.boolean(), fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }));
const randomStates = fc.array(fc.constantFrom<AnswerState>('hit', 'hit', 'missing', 'stale', 'conflict', 'denied', 'down'), { minLength: 4, maxLength: 4 });

test('A compiled FIRST table decides as a plain reading of its rows does', () => {
  fc.assert(fc.property(randomRows, fc.array(randomValues, { minLength: 1, maxLength: 5 }), (rows, cases) => {
    const compiled = tableOf(rows, 'FIRST');
    for (const values of cases) {
      const expected = rows.find((row) => row.cells.every((cell, at) => holds(cell, values[at] ?? false)));
      const decision = evaluateTable(compiled, Object.fromEntries(values.map((value, at) => [`source${at}`, hit({ value })])), '2024-05-01');
      assert.equal(decision.outcome, expected?.outcome ?? 'ROUTE');
      if (expected === undefined) assert.equal(decision.reasons[0]?.reason, 'decisions.no_row');
    }
  }), { numRuns: 60 });
});

for (const policy of ['FIRST', 'OUTPUT ORDER'] as const) {
  test(`Under ${policy}, what bad sources hide can change no RETURN and no GRANT`, () => {
    fc.assert(fc.property(randomRows, randomValues, randomStates, fc.array(randomValues, { minLength: 6, maxLength: 6 }), (rows, values, states, others) => {
      const compiled = tableOf(rows, policy);
      const decide = (truth: typeof values, on: readonly AnswerState[]) =>
        evaluateTable(compiled, Object.fromEntries(truth.map((value, at) => [`source${at}`, { state: on[at] ?? 'missing', value: { value } }])), '2024-05-01');
      const decision = decide(values, states);
      if (decision.outcome === 'ROUTE') return;
      for (const other of others) {
        const truth = values.map((value, at) => (states[at] === 'hit' ? value : other[at])) as typeof values;
        const whole = decide(truth, ['hit', 'hit', 'hit', 'hit']);
        assert.equal(whole.outcome, decision.outcome);
      }
    }), { numRuns: 150 });
  });
}
