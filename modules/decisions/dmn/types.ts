import { compileUnaryTests } from '../feel/expression.ts'
import { FeelError } from '../feel/faults.ts'
import { anyType, typeFromText, type NamedTypes, type Type } from '../feel/types.ts'
import { isList, type Value } from '../feel/values.ts'
import type { ItemDefinition, Model, TypeRef } from './model.ts'

/** The types of a model and of what it imports: what a reference to a type means in it. */
export type Types = { readonly named: NamedTypes; readonly of: (reference: TypeRef) => Type }

/** The types a model declares. `imported` gives the types of a model that is imported under a name. */
export function typesOf(model: Model, imported: (name: string) => Types | undefined): Types {
  const items = new Map(model.items.map((item) => [item.name, item]))
  const made = new Map<string, Type>()
  const named: NamedTypes = (text) => {
    const name = withoutPrefix(text, model)
    const known = made.get(name)
    if (known !== undefined) return known
    const item = items.get(name)
    if (item === undefined) return importedType(name, model, imported)
    // A definition may name itself inside itself; what it stands for is asked for late.
    const type = itemType(item, types)
    made.set(name, type)
    return type
  }
  const types: Types = { named, of: (reference) => (reference === null ? anyType : typeFromText(reference, named) ?? anyType) }
  return types
}

// A type written with a prefix of the document; one for the model's own or the standard's names means nothing more.
function withoutPrefix(name: string, model: Model): string {
  const colon = name.indexOf(':')
  if (colon < 0 || name.includes('<')) return name
  const space = model.spaces[name.slice(0, colon)]
  const foreign = model.imports.find((one) => one.namespace === space)
  return foreign === undefined ? name.slice(colon + 1) : `${foreign.name}.${name.slice(colon + 1)}`
}

function importedType(name: string, model: Model, imported: (name: string) => Types | undefined): Type | undefined {
  for (const one of model.imports) {
    if (one.name === '') {
      const found = imported('')?.named(name)
      if (found !== undefined) return found
    } else if (name.startsWith(`${one.name}.`)) return imported(one.name)?.named(name.slice(one.name.length + 1))
  }
  return undefined
}

function itemType(item: ItemDefinition, types: Types): Type {
  const one = withTest(ownType(item, types), testOf(item.allowed, types))
  const whole: Type = item.collection ? { kind: 'list', of: () => one } : one
  return withTest(whole, testOf(item.constraint, types))
}

function ownType(item: ItemDefinition, types: Types): Type {
  if (item.signature !== null) {
    const { params, returns } = item.signature
    return { kind: 'function', params: params.map(({ type }) => () => types.of(type)), returns: () => types.of(returns) }
  }
  if (item.components.length > 0) return { kind: 'context', fields: new Map(item.components.map((part) => [part.name, late(() => itemType(part, types))])) }
  return types.of(item.type)
}

function late(make: () => Type): () => Type {
  let made: Type | undefined
  return () => (made ??= make())
}

const withTest = (type: Type, test: ((value: Value) => boolean) | null): Type => {
  if (test === null) return type
  const before = type.allows
  return { ...type, allows: before === undefined ? test : (value) => before(value) && test(value) }
}

/** The test that unary tests of allowed values make, or null where there are none. Tests that cannot be read allow nothing. */
export function testOf(text: string | null, types: Pick<Types, 'named'>): ((value: Value) => boolean) | null {
  if (text === null || text === '') return null
  try {
    const tests = compileUnaryTests(text, { names: [], profile: 'standard', types: types.named })
    return (value) => tests.test(value, {})
  } catch (error) {
    // What is wrong with the text is told where the model is checked; here it can only be a value nobody allowed.
    if (!(error instanceof FeelError)) throw error
    return () => false
  }
}

/** Every name of a field that a model's types have, for the parser. */
export function fieldNames(items: readonly ItemDefinition[]): string[] {
  return items.flatMap(({ name, components }) => [name, ...fieldNames(components)])
}

/** A list's members where a value is one, for tests that stand for each of them. */
export const membersOf = (value: Value): readonly Value[] => (isList(value) ? value : [value])