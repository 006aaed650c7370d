import type { Adapter, Payload } from 'oidc-provider'

import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { port } from '#kernel/ports'

import { kept, seal, unseal } from './model.ts'
import { clientMetadata } from './openid/clients.ts'
import { consumeRecord, dropGrant, dropRecord, putRecord, recordById, recordByUid, recordByUserCode, type StoredRecord } from './store/openid.ts'

/** The name under which a record is kept: the digest of the id that its holder knows. */
export const keptId = (kind: string, id: string): string => kept(`${kind}:${id}`)

/** Opens a record again as the payload that the provider wrote, with when it was used up (seconds). */
export function payloadOf(record: StoredRecord): Payload & { readonly consumed?: number } {
  const payload = JSON.parse(unseal(port().masterKey(), record.sealed, `${record.kind}:${record.id}`)) as Payload
  return record.consumedAt === null ? payload : { ...payload, consumed: Math.floor(record.consumedAt.getTime() / 1000) }
}

const inHouse = <T>(deed: (act: Act) => Promise<T>): Promise<T> => perform(house('identity'), deed)

/**
 * Where oidc-provider keeps what it must remember, one adapter per kind. The provider is an outside library with
 * its own moments to write, so each call here is an act of the house. Clients are content, not records.
 */
export function adapterFor(kind: string): Adapter {
  const opened = async (find: (act: Act) => Promise<StoredRecord | undefined>) => {
    const record = await inHouse(find)
    return record && payloadOf(record)
  }
  return {
    find: async (id) => (kind === 'Client' ? clientMetadata(id) : opened((act) => recordById(act.tx, kind, keptId(kind, id)))),
    findByUid: (uid) => opened((act) => recordByUid(act.tx, kind, uid)),
    findByUserCode: (code) => opened((act) => recordByUserCode(act.tx, kind, kept(code))),
    upsert: (id, payload, seconds) => inHouse((act) => putRecord(act.tx, recordOf(kind, keptId(kind, id), payload, seconds))),
    destroy: (id) => inHouse((act) => dropRecord(act.tx, kind, keptId(kind, id))),
    revokeByGrantId: (grantId) => inHouse((act) => dropGrant(act.tx, kind, grantId)),
    consume: async (id) => {
      // Two requests may have found the same code unused at the same moment: only one of them may use it.
      if (!(await inHouse((act) => consumeRecord(act.tx, kind, keptId(kind, id))))) throw new (await import('oidc-provider')).errors.InvalidGrant('already used')
    },
  }
}

function recordOf(kind: string, id: string, payload: Payload, seconds: number | undefined) {
  return {
    kind, id, sealed: seal(port().masterKey(), JSON.stringify(payload), `${kind}:${id}`), seconds: seconds ?? null,
    grantId: payload.grantId ?? null,
    uid: payload.uid ?? null,
    sessionUid: payload.expiresWithSession === true ? (payload.sessionUid ?? null) : null,
    userCode: payload.userCode === undefined ? null : kept(payload.userCode),
  }
}
