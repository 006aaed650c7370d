import { FeelError } from '../feel/faults.ts'
import { fromJson, toJson, type Json } from '../feel/json.ts'
import { normalName } from '../feel/syntax.ts'
import { anyType, type Type } from '../feel/types.ts'
import { typeOf, type DateTime, type FunctionValue, type TypeName, type Value } from '../feel/values.ts'
import { compileModel, type Graph, type Sitting } from './graph.ts'
import type { Model } from './model.ts'
import { readModel } from './read.ts'
import { openScope, type Problem, type Trace } from './scope.ts'

/** A DMN model with those it imports, compiled once. */
export type DmnModel = { readonly graph: Graph; readonly problems: readonly Problem[] }
/** What is asked of a model: a decision or a service by its name or id, with inputs as JSON, as of an instant that `now()` gives. */
export type DmnQuestion = { readonly decision: string } | { readonly service: string }

/**
 * Compiles a DMN document (1.1 to 1.5); `imports` are the texts of models it imports. Refuses with a FeelError of `dmn.xml`,
 * `dmn.document_type`, `dmn.too_large`, `dmn.not_dmn`, `dmn.incomplete`, `dmn.no_import`, `dmn.circle`.
 */
export function compileDmn(xml: string, imports: readonly string[] = []): DmnModel {
  const made = new Map<string, Graph>()
  const making = new Set<string>()
  const make = (model: Model): Graph => {
    making.add(model.namespace)
    for (const { namespace } of model.imports) {
      if (making.has(namespace)) throw new FeelError('dmn.circle', { import: namespace })
      const other = made.has(namespace) ? undefined : importedFrom(imports, namespace)
      if (other !== undefined) made.set(namespace, make(other))
    }
    making.delete(model.namespace)
    return compileModel(model, made)
  }
  const graph = make(readModel(xml))
  return { graph, problems: graph.problems }
}

// Only what is imported is read: a folder may hold other models, and broken ones.
function importedFrom(imports: readonly string[], namespace: string): Model | undefined {
  return imports.filter((text) => text.includes(namespace)).map((text) => readModel(text)).find((model) => model.namespace === namespace)
}

/** The value of a decision or service. Values that cannot be worked out are null, as the standard has it; what exceeds a bound is refused. Refuses `dmn.no_decision`. */
export function evaluateDmn({ graph }: DmnModel, question: DmnQuestion, inputs: Readonly<Record<string, unknown>>, asOf?: DateTime, trace: Trace | null = null): Json {
  const name = normalName('decision' in question ? question.decision : question.service)
  const node = 'decision' in question ? graph.decision(name) : graph.service(name)
  if (node === undefined) throw new FeelError('dmn.no_decision', { name, known: ('decision' in question ? graph.model.decisions : graph.model.services).map((one) => one.name).join(', ').slice(0, 400) })
  const given = givenOf(graph, Object.fromEntries(Object.entries(inputs).map(([key, value]) => [normalName(key), value])))
  const sitting: Sitting = { scope: openScope(new Map(), asOf, trace), given, known: new Map(), open: new Set() }
  const value = node.run(sitting)
  if ('decision' in question) return toJson(value)
  if (typeOf(value) !== 'function') return null
  const { params, call } = value as FunctionValue
  return toJson(call(params.map((param) => given(null, param) ?? null)))
}

// Inputs by name, read as what the model declares them to be. Those of an imported model may stand under the import's name.
function givenOf(graph: Graph, inputs: Readonly<Record<string, unknown>>): (key: string | null, name: string) => Value | undefined {
  const own = new Map(graph.model.inputs.map((input) => [input.name, graph.types.of(input.type)]))
  const decisions = new Map(graph.model.decisions.map(({ variable }) => [variable.name, graph.types.of(variable.type)]))
  const spaces = new Map(graph.model.imports.map((one) => [one.namespace, one.name]))
  return (key, name) => {
    const space = key === null ? graph.model.namespace : key.slice(0, key.lastIndexOf('#'))
    const under = space === graph.model.namespace ? '' : spaces.get(space) ?? ''
    const holder = under === '' ? inputs : (inputs[under] ?? inputs) as Readonly<Record<string, unknown>>
    const json = Object.hasOwn(holder, name) ? holder[name] : undefined
    return json === undefined ? undefined : typedFromJson(json, own.get(name) ?? decisions.get(name) ?? anyType)
  }
}

/** A JSON value as one of a declared type: texts as dates, numbers and durations where the type says so. What does not fit stays what it is, and will not conform. */
export function typedFromJson(json: unknown, type: Type): Value {
  if (json === null || json === undefined) return null
  if (type.kind === 'list') return (Array.isArray(json) ? json : [json]).map((member) => typedFromJson(member, type.of()))
  if (Array.isArray(json) && json.length === 1 && type.kind !== 'any') return typedFromJson(json[0], type)
  if (type.kind === 'context' && typeof json === 'object' && !Array.isArray(json)) {
    const entries = Object.entries(json).map(([name, member]) => [name, typedFromJson(member, type.fields.get(name)?.() ?? anyType)] as const)
    return new Map<string, Value>([...[...type.fields.keys()].map((name) => [name, null] as const), ...entries])
  }
  if (type.kind !== 'basic') return fromJson(json)
  try {
    return fromJson(json, type.name as TypeName)
  } catch (error) {
    // It is not of the type: the model says what becomes of that.
    if (!(error instanceof FeelError)) throw error
    return fromJson(json)
  }
}
