import type { Module } from '#kernel/module'

import { sourceGauges } from './actions.ts'
import { Orders, Sources } from './model.ts'
import { routes } from './routes.ts'

export { authorise, elementsLooked, factsOfCase, keep, keepOrder } from './actions.ts'
export { gather, order, show } from './reach.ts'
export { Orders, Sources, type Answer, type Ask, type Authorised, type OrderDefinition, type Source } from './model.ts'

/** Questions and orders to other departments: what is asked, on which ground, and what they answered. */
export const exchange: Module = {
  name: 'exchange',
  uses: ['grants'],
  facts: { 'exchange.answered': ['source', 'state', 'ms'], 'exchange.ordered': ['order', 'agency'] },
  content: [Sources, Orders],
  routes,
  gauges: sourceGauges,
}
