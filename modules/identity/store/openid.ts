import type { Transaction } from '#kernel/database'

import { SIGN_IN_MINUTES } from '../model.ts'

/* Sign-in runs on the machine's time (clock_timestamp), not on the time of the act: moving the clock of a demo must not sign everybody out. */

export type StoredKey = { readonly id: string; readonly use: 'signature' | 'cookie'; readonly generation: number; readonly sealed: Buffer }

/** Every key, the newest first. */
export async function allKeys(tx: Transaction): Promise<StoredKey[]> {
  return tx<StoredKey>`select id, use, generation, sealed from identity.signing_keys order by use, generation desc`
}

/** Adds a key, unless another process made the same generation first. */
export async function addKey(tx: Transaction, key: StoredKey, at: Date): Promise<void> {
  await tx`
    insert into identity.signing_keys (id, use, generation, sealed, made_at)
    values (${key.id}, ${key.use}, ${key.generation}, ${key.sealed}, ${at}) on conflict do nothing`
}

export type NewRecord = {
  readonly kind: string; readonly id: string; readonly sealed: Buffer; readonly seconds: number | null
  readonly grantId: string | null; readonly uid: string | null; readonly sessionUid: string | null; readonly userCode: string | null
}
export type StoredRecord = { readonly kind: string; readonly id: string; readonly sealed: Buffer; readonly consumedAt: Date | null }

/** Writes a record, over the one with the same id; what was consumed stays consumed. */
export async function putRecord(tx: Transaction, record: NewRecord): Promise<void> {
  await tx`
    insert into identity.oidc_records (kind, id, sealed, expires_at, grant_id, uid, session_uid, user_code)
    values (${record.kind}, ${record.id}, ${record.sealed}, clock_timestamp() + make_interval(secs => ${record.seconds}),
      ${record.grantId}, ${record.uid}, ${record.sessionUid}, ${record.userCode})
    on conflict (kind, id) do update set sealed = excluded.sealed, expires_at = excluded.expires_at,
      grant_id = excluded.grant_id, uid = excluded.uid, session_uid = excluded.session_uid, user_code = excluded.user_code`
}

/** The record with this id, if it did not run out. */
export async function recordById(tx: Transaction, kind: string, id: string): Promise<StoredRecord | undefined> {
  const [row] = await tx<StoredRecord>`
    select kind, id, sealed, consumed_at from identity.oidc_records
    where kind = ${kind} and id = ${id} and (expires_at is null or expires_at > clock_timestamp())`
  return row
}

/** The record with this uid: browser sessions are also found by it. */
export async function recordByUid(tx: Transaction, kind: string, uid: string): Promise<StoredRecord | undefined> {
  const [row] = await tx<StoredRecord>`
    select kind, id, sealed, consumed_at from identity.oidc_records
    where kind = ${kind} and uid = ${uid} and (expires_at is null or expires_at > clock_timestamp())
    order by written_at desc limit 1`
  return row
}

/** The record with this user code. */
export async function recordByUserCode(tx: Transaction, kind: string, code: string): Promise<StoredRecord | undefined> {
  const [row] = await tx<StoredRecord>`
    select kind, id, sealed, consumed_at from identity.oidc_records
    where kind = ${kind} and user_code = ${code} and (expires_at is null or expires_at > clock_timestamp())`
  return row
}

/** Uses a record up. False where somebody else was first. */
export async function consumeRecord(tx: Transaction, kind: string, id: string): Promise<boolean> {
  const rows = await tx`
    update identity.oidc_records set consumed_at = clock_timestamp()
    where kind = ${kind} and id = ${id} and consumed_at is null returning id`
  return rows.length > 0
}

/** Forgets a record. */
export async function dropRecord(tx: Transaction, kind: string, id: string): Promise<void> {
  await tx`delete from identity.oidc_records where kind = ${kind} and id = ${id}`
}

/** Forgets every record of one kind that hangs on a grant. */
export async function dropGrant(tx: Transaction, kind: string, grantId: string): Promise<void> {
  await tx`delete from identity.oidc_records where kind = ${kind} and grant_id = ${grantId}`
}

/** Forgets a browser session of the provider and every token that lives only with it. */
export async function dropProviderSession(tx: Transaction, uid: string): Promise<void> {
  await tx`delete from identity.oidc_records where (kind = 'Session' and uid = ${uid}) or session_uid = ${uid}`
}

/** The token with this id as a caller presents it: not run out, not used up, and its browser session not ended. */
export async function liveToken(tx: Transaction, ids: Readonly<Record<'AccessToken' | 'ClientCredentials', string>>): Promise<StoredRecord | undefined> {
  const [row] = await tx<StoredRecord>`
    select t.kind, t.id, t.sealed, t.consumed_at from identity.oidc_records t
    where ((t.kind = 'AccessToken' and t.id = ${ids.AccessToken}) or (t.kind = 'ClientCredentials' and t.id = ${ids.ClientCredentials}))
      and t.expires_at > clock_timestamp() and t.consumed_at is null
      and (t.session_uid is null or exists (
        select 1 from identity.oidc_records s where s.kind = 'Session' and s.uid = t.session_uid and s.expires_at > clock_timestamp()))`
  return row
}

export type NewSignIn = { readonly state: string; readonly browser: string; readonly nonce: string; readonly verifier: string; readonly destination: string }

/** Remembers a sign-in that was begun. */
export async function addSignIn(tx: Transaction, begun: NewSignIn): Promise<void> {
  await tx`
    insert into identity.sign_ins (state, browser, nonce, verifier, destination, expires_at)
    values (${begun.state}, ${begun.browser}, ${begun.nonce}, ${begun.verifier}, ${begun.destination}, clock_timestamp() + make_interval(mins => ${SIGN_IN_MINUTES}))`
}

/** Takes up a sign-in that this browser began; only the first who asks gets it. */
export async function takeSignIn(tx: Transaction, state: string, browser: string): Promise<NewSignIn | undefined> {
  const [row] = await tx<NewSignIn>`
    update identity.sign_ins set used_at = clock_timestamp()
    where state = ${state} and browser = ${browser} and used_at is null and expires_at > clock_timestamp()
    returning state, browser, nonce, verifier, destination`
  return row
}

/** Where a sign-in that is under way leads. */
export async function destinationOf(tx: Transaction, state: string): Promise<string | undefined> {
  const [row] = await tx<{ destination: string }>`select destination from identity.sign_ins where state = ${state}`
  return row?.destination
}
