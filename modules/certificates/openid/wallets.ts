import { z } from 'zod'

import type { ContentKind } from '#kernel/content'
import { port } from '#kernel/ports'
import { currentRelease } from '#kernel/releases'
import { bilingual } from '#kernel/shapes'
import { isVerifyingKey } from '#modules/ledger'

const Attester = z.looseObject({ kid: z.string().min(1).max(120), kty: z.string() }).refine((key) => isVerifyingKey(key), 'This key cannot check signatures: give a public key as JWK (RFC 7517).')

const Wallet = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/),
  name: bilingual,
  demoOnly: z.boolean().default(false),
  /** Where the wallet is answered: an address of its own, or a scheme that only it owns. On the loopback address any port will do (RFC 8252 §7.3). */
  redirects: z.array(z.string().regex(/^(https:\/\/|http:\/\/127\.0\.0\.1\/|[a-z][a-z0-9+.-]*\.[a-z0-9+.-]*:)/)).min(1),
  /** The keys with which its provider says that keys are kept safely (OpenID4VCI, appendix D). */
  attesters: z.array(Attester).default([]),
})

/** A wallet of somebody else that may ask a holder for certificates. */
export type Wallet = z.infer<typeof Wallet>

/** The wallets this place knows, `wallets.yaml`. One that is not among them takes a certificate by an offer of its holder only. */
export const Wallets: ContentKind<Wallet[]> = {
  name: 'wallets',
  path: /^(wallets)\.yaml$/,
  schema: z.array(Wallet).refine((wallets) => new Set(wallets.map(({ id }) => id)).size === wallets.length, 'Two wallets have the same id; each has its own.'),
}

const walletsHere = (): readonly Wallet[] => (currentRelease().get(Wallets, 'wallets')?.value ?? []).filter(({ demoOnly }) => !demoOnly || port().demo)

/** A wallet that may be used here and now. */
export const walletOf = (id: string): Wallet | undefined => walletsHere().find((one) => one.id === id)

const members = ({ kty, crv, x, y, n, e }: Record<string, unknown>): string => JSON.stringify([kty, crv, x, y, n, e])

/** The key with which some known wallet's provider vouches for keys, by its name or by itself as the header of what it signed says. */
export function attesterMeant({ kid, jwk }: Readonly<Record<string, unknown>>): Wallet['attesters'][number] | undefined {
  const named = typeof jwk === 'object' && jwk !== null ? members(jwk as Record<string, unknown>) : undefined
  return walletsHere().flatMap(({ attesters }) => attesters).find((key) => (kid === undefined ? members(key) === named : key.kid === kid))
}

/** Whether a wallet may be answered at this address. */
export const mayBeAnsweredAt = ({ redirects }: Wallet, address: string): boolean => redirects.some((known) => known === address || (known.startsWith('http://127.0.0.1/') && known === withoutPort(address)))

const withoutPort = (address: string): string => address.replace(/^http:\/\/127\.0\.0\.1:\d{1,5}\//, 'http://127.0.0.1/')
