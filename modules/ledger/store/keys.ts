import { json, type Transaction } from '#kernel/database'

import type { Algorithm, KeyOwner, PublicJwk, PublicKey } from '../model.ts'

/** A key as it is stored: its private half sealed under the master key. */
export type StoredKey = PublicKey & { readonly sealedPrivate: Buffer }

/** The key that signs for an owner now: the newest that was not retired. */
export async function currentKey(tx: Transaction, owner: KeyOwner, algorithm: Algorithm): Promise<StoredKey | undefined> {
  const [key] = await tx<StoredKey>`
    select k.id, k.owner, k.algorithm, k.generation, k.public_jwk as jwk, k.sealed_private, k.made_at, r.retired_at
    from ledger.keys k left join ledger.retirements r on r.key = k.id
    where k.owner = ${owner} and k.algorithm = ${algorithm} and r.key is null
    order by k.generation desc limit 1`
  return key
}

/** The key with this thumbprint, retired or not. */
export async function keyById(tx: Transaction, id: string): Promise<StoredKey | undefined> {
  const [key] = await tx<StoredKey>`
    select k.id, k.owner, k.algorithm, k.generation, k.public_jwk as jwk, k.sealed_private, k.made_at, r.retired_at
    from ledger.keys k left join ledger.retirements r on r.key = k.id
    where k.id = ${id}`
  return key
}

/** Every key, in the order of owner and generation. */
export async function allKeys(tx: Transaction): Promise<StoredKey[]> {
  return tx<StoredKey>`
    select k.id, k.owner, k.algorithm, k.generation, k.public_jwk as jwk, k.sealed_private, k.made_at, r.retired_at
    from ledger.keys k left join ledger.retirements r on r.key = k.id
    order by k.owner, k.algorithm, k.generation`
}

/** The keys of an owner, the newest first, retired ones too. */
export async function keysOfOwner(tx: Transaction, owner: KeyOwner): Promise<StoredKey[]> {
  return tx<StoredKey>`
    select k.id, k.owner, k.algorithm, k.generation, k.public_jwk as jwk, k.sealed_private, k.made_at, r.retired_at
    from ledger.keys k left join ledger.retirements r on r.key = k.id
    where k.owner = ${owner} order by k.generation desc, k.algorithm limit 200`
}

/** The number of the newest generation of an owner's keys, 0 for none. */
export async function lastGeneration(tx: Transaction, owner: KeyOwner, algorithm: Algorithm): Promise<number> {
  const [row] = await tx<{ generation: number }>`
    select coalesce(max(generation), 0) as generation from ledger.keys where owner = ${owner} and algorithm = ${algorithm}`
  return row?.generation ?? 0
}

type NewKey = { id: string; owner: KeyOwner; algorithm: Algorithm; generation: number; jwk: PublicJwk; sealedPrivate: Buffer; madeAt: Date; madeBy: string }

/** Lets only this act make keys for the owner until it ends: of two that need the first key, the second finds it. */
export async function holdOwner(tx: Transaction, owner: KeyOwner): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${owner}::text, 6962))`
}

/** Adds a key. */
export async function addKey(tx: Transaction, key: NewKey): Promise<void> {
  await tx`
    insert into ledger.keys (id, owner, algorithm, generation, public_jwk, sealed_private, made_at, made_by)
    values (${key.id}, ${key.owner}, ${key.algorithm}, ${key.generation}, ${json(key.jwk)}, ${key.sealedPrivate}, ${key.madeAt}, ${key.madeBy})`
}

/** Retires a key; false when it was retired before. */
export async function addRetirement(tx: Transaction, retirement: { key: string; at: Date; by: string; reason: string }): Promise<boolean> {
  const added = await tx`
    insert into ledger.retirements (key, retired_at, retired_by, reason)
    values (${retirement.key}, ${retirement.at}, ${retirement.by}, ${retirement.reason})
    on conflict (key) do nothing returning key`
  return added.length > 0
}
