// Reading a log as a stranger does (C2SP tlog-tiles): nothing is believed that its signed root does not cover.
import { leafHash, sameBytes } from '../merkle/hash.ts'
import { openCheckpoint, type Checkpoint } from '../note/checkpoint.ts'
import { cosignedBy, type Cosigned } from '../note/cosignature.ts'
import type { NoteVerifier } from '../note/note.ts'
import { tilePath } from './paths.ts'
import { grow, hashesAt, hashesIn, levelsOf, rootOfEdge, TILE_WIDTH, widthOf, type Edge } from './tiles.ts'

/** Gives the bytes at a path of a log, such as `checkpoint` or `tile/0/001`. */
export type Fetch = (path: string) => Promise<Buffer>

/** How a log was found wanting. The code has a sentence in content; `note` is what it signed. */
export class LogFault extends Error {
  readonly code: 'ledger.checkpoint_signature_wrong' | 'ledger.log_forked' | 'ledger.log_shrunk' | 'ledger.log_uncosigned' | 'ledger.log_leaves_wrong'
  readonly note: string
  readonly checkpoint: Checkpoint | null
  constructor(code: LogFault['code'], note: string, checkpoint: Checkpoint | null) {
    super(code)
    this.code = code
    this.note = note
    this.checkpoint = checkpoint
  }
}

/** Which log is read, from where on, how many of which witnesses must have cosigned what it shows, and who hears of each new leaf. */
export type Reading = { readonly fetch: Fetch; readonly log: NoteVerifier; readonly known: { readonly size: number; readonly root: Buffer } | null; readonly witnesses: readonly NoteVerifier[]; readonly cosignersMin: number; readonly heed: (leaf: ReadLeaf) => void }

/** A leaf as it stands in the log. */
export type ReadLeaf = { readonly leafIndex: number; readonly bytes: Buffer }

/** What was read: the checkpoint, who cosigned it, and how many leaves were new since `known`. */
export type Read = { readonly checkpoint: Checkpoint; readonly note: string; readonly cosigned: readonly Cosigned[]; readonly leaves: number }

/**
 * Reads the leaves that a log has beyond what is known of it, and checks: the log's signature, the cosignatures, that the tree that is
 * known is the beginning of this one, and that the leaves are those under its root: what was heard of before counts only when it returns.
 * Throws `LogFault` with what does not hold.
 */
export async function readOn(reading: Reading): Promise<Read> {
  const note = (await reading.fetch('checkpoint')).toString('utf8')
  const checkpoint = openCheckpoint(note, reading.log)
  if (!checkpoint) throw new LogFault('ledger.checkpoint_signature_wrong', note, null)
  const cosigned = reading.witnesses.flatMap((witness) => cosignedBy(note, witness) ?? [])
  if (cosigned.length < reading.cosignersMin) throw new LogFault('ledger.log_uncosigned', note, checkpoint)
  const known = reading.known ?? { size: 0, root: rootOfEdge([]) }
  if (checkpoint.size < known.size) throw new LogFault('ledger.log_shrunk', note, checkpoint)
  const edge = await edgeAt(reading.fetch, known.size, checkpoint.size)
  if (!sameBytes(rootOfEdge(edge), known.root)) throw new LogFault('ledger.log_forked', note, checkpoint)
  const grown = await readLeaves(reading, { edge, from: known.size, to: checkpoint.size })
  if (!sameBytes(rootOfEdge(grown), checkpoint.root)) throw new LogFault('ledger.log_leaves_wrong', note, checkpoint)
  return { checkpoint, note, cosigned, leaves: checkpoint.size - known.size }
}

/** The right edge of the tree when it had this size, out of the tiles as they are now. */
async function edgeAt(fetch: Fetch, size: number, treeSize: number): Promise<Edge> {
  const edge: Buffer[][] = []
  for (let level = 0; level < levelsOf(size); level += 1) {
    const n = Math.floor(hashesAt(level, size) / TILE_WIDTH)
    const wanted = widthOf(level, n, size)
    const bytes = wanted === 0 ? Buffer.alloc(0) : await fetch(`tile/${tilePath({ level, n, width: widthOf(level, n, treeSize) })}`)
    edge.push(hashesIn(bytes.subarray(0, bytes.length - (bytes.length % 32))).slice(0, wanted))
  }
  return edge
}

/** Reads bundle by bundle, so that a long log needs no more memory than a short one; gives the edge that the leaves lead to. */
async function readLeaves({ fetch, heed }: Reading, { edge, from, to }: { edge: Edge; from: number; to: number }): Promise<Edge> {
  let [grown, size] = [edge, from]
  for (let n = Math.floor(from / TILE_WIDTH); size < to; n++) {
    const width = Math.min(TILE_WIDTH, to - n * TILE_WIDTH)
    const fresh = leavesIn(await fetch(`tile/${tilePath({ level: 'entries', n, width })}`)).slice(size - n * TILE_WIDTH, width)
    if (fresh.length === 0) break
    for (const [at, bytes] of fresh.entries()) heed({ leafIndex: size + at, bytes })
    grown = grow(grown, size, fresh.map(leafHash)).edge
    size += fresh.length
  }
  return grown
}

/** The leaves of an entry bundle, each after its length in two bytes (C2SP tlog-tiles, "Log Entries"); what is cut off gives no leaf. */
function leavesIn(bundle: Buffer): Buffer[] {
  const leaves: Buffer[] = []
  for (let at = 0; at + 2 <= bundle.length;) {
    const end = at + 2 + bundle.readUInt16BE(at)
    if (end > bundle.length) break
    leaves.push(bundle.subarray(at + 2, end))
    at = end
  }
  return leaves
}
