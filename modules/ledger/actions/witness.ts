import type { Act } from '#kernel/act'
import { log } from '#kernel/log'
import { port } from '#kernel/ports'

import { sameBytes } from '../merkle/hash.ts'
import { verifyConsistency } from '../merkle/verify.ts'
import { openCheckpoint, readCheckpoint, type Checkpoint } from '../note/checkpoint.ts'
import { cosign } from '../note/cosignature.ts'
import { parseVerifierKey, type NoteVerifier } from '../note/note.ts'
import { addContradiction, addWitnessed, allWitnessed, contradictions, holdLog, lastWitnessed, type Witnessed } from '../store/witness.ts'
import { witnessing } from '../witness/content.ts'
import { parseAddCheckpoint, SIZE_TYPE, type AddCheckpoint } from '../witness/message.ts'
import { keyOf, signingKeyOf } from './keys.ts'
import { signerOf, verifierOf } from './sequence.ts'

/** What the witness answers, as HTTP has it. */
export type Answered = { readonly status: 200 | 400 | 403 | 404 | 409 | 422; readonly type: string; readonly body: string }

/** The name of this node as a witness. */
const witnessOwner = () => `log:tongban/${port().node}/witness` as const

/** The key by which others check what this node cosigns; made in this act if it is new. */
export const witnessVerifier = async (act: Act): Promise<NoteVerifier> => verifierOf(await keyOf(act, witnessOwner(), 'Ed25519'))

/**
 * Cosigns the checkpoint of a log that this node witnesses, if it goes on from the last one it cosigned (C2SP tlog-witness,
 * "add-checkpoint"). Answers instead of refusing, so that a contradiction is kept: 400 what is no request, 404 an unknown log, 403 no
 * good signature of it, 409 another size than the last (with that size) or another root of the same size, 422 a proof that does not hold.
 */
export async function addCheckpointOf(act: Act, body: string): Promise<Answered> {
  const asked = parseAddCheckpoint(body)
  const claimed = asked && readCheckpoint(asked.note)
  if (!asked || !claimed || asked.oldSize > claimed.size) return refused(400, 'ledger.request_form')
  const verifier = witnessing().logs.map(({ key }) => parseVerifierKey(key)!).find(({ name }) => name === claimed.origin)
  if (!verifier) return refused(404, 'ledger.log_unknown')
  const checkpoint = openCheckpoint(asked.note, verifier)
  if (!checkpoint) return refused(403, 'ledger.checkpoint_signature_wrong')
  await holdLog(act.tx, checkpoint.origin)
  const last = await lastWitnessed(act.tx, checkpoint.origin)
  if ((last?.size ?? 0) !== asked.oldSize) return { status: 409, type: SIZE_TYPE, body: `${last?.size ?? 0}\n` }
  return last ? goOn(act, asked, checkpoint, last) : asked.proof.length > 0 ? refused(422, 'ledger.log_not_continued') : accept(act, asked.note, checkpoint)
}

async function goOn(act: Act, { note, proof }: AddCheckpoint, checkpoint: Checkpoint, last: Witnessed): Promise<Answered> {
  if (checkpoint.size === last.size && !sameBytes(checkpoint.root, last.root)) return contradicted(act, note, checkpoint, last, 'ledger.log_forked')
  const follows = verifyConsistency({ size1: last.size, size2: checkpoint.size, root1: last.root, root2: checkpoint.root, proof })
  return follows ? accept(act, note, checkpoint) : contradicted(act, note, checkpoint, last, 'ledger.log_not_continued')
}

/** Kept before it is answered: the act is the witness's memory. */
async function accept(act: Act, note: string, { origin, size, root }: Checkpoint): Promise<Answered> {
  await addWitnessed(act.tx, { log: origin, size, root, note, seenAt: act.at })
  const signed = await cosign(note, signerOf(await signingKeyOf(act, witnessOwner(), 'Ed25519')), Math.floor(act.at.getTime() / 1000))
  return { status: 200, type: 'text/plain; charset=utf-8', body: signed.slice(note.length) }
}

async function contradicted(act: Act, note: string, { origin, size, root }: Checkpoint, last: Witnessed, code: 'ledger.log_forked' | 'ledger.log_not_continued'): Promise<Answered> {
  await nameContradiction(act, { log: origin, size, root, note, knownSize: last.size, knownNote: last.note, code, seenAt: act.at })
  return refused(code === 'ledger.log_forked' ? 409 : 422, code)
}

/** Keeps that a log contradicts itself, with both of its signed notes, and says so once. */
export async function nameContradiction(act: Act, one: Parameters<typeof addContradiction>[1]): Promise<void> {
  if (!(await addContradiction(act.tx, one))) return
  log.error({ log: one.log, size: one.size, known: one.knownSize, code: one.code }, 'a log contradicts itself')
  await act.record({ type: 'ledger.contradicted', subject: one.log, data: { size: one.size, known: one.knownSize, code: one.code } })
}

const refused = (status: 400 | 403 | 404 | 409 | 422, code: string): Answered => ({ status, type: 'text/plain; charset=utf-8', body: `${code}\n` })

const SHOWN_MAX = 100

/** What this node has seen of other logs, for whoever compares: the last checkpoint of each, and where one contradicts itself. */
export async function seenOfOthers(act: Act) {
  const logs = (await allWitnessed(act.tx)).map(({ log: origin, size, note, seenAt }) => ({ log: origin, size, note, seenAt }))
  const wrong = (await contradictions(act.tx, SHOWN_MAX)).map(({ root, ...one }) => ({ ...one, root: root.toString('base64') }))
  return { logs, contradictions: wrong }
}
