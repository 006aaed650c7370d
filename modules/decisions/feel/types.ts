import { isContext, isList, isRange, typeOf, type FunctionValue, type TypeName, type Value } from './values.ts'

/** A type as DMN 1.5 §10.3.1.2 and §7.3.2 have it. Members are asked for late, so that a type may hold itself. `allows` is the test of its allowed values. */
export type Type = { readonly allows?: (value: Value) => boolean } & (
  | { readonly kind: 'any' | 'null' }
  | { readonly kind: 'basic'; readonly name: TypeName }
  | { readonly kind: 'list' | 'range'; readonly of: () => Type }
  | { readonly kind: 'context'; readonly fields: ReadonlyMap<string, () => Type> }
  | { readonly kind: 'function'; readonly params: readonly (() => Type)[] | null; readonly returns: () => Type })

/** What declared names stand for; undefined where there is no such type. */
export type NamedTypes = (name: string) => Type | undefined

export const anyType: Type = { kind: 'any' }

const basics: Readonly<Record<string, Type>> = {
  any: anyType, null: { kind: 'null' },
  ...Object.fromEntries((['boolean', 'string', 'number', 'date', 'time', 'date and time', 'days and time duration', 'years and months duration'] as const)
    .map((name) => [name, { kind: 'basic', name } satisfies Type])),
  // The names of DMN 1.1 and of XML Schema, which older models still carry.
  datetime: { kind: 'basic', name: 'date and time' }, daytimeduration: { kind: 'basic', name: 'days and time duration' }, yearmonthduration: { kind: 'basic', name: 'years and months duration' },
  list: { kind: 'list', of: () => anyType }, range: { kind: 'range', of: () => anyType }, context: { kind: 'context', fields: new Map() },
  function: { kind: 'function', params: null, returns: () => anyType },
}

/** The type that a text names: a basic one, a declared one, or `list<…>`, `range<…>`, `context<a: …>`, `function<…> -> …`; undefined where it is none. */
export function typeFromText(text: string, named: NamedTypes): Type | undefined {
  const source = text.trim().replace(/\s+/g, ' ')
  const declared = named(source)
  if (declared !== undefined) return declared
  const shape = /^(list|range|context|function) ?<(.*)$/.exec(source)
  if (shape === null) return basics[source.replace(/^feel[:.]/, '').toLowerCase()]
  const close = closingAt(shape[2]!)
  if (close < 0) return undefined
  return shapedType(shape[1]!, partsOf(shape[2]!.slice(0, close)), shape[2]!.slice(close + 1).trim(), named)
}

function shapedType(shape: string, parts: readonly string[], rest: string, named: NamedTypes): Type | undefined {
  if (shape === 'function') {
    const [params, returns] = [parts.map((part) => typeFromText(part, named)), typeFromText(rest.replace(/^-> ?/, ''), named)]
    if (!rest.startsWith('->') || returns === undefined || params.includes(undefined)) return undefined
    return { kind: 'function', params: params.map((type) => () => type!), returns: () => returns }
  }
  if (rest !== '') return undefined
  if (shape === 'context') {
    const fields = parts.map((part) => [part.slice(0, part.indexOf(':')).trim(), typeFromText(part.slice(part.indexOf(':') + 1), named)] as const)
    return fields.some(([, type]) => type === undefined) ? undefined : { kind: 'context', fields: new Map(fields.map(([name, type]) => [name, () => type!])) }
  }
  const of = parts.length === 1 ? typeFromText(parts[0]!, named) : undefined
  return of === undefined ? undefined : { kind: shape as 'list' | 'range', of: () => of }
}

// Where the bracket that is open at the start closes; the > of -> closes nothing.
function closingAt(text: string): number {
  let depth = 1
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth++
    else if (text[at] === '>' && text[at - 1] !== '-' && --depth === 0) return at
  }
  return -1
}

function partsOf(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '<') depth++
    else if (text[at] === '>' && text[at - 1] !== '-') depth--
    else if (text[at] === ',' && depth === 0) { parts.push(text.slice(from, at)); from = at + 1 }
  }
  return text.trim() === '' ? [] : [...parts, text.slice(from)]
}

/** Whether a value is of a type (§10.3.2.9). Null is of every type; `instance of` asks about it apart. */
export function conforms(value: Value, type: Type): boolean {
  if (value === null) return true
  return isShaped(value, type) && (type.allows === undefined || type.allows(value))
}

function isShaped(value: Value, type: Type): boolean {
  switch (type.kind) {
    case 'any': return true
    case 'null': return false
    case 'basic': return typeOf(value) === type.name
    case 'list': return isList(value) && value.every((member) => conforms(member, type.of()))
    case 'range': return isRange(value) && conforms(value.from, type.of()) && conforms(value.to, type.of())
    case 'context': return isContext(value) && [...type.fields].every(([name, field]) => value.has(name) && conforms(value.get(name) ?? null, field()))
    case 'function': return typeOf(value) === 'function' && isCallable(value as FunctionValue, type)
  }
}

// A function fits where it takes everything the type promises to give, and gives nothing the type does not promise; what it leaves open fits.
function isCallable(value: FunctionValue, type: Extract<Type, { kind: 'function' }>): boolean {
  if (type.params === null) return true
  if (value.params.length !== type.params.length) return false
  const { params = [], returns = anyType } = value.types ?? {}
  return type.params.every((wanted, index) => isWider(params[index] ?? anyType, wanted())) && (returns.kind === 'any' || isWider(type.returns(), returns))
}

/** Whether every value of the narrower type is of the wider one. */
export function isWider(wider: Type, narrower: Type): boolean {
  if (wider.kind === 'any' || narrower.kind === 'null') return true
  if (wider.kind === 'basic') return narrower.kind === 'basic' && wider.name === narrower.name
  if (wider.kind === 'list' || wider.kind === 'range') return narrower.kind === wider.kind && isWider(wider.of(), narrower.of())
  if (wider.kind === 'context') return narrower.kind === 'context' && [...wider.fields].every(([name, type]) => narrower.fields.has(name) && isWider(type(), narrower.fields.get(name)!()))
  if (wider.kind !== 'function' || narrower.kind !== 'function') return false
  if (wider.params === null) return true
  const { params } = narrower
  return params?.length === wider.params.length && wider.params.every((param, index) => isWider(params[index]!(), param())) && isWider(wider.returns(), narrower.returns())
}

/**
 * The value as one of the type, or null where it cannot be (§10.3.2.9.4): a list of one stands for its member, a value for
 * the list of it, a date for its midnight UTC.
 */
export function coerced(value: Value, type: Type): Value {
  if (value === null || conforms(value, type)) return value
  if (type.kind === 'list' && !isList(value)) return conforms(value, type.of()) ? kept([value], type) : null
  if (type.kind !== 'list' && isList(value) && value.length === 1 && conforms(value[0] ?? null, type)) return value[0] ?? null
  if (type.kind === 'basic' && type.name === 'date and time' && typeOf(value) === 'date') {
    return kept({ kind: 'date and time', day: (value as { day: number }).day, nanos: 0, offset: 0, zone: null }, type)
  }
  return null
}

const kept = (value: Value, type: Type): Value => (type.allows === undefined || type.allows(value) ? value : null)
