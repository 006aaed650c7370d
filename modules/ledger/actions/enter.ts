import { strict as assert } from 'node:assert'
import { randomBytes, randomUUID } from 'node:crypto'

import type { Act } from '#kernel/act'
import { Refusal } from '#kernel/refusal'

import { commitmentOf, leafHashOf, obstacleToEntering, type LedgerEntry, type NewEntry } from '../model.ts'
import { addEntries, addUnkeyed, entriesByKey, type Row } from '../store/entries.ts'

/**
 * What the one who entered something keeps: with `salt` (hex) he can show anyone that the payload with this digest is
 * what leaf `leafHash` (base64) stands for. `id` asks for the proof later.
 */
export type EntryReceipt = { readonly id: string; readonly salt: string; readonly commitment: string; readonly leafHash: string }

/**
 * Enters one thing into the ledger, in this act: it is provable exactly if the act is kept. It gets its place in the tree
 * at the next `sequence`. Refuses `ledger.kind_form`, `ledger.digest_form`, `ledger.about_form`, `ledger.issuer_form`, and
 * `ledger.key_reused` where the key was given to something else.
 */
export async function enter(act: Act, entry: NewEntry): Promise<EntryReceipt> {
  const [receipt] = await enterAll(act, [entry])
  assert(receipt)
  return receipt
}

/** Enters many things in one statement, in the order given; as `enter` for each. */
export async function enterAll(act: Act, entries: readonly NewEntry[]): Promise<EntryReceipt[]> {
  for (const entry of entries) {
    const obstacle = obstacleToEntering(entry)
    if (obstacle) throw new Refusal('unfit', obstacle, { kind: entry.kind.slice(0, 64) })
  }
  const salts = randomBytes(SALT_BYTES * entries.length)
  const rows = entries.map((entry, n) => rowOf(entry, salts.subarray(n * SALT_BYTES, (n + 1) * SALT_BYTES)))
  if (rows.every((row) => row.key === null)) {
    if (rows.length > 0) await addUnkeyed(act.tx, rows, { at: act.at, actor: act.actor.id })
    return rows.map(receiptOf)
  }
  const added = new Set(await addEntries(act.tx, inKeyOrder(rows), { at: act.at, actor: act.actor.id }))
  const repeated = rows.flatMap((row) => (row.key === null || added.has(row.id) ? [] : [row.key]))
  const standing = new Map((repeated.length > 0 ? await entriesByKey(act.tx, repeated) : []).map((entry) => [entry.key, entry]))
  return rows.map((row) => receiptOf(added.has(row.id) ? row : sameAs(row, standing.get(row.key ?? ''))))
}

const SALT_BYTES = 16

function rowOf(entry: NewEntry, salt: Buffer): Row {
  const opening = { about: entry.about, digest: Buffer.from(entry.digest, 'hex'), salt }
  return { id: randomUUID(), kind: entry.kind, ...opening, commitment: commitmentOf(opening), cause: entry.cause ?? null, key: entry.key ?? null, issuer: entry.issuer ?? null }
}

/** Two acts that give the same keys in another order would wait for each other for ever. */
function inKeyOrder(rows: readonly Row[]): readonly Row[] {
  const keyed = rows.filter((row) => row.key !== null)
  return keyed.length < 2 ? rows : rows.toSorted((a, b) => Buffer.compare(Buffer.from(a.key ?? ''), Buffer.from(b.key ?? '')))
}

function sameAs(row: Row, standing: LedgerEntry | undefined): LedgerEntry {
  assert(standing, 'an entry was neither added nor there')
  const same = standing.kind === row.kind && standing.about === row.about && standing.cause === row.cause && standing.issuer === row.issuer && standing.digest.equals(row.digest)
  if (!same) throw new Refusal('conflict', 'ledger.key_reused', { kind: row.kind })
  return standing
}

function receiptOf(entry: Pick<LedgerEntry, 'id' | 'kind' | 'salt' | 'commitment' | 'issuer'>): EntryReceipt {
  return { id: entry.id, salt: entry.salt.toString('hex'), commitment: entry.commitment.toString('hex'), leafHash: leafHashOf(entry).toString('base64') }
}
