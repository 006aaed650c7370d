import type { Transaction } from '#kernel/database'

import type { StoredCheckpoint } from './tree.ts'

/** Lets only this act answer for a log, or read on in it, until it ends. */
export async function holdLog(tx: Transaction, log: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`other log ${log}`}, 6962))`
}

/** A checkpoint of another log as it was cosigned. */
export type Witnessed = { readonly log: string; readonly size: number; readonly root: Buffer; readonly note: string; readonly seenAt: Date }

/** The last checkpoint that was cosigned for a log. */
export async function lastWitnessed(tx: Transaction, log: string): Promise<Witnessed | undefined> {
  const [row] = await tx<Witnessed>`select log, size, root, note, seen_at from ledger.witnessed where log = ${log} order by size desc limit 1`
  return row
}

/** The last checkpoint that was cosigned, for each log. */
export async function allWitnessed(tx: Transaction): Promise<Witnessed[]> {
  return tx<Witnessed>`select distinct on (log) log, size, root, note, seen_at from ledger.witnessed order by log, size desc`
}

/** Keeps a cosigned checkpoint; one of a size that was seen is kept already. */
export async function addWitnessed(tx: Transaction, one: Witnessed): Promise<void> {
  await tx`insert into ledger.witnessed (log, size, root, note, seen_at) values (${one.log}, ${one.size}, ${one.root}, ${one.note}, ${one.seenAt}) on conflict (log, size) do nothing`
}

/** Two notes of one log that cannot both be true, or of which the second was not shown to go on from the first. */
export type Contradiction = { readonly log: string; readonly size: number; readonly root: Buffer; readonly note: string; readonly knownSize: number; readonly knownNote: string; readonly code: string; readonly seenAt: Date }

/** Keeps a contradiction; false where the same one is kept already. */
export async function addContradiction(tx: Transaction, one: Contradiction): Promise<boolean> {
  const added = await tx`
    insert into ledger.contradictions (log, size, root, note, known_size, known_note, code, seen_at)
    values (${one.log}, ${one.size}, ${one.root}, ${one.note}, ${one.knownSize}, ${one.knownNote}, ${one.code}, ${one.seenAt})
    on conflict do nothing returning log`
  return added.length > 0
}

/** The contradictions that were seen, newest first. */
export async function contradictions(tx: Transaction, limit: number): Promise<Contradiction[]> {
  return tx<Contradiction>`select log, size, root, note, known_size, known_note, code, seen_at from ledger.contradictions order by seen_at desc limit ${limit}`
}

/** What a witness said of our checkpoint of a size. */
export async function answerOf(tx: Transaction, size: number, witness: string): Promise<{ line: string | null; refused: number | null } | undefined> {
  const [row] = await tx<{ line: string | null; refused: number | null }>`select line, refused from ledger.witness_answers where size = ${size} and witness = ${witness}`
  return row
}

/** The size that a witness cosigned last, 0 for none. */
export async function lastCosigned(tx: Transaction, witness: string): Promise<number> {
  const [row] = await tx<{ size: number }>`select coalesce(max(size), 0) as size from ledger.witness_answers where witness = ${witness} and line is not null`
  return row?.size ?? 0
}

/** Keeps what a witness said; false where it is kept already. */
export async function addAnswer(tx: Transaction, one: { size: number; witness: string; line: string | null; refused: number | null; at: Date }): Promise<boolean> {
  const added = await tx`
    insert into ledger.witness_answers (size, witness, line, refused, answered_at) values (${one.size}, ${one.witness}, ${one.line}, ${one.refused}, ${one.at})
    on conflict do nothing returning size`
  return added.length > 0
}

/** The newest checkpoint that a witness has cosigned, and when it was signed. */
export async function newestCosigned(tx: Transaction): Promise<(StoredCheckpoint & { readonly signedAt: Date }) | undefined> {
  const [row] = await tx<StoredCheckpoint & { signedAt: Date }>`
    select c.size, c.root, c.note, c.key, c.written::text, c.position, c.signed_at from ledger.checkpoints c
    where c.size = (select max(a.size) from ledger.witness_answers a where a.line is not null)`
  return row
}

/** The signature lines of the witnesses under our checkpoint of a size. */
export async function cosignaturesOf(tx: Transaction, size: number): Promise<string[]> {
  return (await tx<{ line: string }>`select line from ledger.witness_answers where size = ${size} and line is not null order by witness`).map(({ line }) => line)
}

/** How far a log was read. */
export async function lastFollowed(tx: Transaction, log: string): Promise<{ size: number; root: Buffer } | undefined> {
  const [row] = await tx<{ size: number; root: Buffer }>`select size, root from ledger.followed where log = ${log} order by size desc limit 1`
  return row
}

/** Keeps how far a log was read. */
export async function addFollowed(tx: Transaction, one: { log: string; size: number; root: Buffer; at: Date }): Promise<void> {
  await tx`insert into ledger.followed (log, size, root, read_at) values (${one.log}, ${one.size}, ${one.root}, ${one.at}) on conflict do nothing`
}

/** A leaf in the name of an issuer that is followed. */
export type Sighting = { readonly log: string; readonly leafIndex: number; readonly issuer: string; readonly kind: string; readonly commitment: Buffer; readonly expected: boolean; readonly seenAt: Date }

/** Keeps a sighting. */
export async function addSighting(tx: Transaction, one: Sighting): Promise<void> {
  await tx`
    insert into ledger.sightings (log, leaf_index, issuer, kind, commitment, expected, seen_at)
    values (${one.log}, ${one.leafIndex}, ${one.issuer}, ${one.kind}, ${one.commitment}, ${one.expected}, ${one.seenAt}) on conflict do nothing`
}

/** What was seen in logs in somebody's name, newest first; in everybody's where none is named. */
export async function sightings(tx: Transaction, issuer: string | null, limit: number): Promise<Sighting[]> {
  return tx<Sighting>`
    select log, leaf_index, issuer, kind, commitment, expected, seen_at from ledger.sightings
    where ${issuer}::text is null or issuer = ${issuer} order by seen_at desc, leaf_index desc limit ${limit}`
}

/** Which of these commitments an entry of our own stands behind. */
export async function ownAmong(tx: Transaction, commitments: readonly Buffer[]): Promise<Buffer[]> {
  return (await tx<{ commitment: Buffer }>`select commitment from ledger.entries where issuer is not null and commitment = any(${commitments}::bytea[])`).map(({ commitment }) => commitment)
}
