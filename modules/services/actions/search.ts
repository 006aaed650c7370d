import { currentRelease } from '#kernel/releases'
import type { Release } from '#kernel/content'

import { Bundles, type Bundle } from '../model/bundle.ts'
import { askedIn } from '../model/form.ts'
import { Matters, type Matter } from '../model/matter.ts'
import { found, type Hit } from '../model/search.ts'
import { definitionIn } from './context.ts'

const NEAR_MAX = 3

/** What people may ask for: all of it, or what fits the words, best first; and what comes nearest where nothing does. */
export function listMatters(text: string) {
  const release = currentRelease()
  if (text === '') return { items: everything(release), near: [], next: null }
  const { hits, near } = found(release, text)
  return { items: hits.map((hit) => cardOf(release, hit)), near: hits.length > 0 ? [] : near.slice(0, NEAR_MAX).map((hit) => cardOf(release, hit)), next: null }
}

function everything(release: Release) {
  const bundles = release.all(Bundles).map(({ id }) => cardOf(release, { kind: 'bundle', id, part: null }))
  return [...bundles, ...release.all(Matters).filter(({ value }) => !value.partOnly).map(({ id }) => cardOf(release, { kind: 'matter', id, part: null }))]
}

function cardOf(release: Release, { kind, id, part }: Pick<Hit, 'kind' | 'id' | 'part'>) {
  const definition = definitionIn(release, kind, id)
  const value: Matter | Bundle = definition.matter ?? definition.bundle!
  const { typed, picked } = askedIn(definition.fields)
  return {
    id, kind, title: value.title, summary: value.summary, lifeEvent: value.lifeEvent ?? null,
    promised: 'limits' in value ? value.limits.promised : value.promised, feeFen: 'feeFen' in value ? value.feeFen : 0, visits: 'visits' in value ? value.visits : 0,
    steps: 'steps' in value ? value.steps.length : 1, part: part === null ? null : release.get(Matters, part)!.value.title,
    asked: { typed: typed.length, picked: picked.length },
  }
}
