import { z } from 'zod'

import { bilingual } from '#kernel/shapes'

/** A FEEL expression over the scope of a case. */
export const feel = z.string().min(1).max(2000)

const FIELD_TYPES = ['text', 'number', 'percent', 'money', 'date', 'choice', 'choices', 'person', 'lookup', 'yesno', 'list', 'record'] as const

/** What a browser can fill in by itself about the person who sits before it, as HTML names it (WCAG 2.2, 1.3.5). */
const AUTOCOMPLETE = ['name', 'bday', 'sex', 'tel', 'email', 'street-address', 'postal-code', 'cc-number'] as const

const choice = z.strictObject({ value: z.string(), label: bilingual })

const plain = {
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  label: bilingual,
  hint: bilingual.optional(),
  type: z.enum(FIELD_TYPES),
  required: z.boolean().default(true),
  /** Shown only where this is true. */
  show: feel.optional(),
  pattern: z.string().max(200).optional(),
  /** What a text that does not fit the pattern should look like. */
  form: bilingual.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.int().positive().max(2000).default(200),
  choices: z.array(choice).optional(),
  catalogue: z.string().optional(),
  /** Choices worked out from the case: a list of records {value, label}. */
  choicesFrom: feel.optional(),
  /** The impersonal source that is looked up while typing. */
  lookup: z.string().optional(),
  /** The division within which is looked up. */
  within: feel.optional(),
  /** Where government finds the value itself, nearest first. The first that is known wins. */
  sources: z.array(feel).default([]),
  /** A sourced value that the person may not change, only dispute. */
  lock: z.boolean().default(true),
  /** A value to start from, which the person may change. A choice that says why it is asked is put to him all the same, with this preselected; what a register says (`identity.hukou.division`) is named there. */
  default: feel.optional(),
  /** Why only the person can know this. Needed on every field without a source. */
  asked: bilingual.optional(),
  unit: bilingual.optional(),
  /** Only on a question about the applicant himself. */
  autocomplete: z.enum(AUTOCOMPLETE).optional(),
}

const Leaf = z.strictObject(plain)
export type Leaf = z.infer<typeof Leaf>

/** One question, or one list of records of questions. */
export const Field = z.strictObject({ ...plain, of: z.array(Leaf).optional(), itemTitle: bilingual.optional(), minItems: z.int().optional(), maxItems: z.int().optional(), start: feel.optional() })
export type Field = z.infer<typeof Field>

/** Questions that belong together and are asked on one page. */
export const Group = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: bilingual,
  text: bilingual.optional(),
  show: feel.optional(),
  fields: z.array(Field).min(1),
  /** Asks (by alias) made when the group is saved. */
  asks: z.array(z.string()).default([]),
  /** The table that says at once what is wrong with the answers; its RETURN rows hold the person here. */
  check: z.string().optional(),
  /** A list of texts that would do better, offered where the check returns. */
  suggest: z.strictObject({ field: z.string(), from: feel }).optional(),
})
export type Group = z.infer<typeof Group>

/** How a value came into the form. `left` stood there preselected, was put to a person all the same, and he left it so. */
export type By = 'typed' | 'picked' | 'left' | 'default' | 'source' | 'worked out'

/** The answer to one field as the draft keeps it. */
export type Kept = { readonly value: unknown; readonly by: By; readonly alias?: string | null; readonly items?: readonly Readonly<Record<string, By>>[] }

/** The answers of a case by field. */
export type Answers = Readonly<Record<string, Kept>>

const PICKED = new Set(['choice', 'choices', 'yesno'])

/** Every single question, those inside records too. */
export const leaves = (fields: readonly Field[]): Leaf[] => fields.flatMap((field) => field.of ?? [field])

/** The questions that only the person can answer: what everybody types and picks, and what only some are asked. */
export function askedIn(fields: readonly Field[]): { typed: Leaf[]; picked: Leaf[]; perhaps: Leaf[] } {
  const asked = (field: Leaf): boolean => field.sources.length === 0 && (field.default === undefined || field.asked !== undefined)
  const all = fields.flatMap((field) => (field.of ?? [field]).filter(asked).map((leaf) => ({ leaf, sure: isSure(field, leaf) })))
  const sure = all.filter((one) => one.sure).map(({ leaf }) => leaf)
  return { typed: sure.filter((field) => !PICKED.has(field.type)), picked: sure.filter((field) => PICKED.has(field.type)), perhaps: all.filter((one) => !one.sure).map(({ leaf }) => leaf) }
}

/** Whether everybody is asked: not what may be left out, what is shown under a condition, nor what the definition fills in of the first record. */
function isSure(field: Field, leaf: Leaf): boolean {
  if (!field.required || !leaf.required || field.show !== undefined || leaf.show !== undefined) return false
  return field.of === undefined || ((field.minItems ?? 0) > 0 && !new RegExp(`\\b${leaf.id}\\s*:`).test(field.start ?? ''))
}

const TYPED = new Set(['text', 'number', 'percent', 'money', 'date', 'person', 'lookup'])

/** How many values people typed and how many they picked or left as they were preselected, over all fields shown: the measure of how much was asked. */
export function effortOf(fields: readonly Field[], answers: Answers): { typed: number; picked: number } {
  let typed = 0
  let picked = 0
  const count = (field: Leaf, by: By | undefined): void => {
    if (by !== 'typed' && by !== 'picked' && by !== 'left') return
    if (TYPED.has(field.type)) typed++
    else picked++
  }
  for (const field of fields) {
    const kept = answers[field.id]
    if (!kept) continue
    if (field.of) kept.items?.forEach((item) => field.of!.forEach((leaf) => count(leaf, item[leaf.id])))
    else count(field, kept.by)
  }
  return { typed, picked }
}
