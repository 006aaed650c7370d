import { FeelError } from '../feel/faults.ts'
import { normalName } from '../feel/syntax.ts'
import type { DecisionNode, Import, InputData, ItemDefinition, Knowledge, Model, Needs, Service, TypeRef, Variable } from './model.ts'
import { boxedIn } from './read-boxed.ts'
import { readXml, type Element } from './xml.ts'

/** The namespaces of DMN 1.1 to 1.5; what lies outside them in a document is somebody's own and passed over. */
const dmnSpaces: ReadonlySet<string> = new Set([
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd', 'http://www.omg.org/spec/DMN/20180521/MODEL/', 'https://www.omg.org/spec/DMN/20191111/MODEL/',
  'https://www.omg.org/spec/DMN/20211108/MODEL/', 'https://www.omg.org/spec/DMN/20230324/MODEL/', 'https://www.omg.org/spec/DMN/20240513/MODEL/',
])

/** Reads a DMN document. Refuses with `dmn.xml`, `dmn.too_large`, `dmn.document_type`, `dmn.not_dmn`. */
export function readModel(xml: string): Model {
  const root = readXml(xml)
  if (root.name !== 'definitions' || !dmnSpaces.has(root.space)) throw new FeelError('dmn.not_dmn', { found: root.name, namespace: root.space })
  const every = <T>(name: string, read: (element: Element) => T): T[] => childrenOf(root, name).map(read)
  return {
    namespace: root.attributes.namespace ?? '', name: root.attributes.name ?? '', spaces: root.spaces,
    imports: every('import', importFrom), items: every('itemDefinition', itemFrom), inputs: every('inputData', inputFrom),
    decisions: every('decision', decisionFrom), knowledge: every('businessKnowledgeModel', knowledgeFrom), services: every('decisionService', serviceFrom),
  }
}

/** The children of an element with a name, in the namespaces of DMN. */
export const childrenOf = (element: Element, name: string): Element[] => element.children.filter((child) => child.name === name && dmnSpaces.has(child.space))

/** The first child with a name. */
export const childOf = (element: Element, name: string): Element | undefined => childrenOf(element, name)[0]

/** The text of a child, trimmed, or null. */
export const textIn = (element: Element, name: string): string | null => childOf(element, name)?.text.trim() ?? null

/** The text of the `text` inside a child, for unary tests and literals. */
export const nestedText = (element: Element, name: string): string | null => {
  const child = childOf(element, name)
  return child === undefined ? null : textIn(child, 'text')
}

/** The declared type: an attribute on most elements, a child of item definitions. */
export const typeOfElement = (element: Element): TypeRef => element.attributes.typeRef ?? textIn(element, 'typeRef')

/** A name with its declared type. */
export const variableFrom = (element: Element): Variable => ({ name: nameOf(element), type: typeOfElement(element) })

const nameOf = (element: Element): string => normalName(element.attributes.name ?? '')

const importFrom = (element: Element): Import => ({ namespace: element.attributes.namespace ?? '', name: nameOf(element), location: element.attributes.locationURI ?? null })

function itemFrom(element: Element): ItemDefinition {
  const signature = childOf(element, 'functionItem')
  return {
    name: nameOf(element), type: typeOfElement(element), collection: element.attributes.isCollection === 'true',
    allowed: nestedText(element, 'allowedValues'), constraint: nestedText(element, 'typeConstraint'),
    components: childrenOf(element, 'itemComponent').map(itemFrom),
    signature: signature === undefined ? null : { params: childrenOf(signature, 'parameters').map(variableFrom), returns: signature.attributes.outputTypeRef ?? null },
  }
}

function inputFrom(element: Element): InputData {
  const variable = childOf(element, 'variable')
  return { id: element.attributes.id ?? '', name: variable === undefined ? nameOf(element) : variableFrom(variable).name || nameOf(element), type: variable === undefined ? null : typeOfElement(variable) }
}

function needsOf(element: Element): Needs {
  const references = (outer: string, inner: string): string[] =>
    childrenOf(element, outer).flatMap((requirement) => childrenOf(requirement, inner)).map((one) => one.attributes.href ?? '')
  return {
    inputs: references('informationRequirement', 'requiredInput'), decisions: references('informationRequirement', 'requiredDecision'),
    knowledge: references('knowledgeRequirement', 'requiredKnowledge'),
  }
}

const variableOf = (element: Element): Variable => {
  const variable = childOf(element, 'variable')
  return { name: (variable === undefined ? '' : nameOf(variable)) || nameOf(element), type: variable === undefined ? null : typeOfElement(variable) }
}

const decisionFrom = (element: Element): DecisionNode =>
  ({ id: element.attributes.id ?? '', name: nameOf(element), variable: variableOf(element), needs: needsOf(element), logic: boxedIn(element) })

function knowledgeFrom(element: Element): Knowledge {
  const logic = childOf(element, 'encapsulatedLogic')
  return {
    id: element.attributes.id ?? '', name: nameOf(element), variable: variableOf(element), needs: needsOf(element),
    logic: logic === undefined ? null : boxedIn({ ...logic, children: [{ ...logic, name: 'functionDefinition' }] }),
  }
}

function serviceFrom(element: Element): Service {
  const references = (name: string): string[] => childrenOf(element, name).map((one) => one.attributes.href ?? '')
  const variable = childOf(element, 'variable')
  return {
    id: element.attributes.id ?? '', name: (variable === undefined ? '' : nameOf(variable)) || nameOf(element), type: variable === undefined ? null : typeOfElement(variable),
    outputs: references('outputDecision'), encapsulated: references('encapsulatedDecision'), inputDecisions: references('inputDecision'), inputs: references('inputData'),
  }
}
