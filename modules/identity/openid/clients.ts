import { z } from 'zod'

import type { Act } from '#kernel/act'
import type { ContentKind } from '#kernel/content'
import { port } from '#kernel/ports'
import { currentRelease } from '#kernel/releases'
import { bilingual } from '#kernel/shapes'
import { ensureSystem } from '#modules/parties'

const place = z.string().regex(/^(\/(?!\/)|https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/)
const common = { id: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/), name: bilingual, demoOnly: z.boolean().default(false) }

/** A program in front of a person: it keeps no secret, so PKCE (RFC 7636) stands for one. A place that begins with `/` is one of ours. */
const Browser = z.strictObject({
  kind: z.literal('browser'), ...common,
  /** `native` clients run on the person's own machine and may use any port of the loopback address (RFC 8252 §7.3). */
  runs: z.enum(['web', 'native']).default('web'),
  redirects: z.array(place).min(1),
  afterSignOut: z.array(place).default([]),
  refresh: z.boolean().default(false),
})

/** An outside system that acts for itself (RFC 6749 §4.4). Its secret comes from the environment; a demo has a public one. */
const Machine = z.strictObject({
  kind: z.literal('machine'), ...common,
  party: z.string().regex(/^s_[a-z0-9-]+$/),
  powers: z.array(z.string()).default([]),
  secretFrom: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  demoSecret: z.string().min(16).optional(),
})

const Client = z.discriminatedUnion('kind', [Browser, Machine])
export type RegisteredClient = z.infer<typeof Client>

/** The programs and outside systems that may sign people, or themselves, in at this node. */
export const Clients: ContentKind<RegisteredClient[]> = {
  name: 'clients',
  path: /^(clients)\.yaml$/,
  schema: z.array(Client).refine((clients) => new Set(clients.map(({ id }) => id)).size === clients.length, 'Two clients have the same id; each has its own.'),
}

/** Writes every registered machine down as a party, so that the journal's actor has a name. */
export async function ensureMachines(act: Act): Promise<void> {
  for (const client of currentRelease().get(Clients, 'clients')?.value ?? []) {
    if (client.kind === 'machine') await ensureSystem(act, { name: client.party.slice('s_'.length), title: client.name.zh, titleEn: client.name.en, source: 'content' })
  }
}

/** A client that may be used here and now. */
export function clientOf(id: string): RegisteredClient | undefined {
  const client = currentRelease().get(Clients, 'clients')?.value.find((one) => one.id === id)
  return client?.demoOnly && !port().demo ? undefined : client
}

/** A client as OpenID Connect Dynamic Client Registration 1.0 §2 describes it, or nothing where it may not be used. */
export function clientMetadata(id: string): object | undefined {
  const client = clientOf(id)
  if (client === undefined) return undefined
  return client.kind === 'browser' ? browserMetadata(client) : machineMetadata(client)
}

const whole = (place: string): string => (place.startsWith('/') ? port().publicAddress + place : place)

const browserMetadata = (client: z.infer<typeof Browser>): object => ({
  client_id: client.id,
  client_name: client.name.zh,
  application_type: client.runs,
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', ...(client.refresh ? ['refresh_token'] : [])],
  response_types: ['code'],
  redirect_uris: client.redirects.map(whole),
  post_logout_redirect_uris: client.afterSignOut.map(whole),
})

/** Without a secret there is no way in: a machine of a real house is absent until its secret is set. */
function machineMetadata(client: z.infer<typeof Machine>): object | undefined {
  const secret = process.env[client.secretFrom] ?? (port().demo ? client.demoSecret : undefined)
  if (secret === undefined || secret === '') return undefined
  return {
    client_id: client.id,
    client_name: client.name.zh,
    token_endpoint_auth_method: 'client_secret_basic',
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  }
}
