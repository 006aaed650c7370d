import type { Transaction } from '#kernel/database'

import { SESSION_HOURS, SESSION_IDLE_MINUTES, SIGN_IN_MINUTES, type NamedPerson } from './model.ts'

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

/**
 * Forgets what ran out a day ago: nothing about a sign-in is kept longer than it is needed (Personal Information
 * Protection Law, art. 19). Who signed in when stays in the journal.
 */
export async function sweep(tx: Transaction): Promise<void> {
  await tx`delete from identity.oidc_records where expires_at < clock_timestamp() - interval '1 day'`
  await tx`delete from identity.sign_ins where expires_at < clock_timestamp() - interval '1 day'`
  await tx`delete from identity.sessions where expires_at < clock_timestamp() - interval '1 day'`
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

/** Opens a session. */
export async function addSession(tx: Transaction, session: { id: string; person: string; providerSession: string }): Promise<void> {
  await tx`
    insert into identity.sessions (id, person, provider_session, started_at, seen_at, expires_at)
    values (${session.id}, ${session.person}, ${session.providerSession}, clock_timestamp(), clock_timestamp(), clock_timestamp() + make_interval(hours => ${SESSION_HOURS}))`
}

/** Writes down for whom a session acts from now on. */
export async function addChoice(tx: Transaction, choice: { session: string; post: string | null; behalf: string | null; at: Date }): Promise<void> {
  await tx`insert into identity.session_choices (session, post, behalf, chosen_at) values (${choice.session}, ${choice.post}, ${choice.behalf}, ${choice.at})`
}

/** Ends a session; a second end changes nothing. Gives the person and the provider's session it hung on. */
export async function addEnd(tx: Transaction, end: { session: string; at: Date; by: string; reason: string }): Promise<{ person: string; providerSession: string } | undefined> {
  const [row] = await tx<{ person: string; providerSession: string }>`
    with ended as (
      insert into identity.session_ends (session, ended_at, ended_by, reason)
      select id, ${end.at}::timestamptz, ${end.by}::text, ${end.reason}::text from identity.sessions where id = ${end.session}
      on conflict do nothing returning session)
    select s.person, s.provider_session from identity.sessions s join ended on ended.session = s.id`
  return row
}

export type LiveSession = { readonly id: string; readonly person: string; readonly post: string | null; readonly behalf: string | null }

/**
 * The session of a cookie, if it is neither idle too long, nor old, nor ended, and the provider's session it came
 * from still stands. In the same statement it is marked as seen, at most once a minute.
 */
export async function liveSession(tx: Transaction, id: string): Promise<LiveSession | undefined> {
  const [row] = await tx<LiveSession>`
    with seen as (
      update identity.sessions set seen_at = clock_timestamp()
      where id = ${id} and seen_at < clock_timestamp() - interval '1 minute'
        and seen_at > clock_timestamp() - make_interval(mins => ${SESSION_IDLE_MINUTES}))
    select s.id, s.person, c.post, c.behalf
    from identity.sessions s
    left join lateral (select post, behalf from identity.session_choices where session = s.id order by id desc limit 1) c on true
    where s.id = ${id} and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - make_interval(mins => ${SESSION_IDLE_MINUTES})
      and not exists (select 1 from identity.session_ends e where e.session = s.id)
      and exists (select 1 from identity.oidc_records p where p.kind = 'Session' and p.uid = s.provider_session and p.expires_at > clock_timestamp())`
  return row
}

/** Puts the last use of a session back by some minutes. For tests: nobody waits half an hour. */
export async function ageSession(tx: Transaction, id: string, minutes: number): Promise<void> {
  await tx`
    update identity.sessions set seen_at = seen_at - make_interval(mins => ${minutes}),
      started_at = started_at - make_interval(mins => ${minutes}), expires_at = expires_at - make_interval(mins => ${minutes})
    where id = ${id}`
}

export type ListedSession = { readonly id: string; readonly startedAt: Date; readonly seenAt: Date }

/** The sessions of a person that are neither idle too long, nor old, nor ended, the last used first. */
export async function liveSessionsOf(tx: Transaction, person: string): Promise<ListedSession[]> {
  return tx<ListedSession>`
    select s.id, s.started_at, s.seen_at
    from identity.sessions s
    where s.person = ${person} and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - make_interval(mins => ${SESSION_IDLE_MINUTES})
      and not exists (select 1 from identity.session_ends e where e.session = s.id)
      and exists (select 1 from identity.oidc_records p where p.kind = 'Session' and p.uid = s.provider_session and p.expires_at > clock_timestamp())
    order by s.seen_at desc, s.id`
}

/** Puts a person on the demo's page, or replaces what stood there under the same key. */
export async function putDemoPerson(tx: Transaction, person: NamedPerson, place: number): Promise<void> {
  await tx`
    insert into identity.demo_people (key, party, name, line_zh, line_en, "group", place)
    values (${person.key}, ${person.party}, ${person.name}, ${person.line.zh}, ${person.line.en}, ${person.group}, ${place})
    on conflict (key) do update set party = excluded.party, name = excluded.name, line_zh = excluded.line_zh,
      line_en = excluded.line_en, "group" = excluded."group", place = excluded.place`
}

type DemoRow = { key: string; party: string; name: string; lineZh: string; lineEn: string; group: 'citizens' | 'officials' }
const personOf = (row: DemoRow): NamedPerson => ({ key: row.key, party: row.party, name: row.name, line: { zh: row.lineZh, en: row.lineEn }, group: row.group })

/** Everybody on the demo's page, in the order they were remembered. */
export async function demoPeople(tx: Transaction): Promise<NamedPerson[]> {
  const rows = await tx<DemoRow>`select key, party, name, line_zh, line_en, "group" from identity.demo_people order by "group", place, key`
  return rows.map(personOf)
}

/** The demo person with this key. */
export async function demoPerson(tx: Transaction, key: string): Promise<NamedPerson | undefined> {
  const [row] = await tx<DemoRow>`select key, party, name, line_zh, line_en, "group" from identity.demo_people where key = ${key}`
  return row && personOf(row)
}
