import { perform, type Act } from '#kernel/act'
import { house } from '#kernel/actor'
import { log } from '#kernel/log'
import { port } from '#kernel/ports'
import { Outage, permit } from '#kernel/refusal'

import { namedIn, type NamedLeaf } from '../model.ts'
import { parseCosignerKey } from '../note/cosignature.ts'
import { parseVerifierKey, type NoteVerifier } from '../note/note.ts'
import { mayWatch, powers } from '../policy.ts'
import { addFollowed, addSighting, holdLog, lastFollowed, ownAmong, sightings, type Sighting } from '../store/witness.ts'
import { LogFault, readOn, type Fetch, type Read } from '../tiles/reading.ts'
import { witnessing } from '../witness/content.ts'
import { fetchFrom } from '../witness/reach.ts'
import { againAndAgain } from './again.ts'
import { nameContradiction } from './witness.ts'

type Followed = { readonly verifier: NoteVerifier; readonly fetch: Fetch; readonly issuers: readonly string[] }

/**
 * Reads what a log has grown by, and keeps and tells what stands there in the name of those who are followed: `ledger.seen_in_name`, or
 * `ledger.unexpected_in_name` where our own register knows of no such entry. A log that forks or shrinks is named with both its notes.
 * Gives how many leaves were read.
 */
export async function followOne({ verifier, fetch, issuers }: Followed): Promise<number> {
  const known = (await perform(house('ledger'), (act) => lastFollowed(act.tx, verifier.name))) ?? null
  const cosigners = witnessing().witnesses.map(({ key }) => parseCosignerKey(key)!)
  // What does not hold is kept as a finding; whatever else goes wrong is the caller's.
  try {
    const named: NamedLeaf[] = []
    const read = await readOn({ fetch, log: verifier, known, witnesses: cosigners, cosignersMin: 0, heed: (leaf) => { named.push(...namedIn(leaf, issuers)) } })
    if (read.leaves > 0) await perform(house('ledger'), (act) => keep(act, read, named))
    return read.leaves
  } catch (fault) {
    if (!(fault instanceof LogFault)) throw fault
    await perform(house('ledger'), (act) => nameFault(act, verifier, fault, known))
    return 0
  }
}

async function keep(act: Act, read: Read, named: readonly NamedLeaf[]): Promise<void> {
  const { origin, size, root } = read.checkpoint
  await holdLog(act.tx, origin)
  const own = new Set((await ownAmong(act.tx, named.map(({ commitment }) => Buffer.from(commitment, 'hex')))).map((one) => one.toString('hex')))
  for (const one of named) {
    const expected = own.has(one.commitment)
    await addSighting(act.tx, { ...one, log: origin, commitment: Buffer.from(one.commitment, 'hex'), expected, seenAt: act.at })
    if (!expected) log.error({ log: origin, leaf: one.leafIndex, issuer: one.issuer, kind: one.kind }, 'a log has an entry in a name that we follow, of which our register knows nothing')
    await act.record({ type: expected ? 'ledger.seen_in_name' : 'ledger.unexpected_in_name', subject: one.issuer, data: { log: origin, leaf: one.leafIndex, kind: one.kind } })
  }
  await addFollowed(act.tx, { log: origin, size, root, at: act.at })
}

async function nameFault(act: Act, verifier: NoteVerifier, { code, note, checkpoint }: LogFault, known: { size: number; root: Buffer } | null): Promise<void> {
  const what = { log: verifier.name, size: checkpoint?.size ?? 0, root: checkpoint?.root ?? Buffer.alloc(0), note, knownSize: known?.size ?? 0, knownNote: known?.root.toString('base64') ?? '', code, seenAt: act.at }
  await nameContradiction(act, what)
}

/** What was seen in logs in one agency's name, newest first. Whoever calls this has made sure that the reader speaks for it. */
export async function sightingsInName(act: Act, issuer: string) {
  return { items: shownSightings(await sightings(act.tx, issuer, SHOWN_MAX)) }
}

/** What was seen in logs in an agency's name, newest first; in everybody's where none is named. Needs `operations.read` or `ledger.audit`. */
export async function seenInName(act: Act, issuer: string | null) {
  permit(mayWatch(act.actor), powers.watch)
  return { items: shownSightings(await sightings(act.tx, issuer, SHOWN_MAX)) }
}

const shownSightings = (all: readonly Sighting[]) => all.map((one) => ({ ...one, commitment: one.commitment.toString('hex') }))

const SHOWN_MAX = 200

/** Reads every log that is followed again and again until `stop`, with a rest of `restMs`. */
export function startFollowing(restMs = 5000): { stop(): Promise<void> } {
  return againAndAgain(async () => {
    await Promise.all(witnessing().logs.map(followNamed))
    return 'rest'
  }, restMs)
}

/** One log that is away must not keep the others unread. */
async function followNamed({ key, system, follow }: { readonly key: string; readonly system?: string | undefined; readonly follow: readonly string[] }): Promise<void> {
  if (system === undefined || follow.length === 0) return
  // A log that is away is read the next time.
  try {
    const address = port().addressOf(system)
    await followOne({ verifier: parseVerifierKey(key)!, fetch: (path) => fetchFrom(address, path), issuers: follow })
  } catch (error) {
    log.warn({ log: key, fault: error instanceof Outage ? error.message : (error as Error).stack }, 'a log could not be read')
  }
}
