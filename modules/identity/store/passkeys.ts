import type { Transaction } from '#kernel/database'

/* Challenges and codes run out by the machine's time (clock_timestamp), as everything about a sign-in does. */

export type Purpose = 'add' | 'sign_in' | 'enrol'

/** Remembers a challenge that was given out. */
export async function addChallenge(tx: Transaction, one: { id: string; purpose: Purpose; holder: string; seconds: number }): Promise<void> {
  await tx`
    insert into identity.passkey_challenges (id, purpose, holder, expires_at)
    values (${one.id}, ${one.purpose}, ${one.holder}, clock_timestamp() + make_interval(secs => ${one.seconds}))`
}

/** Uses a challenge up, for its purpose and in the place it was given to. False where it is unknown, used or too old. */
export async function takeChallenge(tx: Transaction, one: { id: string; purpose: Purpose; holder: string }): Promise<boolean> {
  const rows = await tx`
    update identity.passkey_challenges set used_at = clock_timestamp()
    where id = ${one.id} and purpose = ${one.purpose} and holder = ${one.holder} and used_at is null and expires_at > clock_timestamp()
    returning id`
  return rows.length > 0
}

export type StoredPasskey = {
  readonly id: string; readonly credential: string; readonly person: string; readonly publicKey: Buffer
  readonly counter: number; readonly transports: string[]; readonly synced: boolean; readonly name: string
}

/** Keeps a passkey. False where the same key is known already. */
export async function addPasskey(tx: Transaction, one: StoredPasskey & { at: Date; by: string }): Promise<boolean> {
  const rows = await tx`
    insert into identity.passkeys (id, credential, person, public_key, counter, transports, synced, name, added_at, author)
    values (${one.id}, ${one.credential}, ${one.person}, ${one.publicKey}, ${one.counter}, ${one.transports}, ${one.synced}, ${one.name}, ${one.at}, ${one.by})
    on conflict (credential) do nothing returning id`
  return rows.length > 0
}

/** The passkey with this credential id, if it was not removed, held until the act ends; with the counter it was last seen at. */
export async function holdPasskey(tx: Transaction, credential: string): Promise<StoredPasskey | undefined> {
  const [row] = await tx<Omit<StoredPasskey, 'counter'> & { counter: string }>`
    select k.id, k.credential, k.person, k.public_key, k.transports, k.synced, k.name,
      coalesce((select u.counter from identity.passkey_uses u where u.passkey = k.id order by u.id desc limit 1), k.counter)::text as counter
    from identity.passkeys k
    where k.credential = ${credential} and not exists (select 1 from identity.passkey_ends e where e.passkey = k.id)
    for update of k`
  return row && { ...row, counter: Number(row.counter) }
}

/** Writes down that somebody signed in with a passkey. */
export async function addUse(tx: Transaction, use: { passkey: string; counter: number; at: Date }): Promise<void> {
  await tx`insert into identity.passkey_uses (passkey, counter, used_at) values (${use.passkey}, ${use.counter}, ${use.at})`
}

export type ListedPasskey = { readonly id: string; readonly credential: string; readonly transports: string[]; readonly synced: boolean; readonly name: string; readonly addedAt: Date; readonly usedAt: Date | null }

/** The passkeys of a person that sign him in, the oldest first. */
export async function passkeysOf(tx: Transaction, person: string): Promise<ListedPasskey[]> {
  return tx<ListedPasskey>`
    select k.id, k.credential, k.transports, k.synced, k.name, k.added_at,
      (select max(u.used_at) from identity.passkey_uses u where u.passkey = k.id) as used_at
    from identity.passkeys k
    where k.person = ${person} and not exists (select 1 from identity.passkey_ends e where e.passkey = k.id)
    order by k.added_at, k.id`
}

/** Writes down that a passkey is no good any more. False where that was known. */
export async function addPasskeyEnd(tx: Transaction, end: { passkey: string; at: Date; by: string; reason: string }): Promise<boolean> {
  const rows = await tx`
    insert into identity.passkey_ends (passkey, ended_at, author, reason)
    values (${end.passkey}, ${end.at}, ${end.by}, ${end.reason}) on conflict do nothing returning passkey`
  return rows.length > 0
}

/** Lets two acts about the passkeys of one person follow each other. */
export async function holdPerson(tx: Transaction, person: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`identity.passkeys ${person}`}, 0))`
}

/** Writes down a code that was handed out; gives when it runs out. */
export async function addEnrolment(tx: Transaction, one: { id: string; person: string; agency: string | null; post: string | null; at: Date; by: string; minutes: number }): Promise<Date> {
  const [row] = await tx<{ expiresAt: Date }>`
    insert into identity.enrolments (id, person, agency, post, issued_at, author, expires_at)
    values (${one.id}, ${one.person}, ${one.agency}, ${one.post}, ${one.at}, ${one.by}, clock_timestamp() + make_interval(mins => ${one.minutes}))
    returning expires_at`
  return row!.expiresAt
}

/** Whose code this is, if it was not used, did not run out, and no newer one was handed out. */
export async function enrolmentBy(tx: Transaction, id: string): Promise<{ person: string } | undefined> {
  const [row] = await tx<{ person: string }>`
    select e.person from identity.enrolments e
    where e.id = ${id} and e.expires_at > clock_timestamp()
      and not exists (select 1 from identity.enrolment_uses u where u.enrolment = e.id)
      and not exists (select 1 from identity.enrolments later where later.person = e.person and (later.issued_at, later.id) > (e.issued_at, e.id))`
  return row
}

/** Writes down that a code was used. False where somebody else was first. */
export async function addEnrolmentUse(tx: Transaction, use: { enrolment: string; passkey: string; at: Date }): Promise<boolean> {
  const rows = await tx`
    insert into identity.enrolment_uses (enrolment, passkey, used_at) values (${use.enrolment}, ${use.passkey}, ${use.at})
    on conflict do nothing returning enrolment`
  return rows.length > 0
}

/** Lets challenges and codes run out as if some minutes had passed. For tests: nobody waits ten minutes. */
export async function agePasskeys(tx: Transaction, minutes: number): Promise<void> {
  await tx`update identity.passkey_challenges set expires_at = expires_at - make_interval(mins => ${minutes})`
  await tx`update identity.enrolments set expires_at = expires_at - make_interval(mins => ${minutes})`
}
