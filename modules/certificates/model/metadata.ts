import { z } from 'zod'

import { bilingual, day } from '#kernel/shapes'

/** How high an authority stands; towns and villages issue what counties let them. */
const level = z.enum(['nation', 'province', 'city', 'county', 'town'])
export type Level = z.infer<typeof level>

/**
 * What the catalogue of kinds says of one beside what stands on it: the metadata of GB/T 36902-2018 (catalogue) and GB/T 36903-2018 that belong to a kind
 * and not to one certificate. Name, code, category of the holder and range of validity stand in the kind itself.
 */
export const Metadata = z.strictObject({
  /** 证照定义机构: who says what this kind is; its social credit code begins the code of the kind. */
  definedBy: z.strictObject({ name: bilingual, level: z.enum(['nation', 'province', 'city']) }),
  /** Whether the code is the one of the national catalogue as it was published, or ours until that is known. */
  code: z.enum(['national', 'ours']),
  /** 证照颁发机构: who issues it, as people call them all together, and at which levels. */
  issuers: z.strictObject({ name: bilingual, levels: z.array(level).min(1) }),
  /** 关联事项: what one asks for to get it; the basic code of the matter (GB/T 39554.1, 12 digits) where it is known. */
  matters: z.array(z.strictObject({ name: bilingual, code: z.string().regex(/^\d{12}$/).optional() })).min(1),
  /** 发布日期: since when it stands in this catalogue as it is. */
  publishedOn: day,
  /** In which languages it is written (ISO 639-1). */
  languages: z.array(z.string().regex(/^[a-z]{2}$/)).min(1),
})
export type Metadata = z.infer<typeof Metadata>

type Fault = { readonly pointer: string; readonly detail: string }

/** What is wrong with the metadata of a kind with this code: below `/metadata`, with what to do about it. */
export function faultsOfMetadata(metadata: Metadata | undefined, code: string): Fault[] {
  if (metadata === undefined) return [{ pointer: '', detail: 'The kind has no metadata (GB/T 36902): say who defines and issues it, for which matters, since when, in which languages.' }]
  const { definedBy, issuers, matters, languages } = metadata
  const stands = levelIn(code)
  const rank = (one: Level): number => level.options.indexOf(one)
  return [
    ...(stands === definedBy.level ? [] : [{ pointer: '/definedBy/level', detail: `The code of the authority is one of the level ${stands}; compare the code and the level.` }]),
    ...issuers.levels.flatMap((one, n) => (rank(one) < rank(definedBy.level) ? [{ pointer: `/issuers/levels/${n}`, detail: `Nobody issues above who defines: ${one} is above ${definedBy.level}.` }] : [])),
    ...twice(issuers.levels).map((n) => ({ pointer: `/issuers/levels/${n}`, detail: 'This level stands twice; keep one.' })),
    ...twice(languages).map((n) => ({ pointer: `/languages/${n}`, detail: 'This language stands twice; keep one.' })),
    ...twice(matters.map(({ name }) => name.zh)).map((n) => ({ pointer: `/matters/${n}/name`, detail: 'This matter stands twice; keep one.' })),
  ]
}

/** The level of the authority in a code, by its division (characters 3 to 8 of the social credit code): nation, province, or city. */
function levelIn(code: string): Metadata['definedBy']['level'] {
  const division = code.slice(2, 8)
  if (division === '100000') return 'nation'
  return division.endsWith('0000') ? 'province' : 'city'
}

const twice = (values: readonly string[]): number[] => values.flatMap((value, n) => (values.indexOf(value) < n ? [n] : []))
