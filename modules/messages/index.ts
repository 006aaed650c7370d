import type { ContentKind } from '#kernel/content'
import type { Module } from '#kernel/module'

import { deliver, DELIVER } from './actions/deliver.ts'
import { Letters } from './model.ts'
import { routes } from './routes.ts'

/** Letters to parties by inbox, SMS and paper, and what they write back; one delivery state for each channel. */
export const messages: Module = {
  name: 'messages', uses: ['parties'], routes, jobs: { [DELIVER]: deliver }, content: [Letters] as ContentKind[],
  facts: {
    'messages.written': ['letter', 'party', 'expectsReply'], 'messages.sent': ['channel'], 'messages.delivered': ['channel'], 'messages.failed': ['channel', 'reason'],
    'messages.read': [], 'messages.replied': ['letter', 'case', 'answer', 'party'],
  },
}

export { inboxOf, markRead, unreadCount } from './actions/inbox.ts'
export { deliveriesOf, receiveReceipt, receiveReply, reply } from './actions/receive.ts'
export { send } from './actions/send.ts'
export { Letters } from './model.ts'
export type { Seen } from './actions/inbox.ts'
export type { Sending } from './actions/send.ts'
