import type { Module } from '#kernel/module'

import { routes } from './routes.ts'

export { close } from './actions/ends.ts'
export { citizenSession, look, noteRefusal, requireOpposite, requireSession } from './actions/looks.ts'
export { atScreen, type AtScreen } from './actions/screens.ts'
export { answerAsk } from './actions/sessions.ts'
export { lastWord, say, share, sharedIn, unshare } from './actions/shares.ts'
export type { Session } from './model.ts'
export { mayServe } from './policy.ts'

/** Who sits opposite whom at a counter, and what the second screen shows. */
export const counter: Module = {
  name: 'counter',
  uses: ['parties', 'grants', 'messages'],
  facts: {
    'counter.code_shown': [], 'counter.mistaken': ['what'],
    'counter.asked': ['way', 'agency'], 'counter.answered': ['answer'],
    'counter.opened': ['way', 'agency', 'session'], 'counter.closed': ['session', 'reason'],
    'counter.refused': ['agency'],
    'counter.screen_paired': ['clerk'], 'counter.screen_parted': [],
    'counter.shared': ['session'], 'counter.unshared': ['session'], 'counter.said': ['session', 'right', 'by'],
  },
  routes,
}
