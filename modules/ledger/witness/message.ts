// C2SP tlog-witness, "add-checkpoint": what is sent to a witness, and what it answers.
import { HASH_BYTES } from '../merkle/hash.ts'

/** What a log asks a witness: to cosign `note`, which goes on from the tree of `oldSize` as `proof` shows. */
export type AddCheckpoint = { readonly oldSize: number; readonly proof: readonly Buffer[]; readonly note: string }

/** The standard allows no more lines of proof. */
const PROOF_LINES_MAX = 63

/** The body of the request: the old size, the proof a line each, an empty line, the checkpoint. */
export const addCheckpointBody = ({ oldSize, proof, note }: AddCheckpoint): string =>
  `old ${oldSize}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}`

/** Reads what `addCheckpointBody` writes; undefined when it is something else. A proof line is base64 of 32 bytes in its one spelling. */
export function parseAddCheckpoint(body: string): AddCheckpoint | undefined {
  const blank = body.indexOf('\n\n')
  if (blank < 0) return undefined
  const [first, ...lines] = body.slice(0, blank).split('\n')
  const [, size] = /^old (0|[1-9]\d{0,15})$/.exec(first ?? '') ?? []
  const proof = lines.map((line) => Buffer.from(line, 'base64'))
  const sound = proof.every((hash, n) => hash.length === HASH_BYTES && hash.toString('base64') === lines[n])
  const oldSize = Number(size)
  if (size === undefined || !Number.isSafeInteger(oldSize) || !sound || lines.length > PROOF_LINES_MAX) return undefined
  return { oldSize, proof, note: body.slice(blank + 2) }
}

/** The media type of the size that a witness answers a stale request with. */
export const SIZE_TYPE = 'text/x.tlog.size'

/** What a witness said: its signature lines, the size it has seen (409), or that it refuses. */
export type WitnessAnswer = { readonly lines: readonly string[] } | { readonly knownSize: number } | { readonly refused: number }

/** Reads the answer of a witness. */
export function readAnswer(status: number, type: string, body: string): WitnessAnswer {
  if (status === 200) return { lines: body.split('\n').filter((line) => line.startsWith('— ')).map((line) => `${line}\n`) }
  const [, size] = /^(0|[1-9]\d{0,15})\n$/.exec(body) ?? []
  return status === 409 && type.split(';')[0] === SIZE_TYPE && size !== undefined ? { knownSize: Number(size) } : { refused: status }
}
