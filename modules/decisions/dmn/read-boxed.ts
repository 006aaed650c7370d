import { FeelError } from '../feel/faults.ts'
import { normalName } from '../feel/syntax.ts'
import type { Aggregation, Boxed, BoxedTable, HitPolicy } from './model.ts'
import { childOf, childrenOf, nestedText, textIn, typeOfElement, variableFrom } from './read.ts'
import type { Element } from './xml.ts'

type Reader = (element: Element) => Boxed

/** The boxed expressions by the element they stand in (§10.2). */
const readers: Readonly<Record<string, Reader>> = {
  literalExpression: (element) => ({ kind: 'literal', type: typeOfElement(element), text: textIn(element, 'text') ?? '', language: element.attributes.expressionLanguage ?? null }),
  context: (element) => ({
    kind: 'context', type: typeOfElement(element),
    entries: childrenOf(element, 'contextEntry').map((entry) => {
      const variable = childOf(entry, 'variable')
      return { name: variable === undefined ? null : variableFrom(variable).name, type: variable === undefined ? null : typeOfElement(variable), value: boxedIn(entry) }
    }),
  }),
  invocation: (element) => ({
    kind: 'invocation', type: typeOfElement(element), called: required(element, boxedIn(element)),
    bindings: childrenOf(element, 'binding').map((binding) => ({ parameter: variableFrom(required(binding, childOf(binding, 'parameter'))), value: boxedIn(binding) })),
  }),
  functionDefinition: (element) => ({
    kind: 'function', type: typeOfElement(element), params: childrenOf(element, 'formalParameter').map(variableFrom), body: boxedIn(element),
    language: element.attributes.kind === 'Java' || element.attributes.kind === 'PMML' ? element.attributes.kind : 'FEEL',
  }),
  list: (element) => ({ kind: 'list', type: typeOfElement(element), members: element.children.flatMap((child) => one(child)) }),
  relation: (element) => ({
    kind: 'relation', type: typeOfElement(element), columns: childrenOf(element, 'column').map(variableFrom),
    rows: childrenOf(element, 'row').map((row) => row.children.flatMap((child) => one(child))),
  }),
  conditional: (element) => ({ kind: 'conditional', type: typeOfElement(element), condition: part(element, 'if'), yes: part(element, 'then'), otherwise: part(element, 'else') }),
  filter: (element) => ({ kind: 'filter', type: typeOfElement(element), of: part(element, 'in'), match: part(element, 'match') }),
  for: (element) => iterator('for', element, 'return'),
  some: (element) => iterator('some', element, 'satisfies'),
  every: (element) => iterator('every', element, 'satisfies'),
  decisionTable: tableFrom,
}

/** The boxed expression that stands in an element, or null where there is none. */
export function boxedIn(element: Element): Boxed | null {
  const [first] = element.children.flatMap((child) => one(child))
  return first ?? null
}

function one(element: Element): Boxed[] {
  const reader = readers[element.name]
  return reader === undefined || childrenOf({ ...element, children: [element] }, element.name).length === 0 ? [] : [reader(element)]
}

function required<T>(element: Element, found: T | null | undefined): T {
  if (found === null || found === undefined) throw new FeelError('dmn.incomplete', { element: element.name, id: element.attributes.id ?? '' })
  return found
}

const part = (element: Element, name: string): Boxed => required(element, boxedIn(required(element, childOf(element, name))))

const iterator = (kind: 'for' | 'some' | 'every', element: Element, body: string): Boxed => ({
  kind, type: typeOfElement(element), variable: { name: normalName(element.attributes.iteratorVariable ?? ''), type: typeOfElement(required(element, childOf(element, 'in'))) },
  over: part(element, 'in'), body: part(element, body),
})

const policies: ReadonlySet<string> = new Set<HitPolicy>(['UNIQUE', 'FIRST', 'PRIORITY', 'ANY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'])

function tableFrom(element: Element): BoxedTable & { type: string | null } {
  const policy = element.attributes.hitPolicy ?? 'UNIQUE'
  if (!policies.has(policy)) throw new FeelError('dmn.incomplete', { element: 'decisionTable', hitPolicy: policy })
  const inputs = childrenOf(element, 'input').map((input) => {
    const expression = required(input, childOf(input, 'inputExpression'))
    return { label: input.attributes.label ?? null, text: textIn(expression, 'text') ?? '', type: typeOfElement(expression), allowed: nestedText(input, 'inputValues') }
  })
  const outputs = childrenOf(element, 'output').map((output) => ({
    name: output.attributes.name === undefined ? null : normalName(output.attributes.name), type: typeOfElement(output),
    allowed: nestedText(output, 'outputValues'), fallback: nestedText(output, 'defaultOutputEntry'),
  }))
  const rules = childrenOf(element, 'rule').map((rule, index) => ({
    id: rule.attributes.id ?? String(index + 1), tests: childrenOf(rule, 'inputEntry').map((entry) => textIn(entry, 'text') ?? ''),
    outputs: childrenOf(rule, 'outputEntry').map((entry) => textIn(entry, 'text') ?? ''), notes: childrenOf(rule, 'annotationEntry').map((entry) => textIn(entry, 'text') ?? ''),
  }))
  return { kind: 'table', type: typeOfElement(element), hitPolicy: policy as HitPolicy, aggregation: (element.attributes.aggregation ?? null) as Aggregation | null, inputs, outputs, rules }
}
