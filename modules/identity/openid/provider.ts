import type { Context, Grant, Provider, Token } from 'oidc-provider'

import { perform } from '#kernel/act'
import { house } from '#kernel/actor'
import { EASY_COOKIE, LANGUAGE_COOKIE } from '#kernel/session'
import { languageOf } from '#kernel/language'
import { log } from '#kernel/log'
import { port } from '#kernel/ports'
import { partyOf, postsOf } from '#modules/parties'

import { signInKeys, type SignInKeys } from '../actions/keys.ts'
import { firstPost } from '../actions/posts.ts'
import { adapterFor } from '../adapter.ts'
import { LIFE_SECONDS } from '../model.ts'
import { errorPage, signedOutPage, signOutPage } from '../pages/ends.ts'
import { PAGE_HEADERS, type Reading } from '../pages/frame.ts'

/** The path under which the standard's own endpoints stand. */
export const MOUNT = '/oidc'

/** The issuer name of this node (OpenID Connect Core 1.0 §2): its public address and `/oidc`. */
export const issuer = (): string => port().publicAddress + MOUNT

let standing: { readonly issuer: string; readonly made: Promise<Provider> } | undefined

/**
 * The OpenID provider of this process, made at its first use: by then the house knows its public address and its
 * keys. Another address makes another provider, for tokens name their issuer.
 */
export function provider(): Promise<Provider> {
  if (standing?.issuer !== issuer()) {
    const made = makeProvider(issuer())
    // A start that failed, for want of a database, is tried again at the next request.
    made.catch(() => { standing = undefined })
    standing = { issuer: issuer(), made }
  }
  return standing.made
}

async function makeProvider(name: string): Promise<Provider> {
  // The library and what it needs are two hundred files, which no start has to wait for.
  const [{ interactionPolicy, Provider }, keys] = await Promise.all([import('oidc-provider'), perform(house('identity'), signInKeys)])
  const policy = loginOnly(interactionPolicy.base())
  const made = new Provider(name, { ...whatItKeeps(keys), ...whatItAllows, ...whatItSays, interactions: { ...whatItSays.interactions, policy } })
  made.proxy = true // `mountProvider` alone writes the forwarding headers; see there.
  const tell = (error: Error): void => log.error({ fault: String(error), stack: error.stack }, 'a fault in sign-in')
  made.on('server_error', (_context, error) => tell(error))
  made.on('error', tell)
  return made
}

const whatItKeeps = (keys: SignInKeys) => ({
  adapter: adapterFor,
  jwks: { keys: keys.signature },
  cookies: {
    keys: keys.cookie,
    names: { session: 'tongban_oidc', interaction: 'tongban_interaction', resume: 'tongban_resume' },
    long: { httpOnly: true, sameSite: 'lax', signed: true, path: MOUNT },
    short: { httpOnly: true, sameSite: 'lax', signed: true },
  },
  ttl: LIFE_SECONDS,
})

const off = { enabled: false }

const whatItAllows = {
  responseTypes: ['code'],
  scopes: ['openid', 'profile'],
  clientAuthMethods: ['none', 'client_secret_basic'],
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], userinfoSigningAlgValues: ['ES256'] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (_context: Context, client: { grantTypeAllowed: (type: string) => boolean }) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => true,
  clientBasedCORS: () => false,
  features: {
    devInteractions: off, resourceIndicators: off, pushedAuthorizationRequests: off, dPoP: off,
    clientCredentials: { enabled: true },
    revocation: { enabled: true, allowedPolicy: (_context: Context, client: { clientId: string }, token: Token) => token.clientId === client.clientId },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context: Context, form: string) => answerPage(context, signOutPage(readingAt(context), form)),
      postLogoutSuccessSource: (context: Context) => answerPage(context, signedOutPage(readingAt(context))),
    },
  },
}

const whatItSays = {
  claims: { openid: ['sub', 'amr'], profile: ['name', 'posts', 'acting_post'] },
  findAccount: (_context: Context, person: string, token?: Token) => ({ accountId: person, claims: () => claimsOf(person, token) }),
  extraTokenClaims: async (_context: Context, token: Token) => token.extra ?? (token.accountId === undefined ? undefined : { post: await beginningPost(token.accountId) }),
  loadExistingGrant: grantFor,
  interactions: { url: (_context: Context, { uid }: { uid: string }) => `/sign-in/${uid}` },
  renderError: (context: Context, out: { error: string; error_description?: string }) =>
    answerPage(context, errorPage(readingAt(context), { code: out.error, detail: out.error_description ?? '' })),
}

/** Every client stands in our own content, so nobody is asked whether it may see his name. */
function loginOnly<Policy extends { remove: (name: string) => void }>(policy: Policy): Policy {
  policy.remove('consent')
  return policy
}

async function grantFor({ oidc }: Context): Promise<Grant> {
  const known = oidc.session.grantIdFor(oidc.client.clientId)
  const standing = known === undefined ? undefined : await oidc.provider.Grant.find(known)
  if (standing) return standing
  const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId })
  grant.addOIDCScope('openid profile')
  await grant.save()
  return grant
}

const beginningPost = (person: string): Promise<string | null> =>
  perform(house('identity'), async (act) => (await firstPost(act, person))?.id ?? null)

/** What a client may know of who signed in (OpenID Connect Core 1.0 §5.1): the party id, the name, the posts held now. */
async function claimsOf(person: string, token: Token | undefined): Promise<Record<string, unknown>> {
  return perform(house('identity'), async (act) => {
    const { name } = await partyOf(act, person)
    const posts = (await postsOf(act, person)).map(({ id, agency, role, division }) => ({ id, agency, role, division }))
    const chosen = token?.extra?.['post']
    return { sub: person, name, posts, acting_post: posts.find((post) => post.id === chosen) ?? null }
  })
}

function answerPage(context: Context, page: string): void {
  for (const [name, value] of Object.entries(PAGE_HEADERS)) context.set(name, value)
  context.body = page
}

/** The provider stands outside our own request hooks, so it reads the cookies itself. */
function readingAt({ req, oidc }: Context): Reading {
  const cookie = (name: string): string | undefined => new RegExp(`(?:^|; )${name}=(\\w+)`).exec(req.headers.cookie ?? '')?.[1]
  return { language: languageOf(cookie(LANGUAGE_COOKIE) ?? oidc.params?.ui_locales?.replaceAll(' ', ','), req.headers['accept-language']), easy: cookie(EASY_COOKIE) === 'yes' }
}
