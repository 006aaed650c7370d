import { z } from 'zod'

import type { ContentFault, ContentKind, Found, Release } from '#kernel/content'
import { bilingual, type Bilingual } from '#kernel/shapes'
import { CertificateKinds } from '#modules/certificates'
import { Sources } from '#modules/exchange'

import { faultsOfFacts } from './facts-said.ts'

/** Where government has what a paper says: a kind of certificate with its fields, or a register with its elements. */
const Held = z.union([z.strictObject({ certificate: z.string(), fields: z.array(z.string()).min(1) }), z.strictObject({ source: z.string(), elements: z.array(z.string()).min(1) })])
export type Held = z.infer<typeof Held>

const Material = z.strictObject({
  name: bilingual,
  /** What people call it besides. */
  also: z.strictObject({ zh: z.array(z.string()).default([]), en: z.array(z.string()).default([]) }).default({ zh: [], en: [] }),
  held: z.array(Held).default([]),
})
/** A paper that people used to bring, and where government has what stands on it. */
export type Material = z.infer<typeof Material>

/** The papers that matters used to ask for: `materials.yaml`. What stands in `held` is not asked for any more. */
export const Materials: ContentKind<Record<string, Material>> = { name: 'materials', path: /^(materials)\.yaml$/, schema: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), Material), check: (found, release) => [...checkMaterials(found, release), ...faultsOfFacts(release)] }

/** The papers of a release by name. */
export const materialsIn = (release: Release): Readonly<Record<string, Material>> => release.get(Materials, 'materials')?.value ?? {}

/** What a material is called; its id where no file knows it. */
export const materialName = (release: Release, id: string): Bilingual => materialsIn(release)[id]?.name ?? { zh: id, en: id }

/** What a holder of a paper's contents is called. */
export const heldBy = (release: Release, held: Held): Bilingual =>
  ('certificate' in held ? release.get(CertificateKinds, held.certificate)?.value.name : release.get(Sources, held.source)?.value.title) ?? { zh: nameOf(held), en: nameOf(held) }

const nameOf = (held: Held): string => ('certificate' in held ? held.certificate : held.source)

function checkMaterials({ path, value }: Found<Record<string, Material>>, release: Release): ContentFault[] {
  return Object.entries(value).flatMap(([id, { held }]) => held.flatMap((one, n) => {
    const known = 'certificate' in one ? release.get(CertificateKinds, one.certificate)?.value.fields.map((field) => field.id) : Object.keys(release.get(Sources, one.source)?.value.elements ?? {})
    const strange = (known === undefined || known.length === 0) ? [nameOf(one)] : ('certificate' in one ? one.fields : one.elements).filter((name) => !known.includes(name))
    return strange.map((name) => ({ file: path, pointer: `/${id}/held/${n}`, code: 'services.no_holder', detail: `${nameOf(one)} has no ${name}; look at the certificate kind or the source.` }))
  }))
}
