import { z } from 'zod'

import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'
import { bilingual, type Bilingual } from '#kernel/shapes'

import { withKinds } from './facts-said.ts'
import { materialsIn } from './material.ts'
import { Matters } from './matter.ts'

const Row = z.strictObject({ matter: z.string(), title: bilingual, material: z.string(), kind: z.string(), fields: z.array(z.string()).min(1) })
/** Which kind of certificate stands in for which material of which matter: those of matters that are handled elsewhere, `mappings/<id>.json` or `.yaml`. */
export const Mappings: ContentKind<z.infer<typeof Row>[]> = { name: 'mappings', path: /^mappings\/([a-z0-9-]+)\.(?:json|yaml)$/, schema: z.array(Row), check: checkRows }

function checkRows({ path, value }: Found<z.infer<typeof Row>[]>, release: Release): ContentFault[] {
  const known = materialsIn(release)
  return value.flatMap(({ material, matter }, n) => (known[material] === undefined ? [{ file: path, pointer: `/${n}/material`, code: 'services.no_material', detail: `materials.yaml does not know ${material}, which ${matter} names.` }] : []))
}

/** One line of the table: in this matter a certificate of this kind stands in for this material, by these fields. */
export type Mapping = { readonly matter: string; readonly title: Bilingual; readonly material: string; readonly kind: string; readonly fields: readonly string[] }

type Index = { readonly all: readonly Mapping[]; readonly byMatter: ReadonlyMap<string, readonly Mapping[]>; readonly byKind: ReadonlyMap<string, readonly Mapping[]>; readonly byMaterial: ReadonlyMap<string, readonly Mapping[]> }

const indexes = new WeakMap<Release, Index>()

/** The whole table of a release, made once: what the requirements of its own matters take, then what is known of others. In the order of matters. */
export function mappingsIn(release: Release): Index {
  const made = indexes.get(release)
  if (made !== undefined) return made
  const own = release.all(Matters).flatMap(({ id, value }) => withKinds(release, value).requirements.flatMap(({ material, evidence }) => evidence.flatMap((one) => ('certificate' in one ? [{ matter: id, title: value.title, material, kind: one.certificate, fields: one.fields }] : []))))
  const all = [...own, ...release.all(Mappings).flatMap(({ value }) => value)].toSorted((a, b) => (a.matter < b.matter ? -1 : a.matter > b.matter ? 1 : 0))
  const index = { all, byMatter: Map.groupBy(all, ({ matter }) => matter), byKind: Map.groupBy(all, ({ kind }) => kind), byMaterial: Map.groupBy(all, ({ material }) => material) }
  indexes.set(release, index)
  return index
}

/** What of the table is wanted: each that is named must be so. */
export type MappingWish = { readonly matter?: string | undefined; readonly kind?: string | undefined; readonly material?: string | undefined }

/** A page of the lines that are wanted, from a place in their order. It walks the shortest list that a wish names. */
export function mappingsFor(release: Release, { matter, kind, material }: MappingWish, from: number, limit: number): { items: readonly Mapping[]; total: number; next: string | null } {
  const { all, byMatter, byKind, byMaterial } = mappingsIn(release)
  const lists = [matter === undefined ? undefined : (byMatter.get(matter) ?? []), kind === undefined ? undefined : (byKind.get(kind) ?? []), material === undefined ? undefined : (byMaterial.get(material) ?? [])].filter((list) => list !== undefined)
  const shortest = lists.length === 0 ? all : lists.reduce((least, list) => (list.length < least.length ? list : least))
  const found = lists.length < 2 ? shortest : shortest.filter((one) => (matter === undefined || one.matter === matter) && (kind === undefined || one.kind === kind) && (material === undefined || one.material === material))
  return { items: found.slice(from, from + limit), total: found.length, next: from + limit < found.length ? String(from + limit) : null }
}
