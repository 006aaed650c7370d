import type { Act } from '#kernel/act'
import type { Transaction } from '#kernel/database'
import { permit, Refusal } from '#kernel/refusal'

import { KEY_ID, type Algorithm, type KeyOwner, type PublicKey } from '../model.ts'
import { mayRetireKey, powers } from '../policy.ts'
import { addKey, addRetirement, currentKey, holdOwner, keyById, keysOfOwner, lastGeneration, type StoredKey } from '../store/keys.ts'
import { vault } from './vault.ts'

/** A key that can sign. Its private half is with the vault, which gives signatures in the form of JOSE. */
export type SigningKey = PublicKey & { readonly sign: (bytes: Uint8Array) => Promise<Buffer> }

/**
 * The public key that signs for an owner now. The first time an owner needs one it is made, in this act.
 * ES256 unless another algorithm is asked for.
 */
export async function keyOf(act: Act, owner: KeyOwner, algorithm: Algorithm = 'ES256'): Promise<PublicKey> {
  return publicPart((await standingKey(act, owner, algorithm)) ?? (await firstKey(act, owner, algorithm)))
}

/** As `keyOf`, with what signs. */
export async function signingKeyOf(act: Act, owner: KeyOwner, algorithm: Algorithm): Promise<SigningKey> {
  const key = (await standingKey(act, owner, algorithm)) ?? (await firstKey(act, owner, algorithm))
  return { ...publicPart(key), sign: (bytes) => vault().sign({ id: key.id, sealed: key.sealedPrivate }, algorithm, bytes) }
}

/** Asks for an owner's key in one breath with other questions, so that `sign` soon after in this act finds it known. */
export async function foreseeSigning(act: Act, owner: KeyOwner, algorithm: Algorithm = 'ES256'): Promise<void> {
  await standingKey(act, owner, algorithm)
}

/** The keys of an owner, the newest first: what retired ones signed stays good. */
export const keysOf = async (act: Act, owner: KeyOwner): Promise<PublicKey[]> => (await keysOfOwner(act.tx, owner)).map(publicPart)

/** The key with this id (RFC 7638 thumbprint), in use or retired. Refuses `ledger.key_absent`. */
export async function key(act: Act, id: string): Promise<PublicKey> {
  const found = KEY_ID.test(id) ? await keyById(act.tx, id) : undefined
  if (!found) throw new Refusal('absent', 'ledger.key_absent', { id })
  return publicPart(found)
}

/**
 * Retires a key: it signs no more, what it signed stays good, and the owner's next signature makes a new key.
 * Refuses `not_permitted`, `ledger.key_absent`, `ledger.key_retired`.
 */
export async function retireKey(act: Act, id: string, reason: string): Promise<void> {
  permit(mayRetireKey(act.actor), powers.retireKey)
  const { owner } = await key(act, id)
  standing.delete(act.tx)
  if (!(await addRetirement(act.tx, { key: id, at: act.at, by: act.actor.id, reason }))) throw new Refusal('conflict', 'ledger.key_retired', { id })
  await act.record({ type: 'ledger.key_retired', subject: id, data: { owner } })
}

/** The keys that acts found standing, and null for an act that made one: it asks again each time, for a savepoint may take the key back. */
const standing = new WeakMap<Transaction, Map<string, StoredKey> | null>()

/** The key of an owner as this act found it first. What is entered meanwhile changes no key, so it is asked for once. */
async function standingKey(act: Act, owner: KeyOwner, algorithm: Algorithm): Promise<StoredKey | undefined> {
  const found = standing.get(act.tx)
  const name = `${owner} ${algorithm}`
  const known = found?.get(name) ?? (await currentKey(act.tx, owner, algorithm))
  if (known !== undefined && standing.get(act.tx) !== null) standing.set(act.tx, (standing.get(act.tx) ?? new Map<string, StoredKey>()).set(name, known))
  return known
}

async function firstKey(act: Act, owner: KeyOwner, algorithm: Algorithm): Promise<StoredKey> {
  // Another act may have made the key while this one waited for its turn.
  const [, made, last] = await Promise.all([holdOwner(act.tx, owner), currentKey(act.tx, owner, algorithm), lastGeneration(act.tx, owner, algorithm)])
  return made ?? makeKey(act, owner, algorithm, last + 1)
}

async function makeKey(act: Act, owner: KeyOwner, algorithm: Algorithm, generation: number): Promise<StoredKey> {
  const { id, jwk, sealed: sealedPrivate } = await vault().make(algorithm)
  standing.set(act.tx, null)
  await addKey(act.tx, { id, owner, algorithm, generation, jwk, sealedPrivate, madeAt: act.at, madeBy: act.actor.id })
  await act.record({ type: 'ledger.key_made', subject: id, data: { owner, algorithm, generation } })
  return { id, owner, algorithm, generation, jwk, sealedPrivate, madeAt: act.at, retiredAt: null }
}

function publicPart({ id, owner, algorithm, generation, jwk, madeAt, retiredAt }: StoredKey): PublicKey {
  return { id, owner, algorithm, generation, jwk, madeAt, retiredAt }
}
