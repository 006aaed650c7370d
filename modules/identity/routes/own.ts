import { z } from 'zod'

import { perform } from '#kernel/act'
import { answer, type Server } from '#kernel/http'
import { id, text } from '#kernel/shapes'
import { isCitizenId } from '#kernel/codes/citizen-id'

import { issueEnrolment, type Checked } from '../actions/enrolments.ts'
import { askForPasskey, keepPasskey, passkeys, removePasskey, takeUp } from '../actions/passkeys.ts'
import { endElsewhere, endOthers, isProved, refuseUnproved, sessionsOf } from '../actions/sessions.ts'
import { passkeysPossible, readAdded } from '../webauthn/ceremony.ts'
import { cookieOf, live } from './signed-in.ts'

const Params = z.strictObject({ id })

/** Where I am signed in, and how to end it. */
export function sessionsRoutes(server: Server): void {
  server.get('/sessions', { schema: { summary: 'Where I am signed in now' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => ({ items: await sessionsOf(act, await live(act, cookieOf(request))), next: null })))
  server.post('/sessions/:id/end', { schema: { params: Params, summary: 'Sign out in one of my browsers' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      await endElsewhere(act, await live(act, cookieOf(request)), request.params.id)
      return { id: request.params.id, endedAt: act.at }
    }))
  server.post('/sessions/end', { schema: { summary: 'Sign out in every browser but this one' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      await endOthers(act, await live(act, cookieOf(request)))
      return { endedAt: act.at }
    }))
}

/** My passkeys. Only a signed-in browser adds or removes one: whoever got hold of a token must not make himself a key. */
export function passkeyRoutes(server: Server): void {
  server.get('/passkeys', { schema: { summary: 'My passkeys, whether this site can have any, and whether I have shown lately enough who I am to add one' } }, (request, reply) =>
    answer(request, reply, 200, async (act) => {
      const session = await live(act, cookieOf(request))
      const items = (await passkeys(act, session.person)).map((one) => ({ id: one.id, name: one.name, synced: one.synced, addedAt: one.addedAt, usedAt: one.usedAt }))
      return { items, next: null, possible: passkeysPossible(), proved: await isProved(act, session) }
    }))
  server.post('/passkeys/questions', { schema: { summary: 'What a browser needs to make a passkey (PublicKeyCredentialCreationOptionsJSON)' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      const cookie = cookieOf(request)
      const session = await live(act, cookie)
      await refuseUnproved(act, session)
      return askForPasskey(act, session.person, { purpose: 'add', holder: cookie })
    }))
  server.post('/passkeys', { schema: { body: z.strictObject({ answer: z.unknown(), name: text(60) }), summary: 'Keep the passkey that a browser has made' } }, async (request, reply) => {
    const cookie = cookieOf(request)
    const made = readAdded(request.body.answer)
    const challenge = await perform(request.reader.actor, (act) => takeUp(act, made, { purpose: 'add', holder: cookie }))
    return answer(request, reply, 201, async (act) => keepPasskey(act, { person: (await live(act, cookie)).person, answer: made, challenge, name: request.body.name }))
  })
  server.post('/passkeys/:id/removal', { schema: { params: Params, summary: 'Take a passkey of mine away' } }, (request, reply) =>
    answer(request, reply, 201, async (act) => {
      await removePasskey(act, (await live(act, cookieOf(request))).person, request.params.id)
      return { id: request.params.id, removedAt: act.at }
    }))
}

const Whom = z.union([
  z.strictObject({ party: id }),
  z.strictObject({ idNumber: z.string().trim().toUpperCase().refine((value) => isCitizenId(value), 'identity.id_number_form'), name: text(60) }),
])

/** The door for officials at a window. */
export function enrolmentRoutes(server: Server): void {
  server.post('/enrolments', { schema: { body: Whom, summary: 'A code for somebody whose identity was checked, good for his first passkey, once, for ten minutes' } }, (request, reply) =>
    answer(request, reply, 201, (act) => issueEnrolment(act, request.body as Checked)))
}
