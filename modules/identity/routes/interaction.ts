import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Interaction } from 'oidc-provider'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { languageOf, sentence, type Language } from '#kernel/language'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { currentRelease } from '#kernel/releases'
import { LANGUAGE_COOKIE, refuseForeignWrite } from '#kernel/session'
import { text } from '#kernel/shapes'
import type { Party } from '#modules/parties'

import { otherPerson, personMeant } from '../actions/demo.ts'
import { askByCode, enrol } from '../actions/enrolments.ts'
import { askWho, personWith, takeUp } from '../actions/passkeys.ts'
import { browserNamed, kept, METHODS } from '../model.ts'
import { PORTAL } from '../openid/portal.ts'
import { provider } from '../openid/provider.ts'
import { codePage } from '../pages/code.ts'
import { goesOn } from '../pages/goes-on.ts'
import { signInPage } from '../pages/sign-in.ts'
import { demoPeople } from '../store/demo.ts'
import { destinationOf } from '../store/openid.ts'
import { passkeysPossible, readAdded, readAsserted } from '../webauthn/ceremony.ts'
import { readingOf, sendPage } from './doors.ts'

/** The pages at which a person says who he is, and the answers to them: `/sign-in/{interaction}`, and with a code from a window `/sign-in/{interaction}/code`. */
export function interactionDoors(part: FastifyInstance): void {
  const hidden = { schema: { hide: true } }
  part.get('/sign-in/:interaction', hidden, show)
  part.post('/sign-in/:interaction', hidden, decide)
  part.post('/sign-in/:interaction/passkey', hidden, askDevice)
  part.get('/sign-in/:interaction/code', hidden, showCode)
  part.post('/sign-in/:interaction/code', hidden, decideByCode)
  part.post('/sign-in/:interaction/code/questions', hidden, askDeviceByCode)
}

type Typed = Readonly<Partial<Record<'person' | 'idNumber' | 'name' | 'cancel' | 'credential' | 'code', string>>>
type Slip = { readonly fault?: string; readonly typed?: Typed }

const typedIn = (request: FastifyRequest): Typed => (request.body ?? {}) as Typed

async function show(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return showPage(request, reply, await interactionOf(request, reply))
}

async function showPage(request: FastifyRequest, reply: FastifyReply, interaction: Interaction, { fault, typed }: Slip = {}): Promise<FastifyReply> {
  const reading = readingOf(request, languageIn(request, interaction))
  const { state, client_id: client } = interaction.params as { state?: string; client_id: string }
  const { people, destination } = await perform(house('identity'), async (act) => ({
    people: port().demo ? await demoPeople(act.tx) : null,
    destination: client === PORTAL ? ((await destinationOf(act.tx, kept(state ?? ''))) ?? '/') : undefined,
  }))
  const { q = '' } = request.query as { q?: string }
  return sendPage(reply, signInPage(reading, {
    path: `/sign-in/${interaction.uid}`, goesOn: goesOn(reading.language, { client, destination }), passkeys: passkeysPossible(), people, search: String(q).slice(0, 60), fault,
    typed: typed?.idNumber === undefined ? undefined : { idNumber: typed.idNumber, name: typed.name ?? '' },
  }))
}

async function decide(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  refuseForeignWrite(request.method, request.headers, port().publicAddress)
  const interaction = await interactionOf(request, reply)
  const typed = typedIn(request)
  if (typed.cancel !== undefined) return goOn(request, reply, { error: 'access_denied', error_description: 'the person turned back' })
  return orSlip(request, reply, interaction, showPage, async () => {
    if (typed.credential !== undefined) return { person: await withPasskey(interaction, typed.credential), amr: METHODS.passkey }
    if (!port().demo) throw new Refusal('forbidden', 'identity.no_click')
    return { person: (await perform(house('identity'), (act) => claimed(act, typed))).id, amr: METHODS.demo }
  })
}

type Recognised = { readonly person: string; readonly amr: readonly string[] }
type Shown = (request: FastifyRequest, reply: FastifyReply, interaction: Interaction, slip: Slip) => Promise<FastifyReply>

/** Goes on with whom `recognise` finds. A refusal is a slip of the person's: the page comes back with what was typed and what to do about it. */
async function orSlip(request: FastifyRequest, reply: FastifyReply, interaction: Interaction, shown: Shown, recognise: () => Promise<Recognised>): Promise<FastifyReply> {
  try {
    const { person, amr } = await recognise()
    return await goOn(request, reply, { login: { accountId: person, amr } })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const reason = error.faults[0] ?? error
    const fault = sentence(currentRelease(), languageIn(request, interaction), reason.code, reason.details ?? {})
    return shown(request, reply.code(error.status), interaction, { fault, typed: typedIn(request) })
  }
}

async function withPasskey(interaction: Interaction, credential: string): Promise<string> {
  const answer = readAsserted(credential)
  const challenge = await perform(house('identity'), (act) => takeUp(act, answer, { purpose: 'sign_in', holder: interaction.uid }))
  return perform(house('identity'), (act) => personWith(act, answer, challenge))
}

const claimed = (act: Act, typed: Typed): Promise<Party> =>
  typed.person === undefined ? otherPerson(act, { idNumber: String(typed.idNumber ?? '').slice(0, 40), name: String(typed.name ?? '').trim().slice(0, 60) }) : personMeant(act, String(typed.person))

async function askDevice(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  refuseForeignWrite(request.method, request.headers, port().publicAddress)
  const { uid } = await interactionOf(request, reply)
  return reply.header('cache-control', 'no-store').send(await perform(house('identity'), (act) => askWho(act, uid)))
}

async function showCode(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return showCodePage(request, reply, await interactionOf(request, reply))
}

async function showCodePage(request: FastifyRequest, reply: FastifyReply, interaction: Interaction, { fault, typed }: Slip = {}): Promise<FastifyReply> {
  const { browser, system } = browserNamed(request.headers['user-agent'])
  const back = `/sign-in/${interaction.uid}`
  const name = typed?.name ?? [system, browser].filter((part) => part !== null).join(' · ')
  return sendPage(reply, codePage(readingOf(request, languageIn(request, interaction)), { path: `${back}/code`, back, name, passkeys: passkeysPossible(), fault, typed: typed?.code ?? '' }))
}

async function decideByCode(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  refuseForeignWrite(request.method, request.headers, port().publicAddress)
  const interaction = await interactionOf(request, reply)
  const { code = '', credential = '', name = '' } = typedIn(request)
  return orSlip(request, reply, interaction, showCodePage, async () => {
    if (credential === '') throw new Refusal('unfit', 'identity.passkey_script')
    const answer = readAdded(credential)
    const called = text(60).safeParse(name)
    if (!called.success) throw new Refusal('unfit', 'identity.passkey_name')
    const challenge = await perform(house('identity'), (act) => takeUp(act, answer, { purpose: 'enrol', holder: interaction.uid }))
    return { person: await perform(house('identity'), (act) => enrol(act, { typed: code, answer, challenge, name: called.data })), amr: METHODS.enrolment }
  })
}

async function askDeviceByCode(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  refuseForeignWrite(request.method, request.headers, port().publicAddress)
  const { uid } = await interactionOf(request, reply)
  return reply.header('cache-control', 'no-store').send(await perform(house('identity'), (act) => askByCode(act, String(typedIn(request).code ?? ''), uid)))
}

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
    if (!(error instanceof (await import('oidc-provider')).errors.SessionNotFound)) throw error
  }
  throw new Refusal('unsigned', 'identity.sign_in_lost')
}

/** The language chosen in this browser, else the one the program asked for (OpenID Connect Core 1.0 §3.1.2.1, ui_locales). */
function languageIn(request: FastifyRequest, interaction: Interaction): Language {
  const asked = interaction.params['ui_locales']
  const chosen = request.cookies[LANGUAGE_COOKIE] !== undefined || (request.query as { lang?: string }).lang !== undefined
  return chosen || typeof asked !== 'string' ? request.reader.language : languageOf(asked.replaceAll(' ', ','), undefined)
}
