import { FeelError } from '../feel/faults.ts'
import { coerced } from '../feel/types.ts'
import type { Value } from '../feel/values.ts'
import { compileBoxed } from './compile.ts'
import type { DecisionNode, Knowledge, Model, Needs, Service } from './model.ts'
import { functionOf, within, type Problem, type Run, type Scope } from './scope.ts'
import { fieldNames, typesOf, type Types } from './types.ts'

/** A node of the graph, with how its value is worked out from the inputs given and, of a service, from the decisions given. */
type Node = { readonly key: string; readonly name: string; readonly run: (sitting: Sitting) => Value }
/** One evaluation: what was given from outside by key or name, and what was worked out already. */
export type Sitting = { readonly scope: Scope; readonly given: (key: string, name: string) => Value | undefined; readonly known: Map<string, Value>; readonly open: Set<string> }

/** A model compiled once, with the models it imports. */
export type Graph = {
  readonly model: Model; readonly types: Types; readonly problems: readonly Problem[]
  readonly decision: (name: string) => Node | undefined
  /** A decision service, or a knowledge model: what can be called with inputs by name. */
  readonly service: (name: string) => Node | undefined
  readonly nodeAt: (reference: string) => Node
}

type Making = { readonly model: Model; readonly types: Types; readonly imports: ReadonlyMap<string, Graph>; readonly problems: Problem[]; readonly words: readonly string[]; readonly nodes: Map<string, Node> }

/** Compiles a model to closures. `imports` are the compiled models by namespace. Refuses `dmn.no_import`. */
export function compileModel(model: Model, imports: ReadonlyMap<string, Graph>): Graph {
  for (const one of model.imports) if (isDmn(one.namespace, imports) === undefined && !isForeign(one.namespace)) throw new FeelError('dmn.no_import', { namespace: one.namespace, name: one.name })
  const types = typesOf(model, (name) => imports.get(model.imports.find((one) => one.name === name)?.namespace ?? '')?.types)
  const words = [...fieldNames(model.items), ...[...imports.values()].flatMap((one) => [...fieldNames(one.model.items), ...one.model.decisions.map(({ variable }) => variable.name), ...one.model.inputs.map(({ name }) => name), ...one.model.knowledge.map(({ name }) => name)])]
  const making: Making = { model, types, imports, problems: [], words: [...new Set(words)], nodes: new Map() }
  for (const input of model.inputs) add(making, input.id, input.name, inputRun(making, input))
  for (const knowledge of model.knowledge) add(making, knowledge.id, knowledge.variable.name, late(() => knowledgeRun(making, knowledge)))
  for (const decision of model.decisions) add(making, decision.id, decision.variable.name, late(() => decisionRun(making, decision)))
  for (const service of model.services) add(making, service.id, service.name, late(() => serviceRun(making, service)))
  const find = (all: readonly { readonly id: string; readonly name: string }[], name: string): Node | undefined => {
    const found = all.find((one) => one.name === name) ?? all.find((one) => one.id === name)
    return found === undefined ? undefined : making.nodes.get(found.id)
  }
  return { model, types, problems: making.problems, decision: (name) => find(model.decisions, name), service: (name) => find(model.services, name) ?? find(model.knowledge, name), nodeAt: (reference) => nodeAt(making, reference) }
}

// A model may import what is no DMN (PMML, XML Schema): then only what uses it has no value.
const isForeign = (namespace: string): boolean => /pmml|XMLSchema/i.test(namespace)
const isDmn = (namespace: string, imports: ReadonlyMap<string, Graph>): Graph | undefined => imports.get(namespace)

function late(make: () => Node['run']): Node['run'] {
  let made: Node['run'] | undefined
  return (sitting) => (made ??= make())(sitting)
}

function add({ nodes, model }: Making, id: string, name: string, run: Node['run']): void {
  const key = `${model.namespace}#${id}`
  nodes.set(id, {
    key, name,
    run: (sitting) => {
      const known = sitting.known.get(key)
      if (known !== undefined) return known
      if (sitting.open.has(key)) throw new FeelError('dmn.circle', { element: name })
      sitting.open.add(key)
      const value = run(sitting)
      sitting.open.delete(key)
      sitting.known.set(key, value)
      return value
    },
  })
}

function nodeAt({ nodes, imports, model }: Making, reference: string): Node {
  const hash = reference.indexOf('#')
  const [space, id] = [reference.slice(0, Math.max(hash, 0)), reference.slice(hash + 1)]
  const node = space === '' || space === model.namespace ? nodes.get(id) : imports.get(space)?.nodeAt(`#${id}`)
  if (node === undefined) throw new FeelError('dmn.incomplete', { reference })
  return node
}

function inputRun({ model, types }: Making, { id, name, type }: Model['inputs'][number]): Node['run'] {
  const wanted = types.of(type)
  return (sitting) => coerced(sitting.given(`${model.namespace}#${id}`, name) ?? null, wanted)
}

/** What a node reads, by the name it has in the scope: its own model's by their names, an imported one's under the import's. */
type Read = { readonly under: string; readonly node: Node }

function readsOf(making: Making, needs: Needs): Read[] {
  return [...needs.inputs, ...needs.decisions, ...needs.knowledge].map((reference) => {
    const space = reference.slice(0, Math.max(reference.indexOf('#'), 0))
    const imported = space === '' || space === making.model.namespace ? undefined : making.model.imports.find((one) => one.namespace === space)
    return { under: imported?.name ?? '', node: nodeAt(making, reference) }
  })
}

const namesOf = (reads: readonly Read[]): string[] => [...new Set(reads.map(({ under, node }) => under || node.name))]

function valuesOf(reads: readonly Read[], sitting: Sitting): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const { under, node } of reads) {
    if (under === '') values.set(node.name, node.run(sitting))
    else values.set(under, new Map([...(values.get(under) as ReadonlyMap<string, Value> | undefined ?? []), [node.name, node.run(sitting)]]))
  }
  return values
}

function compiled(making: Making, element: string, names: readonly string[], logic: NonNullable<DecisionNode['logic']>): Run {
  return compileBoxed(logic, { names, open: false, types: making.types, words: making.words, element, tell: (problem) => making.problems.push(problem) })
}

function decisionRun(making: Making, { id, variable, needs, logic, name }: DecisionNode): Node['run'] {
  const reads = readsOf(making, needs)
  const type = making.types.of(variable.type)
  const run = logic === null ? () => null : compiled(making, name, namesOf(reads), logic)
  const key = `${making.model.namespace}#${id}`
  return (sitting) => {
    const given = sitting.given(key, variable.name)
    if (given !== undefined) return coerced(given, type)
    const value = coerced(run(within(sitting.scope, valuesOf(reads, sitting))), type)
    sitting.scope.trace?.push({ decision: name, value })
    return value
  }
}

// A knowledge model knows its parameters and the knowledge it needs, nothing else (§7.3.4). It may call itself.
function knowledgeRun(making: Making, { name, variable, needs, logic }: Knowledge): Node['run'] {
  const reads = readsOf(making, needs)
  const type = making.types.of(variable.type)
  const returns = type.kind === 'function' ? type.returns() : type
  const run = logic === null ? () => null : compiled(making, name, [...namesOf(reads), variable.name], logic)
  return (sitting) => {
    const values = valuesOf(reads, sitting)
    const own = run(within({ ...sitting.scope, parent: null, values: new Map() }, values))
    if (own === null || typeof own !== 'object' || !('kind' in own) || own.kind !== 'function') return own
    const made = functionOf({
      params: own.params.map((param, index) => ({ name: param, type: own.types?.params[index] ?? { kind: 'any' } })), returns,
      run: (args) => own.call([...args.values()]),
    }, sitting.scope.budget)
    values.set(variable.name, made)
    return made
  }
}

/** A service is a function of its input data and input decisions (§10.4): its own decisions are worked out anew for each call. */
function serviceRun(making: Making, service: Service): Node['run'] {
  const params = [...service.inputs, ...service.inputDecisions].map((reference) => ({ reference, node: nodeAt(making, reference) }))
  const typed = params.map(({ reference, node }) => ({ name: node.name, type: typeAt(making, reference) }))
  const outputs = service.outputs.map((reference) => nodeAt(making, reference))
  const declared = making.types.of(service.type)
  return (sitting) => functionOf({
    params: typed, returns: declared.kind === 'function' ? declared.returns() : declared,
    run: (args) => {
      const keys = new Map(params.map(({ node }) => [node.key, args.get(node.name) ?? null]))
      const inside: Sitting = { scope: sitting.scope, given: (key) => keys.get(key), known: new Map(), open: new Set() }
      const values = outputs.map((node) => node.run(inside))
      return outputs.length === 1 ? values[0] ?? null : new Map(outputs.map(({ name }, index) => [name, values[index] ?? null]))
    },
  }, sitting.scope.budget)
}

function typeAt(making: Making, reference: string): ReturnType<Types['of']> {
  const id = reference.slice(reference.indexOf('#') + 1)
  const model = making.imports.get(reference.slice(0, Math.max(reference.indexOf('#'), 0))) ?? making
  const input = model.model.inputs.find((one) => one.id === id)
  return model.types.of(input === undefined ? model.model.decisions.find((one) => one.id === id)?.variable.type ?? null : input.type)
}
