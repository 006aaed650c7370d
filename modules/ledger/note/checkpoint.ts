import { HASH_BYTES } from '../merkle/hash.ts'
import { openNote, parseNote, signNote, type NoteSigner, type NoteVerifier } from './note.ts'

/** What the log says of itself at one moment: its name, how many leaves it has, and the root over them (32 bytes). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Buffer }

/** The body of a checkpoint: origin, size and base64 root, a line each (C2SP tlog-checkpoint). */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`
}

/** The signed checkpoint. The signer must bear the name of the log, as C2SP tlog-checkpoint asks. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): Promise<string> {
  return signNote(checkpointText(checkpoint), [signer])
}

/** Reads the body of a checkpoint; undefined when it is not one. Extension lines after the root are passed over. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, sizeText, rootText] = text.split('\n')
  if (!origin || sizeText === undefined || rootText === undefined) return undefined
  const [size, root] = [Number(sizeText), Buffer.from(rootText, 'base64')]
  const sound = /^(0|[1-9]\d*)$/.test(sizeText) && Number.isSafeInteger(size)
  return sound && root.length === HASH_BYTES && root.toString('base64') === rootText ? { origin, size, root } : undefined
}

/** The checkpoint that a note carries, if this log signed it under its own name; else undefined. */
export function openCheckpoint(note: string, log: NoteVerifier): Checkpoint | undefined {
  const opened = openNote(note, log)
  const checkpoint = opened && parseCheckpoint(opened.text)
  return checkpoint?.origin === log.name ? checkpoint : undefined
}

/** The checkpoint that a note carries, whoever signed it. For display; it proves nothing. */
export function readCheckpoint(note: string): Checkpoint | undefined {
  const parsed = parseNote(note)
  return parsed && parseCheckpoint(parsed.text)
}

/** The log that a checkpoint of ours names, and its own signature with the four bytes before it. A checkpoint we did not make is a fault of the caller. */
export function readNoteSignature(note: string): { readonly origin: string; readonly signature: Buffer } {
  const parsed = parseNote(note)
  const origin = parsed && parseCheckpoint(parsed.text)?.origin
  const own = parsed?.signatures.find(({ name }) => name === origin)
  if (origin === undefined || own === undefined) throw new RangeError('a checkpoint is signed by its log')
  return { origin, signature: Buffer.concat([own.keyId, own.signature]) }
}
