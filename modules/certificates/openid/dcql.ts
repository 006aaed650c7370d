import { z } from 'zod'

import { isObject, type Json } from './jwt.ts'

const name = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'kernel.id_form')
const value = z.union([z.string().max(400), z.int(), z.boolean()])
const step = z.union([z.string().min(1).max(80), z.null(), z.int().min(0).max(1000)])
const PARTS_MAX = 20
const CLAIMS_MAX = 60

const Claim = z.strictObject({ id: name.optional(), path: z.array(step).min(1).max(8), values: z.array(value).min(1).max(PARTS_MAX).optional() })

const Credential = z.strictObject({
  id: name,
  format: z.literal('dc+sd-jwt'),
  multiple: z.boolean().default(false),
  meta: z.strictObject({ vct_values: z.array(z.string().max(200)).min(1).max(PARTS_MAX) }),
  require_cryptographic_holder_binding: z.boolean().default(true),
  claims: z.array(Claim).min(1).max(CLAIMS_MAX).optional(),
  claim_sets: z.array(z.array(name).min(1).max(CLAIMS_MAX)).min(1).max(PARTS_MAX).optional(),
}).superRefine(({ claims = [], claim_sets: sets }, context) => {
  const ids = claims.map(({ id }) => id)
  const fault = (path: (string | number)[]): void => context.addIssue({ code: 'custom', message: 'certificates.query_names', path })
  if (isTwice(ids.filter((id) => id !== undefined)) || isTwice(claims.map(({ path }) => JSON.stringify(path)))) fault(['claims'])
  if (sets !== undefined && (ids.length === 0 || ids.includes(undefined) || sets.flat().some((id) => !ids.includes(id)))) fault(['claim_sets'])
})

const isTwice = (names: readonly string[]): boolean => new Set(names).size < names.length

/**
 * What is asked of a wallet, in DCQL (OpenID4VP §6): our format only, each credential by its types. Trust is not asked for in the query: which
 * agency may issue which kind stands in the content, and nobody else's word is taken.
 */
export const Query = z.strictObject({
  credentials: z.array(Credential).min(1).max(PARTS_MAX),
  credential_sets: z.array(z.strictObject({ options: z.array(z.array(name).min(1).max(PARTS_MAX)).min(1).max(PARTS_MAX), required: z.boolean().default(true) })).min(1).max(PARTS_MAX).optional(),
}).superRefine(({ credentials, credential_sets: sets = [] }, context) => {
  const ids = credentials.map(({ id }) => id)
  if (isTwice(ids)) context.addIssue({ code: 'custom', message: 'certificates.query_names', path: ['credentials'] })
  if (sets.some(({ options }) => options.flat().some((id) => !ids.includes(id)))) context.addIssue({ code: 'custom', message: 'certificates.query_names', path: ['credential_sets'] })
})
export type Query = z.infer<typeof Query>
export type CredentialQuery = Query['credentials'][number]
export type Path = NonNullable<CredentialQuery['claims']>[number]['path']

/** Something that was asked for, and what was disclosed there: one value for a path without null, else all that it selects. */
export type Told = { readonly path: Path; readonly value: unknown }

/** What a path points at (OpenID4VP §7.1.1); null where it points at nothing. */
export function pointed(claims: Json, path: Path): readonly unknown[] | null {
  let selected: unknown[] = [claims]
  for (const part of path) {
    if (typeof part === 'string') {
      if (!selected.every(isObject)) return null
      selected = (selected as Json[]).flatMap((one) => (Object.hasOwn(one, part) ? [one[part]] : []))
    } else {
      if (!selected.every((one): one is unknown[] => Array.isArray(one))) return null
      selected = (selected as unknown[][]).flatMap((one) => (part === null ? one : part < one.length ? [one[part]] : []))
    }
  }
  return selected.length === 0 ? null : selected
}

/** What a credential tells of what was asked of it: all claims, or the first of the sets that it satisfies (OpenID4VP §6.4.1). Null where it lacks something. */
export function claimsMet({ claims: asked = [], claim_sets: sets }: CredentialQuery, claims: Json): readonly Told[] | null {
  const told = asked.map((one) => ({ id: one.id, told: toldOf(one, claims) }))
  for (const set of sets ?? [undefined]) {
    const wanted = set === undefined ? told : told.filter(({ id }) => id !== undefined && set.includes(id))
    if (wanted.every((one) => one.told !== null)) return wanted.map((one) => one.told!)
  }
  return null
}

/** One claim; where certain values are asked for it must have one of them, in type and value. */
function toldOf({ path, values }: NonNullable<CredentialQuery['claims']>[number], claims: Json): Told | null {
  const selected = pointed(claims, path)
  if (selected === null || (values !== undefined && !selected.some((one) => values.includes(one as string)))) return null
  return { path, value: path.includes(null) ? selected : selected[0] }
}

/** Whether credentials for these queries are all that was asked for (OpenID4VP §6.4.2). */
export function setsMet({ credentials, credential_sets: sets }: Query, answered: ReadonlySet<string>): boolean {
  if (sets === undefined) return credentials.every(({ id }) => answered.has(id))
  return sets.every(({ required, options }) => !required || options.some((option) => option.every((id) => answered.has(id))))
}
