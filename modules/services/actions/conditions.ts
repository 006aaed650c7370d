import type { Bilingual } from '#kernel/shapes'
import { conditionsOf, type Branch, type receiptsOf } from '#modules/decisions'
import { Sources } from '#modules/exchange'

import { leaves } from '../model/form.ts'
import { Catalogues } from '../model/programme.ts'
import type { Definition } from './context.ts'
import { elementSeen, type evidenceOf } from './desk-view.ts'

type Receipt = Awaited<ReturnType<typeof receiptsOf>>[number]
type Evidence = Awaited<ReturnType<typeof evidenceOf>>

/**
 * The conditions of a grant as an officer reads them: what each was made of, down to the element of a register, the answer in the form
 * or the number the law sets, with who gave it and when. What may not be shown any more as a fact is not shown here either.
 */
export function conditionsSeen(definition: Definition, receipt: Receipt | undefined, evidence: Evidence) {
  if (receipt === undefined) return []
  return conditionsOf(definition.release, receipt).map(({ made, ...condition }) => ({ ...condition, made: made.map((one) => branchSeen(definition, receipt, evidence, one)) }))
}

type BranchSeen = Omit<Branch, 'path' | 'made'> & { readonly element: ReturnType<typeof elementSeen> | null; readonly word: Bilingual | null; readonly from: Bilingual | null; readonly at: string | null; readonly made: readonly BranchSeen[] }

function branchSeen(definition: Definition, receipt: Receipt, evidence: Evidence, { path, made, ...branch }: Branch): BranchSeen {
  const [root, name] = path
  const ask = definition.matter!.asks.find((one) => one.as === root)
  const told = { ...branch, element: null, word: null, from: null, at: null, made: made.map((one) => branchSeen(definition, receipt, evidence, one)) }
  if (ask === undefined) return { ...told, label: branch.label ?? labelOf(definition, root!, name), word: root === 'form' ? wordOf(definition, name, branch.value) : null }
  const source = definition.release.get(Sources, ask.source)?.value
  const element = name === undefined ? null : elementSeen(source, name)
  const withheld = evidence.find((one) => one.source === ask.source && one.withheld !== null)?.withheld
  const seen = { ...told, label: element?.label ?? source?.title ?? null, element, from: source?.title ?? null, at: (receipt.answers?.[root!] as { readonly obtainedAt?: string } | undefined)?.obtainedAt ?? null }
  return withheld === undefined || withheld === null ? seen : { ...seen, value: null, lacks: withheld }
}

/** What the applicant answered is called as in the form; a number of the law, by the law that sets it. */
function labelOf(definition: Definition, root: string, name: string | undefined): Bilingual | null {
  if (root === 'form') return fieldOf(definition, name)?.label ?? null
  if (root === 'parameters') return name === undefined ? null : (definition.matter!.parameters[name]?.law ?? null)
  return null
}

const fieldOf = (definition: Definition, name: string | undefined) => [...definition.fields, ...leaves(definition.fields)].find((field) => field.id === name)

/** What people say for the code that was picked. */
function wordOf(definition: Definition, name: string | undefined, value: unknown): Bilingual | null {
  const field = fieldOf(definition, name)
  if (field === undefined || !('catalogue' in field) || field.catalogue === undefined) return null
  return definition.release.get(Catalogues, field.catalogue)?.value.items.find((record) => record.code === value)?.label ?? null
}
