import type { Bilingual } from '#kernel/shapes'

/** On which ground somebody may look: the person's own word, a law, a mandate, the role of an agency, or that he sits opposite at a counter. */
export type Basis = 'consent' | 'statutory' | 'mandate' | 'role' | 'presence'

/** A permission to look. `elements` are `source.element`, or `source.*` for all a source answers. */
export type Grant = {
  readonly id: string
  readonly basis: Basis
  readonly grantor: string
  readonly grantee: string
  readonly elements: readonly string[]
  readonly purpose: string
  readonly case: string | null
  readonly law: Bilingual | null
  readonly givenAt: Date
  readonly notAfter: Date
  readonly maxUses: number | null
  readonly uses: number
  readonly withdrawnAt: Date | null
}

/** A wish to look: whose facts, which elements of which source, for which purpose, in which case, by whom. */
export type UseRequest = {
  readonly subject: string
  readonly grantee: string
  readonly source: string
  readonly elements: readonly string[]
  readonly purpose: string
  readonly case: string | null
}

/** A look that was let through: the grant it stands on and its entry in the use log. */
export type Use = { readonly grant: string; readonly use: string; readonly basis: Basis }

/** Why this grant does not let this request through at this moment, or null. */
export function obstacleToUsing(grant: Grant, request: UseRequest, at: Date): string | null {
  if (grant.withdrawnAt !== null) return 'grants.withdrawn'
  if (grant.notAfter <= at) return 'grants.expired'
  if (grant.grantee !== request.grantee) return 'grants.other_grantee'
  if (grant.purpose !== request.purpose) return 'grants.other_purpose'
  if (grant.case !== null && grant.case !== request.case) return 'grants.other_case'
  if (grant.maxUses !== null && grant.uses >= grant.maxUses) return 'grants.used_up'
  const all = grant.elements.includes(`${request.source}.*`)
  const beyond = all ? undefined : request.elements.find((element) => !grant.elements.includes(`${request.source}.${element}`))
  return beyond === undefined ? null : 'grants.other_element'
}
