import type { Transaction } from '#kernel/database'

import { PROOF_MINUTES, SESSION_HOURS, SESSION_IDLE_MINUTES } from '../model.ts'

/* Sign-in runs on the machine's time (clock_timestamp), not on the time of the act: moving the clock of a demo must not sign everybody out. */

/** Opens a session. */
export async function addSession(tx: Transaction, session: { id: string; person: string; providerSession: string }): Promise<void> {
  await tx`
    insert into identity.sessions (id, person, provider_session, started_at, seen_at, expires_at)
    values (${session.id}, ${session.person}, ${session.providerSession}, clock_timestamp(), clock_timestamp(), clock_timestamp() + make_interval(hours => ${SESSION_HOURS}))`
}

/** How a session came to be, in words its person knows again. */
export type Mark = { readonly means: 'passkey' | 'enrolment' | 'demo'; readonly browser: string | null; readonly system: string | null }

/** Writes down how a session came to be, and when its person had shown who he is. */
export async function addMark(tx: Transaction, session: string, mark: Mark, provedAt: Date | null): Promise<void> {
  await tx`insert into identity.session_marks (session, means, browser, system, proved_at) values (${session}, ${mark.means}, ${mark.browser}, ${mark.system}, ${provedAt})`
}

/** Whether the person of a session has shown within the last minutes who he is. */
export async function provedLately(tx: Transaction, session: string): Promise<boolean> {
  const rows = await tx`select 1 from identity.session_marks where session = ${session} and proved_at > clock_timestamp() - make_interval(mins => ${PROOF_MINUTES})`
  return rows.length > 0
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

/** Puts the proof and the last use of a session back by some minutes. For tests: nobody waits half an hour. */
export async function ageSession(tx: Transaction, id: string, minutes: number): Promise<void> {
  await tx`
    update identity.sessions set seen_at = seen_at - make_interval(mins => ${minutes}),
      started_at = started_at - make_interval(mins => ${minutes}), expires_at = expires_at - make_interval(mins => ${minutes})
    where id = ${id}`
  await tx`update identity.session_marks set proved_at = proved_at - make_interval(mins => ${minutes}) where session = ${id}`
}

export type ListedSession = { readonly id: string; readonly startedAt: Date; readonly seenAt: Date; readonly expiresAt: Date } & { [K in keyof Mark]: Mark[K] | null }

/** The sessions of a person that are neither idle too long, nor old, nor ended, the last used first. */
export async function liveSessionsOf(tx: Transaction, person: string): Promise<ListedSession[]> {
  return tx<ListedSession>`
    select s.id, s.started_at, s.seen_at, s.expires_at, m.means, m.browser, m.system
    from identity.sessions s left join identity.session_marks m on m.session = s.id
    where s.person = ${person} and s.expires_at > clock_timestamp()
      and s.seen_at > clock_timestamp() - make_interval(mins => ${SESSION_IDLE_MINUTES})
      and not exists (select 1 from identity.session_ends e where e.session = s.id)
      and exists (select 1 from identity.oidc_records p where p.kind = 'Session' and p.uid = s.provider_session and p.expires_at > clock_timestamp())
    order by s.seen_at desc, s.id`
}

/**
 * Forgets what ran out a day ago: nothing about a sign-in is kept longer than it is needed (Personal Information
 * Protection Law, art. 19). Who signed in when stays in the journal.
 */
export async function sweep(tx: Transaction): Promise<void> {
  await tx`delete from identity.oidc_records where expires_at < clock_timestamp() - interval '1 day'`
  await tx`delete from identity.sign_ins where expires_at < clock_timestamp() - interval '1 day'`
  await tx`delete from identity.passkey_challenges where expires_at < clock_timestamp() - interval '1 day'`
  await tx`delete from identity.sessions where expires_at < clock_timestamp() - interval '1 day'`
}
