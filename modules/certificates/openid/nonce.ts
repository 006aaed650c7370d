import { randomBytes, timingSafeEqual } from 'node:crypto'

import type { Act } from '#kernel/act'
import { digestOf } from '#kernel/content'
import { Refusal } from '#kernel/refusal'

import { spend } from '../store/wallets.ts'
import { secondOf } from './names.ts'
import { derived } from './secret.ts'

/** A wallet makes its proof at once; a person may have to unlock a key for it. */
const LIFE_S = 300

const sealOf = (body: string): string => derived('a nonce for wallets', body)

/** A nonce that a wallet answers to within five minutes (OpenID4VCI §7). It carries its own end under a seal, so nothing is kept of it until it is used. */
export function newNonce(at: Date): string {
  const body = `${(secondOf(at) + LIFE_S).toString(36)}.${randomBytes(16).toString('base64url')}`
  return `${body}.${sealOf(body)}`
}

/** Takes a nonce up, once. Refuses `certificates.openid_nonce` for one that is not ours, too old, or was taken up before. */
export async function spendNonce(act: Act, nonce: unknown): Promise<void> {
  const refusal = new Refusal('unfit', 'certificates.openid_nonce')
  const [, body, end, seal] = typeof nonce === 'string' ? /^(([0-9a-z]{1,10})\.[\w-]{22})\.([\w-]{43})$/.exec(nonce) ?? [] : []
  if (body === undefined || end === undefined || !timingSafeEqual(Buffer.from(seal!), Buffer.from(sealOf(body)))) throw refusal
  const endsAt = new Date(Number.parseInt(end, 36) * 1000)
  if (endsAt <= act.at || !(await spend(act.tx, digestOf(`nonce ${body}`), act.at, endsAt))) throw refusal
}
