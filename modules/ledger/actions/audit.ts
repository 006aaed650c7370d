import { X509Certificate } from 'node:crypto'

import { calculateJwkThumbprint } from 'jose'

import type { Transaction } from '#kernel/database'

import { commitmentOf, leafHashOf, type LedgerFault } from '../model.ts'
import { openCheckpoint } from '../note/checkpoint.ts'
import { leftOut } from '../store/entries.ts'
import { allCertificates } from '../store/certificates.ts'
import { allKeys, keyById, type StoredKey } from '../store/keys.ts'
import { checkpointsBetween, fullTiles, latestCheckpoint, leavesBetween, leavesUnsigned, type LeafRow, type StoredCheckpoint } from '../store/tree.ts'
import { grow, rootOfEdge, type Edge, type FullTile } from '../tiles/tiles.ts'
import { auditJournal } from './journal.ts'
import { vault } from './vault.ts'
import { verifierOf } from './sequence.ts'

/** What was recomputed, and everything that does not fit, named. An untouched ledger has no faults. */
export type Audit = { readonly entries: number; readonly tiles: number; readonly checkpoints: number; readonly keys: number; readonly facts: number; readonly faults: readonly LedgerFault[] }

const BATCH = 10_240

/**
 * Recomputes every stored hash, link and signature: each entry's commitment and leaf hash, each full tile and its root,
 * each checkpoint's root and signature over everything before it, each key's name and sealed half; each sealed fact of the journal; and that no entry
 * was left out and no leaf stands beyond what was signed. Reads in batches; writes nothing.
 */
export async function audit(tx: Transaction): Promise<Audit> {
  const last = await latestCheckpoint(tx)
  const keys = await auditKeys(tx)
  const tree = last ? await auditTree(tx, last.size) : { faults: [], tiles: 0, checkpoints: 0 }
  const unsigned = await leavesUnsigned(tx)
  const journal = await auditJournal(tx)
  const faults: LedgerFault[] = [...keys.faults, ...(await auditCertificatesOfKeys(tx)), ...tree.faults, ...journal.faults]
  if (unsigned > 0) faults.push({ what: 'leaf', id: String(last?.size ?? 0), code: 'ledger.leaf_unsigned' })
  // Where transactions count anew, entries that wait look as if they had been passed over.
  for (const { id } of last && !last.isAhead ? await leftOut(tx, last) : []) faults.push({ what: 'entry', id, code: 'ledger.entry_left_out' })
  return { entries: last?.size ?? 0, tiles: tree.tiles, checkpoints: tree.checkpoints, keys: keys.count, facts: journal.facts, faults }
}

async function auditKeys(tx: Transaction): Promise<{ count: number; faults: LedgerFault[] }> {
  const keys = await allKeys(tx)
  const faults: LedgerFault[] = []
  for (const key of keys) {
    const code = await faultOfKey(key)
    if (code) faults.push({ what: 'key', id: key.id, code })
  }
  return { count: keys.length, faults }
}

/** The certificates of keys: each of its own key, and signed by this house's authority. */
async function auditCertificatesOfKeys(tx: Transaction): Promise<LedgerFault[]> {
  const all = await allCertificates(tx)
  const authorities = all.filter(({ owner }) => owner?.startsWith('authority:')).flatMap(({ certificate }) => x509In(certificate) ?? [])
  return all.filter(({ certificate, jwk }) => x509In(certificate)?.publicKey.export({ format: 'jwk' }).x !== (jwk?.x ?? null) || !authorities.some((one) => x509In(certificate)?.verify(one.publicKey)))
    .map(({ key }) => ({ what: 'key', id: key, code: 'ledger.certificate_unfit' }))
}

/** A certificate with a key that can be read, and nothing behind it. */
function x509In(bytes: Buffer): X509Certificate | null {
  // Bytes that are no certificate are what we are looking for: they become a finding.
  try {
    const read = new X509Certificate(bytes)
    return read.raw.equals(bytes) && read.publicKey.type === 'public' ? read : null
  } catch {
    return null
  }
}

async function faultOfKey(key: StoredKey): Promise<string | null> {
  if ((await calculateJwkThumbprint(key.jwk)) !== key.id) return 'ledger.key_misnamed'
  // A sealed half that does not open, or opens to another key, is what we are looking for: it becomes a finding.
  try {
    const { x } = await vault().publicOf({ id: key.id, sealed: key.sealedPrivate }, key.algorithm)
    return x === key.jwk.x ? null : 'ledger.key_unfit'
  } catch {
    return 'ledger.key_unfit'
  }
}

type Walk = { edge: Edge; size: number; tiles: number; checkpoints: number; readonly faults: LedgerFault[]; readonly keys: Map<string, StoredKey | undefined> }

async function auditTree(tx: Transaction, size: number): Promise<Walk> {
  const walk: Walk = { edge: [], size: 0, tiles: 0, checkpoints: 0, faults: [], keys: new Map() }
  for (const empty of await checkpointsBetween(tx, 0, 0)) await auditCheckpoint(tx, walk, empty)
  for (let from = 0; from < size; from += BATCH) {
    const to = Math.min(from + BATCH, size)
    const leaves = await leavesBetween(tx, from, to)
    walk.faults.push(...leaves.flatMap(faultsOfLeaf))
    if (leaves.length < to - from) {
      // Without a leaf nothing after it can be recomputed, so the walk ends with the first that is missing.
      const missing = leaves.findIndex((leaf, n) => leaf.leafIndex !== from + n)
      walk.faults.push({ what: 'leaf', id: String(from + (missing < 0 ? leaves.length : missing)), code: 'ledger.leaf_missing' })
      return walk
    }
    await auditBatch(tx, walk, leaves, await checkpointsBetween(tx, from + 1, to))
  }
  return walk
}

function faultsOfLeaf(leaf: LeafRow): LedgerFault[] {
  const faults: LedgerFault[] = []
  if (!commitmentOf(leaf).equals(leaf.commitment)) faults.push({ what: 'entry', id: leaf.entry, code: 'ledger.entry_commitment_wrong' })
  if (!leafHashOf(leaf).equals(leaf.leafHash)) faults.push({ what: 'leaf', id: String(leaf.leafIndex), code: 'ledger.leaf_hash_wrong' })
  return faults
}

async function auditBatch(tx: Transaction, walk: Walk, leaves: readonly LeafRow[], checkpoints: readonly StoredCheckpoint[]): Promise<void> {
  const from = walk.size
  const full: FullTile[] = []
  const growTo = (size: number) => {
    const grown = grow(walk.edge, walk.size, leaves.slice(walk.size - from, size - from).map((leaf) => leaf.leafHash))
    ;[walk.edge, walk.size] = [grown.edge, size]
    full.push(...grown.full)
  }
  for (const checkpoint of checkpoints) {
    growTo(checkpoint.size)
    await auditCheckpoint(tx, walk, checkpoint)
  }
  growTo(from + leaves.length)
  await auditTiles(tx, walk, full)
}

async function auditTiles(tx: Transaction, walk: Walk, full: readonly FullTile[]): Promise<void> {
  const name = (tile: { level: number; n: number }) => `${tile.level}/${tile.n}`
  const stored = new Map((full.length > 0 ? await fullTiles(tx, full) : []).map((tile) => [name(tile), tile]))
  for (const tile of full) {
    const kept = stored.get(name(tile))
    if (!kept) walk.faults.push({ what: 'tile', id: name(tile), code: 'ledger.tile_missing' })
    else if (!kept.hashes.equals(tile.hashes) || !kept.root.equals(tile.root)) walk.faults.push({ what: 'tile', id: name(tile), code: 'ledger.tile_wrong' })
  }
  walk.tiles += full.length
}

async function auditCheckpoint(tx: Transaction, walk: Walk, checkpoint: StoredCheckpoint): Promise<void> {
  if (!walk.keys.has(checkpoint.key)) walk.keys.set(checkpoint.key, await keyById(tx, checkpoint.key))
  const key = walk.keys.get(checkpoint.key)
  const signed = key && openCheckpoint(checkpoint.note, verifierOf(key))
  const fault = (code: string) => walk.faults.push({ what: 'checkpoint', id: String(checkpoint.size), code })
  if (!rootOfEdge(walk.edge).equals(checkpoint.root)) fault('ledger.checkpoint_root_wrong')
  if (!signed) fault('ledger.checkpoint_signature_wrong')
  else if (signed.size !== checkpoint.size || !signed.root.equals(checkpoint.root)) fault('ledger.checkpoint_note_wrong')
  walk.checkpoints += 1
}
