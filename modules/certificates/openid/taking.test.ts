// How the tests of the issuer take certificates with the wallet of somebody else, and how they try what no library would.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'

import { clientAuthenticationNone, Oauth2Client } from '@openid4vc/oauth2'
import { Openid4vciClient, type CredentialOfferObject, type IssuerMetadataResult } from '@openid4vc/openid4vci'

import { now } from '#kernel/act'
import { visitor, type Actor } from '#kernel/actor'
import { testHouse } from '#tests/house'
import { callbacks, signed, takingWallet, walletKey } from '#tests/wallet'

import { issuerMetadata } from '../actions/credential.ts'
import { at, decider, licensed } from '../cast.test.ts'
import { verifySdJwt } from '../sdjwt/verify.ts'
import { listening, type Listening } from './listening.test.ts'

/** The house, and the address it listens at; there from `begin` to `end`. */
export let house: Awaited<ReturnType<typeof testHouse>>
export let here: Listening

export async function begin(): Promise<void> {
  house = await testHouse(['parties', 'ledger', 'grants', 'certificates'])
  here = await listening()
}

export const end = (): Promise<void> => here.close()

export type Offer = { link: string; whole: string; transactionCode: string; seconds: number }
export type Firm = Awaited<ReturnType<typeof licensed>> & { readonly holder: Actor }

/** A firm with its licence, and who acts for it. */
export async function holding(): Promise<Firm> {
  const made = await house.act(decider, (act) => licensed(act))
  return { ...made, holder: { ...at(made.chief), behalf: made.firm.id } }
}

export async function offered({ holder, licence }: Pick<Firm, 'holder' | 'licence'>): Promise<Offer> {
  const { status, body } = await here.ask(holder, 'POST', `/certificates/${licence.id}/wallet-offers`)
  assert.equal(status, 201, JSON.stringify(body))
  return body as unknown as Offer
}

export type Taking = { readonly wallet: Openid4vciClient; readonly offer: CredentialOfferObject; readonly metadata: IssuerMetadataResult; readonly dpop: { signer: ReturnType<typeof walletKey> }; readonly token: string }

/** A wallet with a token, by an offer. */
export async function tokenFor(offer: Offer, link: string = offer.link): Promise<Taking> {
  const wallet = takingWallet()
  const read = await wallet.resolveCredentialOffer(link)
  const metadata = await wallet.resolveIssuerMetadata(read.credential_issuer)
  const dpop = { signer: walletKey() }
  const { accessTokenResponse } = await wallet.retrievePreAuthorizedCodeAccessTokenFromOffer({ credentialOffer: read, issuerMetadata: metadata, txCode: offer.transactionCode, dpop })
  assert.equal(accessTokenResponse.token_type, 'DPoP')
  return { wallet, offer: read, metadata, dpop, token: accessTokenResponse.access_token }
}

export async function proofFor({ wallet, metadata, offer }: Taking, key = walletKey(), nonce?: string): Promise<{ key: ReturnType<typeof walletKey>; jwt: string }> {
  const { jwt } = await wallet.createCredentialRequestJwtProof({ issuerMetadata: metadata, credentialConfigurationId: offer.credential_configuration_ids[0]!, signer: key, nonce: nonce ?? (await wallet.requestNonce({ issuerMetadata: metadata })).c_nonce, issuedAt: now() })
  return { key, jwt }
}

export type Proofs = NonNullable<Parameters<Openid4vciClient['retrieveCredentials']>[0]['proofs']>

export async function take({ wallet, metadata, dpop, token, offer }: Taking, proofs: Proofs): Promise<string> {
  const { credentialResponse } = await wallet.retrieveCredentials({ issuerMetadata: metadata, accessToken: token, dpop, credentialConfigurationId: offer.credential_configuration_ids[0]!, proofs })
  return (credentialResponse.credentials as { credential: string }[])[0]!.credential
}

/** What a credential says to somebody who knows only what its issuer publishes. */
export async function said(text: string, agency = 'pengjiang-market'): Promise<Record<string, unknown>> {
  const { keys } = (await house.act(visitor, (act) => issuerMetadata(act, agency))).jwks
  const { kid } = JSON.parse(Buffer.from(text.split('.')[0]!, 'base64url').toString()) as { kid: string }
  const verdict = await verifySdJwt(text, { key: keys.find((key) => key.kid === kid)!, at: now() })
  assert.ok(verdict.valid, verdict.code)
  return verdict.claims
}

/** The words of the standards for a refusal, however the library packs them. */
export const refusedAs = (name: string) => (error: unknown): boolean => {
  const { errorResponse, response } = error as { errorResponse?: { error: string }; response?: { credentialErrorResponseResult?: { data?: { error: string } } } }
  const told = errorResponse?.error ?? response?.credentialErrorResponseResult?.data?.error
  assert.equal(told, name, String((error as Error).stack))
  return true
}

/** Sends a form as a wallet of nobody's making would. */
export async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<{ status: number; error: string; body: Record<string, string>; headers: Headers }> {
  const answer = await fetch(`${here.base}/certificates/openid/${path}`, { method: 'POST', body: new URLSearchParams(form), headers })
  const body = (await answer.json()) as Record<string, string>
  return { status: answer.status, error: body['error']!, body, headers: answer.headers }
}

export const proofOfKey = (key: ReturnType<typeof walletKey>, path: string, change: object = {}, header: object = {}): string =>
  signed(key.publicJwk, { typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk, ...header }, { htm: 'POST', htu: `${here.base}/certificates/openid/${path}`, iat: Math.floor(now().getTime() / 1000), jti: randomUUID(), ...change })

export type Asked = { readonly key?: ReturnType<typeof walletKey>; readonly token?: string; readonly scheme?: string; readonly proof?: string; readonly body?: object }

/** Asks for a credential as a wallet of nobody's making would. */
export async function askFor({ dpop, token }: Pick<Taking, 'dpop' | 'token'>, change: Asked): Promise<{ status: number; error: string | undefined }> {
  const shown = change.token ?? token
  const proof = change.proof ?? proofOfKey(change.key ?? dpop.signer, 'credential', { ath: createHash('sha256').update(shown).digest('base64url') })
  const answer = await fetch(`${here.base}/certificates/openid/credential`, { method: 'POST', headers: { authorization: `${change.scheme ?? 'DPoP'} ${shown}`, dpop: proof, 'content-type': 'application/json' }, body: JSON.stringify(change.body ?? {}) })
  return { status: answer.status, error: ((await answer.json()) as { error?: string }).error }
}

export const GRANT = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
export const codeIn = (offer: CredentialOfferObject): string => (offer.grants as Record<string, { 'pre-authorized_code': string }>)[GRANT]!['pre-authorized_code']

export const REDIRECT = 'http://127.0.0.1:49153/wallet'

export async function tokenForm(): Promise<Record<string, string>> {
  const offer = await offered(await holding())
  return { grant_type: GRANT, 'pre-authorized_code': codeIn(await takingWallet().resolveCredentialOffer(offer.link)), tx_code: offer.transactionCode }
}

/** A wallet that has asked for a business licence and sent its holder to us. */
export async function asked() {
  const firm = await holding()
  const client = new Openid4vciClient({ callbacks: { ...callbacks('demo-wallet'), clientAuthentication: clientAuthenticationNone({ clientId: 'demo-wallet' }) } })
  const metadata = await client.resolveIssuerMetadata(`${here.base}/certificates`)
  const offer: CredentialOfferObject = { credential_issuer: `${here.base}/certificates`, credential_configuration_ids: ['business-licence'], grants: { authorization_code: {} } }
  const key = walletKey()
  // Not by the shorter way of the library, which loses the state.
  const { authorizationRequestUrl, pkce } = await new Oauth2Client({ callbacks: callbacks('demo-wallet') }).createAuthorizationRequestUrl({ authorizationServerMetadata: metadata.authorizationServers[0]!, clientId: 'demo-wallet', redirectUri: REDIRECT, scope: 'business-licence', state: 'a word of the wallet', dpop: { signer: key } })
  const address = new URL(authorizationRequestUrl)
  assert.deepEqual([address.origin + address.pathname, [...address.searchParams.keys()].toSorted()], [`${here.base}/wallet/adding`, ['client_id', 'request_uri']])
  const sent = { client_id: address.searchParams.get('client_id')!, request_uri: address.searchParams.get('request_uri')! }
  return { firm, client, metadata, offer, key, sent, verifier: pkce!.codeVerifier }
}

/** The code with which the holder of the licence answers. */
export async function answered({ firm, sent, client, metadata }: Awaited<ReturnType<typeof asked>>): Promise<string> {
  const page = (await here.ask(firm.holder, 'GET', `/certificates/openid/consents?${new URLSearchParams(sent)}`)).body as { wallet: { en: string }; place: string; certificates: { id: string }[] }
  assert.deepEqual([page.wallet.en, page.place, page.certificates.map(({ id }) => id)], ['Demo wallet', '127.0.0.1:49153', [firm.licence.id]])
  const { body } = await here.ask(firm.holder, 'POST', '/certificates/openid/consents', { ...sent, certificate: firm.licence.id })
  const answer = client.parseAndVerifyAuthorizationResponseRedirectUrl({ url: body['to'] as string, authorizationServerMetadata: metadata.authorizationServers[0]! })
  assert.deepEqual([answer.state, answer.iss], ['a word of the wallet', `${here.base}/certificates`])
  return answer.code!
}

/** A wallet with a token, by the consent of the holder. */
export async function consented() {
  const one = await asked()
  const { firm, client, metadata, offer, key, sent, verifier } = one
  const code = await answered(one)
  const oauth = new Oauth2Client({ callbacks: callbacks('demo-wallet') })
  const redeem = () => oauth.retrieveAuthorizationCodeAccessToken({ authorizationServerMetadata: metadata.authorizationServers[0]!, authorizationCode: code, pkceCodeVerifier: verifier, redirectUri: REDIRECT, dpop: { signer: key } })
  const { accessTokenResponse } = await redeem()
  const taking: Taking = { wallet: client, offer, metadata, dpop: { signer: key }, token: accessTokenResponse.access_token }
  return { firm, taking, sent, redeem }
}
