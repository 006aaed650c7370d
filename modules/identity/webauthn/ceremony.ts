import { createHash } from 'node:crypto'
import { isIP } from 'node:net'

import type { AuthenticationResponseJSON, AuthenticatorTransport, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'

import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'

/** The library is read when the first passkey comes: its two hundred files would be a tenth of every start. */
const library = () => import('@simplewebauthn/server')
const helpers = () => import('@simplewebauthn/server/helpers')

/** How long a device may take to answer a question. */
export const CHALLENGE_SECONDS = 180

/**
 * Whose passkeys these are (Web Authentication Level 3 §4, RP ID): the host of the public address. Browsers know passkeys
 * only of a named host, over HTTPS or on the machine itself.
 */
function relyingParty(): { id: string; origin: string } {
  const { hostname, origin } = new URL(port().publicAddress)
  return { id: hostname, origin }
}

/** Whether the public address of this node is one for which browsers make passkeys. */
export function passkeysPossible(): boolean {
  const { id, origin } = relyingParty()
  return isIP(id.replace(/^\[|\]$/g, '')) === 0 && (origin.startsWith('https:') || id === 'localhost')
}

/** The name under which a device keeps whose key it is: it says nothing of the person, and is the same for all his keys (§14.6.1). */
export const handleOf = (person: string): string => createHash('sha256').update(`passkey holder ${person}`).digest('base64url')

/** A public key as it was registered before. */
export type KnownKey = { readonly credential: string; readonly transports: readonly string[] }

/** What a browser needs to make a passkey (§5.4). Any maker's device will do, so none is asked to say who made it. */
export async function questionToAdd(wish: { challenge: Buffer; person: string; name: string; known: readonly KnownKey[] }) {
  return (await library()).generateRegistrationOptions({
    rpName: '通办 Tongban', rpID: relyingParty().id, challenge: new Uint8Array(wish.challenge), timeout: CHALLENGE_SECONDS * 1000,
    userID: new Uint8Array(Buffer.from(handleOf(wish.person), 'base64url')), userName: wish.name, userDisplayName: wish.name,
    attestationType: 'none', excludeCredentials: wish.known.map(({ credential, transports }) => ({ id: credential, transports: transports as AuthenticatorTransport[] })),
    // The key is found without a name being typed, and opens only for whoever the device itself has recognised.
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  })
}

/** What a browser needs to sign in with whichever passkey of ours the person picks (§5.5). */
export const questionToSignIn = async (challenge: Buffer) =>
  (await library()).generateAuthenticationOptions({ rpID: relyingParty().id, challenge: new Uint8Array(challenge), timeout: CHALLENGE_SECONDS * 1000, userVerification: 'required' })

const part = (max: number) => z.string().regex(/^[A-Za-z0-9_-]+$/).max(max)
const common = { id: part(1400), rawId: part(1400), type: z.literal('public-key') }
const Added = z.looseObject({ ...common, response: z.looseObject({ clientDataJSON: part(4000), attestationObject: part(40_000), transports: z.array(z.string().max(20)).max(10).optional() }) })
const Asserted = z.looseObject({ ...common, response: z.looseObject({ clientDataJSON: part(4000), authenticatorData: part(4000), signature: part(4000), userHandle: part(200).nullish() }) })

/** The answer of a device to `questionToAdd`. */
export type AddedAnswer = z.infer<typeof Added>
/** The answer of a device to `questionToSignIn`. */
export type AssertedAnswer = z.infer<typeof Asserted>

/** Reads what a browser sent as the answer of a device. Refuses (unfit) `identity.passkey_unreadable`. */
export const readAdded = (sent: unknown): AddedAnswer => read(Added, sent)
/** Like `readAdded`, for a sign-in. */
export const readAsserted = (sent: unknown): AssertedAnswer => read(Asserted, sent)

function read<T>(shape: z.ZodType<T>, sent: unknown): T {
  const found = shape.safeParse(typeof sent === 'string' ? jsonIn(sent) : sent)
  if (!found.success) throw new Refusal('unfit', 'identity.passkey_unreadable')
  return found.data
}

// What is no JSON has no shape, and is refused for that.
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The challenge that an answer says it answers. Refuses (unfit) `identity.passkey_unreadable`. */
export const challengeIn = (answer: AddedAnswer | AssertedAnswer): string => clientDataOf(answer).challenge

const ClientData = z.object({ challenge: z.string(), origin: z.string(), crossOrigin: z.boolean().nullish() })

/** What the browser says it was asked, and by which site (§5.8.1): JSON in base64url. */
function clientDataOf({ response }: AddedAnswer | AssertedAnswer): z.infer<typeof ClientData> {
  const said = ClientData.safeParse(jsonIn(new TextDecoder().decode(Buffer.from(response.clientDataJSON, 'base64url'))))
  if (!said.success) throw new Refusal('unfit', 'identity.passkey_unreadable')
  return said.data
}

/** What is kept of a new passkey. */
export type NewKey = { readonly credential: string; readonly publicKey: Buffer; readonly counter: number; readonly transports: string[]; readonly synced: boolean }

/**
 * The key in an answer to `questionToAdd` (§7.1). Refuses (forbidden) `identity.passkey_foreign` where it was made on another
 * site, `identity.passkey_unverified` where the device recognised nobody, `identity.passkey_refused` for everything else.
 */
export async function keyIn(answer: AddedAnswer, challenge: string): Promise<NewKey> {
  const { id, origin } = relyingParty()
  refuseForeign(answer, origin)
  const [{ verifyRegistrationResponse }, { decodeAttestationObject, isoBase64URL, parseAuthenticatorData }] = await Promise.all([library(), helpers()])
  const { verified, registrationInfo } = await trusted(async () => {
    const { rpIdHash, flags } = parseAuthenticatorData(decodeAttestationObject(isoBase64URL.toBuffer(answer.response.attestationObject)).get('authData'))
    refuseStrange(rpIdHash, flags, id)
    return verifyRegistrationResponse({ response: answer as unknown as RegistrationResponseJSON, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true })
  })
  if (!verified) throw new Refusal('forbidden', 'identity.passkey_refused')
  const { credential, credentialDeviceType } = registrationInfo
  return { credential: credential.id, publicKey: Buffer.from(credential.publicKey), counter: credential.counter, transports: credential.transports ?? [], synced: credentialDeviceType === 'multiDevice' }
}

/**
 * Holds an answer to `questionToSignIn` against the key it names (§7.2); gives the device's new counter. Refuses (forbidden) as
 * `keyIn` does, and `identity.passkey_copied` where the device counted no further than before (§6.1.1).
 */
export async function counterIn(answer: AssertedAnswer, challenge: string, key: { credential: string; publicKey: Buffer; counter: number; person: string }): Promise<number> {
  const { id, origin } = relyingParty()
  refuseForeign(answer, origin)
  if (answer.response.userHandle !== handleOf(key.person)) throw new Refusal('forbidden', 'identity.passkey_refused')
  const [{ verifyAuthenticationResponse }, { isoBase64URL, parseAuthenticatorData }] = await Promise.all([library(), helpers()])
  const { verified, authenticationInfo } = await trusted(async () => {
    const { rpIdHash, flags, counter } = parseAuthenticatorData(isoBase64URL.toBuffer(answer.response.authenticatorData))
    refuseStrange(rpIdHash, flags, id)
    // The library compares counters before it looks at the signature; we do so after, so that nobody can cry wolf.
    const found = await verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true,
      credential: { id: key.credential, publicKey: new Uint8Array(key.publicKey), counter: 0 },
    })
    if (found.verified && (counter > 0 || key.counter > 0) && counter <= key.counter) throw new Refusal('forbidden', 'identity.passkey_copied')
    return found
  })
  if (!verified) throw new Refusal('forbidden', 'identity.passkey_refused')
  return authenticationInfo.newCounter
}

function refuseForeign(answer: AddedAnswer | AssertedAnswer, own: string): void {
  const { origin, crossOrigin } = clientDataOf(answer)
  if (origin !== own || crossOrigin === true) throw new Refusal('forbidden', 'identity.passkey_foreign', { address: own })
}

function refuseStrange(rpIdHash: Uint8Array, flags: { uv: boolean }, own: string): void {
  if (!createHash('sha256').update(own).digest().equals(Buffer.from(rpIdHash))) throw new Refusal('forbidden', 'identity.passkey_foreign', { address: own })
  if (!flags.uv) throw new Refusal('forbidden', 'identity.passkey_unverified')
}

/** What the library finds wrong it throws as an error of its own; to the person it is one refusal, whatever it was. */
async function trusted<T>(check: () => Promise<T>): Promise<T> {
  // Only our own refusals say more; what exactly was wrong in a forged answer is nobody's business.
  try {
    return await check()
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal('forbidden', 'identity.passkey_refused')
  }
}
