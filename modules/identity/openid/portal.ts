import { createHash } from 'node:crypto'

import { createLocalJWKSet, jwtVerify } from 'jose'
import { z } from 'zod'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import type { Server } from '#kernel/http'
import type { Language } from '#kernel/language'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { postsOf } from '#modules/parties'

import { signInKeys } from '../actions/keys.ts'
import { openSession } from '../actions/sessions.ts'
import { browserNamed, kept, localPath, meansIn, secretText, SESSION_IDLE_MINUTES } from '../model.ts'
import { addSignIn, takeSignIn } from '../store/openid.ts'
import type { Mark } from '../store/sessions.ts'
import { issuer, MOUNT, provider } from './provider.ts'

/** The client under which our own portal signs people in. */
export const PORTAL = 'portal'
/** The page of the portal at which somebody chooses in whose name he acts. */
const CHOOSER = '/act-for'
const redirect = (): string => `${port().publicAddress}/signed-in`

/**
 * Begins a sign-in at our own portal: the address at the provider to go to (OpenID Connect Core 1.0 §3.1.2.1, with
 * PKCE of RFC 7636). State, nonce and verifier stay here; `browser` is the secret that the same browser must show
 * again; `anew`: the person shows once more who he is, also where he is signed in. Refuses `identity.destination_foreign`.
 */
export async function beginSignIn(act: Act, wish: { to: string; browser: string; language: Language; anew?: boolean }): Promise<string> {
  const [state, nonce, verifier] = [secretText(), secretText(), secretText()]
  await addSignIn(act.tx, { state: kept(state), browser: kept(wish.browser), nonce, verifier, destination: localPath(wish.to) })
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return `${issuer()}/auth?${new URLSearchParams({
    client_id: PORTAL, response_type: 'code', scope: 'openid profile', redirect_uri: redirect(),
    state, nonce, code_challenge: challenge, code_challenge_method: 'S256', ui_locales: wish.language,
    // A browser left idle must not be signed in again by the provider alone.
    max_age: String(SESSION_IDLE_MINUTES * 60),
    ...(wish.anew === true ? { prompt: 'login' } : {}),
  })}`
}

/** What the provider sends the browser back with (RFC 6749 §4.1.2, RFC 9207). */
export type Returned = { readonly code?: string | undefined; readonly state?: string | undefined; readonly iss?: string | undefined; readonly error?: string | undefined }

/**
 * Finishes a sign-in that this browser began: gives the session cookie and where to go; no cookie where the person
 * turned back. Refuses (unsigned) `identity.sign_in_lost` for a state that is unknown, used, too old or another browser's,
 * and `identity.sign_in_failed` where the provider does not stand by the code; (conflict) `parties.ended`.
 */
export async function finishSignIn(server: Server, returned: Returned, { browser, userAgent }: { browser: string; userAgent: string | undefined }): Promise<{ cookie: string | undefined; to: string }> {
  const begun = await perform(house('identity'), (act) => takeSignIn(act.tx, kept(returned.state ?? ''), kept(browser)))
  if (begun === undefined) throw new Refusal('unsigned', 'identity.sign_in_lost')
  if (returned.error === 'access_denied') return { cookie: undefined, to: '/' }
  if (returned.code === undefined || returned.iss !== issuer()) throw new Refusal('unsigned', 'identity.sign_in_failed')
  const tokens = await exchange(server, returned.code, begun.verifier)
  const { person, means, provedAt } = await personIn(tokens.id_token, begun.nonce)
  const token = await (await provider()).AccessToken.find(tokens.access_token)
  if (token?.accountId !== person || token.sessionUid === undefined) throw new Refusal('unsigned', 'identity.sign_in_failed')
  const providerSession = token.sessionUid
  const mark = { means, ...browserNamed(userAgent) }
  return perform(house('identity'), async (act) => ({
    cookie: await openSession(act, { person, providerSession, mark, provedAt }),
    // Who holds several posts says first in which he has come; everybody else is where he wanted to be.
    to: (await postsOf(act, person)).length > 1 ? `${CHOOSER}?${new URLSearchParams({ to: begun.destination })}` : begun.destination,
  }))
}

const Tokens = z.object({ access_token: z.string(), id_token: z.string() })

/** Exchanges the code at the token endpoint of this very process (RFC 6749 §4.1.3), as any other client would. */
async function exchange(server: Server, code: string, verifier: string): Promise<z.infer<typeof Tokens>> {
  const answer = await server.inject({
    method: 'POST', url: `${MOUNT}/token`, headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ grant_type: 'authorization_code', client_id: PORTAL, code, code_verifier: verifier, redirect_uri: redirect() }).toString(),
  })
  if (answer.statusCode !== 200) throw new Refusal('unsigned', 'identity.sign_in_failed')
  return Tokens.parse(answer.json())
}

/** The person an ID token names, how he proved it and when, once its signature, issuer, audience, time and nonce hold (OpenID Connect Core 1.0 §3.1.3.7). */
async function personIn(idToken: string, nonce: string): Promise<{ person: string; means: Mark['means']; provedAt: Date | null }> {
  const { signature } = await perform(house('identity'), signInKeys)
  const open = signature.map(({ kty, crv, x, y, kid, alg }) => ({ kty, crv, x, y, kid, alg }))
  const { payload } = await jwtVerify(idToken, createLocalJWKSet({ keys: open as never }), { issuer: issuer(), audience: PORTAL, algorithms: ['ES256'] })
  if (payload['nonce'] !== nonce || payload.sub === undefined) throw new Refusal('unsigned', 'identity.sign_in_failed')
  return { person: payload.sub, means: meansIn(payload['amr']), provedAt: typeof payload['auth_time'] === 'number' ? new Date(payload['auth_time'] * 1000) : null }
}
