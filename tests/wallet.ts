// The wallet of somebody else, as its programmers write it with the libraries of the OpenWallet Foundation.
import { createECDH, createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto'

import { clientAuthenticationAnonymous, clientAuthenticationNone, setGlobalConfig, type CallbackContext, type Jwk, type JwtSignerJwk } from '@openid4vc/oauth2'
import { Openid4vciClient } from '@openid4vc/openid4vci'
import { Openid4vpClient, type ResolvedOpenid4vpAuthorizationRequest } from '@openid4vc/openid4vp'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { CompactEncrypt, importJWK } from 'jose'

import { now } from '#kernel/act'

// The tests speak to this machine only.
setGlobalConfig({ allowInsecureUrls: true })

const secrets = new Map<string, Jwk>()
const nameOf = (key: Jwk): string => `${key.crv} ${key.x} ${key.y ?? ''}`

/** A key that a wallet keeps, as its libraries want it named. */
export function walletKey(): JwtSignerJwk & { readonly publicJwk: Jwk } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return kept(privateKey.export({ format: 'jwk' }) as Jwk)
}

function kept(secret: Jwk): JwtSignerJwk & { readonly publicJwk: Jwk } {
  const { d: _, ...publicJwk } = secret
  secrets.set(nameOf(publicJwk as Jwk), secret)
  return { method: 'jwk', alg: 'ES256', publicJwk: publicJwk as Jwk }
}

/** The name of the key of the provider of the demo's wallet, in wallets.yaml and here. */
export const PROVIDER = 'demo-wallet-provider'

/** That key: its public half stands in wallets.yaml. */
export function providerKey(): JwtSignerJwk & { readonly publicJwk: Jwk } {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(createHash('sha256').update('the provider of the demo wallet').digest())
  const point = pair.getPublicKey()
  const secret: Jwk = { kty: 'EC', crv: 'P-256', x: point.toString('base64url', 1, 33), y: point.toString('base64url', 33, 65), d: pair.getPrivateKey().toString('base64url') }
  secrets.set(PROVIDER, secret)
  return kept(secret)
}

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Signs what is given with a key of this wallet: a library would refuse to make some of what is tried here. */
export function signed(key: Jwk | string, header: object, payload: object): string {
  const secret = secrets.get(typeof key === 'string' ? key : nameOf(key))!
  const input = `${base64url(header)}.${base64url(payload)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: createPrivateKey({ key: secret as never, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** What the libraries leave to a wallet: keys, hashes and chance. `didKey` finds the key of who asks by its name. */
export const callbacks = (client?: string, didKey: (url: string) => Promise<Jwk> = () => Promise.reject(new Error('no such key'))): CallbackContext => ({
  hash: (data, algorithm) => createHash(String(algorithm).replace('-', '')).update(data).digest(),
  generateRandom: (bytes) => randomBytes(bytes),
  signJwt: (signer, { header, payload }) => {
    const key = signer.method === 'jwk' ? signer.publicJwk : (signer as { kid: string }).kid
    return { jwt: signed(key, header, payload), signerJwk: secrets.get(typeof key === 'string' ? key : nameOf(key))! }
  },
  verifyJwt: async (signer, { compact }) => {
    const key = signer.method === 'did' ? await didKey(signer.didUrl) : (signer as JwtSignerJwk).publicJwk
    const [header, payload, signature] = compact.split('.') as [string, string, string]
    const good = verify('sha256', Buffer.from(`${header}.${payload}`), { key: createPublicKey({ key: key as never, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
    return good ? { verified: true, signerJwk: key } : { verified: false }
  },
  encryptJwe: async ({ publicJwk, alg, enc }: { publicJwk: Jwk; alg: string; enc: string }, text: string) => ({
    encryptionJwk: publicJwk, jwe: await new CompactEncrypt(Buffer.from(text)).setProtectedHeader({ alg, enc, ...(publicJwk.kid === undefined ? {} : { kid: publicJwk.kid }) }).encrypt(await importJWK(publicJwk as never, alg)),
  }),
  decryptJwe: () => ({ decrypted: false }),
  clientAuthentication: client === undefined ? clientAuthenticationAnonymous() : clientAuthenticationNone({ clientId: client }),
} as CallbackContext)

/** A wallet that takes certificates. */
export const takingWallet = (client?: string): Openid4vciClient => new Openid4vciClient({ callbacks: callbacks(client) })

/** A credential in a wallet, and the key it is bound to. */
export type Held = { readonly text: string; readonly key: ReturnType<typeof walletKey> }

/** The key of whoever asks, found as the name says (did:web), but without TLS. */
async function didKey(url: string): Promise<Jwk> {
  const [, , ...parts] = url.split('#')[0]!.split(':').map(decodeURIComponent)
  const { verificationMethod } = (await (await fetch(`http://${parts.join('/')}/did.json`)).json()) as { verificationMethod: { id: string; publicKeyJwk: Jwk }[] }
  return verificationMethod.find(({ id }) => id === url)!.publicKeyJwk
}

const answering = new Openid4vpClient({ callbacks: callbacks(undefined, didKey) })

/** What a wallet makes of a question. */
export async function understood({ link }: { readonly link: string }): Promise<ResolvedOpenid4vpAuthorizationRequest> {
  const parsed = answering.parseOpenid4vpAuthorizationRequest({ authorizationRequest: link })
  return answering.resolveOpenId4vpAuthorizationRequest({ authorizationRequestPayload: parsed.params as never })
}

const hasher = (text: string | ArrayBuffer): Uint8Array => createHash('sha256').update(typeof text === 'string' ? text : Buffer.from(text)).digest()

/** What a wallet shows of a credential, by the library for it, to whom it was asked by. */
export function shown({ text, key }: Held, names: readonly string[], { nonce, audience }: { nonce: string; audience: string }): Promise<string> {
  const library = new SDJwtVcInstance({ hasher, hashAlg: 'sha-256', saltGenerator: () => randomBytes(16).toString('base64url'), kbSignAlg: 'ES256', kbSigner: (input) => signatureOf(input, key) })
  return library.present(text, Object.fromEntries(names.map((name) => [name, true])) as never, { kb: { payload: { iat: Math.floor(now().getTime() / 1000), aud: audience, nonce } } })
}

function signatureOf(input: string, key: Held['key']): string {
  const [header, payload] = input.split('.').map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object)
  return signed(key.publicJwk, header!, payload!).split('.')[2]!
}

/** Whom an answer is for, by the question. */
export const toWhom = ({ authorizationRequestPayload: { nonce, client_id: audience } }: ResolvedOpenid4vpAuthorizationRequest): { nonce: string; audience: string } => ({ nonce: nonce!, audience: audience! })

const SEALING = { authorization_signing_alg_values_supported: [], authorization_encryption_alg_values_supported: ['ECDH-ES'], authorization_encryption_enc_values_supported: ['A128GCM'] } as const

/** Sends presentations as the question wants them: sealed or open. */
export async function answered(question: ResolvedOpenid4vpAuthorizationRequest, vpToken: Record<string, string[]>): Promise<number> {
  const { authorizationRequestPayload } = question
  const jarm = authorizationRequestPayload.response_mode === 'direct_post.jwt' ? { encryption: { nonce: randomBytes(16).toString('base64url') }, serverMetadata: SEALING as never } : undefined
  const made = await answering.createOpenid4vpAuthorizationResponse({ authorizationRequestPayload: authorizationRequestPayload as never, authorizationResponsePayload: { vp_token: vpToken as never }, ...(jarm ? { jarm } : {}) })
  const { response } = await answering.submitOpenid4vpAuthorizationResponse({ authorizationRequestPayload: authorizationRequestPayload as never, authorizationResponsePayload: made.authorizationResponsePayload, ...(made.jarm ? { jarm: made.jarm } : {}) })
  return response.status
}
