import type { Module } from '#kernel/module'

import { signInKeys } from './actions/keys.ts'
import { endSessionsOf } from './actions/sessions.ts'
import { Clients, ensureMachines } from './openid/clients.ts'
import { mountProvider } from './openid/mount.ts'
import { mountDoors } from './routes/doors.ts'
import { routes } from './routes/session.ts'

/** Who is at the door: sign-in by OpenID Connect, sessions, and in which post or for whom somebody acts. */
export const identity: Module = {
  name: 'identity', uses: ['parties'], routes, content: [Clients],
  doors: (server) => { mountProvider(server); mountDoors(server) },
  reactions: { 'parties.ended': (act, { subject }) => endSessionsOf(act, subject) },
  opening: async (act) => { await signInKeys(act); await ensureMachines(act) },
  facts: {
    'identity.signed_in': ['post'], 'identity.signed_out': ['reason'], 'identity.role_changed': ['post', 'behalf'],
    'identity.demo_token_given': ['post'], 'identity.passkey_added': ['passkey'], 'identity.passkey_removed': ['passkey'],
    'identity.enrolment_issued': ['post'], 'identity.enrolled': ['passkey'], 'identity.clock_moved': ['moved'],
  },
}

export { whoIs } from './actions/who-is.ts'
export { rememberDemoPeople } from './actions/demo.ts'
export { issueEnrolment } from './actions/enrolments.ts'
export { issuer } from './openid/provider.ts'
export { Clients } from './openid/clients.ts'
export { mountProvider } from './openid/mount.ts'
export { mountDoors } from './routes/doors.ts'
export type { DemoPerson } from './model.ts'
