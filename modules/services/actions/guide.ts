import { parse } from 'yaml'
import { z } from 'zod'

import type { Act } from '#kernel/act'
import { addDays, dayOf, startOf } from '#kernel/calendar'
import type { Release } from '#kernel/content'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { bilingual, type Bilingual } from '#kernel/shapes'
import { rowsOf } from '#modules/decisions'
import { Sources } from '#modules/exchange'
import { agenciesOf } from '#modules/parties'

import { Bundles, formOfBundle } from '../model/bundle.ts'
import { askedIn, leaves, type Field, type Leaf } from '../model/form.ts'
import { materialName } from '../model/material.ts'
import { Matters, type Matter } from '../model/matter.ts'
import { ratingRules } from '../model/rating.ts'
import { remediesIn } from '../model/remedy.ts'
import * as store from '../store/ratings.ts'
import { definitionIn, mattersOf } from './context.ts'
import { changesOf } from './guide-history.ts'
import { titleOf } from './show-evidence.ts'

/** The guide of a matter or bundle: made from the running definition, so it cannot say anything else. Refuses `services.no_definition`. */
export async function guideOf(act: Act, kind: 'matter' | 'bundle', id: string) {
  const release = currentRelease()
  const definition = definitionIn(release, kind, id)
  const { matter, bundle } = definition
  if (!matter && !bundle) throw new Refusal('absent', 'services.no_definition', { id })
  const fields = (bundle ? formOfBundle(bundle, release) : matter!.form).flatMap((group) => group.fields)
  const all = leaves(fields)
  const asked = askedIn(fields)
  const line = (leaf: Leaf): { id: string; label: Bilingual; asked?: Bilingual } => ({ id: leaf.id, label: labelWithin(fields, leaf), ...(leaf.asked ? { asked: leaf.asked } : {}) })
  const matters = mattersOf(definition, id)
  return {
    id, kind, title: definition.title, summary: (matter ?? bundle!).summary, law: (matter ?? bundle!).law,
    feeFen: matters.reduce((sum, one) => sum + one.matter.feeFen, 0), visits: Math.max(...matters.map((one) => one.matter.visits)),
    statutory: matter?.limits.statutory ?? null, promised: matter?.limits.promised ?? bundle!.promised, applicant: matter?.applicant ?? 'person',
    agency: agenciesOf(release).find((one) => one.role === (matter?.organ.role ?? bundle!.lead.role))?.name ?? null,
    typed: asked.typed.map(line), picked: asked.picked.map(line), perhaps: asked.perhaps.map(line),
    filled: all.filter((field) => field.sources.length > 0 || field.default !== undefined).map((field) => ({ label: field.label, source: sourceTitle(definition, field) })),
    notBrought: matters.flatMap((one) => one.matter.requirements.map((requirement) => standIns(release, one.matter, requirement))),
    looks: matters.flatMap((one) => one.matter.asks).filter((ask, n, asks) => asks.findIndex((other) => other.source === ask.source) === n).map((ask) => {
      const source = release.get(Sources, ask.source)!.value
      return { source: source.title, agency: agenciesOf(release).find((one) => one.role === source.agencyRole)?.name ?? null, personal: source.personal, elements: ask.take.map((element) => source.elements[element]?.label ?? { zh: element, en: element }), ...(ask.statutory ? { statutory: ask.statutory } : {}) }
    }),
    dormant: matter?.dormant === undefined ? null : { for: matter.dormant.for, days: matter.dormant.days },
    signers: matters.some((one) => one.matter.signatories !== undefined),
    ...(bundle ? { steps: bundle.steps.map((step) => ({ id: step.id, title: release.get(Matters, step.matter)!.value.title, after: step.after })), kit: bundle.kit.items.map(({ id: item, label }) => ({ id: item, label })) } : {}),
    rules: matters.map((one) => ({ matter: one.id, title: one.matter.title, officers: roleName(release, one.matter.officers), rows: rowsOf(release, one.matter.decision, act.at).map(({ outcome, text, law, fix }) => ({ outcome, text, law: law ?? null, fix: fix ?? null })) })),
    results: matters.flatMap((one) => resultsIn(release, one.matter)).filter((one, n, all) => all.findIndex((other) => other.id === one.id) === n),
    partOf: matter?.partOnly ? bundlesWith(release, id) : [],
    figures: await figuresOf(act, kind, id), history: await changesOf(act, kind, id), remedies: remediesIn(release),
    digest: definition.digest, version: { release: release.digest },
  }
}

/** A paper that need not be brought, and what stands in for it, the nearest first. */
const standIns = (release: Release, { asks }: Matter, { material, evidence }: Matter['requirements'][number]): { material: Bilingual; by: Bilingual[] } => ({
  material: materialName(release, material),
  by: evidence.map((one) => ('certificate' in one ? titleOf(release, 'certificate', one.certificate) : 'case' in one ? titleOf(release, 'case', one.case) : titleOf(release, 'register', asks.find((ask) => ask.as === one.register)?.source ?? one.register))),
})

/** A question inside a record is called with what the record is: an id number alone says not whose. */
function labelWithin(fields: readonly Field[], leaf: Leaf): Bilingual {
  const of = fields.find((field) => field.of?.includes(leaf))
  return of === undefined ? leaf.label : { zh: `${of.label.zh}：${leaf.label.zh}`, en: `${of.label.en}: ${leaf.label.en}` }
}

const RoleNames = z.record(z.string(), z.looseObject({ name: bilingual }))

/** What a role of officers is called in the release. */
const roleName = (release: Release, role: string): Bilingual | null => RoleNames.safeParse(parse(release.textOf('roles.yaml') ?? '{}')).data?.[role]?.name ?? null

/** What a grant brings: the certificates that are issued, by name. */
function resultsIn(release: Release, matter: Matter): { id: string; title: Bilingual }[] {
  return matter.grant.flatMap((deed) => {
    const name = 'certificate' in deed ? Named.safeParse(parse(release.textOf(`certificates/${deed.certificate}.yaml`) ?? '{}')).data?.name : undefined
    return 'certificate' in deed && name ? [{ id: deed.certificate, title: name }] : []
  })
}
const Named = z.looseObject({ name: bilingual })

/** The bundles that a matter is only handled in. */
const bundlesWith = (release: Release, matter: string): { id: string; title: Bilingual }[] =>
  release.all(Bundles).filter(({ value }) => value.steps.some((step) => step.matter === matter)).map(({ id, value }) => ({ id, title: value.title }))

const MEASURED_DAYS = 90
/** Below this the median of a few cases says more about them than about the matter. */
const MEASURED_FROM = 5

/** What was measured over the last ninety days: how long it took, and how people rated it, each with its count. */
async function figuresOf(act: Act, kind: 'matter' | 'bundle', id: string) {
  const since = startOf(addDays(dayOf(act.at), -MEASURED_DAYS))
  const [measured, ratings] = [await store.measuredOf(act.tx, kind, id, since), await store.ratingFigures(act.tx, kind, id, since, act.at)]
  const rules = ratingRules(currentRelease())
  return {
    days: MEASURED_DAYS, count: measured.count, enough: measured.count >= MEASURED_FROM,
    ...(measured.count >= MEASURED_FROM ? { medianSeconds: measured.medianSeconds, slowSeconds: measured.slowSeconds } : {}),
    ratings: rules === null ? null : { ended: ratings.ended, rated: ratings.rated, owed: ratings.owed, answered: ratings.answered, late: ratings.late, enough: ratings.rated >= rules.shownFrom, ...(ratings.rated >= rules.shownFrom ? { grades: ratings.grades } : {}) },
  }
}

const OURS: Bilingual = { zh: '由系统按规则得出', en: 'worked out by rule' }

function sourceTitle(definition: ReturnType<typeof definitionIn>, field: Leaf): Bilingual {
  const alias = field.sources[0]?.split(/[.\s([]/, 1)[0]
  const ask = definition.asks.find((one) => one.as === alias)
  return (ask && definition.release.get(Sources, ask.source)?.value.title) ?? OURS
}
