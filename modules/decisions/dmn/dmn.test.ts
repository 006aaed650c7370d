import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { compileDmn, evaluateDmn } from './evaluate.ts'
import { closeSandbox, evaluateApart, type DmnJob } from './sandbox.ts'

after(closeSandbox)

const asOf = { kind: 'date and time', day: 20_454, nanos: 36_000_000_000_000, offset: 28_800, zone: null } as const

const model = (body: string, more = ''): string =>
  `<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:test" name="test" ${more}>${body}</definitions>`
const literal = (text: string): string => `<literalExpression><text><![CDATA[${text}]]></text></literalExpression>`
const input = (name: string, type = 'Any'): string => `<inputData id="i_${name}" name="${name}"><variable name="${name}" typeRef="${type}"/></inputData>`
const decision = (name: string, logic: string, needs = '', type = 'Any'): string => `<decision id="d_${name}" name="${name}"><variable name="${name}" typeRef="${type}"/>${needs}${logic}</decision>`
const needsInput = (name: string): string => `<informationRequirement><requiredInput href="#i_${name}"/></informationRequirement>`
const needsDecision = (name: string): string => `<informationRequirement><requiredDecision href="#d_${name}"/></informationRequirement>`
const needsKnowledge = (name: string): string => `<knowledgeRequirement><requiredKnowledge href="#k_${name}"/></knowledgeRequirement>`
const knowledge = (name: string, params: string, body: string, needs = ''): string =>
  `<businessKnowledgeModel id="k_${name}" name="${name}"><variable name="${name}"/><encapsulatedLogic>${params.split(' ').filter(Boolean).map((one) => `<formalParameter name="${one}"/>`).join('')}${body}</encapsulatedLogic>${needs}</businessKnowledgeModel>`

const decide = (xml: string, name: string, inputs: Record<string, unknown> = {}, imports: readonly string[] = []): unknown => evaluateDmn(compileDmn(xml, imports), { decision: name }, inputs, asOf)
const feel = (text: string): unknown => decide(model(decision('x', literal(text))), 'x')

test('FEEL as the standard has it', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['0.1 + 0.2 = 0.3', true], ['1 in [1,2] and 2 = 2', true], ['"abc" >= 5', null], ['date("2024-02-30")', null], ['9007199254740993 + 1', '9007199254740994'],
    ['for i in 1..3 return if i = 1 then 1 else i * partial[-1]', [1, 2, 6]], ['[1..3] instance of range<number>', true], ['(< 10).end', 10],
    ['{number: 1, rows: [{number: 2, name: "a"}], found: rows[number = 2].name}.found', ['a']],
    ['(function(a: number) a + 1)("x")', null], ['range("[1..3]") = [1..3]', true], ['range("[3..1]")', null], ['overlaps before([1..5], (3..8])', true],
    ['before([1..5), 5)', true], ['meets([1..5], [5..9])', true], ['starts(1, [1..9])', true], ['finished by([5..10), [7..10))', true], ['during(5, [1..9])', true],
    ['now()', '2026-01-01T10:00:00+08:00'], ['today()', '2026-01-01'], ['date("-0044-03-15") + duration("P100Y")', '0056-03-15'],
    ['@"2021-03-28T01:30:00@Europe/Paris" < @"2021-03-28T01:00:00Z"', true], ['@"2021-01-01T24:00:00"', '2021-01-02T00:00:00'],
    ['date and time(2012, 12, 24, 23, 59, 0, duration("PT1H"))', '2012-12-24T23:59:00+01:00'], ['is(@"P1D", @"PT24H")', true], ['is(@"23:00:50Z", @"23:00:50@Etc/GMT")', false],
    ['replace("abc", "b", "$")', null], ['replace("abc", "x*", "-")', null], ['replace("abc", "(b)", "[$1]")', 'a[b]c'],
    ['list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)', [5, 5, 7, 8]], ['string join("a")', 'a'], ['count(1)', 1], ['unknown thing', null],
  ]
  for (const [text, wanted] of cases) assert.deepEqual(feel(text), wanted, text)
})

test('a graph is worked out through its decisions, its knowledge and its services', () => {
  const xml = model([
    input('age', 'number'), input('when', 'date'),
    decision('adult', literal('age >= 18'), needsInput('age')),
    decision('fee', literal('reduced(if adult then 100 else 40)'), needsDecision('adult') + needsKnowledge('reduced')),
    knowledge('reduced', 'amount', literal('amount * factor(2)'), needsKnowledge('factor')), knowledge('factor', 'n', literal('1 / n')),
    decision('twice', literal('feeOf(when: date("2020-01-01"), age: 30) + feeOf(10, null)'), '<knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>'),
    '<decisionService id="s" name="feeOf"><variable name="feeOf"/><outputDecision href="#d_fee"/><encapsulatedDecision href="#d_adult"/><inputData href="#i_age"/><inputData href="#i_when"/></decisionService>',
    decision('factorial', literal('f(20)'), needsKnowledge('f')), knowledge('f', 'n', literal('if n <= 1 then 1 else n * f(n - 1)')),
    decision('year', literal('when.year'), needsInput('when')),
  ].join(''))
  assert.equal(decide(xml, 'fee', { age: 20 }), 50)
  assert.equal(decide(xml, 'fee', { age: 'twenty' }), 20, 'a wrong type is null, and null is no adult')
  assert.equal(decide(xml, 'twice'), 70)
  assert.equal(evaluateDmn(compileDmn(xml), { service: 'feeOf' }, { age: 3 }, asOf), 20)
  assert.equal(evaluateDmn(compileDmn(xml), { service: 'reduced' }, { amount: 8 }, asOf), 4)
  assert.equal(decide(xml, 'factorial'), '2432902008176640000')
  assert.equal(decide(xml, 'year', { when: '2024-02-29' }), 2024)
})

test('types coerce, constrain, import and hold themselves', () => {
  const base = model([
    '<itemDefinition name="tAmount"><typeRef>number</typeRef><allowedValues><text>[0..100]</text></allowedValues></itemDefinition>',
    '<itemDefinition name="tNode"><itemComponent name="value"><typeRef>tAmount</typeRef></itemComponent><itemComponent name="inner parts" isCollection="true"><typeRef>tNode</typeRef></itemComponent></itemDefinition>',
    '<itemDefinition name="tWords" isCollection="true"><typeRef>string</typeRef></itemDefinition>',
    input('node', 'tNode'), decision('sum', literal('node.value + sum(node.inner parts.value)'), needsInput('node')),
    decision('words', literal('"one"'), '', 'tWords'), decision('amount', literal('[7]'), '', 'tAmount'), decision('much', literal('101'), '', 'tAmount'),
    decision('moment', literal('date("2024-01-01")'), '', 'date and time'), knowledge('double', 'n', literal('n * 2')),
  ].join(''))
  const node = { value: 1, 'inner parts': [{ value: 2, 'inner parts': [] }, { value: 3, 'inner parts': [] }] }
  assert.equal(decide(base, 'sum', { node }), 6)
  assert.equal(decide(base, 'sum', { node: { ...node, value: 101 } }), null)
  assert.deepEqual(['words', 'amount', 'much', 'moment'].map((name) => decide(base, name)), [['one'], 7, null, '2024-01-01T00:00:00Z'])
  const outer = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:b="urn:test" namespace="urn:outer" name="outer"><import name="base" namespace="urn:test" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
    <decision id="o" name="o"><variable name="o" typeRef="b:tAmount"/><informationRequirement><requiredDecision href="urn:test#d_amount"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="urn:test#k_double"/></knowledgeRequirement>${literal('base.double(base.amount) + 1')}</decision></definitions>`
  assert.equal(decide(outer, 'o', {}, [base]), 15)
  assert.throws(() => compileDmn(outer), { code: 'dmn.no_import' })
})

test('every boxed expression', () => {
  const boxed = (logic: string): unknown => decide(model(input('l') + decision('x', logic, needsInput('l'))), 'x', { l: [{ n: 1, 'a b': 'p' }, { n: 2, 'a b': 'q' }] })
  assert.deepEqual(boxed(`<context><contextEntry><variable name="a b"/>${literal('2')}</contextEntry><contextEntry>${literal('a b * 3')}</contextEntry></context>`), 6)
  assert.deepEqual(boxed(`<list>${literal('1')}${literal('l.n')}</list>`), [1, [1, 2]])
  assert.deepEqual(boxed(`<relation><column name="x"/><column name="y"/><row>${literal('1')}${literal('2')}</row></relation>`), [{ x: 1, y: 2 }])
  assert.deepEqual(boxed(`<conditional><if>${literal('null')}</if><then>${literal('1')}</then><else>${literal('2')}</else></conditional>`), 2)
  assert.deepEqual(boxed(`<filter><in>${literal('l')}</in><match>${literal('n > 1 and item.a b = "q"')}</match></filter>`), [{ n: 2, 'a b': 'q' }])
  assert.deepEqual(boxed(`<for iteratorVariable="i"><in>${literal('1..3')}</in><return>${literal('i + count(partial)')}</return></for>`.replace('1..3', '[1..3]')), [1, 3, 5])
  assert.deepEqual(boxed(`<some iteratorVariable="i"><in>${literal('l')}</in><satisfies>${literal('i.n = 2')}</satisfies></some>`), true)
  assert.deepEqual(boxed(`<every iteratorVariable="i"><in>${literal('l')}</in><satisfies>${literal('i.n = 2')}</satisfies></every>`), false)
  assert.deepEqual(boxed(`<invocation>${literal('function(p) p + 1')}<binding><parameter name="p"/>${literal('4')}</binding></invocation>`), 5)
})

test('a decision table says what it tested', () => {
  const table = (policy: string): string => `<decisionTable ${policy}><input><inputExpression typeRef="number"><text>n</text></inputExpression></input><output><outputValues><text>"high","low"</text></outputValues></output>
    ${['&lt; 10', '[5..20]', '&gt; 100'].map((test, index) => `<rule id="r${index + 1}"><inputEntry><text>${test}</text></inputEntry><outputEntry><text>"${index === 1 ? 'high' : 'low'}"</text></outputEntry></rule>`).join('')}</decisionTable>`
  const by = (policy: string, n: number): unknown => decide(model(input('n', 'number') + decision('t', table(policy), needsInput('n'))), 't', { n })
  assert.deepEqual([by('', 7), by('', 50), by('hitPolicy="PRIORITY"', 7), by('hitPolicy="OUTPUT ORDER"', 7), by('hitPolicy="COLLECT"', 50), by('hitPolicy="COLLECT" aggregation="COUNT"', 7), by('hitPolicy="ANY"', 7)],
    [null, null, 'high', ['high', 'low'], [], 2, null])
  const trace: Parameters<typeof evaluateDmn>[4] = []
  evaluateDmn(compileDmn(model(input('n', 'number') + decision('t', table(''), needsInput('n')))), { decision: 't' }, { n: 3 }, asOf, trace)
  assert.deepEqual(trace?.map((step) => ('table' in step ? [step.table, step.matched, step.rules.map(({ rule, cells }) => [rule, cells[0]?.holds])] : step)),
    [['t', ['r1'], [['r1', true], ['r2', false], ['r3', false]]], { decision: 't', value: 'low' }])
})

const job = (xml: string, inputs: Record<string, unknown> = {}): DmnJob => ({ xml, imports: [], question: { decision: 'x' }, inputs, asOf: '2026-01-01T00:00:00Z', trace: false })
const codeOf = (answer: Awaited<ReturnType<typeof evaluateApart>>): unknown => ('error' in answer ? answer.error.code : answer.value)

test('a hostile model ends in a clear error, and the next one is answered', async () => {
  const lol = `<!DOCTYPE lolz [<!ENTITY a "lol">${'bcdefghij'.split('').map((name, index) => `<!ENTITY ${name} "${`&${'abcdefghi'[index]};`.repeat(10)}">`).join('')}]>`
  const hostile: readonly (readonly [string, string | RegExp])[] = [
    [`${lol}${model(decision('x', literal('&j;')))}`, 'dmn.document_type'],
    [`<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">${model('')}`, 'dmn.document_type'],
    [model('<context>'.repeat(5000)), /^dmn\.(xml|too_large)$/], ['<a>'.repeat(200_000), 'dmn.too_large'], ['x'.repeat(5_000_000), 'dmn.too_large'], ['<a', 'dmn.xml'], ['{}', 'dmn.xml'], ['<html/>', 'dmn.not_dmn'],
    [model(decision('x', literal(`${'('.repeat(3000)}1${')'.repeat(3000)}`))), 'null'],
    [model(decision('x', literal('f(1)'), needsKnowledge('f')) + knowledge('f', 'n', literal('f(n + 1)'))), 'feel.too_deep'],
    [model(decision('x', literal('for a in 1..1000, b in 1..1000, c in 1..1000 return a'))), /^feel\.too_(large|many_steps)$/],
    [model(decision('x', literal('for i in 1..100000 return append(partial, partial)'))), /^(feel|dmn)\.too_(large|many_steps|long)$/],
    [model(decision('x', literal(`{a: "${'x'.repeat(1000)}", b: ${'a'.concat(' + a'.repeat(99))}, c: ${'b'.concat(' + b'.repeat(99))}, d: c + c}.d`))), 'null'],
    [model(decision('x', literal(`matches("${'a'.repeat(40)}!", "^(a+)+$")`))), /^(false|feel\.too_many_steps)$/],
    [model(decision('x', literal('9 ** 99999 ** 9'))), 'null'], [model(decision('x', literal('decimal(1e6000, 6000)'))), /./],
    [model(decision('x', literal('sum(for i in 1..900000 return i ** 0.5)'))), /^(feel|dmn)\.too_(large|many_steps|long)$/],
    [model(decision('x', literal('d_x'), needsDecision('x'))), 'dmn.circle'],
    [model('<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>' + decision('x', literal('1'), '', 't')), /^(dmn\.too_deep|feel\.too_deep|dmn\.circle|1)$/],
  ]
  for (const [xml, wanted] of hostile) {
    const started = performance.now()
    const code = String(codeOf(await evaluateApart(job(xml))))
    assert.ok(typeof wanted === 'string' ? code === wanted : wanted.test(code), `${xml.slice(0, 300)}: ${code}`)
    assert.ok(performance.now() - started < 20_000, 'it ends')
    assert.equal(codeOf(await evaluateApart(job(model(decision('x', literal('1 + 1')))))), 2)
  }
})
