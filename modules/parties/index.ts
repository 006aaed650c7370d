import type { ContentKind } from '#kernel/content'
import type { Module } from '#kernel/module'

import { ensureAgencies } from './actions/agencies.ts'
import { Agencies, Divisions, Roles } from './model.ts'
import { routes } from './routes.ts'

/** People, firms, agencies and systems: who they are, how they stand to each other, and who may act for whom. */
export const parties: Module = {
  name: 'parties', uses: [], routes, opening: ensureAgencies, content: [Agencies, Divisions, Roles] as ContentKind[],
  facts: {
    'parties.registered': ['kind', 'source'], 'parties.renamed': ['source'], 'parties.identified': ['type', 'source'], 'parties.ended': ['kind'],
    'parties.related': ['relation', 'kind', 'with', 'source'], 'parties.parted': ['relation', 'kind', 'with'],
    'parties.appointed': ['post', 'agency', 'role', 'division'], 'parties.dismissed': ['post', 'agency', 'role'],
    'parties.mandated': ['mandate', 'grantee', 'until'], 'parties.mandate_revoked': ['mandate', 'grantee'],
  },
}

export { agenciesOf, agencyFor, agencyNames, agencyOf, ensureAgencies } from './actions/agencies.ts'
export { actsFor, mandate, mandateFor, mandatesOf, mandateWith, principalsOf, revokeMandate, speakersByLaw } from './actions/mandates.ts'
export { appoint, endPost, postsAt, postsOf, rolesOfPosts } from './actions/posts.ts'
export { mustRecuse } from './actions/recusal.ts'
export { byIdentifier, endParty, ensureFirm, ensurePerson, ensureSystem, identify, livingParty, partyOf, rename } from './actions/register.ts'
export { relate, relationsOf, unrelate } from './actions/relations.ts'
export { Agencies, Divisions, enclosing, liesWithin, masked, mobileOf, newId, Roles, UNNAMED } from './model.ts'
export type { Agency, Identifier, Mandate, Party, Post, Principal, Relation, RelationKind, Role } from './model.ts'
