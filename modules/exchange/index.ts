import type { ContentKind } from '#kernel/content'
import type { Module } from '#kernel/module'

import { sourceGauges } from './actions/ask.ts'
import { refetching } from './actions/objections.ts'
import { Orders, Sources } from './model.ts'
import { routes } from './routes.ts'

export { authorise, elementsLooked, factsOfCase, keep, keepOrder } from './actions/ask.ts'
export { auditFacts } from './actions/audit.ts'
export { elementView } from './actions/known.ts'
export { casesOnFact, objectionOf } from './actions/objections.ts'
export { gather, order, show } from './reach.ts'
export { digestOfFacts, Orders, Sources, type Answer, type Ask, type Authorised, type OrderDefinition, type Source } from './model.ts'

/** Questions and orders to other departments: what is asked, on which ground, what they answered, and whether that is right. */
export const exchange: Module = {
  name: 'exchange',
  uses: ['grants', 'parties'],
  facts: {
    'exchange.answered': ['source', 'state', 'ms'], 'exchange.ordered': ['order', 'agency'],
    'exchange.objected': ['objection', 'source'], 'exchange.objection_answered': ['objection', 'outcome', 'source'], 'exchange.objection_withdrawn': ['objection'],
  },
  content: [Sources, Orders] as ContentKind[],
  jobs: { 'exchange.refetch': refetching },
  routes,
  gauges: sourceGauges,
}
