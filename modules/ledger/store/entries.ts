import type { Transaction } from '#kernel/database'

import type { LedgerEntry } from '../model.ts'

/** An entry ready to be written. */
export type Row = Omit<LedgerEntry, 'enteredAt'> & { readonly key: string | null }

/** Writes entries without keys in one statement. */
export async function addUnkeyed(tx: Transaction, rows: readonly Row[], by: { at: Date; actor: string }): Promise<void> {
  const column = <K extends keyof Row>(name: K) => rows.map((row) => row[name])
  await tx`
    insert into ledger.entries (id, kind, about, digest, salt, commitment, cause, issuer, entered_at, entered_by)
    select e.*, ${by.at}::timestamptz, ${by.actor} from unnest(
      ${column('id')}::uuid[], ${column('kind')}::text[], ${column('about')}::text[], ${column('digest')}::bytea[],
      ${column('salt')}::bytea[], ${column('commitment')}::bytea[], ${column('cause')}::text[], ${column('issuer')}::text[]) e`
}

/** Writes entries in one statement and gives back the ids that were new: a known key writes nothing. */
export async function addEntries(tx: Transaction, rows: readonly Row[], by: { at: Date; actor: string }): Promise<string[]> {
  const column = <K extends keyof Row>(name: K) => rows.map((row) => row[name])
  const added = await tx<{ id: string }>`
    insert into ledger.entries (id, kind, about, digest, salt, commitment, key, cause, issuer, entered_at, entered_by)
    select e.*, ${by.at}::timestamptz, ${by.actor} from unnest(
      ${column('id')}::uuid[], ${column('kind')}::text[], ${column('about')}::text[], ${column('digest')}::bytea[],
      ${column('salt')}::bytea[], ${column('commitment')}::bytea[], ${column('key')}::text[], ${column('cause')}::text[], ${column('issuer')}::text[]) e
    on conflict (key) do nothing returning id`
  return added.map((row) => row.id)
}

/** The entries with these idempotency keys. */
export async function entriesByKey(tx: Transaction, keys: readonly string[]): Promise<(LedgerEntry & { key: string })[]> {
  return tx<LedgerEntry & { key: string }>`
    select id, kind, about, digest, salt, commitment, key, cause, issuer, entered_at from ledger.entries where key = any(${keys})`
}

/** The entry with this id, which must have the form of a UUID. */
export async function entryById(tx: Transaction, id: string): Promise<LedgerEntry | undefined> {
  const [entry] = await tx<LedgerEntry>`
    select id, kind, about, digest, salt, commitment, cause, issuer, entered_at from ledger.entries where id = ${id}::uuid`
  return entry
}

/** Every entry about these things with its leaf, if it has one yet, oldest first. */
export async function entriesAbout(tx: Transaction, about: readonly string[]): Promise<{ id: string; kind: string; about: string; digest: string; leafIndex: number | null; enteredAt: Date }[]> {
  return tx`
    select e.id, e.kind, e.about, encode(e.digest, 'hex') as digest, l.leaf_index, e.entered_at
    from ledger.entries e left join ledger.leaves l on l.entry = e.id
    where e.about = any(${about}) order by e.position`
}

/** A place in the commit-safe order of entries. */
export type EntryPlace = { readonly written: string; readonly position: number }

/** An entry that has no leaf yet. */
export type Pending = EntryPlace & { readonly id: string; readonly kind: string; readonly commitment: Buffer; readonly issuer: string | null }

/**
 * Entries after this place, oldest first. Positions are given out before transactions commit, so we read by
 * transaction and stop short of the oldest one still running: an entry that commits late is then never passed over.
 */
export async function pendingAfter(tx: Transaction, place: EntryPlace, limit: number): Promise<Pending[]> {
  return tx<Pending>`
    select e.id, e.kind, e.commitment, e.issuer, e.written::text, e.position from ledger.entries e
    where (e.written, e.position) > (${place.written}::xid8, ${place.position}::bigint)
      and e.written < pg_snapshot_xmin(pg_current_snapshot())
      and not exists (select from ledger.leaves l where l.entry = e.id)
    order by e.written, e.position limit ${limit}`
}

/**
 * Entries without a leaf, in a database whose transactions began to count anew, as after a restore: the place of the
 * last checkpoint then lies ahead of every transaction, and `pendingAfter` would find nothing for a long time. Entries
 * from before the restore come first, so that the place that is left behind is one of the new count.
 */
export async function pendingAnew(tx: Transaction, limit: number): Promise<Pending[]> {
  return tx<Pending>`
    select e.id, e.kind, e.commitment, e.issuer, e.written::text, e.position from ledger.entries e
    where (e.written < pg_snapshot_xmin(pg_current_snapshot()) or e.written >= pg_snapshot_xmax(pg_current_snapshot()))
      and not exists (select from ledger.leaves l where l.entry = e.id)
    order by e.written < pg_snapshot_xmin(pg_current_snapshot()), e.written, e.position limit ${limit}`
}

/** Entries at or before this place that have no leaf: there should be none. */
export async function leftOut(tx: Transaction, place: EntryPlace): Promise<{ id: string }[]> {
  return tx<{ id: string }>`
    select e.id from ledger.entries e left join ledger.leaves l on l.entry = e.id
    where l.entry is null and (e.written, e.position) <= (${place.written}::xid8, ${place.position}::bigint)
    order by e.position limit 1000`
}

/** What an audit compares of an entry: what it is about, and its digest in hex. */
export type Entered = { readonly id: string; readonly kind: string; readonly about: string; readonly digest: string }

/** The entries about these things, oldest first. */
export async function enteredAbout(tx: Transaction, about: readonly string[]): Promise<Entered[]> {
  return tx<Entered>`select id, kind, about, encode(digest, 'hex') as digest from ledger.entries where about = any(${about}) order by about, position`
}

/** What the entries of a kind are about, in the commit-safe order, after a place. */
export async function aboutOfKind(tx: Transaction, kind: string, after: EntryPlace, limit: number): Promise<(EntryPlace & { readonly about: string })[]> {
  return tx<EntryPlace & { about: string }>`
    select about, written::text, position from ledger.entries
    where kind = ${kind} and (written, position) > (${after.written}::xid8, ${after.position}::bigint) order by written, position limit ${limit}`
}
