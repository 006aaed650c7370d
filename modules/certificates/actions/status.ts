import { createHmac } from 'node:crypto'

import type { Act } from '#kernel/act'
import { port } from '#kernel/ports'
import { Refusal } from '#kernel/refusal'
import { sign } from '#modules/ledger'

import { opened, packed, statusIn, STATUS, type StatusList } from '../statuslist/list.ts'
import { numberAt, placeOf, SIZE } from '../statuslist/place.ts'
import { changedBetween, lastStatusNumber, statusNumberOf } from '../store/statuses.ts'

/** For so many seconds a list may be kept by whoever fetched it; with our own keeping, a change is seen by everybody within a minute. */
const TTL_S = 30
/** So long this process keeps a list it made: many ask for one at a time. */
const KEPT_MS = 10_000
/** After so long nobody may rest on a list any more. */
const EXPIRES_S = 86_400

/** Where the list of a number is published. */
const uriOf = (list: number): string => `${port().publicAddress}/status-lists/${list}`

/** From the master key, so that no list gives away when anything was issued. */
const placeKey = (): Buffer => createHmac('sha256', port().masterKey()).update('places of certificates in the lists of standings').digest()

/** The claim by which a credential says where its standing is published (Token Status List §6.2). */
export async function statusClaim(act: Act, certificate: string): Promise<{ readonly status_list: { readonly idx: number; readonly uri: string } }> {
  const { list, index } = placeOf(await statusNumberOf(act.tx, certificate), placeKey())
  return { status_list: { idx: index, uri: uriOf(list) } }
}

/** The number of the certificate that a credential's status claim points to; null where it points to no list of ours. */
export function numberIn(status: unknown): number | null {
  const { idx, uri } = (status as { status_list?: { idx?: unknown; uri?: unknown } } | undefined)?.status_list ?? {}
  const list = typeof uri === 'string' && uri.startsWith(`${port().publicAddress}/status-lists/`) ? Number(uri.slice(uri.lastIndexOf('/') + 1)) : Number.NaN
  return Number.isSafeInteger(list) && Number.isSafeInteger(idx) && Number(idx) >= 0 && Number(idx) < SIZE ? numberAt({ list, index: Number(idx) }, placeKey()) : null
}

const kept = new Map<number, { readonly text: string; readonly until: number }>()

/**
 * A list of standings as a signed token (Token Status List §5.1): revoked and superseded are invalid, what rests is suspended; what is only
 * over by its own dates stays as it was, for its dates say so. Refuses `certificates.list_absent`.
 */
export async function statusListToken(act: Act, list: number): Promise<string> {
  const known = kept.get(list)
  if (known !== undefined && act.at.getTime() < known.until && act.at.getTime() >= known.until - KEPT_MS) return known.text
  if (list * SIZE > Math.max(0, await lastStatusNumber(act.tx))) throw new Refusal('absent', 'certificates.list_absent', { list })
  const key = placeKey()
  const standings = new Map<number, number>()
  for (const { number, suspended } of await changedBetween(act.tx, list * SIZE, (list + 1) * SIZE - 1, act.at)) {
    const { index } = placeOf(number, key)
    if (standings.get(index) !== STATUS.invalid) standings.set(index, suspended ? STATUS.suspended : STATUS.invalid)
  }
  const iat = Math.floor(act.at.getTime() / 1000)
  const payload = { sub: uriOf(list), iss: port().publicAddress, iat, exp: iat + EXPIRES_S, ttl: TTL_S, status_list: packed(SIZE, 2, standings) }
  const { jws } = await sign(act, { owner: `node:${port().node}`, payload: JSON.stringify(payload), typ: 'statuslist+jwt' })
  kept.set(list, { text: jws, until: act.at.getTime() + KEPT_MS })
  return jws
}

/** How a credential of this node stands by what is published (Token Status List §8.3); null where its claim names no place in a list of ours. */
export async function standingListed(act: Act, { idx, uri }: Readonly<Record<string, unknown>>): Promise<number | null> {
  const list = Number(typeof uri === 'string' ? /\/(\d{1,7})$/.exec(uri)?.[1] : undefined)
  if (!Number.isInteger(list) || uri !== uriOf(list) || typeof idx !== 'number' || list * SIZE > Math.max(0, await lastStatusNumber(act.tx))) return null
  const token = await statusListToken(act, list)
  const payload = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { readonly status_list: StatusList }
  const open = opened(payload.status_list)
  return open === null ? null : statusIn(open, idx)
}

/** How long a list may be kept, in seconds. */
export const STATUS_TTL_S = TTL_S
