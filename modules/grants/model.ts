import { z } from 'zod'

import { limit } from '#kernel/calendar'
import { digestOf, type ContentKind } from '#kernel/content'
import { bilingual, type Bilingual } from '#kernel/shapes'

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

/** A look as the log keeps it, but for its number. */
export type UseRow = UseRequest & { readonly id: string; readonly grant: string; readonly actor: string; readonly post: string | null; readonly at: Date }

/** What of a look enters the ledger: every column of its row but the number, which shows in the order of its person's looks. */
export const digestOfUse = (one: UseRow): string =>
  digestOf(JSON.stringify([one.id, one.grant, one.subject, one.grantee, one.actor, one.post, one.elements, one.purpose, one.case, one.source, one.at]))

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

const Right = z.strictObject({
  title: bilingual,
  law: bilingual,
  /** Within which time an agency answers, for what a person can ask of it; `promise` says where the number comes from. */
  answerWithin: limit.optional(),
  promise: bilingual.optional(),
})

/** What a person may ask for about his own facts: `rights/<id>.yaml`, each with its law. It is the purpose of the looks that follow. */
export const Rights: ContentKind<z.infer<typeof Right>> = { name: 'rights', path: /^rights\/([a-z-]+)\.yaml$/, schema: Right }

/** The purpose under which somebody asks a register about himself. */
export const SELF_ACCESS = 'self-access'

/** What a grant is worth at a moment, whoever asks. */
export type Standing = 'live' | 'withdrawn' | 'expired' | 'used-up'

/** Where a grant stands. */
export function standingOf(grant: Pick<Grant, 'withdrawnAt' | 'notAfter' | 'maxUses' | 'uses'>, at: Date): Standing {
  if (grant.withdrawnAt !== null) return 'withdrawn'
  if (grant.notAfter <= at) return 'expired'
  return grant.maxUses !== null && grant.uses >= grant.maxUses ? 'used-up' : 'live'
}

/** Which looks are meant: each condition that is set must hold. `numbers`: looks for which the person's own number was used. */
export type Wanted = {
  readonly agency?: string | undefined
  readonly source?: string | undefined
  readonly element?: string | undefined
  readonly case?: string | undefined
  readonly from?: Date | undefined
  readonly until?: Date | undefined
  readonly numberSources?: readonly string[] | undefined
}

/** Who it was that looked: the person himself, a machine by a published rule, an officer in his post, or somebody who acts in the case. */
export type Looker = 'self' | 'machine' | 'officer' | 'other'

/** Tells who looked from what the log keeps. */
export const lookerOf = (use: { readonly actor: string; readonly post: string | null; readonly subject: string; readonly grantee: string }): Looker => {
  if (use.actor === use.subject || use.grantee === use.subject) return 'self'
  if (use.post !== null) return 'officer'
  return use.actor.startsWith('house:') ? 'machine' : 'other'
}
