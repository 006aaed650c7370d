import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import type { Bilingual } from '#kernel/shapes'
import { Sources } from '#modules/exchange'
import { agenciesOf } from '#modules/parties'

import { Bundles, formOfBundle, type Bundle } from '../model/bundle.ts'
import type { Field, Leaf } from '../model/form.ts'
import { Matters, type Matter } from '../model/matter.ts'
import { definitionIn, mattersOf } from './context.ts'

const PICKED = new Set(['choice', 'choices', 'yesno'])
const leaves = (fields: readonly Field[]): Leaf[] => fields.flatMap((field) => field.of ?? [field])

/** What people may ask for, found by words in either language; all of it where no words are given. */
export function listMatters(text: string) {
  const release = currentRelease()
  const matters = release.all(Matters).filter(({ value }) => !value.partOnly).map((found) => ({ kind: 'matter' as const, found: found as { id: string; value: Matter | Bundle } }))
  const bundles = release.all(Bundles).map((found) => ({ kind: 'bundle' as const, found: found as { id: string; value: Matter | Bundle } }))
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return [...bundles, ...matters].map(({ kind, found }) => ({ card: cardOf(kind, found.id, found.value), score: scoreOf(found.value, words) }))
    .filter(({ score }) => words.length === 0 || score > 0).toSorted((a, b) => b.score - a.score).map(({ card }) => card)
}

function cardOf(kind: 'matter' | 'bundle', id: string, value: Matter | Bundle) {
  const definition = definitionIn(currentRelease(), kind, id)
  const asked = leaves(definition.fields).filter((field) => field.sources.length === 0 && field.default === undefined)
  return {
    id, kind, title: value.title, summary: value.summary, lifeEvent: value.lifeEvent ?? null,
    promised: 'limits' in value ? value.limits.promised : value.promised, feeFen: 'feeFen' in value ? value.feeFen : 0,
    asked: { typed: asked.filter((field) => !PICKED.has(field.type)).length, picked: asked.filter((field) => PICKED.has(field.type)).length },
  }
}

/** A title counts more than a keyword, a keyword more than the summary. Chinese words are found inside one another either way round. */
function scoreOf(value: Matter | Bundle, words: readonly string[]): number {
  const fields: [string, number][] = [[`${value.title.zh} ${value.title.en}`, 5], ...[...(value.keywords?.zh ?? []), ...(value.keywords?.en ?? [])].map((word): [string, number] => [word, 3]), [`${value.summary.zh} ${value.summary.en}`, 1]]
  return words.reduce((sum, word) => sum + fields.reduce((best, [text, weight]) => (text.toLowerCase().includes(word) || (weight === 3 && word.includes(text.toLowerCase())) ? Math.max(best, weight) : best), 0), 0)
}

/** The guide of a matter or bundle: made from the running definition, so it cannot say anything else. Refuses `services.no_definition`. */
export function guideOf(act: Act, kind: 'matter' | 'bundle', id: string) {
  void act
  const release = currentRelease()
  const definition = definitionIn(release, kind, id)
  const { matter, bundle } = definition
  if (!matter && !bundle) throw new Refusal('absent', 'services.no_definition', { id })
  const fields = (bundle ? formOfBundle(bundle, release) : matter!.form).flatMap((group) => group.fields)
  const all = leaves(fields)
  const asked = all.filter((field) => field.sources.length === 0 && field.default === undefined)
  const line = ({ id: field, label, asked: why }: Leaf): { id: string; label: Bilingual; asked?: Bilingual } => ({ id: field, label, ...(why ? { asked: why } : {}) })
  const matters = mattersOf(definition, id)
  return {
    id, kind, title: definition.title, summary: (matter ?? bundle!).summary, law: (matter ?? bundle!).law,
    feeFen: matters.reduce((sum, one) => sum + one.matter.feeFen, 0), visits: Math.max(...matters.map((one) => one.matter.visits)),
    statutory: matter?.limits.statutory ?? null, promised: matter?.limits.promised ?? bundle!.promised, applicant: matter?.applicant ?? 'person',
    agency: agenciesOf(release).find((one) => one.role === (matter?.organ.role ?? bundle!.lead.role))?.name ?? null,
    typed: asked.filter((field) => !PICKED.has(field.type)).map(line), picked: asked.filter((field) => PICKED.has(field.type)).map(line),
    filled: all.filter((field) => field.sources.length > 0 || field.default !== undefined).map((field) => ({ label: field.label, source: sourceTitle(definition, field) })),
    looks: matters.flatMap((one) => one.matter.asks).filter((ask, n, asks) => asks.findIndex((other) => other.source === ask.source) === n).map((ask) => {
      const source = release.get(Sources, ask.source)!.value
      return { source: source.title, personal: source.personal, elements: ask.take.map((element) => source.elements[element]?.label ?? { zh: element, en: element }), ...(ask.statutory ? { statutory: ask.statutory } : {}) }
    }),
    signers: matters.some((one) => one.matter.signatories !== undefined),
    ...(bundle ? { steps: bundle.steps.map((step) => ({ id: step.id, title: release.get(Matters, step.matter)!.value.title, after: step.after })), kit: bundle.kit.items.map(({ id: item, label }) => ({ id: item, label })) } : {}),
    digest: definition.digest, version: { release: release.digest },
  }
}

const OURS: Bilingual = { zh: '由系统按规则得出', en: 'worked out by rule' }

function sourceTitle(definition: ReturnType<typeof definitionIn>, field: Leaf): Bilingual {
  const alias = field.sources[0]?.split(/[.\s([]/, 1)[0]
  const ask = definition.asks.find((one) => one.as === alias)
  return (ask && definition.release.get(Sources, ask.source)?.value.title) ?? OURS
}
