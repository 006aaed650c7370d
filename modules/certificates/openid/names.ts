import { port } from '#kernel/ports'

/** The name under which this node gives credentials to wallets (OpenID4VCI §12.2.1); its authorization server has the same (RFC 8414). */
export const issuerName = (): string => `${port().publicAddress}/certificates`

/** The address of an endpoint of ours for wallets. */
export const endpoint = (path: string): string => `${issuerName()}/openid/${path}`

/** Where a person answers to a wallet (RFC 6749 §3.1): a page of the portal. */
export const consentAddress = (): string => `${port().publicAddress}/wallet/adding`

/** Signatures that are taken from wallets; what is checked is decided by the key (RFC 8725 §3.1). */
export const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const

/** What this node signs with. */
export const SIGNED_WITH = ['ES256'] as const

/** Clocks of two machines differ by so much at most, in seconds. */
export const SKEW_S = 60

/** Whole seconds since 1970, as JWTs count time (RFC 7519 §2). */
export const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000)

/** A moment so many seconds later. */
export const after = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000)
