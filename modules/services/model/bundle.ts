import { z } from 'zod'

import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'
import { limit } from '#kernel/calendar'
import { bilingual } from '#kernel/shapes'

import { feel, type Group } from './form.ts'
import { Matters, type MatterWritten } from './matter.ts'

const Step = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  matter: z.string(),
  after: z.array(z.string()).default([]),
  when: feel.optional(),
  /** What a failure of this step does to the steps after it. */
  onFail: z.enum(['block', 'continue']).default('continue'),
  /** Fields of the matter that earlier steps answer: field → FEEL over `steps` and `form`. */
  given: z.record(z.string(), feel).default({}),
})
export type Step = z.infer<typeof Step>

/** One thing of a kit: how it is drawn, what it is and what one does with it. */
const KitThing = z.strictObject({
  id: z.string(), step: z.string(), label: bilingual, count: z.int().default(1),
  drawn: z.enum(['licence', 'seals', 'tax', 'insurance', 'fund', 'bank', 'electronic-seal', 'invoices', 'paper']).default('paper'),
  what: bilingual.optional(), use: bilingual.optional(),
})

const Bundle = z.strictObject({
  title: bilingual,
  summary: bilingual,
  lead: z.strictObject({ role: z.string(), division: feel }),
  lifeEvent: z.string().optional(),
  keywords: z.strictObject({ zh: z.array(z.string()), en: z.array(z.string()) }).optional(),
  promised: limit,
  law: z.array(bilingual).min(1),
  /** The order of question groups on screen; groups not named follow. */
  groups: z.array(z.string()).default([]),
  steps: z.array(Step).min(1),
  kit: z.strictObject({ title: bilingual, items: z.array(KitThing) }),
})
export type Bundle = z.infer<typeof Bundle>

/** Several matters as one: `bundles/<id>/bundle.yaml`. */
export const Bundles: ContentKind<Bundle> = { name: 'bundles', path: /^bundles\/([a-z0-9-]+)\/bundle\.yaml$/, schema: Bundle, check: checkBundle }

function checkBundle(found: Found<Bundle>, release: Release): ContentFault[] {
  const fault = (pointer: string, code: string, detail: string): ContentFault => ({ file: found.path, pointer, code, detail })
  const ids = new Set(found.value.steps.map((step) => step.id))
  const seen = new Set<string>()
  const faults: ContentFault[] = []
  for (const step of found.value.steps) {
    if (!release.get(Matters, step.matter)) faults.push(fault(`/steps/${step.id}`, 'services.no_matter', `No file describes the matter ${step.matter}.`))
    for (const before of step.after) {
      if (!ids.has(before)) faults.push(fault(`/steps/${step.id}`, 'services.no_step', `The step ${before} does not exist.`))
      else if (!seen.has(before)) faults.push(fault(`/steps/${step.id}`, 'services.circle', `The step ${before} must stand above ${step.id}: steps are written in an order in which they can run.`))
    }
    seen.add(step.id)
  }
  return faults
}

/**
 * The one form of a bundle: the groups of its matters in the order the bundle gives, each field asked once (by id),
 * without the fields that an earlier step answers.
 */
export function formOfBundle(bundle: Bundle, release: Release): Group[] {
  const asked = new Set<string>()
  const groups: Group[] = []
  for (const step of bundle.steps) {
    for (const group of matterOf(release, step.matter).form) {
      const fields = group.fields.filter((field) => !asked.has(field.id) && step.given[field.id] === undefined)
      fields.forEach((field) => asked.add(field.id))
      if (fields.length === 0) continue
      const same = groups.findIndex((other) => other.id === group.id)
      if (same >= 0) groups[same] = { ...groups[same]!, fields: [...groups[same]!.fields, ...fields], asks: [...new Set([...groups[same]!.asks, ...group.asks])] }
      else groups.push({ ...group, fields })
    }
  }
  const place = (group: Group): number => { const n = bundle.groups.indexOf(group.id); return n < 0 ? bundle.groups.length : n }
  return groups.toSorted((a, b) => place(a) - place(b))
}

const matterOf = (release: Release, id: string): MatterWritten => release.get(Matters, id)!.value
