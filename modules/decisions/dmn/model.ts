/** A DMN model as it was read, before anything of it is compiled (DMN 1.5 chapters 6 to 8 and 10). */
export type Model = {
  readonly namespace: string
  readonly name: string
  readonly imports: readonly Import[]
  readonly items: readonly ItemDefinition[]
  readonly inputs: readonly InputData[]
  readonly decisions: readonly DecisionNode[]
  readonly knowledge: readonly Knowledge[]
  readonly services: readonly Service[]
  /** Prefixes of the document, for type names written with one. */
  readonly spaces: Readonly<Record<string, string>>
}

export type Import = { readonly namespace: string; readonly name: string; readonly location: string | null }
export type TypeRef = string | null
export type Variable = { readonly name: string; readonly type: TypeRef }
export type ItemDefinition = {
  readonly name: string; readonly type: TypeRef; readonly collection: boolean
  /** Tests on the value or, of a collection, on each member (§7.3.3), and on the value as a whole. */
  readonly allowed: string | null; readonly constraint: string | null
  readonly components: readonly ItemDefinition[]
  readonly signature: { readonly params: readonly Variable[]; readonly returns: TypeRef } | null
}
export type InputData = { readonly id: string; readonly name: string; readonly type: TypeRef }
/** A node's needs, as references `#id` or `namespace#id`. */
export type Needs = { readonly inputs: readonly string[]; readonly decisions: readonly string[]; readonly knowledge: readonly string[] }
export type DecisionNode = { readonly id: string; readonly name: string; readonly variable: Variable; readonly needs: Needs; readonly logic: Boxed | null }
export type Knowledge = { readonly id: string; readonly name: string; readonly variable: Variable; readonly needs: Needs; readonly logic: Boxed | null }
export type Service = {
  readonly id: string; readonly name: string; readonly type: TypeRef
  readonly outputs: readonly string[]; readonly encapsulated: readonly string[]; readonly inputDecisions: readonly string[]; readonly inputs: readonly string[]
}

/** A boxed expression (§10.2) with the type it is declared to have. */
export type Boxed = { readonly type: TypeRef } & (
  | { readonly kind: 'literal'; readonly text: string; readonly language: string | null }
  | { readonly kind: 'context'; readonly entries: readonly BoxedEntry[] }
  | { readonly kind: 'invocation'; readonly called: Boxed; readonly bindings: readonly { readonly parameter: Variable; readonly value: Boxed | null }[] }
  | { readonly kind: 'function'; readonly params: readonly Variable[]; readonly body: Boxed | null; readonly language: 'FEEL' | 'Java' | 'PMML' }
  | { readonly kind: 'list'; readonly members: readonly Boxed[] }
  | { readonly kind: 'relation'; readonly columns: readonly Variable[]; readonly rows: readonly (readonly Boxed[])[] }
  | { readonly kind: 'conditional'; readonly condition: Boxed; readonly yes: Boxed; readonly otherwise: Boxed }
  | { readonly kind: 'filter'; readonly of: Boxed; readonly match: Boxed }
  | { readonly kind: 'for' | 'some' | 'every'; readonly variable: Variable; readonly over: Boxed; readonly body: Boxed }
  | BoxedTable)
/** An entry of a context; without a name it is the context's result. */
export type BoxedEntry = { readonly name: string | null; readonly type: TypeRef; readonly value: Boxed | null }

export type HitPolicy = 'UNIQUE' | 'FIRST' | 'PRIORITY' | 'ANY' | 'COLLECT' | 'RULE ORDER' | 'OUTPUT ORDER'
export type Aggregation = 'SUM' | 'MIN' | 'MAX' | 'COUNT'
/** A decision table (§8). */
export type BoxedTable = {
  readonly kind: 'table'; readonly hitPolicy: HitPolicy; readonly aggregation: Aggregation | null
  readonly inputs: readonly { readonly label: string | null; readonly text: string; readonly type: TypeRef; readonly allowed: string | null }[]
  readonly outputs: readonly { readonly name: string | null; readonly type: TypeRef; readonly allowed: string | null; readonly fallback: string | null }[]
  readonly rules: readonly { readonly id: string; readonly tests: readonly string[]; readonly outputs: readonly string[]; readonly notes: readonly string[] }[]
}
