import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { log } from '#kernel/log'
import { port } from '#kernel/ports'

import { emptyRoot } from '../merkle/hash.ts'
import { leafHashOf, type KeyOwner } from '../model.ts'
import { signCheckpoint } from '../note/checkpoint.ts'
import type { NoteSigner, NoteVerifier } from '../note/note.ts'
import { pendingAfter, pendingAnew, type EntryPlace, type Pending } from '../store/entries.ts'
import { addCheckpoint, addLeaves, addTiles, edgeOf, holdSequence, latestCheckpoint } from '../store/tree.ts'
import { grow, rootOfEdge } from '../tiles/tiles.ts'
import { againAndAgain } from './again.ts'
import { sealJournal } from './journal.ts'
import { keyOf, signingKeyOf, type SigningKey } from './keys.ts'

/** How many entries one act takes in: some 2 MB of statements, and well under a second under the lock. */
const BATCH = 10_000

/** Before the first entry: no transaction has the id 0. */
const START: EntryPlace = { written: '0', position: 0 }

/** What one round did; `root` is base64. */
export type Sequenced = { readonly added: number; readonly size: number; readonly root: string }

/**
 * The name of this node's log, the first line of its checkpoints (C2SP tlog-checkpoint, "origin"). It is not the public
 * address, as the standard would rather have it: a node that moves must not become another log.
 */
export function logOrigin(): string {
  return `tongban/${port().node}/ledger`
}

/** The public key of this node's log as a note verifier; made in this act if the log is new. */
export async function logVerifier(act: Act): Promise<NoteVerifier> {
  return verifierOf(await keyOf(act, `log:${logOrigin()}`, 'Ed25519'))
}

/**
 * Gives waiting entries their places in the tree, at most `limit`, and signs a new checkpoint over it, all in one act:
 * after a crash either everything of a round is there or nothing, and the next round goes on. Rounds wait for each
 * other; entries of acts still running are left for a later round. With nothing waiting it changes nothing, but a
 * new ledger signs its empty tree.
 */
export async function sequence(act: Act, limit = BATCH): Promise<Sequenced> {
  await holdSequence(act.tx)
  const last = await latestCheckpoint(act.tx)
  const pending = last?.isAhead ? await pendingAnew(act.tx, limit) : await pendingAfter(act.tx, last ?? START, limit)
  if (pending.length === 0) return last ? { added: 0, size: last.size, root: last.root.toString('base64') } : checkpoint(act, { size: 0, root: emptyRoot(), place: START, added: 0 })
  return extend(act, last?.size ?? 0, pending)
}

async function extend(act: Act, size: number, pending: readonly Pending[]): Promise<Sequenced> {
  const leaves = pending.map((entry) => ({ entry: entry.id, leafHash: leafHashOf(entry) }))
  const { edge, full } = grow(await edgeOf(act.tx, size), size, leaves.map((leaf) => leaf.leafHash))
  await addLeaves(act.tx, size, leaves)
  if (full.length > 0) await addTiles(act.tx, full)
  return checkpoint(act, { size: size + pending.length, root: rootOfEdge(edge), place: pending.at(-1) ?? START, added: pending.length })
}

/** The journal is sealed by whoever extends the tree, so that two never seal the same facts. */
async function sealAndSequence(act: Act): Promise<Sequenced> {
  await holdSequence(act.tx)
  await sealJournal(act)
  return sequence(act)
}

type Round = { readonly size: number; readonly root: Buffer; readonly place: EntryPlace; readonly added: number }

// What is signed here is seen by others only once this act is kept, so the log never contradicts itself.
async function checkpoint(act: Act, { size, root, place, added }: Round): Promise<Sequenced> {
  const owner: KeyOwner = `log:${logOrigin()}`
  const key = await signingKeyOf(act, owner, 'Ed25519')
  const note = await signCheckpoint({ origin: logOrigin(), size, root }, signerOf(key))
  await addCheckpoint(act.tx, { size, root, note, key: key.id, written: place.written, position: place.position, at: act.at })
  return { added, size, root: root.toString('base64') }
}

/** A stored log key as a note verifier: its name is the log's origin. */
export function verifierOf(key: Pick<SigningKey, 'owner' | 'jwk'>): NoteVerifier {
  return { name: key.owner.slice('log:'.length), publicKey: Buffer.from(key.jwk.x, 'base64url') }
}

/** A stored log key as a note signer. */
export const signerOf = (key: SigningKey): NoteSigner => ({ ...verifierOf(key), sign: key.sign })

/**
 * Sequences again and again until `stop`, with a rest of `restMs` whenever nothing more waits. Several processes may
 * run it; the database lets one work at a time.
 */
export function startSequencer(restMs = 1000): { stop(): Promise<void> } {
  return againAndAgain(async () => {
    // A lost connection must not end the loop: the next round begins where the last kept one ended.
    const { added } = await perform(house('ledger'), sealAndSequence).catch((lost: Error) => {
      log.warn({ fault: lost.message }, 'the ledger could not be sequenced')
      return { added: 0 }
    })
    return added < BATCH ? 'rest' : 'on'
  }, restMs)
}
