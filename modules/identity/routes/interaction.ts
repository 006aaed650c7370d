import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errors, type Interaction } from 'oidc-provider'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { languageOf, sentence, type Language } from '#kernel/language'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { LANGUAGE_COOKIE, refuseForeignWrite } from '#kernel/session'
import type { Party } from '#modules/parties'

import { otherPerson, personMeant } from '../actions/demo.ts'
import { provider } from '../openid/provider.ts'
import { demoSignInPage, meansPage } from '../pages.ts'
import { demoPeople } from '../store.ts'
import { sendPage } from './doors.ts'

/** The page at which a person says who he is, and the answer to it: `/sign-in/{interaction}`. */
export function interactionDoors(part: FastifyInstance): void {
  part.get('/sign-in/:interaction', { schema: { hide: true } }, show)
  part.post('/sign-in/:interaction', { schema: { hide: true } }, decide)
}

type Typed = { readonly person?: string; readonly idNumber?: string; readonly name?: string; readonly cancel?: string }

async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await interactionOf(request, reply)
  return showPage(request, reply, interaction)
}

async function showPage(request: FastifyRequest, reply: FastifyReply, interaction: Interaction, refused?: { fault: string; typed: { idNumber: string; name: string } }): Promise<FastifyReply> {
  const language = languageIn(request, interaction)
  const path = `/sign-in/${interaction.uid}`
  if (!port().demo) return sendPage(reply, meansPage(language, path))
  const people = await perform(house('identity'), (act) => demoPeople(act.tx))
  const { q = '' } = request.query as { q?: string }
  return sendPage(reply, demoSignInPage(language, { path, people, search: String(q).slice(0, 60), ...refused }))
}

async function decide(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  refuseForeignWrite(request.method, request.headers, port().publicAddress)
  const interaction = await interactionOf(request, reply)
  const typed = (request.body ?? {}) as Typed
  if (typed.cancel !== undefined) return goOn(request, reply, { error: 'access_denied', error_description: 'the person turned back' })
  if (!port().demo) throw new Refusal('forbidden', 'identity.no_means')
  // A refusal here is a slip of the person's, so the page comes back with what was typed and what to do about it.
  try {
    const person = await perform(house('identity'), (act) => claimed(act, typed))
    return await goOn(request, reply, { login: { accountId: person.id, amr: ['demo'] } })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const reason = error.faults[0] ?? error
    const fault = sentence(currentRelease(), languageIn(request, interaction), reason.code, reason.details ?? {})
    return showPage(request, reply.code(error.status), interaction, { fault, typed: { idNumber: typed.idNumber ?? '', name: typed.name ?? '' } })
  }
}

const claimed = (act: Act, typed: Typed): Promise<Party> =>
  typed.person === undefined ? otherPerson(act, { idNumber: String(typed.idNumber ?? '').slice(0, 40), name: String(typed.name ?? '').trim().slice(0, 60) }) : personMeant(act, String(typed.person))

async function goOn(request: FastifyRequest, reply: FastifyReply, result: object): Promise<FastifyReply> {
  return reply.redirect(await (await provider()).interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false }), 303)
}

/** The sign-in in progress, by the signed cookie that only this browser has. Refuses (unsigned) `identity.sign_in_lost`. */
async function interactionOf(request: FastifyRequest, reply: FastifyReply): Promise<Interaction> {
  const { interaction: uid } = request.params as { interaction: string }
  // The library throws where the cookie is missing, forged or too old; to the person that is one thing.
  try {
    const interaction = await (await provider()).interactionDetails(request.raw, reply.raw)
    if (interaction.uid === uid) return interaction
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error
  }
  throw new Refusal('unsigned', 'identity.sign_in_lost')
}

/** The language chosen in this browser, else the one the program asked for (OpenID Connect Core 1.0 §3.1.2.1, ui_locales). */
function languageIn(request: FastifyRequest, interaction: Interaction): Language {
  const asked = interaction.params['ui_locales']
  const chosen = request.cookies[LANGUAGE_COOKIE] !== undefined || (request.query as { lang?: string }).lang !== undefined
  return chosen || typeof asked !== 'string' ? request.reader.language : languageOf(asked.replaceAll(' ', ','), undefined)
}
