import type { Transaction } from '#kernel/database'
import type { Place } from '#kernel/journal'

/** A sealed stretch: the place of its last fact, and ids and hashes of all of them one after the other. */
export type Seal = { readonly number: number; readonly written: string; readonly last: string; readonly facts: Buffer; readonly entry: string; readonly sealedAt: Date }

/** The place up to which the journal is sealed; `isAhead` where it lies ahead of every transaction, as after a restore. */
export async function lastSealed(tx: Transaction): Promise<(Place & { readonly isAhead: boolean }) | undefined> {
  const [seal] = await tx<Place & { isAhead: boolean }>`
    select written::text, last::text as id, written >= pg_snapshot_xmax(pg_current_snapshot()) as is_ahead from ledger.journal_seals order by number desc limit 1`
  return seal
}

/** Adds a seal. */
export async function addSeal(tx: Transaction, seal: Omit<Seal, 'number'>): Promise<void> {
  await tx`
    insert into ledger.journal_seals (written, last, facts, entry, sealed_at)
    values (${seal.written}::xid8, ${seal.last}::bigint, ${seal.facts}, ${seal.entry}, ${seal.sealedAt})`
}

/** The seals after a number, oldest first. */
export async function sealsAfter(tx: Transaction, number: number, limit: number): Promise<Seal[]> {
  return tx<Seal>`select number, written::text, last::text, facts, entry, sealed_at from ledger.journal_seals where number > ${number} order by number limit ${limit}`
}
